"""References to articles of law, in every spelling that people use.

"L2112-2", "l. 2112 2", "article 2112-2", "art14", "artcile 53 cmp", "ordonnance 2015-899 art. 30, 32 et 52".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.language.fold import fold, plain


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


_ARTICLE = r"(?:\b(?:articles?|artciles?|artcles?|aticles?|artics?|artilces?|artikles?|arts?)\b\.?|\barts?(?=[lrd]?\d))"
_START = r"(?:(?<![a-z0-9])|(?<=\bart)|(?<=\barts))"  # a number may be glued to "art"
_LETTER = r"(?:(?P<letter>[lrd])\s*[.\-]?\s*)?"
# A long number, its parts joined by dashes; or by spaces and dots, where nothing else can be meant.
_DASHED = re.compile(
    rf"(?P<article>{_ARTICLE}\s*(?:n[°o]\s*)?)?{_START}{_LETTER}\*?(?P<number>\d{{3,4}}(?:\s*-\s*\d{{1,3}}){{0,3}})(?!\d)"
)
_SPACED = re.compile(
    rf"(?P<article>{_ARTICLE}\s*(?:n[°o]\s*)?)?{_START}{_LETTER}(?P<number>\d{{4}}(?:[\s.]+\d{{1,2}}){{1,2}})(?![\d%€])"
)
_SHORT = re.compile(
    rf"{_ARTICLE}\s*(?:n[°o]\s*)?\d{{1,3}}(?:[.-]\d{{1,2}})*"
    rf"(?:\s*(?:,|;|et|ou|/|&|\+)\s*(?:l'|le\s)?(?:{_ARTICLE}\s*)?\d{{1,3}}(?![\d€%h]))*"
)
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d+(?:[.-]\d+)*")
_NOT_LAW = re.compile(r"\s*(?:€|euros?|k\b|m\b|h\b|heures?|%|ans\b|mois\b|personnes?|jours?)")


class References:
    """Reads references to law, knowing the names by which people call the codes.

    ``codes`` maps a code's key to its names ("cmp": "code des marchés publics", "cmp", "ancien code").
    """

    def __init__(self, codes: Mapping[str, Sequence[str]]) -> None:
        self._keys = {fold(name): key for key, names in codes.items() for name in names}
        spellings = (name.replace(" ", r"[\s.'\-]+") for name in sorted(self._keys, key=len, reverse=True))
        name = "|".join(spellings) or "(?!)"
        self._code = re.compile(rf"(?<![a-z0-9])(?:{name})(?![a-z0-9])")
        of = r"(?:(?:de\s+l'|du|de|des|d')\s*)?"
        self._beside = re.compile(
            rf"(?<![\d-])(?P<before>\d{{1,3}}(?:\.\d{{1,2}})?)\s+{of}(?P<code>{name})(?![a-z0-9])"
            rf"|(?<![a-z0-9])(?P<code2>{name})\s*,?\s*(?:l[ea]\s+)?(?P<after>\d{{1,3}}(?:\.\d{{1,2}})?)(?![\d\-])"
        )

    def read(self, text: str) -> list[Reference]:
        """Every article that the text names, in order, each once."""
        text = plain(text)
        if not _DIGIT.search(text):
            return []
        named_codes = [_Name(m.start(), m.end(), self._keys[fold(m.group())]) for m in self._code.finditer(text)]
        left = text
        for name in named_codes:
            left = _blank(left, name.start, name.end)
        found: dict[int, Reference] = {}
        for pattern in (_SPACED, _DASHED):
            for match in list(pattern.finditer(left)):
                if _is_long(pattern, match, left):
                    long = re.sub(r"[\s.]+", "-", re.sub(r"\s*-\s*", "-", match["number"]))
                    named = bool(match["article"] or match["letter"])
                    code = _nearest_code(named_codes, match.start())
                    found[match.start()] = Reference(long, match["letter"], code, named)
                    left = _blank(left, *match.span())
        for match in list(_SHORT.finditer(left)):
            for short in _numbers(left, match):
                code = _nearest_code(named_codes, short.start())
                found[short.start()] = Reference(short.group(), None, code, named=True)
            left = _blank(left, *match.span())
        for match in self._beside.finditer(text):
            side = "before" if match["before"] else "after"
            if left[match.start(side) : match.end(side)] == match[side]:
                code = self._keys[fold(match["code"] or match["code2"])]
                found[match.start(side)] = Reference(match[side], None, code, named=True)
        return list(dict.fromkeys(found[at] for at in sorted(found)))


def nearest(number: str, known: Sequence[str]) -> list[str]:
    """The known numbers that one typing slip turns into this one."""
    return [other for other in known if number != other and OSA.distance(number, other, score_cutoff=1) <= 1]


def _is_long(pattern: re.Pattern[str], match: re.Match[str], text: str) -> bool:
    """Tell whether a long number is an article's and not an amount, a year or a telephone number."""
    if _NOT_LAW.match(text, match.end()):
        return False
    if match["letter"] or match["article"]:
        return True
    return "-" in match["number"] if pattern is _DASHED else not text[: match.start()].strip()


def _numbers(text: str, match: re.Match[str]) -> Iterator[re.Match[str]]:
    return (n for n in _NUMBER.finditer(text, match.start(), match.end()) if not _NOT_LAW.match(text, n.end()))


def _nearest_code(codes: Sequence[_Name], at: int) -> str | None:
    return min(codes, key=lambda code: min(abs(at - code.start), abs(at - code.end))).key if codes else None


def _blank(text: str, start: int, end: int) -> str:
    return f"{text[:start]}{chr(0) * (end - start)}{text[end:]}"
