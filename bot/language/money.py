"""Amounts of money in every spelling, and what each is counted by.

"300k", "300 k€", "1,2 M€", "1.2M", "trois cent mille", "2 millions et demi", "450.000 €", "50 000 € par an sur 3 ans",
"150 000 € chacun", "HT" and "TTC". What a part is called ("lot") is passed in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.language.days import spelt
from bot.language.fold import plain
from bot.language.numbers import digits

Tax = Literal["ht", "ttc"]
Period = Literal["year", "half", "quarter", "month", "week", "part", "unit", "hour"]

_THOUSAND, _MILLION, _MILLIARD = 10**3, 10**6, 10**9
_POSTAL = 5  # figures of a postal code

_NUMBER = r"\d{1,15}(?:[.,]\d{1,15})?"
_CURRENCY = r"(?:€|euros?(?![a-z])|eur(?![a-z])|balles(?![a-z]))"
_E = r"e(?![a-z'])"  # "25000 e"
_OF_CURRENCY = rf"(?:\s*(?:d'|de\s+)?\s*{_CURRENCY}|\s*{_E})?"
_OF_CURRENCY_NOW = rf"\s*(?:d'|de\s+)?(?:{_CURRENCY}|{_E})"
_COUNTED = (
    r"(?!\s*(?:d'|de\s+)(?!euros?\b|budget|travaux)[a-z]|\s*(?:hab|log|m2|m3|km|heures?|h\b|tonnes?|agents?|repas))"
)
_THOUSANDS = (
    rf"k(?:ilo)?\s*{_CURRENCY}|ke(?![a-z])|k(?:euros?|eur)(?![a-z])|k(?![a-z\d])|milles?(?![a-z])|milliers?(?![a-z])"
)
_MILLIONS = (
    rf"milions?(?![a-z])|millions?(?![a-z])|m\s*{_CURRENCY}|me(?![a-z])|m(?:euros?|eur|io)(?![a-z])"
    r"|m(?=\s*(?:ht|ttc|hors)(?![a-z]))|m(?=\s*(?:[,;.:)?!]|$))"
)
_MILLIARDS = rf"milliards?(?![a-z])|mds?\s*{_CURRENCY}?(?![a-z])"
_SCALED = re.compile(
    rf"(?<![\w.,])(?P<n>{_NUMBER})\s*(?:(?P<g>{_MILLIARDS})|(?P<m>{_MILLIONS})|(?P<k>{_THOUSANDS}))"
    rf"(?:\s+(?P<half>et\s+demie?)(?![a-z])|\s*(?P<rest>\d{{1,6}})(?![\d.,]|\s*(?:lots?|ans?|mois|[a-z]?%)))?"
    rf"(?P<currency>{_OF_CURRENCY}){_COUNTED}"
)
_CAPITAL = re.compile(r"(?<=\d)\s?M(?=\s*(?:€|EUR|eur|HT|ht|TTC|ttc|d'|[^\w²³\s]|$)|\s(?![a-z]{0,3}\d))(?!²|³)")
_MEUR = re.compile(r"(?<=\d)\s?MEUR(?![a-zA-Z])")
_CAPITAL_BETWEEN = re.compile(r"(?<![\w.,])(\d{1,3})M(\d{1,3})(?![\d²³])")  # "2M5", said of millions
_GROUPED = re.compile(r"(?<![\d.,/-])\d{1,3}(?:(?:[ ']|\.)\d{3})+(?!\d)(?!\s*(?:m\s*€|me\b|millions?\b))")
_TOLD = re.compile(r"€|\beuros?\b|\bht\b|\bttc\b")
_GROUPED_BARE = re.compile(
    r"(?<![\d.,/€-])(?<![\d.,/€-] )[1-9]\d{0,2}(?:[ '.]\d{3})+(?!\d)"
    r"(?=\s*(?:[,;)](?!\d)|\.(?:\s|$)|$|(?:et|puis|plus)\s|\+"
    r"|/\s*an|par an(?!\w)|les suivantes|la (?:premiere|deuxieme|seconde|troisieme|[1-9]e)))"
)
_COMMA_GROUPED = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:,\d{{3}})+(?=\s*(?:{_CURRENCY}|{_E}))")
_HALF_MILLION = re.compile(r"(?<!\w)(?:un |1 )?demi[ -]?millions?(?:\s*d'euros?)?")
_HALF_MORE = re.compile(r"(?<![\w.,])(\d+)000000 et demie?(?![a-z])")
_SHARED = re.compile(  # "trois lots : 90, 80 et 70 k€"
    rf"(?P<lead>[:(]|(?<!\w)(?:de|a|d'))\s*(?P<some>(?:\d{{1,3}}(?:[.,]\d{{1,2}})?(?:,\s+|\s+et\s+|\s*\+\s*)){{1,9}})"
    rf"(?P<last>\d{{1,3}}(?:[.,]\d{{1,2}})?)\s*(?P<scale>k\s*{_CURRENCY}|k(?![a-z\d])|m\s*{_CURRENCY}|millions?(?![a-z]))"
)
_HUNDREDS = re.compile(r"(?<!\w)(?:(\d+)\s+)?(?:une )?centaines? de (?:milliers?|mille)(?:\s*d'euros?)?")
_IN_LETTERS = re.compile(rf"(?<![\w.,])(?P<n>\d{{5,}})(?!\d)(?P<money>(?!{_OF_CURRENCY_NOW}){_COUNTED})?")
_RANGE = re.compile(
    rf"(?P<lead>(?<!\w)(?:entre|de)\s+)?(?<![\w.,]){_NUMBER}(?:\s*€)?\s*(?P<link>et|a|ou|-|/)\s*(?={_NUMBER}\s*€)"
)
_BARE_RANGE = re.compile(
    rf"(?P<lead>(?<!\w)(?:entre|de)\s+)?(?<![\w.,])\d{{1,3}}(?:[.,]\d+)?\s*(?P<link>et|a|-|/)\s*"
    rf"(?={_NUMBER}\s*(?:{_THOUSANDS}|{_MILLIONS}))"
)
_PREFIXED = re.compile(rf"(?<!\d)(?<!\d )€\s*(?P<n>{_NUMBER})(?!\s*€)")
_TAXES = (
    r"(?:h\.?\s?t\.?(?![a-z])|hors[ -]tax\w*|hors[ -]tva|ttc(?![a-z])|t\.t\.c\.?|toutes taxes(?: comprises)?"
    r"|t(?:axes?|va) (?:comprises?|incluses?))"
)
_WITH_CURRENCY = re.compile(
    rf"(?<![\w.,])(?P<n>{_NUMBER})\s*(?:d'|de\s+)?{_CURRENCY}|(?<![\w.,])(?P<n2>\d{{4,}})(?:\s*{_E}|(?=\s*{_TAXES}))"
)
_LISTED = re.compile(  # "50 000, 70 000 et 80 000 €"
    r"(?<![\w.,-])(?!(?:19|20)\d\d(?!\d))\d{4,}"
    r"(?=(?:(?:\s*,|\s+et|\s*\+)\s*\d{4,}){0,9}(?:\s*,|\s+et|\s*\+)\s*\d{4,}(?:\.\d\d)? €)"
)
_BARE = re.compile(
    r"(?P<lead>(?<![a-z'])[a-z']+|[:=(,;]|^)\s*(?<![\w.,-])(?P<n>[1-9]\d{4,9})(?![\d.,]\d|\d)"
    r"(?=\s*(?:$|[,;:.)?!/]|(?!hab|log)[a-z]{3,}(?<![sx])(?![a-z])|(?:sur|par|pour|pr|et|ou|avec|en|dans|je|j'|c|on|kel|quel|quelle|max|maxi|maximum|environ|"
    r"pdt|pendant|annuels?|l'annee|l'an|chacune?|au total|en tout|par|tous|toutes)(?![a-z])))"
)
_PRICE_LEADS = frozenset(
    {"de", "d'", "a", "montant", "budget", "valeur", "estime", "estimee", "environ", "max", "maximum", "maxi", "pour",
     ":", "=", "(", ",", ";", "", "soit", "total", "vaut", "fait", "coute", "cout", "prix", "est", "moins", "plus"}
)  # fmt: skip
_AMOUNT = re.compile(r"(?<![\w.,])(?<!\s-)(?<!^-)(?P<n>\d+(?:\.\d+)?) €")
_TAX_AFTER = re.compile(rf"\s*(?:en |du |\()?\s*(?P<tax>{_TAXES})")
_TAX_BEFORE = re.compile(
    r"(?<![a-z])(?P<tax>ht|ttc|hors taxes?|toutes taxes comprises)\s*"
    r"(?:de|:|=|est|a|\)|d'environ|estime a)?\s*(?:environ )?$"
)
_COUNTED_BY = (  # what a price is that of one of
    r"repas|communes?|sites?|agents?|logements?|m2|m3|km|tonnes?|kg|kilos?|unites?|personnes?|eleves?|enfants?"
    r"|saisons?|sessions?|editions?|commandes?|passages?|interventions?|batiments?|ecoles?|lignes?|vehicules?|classes?|nuits?|nuitees?|salaries?"
    r"|beneficiaires?|allocataires?|places?|pages?|poteaux?|couverts?|habitants?"
)
_ONE_OF = re.compile(_COUNTED_BY)
_PER = re.compile(
    r"[\s,]*(?:(?:(?:/|par|pr|p|chaque|tous les|toutes les|a l'|l'|le|la|de l'|du|au|pour chaque|l|et par)\s*)(?P<unit>"
    r"periodes? (?:d'un an|de 12 mois|d'une annee|annuelles?)|ans?|annees?|mois|trimestres?|semestres?|heures?|h"
    r"|semaines?|jours?|" + _COUNTED_BY + r"|{parts})(?![a-z])"
    r"|(?P<word>(?:annuel|mensuel|trimestriel|semestriel)(?:le)?s?(?:lement)?|"
    r"chacune?s?|l'une?|piece|l'unite)(?![a-z]))"
)
_PERIOD_BEFORE = re.compile(  # "montant mensuel de", "chaque trimestre :"
    r"(?:(?<![a-z])(?P<word>annuel|mensuel|trimestriel|semestriel)(?:le)?s?(?:lement)?"
    r"|(?:par|chaque|/)\s*(?P<unit>an(?:nee)?|mois|trimestre|semestre)|tous les (?P<all>ans|mois))"
    r"\s*(?:(?!soit|total)[a-z']+ ){0,3}[:=]?\s*$"
)
_PERIODS: dict[str, Period] = {
    "periode": "year", "an": "year", "annuel": "year", "mois": "month", "mensuel": "month", "trim": "quarter",
    "semestr": "half", "semaine": "week",
}  # fmt: skip
_HOURLY = frozenset({"h", "heure", "heures", "jour", "jours"})


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount in euros, at its place in ``normal(text)``.

    ``per`` is what it is counted by, where it is not the whole: a period, a part, or an hour (which is a price, no
    amount of a contract); ``unit`` is something else of which there are several. ``tax`` is None where nothing is said.
    """

    start: int
    end: int
    euros: float
    tax: Tax | None = None
    per: tuple[Period, ...] = ()


