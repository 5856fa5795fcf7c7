"""The router: which entries answer a question, and how sure that is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.knowledge.models import Article, Knowledge
from bot.language.fold import fold, words
from bot.language.references import Reference, nearest
from bot.routing.bands import INSIDE, SURE, Signs, inside, right
from bot.routing.index import OUTSIDE, TALK, Index
from bot.routing.ranking import Ranked, rank
from bot.routing.reading import Reader, Reading

AT_MOST = 5
_FOLLOWS = ("et", "ou", "mais", "sinon")  # how a question begins that leans on the one before
_SHORT = 7  # words
_BEFORE = 0.35  # the share of the words of the question before
_NAMED = 0.9  # what a reference to an article adds to its score
_NAMESAKE = 0.35  # what an article of the same number in another text gets less
_SELDOM = ("ord2015", "dec2016")  # texts that nobody means by a bare number
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
    ``by_reference`` tells that the entries are articles of one number; ``signs`` are what the kind was judged by.
    """

    kind: Kind
    ranked: tuple[Ranked, ...] = ()
    topic: str = ""
    reference: str = ""
    by_reference: bool = False
    signs: Signs | None = None


@dataclass(frozen=True, slots=True)
class _Named:
    """The articles that a question names, with what that adds to their scores.

    ``missing`` is the first number that the base lacks; ``guessed`` tells that a number was taken for a known one.
    """

    gains: Mapping[str, float]
    missing: str
    guessed: bool


class Router:
    """Routes questions through one knowledge base."""

    def __init__(self, knowledge: Knowledge, index: Index) -> None:
        """Route by an index that ``bot.routing.index.build`` made of this very base."""
        self._reader = Reader(knowledge.lexicon, index.known)
        self._index = index
        self._articles: dict[str, list[Article]] = {}
        for article in knowledge.articles:
            self._articles.setdefault(_number(article), []).append(article)
        self._named = {fold(name): article.id for article in knowledge.articles for name in article.references}
        self._named |= {
            _number(a): a.id for a in knowledge.articles if _number(a).isdigit() and len(_number(a)) > _LONG
        }

    def route(self, question: str, *, previous: str | None = None) -> Routed:
        """Where a question leads; ``previous`` is the question before it, on which a short one may lean."""
        reading = self._reader.read(question)
        alone = self._judge(question, reading, dict.fromkeys(reading.features, 1.0))
        if previous is None or alone.kind in (Kind.ANSWER, Kind.TOOL) or not self._leans(question):
            return alone
        shares = dict.fromkeys(self._reader.read(previous).features, _BEFORE) | dict.fromkeys(reading.features, 1.0)
        together = self._judge(question, reading, shares)
        return together if together.ranked else alone

    def _judge(self, question: str, reading: Reading, shares: dict[str, float]) -> Routed:
        ranked = rank(self._index, shares)
        named = self._resolve(question, reading.references)
        if named.gains:
            ranked = self._with_named(ranked, named.gains)
        elif named.missing and len(reading.stems) <= _SHORT:
            return Routed(Kind.UNKNOWN, reference=named.missing)
        entries = tuple(r for r in ranked if not r.id.startswith((OUTSIDE, TALK)))
        outside = next((r for r in ranked if r.id.startswith(OUTSIDE)), None)
        if ranked and ranked[0].id.startswith(TALK):
            return Routed(Kind.SMALLTALK, topic=ranked[0].id.removeprefix(TALK))
        if not entries:
            return Routed(Kind.UNKNOWN, topic=_topic(outside))
        best = entries[0]
        signs = Signs(
            best=best.score,
            second=entries[1].score if len(entries) > 1 else 0.0,
            outside=outside.score if outside else 0.0,
            known=reading.known,
            named=bool(named.gains),
            size=len(shares),
        )
        if inside(signs) < INSIDE:
            topic = _topic(outside) if signs.outside > best.score else ""
            return Routed(Kind.UNKNOWN, entries[:AT_MOST], topic=topic, signs=signs)
        if right(signs) >= SURE and not named.guessed:
            return Routed(Kind.TOOL if best.id.startswith("tool/") else Kind.ANSWER, entries[:AT_MOST], signs=signs)
        return Routed(Kind.CHOICE, entries[:AT_MOST], by_reference=len(named.gains) > 1, signs=signs)

    # Articles by their number or name

    def _resolve(self, question: str, references: Iterable[Reference]) -> _Named:
        """The articles that a question names; a number that is one slip away from a known one is a guess."""
        gains: dict[str, float] = {}
        missing, guessed = "", False
        for order, reference in enumerate(references):
            articles = self._find(reference)
            if not articles and len(reference.number) > _LONG:
                known = nearest(reference.number, list(self._articles))
                articles = [article for number in known for article in self._articles[number]]
                guessed = guessed or bool(articles)
            for place, article in enumerate(articles):
                gains.setdefault(article.id, _NAMED - 0.05 * order - (_NAMESAKE if place else 0.0))
            if not articles and reference.named and not missing:
                missing = f"{(reference.letter or '').upper()}{reference.number}"
        folded = f" {fold(question)} "
        for name, id_ in self._named.items():
            if f" {name} " in folded:
                gains.setdefault(id_, _NAMED)
        return _Named(gains, missing, guessed)

    def _find(self, reference: Reference) -> list[Article]:
        """The articles of a number, or that begin with it; of several, those that are meant by habit first.

        « article 14 » is that of the code of 2006, not of the decree of 2016.
        """
        starts = (f"{reference.number}.", f"{reference.number}-")
        begun = [article for known, some in self._articles.items() if known.startswith(starts) for article in some]
        exact = self._articles.get(reference.number, [])
        articles = [a for a in (*exact, *begun) if a.code == reference.code] if reference.code else exact or begun
        lettered = [a for a in articles if not reference.letter or a.number.casefold().startswith(reference.letter)]
        return sorted(lettered or articles, key=lambda article: article.code in _SELDOM)

    def _with_named(self, ranked: list[Ranked], named: Mapping[str, float]) -> list[Ranked]:
        scores = {r.id: r for r in ranked}
        lifted = [Ranked(id_, (scores[id_].score if id_ in scores else 0.0) + gain, 1.0) for id_, gain in named.items()]
        return sorted([*lifted, *(r for r in ranked if r.id not in named)], key=lambda r: (-r.score, r.id))

    def _leans(self, question: str) -> bool:
        spoken = words(question)
        return bool(spoken) and len(spoken) <= _SHORT and spoken[0] in _FOLLOWS


def _topic(outside: Ranked | None) -> str:
    return outside.id.removeprefix(OUTSIDE) if outside else ""


def _number(article: Article) -> str:
    return article.number.casefold().removeprefix("n°").lstrip("lrd*. ").partition(" ")[0]
