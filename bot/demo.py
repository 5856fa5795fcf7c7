"""The sandbox on this computer: a company, a relay and the relay's group, served by the bot as Telegram's chats are."""

import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

import typer

from bot import serving
from bot.knowledge.texts import Texts
from bot.sandbox import Person, Place, Sandbox
from bot.sandbox import serve as serve_sandbox
from bot.sandbox.state import COMPANY, RELAY, TEAM
from bot.settings import Settings
from bot.starting import StartError
from bot.telegram import limits

_TOKEN = "42:sandbox"  # noqa: S105  opens nothing but the sandbox on this computer


def demo(settings: Settings, folder: Path, port: int) -> None:
    """Serve the sandbox until SIGTERM or SIGINT."""
    serving.start(_demo(folder, port), settings)


async def _demo(folder: Path, port: int) -> None:
    live = serving.loaded(folder)
    texts = live.assistant.knowledge.texts
    async with AsyncExitStack() as stack:
        kept = stack.enter_context(tempfile.TemporaryDirectory(prefix="clausette-"))
        database = await serving.opened(f"sqlite+aiosqlite:///{kept}/demo.db")
        stack.push_async_callback(database.close)
        bot = Person(42, "Clausette", "clausette_bot", is_bot=True)
        rooms = Sandbox(tokens=(_TOKEN,), bot=bot, places=_places(texts))
        try:
            url = await stack.enter_async_context(serve_sandbox(rooms, port=port))
        except OSError:
            raise StartError(f"--port: {port} is taken by another program; give another, as --port 0") from None
        typer.echo(texts.sandbox_address.format(address=url))
        sys.stdout.flush()
        await serving.serve(live, database, _TOKEN, url, pace=limits.NONE)


def _places(texts: Texts) -> tuple[Place, ...]:
    """The chats side by side, each with what its person may begin with."""
    return (
        _place(COMPANY.id, texts.sandbox_company, texts.sandbox_company_role, texts.sandbox_company_suggestions),
        _place(RELAY.id, texts.sandbox_relay, texts.sandbox_relay_role, texts.sandbox_relay_suggestions),
        _place(TEAM, texts.sandbox_team, texts.sandbox_team_role, texts.sandbox_team_suggestions),
    )


def _place(chat: int, title: str, role: str, suggestions: str) -> Place:
    return Place(chat, title, role, tuple(line.strip() for line in suggestions.splitlines()))
