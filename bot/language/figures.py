"""Marks: the figures of a sentence, by kind. "52 ans" and "47 ans" mean the same to whoever looks for a subject.

The kinds: ``#age``, ``#time`` (how long), ``#euro``, ``#percent``, ``#hours``, ``#date`` and ``#number`` for the rest.
"""

import re
from typing import NamedTuple

from bot.language.fold import plain

_START = r"(?<![\w.,-])"
_N = rf"{_START}\d+(?:[ .]\d{{3}}(?!\d)){{0,4}}(?:[.,]\d+)?"
_SINCE = r"depuis|pendant|durant|ca fait|cela fait|il y a|ya|y a|sur|duree|dure|en|dans|apres|fait"
_ABOUT = r"environ|plus de|\+\s*de|moins de|bientot|presque"
_UNITS = r"ans?|annees?|mois|semaines?|jours?|j"
_SCALES = r"(?:k|m|millions?|mille|milliards?)(?![a-z0-9])"  # "500 m2" is no money
_EUROS = r"(?:€|e\b|euros?\b|d'euros?\b)"
_OF_PRICE = r"(?:de|du|d|l|la|a|par|pr|pour|ht|ttc|brut|net)"
_MONTHS = r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_DIGIT = re.compile(r"\d")
_BEFORE = 12  # characters in which "moins de" stands
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("#percent", re.compile(rf"{_N}\s*(?:%|pour\s?cents?\b|pourcents?\b|pct\b)")),
    # "le 2e lot"; but "12e de l'heure", "12e brut" and "12e/h" are money
    ("#number", re.compile(rf"{_START}\d{{1,2}}e(?=\s+(?!{_OF_PRICE}\b)[a-z])")),
    ("#euro", re.compile(rf"{_N}\s*(?:{_SCALES}\s*{_EUROS}?|{_EUROS}|ke\b|me\b)(?:\s*/?\s*(?:ht|ttc|h)\b)?")),
    ("#time", re.compile(rf"(?:{_SINCE})\s+(?:(?:{_ABOUT})\s+)*{_N}\s*(?:{_UNITS})\b")),
    ("#time", re.compile(rf"{_N}\s*(?:mois|semaines?|jours?|annees?)\b")),
    ("#time", re.compile(rf"{_START}(?:\d|1[0-3])\s*ans?\b")),  # nobody of that age is hired
    ("#age", re.compile(rf"{_N}\s*ans?\b")),
    ("#hours", re.compile(rf"{_N}\s*(?:h|heures?|hrs?)\b")),
    ("#date", re.compile(rf"(?:\d{{1,2}}(?:\s*er)?\s+)?(?:{_MONTHS})\s+(?:19|20)\d\d\b")),
    # a telephone number holds what looks like a day: "05.49.12.34.56"
    ("#date", re.compile(r"(?<![\d./-])\d{1,2}([/.-])\d{1,2}[/.-](?:\d{4}|\d{2})\b(?!\1\d)")),
    ("#date", re.compile(r"\b(?:19|20)\d\d(?:-\d{1,2}-\d{1,2})?\b")),
    ("#number", re.compile(rf"{_START}\d{{1,2}}\s?(?:i?emes?|eres?|er|nde?)\b")),
    ("#number", re.compile(rf"{_N}(?:[.,/]\d+)*")),
)


class Mark(NamedTuple):
    """A figure: its kind, how it was written, and what stood right before it."""

    kind: str
    written: str
    before: str


def marks(text: str) -> tuple[list[Mark], str]:
    """The figures of a text, and the text without them.

    >>> found, rest = marks("un gars de 52 ans au chômage depuis 8 mois")
    >>> [(mark.kind, mark.written) for mark in found], rest
    ([('#time', 'depuis 8 mois'), ('#age', '52 ans')], 'un gars de   au chomage  ')
    """
    found: list[Mark] = []
    text = plain(text)
    if not _DIGIT.search(text):
        return found, text
    for kind, pattern in _KINDS:
        found.extend(
            Mark(kind, match.group(), text[max(0, match.start() - _BEFORE) : match.start()])
            for match in pattern.finditer(text)
        )
        text = pattern.sub(" ", text)
    return found, text
