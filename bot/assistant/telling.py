"""What a message tells of the case: facts of a person, a contract, figures of hours, a place, each read by its tool."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from bot.assistant.cues import CueReading
from bot.chat.case import CONTRACT, HOURS, PERSON, PLACE, Case
from bot.chat.flow import Answers, Flow, Taken, Value
from bot.knowledge.schema.person import IMPLIED_BY
from bot.language.durations import spans

_FRACTIONS = frozenset({"moitie", "tiers", "quart"})
_WEAK = frozenset({"contract", "date", "labour"})  # facts of a contract that many other sentences hold too
_YOUNGEST, _OLDEST, _HIGHEST_RATE = 14, 75, 50  # years; percent
_FEW = 7  # words around a bare number
_BRIEF = 3  # words of a number that is corrected, and no more
_FACTS_OF_CONTRACT = frozenset({"buyer", "nature", "goal", "contract"})
_BOTH = {("reserve_for", frozenset({"siae", "handicap"})): "both"}
_AMOUNT = re.compile(
    r"(?<![\w.,/-])(?:[1-9]\d{0,2}(?:[ \u00a0\u202f.]\d{3})+|[1-9]\d{5,8})(?![\w.,]|[ \u00a0\u202f]*"
    r"(?:\d|%|(?:h|heures?|ans?|mois|m2|hab\w*|euros?|eur|k|millions?|milliards?|salari\w+|personnes?|logements?)\b))"
)
_LENGTHS = ("months_unemployed", "months_since_studies", "months_worked_last_12")
_NEAR_VALUE = 0.2  # of an amount told before, and five times it: what a bare number may come to that corrects it
_SCALED = re.compile(
    r"(?<![\w.,/-])\d{1,3}(?:[.,]\d{1,2})?(?=[ \u00a0.!]*$|[ \u00a0]*,(?!\d)|[ \u00a0]+(?:pardon|plutot|en fait)\b)"
)
_NOBODY = Taken({})


@dataclass(frozen=True, slots=True)
class Told:
    """What a message tells each tool."""

    taken: Mapping[str, Taken]

    def facts(self, tool: str) -> Answers:
        """The facts that it tells a tool; the empty value of one that was told unclearly is none."""
        return {key: value for key, value in self.taken.get(tool, _NOBODY).values.items() if value != ""}

    def of(self, tool: str) -> Taken:
        """What a tool read, with what cannot be."""
        return self.taken.get(tool, _NOBODY)

    @property
    def of_person(self) -> int:
        """How many facts describe a person."""
        return len([key for key in self.facts(PERSON) if key not in ("grid", "structure")])

    def with_number(self, tool: str, number: int, figure: str = "rate") -> "Told":
        """The same with a bare number, as the age of the person or a ``figure`` of hours that was spoken of last."""
        if tool == PERSON and _YOUNGEST <= number <= _OLDEST:
            return Told({**self.taken, PERSON: Taken({"age": number})})
        if tool == HOURS and 0 < number <= _HIGHEST_RATE:
            return Told({**self.taken, HOURS: Taken({figure: str(number)})})
        return self

    def with_(self, tool: str, facts: Answers) -> "Told":
        """The same with more facts for a tool."""
        return Told({**self.taken, tool: Taken({**self.facts(tool), **facts})})

    def undone(self, case: Case) -> tuple[tuple[str, str], ...]:
        """What it takes back of the person spoken of."""
        known = case.of(PERSON)
        return tuple((fact, states) for fact, states in self.of(PERSON).undone if known.get(fact) not in (None, False))

    @property
    def of_contract(self) -> int:
        """How many facts describe a contract."""
        return len([key for key in self.facts(CONTRACT) if key not in _WEAK])

    @property
    def describes_contract(self) -> bool:
        """Tell whether a contract is described: what it is worth, and what or whose it is."""
        facts = self.facts(CONTRACT)
        return "value" in facts and not _FACTS_OF_CONTRACT.isdisjoint(facts)

    @property
    def describes_hours(self) -> bool:
        """Tell whether figures of a calculation are given."""
        facts = self.facts(HOURS)
        return len(facts) > 1 or any(key in facts for key in ("labour_share", "hourly_cost"))


def in_euros(case: Case, text: str, heard: CueReading) -> str:
    """The text with its unit behind a bare amount, where a contract of some value is spoken of: "en fait 90 000".

    A postal code, a year and what has a unit of its own stay as they are. Behind millions, "non, 5,2" is of millions.
    """
    if case.topic not in (CONTRACT, HOURS) or not {"value", "amount"} & {*case.of(CONTRACT), *case.of(HOURS)}:
        return text
    value = case.for_(CONTRACT).get("value")
    if case.topic == CONTRACT and heard.first & {"suppose", "correct"} and isinstance(value, int | float):
        text = _SCALED.sub(lambda one: f"{one[0]} {_scale(one[0], value)}".strip(), text)
    return text if "€" in text else _AMOUNT.sub(r"\g<0> €", text)


def corrects_briefly(heard: CueReading) -> bool:
    """Tell whether a message is a number and a word that takes one back: "50 pardon", "c'est trop, plutôt 3"."""
    numbers = [word for word in heard.spoken if word[0].isdigit()]
    if len(numbers) != 1 or len(heard.spoken) > _FEW:
        return False
    ends = [one.end for one in heard.found if one.tag == "correct"]
    beside = any(heard.text.words[end : end + 1] == (numbers[0],) for end in ends)
    return beside or (len(heard.spoken) <= _BRIEF and bool(ends))


def _scale(number: str, value: float) -> str:
    """The unit of a number that stands for an amount of the size of one told before; empty where it has none."""
    told = float(number.replace(",", "."))
    units = {"millions €": 1_000_000, "000 €": 1000}
    return next((unit for unit, euros in units.items() if _NEAR_VALUE <= told * euros / value <= 1 / _NEAR_VALUE), "")


def bare_number(heard: CueReading, today: date) -> int | None:
    """The only number of a message that says little else; None where there is none or several, or it is of months."""
    if any(span.years is None for span in spans(heard.text.normal, today)):
        return None
    numbers = [word for word in heard.spoken if word.isdigit()]
    return int(numbers[0][:4]) if len(numbers) == 1 and len(heard.spoken) <= _FEW else None


def lasted(case: Case, heard: CueReading, told: Told, today: date) -> Answers:
    """What a bare length corrects of the person spoken of, the last that was told: "en fait ça fait 14 mois".

    Nothing where the message says of what it is the length, or no length was told before.
    """
    lengths = [key for key in case.of(PERSON) if key in _LENGTHS]
    found = spans(heard.text.normal, today) if lengths and case.topic == PERSON and not told.of_person else ()
    return {lengths[-1]: found[0].least} if len(found) == 1 and found[0].sure else {}


def read(text: str, heard: CueReading, flows: Mapping[str, Flow], today: date, relay: str = "") -> Told:
    """Read a message for every tool, each once; one that cannot find anything in it is not asked."""
    counts = any(word[0].isdigit() for word in heard.text.words) or not _FRACTIONS.isdisjoint(heard.text.words)
    tools = (PERSON, CONTRACT, HOURS) if counts else (PERSON, CONTRACT)
    return Told({tool: flows[tool].prefill(text, today, relay) for tool in tools if tool in flows})


def merged(case: Case, tool: str, told: Answers, undone: Sequence[tuple[str, str]] = ()) -> dict[str, Value]:
    """What a tool knows with what was told now: the later word holds, and what it implies is not held against it."""
    known = case.for_(tool)
    for fact, states in undone:
        value = known.get(fact)
        kept = tuple(one for one in value if one != states) if isinstance(value, tuple) and states != "whole" else ()
        if kept:
            known[fact] = kept
        else:
            known.pop(fact, None)
    if tool == PERSON:
        for fact, stated_by in IMPLIED_BY.items():
            if told.get(stated_by) is not None and fact not in told:
                known.pop(fact, None)
        if known.get("employed_elsewhere") and (told.get("registered_jobseeker") or told.get("jobseeking")):
            known.pop("employed_elsewhere")  # who registers has left
    if tool == HOURS and "rate" in told:
        known.pop("hours", None)
    return {**known, **told}


def together(known: Answers, told: Answers) -> dict[str, Value]:
    """What is told where it adds to what is known, rather than replacing it: "et aux ESAT aussi"."""
    both = {key: value for (key, sides), value in _BOTH.items() if {known.get(key), told.get(key)} == sides}
    return {**told, **both}


def relative(heard: CueReading) -> tuple[str, str]:
    """Who of a family is presented as another person, and the text with "une personne" instead; empty where nobody is.

    "et sa sœur, 27 ans" presents somebody; "et sa femme travaille" tells something of the person's household.
    """
    named = next((one for one in heard.found if one.tag == "relative"), None)
    if named is None or "suppose" not in heard.first:
        return "", ""
    following = [word for word in heard.text.words[named.end :] if word != ","][:_NEAR_START]
    if not following or not (following[0] in _AGAIN or any(word.isdigit() for word in following)):
        return "", ""
    tokens, source = heard.text.tokens, heard.text.source
    text = f"{source[: tokens[named.start].start]}une personne{source[tokens[named.end - 1].end :]}"
    return heard.text.words[named.end - 1], text


def called(heard: CueReading) -> list[str]:
    """The first names behind which an age is told: "Paul 40 ans et Nadia, 38 ans"."""
    words, tokens, source = heard.text.words, heard.text.tokens, heard.text.source
    names = list[str]()
    for at, word in enumerate(words[:-1]):
        before = at - 1 - (at > 0 and words[at - 1] == ",")
        if word.isdigit() and words[at + 1] in ("an", "ans") and before >= 0 and words[before].isalpha():
            written = source[tokens[before].start : tokens[before].end]
            names += [words[before]] if written.istitle() and len(written) > 1 else []
    return names


def new_person(heard: CueReading) -> str | None:
    """The word by which a message presents a person ("gars", "maçon"); None where it presents nobody."""
    introduced = [one for one in heard.found if one.tag == "person"]
    if introduced:
        return heard.text.words[introduced[0].end - 1]
    nobody = [one for one in heard.found if one.tag == "not_person"]
    words = heard.text.words
    for at, word in enumerate(words[:-1]):
        if word in ("un", "une") and not any(one.start <= at < one.end for one in nobody):
            before = list(takewhile(lambda earlier: earlier not in ".!?,", reversed(words[:at])))
            if len(before) <= _NEAR_START and words[at + 1].isalpha() and not _is_stated(before):
                return words[at + 1]
    return None


_AGAIN = frozenset({"elle", "lui", "il"})  # behind a relative who is another person: "sa sœur, elle, …"
_NEAR_START = 4  # words that stand before who is presented: "et pour un", "si je prends une"
_STATING = frozenset({"a", "est", "il", "elle", "lui", "avec", "depuis", "pendant", "dans", "d", "de", "par", "chez"})


def _is_stated(before: list[str]) -> bool:
    """Tell whether the words before "un", the nearest first, say something of a person already known: "il a un"."""
    return bool(before) and before[0] in _STATING


__all__ = ["CONTRACT", "HOURS", "PERSON", "PLACE", "Told", "merged", "new_person", "read"]
