"""Commands for those who write the knowledge base."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import _base
from bot.cli._input import AsJson, Knowledge, today
from bot.cli._output import FAILED, print_json, stop
from bot.knowledge import loader
from bot.knowledge.json_schema import schemas
from bot.runtime import assembly

commands = typer.Typer()


@commands.command()
def check(knowledge: Knowledge = None, *, as_json: AsJson = False) -> None:
    """Check the knowledge base: every fault as file:line, what is wrong, what was expected."""
    checked = assembly.check(_base.folders(knowledge), today())
    if as_json:
        problems = {
            name: [{"file": p.file, "line": p.line, "message": p.message} for p in some]
            for name, some in (("errors", checked.errors), ("warnings", checked.warnings))
        }
        print_json({"ok": not checked.errors} | problems)
    else:
        for problem in checked.errors:
            typer.echo(f"erreur : {problem}")
        for problem in checked.warnings:
            typer.echo(f"avertissement : {problem}")
        typer.echo(f"{len(checked.errors)} erreur(s), {len(checked.warnings)} avertissement(s)")
    if checked.errors:
        raise typer.Exit(FAILED)


@commands.command()
def schema(
    kind: Annotated[
        str | None, typer.Argument(help="publics, articles, faq, relays, glossary, tools, lexicon, …")
    ] = None,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="DIR", help="Write one file for each kind into this folder.")
    ] = None,
    knowledge: Knowledge = None,
) -> None:
    """Print the JSON Schema of the knowledge files, for an editor that completes and checks."""
    loaded = loader.read(_base.folders(knowledge))
    every = schemas(loaded.ids, loaded.things["grids"])
    if kind is not None and kind not in every:
        stop(f"{kind}: no such kind of file; expected one of {', '.join(every)}")
    if write is None:
        print_json(every if kind is None else every[kind], indent=2)
        return
    write.mkdir(parents=True, exist_ok=True)
    for name, found in every.items():
        if kind in (None, name):
            (write / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
