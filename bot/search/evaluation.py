"""How well questions are routed: on labelled questions, and on phrasings of the base that the index was not shown."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.knowledge.schema.entries import Entry, Knowledge, Outside
from bot.search.router import Routed, RouteKind

SMALLTALK = "smalltalk"  # what a question accepts that is nothing but politeness
_SURE = (RouteKind.ANSWER, RouteKind.TOOL)
_OFFERED = (*_SURE, RouteKind.CHOICE)
_FIRST_FEW = 3  # entries that a person is shown to choose from
_EXAMPLES = 3  # questions shown of one confusion


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with the ids that serve who asks it: none where it is out of scope, or ``SMALLTALK``."""

    question: str
    accept: tuple[str, ...]
    audience: str = ""
    style: str = ""

    @property
    def family(self) -> str:
        """The kind of entry that it asks for."""
        return self.accept[0].partition("/")[0] if self.accept else "outside"


def labelled(line: Mapping[str, Any]) -> Labelled:
    """The labelled question of a JSON object: ``q``, ``accept``, and perhaps ``as`` and ``style``.

    Raises:
        ValueError: where one of the first two is missing or of another type.
    """
    question, accept = line.get("q"), line.get("accept")
    if not isinstance(question, str) or not isinstance(accept, list):
        raise ValueError('expected {"q": text, "accept": [ids]}')  # noqa: TRY004  told as bad input
    return Labelled(question, tuple(map(str, accept)), str(line.get("as", "")), str(line.get("style", "")))


