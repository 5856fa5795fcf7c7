"""The months and seasons of the year, in every form in which people write them."""

from collections.abc import Mapping

from bot.language.spelling import typos

MONTHS: Mapping[str, int] = {
    "janvier": 1, "janv": 1, "jan": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4, "mai": 5,
    "juin": 6, "juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "octobre": 10, "oct": 10, "novembre": 11,
    "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip
"""Each folded form, and the number of its month."""
MONTH_FORMS = "|".join(sorted(MONTHS, key=len, reverse=True))
"""All the forms, as a choice of a regular expression."""
_FULL = tuple(month for month in MONTHS if len(month) > 4)  # noqa: PLR2004  "mai" and "mais" are one typo apart
_SHORTEST, _LONGEST = 5, 10  # letters of a word that may be a misspelt month


def month_meant(word: str) -> str | None:
    """The month that a misspelt word means, None where it means none.

    >>> month_meant("janvie"), month_meant("setembre"), month_meant("octobre"), month_meant("marche")
    ('janvier', 'septembre', 'octobre', None)
    """
    if not _SHORTEST <= len(word) <= _LONGEST:
        return None
    return next((month for month in _FULL if typos(word, month) <= 1), None)
