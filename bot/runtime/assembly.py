"""The composition root: the one place that wires the parts together."""

import dataclasses
import gc
import marshal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.assistant import cues
from bot.assistant.assistant import Assistant
from bot.assistant.cues import Cues
from bot.assistant.said_before import Sentences
from bot.knowledge import checks, folders, loader, territory
from bot.knowledge.areas import Commune
from bot.knowledge.cache import cached, fingerprint
from bot.knowledge.folders import Where
from bot.knowledge.loader import Loaded
from bot.knowledge.problems import KnowledgeError, Problem
from bot.knowledge.ruleset import REFERENCE, Tables
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.schema.places import empty_words
from bot.language.dates import day_in_france
from bot.language.text import Reader
from bot.requests.digest import Digests
from bot.requests.form import IntakeFlow
from bot.requests.listening import Listener
from bot.requests.model.request import KEPT
from bot.runtime import own_questions
from bot.search.features import Words
from bot.search.index import Index, build
from bot.search.learning import Learnt
from bot.search.router import Router
from bot.tools.eligibility import reading as profile
from bot.tools.eligibility.flow import EligibilityFlow
from bot.tools.eligibility.reading import profile_words
from bot.tools.eligibility.rules import verdict
from bot.tools.hours.flow import HoursFlow
from bot.tools.modality import words as contract
from bot.tools.modality.flow import ModalityFlow
from bot.tools.places.flow import RelayFlow
from bot.tools.places.gazetteer import Gazetteer
from bot.tools.places.relays import Bodies

if TYPE_CHECKING:
    from bot.chat.flow import Flow

_BOT = Path(__file__).resolve().parents[1]
_READERS = ("knowledge", "language", "search", "tools")  # the code on which base and index depend
LARGE = 20_000  # inhabitants: a commune whose name is recognised although no relay of the base covers it


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: all that is made stays, and each would walk through the whole of it in vain."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Checked:
    """What ``clausette check`` finds."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def check(where: Where, today: date) -> Checked:
    """Check a knowledge base whole: its files, what they say of each other, and whether the tools can read them."""
    loaded = loader.read(where)
    found = list(loaded.errors)
    if all(folder.is_dir() for folder in folders.each(where)):
        codes, place = None, folders.territory(where)
        try:
            codes = territory.codes(place)
            list(territory.former_names(place))  # read by the assistant only: is the file right?
        except KnowledgeError as error:
            found.extend(error.problems)
        found.extend(checks.errors(loaded, codes))
    if not loaded.errors and loaded.decides:
        found.extend(unreadable(loaded))
    doubts = checks.warnings(loaded, today)
    if not found and loaded.things["questions"]:
        doubts += own_questions.misled(loaded, assistant(where), today)
    return Checked(tuple(sorted(set(found))), tuple(sorted(doubts)))


def unreadable(loaded: Loaded) -> Iterator[Problem]:
    """Phrases of the tables by which the tools cannot read what people write."""
    tables = loaded.tables
    for name, prepared in (
        ("facts", lambda: profile_words(tables.facts, Reader({}))),
        ("intake", lambda: Listener(tables.intake, Reader({}))),
        ("modality", lambda: contract.Words(tables.modality.words, tables.modality.limits, Reader({}))),
        ("dialogue", lambda: Cues(tables.dialogue, Reader({}))),
    ):
        try:
            prepared()
        except ValueError as error:
            yield from checks.unreadable(loaded, name, error)


def tables(where: Where) -> Tables:
    """The tables that the tools decide by.

    Raises:
        KnowledgeError: where a file of them has faults of form.
    """
    return loader.tables(where)


def gazetteer(where: Where, knowledge: Knowledge, found: Tables, reader: Reader) -> Gazetteer:
    """What finds a place in what people write; ``reader`` knows the words that are no misspelt place."""
    with _uncollected():
        place = folders.territory(where)
        communes = list(territory.communes(place))
        return Gazetteer(
            communes,
            territory.former_names(place),
            territory.epci(place),
            territory.departements(place),
            covered=_covered(communes, knowledge.relays),
            empty_words=empty_words(knowledge.lexicon),
            ordinary=reader,
            words=found.places,
        )


def conversing(where: Where, cache: Path | None = None, retention: int = KEPT) -> Assistant:
    """The assistant with its flows, for chats; ``retention`` is for how many days a request is kept after its end.

    Raises:
        KnowledgeError: as ``assistant`` and ``loader.tables``.
    """
    plain, found = assistant(where, cache), tables(where)
    reader = plain.router.reader
    places = gazetteer(where, plain.knowledge, found, reader)
    bodies = Bodies(plain.knowledge.relays, places)
    every = flows(plain.knowledge, found, places, reader, retention)
    return dataclasses.replace(
        plain,
        flows=every,
        bodies=bodies,
        retention=retention,
        cues=Cues(found.dialogue, reader),
        sentences=Sentences(plain.knowledge),
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
    epci = {one.siren: one.name for one in territory.epci(folders.territory(where))}
    words = profile_words(found.facts, assistant.router.reader)

    def publics(need: str) -> Sequence[str]:
        today = day_in_france(datetime.now(UTC))  # from which "depuis mars" counts
        judged = verdict(found.grids[REFERENCE], profile.read(need, words, today).facts)
        return [public.label for public in knowledge.publics if public.id in judged.publics]

    def territory_of(insee: str) -> str:
        commune = bodies.gazetteer.commune(insee) if bodies and bodies.gazetteer else None
        return epci.get(commune.epci, commune.name) if commune else ""

    return Digests(knowledge.texts, publics, territory_of)


def spelt(found: Tables) -> Mapping[str, int]:
    """The words that the tools know, each with its weight: of their fields, and of everyday French."""
    led = dict.fromkeys(cues.spelt(found.dialogue), 1)
    return led | contract.spelt(found.modality.words) | profile.spelt(found.facts)


def contract_words(found: Tables, reader: Reader) -> contract.Words:
    """The words by which a buyer's contract is read."""
    return contract.Words(found.modality.words, found.modality.limits, reader)


