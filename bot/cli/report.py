"""The figures of a year of requests, as a table and as a picture."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from bot.cli import _base, _store
from bot.cli._input import AsJson, Knowledge
from bot.cli._output import FAILED, print_json, stop
from bot.knowledge.schema.entries import Knowledge as Base
from bot.language.dates import day_in_france
from bot.requests.bilan import Figures, figures, named, waited
from bot.requests.card import relay_name
from bot.requests.picture import PictureFormat, can_draw, drawn
from bot.runtime.start import using
from bot.store import requests
from bot.store.outbox.calls import utc_now

if TYPE_CHECKING:
    from bot.requests.model.request import Intake
    from bot.store.database import Database

commands = typer.Typer()


@commands.command()
def report(
    year: Annotated[int | None, typer.Option(metavar="YEAR", help="The year; by default this one.")] = None,
    relay_id: Annotated[str | None, typer.Option("--relay", metavar="ID", help="The requests of one relay.")] = None,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a picture there (.png or .svg); wants the extra report.")
    ] = None,
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Tell what became of requests, quarter by quarter: counts, outcomes, the wait for a first contact."""
    base, _ = _base.answering(knowledge)
    relay = _base.relay(base, relay_id).id if relay_id else None
    wanted = year or day_in_france(utc_now()).year

    async def work(database: "Database") -> "list[Intake]":
        async with database.transaction() as connection:
            return await requests.of_year(connection, relay, wanted)

    every = figures(using(_store.settings(), work), wanted)
    if picture is not None:
        _draw(base, every, picture, relay_name(base, relay) if relay else "")
    for one in every:
        if as_json:
            print_json(_as_json(one))
        else:
            typer.echo("\t".join(_row(base, one)))


def _row(base: Base, one: Figures) -> list[str]:
    texts = base.texts
    counted = [str(count) for count in (one.received, one.taken, one.contacted, one.closed, one.helped)]
    return [named(texts, one), *counted, waited(texts, one.wait) or "-"]


def _as_json(one: Figures) -> dict[str, Any]:
    results = {result.value: count for result, count in one.results.items()}
    counts = {name: getattr(one, name) for name in ("year", "quarter", "received", "taken", "contacted", "closed")}
    return counts | {"results": results, "first_contact_working_hours": one.wait}


def _draw(base: Base, every: tuple[Figures, ...], path: Path, name: str) -> None:
    """Draw the quarters as bars."""
    if not can_draw():
        stop("--picture: matplotlib is not installed; pip install 'clausette[report]'", FAILED)
    form = next((one for one in get_args(PictureFormat) if path.suffix.lower() == f".{one}"), None)
    if form is None:
        stop(f"--picture {path}: give a path that ends in .png or .svg")
    try:
        path.write_bytes(drawn(base.texts, every, name or base.texts.bilan.everybody, form))
    except OSError as error:
        stop(f"--picture {path}: cannot be written ({type(error).__name__})")
