"""What a contract is worth: its amounts over all years, renewals, lots and tranches, without taxes (CCP R2121-1 s.).

Wants the text of ``bot.language.money.normal``. A multiplier that cannot be applied for certain is asked about: the
worth is None then, and ``lack`` tells what is missing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bot.language.lengths import ALL_TOLD, DURATION, UNIT, Length, length_of, months_of
from bot.language.money import Amount, amounts, any_of
from bot.language.yearly import OTHER_PRICE, by_year

Lack = Literal["ttc", "years", "parts", "renewals", "several"]

_MONTHS = {"year": 12, "month": 1, "quarter": 3, "half": 6, "week": 12 / 52}
_TOTAL_BEFORE = re.compile(
    r"(?:total\w*|(?<!pourcent )soit|en tout|globale?|l'ensemble|tous (?:les )?lots|toutes (?:les )?tranches)"
    r"(?:\s+(?:[a-z']+\s+){0,3}|\s*[,:=]\s*(?:[a-z']+\s+){0,3})?"
    r"(?:de|d'|:|=|est|est de|ht)?\s*(?:environ )?$"
)
_TOTAL_AFTER = re.compile(
    r"\s*(?:au total|en tout|au global|le tout|pour le tout|tout compris|pour l'ensemble|tous lots|toutes? tranches?"
    r"|pour toute la duree|sur toute la duree|toute la duree|toutes reconductions"
    r"|(?:pour|sur) la duree (?:totale|globale|complete|(?:du (?:marche|contrat)|de l'accord)))"
)
_PART_OF = re.compile(
    r"(?<!\w)dont(?!(?: l[ea]s?| l')? ?(?:montant|valeur|cout|budget|prix|estim))(?:\s+[a-z']+){0,4}\s*(?:de |a |: )?$"
)
_AT_LEAST = re.compile(r"(?<!\w)min(?:i|imum|imal)?\s*(?:annuel\s*)?(?:de |a |: )?$")
_TIMES_BEFORE = re.compile(r"(?<![\w.,])(?P<n>\d{1,2})\s*(?:x|\*|fois)\s*$")
_TIMES_AFTER = re.compile(rf"[\s,]*(?:x|\*|fois)\s*(?P<n>\d{{1,2}})(?!\d|[.,]\d)(?P<unit>\s*(?:{UNIT})(?![a-z]))?")
_ATTACHED = re.compile(
    r"[\s,]*(?:sur|pour|pendant|en|pr|durant)\s+(?:les |la |le |une )?(?:premiers? |premieres? )?"
    r"(?:(?:duree|periode)(?: ferme| initiale)? (?:de |d'))?(?=\d|une? )"
)
_EACH_PERIOD = re.compile(r"[\s,]*(?:par|la|pour chaque|a chaque) (?:periode|reconduction)(?![a-z])")
_PERIODS = re.compile(r"(?<![\w.,])(?P<n>\d{1,2}) periodes(?![a-z])")
_A_YEAR_AT = re.compile(  # "un an à 50 000 €", "marché de 12 mois d'un montant de 50 000 €"
    r"\s*(?:fermes?\s*)?(?:(?:pour|d')?\s*(?:une? |le |la )?(?:montant|prix|valeur|somme)\s+(?:estimee?\s+)?(?:de|a)"
    r"|a|de|d'|pour|(?:estime|evalue|chiffre)e? a)\s*(?:environ )?"
)
_SAME_PRICE = re.compile(
    r"(?<![a-z])memes? (?:prix|montants?|tarifs?|valeurs?|conditions (?:de prix|financieres))(?![a-z])"
)
_LENGTH_AT = re.compile(rf"\d\s*(?:{UNIT})\s+a\s+(?:raison de )?$")  # "5 ans à 50 000 €": each, or all?
_TOTAL_WORD = re.compile(r"(?:\s|au|en|le|montant)*(?:total|tout compris|en tout|global|l'ensemble|cumule)")
_ADDED = re.compile(r"[\s,]*(?:\+|(?:et|auxquels?|auquel|a quoi) (?:s'y |s')ajoute(?:nt)?(?: [a-z']+){0,3}?)\s*")
_LISTED = re.compile(r"\s*(?:,|et|puis|\+)\s+(?!soit|c'est|le marche|ce marche|donc)[^.;€]*[a-z]{3}[^.;€]*")
_SOME_AT = r"(?<![\w.,])(?P<n>\d{1,2})\s+[a-z]+[sx]\s*(?:[a-z]+\s+)?(?:a|de|d'|,|:)\s*$"  # "3 campagnes à … chacune"
_EACH_OR_ALL = rf"(?<![\w.,])(?:[2-9]|\d{{2}})\s+(?!(?:{UNIT}|lots?|marches|heures?|km|m2)(?![a-z]))[a-z]+[sx]\s+a\s*$"
_EVERY_YEAR = re.compile(r"(?<!\w)(?:tous les (?:\d+ )?ans|chaque annee|(?:campagnes?|tranches?) annuelles?)(?!\w)")
_A_YEAR = 12
_ASIDE = re.compile(r"\s*\([^()€]*\)\s*")  # "2 lots (nord et sud) de"
_UNTAXED = re.compile(r"(?<![a-z])(?:ht (?:ou|ni|/) ttc|ttc ou ht|ht/ttc|ht ou pas)(?![a-z])")  # nobody knows which
_OPTION = re.compile(r"(?<![a-z])tranches? (?:optionnelles?|conditionnelles?)(?: [a-z]+)?")
_EACH_PART_BEFORE = r"(?:chaque|chacun des|par)\s+(?:{parts})\s+(?:[a-z']+\s+){0,3}$"


@dataclass(frozen=True, slots=True)
class Worth:
    """Euros without taxes; None with the ``lack`` that keeps them from being told, or where no amount stands.

    ``ttc``: taxes are inside; ``years``, ``parts``: an amount for each, and how many is not certain; ``renewals``: it
    is not said whether an amount is for one period or for all; ``several``: different amounts without a word between.
    """

    euros: float | None
    lack: Lack | None = None


def worth(
    text: str,
    parts: Sequence[str] = (),
    found: Sequence[Amount] | None = None,
    length: Length | None = None,
    *,
    apart: bool = False,
) -> Worth:
    """What the amounts of a text come to over all years, renewals and parts.

    ``found`` are the amounts that count, ``length`` is how long it lasts where that is known; ``apart``: each amount
    is that of another piece of the whole.

    >>> worth("50000 € par an sur 3 ans"), worth("2 lots a 150000 € chacun", ["lot", "lots"]), worth("90000 € ttc")
    (Worth(euros=150000.0, lack=None), Worth(euros=300000.0, lack=None), Worth(euros=None, lack='ttc'))
    >>> worth("60000 € ht par an, 1 an renouvelable 3 fois"), worth("60000 € ht, 1 an renouvelable 3 fois")
    (Worth(euros=240000.0, lack=None), Worth(euros=None, lack='renewals'))
    """
    every = counting(text, amounts(text, parts) if found is None else found)
    if not every:
        return Worth(None)
    totals = [one for one in every if _is_total(text, one)]
    if lack := _lack(text, every, totals):
        return Worth(None, lack)
    length = length or length_of(text)
    if not totals and (yearly := by_year(text, every, length)):
        return Worth(yearly.euros, None if yearly.euros else "years")
    summed = not totals and (apart or _each_its_part(text, every, parts))
    return _together(text, every, totals, parts, length, summed=summed)


def _together(
    text: str, every: Sequence[Amount], totals: Sequence[Amount], parts: Sequence[str], length: Length, *, summed: bool
) -> Worth:
    """What the totals, or else all amounts, come to, each over all years and parts: their sum, or the one they are."""
    chosen = totals or every
    sizes = [_over_all(text, one, parts, length, _before(text, every, one)) for one in chosen]
    if lacking := next((size for size in sizes if size.euros is None), None):
        return lacking
    euros = [size.euros or 0.0 for size in sizes]
    if _told_twice(chosen, euros):
        return Worth(max(euros))
    if summed:
        return Worth(sum(euros))
    several = len(set(euros)) > 1 or (not totals and _repeated(text, chosen))
    return Worth(None, "several") if several else Worth(euros[0])


def _lack(text: str, every: Sequence[Amount], totals: Sequence[Amount]) -> Lack | None:
    """What keeps amounts from being told, whatever their years and renewals; None where nothing does."""
    if all(_PART_OF.search(_before(text, every, one)) for one in every):  # "5 lots dont le plus gros à 120 000 €"
        return "parts"
    taxes = {one.tax for one in totals or every}
    if "ttc" in taxes or (_UNTAXED.search(text) and "ht" not in taxes):
        return "ttc"
    return "parts" if not totals and _optional_untold(text, every) else None


def _told_twice(told: Sequence[Amount], euros: Sequence[float]) -> bool:
    """Tell whether the whole is told, and its pieces too: "300 000 € en 5 lots de 60 000 €", "90 dont 60 et 30"."""
    if len(set(euros)) == 1 < len({one.euros for one in told}):
        return True
    return len(euros) > 2 and 2 * max(euros) == sum(euros)  # noqa: PLR2004  the whole and two pieces


def counting(text: str, found: Sequence[Amount]) -> list[Amount]:
    """The amounts that may be a contract's: no price of an hour, no part of another, not the least of a range."""
    every = [one for one in found if "hour" not in one.per]
    if any(one.tax == "ht" for one in every):
        every = [one for one in every if one.tax != "ttc"]
    whole = [one for one in every if not _PART_OF.search(_before(text, every, one))]
    most = [one for one in whole if not _AT_LEAST.search(_before(text, every, one))]
    return most or whole or every


