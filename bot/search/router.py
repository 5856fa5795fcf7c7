"""The router: which entries answer a question, and how sure that is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import dropwhile

from bot.knowledge.schema.entries import Article, Knowledge
from bot.language import text
from bot.language.fold import fold, words
from bot.language.references import Reference, nearest
from bot.language.runs import Runs
from bot.search.confidence import SURE, SURE_OF_TOOL, SURELY_INSIDE, Signs, inside, is_lost, right
from bot.search.definitions import Definitions
from bot.search.features import ANOTHER_TIME, DEFINITION, INTENTS, ONLY_PLACE, PRACTICAL, REACHING, SUM, Reader, Reading
from bot.search.index import OUTSIDE, TALK, Index
from bot.search.learning import scope, views
from bot.search.ranking import Ranked, exchanged, rank, reasons
from bot.search.succession import Lineage

AT_MOST = 5
_KEPT = 20  # entries among which the article of the day is looked for
_FOLLOWS = ("et", "ou", "mais", "sinon")  # how a question begins that leans on the one before
_LEADS = frozenset({*_FOLLOWS, "un", "une", "le", "la", "les", "l", "des", "pour"})  # before the name of a thing
_SHORT = 7  # words
_ASKED, _ASKS = re.compile(r"[?\n]+"), 4  # what parts two questions of one message, and the least words of each
_CHAT, _FAR = 5, 0.3  # words of what is small talk wherever it comes first; how far ahead it comes in longer ones
_BEFORE = 0.35  # the share of the words of the question before
_NAMED = 0.9  # what a reference to an article adds to its score
_LABEL = 5.0  # what asking for an entry by its very label adds
_MEANING = 0.5  # how far behind a term may be what serves who asks for a proof, or whether something counts
_NAMESAKE = 0.35  # what an article of the same number in another text gets less
_SELDOM = ("ord2015", "dec2016")  # texts that nobody means by a bare number
_CLEAR, _AHEAD = 1.0, 0.7  # the score, and the lead on outside subjects, from which an entry is offered in any case
_READ = 1500  # characters: whoever writes more has asked by then
_NOTHING = Ranked("", 0.0)
_OF_OLD = "=autre-temps"  # the idea of a text that is gone
_LONG = 4  # digits: a longer number is a court decision's and names nothing else


class RouteKind(StrEnum):
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
    ``intents`` are the ideas of what is wanted to know ("preuve", "duree"); ``both`` are the entries of two questions
    that one message asks, each of which is answered for sure.
    """

    kind: RouteKind
    ranked: tuple[Ranked, ...] = ()
    topic: str = ""
    reference: str = ""
    by_reference: bool = False
    signs: Signs | None = None
    intents: frozenset[str] = frozenset()
    both: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """The articles and terms that a question names, with what that adds to their scores.

    ``missing`` is the first number that the base lacks; ``guessed`` tells that a number was taken for a known one,
    ``alike`` that several texts bear it.
    """

    gains: Mapping[str, float]
    missing: str = ""
    guessed: bool = False
    alike: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as it was read, and what it names; ``leans`` where it is read with the one before."""

    reading: Reading
    named: _Named
    scope: float
    leans: bool

    def signs(self, entries: Sequence[Ranked], outside: Ranked) -> Signs:
        """What the odds of a ranking are computed from."""
        best = entries[0]
        return Signs(
            best=best.score,
            second=entries[1].score if len(entries) > 1 else 0.0,
            outside=outside.score,
            shared=best.shared,
            outside_shared=outside.shared,
            named=bool(self.named.gains),
            scope=self.scope,
        )

    def is_enough(self, best: Ranked, signs: Signs) -> bool:
        """Tell whether it says enough for a sure answer, and of what the base treats."""
        within = best.id in self.named.gains or inside(signs) >= SURELY_INSIDE
        # one word alone asks nothing yet
        says_enough = self.leans or len(set(self.reading.stems)) > 1 or bool(self.named.gains)
        return within and says_enough and not self.named.guessed


class Router:
    """Routes questions through one knowledge base."""

    def __init__(self, knowledge: Knowledge, index: Index) -> None:
        """Route by an index that ``bot.search.index.build`` made of this very base."""
        self._reader = Reader(knowledge.lexicon, index.known)
        self.index = index
        self._definitions = Definitions(knowledge)
        self._lineage = Lineage(knowledge.articles)
        self._labels = {fold(subject.label): f"{OUTSIDE}{name}" for name, subject in knowledge.outside.items()}
        self._labels |= {fold(entry.label): entry.id for entry in knowledge.entries()}
        self._phrasings = {entry.id: entry.questions for entry in knowledge.entries()}
        self._acronyms = Runs((words(form), term.id) for term in knowledge.terms for form in term.acronym)
        self._articles: dict[str, list[Article]] = {}
        for article in knowledge.articles:
            self._articles.setdefault(_number(article), []).append(article)
        named = {fold(name): article.id for article in knowledge.articles for name in article.references}
        named |= {_number(a): a.id for a in knowledge.articles if _number(a).isdigit() and len(_number(a)) > _LONG}
        self._named = Runs((name.split(), id_) for name, id_ in named.items())

    @property
    def reader(self) -> text.Reader:
        """What reads the words of a question, for whatever else reads them."""
        return self._reader.text

    def route(self, question: str, *, previous: str | None = None, day: date | None = None) -> Routed:
        """Where a question leads; ``previous`` is the question before it, on which a short one may lean.

        Where a ``day`` is given, an article of another time comes behind its kin of that day, unless it is asked for.
        """
        question = question[:_READ]
        reading = self._reader.read(question)
        routed = self._led(question, reading, previous)
        ranked = routed.ranked
        if day is not None and not self._means_another_time(question, reading):
            ranked = self._lineage.of_the_day(ranked, day)
        elif day is not None and _OF_OLD in reading.features and not reading.references:
            ranked = self._lineage.of_another_time(ranked, day)
        intents = frozenset(idea.removeprefix("=") for idea in reading.features & INTENTS)
        return replace(routed, ranked=ranked[:AT_MOST], intents=intents, both=self._both(question))

    def _both(self, question: str) -> tuple[str, ...]:
        """The entries of two questions that one message asks, each sure; none where it asks one."""
        parts = [part for part in _ASKED.split(question) if len(words(part)) >= _ASKS]
        if len(parts) != 2:  # noqa: PLR2004
            return ()
        sure: list[str] = []
        for part in parts:
            reading = self._reader.read(part)
            routed = self._judge(part, reading, _shares(reading, 1.0))
            if routed.kind not in (RouteKind.ANSWER, RouteKind.TOOL) or routed.ranked[0].id in sure:
                return ()  # one that is not sure is enough
            sure.append(routed.ranked[0].id)
        return tuple(sure)

    def explained(self, question: str, most: int = 3) -> list[tuple[Ranked, list[tuple[str, float]]]]:
        """The first entries, each with what speaks most for it, and by how much."""
        reading = self._reader.read(question[:_READ])
        shares = _shares(reading, 1.0)
        named = self._resolve(question, reading).gains
        told = []
        for ranked in self.route(question).ranked[:most]:
            gains = reasons(self.index, shares, ranked.id)
            if ranked.id in named:
                gains = [("named", named[ranked.id]), *gains]
            told.append((ranked, gains))
        return told

    def _means_another_time(self, question: str, reading: Reading) -> bool:
        """Tell whether an article is named, or a time, or what no longer stands."""
        named = any(self._named.found(words(question)))
        return bool(named or reading.references or reading.features & ANOTHER_TIME)

    def _led(self, question: str, reading: Reading, previous: str | None) -> Routed:
        alone = self._judge(question, reading, _shares(reading, 1.0))
        if previous is None or alone.kind in (RouteKind.ANSWER, RouteKind.TOOL) or not self._leans(question):
            return alone
        before, now = _shares(self._reader.read(previous), _BEFORE), _shares(reading, 1.0)
        shares = [one | other for one, other in zip(before, now, strict=True)]
        together = self._judge(question, reading, shares, leans=True)
        return together if together.ranked else alone

    def _judge(
        self, question: str, reading: Reading, shares: Sequence[Mapping[str, float]], *, leans: bool = False
    ) -> Routed:
        features = shares[0].keys()
        if all(feature.startswith("#") for feature in features) and not features & {SUM, ONLY_PLACE}:
            return Routed(RouteKind.UNKNOWN)  # a bare number asks nothing
        label = self._labels.get(fold(question)) or self._defining(question, reading)
        named = _Named({label: _LABEL}) if label else self._resolve(question, reading)
        if named.missing and not named.gains and len(reading.stems) <= _SHORT:
            return Routed(RouteKind.UNKNOWN, reference=named.missing)
        ranked: Sequence[Ranked] = rank(self.index, shares, named.gains)
        if reading.features & PRACTICAL and not _defines(reading):
            ranked = _meaning_behind(ranked)
        return self._banded(_Asked(reading, named, scope(self.index.learnt, shares), leans), ranked)

    def _banded(self, asked: _Asked, ranked: Sequence[Ranked]) -> Routed:
        """How sure a ranking is."""
        entries = tuple(r for r in ranked if not r.id.startswith((OUTSIDE, TALK)))
        outside = next((r for r in ranked if r.id.startswith(OUTSIDE)), None)
        if ranked and ranked[0].id.startswith(TALK) and _is_talk(ranked[0], entries, asked.reading):
            return Routed(RouteKind.SMALLTALK, topic=ranked[0].id.removeprefix(TALK))
        if not entries:
            return Routed(RouteKind.UNKNOWN, topic=_topic(outside))
        return self._judged(asked, entries, outside)

    def _judged(self, asked: _Asked, entries: tuple[Ranked, ...], outside: Ranked | None) -> Routed:
        """Whether the first entry is given, offered among a few, or none is, by the odds that it serves."""
        best, named = entries[0], asked.named
        signs = asked.signs(entries, outside or _NOTHING)
        heard = best.id in named.gains or (best.score >= _CLEAR and best.score - signs.outside >= _AHEAD)
        if is_lost(signs) and not heard:
            topic = _topic(outside) if signs.outside > best.score else ""
            near = tuple(r for r in entries if r.shared)  # what is alike in some letters alone is near nothing
            return Routed(RouteKind.UNKNOWN, near[:_KEPT], topic=topic, signs=signs)
        if named.alike:
            some = tuple(r for r in entries if r.id in named.gains)[:_KEPT]
            return Routed(RouteKind.CHOICE, some, by_reference=not named.guessed, signs=signs)
        if asked.is_enough(best, signs) and self._is_right(asked.reading, best, signs):
            return Routed(
                RouteKind.TOOL if best.id.startswith("tool/") else RouteKind.ANSWER, entries[:_KEPT], signs=signs
            )
        several = len(named.gains) > 1 and not named.guessed
        return Routed(RouteKind.CHOICE, entries[:_KEPT], by_reference=several, signs=signs)

    def _is_right(self, reading: Reading, best: Ranked, signs: Signs) -> bool:
        """Tell whether the first entry is likely enough to be the right one."""
        enough = SURE_OF_TOOL if best.id.startswith("tool/") else SURE
        return right(signs) >= enough or self._is_phrasing(reading, best.id)

    def _is_phrasing(self, reading: Reading, id_: str) -> bool:
        """Tell whether a question is word for word what the base has for an entry, however near another one is."""
        return any(tuple(words(phrasing)) == reading.words for phrasing in self._phrasings.get(id_, ()))

    # Articles by their number or name

    def _resolve(self, question: str, reading: Reading) -> _Named:
        """What a question names: articles, acronyms; a number that is one slip away from a known one is a guess."""
        named = self._numbered(reading)
        gains = dict(named.gains)
        said = words(question)
        for _, id_ in self._named.found(said):
            gains.setdefault(id_, _NAMED)
        if ONLY_PLACE in reading.features:
            gains["tool/relay"] = _NAMED
        gains |= dict.fromkeys(self._defined(question, said, defining=_defines(reading)), _NAMED)
        return replace(named, gains=gains)

    def _numbered(self, reading: Reading) -> _Named:
        """The articles that a question names by their numbers."""
        gains: dict[str, float] = {}
        missing, guessed, alike = "", False, False
        for order, reference in enumerate(reading.references):
            articles = self._find(reference)
            if not articles and len(reference.number) > _LONG:
                known = nearest(reference.number, list(self._articles))
                articles = [article for number in known for article in self._articles[number]]
                guessed = guessed or bool(articles)
            guessed = guessed or any(not _is_meant(article, reference) for article in articles[:1])
            usual = sum(article.code not in _SELDOM for article in articles)
            alike = alike or (usual > 1 and reference.code is None)
            for article in articles:
                namesake = _NAMESAKE if usual and article.code in _SELDOM else 0.0
                gains.setdefault(article.id, _NAMED - 0.05 * order - namesake)
            if not articles and reference.named and not missing:
                missing = f"{(reference.letter or '').upper()}{reference.number}"
        return _Named(gains, missing, guessed, alike)

    def _defined(self, question: str, said: Sequence[str], *, defining: bool) -> Iterator[str]:
        """The terms of which somebody asks what the acronym means, or writes nothing else ("et une AI ?").

        Two letters are often a word ("ai"): they count in capitals, or as the whole question.
        """
        asked = list(dropwhile(_LEADS.__contains__, said))
        for acronym, term in self._acronyms.found(said):
            whole = len(asked) == len(acronym)
            short = len(acronym) == 1 and len(acronym[0]) < 3  # noqa: PLR2004
            if whole or (defining and (not short or acronym[0].upper() in question)):
                yield term

    def _defining(self, question: str, reading: Reading) -> str:
        """The entry that defines the only thing of which a question asks the meaning; empty where none does."""
        return "" if reading.features & REACHING else self._definitions.of(question)

    def _find(self, reference: Reference) -> list[Article]:
        """The articles of a number, or that begin with it; of several, those that are meant by habit first.

        « article 14 » is that of the code of 2006, not of the decree of 2016.
        """
        exact = self._articles.get(reference.number, [])
        starts = f"{reference.number}." if exact else (f"{reference.number}.", f"{reference.number}-")
        begun = [article for known, some in self._articles.items() if known.startswith(starts) for article in some]
        articles = [a for a in (*exact, *begun) if a.code == reference.code] or [*exact, *begun]
        meant = [article for article in articles if _is_meant(article, reference)]
        return sorted(meant or articles, key=lambda article: article.code in _SELDOM)

    def _leans(self, question: str) -> bool:
        spoken = words(question)
        return bool(spoken) and len(spoken) <= _SHORT and spoken[0] in _FOLLOWS


def _shares(reading: Reading, share: float) -> list[dict[str, float]]:
    return [dict.fromkeys(view, share) for view in views(reading.features, reading.words)]


def _is_meant(article: Article, reference: Reference) -> bool:
    """Tell whether letter and code, where they were said, are the article's."""
    lettered = reference.letter is None or article.number.casefold().startswith(reference.letter)
    return lettered and reference.code in (None, article.code)


