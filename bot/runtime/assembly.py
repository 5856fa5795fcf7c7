"""The composition root: the one place that wires the parts together."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.assistant.assistant import Assistant
from bot.assistant.cues import Cues
from bot.assistant.said_before import Sentences
from bot.knowledge import centres, checks, loader, territory
from bot.knowledge.problems import KnowledgeError, Problem
from bot.knowledge.ruleset import REFERENCE, Tables
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.schema.places import empty_words
from bot.knowledge.where import Where, each, territory_folder
from bot.language.dates import day_in_france
from bot.language.text import Reader
from bot.requests.digest import Digests
from bot.requests.form import IntakeFlow
from bot.requests.listening import Listener
from bot.requests.model.request import KEPT
from bot.requests.picture import can_draw
from bot.runtime import building, own_questions
from bot.runtime.answerer import Told, answering, uncollected
from bot.runtime.building import covered, unreadable
from bot.search.router import Router
from bot.tools.clause.draft import Composer
from bot.tools.eligibility import reading as profile
from bot.tools.eligibility.flow import EligibilityFlow
from bot.tools.eligibility.reading import profile_words
from bot.tools.eligibility.rules import verdict
from bot.tools.hours.flow import HoursFlow
from bot.tools.modality import words as contract
from bot.tools.modality.flow import ModalityFlow
from bot.tools.places.around import Surroundings
from bot.tools.places.flow import RelayFlow
from bot.tools.places.gazetteer import Gazetteer
from bot.tools.places.relays import Bodies

if TYPE_CHECKING:
    from bot.chat.flow import Flow


@dataclass(frozen=True, slots=True)
class Checked:
    """What ``clausette check`` finds."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def check(where: Where, today: date) -> Checked:
    """Check a knowledge base whole: its files, what they say of each other, and whether the tools can read them."""
    loaded = loader.read(where)
    found = list(loaded.errors)
    if all(folder.is_dir() for folder in each(where)):
        codes, place = None, territory_folder(where)
        try:
            codes = territory.codes(place)
            list(territory.former_names(place))  # read by the assistant only: is the file right?
            list(centres.centres(place))  # likewise
        except KnowledgeError as error:
            found.extend(error.problems)
        found.extend(checks.errors(loaded, codes))
    if not loaded.errors and loaded.decides:
        found.extend(unreadable(loaded))
    doubts = checks.warnings(loaded, today)
    if not found and loaded.things["questions"]:
        doubts += own_questions.misled(loaded, assistant(where), today)
    return Checked(tuple(sorted(set(found))), tuple(sorted(doubts)))


def tables(where: Where) -> Tables:
    """The tables that the tools decide by.

    Raises:
        KnowledgeError: where a file of them has faults of form.
    """
    return loader.tables(where)


def gazetteer(where: Where, knowledge: Knowledge, found: Tables, reader: Reader) -> Gazetteer:
    """What finds a place in what people write; ``reader`` knows the words that are no misspelt place."""
    with uncollected():
        place = territory_folder(where)
        communes = list(territory.communes(place))
        return Gazetteer(
            communes,
            territory.former_names(place),
            territory.epci(place),
            territory.departements(place),
            covered=covered(communes, knowledge.relays),
            empty_words=empty_words(knowledge.lexicon),
            ordinary=reader,
            words=found.places,
        )


def conversing(where: Where, cache: Path | None = None, retention: int = KEPT, told: Told | None = None) -> Assistant:
    """The assistant with its flows, for chats; ``retention`` is for how many days a request is kept after its end.

    ``told`` as in ``answering``.

    Raises:
        KnowledgeError: as ``assistant`` and ``loader.tables``.
    """
    return _with_tools(assistant(where, cache, told), where, retention)


def edited(where: Where, before: Assistant, retention: int = KEPT) -> Assistant | None:
    """The assistant with what the files say now and the search of ``before``: a new search takes ten times as long.

    None where an entry came or went, which that search would not know or would still name.

    Raises:
        KnowledgeError: as ``conversing``.
    """
    knowledge = building.read(where).knowledge
    if _names(knowledge) != _names(before.knowledge):
        return None
    return _with_tools(Assistant(knowledge, Router(knowledge, before.router.index)), where, retention)


def _names(knowledge: Knowledge) -> set[str]:
    return {entry.id for entry in knowledge.entries()} | {*knowledge.outside, *knowledge.smalltalk}


def _with_tools(plain: Assistant, where: Where, retention: int) -> Assistant:
    found, reader = tables(where), plain.router.reader
    places = gazetteer(where, plain.knowledge, found, reader)
    bodies = Bodies(plain.knowledge.relays, places)
    every = flows(plain.knowledge, found, places, reader, retention)
    return dataclasses.replace(
        plain,
        flows=every,
        bodies=bodies,
        composer=Composer(plain.knowledge, found),
        retention=retention,
        surroundings=Surroundings(partial(centres.centres, territory_folder(where)), places),
        cues=Cues(found.dialogue, reader),
        sentences=Sentences(plain.knowledge),
        draws=can_draw(),
    )


def flows(
    knowledge: Knowledge, found: Tables, places: Gazetteer, reader: Reader, retention: int = KEPT
) -> Mapping[str, "Flow"]:
    """The flows of the tools, by the id of their tool; ``reader`` is that of the router."""
    every: tuple[Flow, ...] = (
        EligibilityFlow(knowledge, found, profile_words(found.facts, reader)),
        ModalityFlow(knowledge, found.modality, contract_words(found, reader)),
        HoursFlow(knowledge, found.hours),
        RelayFlow(knowledge, places),
        IntakeFlow(knowledge, places, found.hours, Listener(found.intake, reader), retention),
    )
    return {flow.name: flow for flow in every}


def digests(where: Where, assistant: Assistant) -> Digests:
    """What writes the relays' weekly digests.

    Raises:
        KnowledgeError: as ``loader.tables``.
    """
    knowledge, bodies, found = assistant.knowledge, assistant.bodies, loader.tables(where)
    epci = {one.siren: one.name for one in territory.epci(territory_folder(where))}
    words = profile_words(found.facts, assistant.router.reader)

    def publics(need: str) -> Sequence[str]:
        today = day_in_france(datetime.now(UTC))  # from which "depuis mars" counts
        said = profile.read(need, words, today)
        judged = verdict(found.grids[REFERENCE], said.facts, unclear=said.unclear)
        return [public.label for public in knowledge.publics if public.id in judged.publics]

    def territory_of(insee: str) -> str:
        commune = bodies.gazetteer.commune(insee) if bodies and bodies.gazetteer else None
        return epci.get(commune.epci, commune.name) if commune else ""

    return Digests(knowledge.texts, publics, territory_of)


def contract_words(found: Tables, reader: Reader) -> contract.Words:
    """The words by which a buyer's contract is read."""
    return contract.Words(found.modality.words, found.modality.limits, reader)


def assistant(where: Where, cache: Path | None = None, told: Told | None = None) -> Assistant:
    """The assistant that answers from a knowledge base, without flows; ``cache`` and ``told`` as in ``answering``.

    Raises:
        KnowledgeError: where the base has faults of form, or holds references that lead nowhere.
    """
    return Assistant(*answering(where, cache, told))
