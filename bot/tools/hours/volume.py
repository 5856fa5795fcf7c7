"""How many hours of insertion a contract makes, and which rate makes so many.

The formula is the one that facilitators publish (MEF Sud 77, MDE Alès Cévennes; knowledge/hours.yaml):
hours = amount × share of labour ÷ cost of an hour × rate of insertion.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import chain
from typing import Any, Literal

from bot.knowledge.schema.hours import KEYS, HoursFile, Key

Fault = Literal["missing", "not_a_number", "too_low", "too_high"]
_PERCENT, _MONTHS_A_YEAR = 100, 12
_UNIT = re.compile(r"\s*(?:€|%|€/h|h)\s*$")
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
        raise impossible(key, "", "missing", file)
    if not value.is_finite():
        raise impossible(key, str(value), "not_a_number", file)
    if value < file.figures[key].least:
        raise impossible(key, _readable(value), "too_low", file)
    if value > file.figures[key].most:
        raise impossible(key, _readable(value), "too_high", file)
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


def number(written: str) -> Decimal:
    """A number as French or a machine writes it: "450 000", "1,5"; raises InvalidOperation where it is none."""
    return Decimal(re.sub(r"[\s\u202f\xa0]", "", written).replace(",", "."))


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


def impossible(key: Key, value: str, fault: Fault, file: HoursFile) -> ImpossibleFigureError:
    """The error that names a figure which cannot be, in the words of the file."""
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
        raise impossible(key, json.dumps(given, ensure_ascii=False), "not_a_number", file)
    try:
        return number(_UNIT.sub("", given))
    except InvalidOperation:
        raise impossible(key, given, "not_a_number", file) from None
