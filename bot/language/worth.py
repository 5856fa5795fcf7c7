"""What a contract is worth: its amounts over all years, renewals, lots and tranches, without taxes (CCP R2121-1 s.).

Wants the text of ``bot.language.money.normal``. A multiplier that cannot be applied for certain is asked about: the
worth is None then, and ``lack`` tells what is missing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bot.language.money import Amount, amounts, any_of
from bot.language.months import in_months

Lack = Literal["ttc", "years", "parts", "renewals", "several"]

_A_YEAR = 12
_MONTHS = {"year": 12, "month": 1, "quarter": 3, "half": 6, "week": 12 / 52}
_LONGEST_CONTRACT = 1200  # months

_UNIT = r"ans?|annees?|mois|moi|semaines?|sem|jours?|trimestres?|semestres?"
_DURATION = re.compile(
    r"(?<![\w.,/-])(?:\d{1,3}\s*(?:a|ou|-)\s*)?(?P<n>\d{1,4}(?:[.,]\d)?|une?)\s*(?P<unit>" + _UNIT + r")(?![a-z])"
    r"(?:\s*(?:et\s+(?P<half>demie?)(?![a-z])|(?:et\s+)?(?P<more>\d{1,2})\s*mois(?![a-z])))?"
)
_NO_LENGTH_BEFORE = re.compile(  # a delay, a time gone by, a frequency, a guarantee
    r"(?:dans|d'ici|sous|depuis|dps|il y a|ya|y a|fait|tous les|toutes les|par periodes? (?:de |d')|garantie (?:de )?"
    r"|delai de|apres)\s*(?:environ |pres de |plus de |moins de )?$"
)
_NO_LENGTH_AFTER = re.compile(r"\s*(?:d'experience|d'anciennete|de garantie|par (?:an|mois|semaine))")
_WHOLE_BEFORE = re.compile(
    r"(?:duree (?:totale|maximale|maximum|max|maxi|globale|complete)|au total|en tout|au maximum|maximum|max|maxi"
    r"|dans la limite|plafonnee? a|(?:exceder|depasser)|soit)\s*(?:[a-z']+\s+){0,2}(?:de |d')?\s*$"
)
_WHOLE_AFTER = re.compile(
    r"[\s,(]*(?:au total|au maximum|maximum|maxi?(?![a-z])|en tout"
    r"|(?:reconductions?|renouvellements?) (?:compris|inclus))"
)
_AGAIN = r"(?:renouvelables?|reconductibles?|reconduit[es]*|renouvele[es]*|prolongeables?|prorogeables?)"
_EACH = (
    r"(?:\s*(?:pour|de|d'|par periodes? (?:de |d'))?\s*(?P<each>\d{1,2}|une?)\s*(?P<unit>ans?|annees?|mois)(?![a-z]))?"
)
_RENEWALS = (
    re.compile(rf"{_AGAIN}\s*(?:\w+\s+){{0,3}}?(?P<n>\d|une)\s*(?:fois|x)(?![a-z]){_EACH}"),
    re.compile(
        r"(?<![\w.,])(?P<n>\d|une?)\s+(?:periodes? (?:de |d'))?(?:(?:possibles?|tacites?|eventuelles?)\s+)?"
        r"(?:reconductions?|renouvellements?|prolongations?)(?:\s+(?:possibles?|tacites?|eventuelles?|expresses?))?"
        r"(?:\s*(?:de|d'|par periodes? (?:de |d'))\s*(?P<each>\d{1,2}|une?)\s*(?P<unit>ans?|annees?|mois)(?![a-z]))?"
    ),
    re.compile(rf"(?<![\w.,])(?P<n>\d|une)\s*(?:fois|x)\s+(?:tacitement\s+)?{_AGAIN}(?P<each>)(?P<unit>)"),
    re.compile(
        r"(?:reconductions?|renouvellements?)\s*[:=]\s*(?P<n>\d)(?P<each>)(?P<unit>)(?![\d.,]|\s*(?:ans?|mois))"
    ),
    re.compile(  # once, by a length of its own: "prolongeable d'un an"
        rf"{_AGAIN}\s*(?:tacitement\s+)?(?:pour\s+|de\s+|d')?(?P<n>)"
        r"(?P<each>\d{1,2}|une?)\s*(?P<unit>ans?|annees?|mois)(?![a-z])"
    ),
)
_RENEWED_SOMEHOW = re.compile(rf"{_AGAIN}|reconductions?(?![a-z])|renouvellements?(?![a-z])")
_NOT_RENEWED = re.compile(r"(?:non|sans|ni|pas|aucune?|hors)\s+(?:[a-z]+\s+){0,2}$")
_INSIDE = re.compile(r"(?:dont|y compris|compris|incluant|inclus|comprenant)\s*$")
_ALL_TOLD = re.compile(
    r"(?:reconductions?|renouvellements?|periodes?|tranches?|lots?|durees?|annees?)\s+(?:[a-z]+\s+)?(?:compris|inclus)"
    r"|toute la duree|toutes (?:les )?(?:reconductions|periodes)|duree totale"
    r"|compris(?:es)? (?:les )?reconductions"
)
_CHAIN = re.compile(r"(?<![\d.,])\d\s*(?:ans?)?(?:\s*\(?\+\s*\d\s*(?:ans?)?)+(?![\d.,]|\s*\d)")
_THEN = re.compile(r"\s*(?:fermes?)?\s*[,(]?\s*(?:\+|puis|plus)\s*$")

_TOTAL_BEFORE = re.compile(
    r"(?:total\w*|soit|en tout|globale?|l'ensemble|tous (?:les )?lots|toutes (?:les )?tranches)"
    r"(?:\s+(?:[a-z']+\s+){0,3}|\s*[,:=]\s*(?:[a-z']+\s+){0,3})?"
    r"(?:de|d'|:|=|est|est de|ht)?\s*(?:environ )?$"
)
_TOTAL_AFTER = re.compile(
    r"\s*(?:au total|en tout|au global|le tout|pour le tout|tout compris|pour l'ensemble|tous lots|toutes? tranches?"
    r"|pour toute la duree|sur toute la duree|toute la duree|toutes reconductions"
    r"|(?:pour|sur) la duree (?:totale|globale|complete|(?:du (?:marche|contrat)|de l'accord)))"
)
_PART_OF = re.compile(r"(?<!\w)dont(?:\s+[a-z']+){0,4}\s*(?:de |a |: )?$")
_AT_LEAST = re.compile(r"(?<!\w)min(?:i|imum|imal)?\s*(?:annuel\s*)?(?:de |a |: )?$")
_TIMES_BEFORE = re.compile(r"(?<![\w.,])(?P<n>\d{1,2})\s*(?:x|\*|fois)\s*$")
_TIMES_AFTER = re.compile(rf"[\s,]*(?:x|\*|fois)\s*(?P<n>\d{{1,2}})(?!\d|[.,]\d)(?P<unit>\s*(?:{_UNIT})(?![a-z]))?")
_ATTACHED = re.compile(
    r"[\s,]*(?:sur|pour|pendant|en|pr|durant)\s+(?:les |la |le |une )?(?:premiers? |premieres? )?"
    r"(?:(?:duree|periode)(?: ferme| initiale)? (?:de |d'))?(?=\d|une? )"
)
_EACH_PERIOD = re.compile(r"[\s,]*(?:par|la|pour chaque|a chaque) (?:periode|reconduction)(?![a-z])")
_PERIODS = re.compile(r"(?<![\w.,])(?P<n>\d{1,2}) periodes(?![a-z])")
_LENGTH_AT = re.compile(rf"\d\s*(?:{_UNIT})\s+a\s+(?:raison de )?$")  # "5 ans à 50 000 €": each, or all?
_NAMED = {"biennal": 24, "bisannuel": 24, "triennal": 36, "trisannuel": 36, "quadriennal": 48, "quinquennal": 60}
_NAMED_LENGTH = re.compile(rf"(?<![a-z])(?P<name>{'|'.join(_NAMED)})(?:le)?s?(?![a-z])")
_TOTAL_WORD = re.compile(r"(?:\s|au|en|le|montant)*(?:total|tout compris|en tout|global|l'ensemble|cumule)")
_ADDED = re.compile(r"[\s,]*(?:\+|(?:et|auxquels?|auquel|a quoi) (?:s'y |s')ajoute(?:nt)?(?: [a-z']+){0,3}?)\s*")
_EACH_PART_BEFORE = r"(?:chaque|chacun des|par)\s+(?:{parts})\s+(?:[a-z']+\s+){0,3}$"


@dataclass(frozen=True, slots=True)
class Worth:
    """Euros without taxes; None with the ``lack`` that keeps them from being told, or where no amount stands.

    ``ttc``: taxes are inside; ``years``, ``parts``: an amount for each, and how many is not certain; ``renewals``: it
    is not said whether an amount is for one period or for all; ``several``: different amounts without a word between.
    """

    euros: float | None
    lack: Lack | None = None


@dataclass(frozen=True, slots=True)
class Length:
    """How long a contract lasts, in months: ``firm``, and ``whole`` with its renewals; None where nobody says.

    ``renewed``: it may be renewed; ``counted``: how often is known.
    """

    firm: float | None = None
    whole: float | None = None
    renewed: bool = False
    counted: bool = True


def worth(text: str, parts: Sequence[str] = (), found: Sequence[Amount] | None = None) -> Worth:
    """What the amounts of a text come to over all years, renewals and parts; ``found`` are those that count.

    >>> worth("50000 € par an sur 3 ans"), worth("2 lots a 150000 € chacun", ["lot", "lots"]), worth("90000 € ttc")
    (Worth(euros=150000.0, lack=None), Worth(euros=300000.0, lack=None), Worth(euros=None, lack='ttc'))
    >>> worth("60000 € ht par an, 1 an renouvelable 3 fois"), worth("60000 € ht, 1 an renouvelable 3 fois")
    (Worth(euros=240000.0, lack=None), Worth(euros=None, lack='renewals'))
    """
    every = counting(text, amounts(text, parts) if found is None else found)
    if not every:
        return Worth(None)
    totals = [one for one in every if _is_total(text, one)]
    summed = not totals and _each_its_part(text, every, parts)
    chosen = totals or every
    if any(one.tax == "ttc" for one in chosen):
        return Worth(None, "ttc")
    length = length_of(text)
    sizes = [_over_all(text, one, parts, length, _before(text, every, one)) for one in chosen]
    if lacking := next((size for size in sizes if size.euros is None), None):
        return lacking
    euros = [size.euros or 0.0 for size in sizes]
    if summed:
        return Worth(sum(euros))
    return Worth(euros[0]) if len(set(euros)) == 1 else Worth(None, "several")


def counting(text: str, found: Sequence[Amount]) -> list[Amount]:
    """The amounts that may be a contract's: no price of an hour, no part of another, not the least of a range."""
    every = [one for one in found if "hour" not in one.per]
    if any(one.tax == "ht" for one in every):
        every = [one for one in every if one.tax != "ttc"]
    whole = [one for one in every if not _PART_OF.search(_before(text, every, one))]
    most = [one for one in whole if not _AT_LEAST.search(_before(text, every, one))]
    return most or whole or every


