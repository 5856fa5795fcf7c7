"""What knowledge/hours.yaml may hold: the figures of the hours, what is published about them, how they are said."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator

from bot.knowledge.problems import FaultAt
from bot.knowledge.schema.entries import Day, Line, Model, Slug, Source

Key = Literal["amount", "labour_share", "hourly_cost", "rate", "hours"]
KEYS: tuple[Key, ...] = get_args(Key)
"""The figures, in the order in which they are asked; ``hours`` stands in for ``rate`` in the reverse."""

_NAME = re.compile(r"\{(\w*)\}")


def _exactly(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Number = Annotated[Decimal, BeforeValidator(_exactly), Field(gt=0, allow_inf_nan=False)]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=60)]


def _fills(text: str, *names: str) -> str:
    """The text, if it names these placeholders and no other."""
    if strange := [name for name in _NAME.findall(text) if name not in names]:
        raise ValueError(f"{{{strange[0]}}} n'est rempli par rien ; au choix : {', '.join(names)}")
    return text


class Impossible(Model):
    """What is said of a figure that cannot be, by what is wrong with it; {value}, {least} and {most} are filled in."""

    missing: Line
    not_a_number: Line
    too_low: Line
    too_high: Line

    @field_validator("*")
    @classmethod
    def _filled(cls, text: str) -> str:
        return _fills(text, "value", "least", "most")


class FigureSheet(Model):
    """One figure: how it is asked, the values that can be (both ends included), what is said of another."""

    label: Line
    unit: Line
    question: Line
    example: Line
    least: Number
    most: Number
    impossible: Impossible

    @model_validator(mode="after")
    def _in_order(self) -> "FigureSheet":
        if self.least >= self.most:
            raise ValueError(f"« least » ({self.least}) doit être plus petit que « most » ({self.most})")
        return self


class Published(Model):
    """A value that someone published, offered to who has none; ``old`` ones are always said to be old.

    ``words`` are those by which a text means it.
    """

    label: Line
    value: Number
    words: tuple[Phrase, ...] = ()
    dated: Line
    old: bool
    sources: tuple[Source, ...] = Field(min_length=1)


class Year(Model):
    """The hours that a person works in a year, full time."""

    hours: Number
    sources: tuple[Source, ...] = Field(min_length=1)


class Steps(Model):
    """The lines of the calculation, with the figures by their names."""

    labour: Line
    work: Line
    hours: Line
    full_time: Line
    months: Line
    rate: Line

    @field_validator("*")
    @classmethod
    def _filled(cls, text: str) -> str:
        return _fills(text, *KEYS, "labour", "work", "year", "full_time", "months")


class SaidOfPublished(Model):
    """What stands beside a published value, and what is asked where an amount cannot be used as it stands."""

    default: Line
    lacking: Line
    old: Line
    old_cost: Line
    ttc: Line
    years: Line
    parts: Line
    renewals: Line
    several: Line
    two_ways: Line

    def of(self, lack: str) -> str:
        """What is said of an amount that cannot be used as it stands."""
        said: str = getattr(self, lack)
        return said

    @field_validator("*")
    @classmethod
    def _filled(cls, text: str) -> str:
        return _fills(text, "label", "value", "dated")


class HoursWords(Model):
    """The words by which a figure is recognised in a sentence.

    ``parts`` are what a contract is divided into; ``other`` are percentages that mean something else;
    ``fractions`` are shares in words, in percent; ``lacking`` says that a figure is not known.
    """

    parts: tuple[Phrase, ...]
    labour_share: tuple[Phrase, ...]
    rate: tuple[Phrase, ...]
    hourly_cost: tuple[Phrase, ...]
    other: tuple[Phrase, ...]
    hour: tuple[Phrase, ...]
    lacking: tuple[Phrase, ...]
    fractions: Mapping[str, Number]


class HoursFile(Model):
    """knowledge/hours.yaml.

    ``trades`` are published shares of labour in percent, ``rates`` shares of insertion in percent, ``costs`` costs of
    an hour in euros, charges included.
    """

    figures: Mapping[Key, FigureSheet]
    not_figures: Line
    unknown_figure: Line
    too_many_hours: Line
    steps: Steps
    year: Year
    trades: Mapping[Slug, Published]
    rates: Mapping[Slug, Published]
    costs: Mapping[Slug, Published]
    said: SaidOfPublished
    caveats: tuple[Line, ...]
    reading: HoursWords
    verified_on: Day

    @field_validator("figures")
    @classmethod
    def _all_figures(cls, figures: Mapping[Key, FigureSheet]) -> Mapping[Key, FigureSheet]:
        if missing := [key for key in KEYS if key not in figures]:
            raise ValueError(f"le chiffre « {missing[0]} » manque")
        return figures

    @field_validator("not_figures", "unknown_figure", "too_many_hours")
    @classmethod
    def _filled(cls, text: str) -> str:
        return _fills(text, "value", "known", "hours", "work")

    @model_validator(mode="after")
    def _possible(self) -> "HoursFile":
        shelves: tuple[tuple[str, Key, Mapping[Slug, Published]], ...] = (
            ("trades", "labour_share", self.trades),
            ("rates", "rate", self.rates),
            ("costs", "hourly_cost", self.costs),
        )
        for shelf, figure, published in shelves:
            sheet = self.figures[figure]
            for slug, one in published.items():
                if not sheet.least <= one.value <= sheet.most:
                    message = f"{one.value} est hors des bornes de « {figure} », de {sheet.least} à {sheet.most}"
                    raise FaultAt(message, shelf, slug, "value")
        return self
