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
from typing import TYPE_CHECKING

from bot.assistant.assistant import Assistant
from bot.knowledge import checks, loader, territory
from bot.knowledge.areas import Commune
from bot.knowledge.cache import cached, fingerprint
from bot.knowledge.problems import KnowledgeError, Problem
from bot.knowledge.ruleset import FILES, FOLDERS, REFERENCE, Tables
from bot.knowledge.schema.eligibility import misfits as grid_misfits
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.schema.places import empty_words
from bot.requests.digest import Digests
from bot.requests.form import IntakeFlow
from bot.requests.model.request import KEPT
from bot.search.features import Words
from bot.search.index import Index, build, clean_words
from bot.search.router import Router
from bot.tools.eligibility import reading as profile
from bot.tools.eligibility.flow import EligibilityFlow
from bot.tools.eligibility.reading import profile_words
from bot.tools.eligibility.rules import verdict
from bot.tools.hours.flow import HoursFlow
from bot.tools.modality import reading as contract
from bot.tools.modality.flow import ModalityFlow
from bot.tools.places.flow import RelayFlow
from bot.tools.places.gazetteer import Gazetteer
from bot.tools.places.relays import Bodies

if TYPE_CHECKING:
    from bot.chat.flow import Flow

Spelt = Mapping[str, int]  # words, each with how often it stands in the base

_BOT = Path(__file__).resolve().parents[1]
_READERS = ("knowledge", "language", "search")  # the code on which base and index depend
LARGE = 20_000  # inhabitants: a commune whose name is recognised although no relay of the base covers it


@dataclass(frozen=True, slots=True)
class Checked:
    """What ``clausette check`` finds."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def check(folder: Path, today: date) -> Checked:
    """Check a knowledge base whole."""
    found: list[Problem] = []
    read: list[Tables] = []
    try:
        if any(
            (folder / name).exists() for name in (*FILES, *FOLDERS)
        ):  # a base without any answers, and decides nothing
            read.append(tables(folder))
    except KnowledgeError as error:
        found.extend(error.problems)
    try:
        loaded = loader.load(folder)
        codes = territory.codes(folder / "territory")
        list(territory.former_names(folder / "territory"))  # read by the assistant only: is the file right?
    except KnowledgeError as error:
        return Checked((*found, *error.problems), ())
    found.extend(checks.errors(loaded, codes))
    found.extend(problem for one in read for problem in misfits(one, loaded.knowledge, loaded.places))
    return Checked(tuple(sorted(found)), tuple(checks.warnings(loaded, today)))


def tables(folder: Path) -> Tables:
    """The tables that the tools decide by.

    Raises:
        KnowledgeError: where a file of them has faults of form.
    """
    return Tables(**loader.read(folder, FILES, FOLDERS))


def misfits(found: Tables, knowledge: Knowledge, places: Mapping[str, loader.Place] | None = None) -> Iterator[Problem]:
    """What does not fit between the tables and the base: publics, articles and grids that are not there, wrong values.

    ``places`` tell where an entry stands in its file, by its id.
    """
    publics = frozenset(public.id for public in knowledge.publics)
    for name, grid in found.grids.items():
        for place, message in grid_misfits(grid, found.facts, publics):
            yield Problem(f"grids/{name}.yaml", 1, f"{place}: {message}")
    for name, prepared in (
        ("facts.yaml", lambda: profile_words(found.facts, {})),
        ("modality.yaml", lambda: contract.Words(found.modality.words, found.modality.limits)),
    ):
        try:
            prepared()
        except ValueError as error:
            yield Problem(name, 1, str(error))
    for relay in knowledge.relays:
        if relay.grid is not None and relay.grid not in found.grids:
            file = places[relay.id] if places else None
            message = f"'{relay.grid}' is not a grid; known are {', '.join(sorted(found.grids))}"
            yield file.problem(("grid",), message) if file else Problem(relay.id, 1, f"grid: {message}")
    for id_ in sorted(found.modality.articles()):
        if knowledge.get(id_) is None:
            yield Problem("modality.yaml", 1, f"'{id_}' is not in the base")


def gazetteer(folder: Path, knowledge: Knowledge, found: Tables, spelt: Spelt) -> Gazetteer:
    """What finds a place in what people write; ``spelt`` are the words of ``known_words``."""
    with _uncollected():
        place = folder / "territory"
        communes = list(territory.communes(place))
        return Gazetteer(
            communes,
            territory.former_names(place),
            territory.epci(place),
            territory.departements(place),
            covered=_covered(communes, knowledge.relays),
            empty_words=empty_words(knowledge.lexicon),
            ordinary=spelt.keys(),
            words=found.places,
        )


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


def conversing(folder: Path, cache: Path | None = None, retention: int = KEPT) -> Assistant:
    """The assistant with its flows, for chats; ``retention`` is for how many days a request is kept after its end.

    Raises:
        KnowledgeError: as ``assistant`` and ``tables``.
    """
    plain, found = assistant(folder, cache), tables(folder)
    if faults := list(misfits(found, plain.knowledge)):
        raise KnowledgeError(faults)
    spelt = known_words(plain.knowledge)
    places = gazetteer(folder, plain.knowledge, found, spelt)
    bodies = Bodies(plain.knowledge.relays, places)
    every = flows(plain.knowledge, found, places, spelt, retention)
    return dataclasses.replace(plain, flows=every, bodies=bodies, retention=retention)


def flows(
    knowledge: Knowledge, found: Tables, places: Gazetteer, spelt: Spelt, retention: int = KEPT
) -> Mapping[str, "Flow"]:
    """The flows of the tools, by the id of their tool; ``spelt`` are the words of ``known_words``."""
    every: tuple[Flow, ...] = (
        EligibilityFlow(knowledge, found, profile_words(found.facts, spelt)),
        ModalityFlow(knowledge, found.modality, contract_words(found, spelt)),
        HoursFlow(knowledge, found.hours),
        RelayFlow(knowledge, places),
        IntakeFlow(knowledge, places, found.hours, found.intake, retention),
    )
    return {flow.name: flow for flow in every}


def digests(folder: Path, assistant: Assistant) -> Digests:
    """What writes the relays' weekly digests.

    Raises:
        KnowledgeError: as ``tables``.
    """
    knowledge, bodies, found = assistant.knowledge, assistant.bodies, tables(folder)
    epci = {one.siren: one.name for one in territory.epci(folder / "territory")}
    words = profile_words(found.facts, known_words(knowledge))

    def publics(need: str) -> Sequence[str]:
        today = datetime.now(UTC).date()  # from which "depuis mars" counts
        judged = verdict(found.grids[REFERENCE], profile.read(need, words, today).facts)
        return [public.label for public in knowledge.publics if public.id in judged.publics]

    def territory_of(insee: str) -> str:
        commune = bodies.gazetteer.commune(insee) if bodies and bodies.gazetteer else None
        return epci.get(commune.epci, commune.name) if commune else ""

    return Digests(knowledge.texts, publics, territory_of)


def known_words(knowledge: Knowledge) -> Spelt:
    """The words of carefully written French that the base holds: never taken for a misspelling."""
    return clean_words(knowledge)


def contract_words(found: Tables, spelt: Spelt) -> contract.Words:
    """The words by which a buyer's contract is read."""
    return contract.Words(found.modality.words, found.modality.limits, spelt)


