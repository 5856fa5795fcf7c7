"""Questions that did not get their answer, gathered: those that ask the same thing count together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.knowledge.vocabulary import Unmet
from bot.language.fold import words
from bot.language.small_words import SAYING_LITTLE
from bot.language.stems import stem

_ALIKE = 0.5  # of all words of two questions, the share that both have where they ask the same thing
_SAME_NEAREST = 0.34  # likewise, where the same entry came closest


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question as it was kept; ``reason`` is what was said of an answer that did not serve (``why`` is "no")."""

    why: Unmet | Literal["no"]
    question: str
    nearest: str
    day: date
    reason: str = ""


@dataclass(slots=True)
class Cluster:
    """Questions that ask the same thing, the most frequent first, and why they count as unanswered."""

    questions: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    nearest: Counter[str] = field(default_factory=Counter)
    last: date = date.min

    @property
    def count(self) -> int:
        """How often it was asked."""
        return self.questions.total()

    @property
    def head(self) -> str:
        """The question that was asked most often; of several, the shortest."""
        return min(self.questions, key=lambda one: (-self.questions[one], len(one), one))

    @property
    def closest(self) -> str:
        """The id of the entry that came closest most often; empty where none ever did."""
        named = {one: count for one, count in self.nearest.items() if one}
        return min(named, key=lambda one: (-named[one], one), default="")


def clusters(unanswered: Iterable[Unanswered]) -> list[Cluster]:
    """The questions gathered, what was asked most often first.

    >>> asked = [("un camion ça compte ?", 3), ("ça compte un camion", 4), ("la cantine", 5)]
    >>> [(c.head, c.count) for c in clusters(Unanswered("unknown", q, "", date(2026, 12, d)) for q, d in asked)]
    [('ça compte un camion', 2), ('la cantine', 1)]
    """
    found: list[tuple[frozenset[str], Cluster]] = []
    for one in sorted(unanswered, key=lambda one: (one.day, one.question)):
        telling = _telling(one.question)
        cluster = next((known for said, known in found if _alike(telling, said, one, known)), None)
        if cluster is None:
            cluster = Cluster()
            found.append((telling, cluster))
        cluster.questions[one.question] += 1
        cluster.why[one.why] += 1
        cluster.nearest[one.nearest] += 1
        cluster.last = max(cluster.last, one.day)
        if one.reason:
            cluster.reasons[one.reason] += 1
    return sorted((cluster for _, cluster in found), key=lambda one: (-one.count, one.head))


def telling_words(question: str) -> list[str]:
    """The words of a question that say what it is about, in order, each once."""
    return [word for word in dict.fromkeys(words(question)) if word not in SAYING_LITTLE]


def _telling(question: str) -> frozenset[str]:
    return frozenset(stem(word) for word in telling_words(question) or words(question))


def _alike(telling: frozenset[str], said: frozenset[str], one: Unanswered, cluster: Cluster) -> bool:
    every = telling | said
    share = len(telling & said) / len(every) if every else 1.0
    return share >= (_SAME_NEAREST if one.nearest and one.nearest == cluster.closest else _ALIKE)
