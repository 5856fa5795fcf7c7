"""Commands for those who write the knowledge base."""

import csv
import difflib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import _base
from bot.cli._input import AsJson, Knowledge, today
from bot.cli._output import FAILED, print_json, stop, tell_none
from bot.knowledge import folders, loader
from bot.knowledge.changes import changes
from bot.knowledge.drafts import draft
from bot.knowledge.json_schema import schemas
from bot.knowledge.kinds import KINDS, Shape
from bot.knowledge.loader import Loaded
from bot.knowledge.review import Due, due
from bot.knowledge.schema.texts import Texts
from bot.knowledge.tidy import tidied
from bot.knowledge.where import Where
from bot.process.settings import cache_folder, knowledge_folders
from bot.runtime import assembly, own_questions
from bot.runtime.answerer import tell
from bot.site import review as review_page

commands = typer.Typer()


@commands.command()
def check(
    knowledge: Knowledge = None,
    *,
    fix: Annotated[
        bool, typer.Option("--fix", help="First tidy the files: order of fields, indents, blanks; never what they say.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check the knowledge base: every fault as file:line, what is wrong, what was expected."""
    if fix:
        _tidy(_base.folders(knowledge), quiet=as_json)
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


def _tidy(where: Where, *, quiet: bool) -> None:
    """Tidy the files of a base, and show what changes in each."""
    for path, kind, text in folders.texts(where, KINDS):
        after = tidied(kind, text)
        if after == text:
            continue
        path.write_bytes(after.encode("utf-8"))
        if not quiet:
            lines = difflib.unified_diff(text.splitlines(), after.splitlines(), lineterm="", n=0)
            changed = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
            typer.echo("\n".join((f"{path} : mis en ordre", *changed)))


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


@commands.command()
def new(
    kind: Annotated[str, typer.Argument(help="publics, articles, faq, relays, glossary or outside.")],
    name: Annotated[str, typer.Argument(help="The last part of the id, as contrat-pro.")],
    knowledge: Knowledge = None,
) -> None:
    """Begin an entry: a file, or a block at the end of one, with every field and what it holds."""
    kinds = {one.name: one for one in KINDS if one.shape is not Shape.SINGLE and (one.entry or one.name == "outside")}
    if kind not in kinds:
        stop(f"{kind}: no such kind of entry; expected one of {', '.join(kinds)}")
    if not folders.fits_a_name(name):
        stop(f"{name}: expected small letters without accents, digits and hyphens, as contrat-pro")
    where = _base.folders(knowledge)
    chosen = kinds[kind]
    if f"{chosen.entry or kind}/{name}" in loader.read(where).places:
        stop(f"{chosen.entry or kind}/{name} stands in the base already")
    text = draft(chosen, name, today())
    if chosen.shape is Shape.FOLDER:
        path = where[-1] / chosen.place / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    else:
        path = where[-1] / chosen.place
        before = path.read_text(encoding="utf-8").rstrip("\n") + "\n\n" if path.exists() else ""
        path.write_text(before + text, encoding="utf-8")
    typer.echo(f"{path}: à compléter, puis clausette check")


@commands.command()
def review(
    knowledge: Knowledge = None,
    *,
    as_csv: Annotated[bool, typer.Option("--csv", help="As a table for a spreadsheet.")] = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page there, to read or print.")] = None,
    as_json: AsJson = False,
) -> None:
    """List what is due: law about to change, old verifications, low confidence, relays without contact, hosts."""
    loaded = loader.read(_base.folders(knowledge))
    found = due(loaded, today())
    if html is not None:
        _write_page(loaded, found, html)
        return
    if as_csv:
        table = csv.writer(sys.stdout, delimiter=";", lineterminator="\r\n")
        table.writerow(("pourquoi", "fiche", "fichier", "ligne", "détail"))
        table.writerows(astuple(one) for one in found)
        return
    for one in found:
        if as_json:
            print_json(asdict(one))
        else:
            place = f"{one.file}:{one.line}" if one.file else ""
            typer.echo(f"{one.why}\t{one.id}\t{place}\t{one.detail}")


def _write_page(loaded: Loaded, found: Sequence[Due], path: Path) -> None:
    texts = loaded.things["texts"].get("")
    if not isinstance(texts, Texts):
        stop("texts.yaml has faults: clausette check lists them")
    try:
        path.write_text(review_page.page(texts.review, found, today()), encoding="utf-8")
    except OSError as error:
        stop(f"--html: {path}: {error.strerror}")
    typer.echo(str(path))


@commands.command()
def diff(
    before: Annotated[Path, typer.Argument(help="The folder of the base as it was.")],
    after: Annotated[Path, typer.Argument(help="The folder of the base as it is.")],
    questions: Annotated[
        Path | None,
        typer.Option(help="Further questions to ask both, one a line, beside those of knowledge/questions."),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Tell in words what changed between two bases, and which questions change their answer or certainty."""
    bases = [knowledge_folders(str(given)) for given in (before, after)]
    old, new_ = (loader.read(where) for where in bases)
    for given, side in ((before, old), (after, new_)):
        for file in sorted({problem.file for problem in side.errors}):
            typer.echo(f"{given} : {file} a des fautes, non comparé : clausette check --knowledge {given}", err=True)
    found = changes(old, new_)
    tell_none(found, "aucun changement", as_json=as_json)
    for change in found:
        if as_json:
            print_json(asdict(change))
        else:
            typer.echo(str(change))
    asked = own_questions.labelled(new_)
    if questions is not None:
        asked += questions.read_text(encoding="utf-8").splitlines()
    if not asked:
        return
    with _base.faults_stop():
        was, now = (assembly.assistant(where, cache_folder(), tell) for where in bases)
    for one in own_questions.moved(was, now, filter(None, asked), today()):
        if as_json:
            print_json(asdict(one))
        else:
            typer.echo(f"question « {one.question} » : {one.before} → {one.after}")
