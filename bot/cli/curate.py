"""The local page on which entries are edited."""

import asyncio
from typing import Annotated

import typer

from bot.cli import _base
from bot.cli._input import Knowledge, today
from bot.cli._output import stop
from bot.curating.app import Editor
from bot.knowledge.schema.entries import Knowledge as Base
from bot.process import web
from bot.process.settings import cache_folder
from bot.runtime.answerer import answering, tell
from bot.search.router import Router

_GRACE = 1.0  # seconds

commands = typer.Typer()


@commands.command()
def curate(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on this computer; 0 takes a free one.")] = 8766,
    knowledge: Knowledge = None,
) -> None:
    """Open a page on this computer on which to search, edit, preview, try and save entries."""
    where = _base.folders(knowledge)

    def load() -> tuple[Base, Router]:
        return answering(where, cache_folder())

    with _base.faults_stop():
        base, _ = answering(where, cache_folder(), tell)
    try:
        listener = web.listening("127.0.0.1", port)
    except OSError:
        stop(f"--port: {port} is taken by another program; give another, or 0 for a free one")
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"

    async def served() -> None:
        async with web.served(Editor(where, load, today).app(), listener, grace=_GRACE):
            typer.echo(base.texts.curate.address.format(address=address))
            await asyncio.Event().wait()

    try:
        asyncio.run(served())
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