@dataclass(slots=True)
class Measured:
    """Counts over questions: ``inside`` are those that the base treats, ``outside`` those that it does not.

    ``first`` and ``among_three`` are of what a person is shown, ``ranked_first`` and ``ranked_among_three`` also of
    questions to which the answer was that nothing is known.
    """

    inside: int = 0
    first: int = 0
    among_three: int = 0
    ranked_first: int = 0
    ranked_among_three: int = 0
    direct: int = 0
    abstained: int = 0
    outside: int = 0
    refused: int = 0
    held: int = 0
    wrong_sure: int = 0
    small: int = 0
    small_known: int = 0
    confused: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def count(self, asked: Labelled, routed: Routed) -> None:
        """Count where one question led."""
        ids = [ranked.id for ranked in routed.ranked]
        sure = routed.kind in _SURE
        if asked.accept == (SMALLTALK,):
            self.small += 1
            self.small_known += routed.kind is RouteKind.SMALLTALK
        elif not asked.accept:
            self.outside += 1
            self.refused += routed.kind in (RouteKind.UNKNOWN, RouteKind.SMALLTALK)
            self.held += not sure
            self.wrong_sure += sure
            if sure:
                self.confused["outside", ids[0]].append(asked.question)
        else:
            self._count_inside(asked, routed.kind, ids)

    def _count_inside(self, asked: Labelled, kind: RouteKind, ids: Sequence[str]) -> None:
        offered, sure = kind in _OFFERED, kind in _SURE
        right = offered and ids[0] in asked.accept
        self.inside += 1
        self.first += right
        self.among_three += offered and any(id_ in asked.accept for id_ in ids[:_FIRST_FEW])
        self.ranked_first += any(id_ in asked.accept for id_ in ids[:1])
        self.ranked_among_three += any(id_ in asked.accept for id_ in ids[:_FIRST_FEW])
        self.direct += right and sure
        self.abstained += not offered
        self.wrong_sure += sure and not right
        if not right:
            self.confused[asked.accept[0], ids[0] if offered else str(kind)].append(asked.question)

    def shares(self) -> dict[str, float | int]:
        """The shares, from 0 to 1, with how many questions each is a share of."""
        return {
            "questions": self.inside,
            "top1": _share(self.first, self.inside),
            "top3": _share(self.among_three, self.inside),
            "ranked1": _share(self.ranked_first, self.inside),
            "ranked3": _share(self.ranked_among_three, self.inside),
            "direct": _share(self.direct, self.inside),
            "abstained": _share(self.abstained, self.inside),
            "wrong_sure": _share(self.wrong_sure, self.inside + self.outside),
            "outside": self.outside,
            "refused": _share(self.refused, self.outside),
            "held": _share(self.held, self.outside),
            "smalltalk": self.small,
            "smalltalk_known": _share(self.small_known, self.small),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured of every question, and of each audience, style and family."""

    whole: Measured
    by: Mapping[str, Mapping[str, Measured]]

    def confusions(self) -> list[dict[str, Any]]:
        """What was wanted and what came instead, the most frequent first, with some of the questions."""
        every = sorted(self.whole.confused.items(), key=lambda item: (-len(item[1]), item[0]))
        return [
            {"wanted": wanted, "got": got, "times": len(questions), "questions": questions[:_EXAMPLES]}
            for (wanted, got), questions in every
        ]

    def as_json(self) -> dict[str, Any]:
        """The report in plain values."""
        parts = {name: {key: one.shares() for key, one in sorted(some.items())} for name, some in self.by.items()}
        return {"whole": self.whole.shares(), "by": parts, "confusions": self.confusions()}


def evaluate(asked: Sequence[tuple[Labelled, Routed]]) -> Report:
    """Score where questions led."""
    whole = Measured()
    by: dict[str, defaultdict[str, Measured]] = {
        name: defaultdict(Measured) for name in ("audience", "style", "family")
    }
    for one, routed in asked:
        whole.count(one, routed)
        for name, some in by.items():
            if key := getattr(one, name):
                some[key].count(one, routed)
    return Report(whole, by)


def left_out(knowledge: Knowledge, percent: int, folds: int, seed: int) -> Iterator[tuple[Knowledge, list[Labelled]]]:
    """The base without some of its phrasings, and those as questions: one pair for each fold.

    The phrasings are drawn by ``seed``, and no phrasing is left out twice while there are enough of them.
    """
    owners: list[Entry | Outside] = [*knowledge.entries(), *knowledge.outside.values()]
    every = [(at, question) for at, owner in enumerate(owners) for question in owner.questions]
    random.Random(seed).shuffle(every)  # noqa: S311  # nosec B311  a draw that anybody can repeat, not a secret
    size = max(1, len(every) * percent // 100)
    for fold in range(folds):
        start = fold * size % len(every)
        drawn = (every + every)[start : start + size]
        yield _without(knowledge, set(drawn)), [_as_asked(owners[at], question) for at, question in drawn]


def _as_asked(owner: Entry | Outside, question: str) -> Labelled:
    if isinstance(owner, Outside):
        return Labelled(question, ())
    return Labelled(question, (owner.id,), owner.audience[0] if owner.audience else "")


def _without(knowledge: Knowledge, drawn: set[tuple[int, str]]) -> Knowledge:
    number = iter(range(len(knowledge) + len(knowledge.outside)))

    def rest(owner: Entry | Outside) -> Any:
        at = next(number)
        kept = tuple(question for question in owner.questions if (at, question) not in drawn)
        return owner.model_copy(update={"questions": kept})

    kinds = ("publics", "articles", "faq", "terms", "relays", "tools")  # in the order of Knowledge.entries
    rests: dict[str, Any] = {kind: tuple(rest(entry) for entry in getattr(knowledge, kind)) for kind in kinds}
    rests["outside"] = {slug: rest(outside) for slug, outside in knowledge.outside.items()}
    return knowledge.model_copy(update=rests)


def routed_by(route: Callable[[str], Routed], questions: Sequence[Labelled]) -> list[tuple[Labelled, Routed]]:
    """Where each question leads."""
    return [(one, route(one.question)) for one in questions]


def _share(some: int, every: int) -> float:
    return round(some / every, 4) if every else 0.0
