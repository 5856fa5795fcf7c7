"""The months of the year, in every form in which people write them, and units of time in months."""

from collections.abc import Mapping
from functools import lru_cache

from bot.language.spelling import typos

MONTHS: Mapping[str, int] = {
    "janvier": 1, "janv": 1, "jan": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4, "mai": 5,
    "juin": 6, "juillet": 7, "juill": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "octobre": 10, "oct": 10,
    "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip
"""Each folded form, and the number of its month."""
MONTH_FORMS = "|".join(sorted(MONTHS, key=len, reverse=True))
"""All the forms, as a choice of a regular expression."""
_FULL = tuple(month for month in MONTHS if len(month) > 4)  # noqa: PLR2004  "mai" and "mais" are one typo apart
_DAYS_A_MONTH = 365.25 / 12
_SHORTEST, _LONGEST = 5, 10  # letters of a word that may be a misspelt month


@lru_cache(maxsize=4096)
def month_meant(word: str) -> str | None:
    """The month that a misspelt word means, None where it means none.

    >>> month_meant("janvie"), month_meant("setembre"), month_meant("octobre"), month_meant("marche")
    ('janvier', 'septembre', 'octobre', None)
    """
    if not _SHORTEST <= len(word) <= _LONGEST:
        return None
    return next((month for month in _FULL if typos(word, month) <= 1), None)


def in_months(number: str, unit: str) -> float:
    """How many months so many of a folded unit are; "un" and "une" are one.

    >>> in_months("2", "ans"), in_months("un", "trimestre"), in_months("1,5", "mois"), round(in_months("6", "sem"), 1)
    (24.0, 3.0, 1.5, 1.4)
    """
    size = 1.0 if number in ("un", "une") else float(number.replace(",", "."))
    if unit.startswith("an"):
        return size * 12
    if unit.startswith("moi"):
        return size
    if unit.startswith(("semestre", "trimestre")):
        return size * (6 if unit.startswith("semestre") else 3)
    return size * (7 if unit.startswith("sem") else 1) / _DAYS_A_MONTH