def length_of(text: str) -> Length:
    """How long a contract lasts by its words.

    >>> length_of("1 an renouvelable 3 fois").whole, length_of("3 reconductions d'un an").whole
    (48.0, 48.0)
    >>> length_of("2 ans fermes puis 2 reconductions d'un an").whole, length_of("1+1+1 ans").whole
    (48.0, 36.0)
    """
    if length := _chained(text) or _named(text):
        return length
    renewal = next((match for pattern in _RENEWALS if (match := pattern.search(text))), None)
    inside = range(renewal.start(), renewal.end()) if renewal else range(0)
    lengths = [one for one in _DURATION.finditer(text) if one.start("n") not in inside and _is_length(text, one)]
    return _with_renewals(text, lengths, renewal) if renewal else _as_said(text, lengths)


def _chained(text: str) -> Length | None:
    """The length of "1+1+1 ans"."""
    chain = next((one for one in _CHAIN.finditer(text) if "an" in one[0]), None)
    if chain is None:
        return None
    years = sum(map(int, re.findall(r"\d", chain[0])))
    return Length(_A_YEAR, float(years * _A_YEAR), renewed=True)


def _named(text: str) -> Length | None:
    """The length of "marché triennal"."""
    named = _NAMED_LENGTH.search(text)
    months = float(_NAMED[named["name"]]) if named else None
    return None if months is None else Length(months, months)