def _defines(reading: Reading) -> bool:
    """Tell whether somebody asks what something means; « c'est quoi son numéro » asks for something else."""
    return DEFINITION in reading.features and not reading.features & REACHING


def _meaning_behind(ranked: Sequence[Ranked]) -> Sequence[Ranked]:
    """The same, but a term that comes first changes places with what comes close behind it and is none."""
    near = (at for at, r in enumerate(ranked) if not r.id.startswith(("term/", OUTSIDE, TALK)))
    at = next(near, 0)
    if not at or not ranked[0].id.startswith("term/") or ranked[0].score - ranked[at].score > _MEANING:
        return ranked
    return exchanged(ranked, 0, at)


def _is_talk(talk: Ranked, entries: Sequence[Ranked], reading: Reading) -> bool:
    """Tell small talk from a question that only sounds like it: it is short, or far from every entry."""
    near = len(reading.words) <= _CHAT or not entries or talk.score - entries[0].score >= _FAR
    return bool(talk.shared) and near  # what is alike in some letters alone is no talk


def _topic(outside: Ranked | None) -> str:
    return outside.id.removeprefix(OUTSIDE) if outside else ""


def _number(article: Article) -> str:
    return article.number.casefold().removeprefix("n°").lstrip("lrd*. ").partition(" ")[0]