def _repeated(text: str, every: Sequence[Amount]) -> bool:
    """Tell whether one sentence has the same amount twice, each said of something: that may be two things or one."""
    return any(
        one.euros == other.euros and one.per == other.per and _LISTED.fullmatch(text[one.end : other.start])
        for one, other in pairwise(every)
    )


def _optional_untold(text: str, every: Sequence[Amount]) -> bool:
    """Tell whether an optional tranche is named whose amount is not told, beside the amount of a firm one."""
    options = list(_OPTION.finditer(text))
    firm = re.search(r"(?<![a-z])tranche ferme(?![a-z])", text)
    return bool(options and firm and len(every) == 1 and not ALL_TOLD.search(text))


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
    part = re.compile(rf"(?<!\w)(?:{any_of((*parts, 'periode'))})(?![a-z])")
    behind = re.compile(rf"\s*(?:en|pour|pour la|pour le|de|\()\s*(?:{any_of(parts)})(?![a-z])")
    return all(part.search(words) for words in before) or all(behind.match(text, one.end) for one in every)


def _over_all(text: str, amount: Amount, parts: Sequence[str], length: Length, before: str) -> Worth:
    """One amount over all its years, renewals and parts."""
    if (times := _times(text, amount, before)) is not None:
        return Worth(amount.euros * times)
    if "unit" in amount.per:
        return Worth(None, "parts")
    total_said = _is_total(text, amount)
    many = 1 if total_said else _how_many(text, amount, parts, before)
    if many == 0:
        return Worth(None, "parts")
    euros = amount.euros * many
    if period := next((kind for kind in amount.per if kind in _MONTHS), None):
        if length.whole is None or length.whole < _MONTHS[period]:
            return Worth(None, "years")
        return Worth(euros * length.whole / _MONTHS[period])
    if _EACH_PERIOD.match(text, amount.end) and (counted := _PERIODS.search(text)):
        return Worth(euros * int(counted["n"]))
    return Worth(euros) if total_said else _untold(text, amount, euros, length, before)


