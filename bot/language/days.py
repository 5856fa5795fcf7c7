"""Days as people write them, relative to today: "en janvier", "le mois prochain", "lancé en 2018", "15/03/2027", "fin 2026".

Also how long something lasts: "16 mois", "un an et demi", "un an reconductible 3 fois". Both want the text of
``bot.language.numerals.digits``, folded and with its numbers in digits; positions are those of the text given.
Whose day it is, and what lasts, is for the caller.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.language.spelling import budget, typos

_MONTHS = {
    "janvier": 1, "janv": 1, "jan": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4, "mai": 5,
    "juin": 6, "juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "octobre": 10, "oct": 10, "novembre": 11,
    "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SEASONS = {"printemps": (4, 6), "ete": (7, 9), "rentree": (9, 9), "automne": (10, 12), "hiver": (1, 3)}
_RANKS = {"premier": 1, "1er": 1, "1": 1, "deuxieme": 2, "second": 2, "2e": 2, "2eme": 2, "2": 2, "troisieme": 3,
          "3e": 3, "3eme": 3, "3": 3, "quatrieme": 4, "4e": 4, "4eme": 4, "4": 4, "dernier": 0}  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 1980, 2100
_YEAR_MONTHS = 12
_DAYS_A_MONTH = 365.25 / 12
_PAST_CENTURY = 70  # two digits: "98" is 1998, "27" is 2027

_M = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?(?![a-z])"
_Y = r"(?P<year>(?:19|20)\d\d)(?![\d/]|\s*(?:€|euros?\b|%|m2\b))"
_COMING = r"prochaine?s?|suivante?|qui vient|a venir"
_GONE = r"derniere?|passee?|ecoulee?|precedente?"
_WHICH = rf"(?:\s+(?P<which>{_COMING}|{_GONE})(?![a-z]))?"
_PART = r"(?P<part>fin|debut|mi|milieu|courant|mi-course)[\s-]+(?:(?:du )?mois (?:de |d')|de l'annee |de l'|d'|de |du )?"
_UNIT = r"(?P<unit>jours?|j|semaines?|sem|mois|ans?|annees?)(?![a-z])"
_N = r"(?P<n>\d{1,3}|une?|quelques?)"

# A past told by its verb: "a été lancé", "avons publié", "était". An infinitive after it brings back the future:
# "on a prévu de lancer en janvier".
_PAST_VERB = re.compile(
    r"(?<!\w)(?:(?:ai|as|a|avons|avez|ont|avait|avais|avions|avaient|est|sont|etait|etaient)\s+(?:deja\s+|bien\s+)?(?:ete\s+)?"
    r"[a-z]+(?:e|ee|es|ees|i|is|it|u|us|ue)(?![a-z])|etait|etaient|datait|remonte|date de|datant)"
)
_IS = re.compile(r"(?<!\w)(?:est|sont)\s+(?!ete)")  # "est lancé en janvier" may be to come
_INFINITIVE = re.compile(r"(?<!\w)(?:de|d'|pour|a|va|vais|allons|veut|veux|voulons|doit|dois|devons)\s*[a-z]+(?:er|ir|re)(?![a-z])")
_CLAUSE_END = re.compile(r"[.;:?!\n,]")


@dataclass(frozen=True, slots=True)
class Found:
    """A day that was named, from ``first`` to ``last`` as the words leave it open; ``day`` is the one to reckon with.

    ``day`` is the day itself where it was said; else the first day of the month, or the middle of a past year.
    """

    start: int
    end: int
    day: date
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Stretch:
    """How long something lasts, in months; ``ahead`` for "dans 2 mois", ``ago`` for "il y a 2 ans", "depuis 2 ans"."""

    start: int
    end: int
    months: float
    ahead: bool = False
    ago: bool = False


def days(text: str, today: date) -> list[Found]:
    """The days that a text names, in order of place; what cannot be a day is left out.

    A month or weekday without its year is the next one, or the last one where the words are of the past.

    >>> [str(f.day) for f in days("lance en janvier prochain, avis le 22 aout 2026", date(2026, 11, 23))]
    ['2027-01-01', '2026-08-22']
    """
    text = _spelt(text)
    free = bytearray(b"\1") * len(text)
    found: list[Found] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            if not all(free[match.start() : match.end()]):
                continue
            span = read(match, today)
            if span is None:
                continue
            day, first, last = span
            free[match.start() : match.end()] = bytes(match.end() - match.start())
            found.append(Found(match.start(), match.end(), day, first, last))
    return sorted(found, key=lambda one: one.start)


def stretches(text: str) -> list[Stretch]:
    """How long things last, in order; renewals are added up.

    >>> [s.months for s in stretches("1 an reconductible 3 fois, travaux de 5 mois et demi, 2 ans et 6 mois")]
    [48.0, 5.5, 30.0]
    """
    found: list[Stretch] = []
    for match in _STRETCH.finditer(text):
        months = _months(match["n"], match["unit"])
        if match["half"]:
            months += _months("1", match["unit"]) / 2
        if match["more"]:
            months += float(match["more"])
        if match["again"]:
            months *= 1 + int(match["again"])
        elif match["plus"]:
            months += _months(match["plus"], match["unit2"])
        lead = (match["lead"] or "").strip()
        ahead = lead.startswith(("dans", "d'ici", "sous", "d ici"))
        if months > 0:
            found.append(Stretch(match.start("n"), match.end(), months, ahead, bool(lead) and not ahead))
    return found


_STRETCH = re.compile(
    r"(?:(?<!\w)(?P<lead>dans|d'ici|d ici|sous|depuis|dps|il y a|ya|y a|ca fait|cela fait)\s+(?:environ |pres de |plus de |"
    r"moins de |a peu pres )?)?(?<![\w.,/-])(?<!les )(?:\d{1,3}\s*(?:a|ou|-)\s*)?(?P<n>\d{1,4}(?:[.,]\d)?|une?)\s*"
    r"(?P<unit>ans?|annees?|mois|semaines?|sem|jours?|trimestres?|semestres?)(?![a-z])"
    r"(?:\s*(?:et\s+(?P<half>demie?)(?![a-z])|(?:et\s+)?(?P<more>\d{1,2})\s*mois(?![a-z])))?"
    r"(?:\s*(?:\+|puis)\s*(?P<plus>\d{1,2})\s*(?P<unit2>ans?|annees?|mois)(?![a-z]))?"
    r"(?:[\s,(]*(?:fermes?\s*)?[,(]?\s*(?:tacitement\s+|et\s+)?(?:renouvelables?|reconductibles?|reconduits?|renouveles?|"
    r"reconductions?|renouvellements?)\s*(?:tacitement\s+)?(?:\w+\s+)?(?P<again>\d)\s*(?:fois|x))?"
)


def _months(number: str, unit: str) -> float:
    size = 1.0 if number in ("un", "une") else float(number.replace(",", "."))
    if unit.startswith("an"):
        return size * _YEAR_MONTHS
    if unit == "mois":
        return size
    if unit.startswith("semestre"):
        return size * 6
    if unit.startswith("trimestre"):
        return size * 3
    return size * (7 if unit.startswith("sem") else 1) / _DAYS_A_MONTH


def _spelt(text: str) -> str:
    """The text with misspelt months put right, where they keep their length or the rest is unharmed by it."""

    def right(match: re.Match[str]) -> str:
        word = match[0]
        if word in _MONTHS or word in _COMMON or not budget(word):
            return word
        near = [month for month in _MONTHS if len(month) > 4 and typos(word, month) <= 1]  # noqa: PLR2004  no short ones
        return near[0].ljust(len(word))[: max(len(word), len(near[0]))] if near and len(near[0]) <= len(word) else (
            near[0] if near else word
        )

    return re.sub(r"(?<![a-z'])[a-z]{5,10}(?![a-z])", right, text)


_COMMON = frozenset({"avrils", "juillets"})


def _span(first: date, last: date, day: date | None = None) -> tuple[date, date, date]:
    return day or first, first, last


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _one(day: date | None) -> tuple[date, date, date] | None:
    return None if day is None else (day, day, day)


def _end_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * _YEAR_MONTHS + day.month - 1 + months, _YEAR_MONTHS)
    year = min(max(year, 1), 9998)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _past(match: re.Match[str], which: str | None) -> bool:
    """Tell whether the words put a day into the past: "dernier", or a verb before it in the same clause."""
    if which:
        return re.fullmatch(_GONE, which) is not None
    before = match.string[max(0, match.start() - 60) : match.start()]
    before = _CLAUSE_END.split(before)[-1]
    verbs = [verb for verb in _PAST_VERB.finditer(before) if not _IS.match(verb[0])]
    return bool(verbs) and not _INFINITIVE.search(before, verbs[-1].start() + 2)


def _year_of(match: re.Match[str], today: date, month: int, day: int = 0) -> int:
    """The year of a month, said or not."""
    said = match.groupdict()
    if said.get("year"):
        return int(match["year"])
    if _past(match, said.get("which")):
        return today.year - (1 if (month, day) > (today.month, today.day) or (not day and month == today.month and bool(said.get("which"))) else 0)
    if said.get("which"):
        return today.year + (1 if month <= today.month else 0)
    return today.year + (1 if (month, day or 31) < (today.month, today.day) else 0)


def _iso(match: re.Match[str], _: date) -> tuple[date, date, date] | None:
    return _one(_day(int(match["year"]), int(match["m"]), int(match["d"])))


def _slashed(match: re.Match[str], today: date) -> tuple[date, date, date] | None:
    year = match["y"]
    day, month = int(match["d"]), int(match["m"])
    if year is None:
        found = _day(today.year, month, day)
        if found and found < today and not _past(match, None):
            found = _day(today.year + 1, month, day)
        return _one(found)
    number = int(year)
    if len(year) == 2:  # noqa: PLR2004  two digits of a year
        number += 1900 if number >= _PAST_CENTURY else 2000
    return _one(_day(number, month, day))


def _month_slashed(match: re.Match[str], _: date) -> tuple[date, date, date] | None:
    return _whole_month(int(match["year"]), int(match["m"]))


def _whole_month(year: int, month: int) -> tuple[date, date, date] | None:
    first = _day(year, month, 1)
    return None if first is None else _span(first, _end_of(year, month))


def _day_of_month(match: re.Match[str], today: date) -> tuple[date, date, date] | None:
    month, day = _MONTHS[match["month"]], int(match["d"])
    return _one(_day(_year_of(match, today, month, day), month, day))


def _month(match: re.Match[str], today: date) -> tuple[date, date, date] | None:
    month = _MONTHS[match["month"]]
    if match["month"] == "mai" and not (match["year"] or match["which"] or match["in"] or match["part"]):
        return None  # "mai" is "mais" as well
    if match["month"] in ("jan", "nov", "dec", "oct", "fev") and not (match["year"] or match["in"] or match["part"]):
        return None
    year = _year_of(match, today, month)
    whole = _whole_month(year, month)
    if whole is None or not match["part"]:
        return whole
    _, first, last = whole
    third = {"fin": (21, last.day), "mi": (11, 20), "milieu": (11, 20), "debut": (1, 10)}.get(match["part"])
    if third is None:
        return whole
    low, high = first.replace(day=third[0]), first.replace(day=third[1])
    return _span(low, high, low.replace(day={"fin": 25, "debut": 1}.get(match["part"], 15)))


def _part_of_year(match: re.Match[str], today: date) -> tuple[date, date, date] | None:
    words = match["theyear"]
    year = int(words) if words.isdigit() else today.year + (1 if words.endswith(("prochaine", "prochain")) else 0)
    if match["theyear"].endswith(("derniere", "dernier")):
        year -= 1
    low, high, at = {"fin": (10, 12, 12), "debut": (1, 3, 1), "courant": (1, 12, 6)}.get(match["part"], (5, 8, 6))
    first = _day(year, low, 1)
    return None if first is None else _span(first, _end_of(year, high), date(year, at, 1))


def _quarter(match: re.Match[str], today: date) -> tuple[date, date, date] | None:
    size = 3 if (match["kind"] or "").startswith("t") else 6
    rank = _RANKS.get(match["rank"], 0) or _YEAR_MONTHS // size
    if rank > _YEAR_MONTHS // size:
        return None
    low, high = (rank - 1) * size + 1, rank * size
    year = int(match["year"]) if match["year"] else today.year + (1 if high < today.month else 0)
    first = _day(year, low, 1)
    return None if first is None else _span(first, _end_of(year, high))


def _season(match: re.Match[str], today: date) -> tuple[date, date, date] | None:
    low, high = _SEASONS[match["season"]]
    if match["year"]:
        year = int(match["year"])
    elif match["of"] in ("cet", "cette", "ce") and not match["which"]:
        year = today.year + (1 if low == 1 else 0)
    elif _past(match, match["which"]):
        year = today.year - (1 if low > today.month else 0)
    else:
        year = today.year + (1 if high < today.month or (match["which"] and low <= today.month) else 0)
    first = _day(year, low, 1)
    return None if first is None else _span(first, _end_of(year, high))


def _said_day(match: re.Match[str], today: date) -> tuple[date, date, date] | None:
    ahead = {"apres-demain": 2, "apres demain": 2, "demain": 1, "hier": -1, "avant-hier": -2}.get(match[0], 0)
    return _one(today + timedelta(days=ahead))


def _weekday(match: re.Match[str], today: date) -> tuple[date, date, date] | None:
    ahead = (_WEEKDAYS.index(match["name"]) - today.weekday()) % 7 or 7
    return _one(today + timedelta(days=ahead - (7 if _past(match, match["which"]) else 0)))


def _relative(match: re.Match[str], today: date) -> tuple[date, date, date] | None:
    """The next, last or current week, month or year."""
    which, unit = match["which"] or "", match["unit"]
    step = 0 if not which else 1 if re.fullmatch(_COMING, which) else -1
    if unit.startswith("sem"):
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * step)
        return _span(monday, monday + timedelta(days=6), today + timedelta(days=7 * step))
    if unit == "mois":
        first = _later(today.replace(day=1), step)
        return _span(first, _end_of(first.year, first.month), first if step else today)
    return _whole_year(today.year + step, today)


def _whole_year(year: int, today: date) -> tuple[date, date, date] | None:
    first = _day(year, 1, 1)
    if first is None:
        return None
    day = first if year > today.year else today if year == today.year else date(year, 7, 1)
    return _span(first, date(year, 12, 31), day)


def _ahead(match: re.Match[str], today: date) -> tuple[date, date, date] | None:
    number = {"un": 1, "une": 1, "quelque": 3, "quelques": 3}.get(match["n"]) or int(match["n"])
    if match["direction"] in ("il y a", "ya", "y a", "voila"):
        number = -number
    unit = match["unit"]
    if unit.startswith("j"):
        return _one(today + timedelta(days=number))
    if unit.startswith("sem"):
        return _one(today + timedelta(weeks=number))
    months = number * (_YEAR_MONTHS if unit.startswith("an") else 1)
    if unit == "mois" and match["half"]:
        return _one(_later(today, months) + timedelta(days=15 if months > 0 else -15))
    if match["half"]:
        months += 6 if months > 0 else -6
    found = _later(today, months)
    return _one(_day(found.year, found.month, found.day))


def _year(match: re.Match[str], today: date) -> tuple[date, date, date] | None:
    return _whole_year(int(match["year"]), today)


_Reader = Callable[[re.Match[str], date], tuple[date, date, date] | None]
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)", _iso),
        (r"(?<![\d/])(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4}|\d\d)(?![\d/])", _slashed),
        (r"(?<![\d/.,-])(?P<m>0?[1-9]|1[0-2])[/-](?P<year>(?:19|20)\d\d)(?!\d)", _month_slashed),
        (r"(?<!\w)(?:le|du|au|des le)\s+(?P<d>\d{1,2})/(?P<m>\d{1,2})(?P<y>)?(?![\d/])", _slashed),
        (rf"(?<![\d.,/])(?P<d>\d{{1,2}})\s?(?:er)?\s*{_M}(?:\s+(?:de\s+)?{_Y})?{_WHICH}", _day_of_month),
        (
            rf"(?<![a-z])(?:{_PART}(?P<in>)?|(?P<in2>)?)(?:(?:(?<=[\s'])|^)){_M}(?:\s+(?:de\s+)?{_Y})?{_WHICH}".replace(
                "(?P<in>)?", ""
            ).replace("|(?P<in2>)?)", r"|(?P<in>(?:en|de|pour|vers|d'ici|des|du mois de|au mois de|mois de|depuis)\s+|d')?)"),
            _month,
        ),
        (
            rf"(?<!\w){_PART}(?P<theyear>(?:19|20)\d\d(?!\d)|annee prochaine|annee derniere|an prochain|annee)(?!\w)",
            _part_of_year,
        ),
        (
            rf"(?<!\w)(?P<rank>{'|'.join(_RANKS)})\s*(?P<kind>trimestre|semestre)(?:\s+(?:de\s+)?{_Y})?",
            _quarter,
        ),
        (rf"(?<!\w)(?P<kind>[ts])(?P<rank>[1-4])\s+(?:de\s+)?{_Y}", _quarter),
        (
            r"(?<!\w)(?:(?P<of>cet|cette|ce)\s+|(?:a l'|a la |au |en |d'|l'|la |le |pour l'|des l'))"
            rf"(?P<season>{'|'.join(_SEASONS)})(?![a-z])(?:\s+(?:de\s+)?{_Y})?{_WHICH}",
            _season,
        ),
        (rf"(?<!a )(?<!\w)(?P<of>)?(?P<season>{'|'.join(_SEASONS)})\s+(?:{_Y}|(?P<which>{_COMING}|{_GONE})(?![a-z]))", _season),
        (r"(?<!\w)(?:aujourd'hui|apres[ -]demain|demain|avant-hier|hier)(?!\w)", _said_day),
        (rf"(?<!\w)(?:l'|le |la )?(?P<unit>semaine|mois|annee|an)\s+(?P<which>{_COMING}|{_GONE})(?![a-z])", _relative),
        (r"(?<!\w)(?:cette|ce)\s+(?P<unit>semaine|mois|annee)(?:-ci| ci)?(?![a-z])(?P<which>)?", _relative),
        (
            rf"(?<!\w)(?P<direction>dans|d'ici|d ici|sous|il y a|ya|y a|voila)\s+(?:environ\s+|pres de\s+|a peu pres\s+)?{_N}\s*{_UNIT}"
            r"(?P<half>\s+et\s+demie?)?",
            _ahead,
        ),
        (rf"(?<!\w)(?P<name>{'|'.join(_WEEKDAYS)}){_WHICH}(?![a-z])", _weekday),
        (
            rf"(?<!\w)(?:en|de|d'|depuis|pour|annee|exercice|l'an|an|vers|des|consultation|marche|lance|fait|passe|date|pr)\s+(?:l'annee )?{_Y}(?!\s+[a-z]*(?:hab|log|m2))",
            _year,
        ),
        (r"(?:^|(?<=[,;:(/]))\s*(?P<year>(?:19|20)\d\d)(?=\s*(?:$|[,;:)./?!]))", _year),
    )
)


def _named(pattern: re.Pattern[str]) -> Iterator[str]:
    yield from pattern.groupindex
