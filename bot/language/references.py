"""References to articles of law, in every spelling that people use.

"L2112-2", "l. 2112 2", "article 2112-2", "art14", "artcile 53 cmp", "ordonnance 2015-899 art. 30, 32 et 52".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from rapidfuzz.distance import OSA

from bot.language.fold import fold, plain
from bot.language.runs import Runs


@dataclass(frozen=True, slots=True)
class Reference:
    """One article that somebody named: its letter and code are None where they were not said.

    ``number`` has its parts joined by dashes ("2112-2"); ``named`` tells that the word "article", a letter or a code
    stood beside it, so that it cannot be any other number.
    """

    number: str
    letter: str | None = None
    code: str | None = None
    named: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    """A code named at a place of the text."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class _Run:
    """Articles that stand together at a place of the text, as "art. 30, 32 et 52"."""

    start: int
    end: int
    articles: tuple[Reference, ...]


_SPACES = re.compile(r"\s+")
# Behind the word there is no letter but that of an article: "art14", "articleL2112-2".
_ARTICLE = (
    r"\b(?:articles?|artciles?|artcles?|aticles?|artics?|artilces?|artikles?|arts?)(?![a-z](?!\d))\.? ?(?:n[°o] ?)?"
)
_START = rf"(?:(?P<article>{_ARTICLE})|(?<![a-z0-9]))(?:(?P<letter>[lrd])(?P<gap> ?[.\-]? ?))?"
# A number of several parts, joined by dashes; or by spaces and dots, where nothing else can be meant.
_DASHED = re.compile(rf"{_START}\*?(?P<number>\d{{1,4}}(?: ?- ?\d{{1,3}}){{0,3}})(?!\d)")
_SPACED = re.compile(rf"{_START}(?P<number>\d{{4}}[ .]{{1,3}}\d{{1,2}}(?:(?:[ .]{{1,3}}| ?- ?)\d{{1,2}})?)(?![\d%€])")
_SHORT = re.compile(
    rf"{_ARTICLE}\d{{1,3}}(?!\d)(?:[.-]\d{{1,2}})*"
    rf"(?: ?(?:,|;|et|ou|/|&|\+) ?(?:l'|le )?(?:{_ARTICLE})?\d{{1,3}}(?![\d€%h]))*"
)
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d+(?:[.-]\d+)*")
_MONTHS = r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_NOT_LAW = re.compile(
    r" ?(?:€|euros?|k\b|m\b|h\b|heures?|%|ans\b|mois\b|personnes?|salaries?|jours?|semaines?"
    rf"|(?:{_MONTHS})\b)"
)
_SECTION = 3  # figures of a section of a code: L344-2, L2112-2
_AND = re.compile(r" ?(?:,|;|et|ou|a|/|&|\+|-)? ?(?:l'|les? )?")
_OF = r"(?:de l'|de la |du |de |des |d')"
_BEFORE = re.compile(rf"(?<![\d-])(?P<number>\d{{1,3}}(?:\.\d{{1,2}})?) {_OF}?$")
_BEHIND = re.compile(r"[ .,]{0,4}(?:l[ea] )?(?P<number>\d{1,3}(?:\.\d{1,2})?)(?![\d\-])")
_ALNUM = re.compile(r"[a-z0-9]+")
_GAP = 4  # signs between two words of a code's name
_OF_THE = re.compile(rf" ?(?:\(|{_OF})")


class References:
    """Reads references to law, knowing the names by which people call the codes.

    ``codes`` maps a code's key to its names ("cmp": "code des marchés publics", "cmp", "ancien code").
    """

    def __init__(self, codes: Mapping[str, Sequence[str]]) -> None:
        self._keys = Runs((fold(name).split(), key) for key, names in codes.items() for name in names)

    def read(self, text: str) -> list[Reference]:
        """Every article that the text names, in order, each once."""
        text = _SPACES.sub(" ", plain(text))
        if not _DIGIT.search(text):
            return []
        names = list(self._names(text))
        left = text
        for name in names:
            left = _blank(left, name.start, name.end)
        runs: list[_Run] = []
        for find in (_spaced, _dashed, _short):
            found = list(find(left))
            for run in found:
                left = _blank(left, run.start, run.end)
            runs += found
        runs += _bare(text, left, names)
        together = _joined(sorted(runs, key=lambda run: run.start), text)
        return list(dict.fromkeys(_with_codes(together, names, text)))

    def _names(self, text: str) -> Iterator[_Name]:
        """The codes that are named, of several at one place the longest.

        Between its words a name may hold whatever folds away: "décret n° 2016-360", "c.m.p.".
        """
        said = list(_ALNUM.finditer(text))
        found = self._keys.placed(word.group() for word in said)
        done = 0
        for at, run, key in sorted(found, key=lambda one: (one[0], -len(" ".join(one[1])))):
            place = said[at : at + len(run)]
            near = all(other.start() - one.end() <= _GAP for one, other in pairwise(place))
            if near and place[0].start() >= done:
                done = place[-1].end()
                yield _Name(place[0].start(), done, key)


