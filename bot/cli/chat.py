"""``clausette chat``: a conversation in the terminal, or events and answers as JSON."""

import asyncio
import sys
from collections.abc import AsyncIterator

import typer

from bot.cli import _base
from bot.cli._input import AsJson, Knowledge, read_settings
from bot.runtime import start as opening
from bot.runtime.chat import session

commands = typer.Typer()


@commands.command()
def chat(knowledge: Knowledge = None, *, as_json: AsJson = False) -> None:
    """Talk in the terminal, as in Telegram; nothing is stored. A button is pressed by its number, as #2."""
    settings = read_settings().model_copy(update={"log_level": "ERROR"})  # a terminal is for the conversation
    talks = session.answer_lines if as_json else session.talk
    opening.start(talks(_base.folders(knowledge), _lines(prompt="" if as_json else "> "), _write), settings)


async def _lines(prompt: str) -> AsyncIterator[str]:
    """The lines of standard input, each when it comes; any bytes become readable text."""
    while True:
        if prompt and sys.stdin.isatty():
            sys.stdout.write(prompt)
            sys.stdout.flush()
        line = await asyncio.to_thread(sys.stdin.buffer.readline)
        if not line:
            return
        if text := line.decode("utf-8", errors="replace").strip():
            yield text


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
