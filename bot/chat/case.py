"""A person's case: what they told in this chat of the people, the contract, the hours and the place asked about.

It is kept in the conversation, within bounds, for a day after the last word; every tool starts from it, so that
nothing that was told once is asked again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zlib import crc32

from bot.chat.flow import Answers, Value

KEPT = timedelta(days=1)  # after the last word
PERSONS = 4  # people of one case; of more the first are forgotten
FACTS = 32  # of one part of a case
WORDS = 200  # characters of a fact
PERSON = "tool/eligibility"  # the tool whose part there is one of for each person
CONTRACT, HOURS, PLACE = "tool/modality", "tool/hours", "tool/relay"
TOOLS = (PERSON, CONTRACT, HOURS, PLACE)
_ALIKE = {(CONTRACT, "value"): (HOURS, "amount"), (HOURS, "amount"): (CONTRACT, "value")}
_LEAST_VALUE = 1000  # euros: a smaller amount is no contract's value

Known = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What was told that one tool decides by; ``name`` tells one person from another ("cousin"), empty elsewhere.

    Of a first name only a mark is kept, by which it is known again (see ``marked``).
    ``awaited`` are the rights that the person has asked for and does not have yet, each with what would be stated.
    """

    tool: str
    facts: Known = ()
    name: str = ""
    awaited: tuple[tuple[str, str], ...] = ()

    def called_in(self, words: Iterable[str]) -> str:
        """The word among some by which this person is meant; empty where none is."""
        return next((word for word in words if self.name and self.name in (word, marked(word))), "")

    @property
    def given(self) -> dict[str, Value]:
        """The facts by key; None where the person does not know."""
        return dict(self.facts)


@dataclass(frozen=True, slots=True)
class Case:
    """What was told, by tool; ``told`` is the day of the last word, ``topic`` the tool that was spoken of last.

    The person spoken of last stands at the end of ``persons``. ``aside`` where an entry was shown since: what is asked
    next is asked of that. ``at`` is the moment of the last word.
    """

    persons: tuple[Part, ...] = ()
    parts: tuple[Part, ...] = ()
    topic: str = ""
    told: date | None = None
    aside: bool = False
    at: datetime | None = None

    def on(self, day: date, now: datetime | None = None) -> "Case":
        """The case as it is known on a day: what was told on another is forgotten.

        Where the moment of the last word is known, it is forgotten a whole day after that, not at midnight.
        """
        if now is not None and self.at is not None:
            return self if now - self.at < KEPT else Case()
        return self if self.told in (None, day) else Case()

    def since(self, before: "Case", now: datetime) -> "Case":
        """The case with the moment of its last word, where it is another than before."""
        return self if self.told is None or self == before else replace(self, at=now)

    @property
    def person(self) -> Part | None:
        """The person spoken of last."""
        return self.persons[-1] if self.persons else None

    def speaks_of(self, words: Iterable[str]) -> bool:
        """Tell whether words name the person spoken of last."""
        return self.person is not None and bool(self.person.called_in(words))

    def of(self, tool: str) -> dict[str, Value]:
        """What was told that a tool decides by; empty where nothing was."""
        if tool == PERSON:
            return self.person.given if self.person else {}
        return next((part.given for part in self.parts if part.tool == tool), {})

    def for_(self, tool: str) -> dict[str, Value]:
        """The same, with what was told to another tool under another name: the value of a contract is an amount."""
        found = self.of(tool)
        for (source, key), (target, name) in _ALIKE.items():
            if target == tool and name not in found and (amount := _amount(self.of(source).get(key))):
                found[name] = amount if tool == CONTRACT else str(amount)
        return found

    def holding(self, tool: str, facts: Answers, day: date) -> "Case":
        """The case with these facts as all that a tool knows, of the person spoken of where it is about one."""
        kept = tuple((key, _bounded(value)) for key, value in list(facts.items())[:FACTS])
        if tool == PERSON:
            last = self.person
            persons = (*self.persons[:-1], replace(last, facts=kept) if last else Part(tool, kept))
            return replace(self, persons=persons, topic=tool, told=day, aside=False)
        others = tuple(part for part in self.parts if part.tool != tool)
        return replace(self, parts=(*others, Part(tool, kept)), topic=tool, told=day, aside=False)

    def awaiting(self, rights: tuple[tuple[str, str], ...]) -> "Case":
        """The case with rights that the person spoken of has asked for; none takes back none."""
        if self.person is None or not rights:
            return self
        return replace(self, persons=(*self.persons[:-1], replace(self.person, awaited=rights[:FACTS])))

    def meeting(self, name: str = "") -> "Case":
        """The case with one more person, of whom nothing is known yet."""
        if self.person is not None and not self.person.facts:
            return replace(self, persons=(*self.persons[:-1], Part(PERSON, (), name)))
        return replace(self, persons=(*self.persons, Part(PERSON, (), name))[-PERSONS:])

    def turning_to(self, at: int) -> "Case":
        """The case with one of its persons spoken of now."""
        persons = (*self.persons[:at], *self.persons[at + 1 :], self.persons[at])
        return replace(self, persons=persons, topic=PERSON)

    def without(self, tool: str) -> "Case":
        """The case without what a tool decides by; of several people only the one spoken of is forgotten."""
        if tool == PERSON:
            return replace(self, persons=self.persons[:-1], topic="")
        return replace(self, parts=tuple(part for part in self.parts if part.tool != tool), topic="")


def _amount(value: Value) -> int | float | None:
    """A value in euros, None where it is no contract's."""
    if value is None or isinstance(value, bool | tuple):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    if number < _LEAST_VALUE:
        return None
    return int(number) if number.is_integer() else number


def _bounded(value: Value) -> Value:
    if isinstance(value, str):
        return value[:WORDS]
    return value[:FACTS] if isinstance(value, tuple) else value


def marked(name: str) -> str:
    """What is kept of a first name, so that it is known again and cannot be read."""
    return f"#{crc32(name.encode()) & 0xFFFF:x}"


def told(facts: Mapping[str, Value]) -> dict[str, Value]:
    """The facts that are known: without those that the person does not know."""
    return {key: value for key, value in facts.items() if value is not None}