def nearest(number: str, known: Sequence[str]) -> list[str]:
    """The known numbers that one typing slip turns into this one."""
    return [other for other in known if number != other and OSA.distance(number, other, score_cutoff=1) <= 1]


def _bare(text: str, left: str, names: Iterable[_Name]) -> Iterator[_Run]:
    """Numbers that nothing but a code's name beside them makes an article's: "14 du cmp"."""
    for name in names:
        before = _BEFORE.search(text, 0, name.start)
        match = before or _BEHIND.match(text, name.end)
        if match is None:
            continue
        start, end = match.span("number")
        if left[start:end] == match["number"] and not _NOT_LAW.match(text, end):
            yield _Run(
                start, max(end, name.end if before else end), (Reference(match["number"], None, name.key, named=True),)
            )


def _spaced(text: str) -> Iterator[_Run]:
    for match in _SPACED.finditer(text):
        alone = not text[: match.start()].strip()
        if _is_long(match) and (_is_named(match) or alone):
            yield _long(match)


def _dashed(text: str) -> Iterator[_Run]:
    for match in _DASHED.finditer(text):
        if _is_long(match) and (_is_named(match) or "-" in match["number"]):
            yield _long(match)


def _short(text: str) -> Iterator[_Run]:
    for match in _SHORT.finditer(text):
        numbers = _NUMBER.finditer(text, match.start(), match.end())
        articles = tuple(Reference(n.group(), named=True) for n in numbers if not _NOT_LAW.match(text, n.end()))
        if articles:
            yield _Run(match.start(), match.end(), articles)


def _long(match: re.Match[str]) -> _Run:
    number = re.sub(r"[ .\-]+", "-", match["number"])
    return _Run(match.start(), match.end(), (Reference(number, match["letter"], named=_is_named(match)),))


def _is_named(match: re.Match[str]) -> bool:
    return bool(match["article"] or match["letter"])


def _is_long(match: re.Match[str]) -> bool:
    """Tell whether a number can be an article's of a code of today, and not an amount, a year or an age."""
    section, *parts = re.split(r"[ .\-]+", match["number"])
    if _NOT_LAW.match(match.string, match.end()):
        return False
    if len(section) < _SECTION:  # only the preliminary title of a code has such: L3-1
        return match["letter"] == "l" and bool(parts)
    # "plus d 300": a d that lost its apostrophe
    return bool(match["article"] or parts or match["gap"] != " ")


def _joined(runs: Iterable[_Run], text: str) -> list[_Run]:
    """The runs, those of one enumeration as one; of one code, all have a letter or none has."""
    joined: list[_Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and _AND.fullmatch(text, last.end, run.start) and _alike(last.articles[-1], run.articles[0]):
            joined[-1] = _Run(last.start, run.end, last.articles + run.articles)
        else:
            joined.append(run)
    return joined


def _alike(one: Reference, other: Reference) -> bool:
    return bool(one.letter) == bool(other.letter) and one.code == other.code


def _with_codes(runs: Sequence[_Run], names: Sequence[_Name], text: str) -> Iterator[Reference]:
    """The articles, each with the code that was said of it.

    It stands behind ("art 14 du cmp") or before ("ordonnance, art. 30"), where it may head several; but what was said
    behind one article is not said of the next.
    """
    names = [name for name in names if not any(run.start <= name.start < run.end for run in runs)]
    given: _Name | None = None
    for run, following in zip_longest(runs, runs[1:]):
        if run.articles[0].code:
            yield from run.articles
            continue
        limit = following.start if following else len(text)
        before = next((name for name in reversed(names) if name.end <= run.start), None)
        behind = next((name for name in names if run.end <= name.start < limit), None)
        before = None if before == given else before
        if before and behind:
            nearer = behind.start - run.end < run.start - before.end
            bound = _OF_THE.fullmatch(text, run.end, behind.start)
            before, behind = (None, behind) if bound or nearer else (before, None)
        given = behind or given
        code = before or behind
        yield from (replace(article, code=code.key if code else None) for article in run.articles)


def _blank(text: str, start: int, end: int) -> str:
    return f"{text[:start]}{chr(0) * (end - start)}{text[end:]}"
