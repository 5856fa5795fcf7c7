"""How long a contract lasts by its words: "4 ans", "un an renouvelable 3 fois", "du 01/01/2027 au 31/12/2030".

Wants the text of ``bot.language.money.normal``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bot.language.days import FoundDate as Day
from bot.language.days import days
from bot.language.fold import plain
from bot.language.months import MONTH_FORMS, in_months

_A_YEAR = 12
_LONGEST_CONTRACT = 1200  # months

UNIT = r"ans?|annees?|mois|moi|semaines?|sem|jours?|trimestres?|semestres?"
DURATION = re.compile(
    r"(?<![\w.,/-])(?:\d{1,3}\s*(?:a|ou|-)\s*)?(?P<n>\d{1,4}(?:[.,]\d)?|une?)\s*(?:prochaines? )?"
    r"(?P<unit>" + UNIT + r")(?![a-z])"
    r"(?:\s*(?:et\s+(?P<half>demie?)(?![a-z])|(?:et\s+)?(?P<more>\d{1,2})\s*mois(?![a-z])))?"
)
ALL_TOLD = re.compile(
    r"(?:reconductions?|renouvellements?|periodes?|tranches?|lots?|durees?|annees?)\s+(?:[a-z]+\s+)?(?:compris|inclus)"
    r"|toute la duree|toutes (?:les )?(?:reconductions|periodes)|duree totale"
    r"|compris(?:es)? (?:les )?reconductions"
)
"""Words that say of an amount that nothing is to be added for renewals or parts."""
_NO_LENGTH_BEFORE = re.compile(  # a delay, a time gone by, a frequency, a guarantee
    r"(?:dans|d'ici|sous|depuis|dps|il y a|ya|y a|fait|tous les|toutes les|par periodes? (?:de |d')|garantie (?:de )?"
    r"|delai de|apres|validite (?:des offres )?(?:de |: ?)?|remise sous)\s*(?:environ |pres de |plus de |moins de )?$"
)
_NO_LENGTH_AFTER = re.compile(
    r"\s*(?:d'experience|d'anciennete|de garantie|par (?:an|mois|semaine)|suivante?s?(?![a-z]))"
)
_WHOLE_BEFORE = re.compile(
    r"(?:duree (?:totale|maximale|maximum|max|maxi|globale|complete)|au total|en tout|au maximum|maximum|max|maxi"
    r"|dans la limite|plafonnee? a|(?:exceder|depasser)|soit|jusqu'a)\s*(?:[a-z']+\s+){0,2}(?:de |d')?\s*$"
)
_WHOLE_AFTER = re.compile(
    r"[\s,(]*(?:au total|au maximum|maximum|maxi?(?![a-z])|en tout"
    r"|(?:reconductions?|renouvellements?) (?:compris|inclus))"
)
_AGAIN = (
    r"(?:renouvelables?|reconductibles?|reconduit[es]*|reconduire|renouvele(?:r|[es]*)|prolongeables?|prorogeables?)"
)
_RENEWAL = r"(?:reconductions?|renouvellements?|prolongations?|prorogations?)"
_HOW = r"(?:possibles?|tacites?|eventuelles?|expresses?|facultati(?:f|ve)s?|optionnelles?)"
_N = r"(?P<each>\d{1,2}|une?)\s*(?P<unit>ans?|annees?|mois|trimestres?|semestres?)(?![a-z])"
_EACH = rf"(?:\s*(?:pour|de|d'|par periodes? (?:de |d'))?\s*{_N})?"
_MORE_TIME = r"(?:supplementaires?|de plus|en plus|en option|optionnel(?:le)?s?|possibles?|eventuel(?:le)?s?)(?![a-z])"
_RENEWALS = (
    re.compile(
        rf"(?:{_AGAIN}|{_RENEWAL})\s*(?:\w+\s+){{0,3}}?(?:par periodes? (?:de |d'){_N}\s*,?\s*)?"
        rf"(?P<n>\d|une)\s*(?:fois|x)(?![a-z])(?:\s*(?:pour|de|d'|par periodes? (?:de |d'))?\s*"
        r"(?P<each2>\d{1,2}|une?)\s*(?P<unit2>ans?|annees?|mois)(?![a-z]))?"
    ),
    re.compile(
        rf"(?<![\w.,])(?P<n>\d|une?)\s+(?:periodes? (?:de |d'))?(?:{_HOW}\s+)?{_RENEWAL}(?:\s+{_HOW})?"
        rf"(?:\s+(?P<yearly>annuel(?:le)?s?)(?![a-z])|\s*(?:de|d'|par periodes? (?:de |d'))\s*{_N})?"
    ),
    re.compile(rf"(?<![\w.,])(?P<n>\d|une)\s*(?:fois|x)\s+(?:tacitement\s+)?{_AGAIN}(?P<each>)(?P<unit>)"),
    re.compile(
        rf"{_RENEWAL}(?:\s+{_HOW})?\s*[:=]\s*(?P<n>\d)(?P<each>)(?P<unit>)(?!\d|[.,]\d|\s*(?:ans?|mois|fois|x))"
    ),
    re.compile(rf"(?:puis|plus|\+|et)\s*(?:de )?(?P<n>\d)\s*(?:fois|x)\s*{_N}"),  # "2 ans puis 2 fois 1 an"
    re.compile(  # "2 périodes supplémentaires d'un an", "2 options de 12 mois"
        rf"(?<![\w.,])(?P<n>\d|une)\s+(?:periodes?\s+{_MORE_TIME}|options?)\s*(?:de |d'){_N}"
    ),
    re.compile(  # once, by a length of its own: "prolongeable d'un an", "prolongation possible de 12 mois"
        rf"(?:{_AGAIN}|prolong(?:er|ations?)|prorog(?:er|ations?)|reconductions?|renouvellements?)"
        rf"(?:\s+(?:tacitement|{_HOW}))?\s*(?:pour\s+|de\s+|d')?(?P<n>){_N}(?!\s*(?:fois|x)(?![a-z]))"
    ),
    re.compile(rf"(?:puis|plus|\+|et|,)\s*(?:de |d')?(?P<n>){_N}\s*{_MORE_TIME}"),  # "1 an puis 3 ans possibles"
)
_RENEWED_SOMEHOW = re.compile(
    rf"{_AGAIN}|{_RENEWAL}(?![a-z])|(?:periodes?|annees?|ans?) {_MORE_TIME}|option (?:de|d') (?:prolong|recondu|renouv)"
)
_NOT_RENEWED = re.compile(r"(?:non|sans|ni|pas|aucune?|hors)\s+(?:[a-z]+\s+){0,2}$")
_INSIDE = re.compile(r"(?:dont|y compris|compris|incluant|inclus|comprenant)\s*$")
_CHAIN = re.compile(r"(?<![\d.,])\d\s*(?:ans?)?(?:\s*\(?\+\s*\d\s*(?:ans?)?)+(?![\d.,]|\s*\d)")
_THEN = re.compile(r"\s*(?:fermes?)?\s*[,(]?\s*(?:\+|puis|plus)\s*$")
_TIMES = re.compile(r"(?<![€\d] )(?<![\w.,])(?P<n>[2-9])\s*x\s*(?P<each>\d{1,2})\s*(?P<unit>ans?|mois)(?![a-z])")
_NAMED = {"biennal": 24, "bisannuel": 24, "triennal": 36, "trisannuel": 36, "quadriennal": 48, "quinquennal": 60}
_NAMED_LENGTH = re.compile(rf"(?<![a-z])(?P<name>{'|'.join(_NAMED)})(?:le)?s?(?![a-z])")

_ANY_DAY = date(2000, 1, 1)  # a day whose year is told is the same seen from any other
_HAS_YEAR = re.compile(r"(?:19|20)\d\d|[/.-]\d\d$")
_BEGINS = re.compile(
    r"(?<![a-z])(?:(?:a compter|a partir) d[ue]|debut\w*|demarr\w*|commenc\w*|effet|des)"
    r"(?:\s+(?:le|au|prevue?|en|du marche|du contrat|des prestations|des travaux))*"
    r"\s*:?\s*$"
)
_FROM = re.compile(r"(?<![a-z])(?:du|de|d'|entre)(?:\s+le)?\s*$")
_ENDS = re.compile(
    r"(?<![a-z])(?:jusqu'(?:au|a|en)|fin\w*|echeance|termin\w*|terme|acheve\w*|expir\w*)"
    r"(?:\s+(?:le|au|la|fin|prevue?|en|du marche|du contrat|des prestations|des travaux))*"
    r"\s*:?\s*$"
)
_TO = re.compile(r"\s*(?:inclus|compris)?\s*,?\s*(?:jusqu'(?:au|a|en)|au|a|et|-|/)\s*(?:la\s+)?(?:fin\s+)?(?:le\s+)?")
_YEARS = re.compile(
    r"(?<![a-z])(?:de|entre|periodes?|annees?|exercices?|pour|sur|des annees)\s+(?P<first>20\d\d)\s*(?:a|-|/|et|au)\s*"
    r"(?P<last>20\d\d)(?![\d/]|\s*€)"
)
_CORE = re.compile(rf"\d|(?<![a-z])(?:{MONTH_FORMS})(?![a-z])")
_A_CALENDAR_YEAR = re.compile(r"(?<![\d/])20\d\d(?![\d€])")
_LED_BY = 40  # characters before a time in which what is no contract's is named
_ROUND = 0.15  # of a month: "du 1er janvier au 30 décembre" is a year


@dataclass(frozen=True, slots=True)
class Length:
    """How long a contract lasts, in months: ``firm``, and ``whole`` with its renewals; None where nobody says.

    ``renewed``: it may be renewed; ``counted``: how often is known.
    """

    firm: float | None = None
    whole: float | None = None
    renewed: bool = False
    counted: bool = True


def length_of(text: str, beside: Sequence[str] = ()) -> Length:
    """How long a contract lasts by its words; a time led by one of the words ``beside`` is something else's.

    >>> length_of("1 an renouvelable 3 fois").whole, length_of("3 reconductions d'un an").whole
    (48.0, 48.0)
    >>> length_of("2 ans fermes puis 2 reconductions d'un an").whole, length_of("1+1+1 ans").whole
    (48.0, 36.0)
    >>> length_of("du 1er janvier 2027 au 31/12/2030").whole, length_of("jusqu'au 31/12/2030").whole
    (48.0, None)
    """
    if length := _chained(text) or _named(text) or _times(text):
        return length
    renewal = next((match for pattern in _RENEWALS if (match := pattern.search(text))), None)
    inside = range(renewal.start(), renewal.end()) if renewal else range(0)
    lengths = [one for one in DURATION.finditer(text) if one.start("n") not in inside and _is_length(text, one)]
    spanned = _spanned(text, beside) if not lengths else None
    return _with_renewals(text, lengths, renewal, spanned) if renewal else _as_said(text, lengths, spanned)


def months_of(one: re.Match[str]) -> float:
    """A match of ``DURATION`` in months."""
    months = in_months(one["n"], one["unit"])
    months += in_months("1", one["unit"]) / 2 if one["half"] else 0
    return min(months + float(one["more"] or 0), _LONGEST_CONTRACT)


def _chained(text: str) -> Length | None:
    """The length of "1+1+1 ans"."""
    chain = next((one for one in _CHAIN.finditer(text) if "an" in one[0]), None)
    if chain is None:
        return None
    years = sum(map(int, re.findall(r"\d", chain[0])))
    return Length(_A_YEAR, float(years * _A_YEAR), renewed=True)


def _times(text: str) -> Length | None:
    """The length of "4 x 12 mois"."""
    said = _TIMES.search(text)
    return (
        Length(float(_A_YEAR), int(said["n"]) * in_months(said["each"], said["unit"]), renewed=True) if said else None
    )


def _named(text: str) -> Length | None:
    """The length of "marché triennal"."""
    named = _NAMED_LENGTH.search(text)
    months = float(_NAMED[named["name"]]) if named else None
    return None if months is None else Length(months, months)


def _spanned(text: str, beside: Sequence[str]) -> float | None:
    """The months from one day to another: "de 2027 à 2030", "début le 1er mai 2027, fin le 31 août 2027"."""
    if (years := _YEARS.search(text)) and not _led(text, years.start(), beside):
        if len(_A_CALENDAR_YEAR.findall(text)) > 2:  # noqa: PLR2004  "2027-2028, 2028-2029": school years
            return None
        return float(max(0, int(years["last"]) - int(years["first"]) + 1) * _A_YEAR) or None
    every = days(text, _ANY_DAY)
    for one, other in pairwise(every):
        if not _has_year(text, one) and _has_year(text, other) and _TO.fullmatch(_between(text, one, other)):
            year = other.first.year - (one.first.replace(year=other.first.year) > other.first)
            return None if _led(text, one.start, beside) else _from_to(one.first.replace(year=year), other.last)
    return next(_between_days(text, [one for one in every if _has_year(text, one)], beside), None)


def _between_days(text: str, every: Sequence[Day], beside: Sequence[str]) -> Iterator[float | None]:
    """The months between two days of which one is the first and the other the last, by the words around them."""
    for one, other in pairwise(every):
        if _ENDS.search(_lead(text, one)) and _BEGINS.search(_lead(text, other)):
            yield _from_to(other.first, one.last)
        elif _opens(text, one, other) and not _led(text, one.start, beside):
            yield _from_to(one.first, other.last)


def _opens(text: str, one: Day, other: Day) -> bool:
    """Tell whether a time runs from one day to the other: "du … au", "début le …, fin le …"."""
    joined = _TO.fullmatch(_between(text, one, other))
    if _FROM.search(_lead(text, one)) and joined:
        return True
    return bool(_BEGINS.search(_lead(text, one)) and (joined or _ENDS.search(_lead(text, other))))


def _has_year(text: str, day: Day) -> bool:
    return bool(_HAS_YEAR.search(text[day.start : day.end]))


def _bare(text: str, day: Day) -> int:
    """Where a day begins without the words that its match may begin with: "fin", "en"."""
    own = _CORE.search(text, day.start, day.end)
    return own.start() if own else day.start


def _lead(text: str, day: Day) -> str:
    """The words before a day."""
    start = _bare(text, day)
    return text[max(0, start - _LED_BY) : start]


def _between(text: str, one: Day, other: Day) -> str:
    return text[one.end : _bare(text, other)]


def _led(text: str, start: int, beside: Sequence[str]) -> bool:
    """Tell whether a word before a time, in its own clause, says that the time is something else's."""
    clause = re.split(r"[,;.\n]", text[max(0, start - _LED_BY) : start])[-1]
    return any(re.search(rf"(?<![a-z]){re.escape(plain(word))}", clause) for word in beside)


