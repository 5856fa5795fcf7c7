"""How many hours of insertion a contract makes, which rate makes so many, and the figures of a sentence.

The formula is the one that facilitators publish (MEF Sud 77, MDE Alès Cévennes; knowledge/hours.yaml):
hours = amount × share of labour ÷ cost of an hour × rate of insertion.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import chain, product
from typing import Any, Literal

from bot.knowledge.schema.hours import KEYS, HoursFile, Key, Published
from bot.language import money as amounts
from bot.language.fold import fold, plain
from bot.language.numbers import digits
from bot.language.worth import worth

Fault = Literal["missing", "not_a_number", "too_low", "too_high"]
_PERCENT, _MONTHS_A_YEAR = 100, 12
_MOST_DIGITS = 18  # of a number that is written out
_LONGEST_SHOWN = 40  # characters of a wrong value that are said back


class ImpossibleFigureError(ValueError):
    """A figure that cannot be: ``key`` tells which, ``value`` what was given; the message says what is expected.

    ``key`` is None where it is not one figure that is wrong, but the line or all figures together.
    """

    def __init__(self, key: Key | None, value: str, message: str) -> None:
        super().__init__(message)
        self.key = key
        self.value = value


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is known of a calculation: euros without taxes, percent, euros an hour, percent, hours; None is unknown."""

    amount: Decimal | None = None
    labour_share: Decimal | None = None
    hourly_cost: Decimal | None = None
    rate: Decimal | None = None
    hours: Decimal | None = None

    def get(self, key: Key) -> Decimal | None:
        """A figure by its name."""
        value: Decimal | None = getattr(self, key)
        return value


@dataclass(frozen=True, slots=True)
class Volume:
    """A calculation's result: ``hours`` rounded half up, ``rate`` in percent, with the lines that lead to it.

    ``full_time_equivalents`` are people at full time for a year, ``months`` those of one person at full time.
    """

    hours: int
    rate: Decimal
    full_time_equivalents: Decimal
    months: Decimal
    steps: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """What ``clausette hours --json`` prints for one line."""
        return {
            "hours": self.hours,
            "full_time_equivalents": float(self.full_time_equivalents),
            "months": float(self.months),
            "steps": list(self.steps),
        }


def check(key: Key, value: Decimal | None, file: HoursFile) -> Decimal:
    """The figure itself, where it can be.

    Raises:
        ImpossibleFigureError: it is missing, no finite number, or out of its bounds.
    """
    if value is None:
        raise _impossible(key, "", "missing", file)
    if not value.is_finite():
        raise _impossible(key, str(value), "not_a_number", file)
    if value < file.figures[key].least:
        raise _impossible(key, _readable(value), "too_low", file)
    if value > file.figures[key].most:
        raise _impossible(key, _readable(value), "too_high", file)
    return value


def volume(figures: Figures, file: HoursFile) -> Volume:
    """The hours that the figures make, exactly, rounded half up.

    Raises:
        ImpossibleFigureError: one of amount, labour share, hourly cost and rate is missing or cannot be.
    """
    amount, share, cost, rate = (
        check(key, figures.get(key), file) for key in ("amount", "labour_share", "hourly_cost", "rate")
    )
    work = Fraction(amount) * Fraction(share) / _PERCENT / Fraction(cost)
    hours = _half_up(work * Fraction(rate) / _PERCENT)
    shown = _shown(amount, share, cost, work, file) | {"rate": in_french(rate)}
    return _volume(hours, rate, (file.steps.labour, file.steps.work, file.steps.hours), shown, file)


