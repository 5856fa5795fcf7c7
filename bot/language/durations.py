"""Durations as French says them: "2 ans et demi", "depuis mars", "il y a un an", "en juin".

The text is that of ``bot.language.numbers.digits``: folded, its numbers in digits; positions are those of it. What
lasted is for the caller.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.language.months import MONTH_FORMS, MONTHS, in_months

_SEASONS = {  # the month in which what "since the summer" means began, by common use
    "rentree": 9, "noel": 12, "ete": 7, "printemps": 4, "automne": 10, "hiver": 1, "paques": 4, "toussaint": 11,
}  # fmt: skip
_ALREADY_SURE = 0.6  # "since 2024" says 22 to 34 months, sure enough; "since 2025", 10 to 22, is not
_YEAR = 12
_A_CENTURY = 100
_GROWN = 14  # years; from here on, years before months are an age sooner than a duration

_UNITS_BEHIND_DIGITS = frozenset({"moi", "sem", "anne"})  # "8 moi" is a typo, "un moi" a word

_NUMBER = r"(?:\d{1,4}(?:[.,]\d{1,2})?|une?)"
_UNIT = r"(?:ans?|ann?ee?s?|mois?|semaines?|sem|jours?|trimestres?|semestres?)"
_SINCE = r"(?:depuis|depui|dpuis|dps|dep|ca fait|cela fait|sa fait|il y a|il ya|ya|y a|voila|pendant|durant|pdt)"
_ABOUT = (
    r"(?:(?P<more>plus d[e']|\+ ?d[e']|\+|au dela d[e']|au moins|minimum|min|d'au moins|passe les|depasse les)"
    r"|(?P<less>moins? d[e']|maximum|max|pas encore|meme pas|pas tout a fait|presque|bientot"
    r"|quasi(?:ment)?|pas loin d[e']|pres d[e'])"
    r"|(?P<about>environ|a peu pres|dans les|autour d[e']|grosso modo|vers|peut-etre|une? petite?s?)"
    r"|(?P<plain>deja|bien|tout juste|pile|a peine|exactement|bien|un bon|une bonne|un peu|les?|ses|mes|leurs|que))"
)
_QUANTITY = re.compile(
    rf"(?:(?<!\w)(?P<since>{_SINCE})\s+)?(?:(?:{_ABOUT})\s*)?(?:un peu )?"
    rf"(?<![\w.,-])(?P<n>{_NUMBER})(?:\s*(?:a|ou|-|/|et)\s*(?P<to>\d{{1,4}}))?\s*(?P<unit>{_UNIT})(?![a-z])"
    r"(?:\s*(?:(?:et )?(?P<half>demie?|1/2)"
    r"|et (?P<n2>\d{1,2})\s*(?:mois?)?(?!\s*(?:ans?|\w))"
    r"|(?P<n3>\d{1,2})\s*mois?(?!\w)"
    r"|(?:et )?\d{1,2}\s*jours?(?!\w)))?"
    r"(?P<after>\s*(?:environ|a peu pres|minimum|au moins|et quelques?|et des poussieres|passes?|revolus?))?"
)
_OF_WHAT = re.compile(r"\s*(?:de |d'|au |sans |dans |a |en )")
_HALF = re.compile(rf"(?:(?<!\w)(?P<since>{_SINCE})\s+)?(?<!\w)(?:une? )?(?:demi(?:e)?[ -]?annee|demi[ -]an)(?!\w)")
_DAY = r"(?P<day>\d{1,2})(?:er)?"
_MONTH = rf"(?P<month>{MONTH_FORMS})"
_LEAD = r"(?P<lead>(?:[\s-]+(?:le|la|l'|les|mois|de|d'|debut|du|fin|mi|courant|son|cet|cette)(?![a-z]))*)[\s'-]*"
_DATED = r"(?=(?:[a-z]{3,9}\.? |\d{1,2}[/.-](?:\d{1,2}[/.-])?)(?:19|20)\d\d(?!\d))"  # needs no word before it
_POINT = re.compile(
    r"(?<![\w/.-])(?:(?P<since>depuis|depui|dpuis|dps|en|des|a partir d[eu]|au|a|le|l'|cet|cette|fin|debut|mi)"
    rf"{_LEAD}|{_DATED})"
    rf"(?:(?:{_DAY}\s+)?{_MONTH}\.?"
    r"(?:\s+(?:(?P<year>(?:19|20)\d\d)|(?P<last>dernier|(?:de )?l'(?:an|annee) (?:derniere?|passee?))))?"
    r"|(?P<d2>\d{1,2})[/.-](?P<m2>\d{1,2})[/.-](?P<y2>(?:19|20)?\d\d)"
    r"|(?P<m3>\d{1,2})[/.-](?P<y3>(?:19|20)\d\d)"
    r"|(?P<only>(?:19|20)\d\d)(?![/\d])"
    rf"|(?P<season>{'|'.join(_SEASONS)})(?: (?P<syear>(?:19|20)\d\d)| (?:derniere?))?"
    r"|(?P<ago>an dernier|annee derniere|annee passee|an passe|mois dernier|mois-ci|semaine derniere|semaine|hier"
    r"|ce matin|debut d'annee|debut de l'annee|annee)"
    r")(?![a-z\d])"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A duration up to today, in whole months; ``least`` and ``most`` are what the words allow.

    ``since``: the words say that it still lasts or when it began ("depuis", "il y a", "en juin"), not only how long.
    ``years``: the bare number of years where it is one ("15 ans"), which may be an age instead.
    """

    start: int
    end: int
    months: int
    least: int
    most: int
    since: bool
    years: int | None = None

    @property
    def sure(self) -> bool:
        """Tell whether the words allow about one duration only."""
        return self.least >= _ALREADY_SURE * self.most