def normal(text: str, parts: Sequence[str] = ()) -> str:
    """The text folded, numbers in digits, months spelt right, and every amount of money as "300000 €".

    >>> normal("Trois cent mille euros, 1,2 M€ HT, 450.000 €, 2 millions et demi, 300k")
    '300000 €, 1200000 € ht, 450000 €, 2500000 €, 300000 €'
    """
    text = _CAPITAL_BETWEEN.sub(r"\1,\2 millions", text)
    text = plain(_CAPITAL.sub(" millions", _MEUR.sub(" M€", text)))
    if parts:  # "lot 2 150 000 €" names the second part
        text = re.sub(rf"((?<!\w)(?:{any_of(parts)})\s*(?:n\s?°\s*|no\s+)?\d)\s+(?=\d)", r"\1 : ", text)
    if _TOLD.search(text):
        text = _GROUPED_BARE.sub(r"\g<0> €", text)  # "lot 1 : 80 000 €, lot 2 : 140 000"
    text = _GROUPED.sub(lambda match: re.sub(r"\D", "", match[0]), text)
    text = _COMMA_GROUPED.sub(lambda match: match[0].replace(",", ""), text)
    text = _HALF_MILLION.sub("500000 €", text)
    text = _BARE_RANGE.sub(_upper, text)
    text = _SHARED.sub(_each_scaled, text)
    text = _HUNDREDS.sub(lambda match: f"{int(match[1] or 1) * 100_000} €", text)
    text = _SCALED.sub(_scaled, _letters(_SCALED.sub(_scaled, text)))
    text = _PREFIXED.sub(r"\g<n> €", text)
    text = _WITH_CURRENCY.sub(lambda match: f"{(match['n'] or match['n2']).replace(',', '.')} €", text)
    text = _LISTED.sub(r"\g<0> €", text)
    if "€" not in text:
        text = _BARE.sub(_likely, text)
    return spelt(_RANGE.sub(_upper, text))


