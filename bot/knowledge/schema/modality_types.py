"""What the tables of ``knowledge/modality.yaml`` are made of: the values of facts, periods, sentences with dates."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from bot.knowledge.schema.entries import Day, Model

Contract = Literal["marche", "concession"]
Buyer = Literal["state", "local", "utility"]
Nature = Literal["works", "supplies", "services"]
Goal = Literal["hours", "quality", "insertion", "reserve"]
ReserveFor = Literal["handicap", "siae", "both", "ess", "prison"]
Reason = Literal["off_the_shelf", "weak_link", "harm"]  # an exception that a buyer states
Exception_ = Literal["none", "off_the_shelf", "weak_link", "harm"]
RegimeName = Literal[
    "ordinary", "in_house", "real_estate", "private", "subsequent", "follow_on", "social", "specific",
]  # fmt: skip
Aim = Literal[
    "hours", "quality", "insertion", "handicap", "siae", "both", "ess", "prison"
]  # a goal, or whom it is reserved for
Key = Literal[
    "date", "contract", "buyer", "nature", "value", "defence", "works_months", "labour", "goal", "reserve_for",
    "exception", "regime",
]  # fmt: skip

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
Euros = Annotated[int, Field(gt=0)]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=160, strip_whitespace=True)]
Phrases = tuple[Phrase, ...]


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