def spans(text: str, today: date) -> list[Span]:
    """The durations of a text, in order.

    "Plus d'un an" is more than a year, 13 months; "moins d'un an", "presque un an" are 11.

    >>> [s.months for s in spans("au chomage depuis 2 ans et demi, 3 mois en interim", date(2026, 11, 23))]
    [30, 3]
    >>> [s.months for s in spans("inscrit depuis mars, sans rien depuis janvier 2024", date(2026, 11, 23))]
    [8, 34]
    """
    found = [*_quantities(text), *_halves(text), *_points(text, today)]
    found.sort(key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    for span in found:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _quantities(text: str) -> Iterator[Span]:
    at = 0
    while match := _QUANTITY.search(text, at):
        unit, number = match["unit"], match["n"]
        whole = int(number) if number.isdigit() and _is_years(unit) else None
        if whole is not None and whole >= _GROWN and (match["n2"] or match["n3"]):
            of_age = match["n2"] and not _OF_WHAT.match(text, match.end())
            # "43 ans 10 mois de chomage" is an age, then a duration; "49 ans et 11 mois" an age
            at = match.end() if of_age else match.end("unit")
            size = whole * 12
            yield Span(match.start(), at, size, size, size, bool(match["since"]), whole)
            continue
        at = match.end()
        size = int(in_months(number, unit) + _rest(match, unit))
        most = int(in_months(match["to"], unit)) if match["to"] else size
        if most < size or (unit in _UNITS_BEHIND_DIGITS and not number[0].isdigit()):
            continue
        shift = _shift(match)
        least, most = max(size + shift, 0), max(most + shift, 0)
        round_ = whole if not (match["half"] or match["n2"] or match["n3"]) else None
        yield Span(match.start(), at, least, least, most, bool(match["since"]), round_)


def _rest(match: re.Match[str], unit: str) -> float:
    """What "et demi", "et 3 mois" or "3 mois" add, in months."""
    if match["half"]:
        return in_months("1", unit) / 2
    if match["n2"]:
        return float(match["n2"]) if _is_years(unit) else 0.0
    return float(match["n3"] or 0)


def _shift(match: re.Match[str]) -> int:
    """One month more for "plus d'un an", one less for "presque un an"; none for "au moins un an"."""
    if match["more"]:
        return 0 if re.search(r"moins|min", match["more"]) else 1
    return -1 if match["less"] else 0


def _halves(text: str) -> Iterator[Span]:
    for match in _HALF.finditer(text):
        yield Span(match.start(), match.end(), 6, 6, 6, bool(match["since"]))


def _is_years(unit: str) -> bool:
    return unit.startswith("an")


def _points(text: str, today: date) -> Iterator[Span]:
    for match in _POINT.finditer(text):
        window = _window(match, today)
        if window is None:
            continue
        least, most = window
        if most >= 0:
            least = max(least, 0)
            yield Span(match.start(), match.end(), (least + most) // 2, least, most, since=True)


def _window(match: re.Match[str], today: date) -> tuple[int, int] | None:
    """How many whole months ago at least and at most; None where the day does not exist or is to come."""
    lead = f"{match['since'] or ''} {match['lead'] or ''}"
    if match["ago"]:
        return _ago(match["ago"], lead, today)
    if match["season"]:
        month = _SEASONS[match["season"]]
        return _of_month(month, int(match["syear"]) if match["syear"] else None, None, today, last=False)
    if match["only"]:
        year = int(match["only"])
        first, end = (1, 3) if "debut" in lead else (10, 12) if "fin" in lead else (5, 7) if "mi" in lead else (1, 12)
        return _between(today, (year, end), (year, first))
    if match["m3"]:
        return _of_month(int(match["m3"]), int(match["y3"]), None, today, last=False)
    if match["d2"]:
        year = int(match["y2"])
        year += 0 if year >= _A_CENTURY else 2000
        return _of_month(int(match["m2"]), year, int(match["d2"]), today, last=False)
    last_year = bool(match["last"] and match["last"] != "dernier")
    return _of_month(
        MONTHS[match["month"]],
        int(match["year"]) if match["year"] else None,
        int(match["day"]) if match["day"] else None,
        today,
        last=last_year,
    )


def _ago(words: str, lead: str, today: date) -> tuple[int, int] | None:
    if words.startswith(("an ", "annee d", "annee p")):
        return _between(today, (today.year - 1, 12), (today.year - 1, 1))
    if words == "mois dernier":
        return 1, 1
    if words.startswith("debut d") or (words == "annee" and ("debut" in lead or "cette" in lead)):
        return (today.month - 1, today.month - 1) if "debut" in lead + words else None
    return None if words == "annee" else (0, 0)


def _of_month(month: int, year: int | None, day: int | None, today: date, *, last: bool) -> tuple[int, int] | None:
    if not 1 <= month <= _YEAR:
        return None
    if year is None:
        year = today.year - 1 if last or month > today.month else today.year
    months = (today.year - year) * 12 + today.month - month
    if day is not None and day > today.day:
        months -= 1
    return (months, months) if months >= 0 else None


def _between(today: date, latest: tuple[int, int], earliest: tuple[int, int]) -> tuple[int, int]:
    ago = [(today.year - year) * 12 + today.month - month for year, month in (latest, earliest)]
    return ago[0], ago[1]