def amounts(text: str, parts: Sequence[str] = ()) -> list[Amount]:
    """The amounts of a text that ``normal`` gave, in order.

    >>> [(a.euros, a.tax, a.per) for a in amounts("50000 € ht par an, 25 €/h")]
    [(50000.0, 'ht', ('year',)), (25.0, None, ('hour',))]
    """
    found: list[Amount] = []
    per_what = re.compile(_PER.pattern.replace("{parts}", any_of(parts)))
    for match in _AMOUNT.finditer(text):
        end, tax = match.end(), None
        per: list[Period] = []
        while True:
            if (after := _TAX_AFTER.match(text, end)) and tax is None:
                tax, end = _tax(after["tax"]), after.end()
            elif (after := per_what.match(text, end)) and len(per) < 3:  # noqa: PLR2004  year, part and month at most
                per.append(_kind(after["unit"] or "", after["word"] or ""))
                end = after.end()
            else:
                break
        before = text[max(found[-1].end if found else 0, match.start() - 40) : match.start()]
        if tax is None and (said := _TAX_BEFORE.search(before)):
            tax = _tax(said["tax"])
        if not per and (said := _PERIOD_BEFORE.search(before)):
            per.append(_kind(said["unit"] or said["all"] or "", said["word"] or ""))
        found.append(Amount(match.start(), end, float(match["n"]), tax, tuple(per)))
    return found


