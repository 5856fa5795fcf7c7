"""The facts of a buyer's contract, and what each may be at all.

What each fact means, and its values: knowledge/modality.yaml.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, cast, get_args

from bot.knowledge.schema.modality import (
    Buyer,
    Contract,
    Exception_,
    Goal,
    Key,
    Limits,
    Nature,
    RegimeName,
    ReserveFor,
)
from bot.language.money import normal
from bot.language.worth import worth

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "contract": get_args(Contract),
    "buyer": get_args(Buyer),
    "nature": get_args(Nature),
    "goal": get_args(Goal),
    "reserve_for": get_args(ReserveFor),
    "exception": get_args(Exception_),
    "regime": get_args(RegimeName),
}
Day = date  # the field of that name hides the type
_YES_NO = {"true": True, "oui": True, "yes": True, "false": False, "non": False, "no": False}


class FactError(ValueError):
    """A fact that cannot be: an unknown key, or a value that its key does not take."""

    def __init__(self, key: str, given: object, expected: str) -> None:
        """Name the key, what was given and what was expected instead."""
        super().__init__(f"{key}: {str(given)[:60]!r} is not possible, expected {expected}")
        self.key = key
        self.expected = expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a contract; None is unknown. ``value`` in euros without taxes, over all lots and years.

    ``regime`` is what puts it under other rules, as its words tell; nobody is asked for it.
    """

    date: Day | None = None
    contract: Contract | None = None
    buyer: Buyer | None = None
    nature: Nature | None = None
    value: float | None = None
    defence: bool | None = None
    works_months: int | None = None
    labour: bool | None = None
    goal: Goal | None = None
    reserve_for: ReserveFor | None = None
    exception: Exception_ | None = None
    regime: RegimeName | None = None

    def get(self, key: Key) -> Any:
        """The value of a fact by its name, None while unknown."""
        return getattr(self, key)

    def stating(self, key: Key, value: Any) -> "Facts":
        """The same facts with one stated, corrected, or (None) taken back."""
        return replace(self, **{key: value})

    def as_json(self) -> dict[str, Any]:
        """The known facts by name, for JSON: a date as ISO, a whole amount as an integer, the unknown left out."""
        known = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {key: _for_json(value) for key, value in known if value is not None}


def _for_json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def facts_from(raw: Mapping[str, object], limits: Limits, today: date) -> Facts:
    """Facts from named values, as the command line and JSON give them; None states nothing.

    Raises:
        FactError: for an unknown key, a value that the key does not take, an amount or a date that cannot be.
    """
    known = {field.name for field in fields(Facts)}
    found: dict[str, Any] = {}
    for key, value in raw.items():
        if key not in known:
            raise FactError(key, value, f"one of the keys {', '.join(sorted(known))}")
        if value is not None:
            found[key] = checked(cast("Key", key), value, limits, today)
    return Facts(**found)


def checked(key: Key, value: object, limits: Limits, today: date) -> Any:
    """One value as its fact holds it.

    Raises:
        FactError: where the key does not take it.
    """
    if key in _CHOICES:
        if isinstance(value, str) and value in _CHOICES[key]:
            return value
        raise FactError(key, value, f"one of {', '.join(_CHOICES[key])}")
    if key in ("defence", "labour"):
        answer = value if isinstance(value, bool) else _YES_NO.get(str(value).casefold())
        if answer is None:
            raise FactError(key, value, "true or false")
        return answer
    if key == "date":
        return _day(value, limits, today)
    return _amount(value, limits) if key == "value" else _months(value, limits)


def _day(value: object, limits: Limits, today: date) -> date:
    first, last = limits.date.from_, date(today.year + limits.date.years_ahead, 12, 31)
    expected = f"a day from {first} to {last}, as {today}"
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise FactError("date", value, expected) from None
    if not isinstance(value, date) or isinstance(value, datetime) or not first <= value <= last:
        raise FactError("date", value, expected)
    return value


def _amount(value: object, limits: Limits) -> float:
    least, most = limits.value.above, limits.value.below
    number = value
    if isinstance(value, str):
        try:
            number = float(value.replace(" ", "").replace(",", "."))
        except ValueError:
            number = worth(normal(value)).euros
    if isinstance(number, bool) or not isinstance(number, int | float) or not least < number < most:
        raise FactError("value", value, f"euros without taxes, above {least} and below {most}")
    return number


def _months(value: object, limits: Limits) -> int:
    least, most = limits.works_months.from_, limits.works_months.to
    number = value
    if isinstance(value, str) and re.fullmatch(r"\d{1,6}", value):
        number = int(value)
    if isinstance(number, float) and math.isfinite(number) and number == int(number):
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise FactError("works_months", value, f"a whole number of months from {least} to {most}")
    return number
