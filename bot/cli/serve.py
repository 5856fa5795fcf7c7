"""Commands that serve the bot until they are stopped."""

from typing import Annotated

import typer

from bot.cli._input import Knowledge, read_settings
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
