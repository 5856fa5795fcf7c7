"""What ``knowledge/modality.yaml`` may hold: the questions, the law by date, the sentences and the words of buyers."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, ValidationInfo, field_validator, model_validator

from bot.knowledge.schema.entries import Day, Line, Model, Slug

Contract = Literal["marche", "concession"]
Buyer = Literal["state", "local", "utility"]
Nature = Literal["works", "supplies", "services"]
Goal = Literal["hours", "quality", "insertion", "reserve"]
ReserveFor = Literal["handicap", "siae", "both", "ess", "prison"]
Reason = Literal["off_the_shelf", "weak_link", "harm"]  # an exception that a buyer states
Exception_ = Literal["none", "off_the_shelf", "weak_link", "harm"]
Aim = Literal[
    "hours", "quality", "insertion", "handicap", "siae", "both", "ess", "prison"
]  # a goal, or whom it is reserved for
Key = Literal[
    "date", "contract", "buyer", "nature", "value", "defence", "works_months", "labour", "goal", "reserve_for",
    "exception",
]  # fmt: skip

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
Euros = Annotated[int, Field(gt=0)]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=160, strip_whitespace=True)]
Phrases = tuple[Phrase, ...]

_NAME = re.compile(r"\{(\w*)\}")


def _dated(value: object) -> object:
    """A sentence that always holds may stand without its dates."""
    return {"text": value} if isinstance(value, str) else value


class Period(Model):
    """From one day to another, both included; open where a day is missing."""

    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None

    def holds(self, day: date) -> bool:
        """Tell whether a day lies inside."""
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


class DatedSentence(Period):
    """A sentence, and the time for which it is true."""

    text: Sentence


Sentences = tuple[Annotated[DatedSentence, BeforeValidator(_dated)], ...]


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
        found: int = self.concession if contract == "concession" else getattr(getattr(self, nature), buyer)
        return found

    def every(self) -> frozenset[int]:
        """All the amounts at which something changes."""
        tables = (self.works, self.supplies, self.services)
        return frozenset(
            (self.concession, *(amount for one in tables for amount in (one.state, one.local, one.utility)))
        )


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

    ``short_works_below`` is in months; ``social_services_above`` in euros without taxes.
    """

    from_: Day = Field(alias="from")
    articles: ByContract
    record: Slug
    thresholds: Thresholds
    exceptions: Admitted
    short_works_below: Annotated[int, Field(gt=0)]
    social_services_above: Euros


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


class ByAim(Model):
    """One sentence for each goal or reservation."""

    hours: Sentence
    quality: Sentence
    insertion: Sentence
    handicap: Sentence
    siae: Sentence
    both: Sentence
    ess: Sentence
    prison: Sentence

    def of(self, aim: Aim) -> str:
        """The sentence of one."""
        sentence: str = getattr(self, aim)
        return sentence


class SentencesByAim(Model):
    """Sentences for each goal or reservation."""

    hours: Sentences
    quality: Sentences
    insertion: Sentences
    handicap: Sentences
    siae: Sentences
    both: Sentences
    ess: Sentences
    prison: Sentences

    def of(self, aim: Aim, day: date) -> tuple[str, ...]:
        """The sentences of one that are true on a day."""
        every: Sentences = getattr(self, aim)
        return tuple(sentence.text for sentence in every if sentence.holds(day))


class ByException(Model):
    """What is said of each exception, with what must be written down."""

    off_the_shelf: Sentence
    weak_link: Sentence
    harm: Sentence
    short_works: Sentence

    def of(self, exception: str) -> str:
        """The sentence of one."""
        sentence: str = getattr(self, exception)
        return sentence


class Says(Model):
    """Every sentence of the outcome; {names} are filled in by the program."""

    compulsory_marche: Sentence
    compulsory_concession: Sentence
    compulsory_marche_anyway: Sentence
    compulsory_concession_anyway: Sentence
    meaning: Sentence
    whatever_the_goal: Sentence
    above: Sentence
    below: Sentence
    not_compulsory: Sentence
    too_early: Sentence
    defence: Sentence
    defence_elsewhere: Sentence
    may_except_marche: Sentence
    may_except_concession: Sentence
    exceptions: ByException
    not_admitted: Sentence
    record_file: Sentence
    record_any: Sentence
    thresholds: Sentence
    after_2027: Sentence
    social_services: Sentence
    why: ByAim
    no_row_concession: Sentence
    no_row: Sentence
    dce: SentencesByAim
    pitfalls: SentencesByAim
    old_names: ByAim
    today_names: ByAim
    direct_purchase: Sentence
    labour_false: Sentence
    relay: Sentence
    ttc: Sentence
    years: Sentence
    parts: Sentence
    amount: Sentence
    span: Sentence

    @field_validator("*")
    @classmethod
    def _placeholders(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, str):
            found, wanted = set(_NAME.findall(value)), _PLACEHOLDERS.get(info.field_name or "", set())
            if found != wanted:
                raise ValueError(
                    f"contient les mots entre accolades {sorted(found)}, le programme attend {sorted(wanted)}"
                )
        return value


