"""Ages as French says them: "52ans", "pas encore 26 ans", "entre 30 et 35 ans", "né en 1990".

The text is that of ``bot.language.numbers.digits``: folded, its numbers in digits; positions are those of it. Whose age
it is, is for the caller, who also knows better what lasted so many years.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.language.months import MONTH_FORMS, MONTHS

_WINDOW = 30  # characters before an age in which a hedge may stand
_AFTER_ABOUT = frozenset({"environ", "a peu pres", "et quelques", "et quelque"})
_DAY = r"(?P<day>\d{1,2})(?:er)?"
_MONTH = rf"(?P<month>{MONTH_FORMS})"
_PERSON_YEARS = r"(?:ans?|anss|balais|piges|berges|annees d'age)"
_AGE = re.compile(
    r"(?<![\w.,/-])(?P<n>\d{1,3})(?P<more>(?:\s*(?:et|ou|a|-|/)\s*\d{1,3})+)?\s*"
    rf"(?P<unit>{_PERSON_YEARS})(?![a-z])"
    r"(?P<after>\s*(?:environ|a peu pres|passes?|revolus?|pile|et demi|1/2|et quelques?))?"
)
_AGE_NAMED = re.compile(r"(?<!\w)age[es]*\s*(?:[:=]|est de|de)?\s*(?P<n>\d{1,3})(?!\s*(?:\d|[a-z]+))")
_BEFORE_AGE = re.compile(
    r"(?:(?P<less>(?:moins?|pas tout a fait|pas encore|meme pas|presque|bientot|quasi(?:ment)?|va sur"
    r"|va (?:sur )?(?:avoir|feter)(?: ses)?|fetera|aura(?: bientot)?|fete(?: bientot)?|pas loin)(?: d[e']| ses| les)?)"
    r"|(?P<more>plus d[e']|\+ ?d[e']|(?:a |)(?:passe|depasse)(?: les)?|au dela d[e'])"
    r"|(?P<about>environ|a peu pres|dans les|autour d[e']|vers|peut-etre|grosso modo|la|une? petite?|entre))\s*$"
)
_NEXT = re.compile(
    r"\s*(?:moins (?:une?|\d{1,2}|quelques) (?:mois|jours?|semaines?)"
    r"|le mois prochain|la semaine prochaine|dans \d{1,2} (?:jours|semaines|mois)|demain)"
)
_COMING = re.compile(
    r"\s*(?:dans |bientot|l'an prochain|l'annee prochaine|a noel"
    r"|en (?:janv|fev|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec))"
)
_WILL_BE = re.compile(r"(?<!\w)(?:fete|aura|fetera|va avoir|va feter)(?!\w)")
_BIRTH = re.compile(
    rf"(?<!\w)nee?s?\s+(?:en|le|l'an|:)?\s*(?:(?:{_DAY}\s+)?(?:{_MONTH}\.?\s+)|(?P<d2>\d{{1,2}})[/.-](?P<m2>\d{{1,2}})[/.-])?"
    r"(?P<year>(?:19|20)\d\d)(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Age:
    """An age in whole years; ``about`` where the words hedge, ``several`` other ages said with it ("19 et 22 ans").

    ``born``: counted from a year of birth.
    """

    start: int
    end: int
    years: int
    about: bool = False
    several: tuple[int, ...] = ()
    born: bool = False


def ages(text: str, today: date) -> list[Age]:
    """What reads as an age, in order; "2 ans" does too, the caller knows better what lasted.

    >>> [(a.years, a.about) for a in ages("pas encore 26 ans, ou environ 30 ans", date(2026, 11, 23))]
    [(25, False), (30, True)]
    """
    found = [*_said_ages(text), *_births(text, today)]
    return sorted(found, key=lambda age: age.start)


def _said_ages(text: str) -> Iterator[Age]:
    taken = 0
    for match in _AGE.finditer(text):
        taken = match.end()
        before = _BEFORE_AGE.search(text, max(0, match.start() - _WINDOW), match.start())
        start = before.start() if before else match.start()
        about = (match["after"] or "").strip() in _AFTER_ABOUT or bool(before and before["about"])
        several = tuple(int(number) for number in re.findall(r"\d+", match["more"] or ""))
        years = int(match["n"])
        if before and before["more"]:
            years += 1
        elif (before and before["less"]) or _to_come(text, match):
            years -= 1
        yield Age(start, match.end(), years, about, several)
    for match in _AGE_NAMED.finditer(text):
        if match.start() >= taken or match.end() < taken:
            yield Age(match.start(), match.end(), int(match["n"]))


def _to_come(text: str, match: re.Match[str]) -> bool:
    """Tell whether a birthday is still to come: "50 ans le mois prochain", "aura 50 ans en mars"."""
    if _NEXT.match(text, match.end()):
        return True
    verb = _WILL_BE.search(text, max(0, match.start() - _WINDOW), match.start())
    return bool(verb and _COMING.match(text, match.end()))


def _births(text: str, today: date) -> Iterator[Age]:
    for match in _BIRTH.finditer(text):
        years = today.year - int(match["year"])
        month = MONTHS[match["month"]] if match["month"] else int(match["m2"]) if match["m2"] else None
        day = match["day"] or match["d2"]
        if month and (month, int(day) if day else 1) > (today.month, today.day):
            years -= 1
        yield Age(match.start(), match.end(), years, born=True)
