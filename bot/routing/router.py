"""The router: which entries answer a question, and how sure that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.knowledge.models import Article, Knowledge
from bot.language.fold import fold, words
from bot.language.references import Reference, nearest
from bot.routing.bands import INSIDE, SURE, Signs, inside, right
from bot.routing.index import OUTSIDE, Index
from bot.routing.ranking import Ranked, rank
from bot.routing.reading import Reader, Reading

AT_MOST = 5
_FOLLOWS = ("et", "ou", "mais", "sinon")  # how a question begins that leans on the one before
_SHORT = 7  # words
_BEFORE = 0.35  # the share of the words of the question before
_NAMED = 0.9  # what a reference to an article adds to its score
_LONG = 4  # digits: a longer number is a court decision's and names nothing else


class Kind(StrEnum):
    """How sure the router is, and what of."""

    ANSWER = "answer"
    TOOL = "tool"
    CHOICE = "choice"
    UNKNOWN = "unknown"
    SMALLTALK = "smalltalk"


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a question leads: entries best first, none where it is lost.

    ``topic`` names the small talk or the outside subject; ``reference`` the article that the base does not hold;
    ``by_reference`` tells that the entries are articles of one number.
    """

    kind: Kind
    ranked: tuple[Ranked, ...] = ()
    topic: str = ""
    reference: str = ""
    by_reference: bool = False


class Router:
    """Routes questions through one knowledge base."""

    def __init__(self, knowledge: Knowledge, index: Index) -> None:
        """Route by an index that ``bot.routing.index.build`` made of this very base."""
        self._reader = Reader(knowledge.lexicon, index.known)
        self._index = index
        self._smalltalk = {fold(phrase): slug for slug, talk in knowledge.smalltalk.items() for phrase in talk.phrases}
        self._articles: dict[str, list[Article]] = {}
        for article in knowledge.articles:
            self._articles.setdefault(_number(article), []).append(article)
        self._named = {fold(name): article.id for article in knowledge.articles for name in article.references}
        self._named |= {
            _number(a): a.id for a in knowledge.articles if _number(a).isdigit() and len(_number(a)) > _LONG
        }

    def route(self, question: str, *, previous: str | None = None) -> Routed:
        """Where a question leads; ``previous`` is the question before it, on which a short one may lean."""
        if (talk := self._talk(question)) is not None:
            return Routed(Kind.SMALLTALK, topic=talk)
        reading = self._reader.read(question)
        alone = self._judge(question, reading, dict.fromkeys(reading.features, 1.0))
        if previous is None or alone.kind in (Kind.ANSWER, Kind.TOOL) or not self._leans(question):
            return alone
        shares = dict.fromkeys(self._reader.read(previous).features, _BEFORE) | dict.fromkeys(reading.features, 1.0)
        together = self._judge(question, reading, shares)
        return together if together.ranked else alone

    def _judge(self, question: str, reading: Reading, shares: dict[str, float]) -> Routed:
        ranked = rank(self._index, shares)
        named, missing = self._resolve(question, reading.references)
        if named:
            ranked = self._with_named(ranked, named)
        elif missing and len(reading.stems) <= _SHORT:
            return Routed(Kind.UNKNOWN, reference=missing)
        entries = tuple(r for r in ranked if not r.id.startswith(OUTSIDE))
        outside = next((r for r in ranked if r.id.startswith(OUTSIDE)), None)
        if not entries:
            return Routed(Kind.UNKNOWN, topic=_topic(outside))
        best = entries[0]
        signs = Signs(
            best=best.score,
            second=entries[1].score if len(entries) > 1 else 0.0,
            outside=outside.score if outside else 0.0,
            known=reading.known,
            named=bool(named),
            size=len(shares),
        )
        if inside(signs) < INSIDE:
            return Routed(Kind.UNKNOWN, topic=_topic(outside) if signs.outside > best.score else "")
        if right(signs) >= SURE:
            return Routed(Kind.TOOL if best.id.startswith("tool/") else Kind.ANSWER, entries[:AT_MOST])
        return Routed(Kind.CHOICE, entries[:AT_MOST], by_reference=len(named) > 1)

    # Articles by their number or name

    def _resolve(self, question: str, references: Iterable[Reference]) -> tuple[list[str], str]:
        """The ids of the articles that a question names, in order, and the first reference that the base lacks."""
        found: dict[str, None] = {}
        missing = ""
        for reference in references:
            articles = self._find(reference)
            for article in articles:
                found.setdefault(article.id)
            if not articles and reference.named and not missing:
                missing = f"{(reference.letter or '').upper()}{reference.number}"
        folded = f" {fold(question)} "
        for name, id_ in self._named.items():
            if f" {name} " in folded:
                found.setdefault(id_)
        return list(found), missing

    def _find(self, reference: Reference) -> list[Article]:
        articles = self._articles.get(reference.number) or self._articles.get(reference.number.partition("-")[0], [])
        if not articles and len(reference.number) > 4:  # noqa: PLR2004  a slip in a long number still tells which
            for near in nearest(reference.number, list(self._articles))[:1]:
                articles = self._articles[near]
        exact = [a for a in articles if reference.code == a.code] if reference.code else articles
        lettered = [a for a in exact if not reference.letter or a.number.casefold().startswith(reference.letter)]
        return sorted(lettered or exact, key=lambda a: a.slug.startswith(("ord", "dec")))

    def _with_named(self, ranked: list[Ranked], named: list[str]) -> list[Ranked]:
        scores = {r.id: r for r in ranked}
        lifted = {
            id_: Ranked(id_, (scores[id_].score if id_ in scores else 0.0) + _NAMED - 0.05 * position, 1.0)
            for position, id_ in enumerate(named)
        }
        return sorted([*lifted.values(), *(r for r in ranked if r.id not in lifted)], key=lambda r: (-r.score, r.id))

    # Beside the subject

    def _talk(self, question: str) -> str | None:
        return self._smalltalk.get(fold(question))

    def _leans(self, question: str) -> bool:
        spoken = words(question)
        return bool(spoken) and len(spoken) <= _SHORT and spoken[0] in _FOLLOWS


def _topic(outside: Ranked | None) -> str:
    return outside.id.removeprefix(OUTSIDE) if outside else ""


def _number(article: Article) -> str:
    return article.number.casefold().removeprefix("n°").lstrip("lrd*. ")
