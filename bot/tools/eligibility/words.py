"""knowledge/facts.yaml prepared: the phrases that state facts, and the words that a profile is read by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from bot.knowledge.schema.eligibility import Belied, FactsFile
from bot.language.fold import plain
from bot.language.phrases import Phrases, phrases, vocabulary, written_out
from bot.language.small_words import LIGHT
from bot.language.text import Reader
from bot.tools.eligibility.people_words import People, people

_OF_FIELD, _OF_EVERYDAY = 10, 5  # which correction is likelier where several are as near


class Tag(NamedTuple):
    """What a phrase stands for: a fact and what it states; or, without a fact, one of the lists of small words."""

    fact: str
    states: str


@dataclass(frozen=True, slots=True)
class ProfileWords:
    """knowledge/facts.yaml, prepared for reading; made by ``profile_words``."""

    file: FactsFile
    reader: Reader
    phrases: Phrases[Tag]
    belied: Phrases[Belied]
    people: People


def profile_words(file: FactsFile, reader: Reader) -> ProfileWords:
    """Prepare the words of a facts file, to be found in what a reader gives that knows ``spelt`` of it.

    Raises:
        ValueError: where a phrase cannot be read.
    """
    hearing = file.hearing
    belied = [(phrase, one) for sheet in file.facts.values() for one in sheet.belied_by for phrase in one.words]
    return ProfileWords(
        file=file,
        reader=reader.writing({**hearing.written, **hearing.sigles}),
        phrases=phrases(_filed(file), LIGHT),
        belied=phrases(belied, LIGHT),
        people=people(hearing),
    )


def spelt(file: FactsFile) -> dict[str, int]:
    """The words of a facts file, which are well spelled, each with its weight: those of the field weigh more.

    Raises:
        ValueError: where a phrase names a group that is not there.
    """
    belied = (phrase for sheet in file.facts.values() for one in sheet.belied_by for phrase in one.words)
    field = vocabulary(chain((phrase for phrase, _ in _filed(file)), belied))
    shorthand = map(plain, file.hearing.written)
    return {plain(word): _OF_EVERYDAY for group in file.hearing.single_words() for word in group} | dict.fromkeys(
        (word for word in chain(field, shorthand) if word.isalpha()), _OF_FIELD
    )


def long_term(months: int) -> str:
    """The name under which the phrases for "longue durée" of so many months are filed."""
    return f"months {months}"


def _filed(file: FactsFile) -> Iterable[tuple[str, Tag]]:
    """Every phrase, its groups written out, with its tag."""
    hearing = file.hearing
    lists: Mapping[str, Sequence[str]] = {
        "neutral": hearing.neutral,
        "anchor": hearing.anchors,
        "work": hearing.not_worked_since,
        "studies": hearing.studies_ended,
        "doubting": hearing.doubting,
        "wondering": hearing.wondering,
        "past": hearing.past,
        "pending": hearing.pending,
        "denied": hearing.denied,
        "named for": hearing.named_for,
        "released": hearing.released,
        "followed": hearing.followed,
        "coming": hearing.coming,
        "postponed": hearing.postponed,
        "next day": hearing.next_day,
        "refused": hearing.refused,
        "restored": hearing.restored,
        "turned down": hearing.turned_down,
        "ended": hearing.ended,
        "unclaimed": hearing.unclaimed,
        **{long_term(months): group for months, group in hearing.long_term.items()},
    }
    for name, group in lists.items():
        yield from ((written_out(phrase, file.groups), Tag("", name)) for phrase in group)
    for name, sheet in file.facts.items():
        for states, group in sheet.words.items():
            yield from ((written_out(phrase, file.groups), Tag(name, states)) for phrase in group)