def _times(text: str, amount: Amount, before: str) -> int | None:
    """How often an amount is said to count: "3 x 50 000 €", "50 000 € x 3"."""
    after = _TIMES_AFTER.match(text, amount.end)
    if after and not (after["unit"] and amount.per):  # "par semestre x 4 ans" is a length
        return int(after["n"])
    times = _TIMES_BEFORE.search(before)
    return int(times["n"]) if times else None


def _untold(text: str, amount: Amount, euros: float, length: Length, before: str) -> Worth:
    """An amount of which it is not said whether it is for one period or for all."""
    if length.renewed and not ALL_TOLD.search(text) and _of_each_period(text, length, before):
        return Worth(euros * (length.whole or 0) / (length.firm or 1))
    every_year = _EVERY_YEAR.search(text) and length.whole != _A_YEAR
    if _LENGTH_AT.search(before) or every_year:
        return Worth(None, "renewals")
    if not length.renewed or ALL_TOLD.search(text):
        return Worth(euros)
    return _renewed(text, amount, euros, length)


def _of_each_period(text: str, length: Length, before: str) -> bool:
    """Tell whether an amount is that of a first year, or the same for each period, and the renewals are counted."""
    if not (length.whole and length.firm and length.counted) or OTHER_PRICE.search(text):
        return False
    if _SAME_PRICE.search(text):
        return True
    years = (one for one in DURATION.finditer(before) if months_of(one) == length.firm == _A_YEAR)
    return any(_A_YEAR_AT.fullmatch(before, one.end()) for one in years)


