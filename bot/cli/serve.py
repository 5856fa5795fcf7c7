"""Commands that serve the bot until they are stopped, and the one that tells what keeps it from serving."""

from dataclasses import asdict
from typing import Annotated

import typer

from bot.cli._input import AsJson, Knowledge, read_settings, today
from bot.cli._output import FAILED, print_json
from bot.runtime import run as runtime_run

commands = typer.Typer()


@commands.command()
def run() -> None:
    """Serve Telegram: by webhook where CLAUSETTE_WEBHOOK_URL is set, by long polling otherwise."""
    runtime_run.run(read_settings())


@commands.command()
def demo(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port of the chat page on this computer; 0 takes a free one.")
    ] = 8765,
    knowledge: Knowledge = None,
) -> None:
    """Open the sandbox: a local Bot API server, a chat page and the bot; no token needed."""
    # what run sends first does not wait until all this is loaded
    from bot.cli import _base  # noqa: PLC0415
    from bot.runtime import demo as runtime_demo  # noqa: PLC0415

    runtime_demo.demo(read_settings(), _base.folders(knowledge), port)


@commands.command()
def doctor(
    *,
    letter: Annotated[
        bool, typer.Option("--letter", help="Write to the operator what was found: does the letter arrive?")
    ] = False,
    failed: Annotated[
        str, typer.Option(metavar="UNIT", help="A unit of systemd that failed, which is told first.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Look at all that the bot needs to serve, and say of what is wrong what to do; nothing is changed."""
    from bot.cli import _store  # noqa: PLC0415
    from bot.runtime import doctor as examination  # noqa: PLC0415
    from bot.runtime.start import start  # noqa: PLC0415

    settings, faults = _store.settings(), 0
    for found in start(examination.examine(settings, today(), letter=letter, failed=failed), settings):
        faults += found.state == "fault"
        if as_json:
            print_json(asdict(found))
        else:
            typer.echo(str(found))
    if faults:
        raise typer.Exit(FAILED)
