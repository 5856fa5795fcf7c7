"""The deciding tools on the command line: a line in, a JSON object out where ``--json`` asks for it."""

import json
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import typer

from bot.assistant.assistant import Assistant
from bot.cli import _base
from bot.cli._input import AsJson, Knowledge, day, lines
from bot.cli._input import today as current_day
from bot.cli._output import MISUSED, print_fields, stop
from bot.knowledge.ruleset import REFERENCE, Tables
from bot.knowledge.where import Where
from bot.runtime import assembly
from bot.tools.eligibility import reading as profile
from bot.tools.eligibility.rules import evidence, verdict
from bot.tools.hours import volume
from bot.tools.modality import decision
from bot.tools.modality import reading as contract
from bot.tools.modality.facts import facts_from
from bot.tools.places.relays import as_json, relays_for

Decide = Callable[[str], dict[str, Any]]

commands = typer.Typer()


@commands.command()
def eligibility(
    text: Annotated[
        str | None, typer.Argument(help="A person, described; else one per line of standard input.")
    ] = None,
    today: Annotated[str | None, typer.Option(metavar="DATE", help="The day from which durations count.")] = None,
    grid: Annotated[str | None, typer.Option(metavar="NAME", help="The list of publics; else reference.")] = None,
    structure: Annotated[
        str | None, typer.Option(metavar="KIND", help="Where the grid counts by kind of structure: for which one.")
    ] = None,
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Tell which publics a described person belongs to, and what to ask next."""
    from_day = day(today, "--today") or current_day()
    tables = _base.tables(knowledge)
    if grid is not None and grid not in tables.grids:
        stop(f"--grid: {grid} is no grid; expected one of {', '.join(sorted(tables.grids))}")
    together = tables.grids[grid].together if grid else None
    if structure is not None and (together is None or structure not in together.enough):
        kinds = ", ".join(together.enough) if together else "none, for this grid does not count by structure"
        stop(f"--structure: {structure} is no kind of structure of the grid; expected {kinds}")
    judge = judge_person(_base.assistant(knowledge), tables, from_day, grid, structure)
    _decide_each(text, judge, as_json=as_json)


@commands.command()
def relay(
    place: Annotated[str | None, typer.Argument(help="A place; else one per line of standard input.")] = None,
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Find the relay of a place."""
    find = find_relay(_base.folders(knowledge), _base.assistant(knowledge), _base.tables(knowledge))
    _decide_each(place, find, as_json=as_json)


@commands.command()
def hours(
    amount: Annotated[str | None, typer.Option(metavar="EUR")] = None,
    labour_share: Annotated[str | None, typer.Option(metavar="PCT")] = None,
    hourly_cost: Annotated[str | None, typer.Option(metavar="EUR")] = None,
    rate: Annotated[str | None, typer.Option(metavar="PCT")] = None,
    knowledge: Knowledge = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Compute a volume of hours from four figures, or from JSON objects of them on standard input."""
    given = {"amount": amount, "labour_share": labour_share, "hourly_cost": hourly_cost, "rate": rate}
    line = json.dumps({k: v for k, v in given.items() if v is not None}) if any(given.values()) else None
    _decide_each(line, compute_hours(_base.tables(knowledge)), as_json=as_json)


@commands.command()
def modality(
    facts: Annotated[list[str] | None, typer.Argument(help="key=value…; else one JSON object per line.")] = None,
    knowledge: Knowledge = None,
    *,
    text: Annotated[bool, typer.Option("--text", help="Read a buyer's free text instead of facts.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tell which articles hold for a contract, and whether the social condition is compulsory."""
    tables = _base.tables(knowledge)
    if text:
        decide = decide_from_text(_base.assistant(knowledge), tables, current_day())
    else:
        decide = decide_from_facts(tables, current_day())
    line = None
    if facts:
        line = " ".join(facts) if text else json.dumps(dict(_pair(fact) for fact in facts))
    _decide_each(line, decide, as_json=as_json)


def judge_person(
    assistant: Assistant, tables: Tables, today: date, grid: str | None = None, structure: str | None = None
) -> Decide:
    """What judges a described person by a grid, the reference where none is named.

    A named grid is told in the answer, with the kinds of structure for which the person counts.
    """
    rules = tables.grids[grid or REFERENCE]
    words = profile.profile_words(tables.facts, assistant.router.reader)
    proofs = {public.id: public.proof for public in assistant.knowledge.publics}

    def decide(text: str) -> dict[str, Any]:
        said = profile.read(text, words, today)
        facts = said.facts
        judged = verdict(rules, facts, structure=structure, unclear=said.unclear)
        of_grid = {} if grid is None else {"grid": grid, "structures": list(judged.structures)}
        return {
            "text": text,
            "facts": facts.as_json(),
            "verdict": str(judged.kind),
            "publics": list(judged.publics),
            "ask": judged.ask,
            "evidence": list(evidence(judged, proofs)),
            **of_grid,
        }

    return decide


def find_relay(folders: Where, assistant: Assistant, tables: Tables) -> Decide:
    """What finds the relays of a place."""
    base = assistant.knowledge
    places = assembly.gazetteer(folders, base, tables, assistant.router.reader)

    def decide(place: str) -> dict[str, Any]:
        found = places.find(place)
        return as_json(place, found, relays_for(found.communes, base.relays))

    return decide


def compute_hours(tables: Tables) -> Decide:
    """What computes a volume of hours from a JSON object of figures."""
    return lambda line: volume.as_json(line, tables.hours)


def decide_from_facts(tables: Tables, today: date) -> Decide:
    """What decides on a contract from a JSON object of facts."""

    def decide(line: str) -> dict[str, Any]:
        try:
            given = json.loads(line)
            if not isinstance(given, dict):
                raise ValueError("expected one JSON object of facts")  # noqa: TRY004, TRY301  bad input, told below
            facts = facts_from(given, tables.modality.limits, today)
        except ValueError as error:
            return {"error": str(error)}
        return decision.decide(tables.modality, facts, today).as_json()

    return decide


def decide_from_text(assistant: Assistant, tables: Tables, today: date) -> Decide:
    """What decides on a contract from a buyer's free text."""
    words = assembly.contract_words(tables, assistant.router.reader)

    def decide(text: str) -> dict[str, Any]:
        heard = contract.heard(text, words, today)
        decided = decision.decide(tables.modality, heard.facts, today, unsure=heard.unsure).as_json()
        again = [doubt.said(tables.modality.says) for doubt in heard.doubts if doubt.key == decided["ask"]]
        return decided | {"says": again + decided["says"]}

    return decide


def _decide_each(given: str | None, decide: Decide, *, as_json: bool) -> None:
    """Decide on the argument, or on each line of standard input; exit 2 at the end where a line was refused."""
    refused = False
    for line in lines(given):
        decided = decide(line)
        refused = refused or "error" in decided
        print_fields(decided, as_json=as_json)
        if not as_json:
            typer.echo()
    if refused:
        raise typer.Exit(MISUSED)


def _pair(fact: str) -> tuple[str, str]:
    key, sign, value = fact.partition("=")
    if not sign:
        stop(f"{fact}: expected key=value, as buyer=local")
    return key, value