def assistant(folder: Path, cache: Path | None = None) -> Assistant:
    """The assistant that answers from a knowledge base; what is computed is kept in ``cache`` until a file changes.

    Raises:
        KnowledgeError: where the base has faults of form, or holds references that lead nowhere.
    """

    def read() -> bytes:
        loaded = loader.load(folder)
        if faults := checks.errors(loaded, territory.codes(folder / "territory")):
            raise KnowledgeError(faults)
        return _to_bytes(loaded.knowledge, build(loaded.knowledge, _places(folder, loaded.knowledge.relays)))

    if cache is None:
        kept = read()
    else:
        code = sorted(path for room in _READERS for path in (_BOT / room).rglob("*.py"))
        kept = cached(cache, fingerprint([*loader.files(folder), *code], sys.version), read)
    knowledge, index = _from_bytes(kept)
    return Assistant(knowledge, Router(knowledge, index))


def _to_bytes(knowledge: Knowledge, index: Index) -> bytes:
    """Base and index as marshalled plain values: read in milliseconds, and reading them runs no code."""
    fields = {field.name: getattr(index, field.name) for field in dataclasses.fields(index)}
    known = {field.name: getattr(index.known, field.name) for field in dataclasses.fields(index.known)}
    return marshal.dumps({"knowledge": knowledge.model_dump_json(by_alias=True), "index": fields | {"known": known}})


def _from_bytes(kept: bytes) -> tuple[Knowledge, Index]:
    held = marshal.loads(kept)  # noqa: S302  # nosec B302  our own file, which nobody else can write (see bot.knowledge.cache)
    index = Index(**held["index"] | {"known": Words(**held["index"]["known"])})
    return Knowledge.model_validate_json(held["knowledge"]), index


def _covered(communes: Iterable[Commune], relays: Iterable[Relay]) -> frozenset[str]:
    """The departments in which the base has relays."""
    covers = [relay.covers for relay in relays]
    epci = {siren for cover in covers for siren in cover.epci}
    named = {code for cover in covers for code in cover.departements}
    return frozenset(named | {c.departement for c in communes if c.epci in epci})


def _places(folder: Path, relays: Iterable[Relay]) -> list[str]:
    """The names of communes by which people say where they are: all where the base has relays, the large elsewhere."""
    every = list(territory.communes(folder / "territory"))
    departements = _covered(every, relays)
    here = {commune.insee for commune in every if commune.departement in departements}
    former = [former.name for former in territory.former_names(folder / "territory") if former.insee in here]
    return [c.name for c in every if c.insee in here or c.population >= LARGE] + former
