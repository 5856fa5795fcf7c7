"""Days as people write them, relative to today: "en janvier", "le mois prochain", "en 2018", "15/03/2027", "fin 2026".

The text is that of ``bot.language.numbers.digits``, folded and with its numbers in digits. Whose day it is, is for the
caller; how long things last is for ``bot.language.durations``.
"""

import calendar
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from bot.language.months import MONTH_FORMS, MONTHS, month_meant

_ONLY_BESIDE = frozenset(
    {"mai", "jan", "fev", "oct", "nov", "dec"}
)  # too short to stand alone: "mai" is "mais" as well
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SEASONS = {"printemps": (4, 6), "ete": (7, 9), "rentree": (9, 9), "automne": (10, 12), "hiver": (1, 3)}
_RANKS = {
    "premier": 1, "1er": 1, "1": 1, "deuxieme": 2, "second": 2, "2e": 2, "2eme": 2, "2": 2, "troisieme": 3, "3e": 3,
    "3eme": 3, "3": 3, "quatrieme": 4, "4e": 4, "4eme": 4, "4": 4, "dernier": 0,
}  # fmt: skip
_SUBJECTS = frozenset({"je", "j", "on", "nous", "vous", "tu", "il", "elle", "ils", "elles", "qui", "me", "se"})
_FIRST_YEAR, _LAST_YEAR = 1980, 2100
_A_YEAR = 12
_PAST_CENTURY = 70  # two digits: "98" is 1998, "27" is 2027
_NEAR = timedelta(days=31)  # "le 20 novembre", said on the 23rd, is the one just gone

_M = rf"(?P<month>{MONTH_FORMS})\.?(?![a-z])"
_Y = r"(?P<year>(?:19|20)\d\d)(?![\d/]|[.,]\d|\s*(?:€|euros?\b|%|m2\b))"
_OF_Y = rf"(?:(?:\s+(?:de\s+)?|[\s./-]*){_Y}|(?:[/-]|\s(?=[23]\d\s*(?:[,;:.)]|$)))(?P<yy>\d\d)(?![\d/]))?"
_COMING = r"prochaine?s?|suivante?|qui vient|a venir"
_GONE = r"derniere?|passee?|ecoulee?|precedente?"
_WHICH = rf"(?:\s+(?P<which>{_COMING}|{_GONE})(?![a-z]))?"
_PART = r"(?P<part>fin|debut|mi|milieu|courant)[\s-]+(?:(?:du )?mois (?:de |d')|de l'annee |de l'|d'|de |du )?"
_SEASON = rf"(?P<season>{'|'.join(_SEASONS)})(?![a-z])"

# A past that its verb tells: "a été lancé", "avons publié". An infinitive after it brings back what is to come:
# "on a prévu de lancer en janvier".
_PAST_VERB = re.compile(
    r"(?<!\w)(?:(?:ai|as|a|avons|avez|ont|avait|avais|avions|avaient|etait|etaient|est|sont|fut)\s+"
    r"(?:deja\s+|bien\s+)?(?:ete\s+)?[a-z]+(?:e|ee|es|ees|i|is|it|u|us|ue)(?![a-z])|etait|etaient|datait|datant|remonte)"
)
_IS = re.compile(r"(?:est|sont)\s+(?!ete)")  # "est lancé en janvier" may be to come
_INFINITIVE = re.compile(
    r"(?<!\w)(?:de|d'|pour|a|va|vais|allons|veut|veux|voulons|doit|dois|devons)\s*[a-z]+(?:er|ir|re)(?![a-z])"
)
_CLAUSE_END = re.compile(r"[.;:?!\n,]")
_WORD = re.compile(r"(?<![a-z'])[a-z]{5,10}(?![a-z])")

_LEAP = 2000  # where no year is told, 29 February may be
_NO_DAY = re.compile(
    rf"(?<![\d.,/])(?P<d>[0-3]?\d)(?:er)?[\s./-]+(?:(?P<month>{MONTH_FORMS})\.?(?![a-z])(?:[\s./-]+(?P<year>(?:19|20)\d\d)(?!\d))?"
    r"|(?P<m>\d{1,2})[/.-](?P<y>(?:19|20)\d\d)(?!\d))"
)

