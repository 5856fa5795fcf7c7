"""The base as a static site."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import _base
from bot.cli._input import AsJson, Knowledge, today
from bot.cli._output import print_fields, stop
from bot.site.pages import Site

_MARK = "index.js"  # a folder that holds other things and not this was not made by us

commands = typer.Typer()


@commands.command()
def site(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where the pages go; pages of entries gone are removed.")
    ],
    bot: Annotated[str, typer.Option(metavar="NAME", help="The bot in Telegram to which the pages lead.")] = "",
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Write the base as a static site: a page an entry, a search without a server."""
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / _MARK).exists())):
        stop(f"{folder} holds other things: give a new folder, or that of an earlier site")
    pages = Site(_base.answering(knowledge)[0], today(), bot.removeprefix("@")).pages()
    try:
        for old in folder.glob("*/*.html"):
            if old.relative_to(folder).as_posix() not in pages:
                old.unlink()
        for name, text in pages.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            path.chmod(0o644)  # to be served, unlike a database
        for place in (folder, *(path for path in folder.iterdir() if path.is_dir())):
            place.chmod(0o755)
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}")
    print_fields({"folder": str(folder), "pages": sum(name.endswith(".html") for name in pages)}, as_json=as_json)