def rate_for(figures: Figures, file: HoursFile) -> Volume:
    """The reverse: the rate that makes so many hours, in percent, rounded half up to two decimals.

    Raises:
        ImpossibleFigureError: one of amount, labour share, hourly cost and hours is missing or cannot be, or the
            contract has fewer hours of work than that.
    """
    amount, share, cost, hours = (
        check(key, figures.get(key), file) for key in ("amount", "labour_share", "hourly_cost", "hours")
    )
    work = Fraction(amount) * Fraction(share) / _PERCENT / Fraction(cost)
    shown = _shown(amount, share, cost, work, file)
    if Fraction(hours) > work:
        said = file.too_many_hours.format(hours=in_french(hours), work=shown["work"])
        raise ImpossibleFigureError("hours", in_french(hours), said)
    rate = _rounded(Fraction(hours) / work * _PERCENT, 2)
    shown |= {"rate": in_french(rate)}
    steps = (file.steps.labour, file.steps.work, file.steps.rate)
    return _volume(_half_up(Fraction(hours)), rate, steps, shown, file)


def published_for(text: str, published: Mapping[str, Published]) -> list[tuple[str, Published]]:
    """The published values that a text means by their words, the longest words first, then those for anybody."""
    said = f" {fold(text)} "
    ranked = [
        (-max((len(word) for word in map(fold, one.words) if f" {word} " in said), default=0), slug, one)
        for slug, one in published.items()
    ]
    return [(slug, one) for length, slug, one in sorted(ranked, key=lambda r: r[0]) if length or not one.words]


def figure(key: Key, text: str, file: HoursFile) -> Decimal:
    """A figure typed as the answer to its question: "450 000", "1,2 M€", "50 %", "35 €/h", "la moitié".

    Raises:
        ImpossibleFigureError: no number is in it, or one that cannot be.
    """
    value = None if _other_unit(key, plain(text)) else _typed(key, text, file)
    if value is None:
        raise _impossible(key, text.strip(), "not_a_number", file)
    return check(key, value, file)


def as_json(line: str, file: HoursFile) -> dict[str, Any]:
    """What ``clausette hours --json`` prints for a line that holds a JSON object of figures, or of an error.

    With ``hours`` in place of ``rate`` it is the reverse, and the answer has the ``rate`` too.
    """
    try:
        figures = _from_json(line, file)
        if figures.rate is None and figures.hours is not None:
            found = rate_for(figures, file)
            return found.as_json() | {"rate": float(found.rate)}
        return volume(figures, file).as_json()
    except ImpossibleFigureError as error:
        return {"error": str(error)}


def in_french(value: Decimal | Fraction) -> str:
    """A number as French writes it: thin spaces between thousands, a comma, at most two decimals.

    >>> in_french(Decimal("1234567.5")).split("\u202f"), in_french(Decimal("28.50")), in_french(Decimal(5))
    (['1', '234', '567,5'], '28,5', '5')
    """
    exact = Fraction(value)
    number = _rounded(exact, 2) if abs(exact) >= 1 or not exact else Decimal(f"{float(exact):.2g}")
    whole, _, decimals = f"{number:,f}".partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", "\u202f") + (f",{decimals}" if decimals else "")


# --- Out of a sentence