_Days = tuple[date, date, date]  # the day to reckon with, the first and the last that the words allow


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day that was named, from ``first`` to ``last`` as the words leave it open; ``day`` is the one to reckon with.

    ``day`` is the day itself where it was said; else the first day of the month, or 1 July of a past year.
    """

    start: int
    end: int
    day: date
    first: date
    last: date


def days(text: str, today: date, done: Collection[str] = ()) -> list[FoundDate]:
    """The days that a text names, in order of place; what cannot be a day is left out.

    Positions are those of ``spelt(text)``. A month or weekday without its year is the next one, or the last one where
    the words are of the past; after one of the folded participles ``done`` ("lance") it is the nearest, for that may
    be planned or over.

    >>> [str(found.day) for found in days("en janvier prochain, avis le 22 aout 2026", date(2026, 11, 23))]
    ['2027-01-01', '2026-08-22']
    """
    text = spelt(text)
    free = bytearray(b"\1") * len(text)
    found: list[FoundDate] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            if not all(free[match.start() : match.end()]):
                continue
            span = read(_Said(match, today, done))
            if span is not None or read is _day_of_month:  # "30 février" is no day, and no month either
                free[match.start() : match.end()] = bytes(match.end() - match.start())
            if span is not None:
                found.append(FoundDate(match.start(), match.end(), *span))
    return sorted(found, key=lambda one: one.start)


def unreal(text: str) -> bool:
    """Tell whether a text names a day that no calendar has.

    >>> unreal("le 30 fevrier"), unreal("31/04/2027"), unreal("le 29 fevrier 2028")
    (True, True, False)
    """
    for match in _NO_DAY.finditer(spelt(text)):
        month = MONTHS[match["month"]] if match["month"] else int(match["m"])
        year = int(match["year"] or match["y"] or _LEAP)
        if not 1 <= month <= _A_YEAR or not 1 <= int(match["d"]) <= calendar.monthrange(year, month)[1]:
            return True
    return False


def spelt(text: str) -> str:
    """A folded text with its misspelt months put right.

    >>> spelt("en janvie 2027, fin setembre")
    'en janvier 2027, fin septembre'
    """
    return _WORD.sub(lambda match: month_meant(match[0]) or match[0], text)


@dataclass(frozen=True, slots=True)
class _Said:
    """A match in its text, on a day."""

    match: re.Match[str]
    today: date
    done: Collection[str]

    def __getitem__(self, name: str) -> str:
        """What a group matched; empty where it did not, or does not exist in the pattern."""
        return self.match.groupdict().get(name) or ""

    def past(self) -> bool:
        """Tell whether the words put the day into the past: "dernier", or a verb before it in the same clause."""
        if which := self["which"]:
            return re.fullmatch(_GONE, which) is not None
        before = self._before(60)
        verbs = [verb for verb in _PAST_VERB.finditer(before) if not _IS.match(verb[0])]
        return bool(verbs) and not _INFINITIVE.search(before, verbs[-1].start() + 2)

    def either(self) -> bool:
        """Tell whether a participle stands before the day, without a subject that makes it a present ("je lance")."""
        before = self._before(40).replace("'", " ").split()
        return any(
            word in self.done and not (place and before[place - 1] in _SUBJECTS)
            for place, word in enumerate(before)
            if place >= len(before) - 3
        )

    def year(self, month: int, day: int = 0) -> int:
        """The year of a month, or of a day of the month, said or not."""
        if said := self["year"]:
            return int(said)
        if short := self["yy"]:
            return 2000 + int(short)
        today = self.today
        later, this = month > today.month, month == today.month
        if self.past():
            return today.year - (later or (this and (day > today.day or bool(self["which"]))))
        if self["which"]:
            return today.year + (not later)
        if self.either():
            ahead = (month - today.month) % _A_YEAR
            gone = _A_YEAR - ahead if ahead else 0
            return today.year - later if gone <= ahead else today.year + (not later and not this)
        return today.year + ((not later and not this) or (this and 0 < day < today.day))

    def _before(self, length: int) -> str:
        start = self.match.start()
        return _CLAUSE_END.split(self.match.string[max(0, start - length) : start])[-1]


def _end_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def later(day: date, months: int) -> date:
    """The same day some months on; the last of its month where there is no such day."""
    year, month = divmod(day.year * _A_YEAR + day.month - 1 + months, _A_YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _day(year: int, month: int, day: int) -> _Days | None:
    """One day, where it exists."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return (found, found, found) if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _months_of(year: int, first: int, last: int, at: int = 0) -> _Days | None:
    """From one month to another of a year; the first day of month ``at`` counts."""
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= first <= last <= _A_YEAR):
        return None
    return date(year, at or first, 1), date(year, first, 1), _end_of(year, last)


def _iso(said: _Said) -> _Days | None:
    return _day(int(said["year"]), int(said["m"]), int(said["d"]))


def _slashed(said: _Said) -> _Days | None:
    day, month, year = int(said["d"]), int(said["m"]), said["y"]
    if not year:
        return _nearby(said, month, day)
    century = 0 if len(year) > 2 else 1900 if int(year) >= _PAST_CENTURY else 2000  # noqa: PLR2004  two digits
    return _day(century + int(year), month, day)