def _renewed(text: str, amount: Amount, euros: float, length: Length) -> Worth:
    """An amount that is not said to be of a year, in a contract that is renewed: of which period it is must be told."""
    if length.whole and length.firm and _EACH_PERIOD.match(text, amount.end):
        return Worth(euros * length.whole / length.firm)
    attached = _ATTACHED.match(text, amount.end)
    lasting = DURATION.match(text, attached.end()) if attached else None
    if lasting is not None and length.whole and length.firm:
        months = months_of(lasting)
        if months == length.whole:
            return Worth(euros)
        if months == length.firm:
            return Worth(euros * length.whole / length.firm)
    return Worth(None, "renewals")


def _how_many(text: str, amount: Amount, parts: Sequence[str], before: str) -> int:
    """How many times an amount counts; 0 where it is said for each part and their number is not."""
    if not parts:
        return 1
    some, before = any_of(parts), _ASIDE.sub(" ", before)
    number = rf"(?<![\w.,])(?P<n>\d{{1,2}})\s+(?:[a-z]+\s+)?(?:{some})(?![a-z])"
    if "part" in amount.per or re.search(_EACH_PART_BEFORE.replace("{parts}", some), before):
        several = re.search(_SOME_AT, before) if "part" in amount.per else None
        counted = next(re.finditer(number, before), None) or several or re.search(number, text)
        return int(counted["n"]) if counted else 0
    beside = re.search(number + r"\s*(?:[a-z]+\s+){0,2}(?:a|de|d')\s*(?:environ |pres de )?$", before)
    if beside and not _TOTAL_WORD.match(text, amount.end):
        return int(beside["n"])
    plural = any_of([part for part in parts if part.endswith("s")] or parts)
    if re.search(rf"(?<!tous )(?<!tous les )(?<![a-z])(?:{plural})\s+(?:a|de|d')\s*(?:environ |pres de )?$", before):
        counted = re.search(number, text)  # "en lots de 60 000 €": of each, and how many is told or not
        return int(counted["n"]) if counted else 0
    return 0 if not amount.per and re.search(_EACH_OR_ALL, before) else 1  # "2 véhicules à 60 000 €": each, or all?