@_uncollected()
def assistant(where: Where, cache: Path | None = None) -> Assistant:
    """The assistant that answers from a knowledge base; what is computed is kept in ``cache`` until a file changes.

    Raises:
        KnowledgeError: where the base has faults of form, or holds references that lead nowhere.
    """

    def read() -> bytes:
        loaded = loader.load(where)
        faults = checks.errors(loaded, territory.codes(folders.territory(where)))
        if faults := faults or (list(unreadable(loaded)) if loaded.decides else []):
            raise KnowledgeError(faults)
        knowledge = loaded.knowledge
        further = spelt(loaded.tables) if loaded.decides else {}  # a base without tools only answers
        return _to_bytes(knowledge, build(knowledge, _places(where, knowledge.relays), further))

    if cache is None:
        kept = read()
    else:
        code = sorted(path for room in _READERS for path in (_BOT / room).rglob("*.py"))
        kept = cached(cache, fingerprint([*loader.files(where), *code], sys.version), read)
    knowledge, index = _from_bytes(kept)
    return Assistant(knowledge, Router(knowledge, index))


def _to_bytes(knowledge: Knowledge, index: Index) -> bytes:
    """Base and index as marshalled plain values: read in milliseconds, and reading them runs no code."""
    parts = {"known": _fields(index.known), "learnt": _fields(index.learnt)}
    return marshal.dumps({"knowledge": knowledge.model_dump_json(by_alias=True), "index": _fields(index) | parts})


def _fields(part: Index | Words | Learnt) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in dataclasses.fields(part)}


def _from_bytes(kept: bytes) -> tuple[Knowledge, Index]:
    held = marshal.loads(kept)  # noqa: S302  # nosec B302  our own file, which nobody else can write (see bot.knowledge.cache)
    parts = {"known": Words(**held["index"]["known"]), "learnt": Learnt(**held["index"]["learnt"])}
    index = Index(**held["index"] | parts)
    return Knowledge.model_validate_json(held["knowledge"]), index


def _covered(communes: Iterable[Commune], relays: Iterable[Relay]) -> frozenset[str]:
    """The departments in which the base has relays."""
    covers = [relay.covers for relay in relays]
    epci = {siren for cover in covers for siren in cover.epci}
    named = {code for cover in covers for code in cover.departements}
    return frozenset(named | {c.departement for c in communes if c.epci in epci})


def _places(where: Where, relays: Iterable[Relay]) -> list[str]:
    """The names of communes by which people say where they are: all where the base has relays, the large elsewhere."""
    every = list(territory.communes(folders.territory(where)))
    departements = _covered(every, relays)
    here = {commune.insee for commune in every if commune.departement in departements}
    former = [former.name for former in territory.former_names(folders.territory(where)) if former.insee in here]
    return [c.name for c in every if c.insee in here or c.population >= LARGE] + former
