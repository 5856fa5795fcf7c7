"""The deciding tools as the command line uses them: a line in, the contract's JSON out (design.md, Command line)."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bot.knowledge.ruleset import REFERENCE, Tables
from bot.knowledge.schema.entries import Knowledge
from bot.runtime import assembly as app
from bot.tools.eligibility import reading as profile
from bot.tools.eligibility.rules import evidence, verdict
from bot.tools.hours import volume as volumes
from bot.tools.modality import decision as modalities
from bot.tools.modality import reading as contracts
from bot.tools.places import gazetteer as places

Decide = Callable[[str], dict[str, Any]]


def eligibility(knowledge: Knowledge, tables: Tables, today: date, grid: str | None, structure: str | None) -> Decide:
    """Judges described persons by a grid, the reference where none is named.

    A named grid is told in the answer, with the kinds of structure for which the person counts.
    """
    rules = tables.grids[grid or REFERENCE]
    words = profile.profile_words(tables.facts, app.known_words(knowledge))
    proofs = {public.id: public.proof for public in knowledge.publics}

    def decide(text: str) -> dict[str, Any]:
        facts = profile.read(text, words, today).facts
        found = verdict(rules, facts, structure=structure)
        told = {} if grid is None else {"grid": grid, "structures": list(found.structures)}
        return {
            "text": text,
            "facts": facts.as_json(),
            "verdict": str(found.kind),
            "publics": list(found.publics),
            "ask": found.ask,
            "evidence": list(evidence(found, proofs)),
            **told,
        }

    return decide


def relay(folder: Path, knowledge: Knowledge, tables: Tables) -> Decide:
    """Finds the relays of places."""
    gazetteer = app.gazetteer(folder, knowledge, tables, app.known_words(knowledge))

    def decide(place: str) -> dict[str, Any]:
        found = gazetteer.find(place)
        return places.as_json(place, found, places.relays_for(found.communes, knowledge.relays))

    return decide


def hours(tables: Tables) -> Decide:
    """Computes volumes of hours from JSON objects of figures."""
    return lambda line: volumes.as_json(line, tables.hours)


def modality(tables: Tables, today: date) -> Decide:
    """Decides on JSON objects of facts."""

    def decide(line: str) -> dict[str, Any]:
        try:
            given = json.loads(line)
            if not isinstance(given, dict):
                raise ValueError("expected one JSON object of facts")  # noqa: TRY004, TRY301  bad input, told below
            facts = modalities.facts_from(given, tables.modality.limits, today)
        except ValueError as error:
            return {"error": str(error)}
        return modalities.decide(tables.modality, facts, today).as_json()

    return decide


def contract(knowledge: Knowledge, tables: Tables, today: date) -> Decide:
    """Decides on a buyer's free text."""
    words = app.contract_words(tables, app.known_words(knowledge))

    def decide(text: str) -> dict[str, Any]:
        return modalities.decide(tables.modality, contracts.read(text, words, today), today).as_json()

    return decide