_PLACEHOLDERS = {
    "compulsory_marche": {"value", "threshold"},
    "compulsory_concession": {"value", "threshold"},
    "above": {"value", "threshold"},
    "below": {"value", "threshold"},
    "direct_purchase": {"limit"},
    "span": {"day", "counted"},
}


class ContractWords(Model):
    """Words for each kind of contract."""

    marche: Phrases
    concession: Phrases


class BuyerWords(Model):
    """Words for each kind of buyer."""

    state: Phrases
    local: Phrases
    utility: Phrases


class NatureWords(Model):
    """Words for each nature of what is bought."""

    services: Phrases
    works: Phrases
    supplies: Phrases


class GoalWords(Model):
    """Words for each goal."""

    hours: Phrases
    quality: Phrases
    insertion: Phrases
    reserve: Phrases


class ReserveWords(Model):
    """Words for those whom a contract may be reserved for."""

    handicap: Phrases
    siae: Phrases
    both: Phrases
    ess: Phrases
    prison: Phrases


class YesNoWords(Model):
    """Words that affirm, and words that deny."""

    true: Phrases
    false: Phrases


class ExceptionWords(Model):
    """Words for each exception."""

    none: Phrases
    off_the_shelf: Phrases
    weak_link: Phrases
    harm: Phrases


class WordLists(Model):
    """The words by which facts are recognised in free text.

    ``=`` before a word: this form only; ``*`` inside a phrase: a few words between. ``neutral`` phrases mean nothing
    here and take their words away from the others. ``capitals`` are acronyms that lower case would make another word
    ("AI"). ``parts`` multiply an amount; ``launch`` and ``not_launch`` stand before a date, ``not_value`` before an
    amount; ``structures`` after one of ``entrust`` mean a reservation; ``clause`` means hours but in a question, which
    ``asking`` tells. Two goals are weighed against each other with one of ``hesitations``, or one of ``alternatives``
    between them; ``turns`` end what a negation denies.
    """

    capitals: Mapping[str, Phrase]
    parts: Phrases
    changes: tuple[Day, ...]
    launched: Phrases
    launch: Phrases
    not_launch: Phrases
    not_value: Phrases
    negations: Phrases
    hesitations: Phrases
    alternatives: Phrases
    turns: Phrases
    own_role: Phrases
    asking: Phrases
    contract: ContractWords
    buyer: BuyerWords
    nature: NatureWords
    acquiring: Phrases
    objects: NatureWords
    goal: GoalWords
    clause: Phrases
    entrust: Phrases
    reserve_for: ReserveWords
    structures: Phrases
    defence: YesNoWords
    labour: YesNoWords
    exception: ExceptionWords
    neutral: Phrases


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
    direct_purchase: DirectPurchase
    always_said: Rows
    says: Says
    words: WordLists

    def articles(self) -> frozenset[str]:
        """The ids of all articles that are named, so that a check can tell those that do not exist."""
        tables = (self.results, self.defence, self.concession)
        aims: tuple[Aim, ...] = ("hours", "quality", "insertion", "handicap", "siae", "both", "ess", "prison")
        slugs = {slug for table in tables for aim in aims for row in table.of(aim) for slug in row.articles}
        slugs |= {slug for row in self.always_said for slug in row.articles}
        slugs |= {self.obligation.articles.marche, self.obligation.articles.concession, self.obligation.record}
        slugs |= {self.obligation.thresholds.article, self.direct_purchase.article}
        return frozenset(f"article/{slug}" for slug in slugs)


def build(data: Mapping[str, Any]) -> Modality:
    """Validate what was parsed from the file.

    Raises:
        pydantic.ValidationError: with every key that is missing, unknown or wrong.
    """
    return Modality.model_validate(data)