@dataclass(frozen=True, slots=True)
class _Share:
    """A percentage of a text, at its place."""

    start: int
    end: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that tells what a percentage is, at its place."""

    start: int
    end: int
    means: str


_NUMBER = r"\d+(?:[.,]\d+)?"
_UNIT = re.compile(r"\s*(?:€|%|€/h|h)\s*$")
_MILLIONS = re.compile(r"(?<=\d)\s?M(?!\w)(?!\s?€)")  # a small m may be a metre
_HOURLY = r"(?<![\w.,])({number})\s*(?:€|euros?|eur|e)?\s*(?:/|par|de l'|l'|de)\s*(?:{hour})(?!\w)"
_PERCENT_SIGN = re.compile(r"\b(?:pour[ -]?cents?|p\.? ?cent|pct)\b")
_IN_LETTERS = re.compile(r"((?:[a-z'-]+ ){1,4})%")
_PERCENTAGE = re.compile(rf"(?<![\w.,])({_NUMBER})\s*%")
_DIVIDED = re.compile(rf"(?:/|÷|divise par)\s*({_NUMBER})(?![\d.,]*\s*(?:%|k|m))")
_MULTIPLIED = re.compile(r"(?<![\w.,])(\d[\d ]*)(?=\s*[x×*])")
_TIME = re.compile(r"\d\s*(?:mois|ans?|jours?|semaines?|heures?|h)\b")
_CLAUSES = re.compile(r"[a-z]\s*[,;.!?]\s*[a-z]{2}")
_MOST_WORDS = 6  # around a figure that answers a question
_BREAK = re.compile(r"[,;|]|\bet\b")
_NEAR = 30  # characters between a percentage and the word that tells what it is
_MOST_SHARES, _LONGEST_TEXT = 4, 2000
_USUAL_RATE = 25  # percent; published rates go up to 20, shares of labour start at 20
_LEAST_AMOUNT = 1000  # euros; a bare number below is something else


def read(text: str, file: HoursFile) -> Figures:
    """The figures that a sentence states; those that it does not are None, and none is judged here.

    "lot de 850 000 € HT, moitié main d'oeuvre, 5%, 32 euros de l'heure" gives amount 850000, labour_share 50, rate 5
    and hourly_cost 32. ``hours`` is what is to be reached ("quel taux pour 500 h"), where no rate is said.
    """
    words = file.reading
    said = _in_digits(text[:_LONGEST_TEXT], file)
    shares = [_Share(match.start(), match.end(), _decimal(match[1])) for match in _PERCENTAGE.finditer(said)][
        :_MOST_SHARES
    ]
    labour_share, rate = _told_apart(said, shares, _words(said, file))
    hourly = re.search(_HOURLY.format(number=_NUMBER, hour=_any(words.hour)), said)
    rest = said[: hourly.start()] + " , " + said[hourly.end() :] if hourly else said
    money = amounts.normal(_PERCENTAGE.sub(" , ", rest), words.parts)
    found = [one for one in amounts.amounts(money, words.parts) if "hour" not in one.per]
    hour = file.figures["hourly_cost"]
    small = [one for one in found if hour.least <= one.euros <= hour.most]
    costed = re.search(
        rf"(?<!\w)(?:{_any(words.hourly_cost)})(?:\s*(?:de|d'|est|a|:|=|charge|moyen|environ|\())*\s*({_NUMBER})",
        money,
    )
    divided = _DIVIDED.search(money)
    priced = hourly or costed
    cost = _decimal(priced[1]) if priced else _euros(small[0].euros) if small else None
    if cost is None and divided:
        cost = _decimal(divided[1])
    counted = [one for one in found if one not in small]
    whole = worth(money, words.parts, counted)
    amount = None if whole.euros is None else _euros(whole.euros)
    if amount is None and whole.lack is None:
        amount = _bare_amount(money, file)
    target = re.search(rf"(?<![\w.,€])(\d[\d ]*)\s*(?:{_any(words.hour)})(?![\w'])(?!\s*(?:/|par|de travail))", money)
    hours = _decimal(target[1]) if target else None
    return Figures(
        amount=amount, labour_share=labour_share, hourly_cost=cost, rate=rate, hours=hours if rate is None else None
    )


def _in_digits(text: str, file: HoursFile) -> str:
    """The text, folded, with every share as "5 %": in letters, as a fraction, or behind its word without a sign."""
    words = file.reading
    said = _PERCENT_SIGN.sub("%", plain(_MILLIONS.sub(" millions", text)))
    said = _IN_LETTERS.sub(lambda match: digits(match[1]) + "%", said)
    labour, rate = _any(words.labour_share), _any(words.rate)
    for fraction, value in sorted(words.fractions.items(), key=lambda one: -len(one[0])):
        near = rf"(?=[^,;\d]{{0,12}}(?<!\w)(?:{labour})(?!\w))"
        behind = rf"(?<!\w)((?:{labour})\s*(?:[:=a]|pour)?\s*(?:de )?){re.escape(plain(fraction))}(?!\w)"
        said = re.sub(rf"(?<![\w/]){re.escape(plain(fraction))}(?![\w/]){near}", f"{value} % ", said)
        said = re.sub(behind, rf"\g<1>{value} %", said)
    no_share = r"(?!\s*(?:%|€|euro|k|m\b|h\b|heure|/|[\d.,]))"
    unsigned = rf"(?<!\w)((?:{labour}|{rate})\s*(?:de|d'|a|est|:|=)?\s*)({_NUMBER}){no_share}"
    return re.sub(unsigned, r"\1\2 %", said)


def _words(said: str, file: HoursFile) -> list[_Word]:
    """The words that tell what a percentage is; the longest where they overlap."""
    reading = file.reading
    found: list[_Word] = []
    for means, phrases in (
        ("labour_share", reading.labour_share),
        ("rate", reading.rate),
        ("other", (*reading.other, *reading.hourly_cost)),
    ):
        found += [
            _Word(match.start(), match.end(), means)
            for match in re.finditer(rf"(?<!\w)(?:{_any(phrases)})(?!\w)", said)
        ]
    return [
        word
        for word in found
        if not any(
            o.start <= word.start and word.end <= o.end and (o.end - o.start) > (word.end - word.start) for o in found
        )
    ]


def _told_apart(said: str, shares: Sequence[_Share], words: Sequence[_Word]) -> tuple[Decimal | None, Decimal | None]:
    """Which percentage is the share of labour and which the rate: by the words beside them, else by their size."""
    choices = [
        [*_linked(said, share, shares, words), ("labour_share", None, -0.5), ("rate", None, -0.5), ("", None, -2.0)]
        for share in shares
    ]
    best: tuple[float, dict[str, Decimal]] = (float("-inf"), {})
    for chosen in product(*choices):
        used = [word for _, word, _ in chosen if word is not None]
        means = [mean for mean, _, _ in chosen if mean in ("labour_share", "rate")]
        if len(set(used)) < len(used) or len(set(means)) < len(means):
            continue
        told = {mean: share.value for (mean, _, _), share in zip(chosen, shares, strict=True)}
        score = sum(points for _, _, points in chosen) + _likelihood(told)
        if score > best[0]:
            best = (score, told)
    return best[1].get("labour_share"), best[1].get("rate")


def _linked(
    said: str, share: _Share, shares: Sequence[_Share], words: Sequence[_Word]
) -> Iterator[tuple[str, _Word | None, float]]:
    """The words near a percentage, each with what it counts: no other percentage and no comma stands between."""
    for word in words:
        start, end = (share.end, word.start) if word.start >= share.end else (word.end, share.start)
        between = said[start:end]
        if end - start > _NEAR or any(start <= other.start < end for other in shares):
            continue
        yield word.means, word, 10 - len(between) / _NEAR - 6 * len(_BREAK.findall(between))


def _likelihood(told: Mapping[str, Decimal]) -> float:
    labour, rate = told.get("labour_share"), told.get("rate")
    points = 0.0
    if labour is not None:
        points += 0.5 if labour > _USUAL_RATE else 0.0
    if rate is not None:
        points += 0.6 if rate <= _USUAL_RATE else 0.0
    if labour is not None and rate is not None:
        points += 1.0 if labour > rate else -1.0
    return points


def _bare_amount(money: str, file: HoursFile) -> Decimal | None:
    """A large number without a currency: before a "×", else the largest that is no number of hours."""
    if factor := _MULTIPLIED.search(money):
        return _decimal(factor[1])
    hour = _any(file.reading.hour)
    bare = [_decimal(match[0]) for match in re.finditer(rf"(?<![\w.,/]){_NUMBER}(?![\w.,]|\s*(?:{hour})(?!\w))", money)]
    large = [number for number in bare if number >= _LEAST_AMOUNT]
    return max(large, default=None)


def _other_unit(key: Key, said: str) -> bool:
    """Tell whether a percentage stands where euros are asked for, or euros where a percentage is."""
    return ("€" in said or "euro" in said) if key in ("labour_share", "rate") else "%" in said


def _typed(key: Key, text: str, file: HoursFile) -> Decimal | None:
    """The number that answers a question, whatever unit stands behind it."""
    said = plain(text[:_LONGEST_TEXT])
    if key == "amount":
        money = amounts.normal(said, file.reading.parts)
        whole = worth(money, file.reading.parts)
        if whole.euros is not None:
            return _euros(whole.euros) * (-1 if said.lstrip().startswith("-") else 1)
    if key == "labour_share":
        for fraction, value in file.reading.fractions.items():
            if fold(fraction) == fold(said):
                return value
    if is_sentence(said) or (key != "hours" and _TIME.search(said)):
        return None
    numbers = re.findall(r"-?\s?\d[\d  ]*(?:[.,]\d+)?", digits(said))
    return _decimal(numbers[0]) if len(numbers) == 1 else None


def is_sentence(said: str) -> bool:
    """Tell whether a text says more than one figure: its number may count masons."""
    said = plain(said)
    return len(re.findall(r"[a-z']{2,}", said)) > _MOST_WORDS or _CLAUSES.search(said) is not None


# --- Helpers


def _any(phrases: Sequence[str]) -> str:
    return "|".join(re.escape(plain(phrase)) for phrase in sorted(set(phrases), key=len, reverse=True)) or "(?!)"


def _decimal(written: str) -> Decimal:
    return Decimal(re.sub(r"[\s\u202f\xa0]", "", written).replace(",", "."))


def _euros(amount: float) -> Decimal:
    return Decimal(round(amount)) if amount == round(amount) else Decimal(str(amount))


def _readable(value: Decimal) -> str:
    """A number that may be of any size, as a person can read it."""
    return in_french(value) if not value or abs(value.adjusted()) < _MOST_DIGITS else str(value)


def _half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _rounded(value: Fraction, places: int) -> Decimal:
    """Rounded half up; exact before, as Decimal's own division is not."""
    return Decimal(_half_up(value * 10**places)).scaleb(-places)


