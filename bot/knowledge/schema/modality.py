"""What ``knowledge/modality.yaml`` may hold: the questions, the law by date, the sentences and the words of buyers."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, model_validator

from bot.knowledge.schema.entries import Day, Id, Line, Model, Slug
from bot.knowledge.schema.modality_says import Says
from bot.knowledge.schema.modality_types import (
    Aim,
    Buyer,
    Contract,
    Euros,
    Exception_,
    Goal,
    Key,
    Label,
    Nature,
    Period,
    Reason,
    RegimeName,
    ReserveFor,
    Sentence,
)
from bot.knowledge.schema.modality_words import WordLists

__all__ = ["Aim", "Buyer", "Contract", "Exception_", "Goal", "Key", "Nature", "RegimeName", "ReserveFor"]


class Row(Period):
    """The articles of one choice in one time, the basis first; without articles, ``says`` tells why there are none."""

    articles: tuple[Slug, ...] = ()
    says: Sentence | None = None

    @model_validator(mode="after")
    def _explained(self) -> Self:
        if not self.articles and self.says is None:
            raise ValueError("une ligne sans article a besoin de « says », la raison")
        return self


Rows = tuple[Row, ...]


class Beside(Period):
    """What is always said in one time, of one kind of contract or of both."""

    contract: Contract | None = None
    articles: tuple[Slug, ...]


class Reserved(Model):
    """The rows of each kind of reservation."""

    handicap: Rows = ()
    siae: Rows = ()
    both: Rows = ()
    ess: Rows = ()
    prison: Rows = ()


class Results(Model):
    """The rows of each goal."""

    hours: Rows = ()
    quality: Rows = ()
    insertion: Rows = ()
    reserve: Reserved = Reserved()

    def of(self, aim: Aim) -> Rows:
        """The rows of a goal, or of whom it is reserved for."""
        rows: Rows = getattr(self if aim in ("hours", "quality", "insertion") else self.reserve, aim)
        return rows


class Required(Model):
    """What a choice requires; without it there is no article, and ``says`` tells why."""

    goal: Goal
    reserve_for: ReserveFor | None = None
    nature: tuple[Nature, ...]
    buyer: tuple[Buyer, ...] = ("state", "local", "utility")
    says: Sentence

    @property
    def aim(self) -> str:
        """The choice that it is about."""
        return self.reserve_for or self.goal


class ByBuyer(Model):
    """Thresholds in euros without taxes, by buyer."""

    state: Euros
    local: Euros
    utility: Euros

    def of(self, buyer: Buyer) -> int:
        """The threshold of one buyer."""
        found: int = getattr(self, buyer)
        return found

    def every(self) -> frozenset[int]:
        """All of them."""
        return frozenset((self.state, self.local, self.utility))


class Thresholds(Model):
    """The European thresholds, in euros without taxes, as they stand ``until`` a day; ``article`` states them."""

    article: Slug
    until: Day
    works: ByBuyer
    supplies: ByBuyer
    services: ByBuyer
    concession: Euros

    def of(self, contract: Contract, nature: Nature, buyer: Buyer) -> int:
        """The threshold of one contract."""
        if contract == "concession":
            return self.concession
        by_buyer: ByBuyer = getattr(self, nature)
        return by_buyer.of(buyer)

    def every(self) -> frozenset[int]:
        """All the amounts at which something changes."""
        return self.works.every() | self.supplies.every() | self.services.every() | {self.concession}


class ByContract(Model):
    """A value for each kind of contract."""

    marche: Slug
    concession: Slug


class Admitted(Model):
    """The exceptions that each kind of contract admits."""

    marche: tuple[Literal["off_the_shelf", "weak_link", "harm", "short_works"], ...]
    concession: tuple[Reason, ...]


class Obligation(Model):
    """Since when, from which value and with which exceptions a social condition is compulsory.

    ``short_works_below`` is in months; ``social_services`` are the thresholds of social and other specific services.
    """

    from_: Day = Field(alias="from")
    articles: ByContract
    record: Slug
    thresholds: Thresholds
    exceptions: Admitted
    short_works_below: Annotated[int, Field(gt=0)]
    social_services: ByBuyer


class Regime(Period):
    """A contract to which the ordinary rules do not apply: its articles, what is said, the entry that explains it.

    ``compulsory`` tells whether a social condition is, since the obligation began; left out where no text decides.
    """

    articles: tuple[Slug, ...] = ()
    compulsory: Literal[False] | None = None
    entry: Id
    says: Sentence


class Note(Model):
    """A contract under the ordinary rules of which something must be said: the sentence and the entry behind it."""

    entry: Id
    says: Sentence


class Regimes(Model):
    """The contracts with rules of their own; of ``social`` the verdict itself says it."""

    in_house: Regime
    real_estate: Regime
    private: Regime
    subsequent: Note
    follow_on: Note
    social: Note
    specific: Note

    def of(self, name: RegimeName | None) -> Regime | None:
        """The rules of a regime that has its own."""
        found = getattr(self, name, None) if name else None
        return found if isinstance(found, Regime) else None

    def note(self, name: RegimeName | None) -> str | None:
        """What must be said of a contract under the ordinary rules."""
        found = getattr(self, name, None) if name else None
        return found.says if isinstance(found, Note) else None

    def entry(self, name: RegimeName | None) -> str | None:
        """The entry that explains a regime."""
        found: Regime | Note | None = getattr(self, name, None) if name else None
        return found.entry if found else None

    def entries(self) -> frozenset[str]:
        """Every entry that explains one."""
        return frozenset(filter(None, (self.entry(name) for name in get_args(RegimeName))))


class SmallPurchase(Period):
    """The value under which one may buy without publicity or competition, in euros without taxes."""

    works: Euros
    supplies: Euros
    services: Euros


class DirectPurchase(Model):
    """The article of direct purchase, and its limits by date."""

    article: Slug
    rows: tuple[SmallPurchase, ...]


class FactSheet(Model):
    """One fact: the question, its values in words, the labels of their buttons, what an impossible answer is told."""

    ask: Line
    values: Mapping[str, Line] = {}
    buttons: Mapping[str, Label] = {}
    wrong: Line

    @model_validator(mode="after")
    def _all_buttons(self) -> Self:
        if set(self.values) != set(self.buttons):
            raise ValueError("« values » et « buttons » doivent nommer les mêmes valeurs")
        return self


class FactSheets(Model):
    """Every fact, those that are asked first in the order of asking."""

    goal: FactSheet
    reserve_for: FactSheet
    nature: FactSheet
    buyer: FactSheet
    value: FactSheet
    works_months: FactSheet
    contract: FactSheet
    defence: FactSheet
    date: FactSheet
    labour: FactSheet
    exception: FactSheet
    regime: FactSheet

    def of(self, key: Key) -> FactSheet:
        """The sheet of one fact."""
        sheet: FactSheet = getattr(self, key)
        return sheet


class AmountLimits(Model):
    """Between which amounts, both excluded, a value is possible; in euros."""

    above: int
    below: int


class MonthLimits(Model):
    """Between which numbers of months, both included, a length is possible."""

    from_: int = Field(alias="from")
    to: int


class DateLimits(Model):
    """The first possible day, and how many years ahead of today a day may lie."""

    from_: Day = Field(alias="from")
    years_ahead: int


class Limits(Model):
    """What a fact can be at all."""

    value: AmountLimits
    works_months: MonthLimits
    date: DateLimits


class Modality(Model):
    """The whole of ``knowledge/modality.yaml``."""

    facts: FactSheets
    limits: Limits
    results: Results
    defence: Results
    concession: Results
    before: Row
    requires: tuple[Required, ...]
    obligation: Obligation
    regimes: Regimes
    direct_purchase: DirectPurchase
    always_said: tuple[Beside, ...]
    says: Says
    words: WordLists

    def entries(self) -> frozenset[str]:
        """The ids of all entries that are named, so that a check can tell those that do not exist."""
        tables = (self.results, self.defence, self.concession)
        aims: tuple[Aim, ...] = ("hours", "quality", "insertion", "handicap", "siae", "both", "ess", "prison")
        slugs = {slug for table in tables for aim in aims for row in table.of(aim) for slug in row.articles}
        slugs |= {slug for row in self.always_said for slug in row.articles}
        slugs |= {self.obligation.articles.marche, self.obligation.articles.concession, self.obligation.record}
        slugs |= {self.obligation.thresholds.article, self.direct_purchase.article}
        slugs |= {slug for one in (self.regimes.in_house, self.regimes.real_estate) for slug in one.articles}
        return frozenset(f"article/{slug}" for slug in slugs) | self.regimes.entries()


def build(data: Mapping[str, Any]) -> Modality:
    """Validate what was parsed from the file.

    Raises:
        pydantic.ValidationError: with every key that is missing, unknown or wrong.
    """
    return Modality.model_validate(data)