def _from_to(first: date, last: date) -> float | None:
    """The months from the first to the last day, both counted; None where they are the wrong way round."""
    after = last + timedelta(days=1)
    months = (after.year - first.year) * _A_YEAR + after.month - first.month + (after.day - first.day) / 30
    return None if months <= 0 else float(round(months)) if abs(months - round(months)) < _ROUND else months


def _with_renewals(
    text: str, lengths: Sequence[re.Match[str]], renewal: re.Match[str], spanned: float | None
) -> Length:
    """The length of a contract whose renewals are counted: each as long as it is said, else as the first period."""
    wholes = [months_of(one) for one in lengths if _is_whole(text, one)]
    firm = _firm(text, lengths, renewal) or spanned
    if _INSIDE.search(text[: renewal.start()]):  # "4 ans dont 3 reconductions"
        return Length(None, max(wholes, default=firm))
    each = _each(renewal)
    if firm is None:
        firm = float(_A_YEAR) if each is None else each
    times = int(renewal["n"]) if renewal["n"].isdigit() else 1
    whole = firm + times * (firm if each is None else each)
    return Length(firm, max(wholes, default=whole), renewed=True)


def _each(renewal: re.Match[str]) -> float | None:
    """How long each renewal lasts, in months; None where it is not said."""
    said = renewal.groupdict()
    for number, unit in (("each", "unit"), ("each2", "unit2")):
        if said.get(number):
            return in_months(said[number], said[unit])
    return float(_A_YEAR) if said.get("yearly") else None