def in_french(euros: float) -> str:
    """An amount for reading, its thousands apart by narrow spaces that do not break: 5 404 000 €."""
    rounded = f"{euros:,.2f}".removesuffix(".00").replace(",", "\u202f").replace(".", ",")
    return f"{rounded}\xa0€"


def any_of(words: Sequence[str]) -> str:
    """Some words, folded, as a choice of a regular expression."""
    return _choice(tuple(words))


@cache
def _choice(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(plain(word)) for word in sorted(words, key=len, reverse=True)) or "(?!)"


def _each_scaled(match: re.Match[str]) -> str:
    """Several numbers that share the scale of the last one."""
    scale = match["scale"]
    some = re.sub(r"\d+(?:[.,]\d{1,2})?(?=,\s|\s|\+)", rf"\g<0> {scale}", match["some"])
    return f"{match['lead']} {some}{match['last']} {scale}"


def _upper(match: re.Match[str]) -> str:
    """A range counts by its upper end; two numbers joined by "et" are one only after "entre"."""
    lead = (match["lead"] or "").strip()
    if match["link"] == "et" and lead != "entre":
        return match[0]
    return ""


def _scaled(match: re.Match[str]) -> str:
    scale = _MILLIARD if match["g"] else _MILLION if match["m"] else _THOUSAND
    number = float(match["n"].replace(",", "."))
    euros = number * scale + (scale / 2 if match["half"] else 0)
    if rest := match["rest"]:
        euros += _rest(int(rest), scale)
    return f"{_plainly(euros)} €"


def _rest(rest: int, scale: int) -> float:
    """What follows a million in speech: "1 million 2" is 1,2 million, "1 million 200" has 200 thousands."""
    if scale != _MILLION or rest >= _THOUSAND:
        return rest
    return rest * (100_000 if rest < 10 else _THOUSAND)  # noqa: PLR2004  one digit is a tenth


def _letters(text: str) -> str:
    """The text with its numbers in digits; a large one that was in letters is money, if nothing is counted by it."""
    before = {match["n"] for match in _IN_LETTERS.finditer(text)}

    def spoken(match: re.Match[str]) -> str:
        if match["n"] in before:
            return match[0]
        return f"{_colloquial(match['n'])}{' €' if match['money'] is not None else ''}"

    return _IN_LETTERS.sub(spoken, _HALF_MORE.sub(r"\g<1>500000", digits(text)))


def _colloquial(number: str) -> str:
    whole, rest = divmod(int(number), _MILLION)
    return str(whole * _MILLION + int(_rest(rest, _MILLION)))


def _plainly(euros: float) -> str:
    return str(round(euros)) if euros == round(euros) else f"{euros:.2f}"


def _likely(match: re.Match[str]) -> str:
    """A bare number that stands where a price does; one of five figures may be a postal code."""
    if match["lead"] not in _PRICE_LEADS and len(match["n"]) <= _POSTAL:
        return match[0]
    return f"{match[0]} €"


def _tax(words: str) -> Tax:
    return "ht" if words.startswith("h") else "ttc"


def _kind(unit: str, word: str) -> Period:
    said = unit or word
    period = next((kind for start, kind in _PERIODS.items() if said.startswith(start)), None)
    if period:
        return period
    if _ONE_OF.fullmatch(unit):
        return "unit"
    return "hour" if unit in _HOURLY else "part"