def _shown(amount: Decimal, share: Decimal, cost: Decimal, work: Fraction, file: HoursFile) -> dict[str, str]:
    return {
        "amount": in_french(amount),
        "labour_share": in_french(share),
        "labour": in_french(Fraction(amount) * Fraction(share) / _PERCENT),
        "hourly_cost": in_french(cost),
        "work": in_french(work),
        "year": in_french(file.year.hours),
    }


def _volume(hours: int, rate: Decimal, steps: Sequence[str], shown: Mapping[str, str], file: HoursFile) -> Volume:
    year = Fraction(file.year.hours)
    full_time = _rounded(hours / year, 2)
    months = _rounded(hours * _MONTHS_A_YEAR / year, 1)
    filled = {
        **shown,
        "hours": in_french(Fraction(hours)),
        "full_time": in_french(full_time),
        "months": in_french(months),
    }
    lines = chain(steps, (file.steps.full_time, file.steps.months))
    return Volume(hours, rate, full_time, months, tuple(line.format(**filled) for line in lines))


def _impossible(key: Key, value: str, fault: Fault, file: HoursFile) -> ImpossibleFigureError:
    sheet = file.figures[key]
    short = value if len(value) <= _LONGEST_SHOWN else value[:_LONGEST_SHOWN] + "…"
    said: str = getattr(sheet.impossible, fault)
    return ImpossibleFigureError(
        key, value, said.format(value=short, least=in_french(sheet.least), most=in_french(sheet.most))
    )


def _from_json(line: str, file: HoursFile) -> Figures:
    try:
        given = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        shown = line.strip()[:_LONGEST_SHOWN]
        raise ImpossibleFigureError(None, line, file.not_figures.format(value=shown))
    if strange := [name for name in given if name not in KEYS]:
        said = file.unknown_figure.format(value=strange[0][:_LONGEST_SHOWN], known=", ".join(KEYS))
        raise ImpossibleFigureError(None, strange[0], said)
    return Figures(**{key: _number(key, given.get(key), file) for key in KEYS})


def _number(key: Key, given: object, file: HoursFile) -> Decimal | None:
    if given is None:
        return None
    if not isinstance(given, str):
        raise _impossible(key, json.dumps(given, ensure_ascii=False), "not_a_number", file)
    try:
        return _decimal(_UNIT.sub("", given))
    except InvalidOperation:
        raise _impossible(key, given, "not_a_number", file) from None
