"""What amounts of single years come to: "75 000 € la première année puis 50 000 € les suivantes", "2027 : 50 000 €, …".

Wants the text of ``bot.language.money.normal``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.language.lengths import Length
from bot.language.money import Amount

_A_YEAR = 12
_FIRST_CALENDAR = 2000
_ORDINALS = {"premiere": 1, "deuxieme": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4, "cinquieme": 5}
_YEAR = (
    rf"(?:(?:la |l')?(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<rank>[1-9])\s?(?:e|er|ere|re|eme|nde?))"
    r"(?:\s+an(?:nee)?(?![a-z])|(?=\s*(?:[,;.):€]|$|et(?![a-z])|puis|a?\s*\d)))"
    r"|(?:l')?an(?:nee)?\s*(?P<number>[1-9])(?!\d)|(?P<calendar>20\d\d)(?!\d))"
)
_BEHIND = re.compile(rf"[\s,(]*(?:(?:en|pour|sur|lors de|au titre de)\s+(?:l'annee\s+)?)?{_YEAR}")
_BEFORE = re.compile(rf"(?<![\w.,]){_YEAR}\s*(?::|=|,|a|de|est de)?\s*(?:environ )?$")
_REST_BEHIND = re.compile(
    r"[\s,]*(?:(?:pour|pendant|sur)\s+)?(?:chacune\s+)?(?:(?:les|des|l'annee|la|chaque annee)\s*)?"
    r"(?:(?P<n>\d{1,2})\s*)?"
    r"(?:autres annees|annees (?:d'apres|restantes)|(?:annees?\s+)?suivantes?|ensuite|par la suite)(?![a-z])"
)
_REST_LASTING = re.compile(r"\s*(?:pendant|durant)\s+(?:les\s+)?(?P<n>\d{1,2})\s*(?:autres\s+)?an(?:nee)?s?(?![a-z])")
_REST_BEFORE = re.compile(
    r"(?<!\w)(?:(?:(?P<n>\d{1,2})\s*)?(?:autres(?: annees)?|annees (?:d'apres|restantes)|(?:annees?\s+)?suivantes?"
    r"|(?:reconductions?|renouvellements?) (?:annuel(?:le)?s?|(?:d'|de )(?:une?|1) ?an|(?:de |d')?12 mois))"
    r"|puis|ensuite|par la suite)\s*(?::|=|,|a|de)?\s*(?:environ )?$"
)
OTHER_PRICE = re.compile(  # "reconductions à prix réduit", "le montant des suivantes reste à définir"
    r"(?<![a-z])(?:autres? (?:prix|montants?)"
    r"|(?:prix|montants?) (?:different|reduit|revu|moindre|inferieur|superieur)\w*"
    r"|(?:a|reste\w* a) (?:definir|negocier|preciser|fixer|chiffrer|determiner)|degressi\w+|(?:moins|plus) chere?s?)"
    r"(?![a-z])"
)
"""Words that say of renewals that their price is not that of the first period, or not known."""


@dataclass(frozen=True, slots=True)
class Yearly:
    """The sum of the years, None where it is not certain which they are."""

    euros: float | None


@dataclass(frozen=True, slots=True)
class _Mark:
    """Of which year an amount is: ``one``, its rank or number; or the ``rest``, so ``many`` where they are counted."""

    kind: Literal["one", "rest"]
    year: int = 0
    many: int | None = None


def by_year(text: str, every: Sequence[Amount], length: Length) -> Yearly | None:
    """The sum of amounts that are each of a year of their own; None where they are not.

    ``length`` is how long the contract lasts. What is told of the first year holds for each counted renewal of a
    year, where nothing says that their price is another: "40 000 € la première année puis 2 reconductions d'un an".
    """
    marks = [mark for mark in _marks(text, every) if mark]
    single = [mark.year for mark in marks if mark.kind == "one"]
    least = 2 if any(year > _FIRST_CALENDAR for year in single) else 1
    if len(single) < least or len(marks) < len(every):
        return None
    if len(set(single)) < len(single):
        return Yearly(None)
    years = None if length.whole is None else length.whole / _A_YEAR - len(single)
    if len(marks) == 1 and single == [1] and years and _renewed_by_year(text, length):
        return Yearly(every[0].euros * (1 + years))
    return Yearly(_sum([one.euros for one in every], marks, years))


def _renewed_by_year(text: str, length: Length) -> bool:
    """Tell whether a first year is renewed, by years that are counted, and at no other price that is told."""
    counted = length.renewed and length.counted and length.firm == _A_YEAR
    return counted and length.whole is not None and not length.whole % _A_YEAR and not OTHER_PRICE.search(text)


def _sum(every: Sequence[float], marks: Sequence[_Mark], years: float | None) -> float | None:
    """The sum of the years; None where the rest is more than one amount, or of nobody knows how many ``years``."""
    told = sum(euros for euros, mark in zip(every, marks, strict=True) if mark.kind == "one")
    rest = [(euros, mark.many or years) for euros, mark in zip(every, marks, strict=True) if mark.kind == "rest"]
    if not rest:
        certain = years == 0 or (years is None and len(marks) > 1)
        return told if certain else None
    (euros, many), *others = rest
    if others or many is None or many < 1 or many != round(many):
        return None
    return told + euros * many


def _marks(text: str, every: Sequence[Amount]) -> list[_Mark | None]:
    """Of which year each amount is, None for one of no year; the year stands before all of them or behind."""
    before = [text[every[at - 1].end if at else 0 : one.start] for at, one in enumerate(every)]
    behind = [text[one.end : every[at + 1].start if at + 1 < len(every) else len(text)] for at, one in enumerate(every)]
    leads = bool(_BEFORE.search(before[0]))
    return [_mark(one, *around, leads=leads) for one, *around in zip(every, before, behind, strict=True)]


def _mark(amount: Amount, before: str, behind: str, *, leads: bool) -> _Mark | None:
    year = _BEFORE.search(before) if leads else None
    rest = None if year else _REST_BEHIND.match(behind) or _REST_BEFORE.search(before)
    if rest and not (amount.per and _REST_LASTING.match(behind)):
        return _Mark("rest", many=int(rest["n"]) if rest["n"] else None)
    if year := year or (None if leads else _BEHIND.match(behind)):
        said = year["calendar"] or year["number"] or year["rank"] or _ORDINALS[year["word"]]
        return _Mark("one", int(said))
    if amount.per != ("year",):
        return None
    lasting = _REST_LASTING.match(behind)
    return _Mark("rest", many=int(lasting["n"]) if lasting and _REST_BEFORE.search(before) else None)