def _nearby(said: _Said, month: int, day: int) -> _Days | None:
    """A day of a month, its year unsaid: the next one, but for one that is hardly over."""
    found = _day(said.year(month, day), month, day)
    if found is None or said["year"] or said["yy"] or said["which"]:
        return found
    before = _day(found[0].year - 1, month, day)
    return before if before and said.today - _NEAR <= before[0] <= said.today else found


def _month_slashed(said: _Said) -> _Days | None:
    month = int(said["m"])
    return _months_of(int(said["year"]), month, month)


def _day_of_month(said: _Said) -> _Days | None:
    return _nearby(said, MONTHS[said["month"]], int(said["d"]))


def _month(said: _Said) -> _Days | None:
    month, part = MONTHS[said["month"]], said["part"]
    if said["month"] in _ONLY_BESIDE and not (said["year"] or said["which"] or said["in"] or part):
        return None
    whole = _months_of(said.year(month), month, month)
    if whole is None or part in ("", "courant"):
        return whole
    _, first, last = whole
    low, at, high = {"fin": (21, 25, last.day), "debut": (1, 1, 10)}.get(part, (11, 15, 20))
    return first.replace(day=at), first.replace(day=low), first.replace(day=high)


def _part_of_year(said: _Said) -> _Days | None:
    named = said["named"]
    first, last, at = {"fin": (10, 12, 12), "debut": (1, 3, 1), "courant": (1, 12, 6)}.get(said["part"], (5, 8, 6))
    if named.isdigit():
        year = int(named)
    elif named.endswith(("prochaine", "prochain")):
        year = said.today.year + 1
    elif named.endswith(("derniere", "dernier")):
        year = said.today.year - 1
    else:
        year = said.today.year + (last < said.today.month and not said.past())
    return _months_of(year, first, last, at)


def _quarter(said: _Said) -> _Days | None:
    size = 3 if said["kind"].startswith("t") else 6
    rank = _RANKS.get(said["rank"], 0) or _A_YEAR // size
    last = rank * size
    year = int(said["year"]) if said["year"] else said.today.year + (last < said.today.month and not said.past())
    return _months_of(year, last - size + 1, last)


def _season(said: _Said) -> _Days | None:
    first, last = _SEASONS[said["season"]]
    today = said.today
    if said["year"]:
        year = int(said["year"])
    elif said["this"] and not said["which"]:
        year = today.year + (first == 1)
    elif said.past():
        year = today.year - (first > today.month)
    else:
        year = today.year + (last < today.month or bool(said["which"] and first <= today.month))
    return _months_of(year, first, last)


def _named_day(said: _Said) -> _Days | None:
    ahead = {"apres-demain": 2, "apres demain": 2, "demain": 1, "hier": -1, "avant-hier": -2}.get(said.match[0], 0)
    day = said.today + timedelta(days=ahead)
    return day, day, day


def _weekday(said: _Said) -> _Days | None:
    ahead = (_WEEKDAYS.index(said["name"]) - said.today.weekday()) % 7 or 7
    day = said.today + timedelta(days=ahead - (7 if said.past() else 0))
    return day, day, day


def _relative(said: _Said) -> _Days | None:
    """The next, last or current week, month or year."""
    which, unit, today = said["which"], said["unit"], said.today
    step = 0 if not which else -1 if re.fullmatch(_GONE, which) else 1
    if unit == "semaine":
        monday = today + timedelta(days=7 * step - today.weekday())
        return today + timedelta(days=7 * step), monday, monday + timedelta(days=6)
    if unit == "mois":
        first = later(today.replace(day=1), step)
        return first if step else today, first, _end_of(first.year, first.month)
    return _whole_year(today.year + step, today)


def _day_of_a_month_near(said: _Said) -> _Days | None:
    """A day of the next, last or current month."""
    which = said["which"]
    step = 0 if not which else -1 if re.fullmatch(_GONE, which) else 1
    month = later(said.today.replace(day=1), step)
    return _day(month.year, month.month, int(said["d"]))


def _whole_year(year: int, today: date) -> _Days | None:
    if year == today.year:
        return today, date(year, 1, 1), date(year, 12, 31)
    return _months_of(year, 1, _A_YEAR, 1 if year > today.year else 7)


def _ahead(said: _Said) -> _Days | None:
    number = {"un": 1, "une": 1, "quelque": 3, "quelques": 3}.get(said["n"]) or int(said["n"])
    unit = said["unit"]
    sign = -1 if said["direction"] in ("il y a", "ya", "y a", "voila") else 1
    if unit.startswith(("j", "sem")):
        day = said.today + sign * timedelta(days=number * (1 if unit.startswith("j") else 7))
    elif unit == "mois":
        day = later(said.today, sign * number) + sign * timedelta(days=15 if said["half"] else 0)
    else:
        day = later(said.today, sign * (_A_YEAR * number + (6 if said["half"] else 0)))
    return _day(day.year, day.month, day.day)


