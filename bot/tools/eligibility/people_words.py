"""The words for people of knowledge/facts.yaml (``hearing.others``), as roots, prepared once."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.knowledge.schema.eligibility import Hearing
from bot.language.phrases import root


@dataclass(frozen=True, slots=True)
class People:
    """The people of whom a text may speak; what each list means is said of ``Others`` in the schema.

    ``women`` are words as they stand, all else are roots; ``known`` are kin and those beside.
    """

    kin: frozenset[str]
    beside: frozenset[str]
    known: frozenset[str]
    spouses: frozenset[str]
    women: frozenset[str]
    person: frozenset[str]
    children: frozenset[str]
    staff: frozenset[str]
    anybody: frozenset[str]
    trades: frozenset[str]
    sharing: frozenset[str]
    organisations: frozenset[str]


def people(hearing: Hearing) -> People:
    """Prepare the words for people."""
    others = hearing.others
    return People(
        kin=_roots(others.kin),
        beside=_roots(others.beside),
        known=_roots((*others.kin, *others.beside)),
        spouses=_roots(others.spouses),
        women=frozenset(others.women),
        person=_roots(others.person),
        children=_roots(hearing.children),
        staff=_roots(others.staff),
        anybody=_roots(others.anybody),
        trades=_roots((*others.trades, *others.anybody)),
        sharing=_roots(others.sharing),
        organisations=_roots(others.organisations),
    )


def _roots(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(root, words))