def _with_renewals(text: str, lengths: Sequence[re.Match[str]], renewal: re.Match[str]) -> Length:
    """The length of a contract whose renewals are counted: each as long as it is said, else as the first period."""
    wholes = [_months(one) for one in lengths if _is_whole(text, one)]
    firm = _firm(text, lengths, renewal)
    if _INSIDE.search(text[: renewal.start()]):  # "4 ans dont 3 reconductions"
        return Length(None, max(wholes, default=firm))
    each = in_months(renewal["each"], renewal["unit"]) if renewal["each"] else None
    if firm is None:
        firm = float(_A_YEAR) if each is None else each
    times = int(renewal["n"]) if renewal["n"].isdigit() else 1
    whole = firm + times * (firm if each is None else each)
    return Length(firm, max(wholes, default=whole), renewed=True)


def _as_said(text: str, lengths: Sequence[re.Match[str]]) -> Length:
    """The length of a contract without counted renewals; the whole of it is open where it may be renewed somehow."""
    wholes = [_months(one) for one in lengths if _is_whole(text, one)]
    renewed = any(not _denied(text, one) for one in _RENEWED_SOMEHOW.finditer(text))
    months = [_months(one) for one in lengths]
    years = [many for many in months if many >= _A_YEAR]
    firm = _joined(text, lengths) or max(years or months, default=None)
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
    return bool(_NOT_RENEWED.search(text[max(0, one.start() - 25) : one.start()]) or _ALL_TOLD.match(text, one.start()))


