"""Reads a base from its files and builds its search, which takes seconds."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from bot.assistant import cues
from bot.assistant.cues import Cues
from bot.knowledge import checks, loader, territory
from bot.knowledge.areas import Commune
from bot.knowledge.loader import Loaded
from bot.knowledge.problems import KnowledgeError, Problem
from bot.knowledge.ruleset import Tables
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.schema.texts import Texts
from bot.knowledge.where import Where, territory_folder
from bot.language.text import Reader
from bot.requests.listening import Listener
from bot.search.index import Index, build
from bot.tools.eligibility import reading as profile
from bot.tools.eligibility.reading import profile_words
from bot.tools.modality import words as contract

LARGE = 20_000  # inhabitants: a commune whose name is recognised although no relay of the base covers it


def searched(where: Where, told: Callable[[Texts], object] | None = None) -> tuple[Knowledge, Index]:
    """Read a base and build its search, which takes seconds; ``told`` is called in between, with the base's texts.

    Raises:
        KnowledgeError: as ``assistant``.
    """
    loaded = read(where)
    knowledge = loaded.knowledge
    if told is not None:
        told(knowledge.texts)
    further = spelt(loaded.tables) if loaded.decides else {}  # a base without tools only answers
    return knowledge, build(knowledge, _places(where, knowledge.relays), further)


def read(where: Where) -> Loaded:
    """Read a base.

    Raises:
        KnowledgeError: as ``assistant``.
    """
    loaded = loader.load(where)
    faults = checks.errors(loaded, territory.codes(territory_folder(where)))
    if faults := faults or (list(unreadable(loaded)) if loaded.decides else []):
        raise KnowledgeError(faults)
    return loaded


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


def spelt(found: Tables) -> Mapping[str, int]:
    """The words that the tools know, each with its weight: of their fields, and of everyday French."""
    led = dict.fromkeys(cues.spelt(found.dialogue), 1)
    return led | contract.spelt(found.modality.words) | profile.spelt(found.facts)


def covered(communes: Iterable[Commune], relays: Iterable[Relay]) -> frozenset[str]:
    """The departments in which the base has relays."""
    covers = [relay.covers for relay in relays]
    epci = {siren for cover in covers for siren in cover.epci}
    named = {code for cover in covers for code in cover.departements}
    return frozenset(named | {c.departement for c in communes if c.epci in epci})


def _places(where: Where, relays: Iterable[Relay]) -> list[str]:
    """The names of communes by which people say where they are: all where the base has relays, the large elsewhere."""
    every = list(territory.communes(territory_folder(where)))
    departements = covered(every, relays)
    here = {commune.insee for commune in every if commune.departement in departements}
    former = [former.name for former in territory.former_names(territory_folder(where)) if former.insee in here]
    return [c.name for c in every if c.insee in here or c.population >= LARGE] + former
