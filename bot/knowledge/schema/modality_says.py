"""The sentences of ``knowledge/modality.yaml``: what is said of a decision on a contract."""

import re
from datetime import date

from pydantic import ValidationInfo, field_validator

from bot.knowledge.schema.entries import Model
from bot.knowledge.schema.modality_types import Aim, Sentence, Sentences

_NAME = re.compile(r"\{(\w*)\}")


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


class Presumed(Model):
    """What is presumed where nobody tells it: the whole sentence, and how each fact stands in it."""

    all: Sentence
    contract: Sentence
    defence: Sentence
    date: Sentence

    def of(self, key: str) -> str:
        """How a fact stands in the sentence."""
        words: str = getattr(self, key)
        return words


class Undecided(Model):
    """What is said where nobody knows a fact that decides: what is open, and how each case is named."""

    cases: Sentence
    reached: Sentence
    not_reached: Sentence
    before: Sentence
    since: Sentence
    long_works: Sentence
    short_works: Sentence
    compulsory: Sentence
    free: Sentence
    open: Sentence
    depends: Sentence
    but_short: Sentence
    whom: Sentence


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
    presumed: Presumed
    undecided: Undecided
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
    renewals: Sentence
    several: Sentence
    fee: Sentence
    operation: Sentence
    amount: Sentence
    span: Sentence
    launch: Sentence
    origin: Sentence
    impossible: Sentence

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
    "social_services": {"value", "threshold", "own"},
    "direct_purchase": {"limit"},
    "span": {"day"},
}