def _firm(text: str, lengths: Sequence[re.Match[str]], renewal: re.Match[str]) -> float | None:
    """The first period of a contract that is renewed: the length that stands last before it, else the first behind."""
    own = [one for one in lengths if not _is_whole(text, one)]
    before = [one for one in own if one.end() <= renewal.start()]
    nearest = before[-1] if before else next(iter(own), None)
    return _months(nearest) if nearest else None


def _joined(text: str, lengths: Sequence[re.Match[str]]) -> float | None:
    """The sum of "1 an ferme puis 3 ans", "2 ans + 2 ans"."""
    chained = [_THEN.fullmatch(text, one.end(), other.start()) for one, other in pairwise(lengths)]
    if not chained or not all(chained):
        return None
    return sum(map(_months, lengths))


def _months(one: re.Match[str]) -> float:
    months = in_months(one["n"], one["unit"])
    months += in_months("1", one["unit"]) / 2 if one["half"] else 0
    return min(months + float(one["more"] or 0), _LONGEST_CONTRACT)


def _before(text: str, every: Sequence[Amount], one: Amount) -> str:
    """The text between the amount before and this one, 60 characters at most."""
    last = max((other.end for other in every if other.end <= one.start), default=0)
    return text[max(last, one.start - 60) : one.start]