def _as_said(text: str, lengths: Sequence[re.Match[str]], spanned: float | None) -> Length:
    """The length of a contract without counted renewals; the whole of it is open where it may be renewed somehow."""
    wholes = [months_of(one) for one in lengths if _is_whole(text, one)]
    renewed = any(not _denied(text, one) for one in _RENEWED_SOMEHOW.finditer(text))
    months = [months_of(one) for one in lengths]
    years = [many for many in months if many >= _A_YEAR]
    firm = _joined(text, lengths) or max(years or months, default=spanned)
    if wholes:
        return Length(firm, max(wholes), renewed=renewed)
    return Length(firm, None if renewed else firm, renewed, counted=not renewed)


def _is_length(text: str, one: re.Match[str]) -> bool:
    before = text[max(0, one.start() - 30) : one.start()]
    return not _NO_LENGTH_BEFORE.search(before) and not _NO_LENGTH_AFTER.match(text, one.end())


def _is_whole(text: str, one: re.Match[str]) -> bool:
    before = text[max(0, one.start() - 50) : one.start()]
    return bool(_WHOLE_BEFORE.search(before) or _WHOLE_AFTER.match(text, one.end()))


def _denied(text: str, one: re.Match[str]) -> bool:
    """Tell whether a renewal is not to be counted: "non reconductible", "reconductions comprises"."""
    return bool(_NOT_RENEWED.search(text[max(0, one.start() - 25) : one.start()]) or ALL_TOLD.match(text, one.start()))


def _firm(text: str, lengths: Sequence[re.Match[str]], renewal: re.Match[str]) -> float | None:
    """The first period of a contract that is renewed: the length that stands last before it, else the first behind."""
    own = [one for one in lengths if not _is_whole(text, one)]
    before = [one for one in own if one.end() <= renewal.start()]
    nearest = before[-1] if before else next(iter(own), None)
    return months_of(nearest) if nearest else None


def _joined(text: str, lengths: Sequence[re.Match[str]]) -> float | None:
    """The sum of "1 an ferme puis 3 ans", "2 ans + 2 ans"."""
    chained = [_THEN.fullmatch(text, one.end(), other.start()) for one, other in pairwise(lengths)]
    if not chained or not all(chained):
        return None
    return sum(map(months_of, lengths))