def _year(said: _Said) -> _Days | None:
    return _whole_year(int(said["year"]), said.today)


_Reader = Callable[[_Said], _Days | None]
_FORMS: tuple[tuple[_Reader, str], ...] = (  # the first that fits takes its words away from the others
    (_iso, r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/](?P<m>\d\d)[-/](?P<d>\d\d)(?!\d)"),
    (_slashed, r"(?<![\d/])(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4}|\d\d)(?![\d/])"),
    (_month_slashed, r"(?<![\d/.,-])(?P<m>0?[1-9]|1[0-2])[/-](?P<year>(?:19|20)\d\d)(?!\d)"),
    (_slashed, r"(?<!\w)(?:le|du|au|des le)\s+(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\d/])"),
    (_slashed, r"(?<=[a-z] )(?P<d>[0-3]\d)/(?P<m>[01]\d)(?![\d/])"),
    (_day_of_month, rf"(?<![\d.,/])(?P<d>\d{{1,2}})\s?(?:er)?[\s./-]*{_M}{_OF_Y}{_WHICH}"),
    (
        _month,
        rf"(?<![a-z])(?:{_PART}|(?P<in>(?:en|de|pour|vers|d'ici|des|mois de)\s+|d'))?{_M}{_OF_Y}{_WHICH}",
    ),
    (
        _part_of_year,
        rf"(?<!\w){_PART}(?P<named>(?:19|20)\d\d(?!\d)|annee prochaine|annee derniere|an prochain|annee)(?!\w)",
    ),
    (_quarter, rf"(?<!\w)(?P<rank>{'|'.join(_RANKS)})\s*(?P<kind>trimestre|semestre)(?![a-z]){_OF_Y}"),
    (_quarter, rf"(?<!\w)(?P<kind>[ts])(?P<rank>[1-4])\s+(?:de\s+)?{_Y}"),
    (
        _season,
        r"(?<!\w)(?:(?P<this>cet|cette|ce)\s+|a l'|a la |au |en |d'|l'|la |le |pour l'|des l')"
        + _SEASON
        + _OF_Y
        + _WHICH,
    ),
    (_season, rf"(?<!a )(?<!\w){_SEASON}\s+(?:{_Y}|(?P<which>{_COMING}|{_GONE})(?![a-z]))"),
    (_named_day, r"(?<!\w)(?:aujourd'hui|apres[ -]demain|demain|avant-hier|hier)(?!\w)"),
    (
        _day_of_a_month_near,
        rf"(?<![\d.,/])(?P<d>\d{{1,2}})(?:er)?\s+(?:du|de ce)\s+mois(?:\s+(?P<which>{_COMING}|{_GONE})(?![a-z]))?",
    ),
    (_relative, rf"(?<!\w)(?:l'|le |la )?(?P<unit>semaine|mois|annee|an)\s+(?P<which>{_COMING}|{_GONE})(?![a-z])"),
    (_relative, r"(?<!\w)(?:cette|ce)\s+(?P<unit>semaine|mois|annee)(?:-ci| ci)?(?![a-z])"),
    (
        _ahead,
        (
            r"(?<!\w)(?P<direction>dans|d'ici|sous|il y a|ya|y a|voila)\s+(?:environ\s+|pres de\s+|a peu pres\s+)?"
            r"(?P<n>\d{1,3}|une?|quelques?)\s*(?P<unit>jours?|j|semaines?|sem|mois|ans?|annees?)(?![a-z])"
            r"(?P<half>\s+et\s+demie?)?"
        ),
    ),
    (_weekday, rf"(?<!\w)(?P<name>{'|'.join(_WEEKDAYS)}){_WHICH}(?![a-z])"),
    (_year, rf"(?<!\w)(?:en|de|d'|depuis|pour|annee|exercice|an|vers|des|date)\s+(?:l'annee )?{_Y}(?!\s+[a-z])"),
    (_year, rf"(?<!\w)(?:en|annee|exercice|depuis|courant)\s+(?:l'annee )?{_Y}"),
    (_year, rf"(?<!\w)(?:de)\s+{_Y}(?=\s+(?:avec|et|pour|a|sur|de|du|en|chez|par)(?!\w))"),
    (_year, r"(?<=[a-z] )(?P<year>199\d|20[0-4]\d)(?=\s+(?!(?:hab|log|m2|€))[a-z]+(?<![sx])(?![a-z0-9]))"),
    (_year, r"(?:^|(?<=[a-z,;:(]))\s*(?<!\d)(?P<year>(?:19[89]|20[0-5])\d)(?=\s*(?:$|[,;:)?!]|\.(?!\d)))"),
)
_READERS = tuple((re.compile(pattern), read) for read, pattern in _FORMS)