def _is_total(text: str, amount: Amount) -> bool:
    before = text[max(0, amount.start - 60) : amount.start]
    before = re.split(r"[€;]", before)[-1]
    return bool(_TOTAL_BEFORE.search(before) or _TOTAL_AFTER.match(text, amount.end))


def _each_its_part(text: str, every: Sequence[Amount], parts: Sequence[str]) -> bool:
    """Tell whether each amount is that of a part of its own: "lot 1 à 50 000 €, lot 2 à 80 000 €", "X + Y"."""
    if len(every) < 2:  # noqa: PLR2004  a sum has two terms
        return False
    before = [text[last.end if last else 0 : one.start] for last, one in zip([None, *every], every, strict=False)]
    if all(_ADDED.fullmatch(words) for words in before[1:]):
        return True
    counted = re.search(rf"(?<![\w.,])(\d{{1,2}})\s+(?:{any_of(parts)})(?![a-z])", text)
    if counted and int(counted[1]) == len(every):
        return True
    part = re.compile(rf"(?<!\w)(?:{any_of(parts)})(?![a-z])")
    return all(part.search(words) for words in before)


def _over_all(text: str, amount: Amount, parts: Sequence[str], length: Length, before: str) -> Worth:
    """One amount over all its years, renewals and parts."""
    after = _TIMES_AFTER.match(text, amount.end)
    if after and not (after["unit"] and amount.per):  # "par semestre x 4 ans" is a length
        return Worth(amount.euros * int(after["n"]))
    if times := _TIMES_BEFORE.search(before):
        return Worth(amount.euros * int(times["n"]))
    if "unit" in amount.per:
        return Worth(None, "parts")
    euros, total_said = amount.euros, _is_total(text, amount)
    many = 1 if total_said else _how_many(text, amount, parts, before)
    if many == 0:
        return Worth(None, "parts")
    euros *= many
    if period := next((kind for kind in amount.per if kind in _MONTHS), None):
        if length.whole is None:
            return Worth(None, "years")
        return Worth(euros * length.whole / _MONTHS[period])
    if _EACH_PERIOD.match(text, amount.end) and (counted := _PERIODS.search(text)):
        return Worth(euros * int(counted["n"]))
    if _LENGTH_AT.search(before) and not total_said:
        return Worth(None, "renewals")
    if not length.renewed or total_said or _ALL_TOLD.search(text):
        return Worth(euros)
    return _renewed(text, amount, euros, length)


def _renewed(text: str, amount: Amount, euros: float, length: Length) -> Worth:
    """An amount that is not said to be of a year, in a contract that is renewed: of which period it is must be told."""
    if length.whole and length.firm and _EACH_PERIOD.match(text, amount.end):
        return Worth(euros * length.whole / length.firm)
    attached = _ATTACHED.match(text, amount.end)
    lasting = _DURATION.match(text, attached.end()) if attached else None
    if lasting is not None and length.whole and length.firm:
        months = _months(lasting)
        if months == length.whole:
            return Worth(euros)
        if months == length.firm:
            return Worth(euros * length.whole / length.firm)
    return Worth(None, "renewals")


def _how_many(text: str, amount: Amount, parts: Sequence[str], before: str) -> int:
    """How many times an amount counts; 0 where it is said for each part and their number is not."""
    if not parts:
        return 1
    some = any_of(parts)
    number = rf"(?<![\w.,])(?P<n>\d{{1,2}})\s+(?:[a-z]+\s+)?(?:{some})(?![a-z])"
    if "part" in amount.per or re.search(_EACH_PART_BEFORE.replace("{parts}", some), before):
        counted = next(re.finditer(number, before), None) or re.search(number, text)
        return int(counted["n"]) if counted else 0
    beside = re.search(number + r"\s*(?:[a-z]+\s+){0,2}(?:a|de|d')\s*(?:environ |pres de )?$", before)
    if beside and not _TOTAL_WORD.match(text, amount.end):
        return int(beside["n"])
    return 1
