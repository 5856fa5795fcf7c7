"""The case answers first: a message is read in the light of what was told before, and the verdict on it comes first."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.assistant import telling
from bot.assistant.cues import CueReading, Cues
from bot.assistant.meaning import Meaning, changes
from bot.assistant.message import Message
from bot.assistant.said_before import Sentences
from bot.assistant.telling import Told
from bot.assistant.verdicts import Verdicts
from bot.assistant.whereabouts import Whereabouts
from bot.chat.case import CONTRACT, HOURS, PERSON, PLACE, Case, Part
from bot.chat.conversation import Conversation
from bot.chat.flow import Flow
from bot.chat.flow_runner import Conductor, Shown
from bot.chat.markup import escape
from bot.knowledge.schema.entries import Knowledge
from bot.search.router import Routed, RouteKind
from bot.tools.places.gazetteer import Gazetteer

_FEW = 10  # words that say of a right that it is there
_DENIES = frozenset({"pas", "plus", "jamais", "refuse", "refusee", "rejete", "rejetee", "non", "toujours", "quand"})


@dataclass(frozen=True, slots=True)
class Lead:
    """Reads messages in the light of the case."""

    knowledge: Knowledge
    flows: Mapping[str, Flow]
    cues: Cues
    sentences: Sentences
    gazetteer: Gazetteer | None = None

    @property
    def _where(self) -> Whereabouts:
        return Whereabouts(self.gazetteer if PLACE in self.flows else None)

    @property
    def _meaning(self) -> Meaning:
        return Meaning(self.knowledge, self._where)

    @property
    def _verdicts(self) -> Verdicts:
        return Verdicts(self.knowledge, self.flows, self.sentences, self._where)

    def listen(self, conversation: Conversation, text: str, today: date) -> Message:
        """Read a message, once for all."""
        heard = self.cues.heard(text)
        names = _named(conversation.case, heard)
        relative, presented = telling.relative(heard)
        named = rf"(?i)(?:\b(?:le|la|son|sa|mon|ma)\s+)?\b(?:{'|'.join(names)})\b"
        meant = re.sub(named, "il", text) if names else presented or text
        meant = telling.in_euros(conversation.case, meant, heard)
        told = telling.read(meant, heard, self.flows, today, conversation.relay)
        again = bool(heard.first & {"suppose", "correct"}) or telling.corrects_briefly(heard)
        if again and (lasted := telling.lasted(conversation.case, heard, told, today)):
            told = told.with_(PERSON, lasted)
        bare = telling.bare_number(heard, today) if again else None
        if bare is not None and not any(told.facts(tool) for tool in (PERSON, HOURS)):
            last = next(reversed(conversation.case.of(HOURS)), "") if "correct" in heard.first else ""
            told = told.with_number(conversation.case.topic, bare, "rate" if last in ("", "amount") else last)
        return Message(text, heard, told, bool(names), relative)

    def verdict(self, conversation: Conversation, message: Message, routed: Routed, today: date) -> Shown | None:
        """The verdict on the case as the message leaves it, or the question that it still needs.

        None where the message is about something else.
        """
        if "both" in message.heard.cues and not message.told.of_person and len(conversation.case.persons) > 1:
            return self._verdicts.all(conversation, today)
        tool = self._meaning.tool(conversation, message, routed)
        if not tool:
            return None
        entry = self.knowledge.get(routed.ranked[0].id) if routed.kind is RouteKind.ANSWER else None
        rule = entry if entry and entry.decided_by == tool else None
        return self._verdicts.told(conversation, tool, message, rule, today)

    def elsewhere(self, conversation: Conversation, message: Message, routed: Routed, today: date) -> Shown | None:
        """The verdict that a message in the middle asks for: another tool's, or on what it corrects of the contract."""
        course = conversation.course
        if course is None:
            return None
        tool = self._meaning.tool(conversation, message, routed)
        corrects = course.flow in (CONTRACT, HOURS) and message.leans and bool(message.told.facts(course.flow))
        mends = message.corrects and changes(conversation.case, message)
        another = message.names and message.is_short and not conversation.case.speaks_of(message.heard.text.words)
        corrects = corrects or (course.flow == PERSON and (mends or message.presents or another))
        if not tool or (tool == course.flow and not corrects):
            return None
        return self._verdicts.told(conversation, tool, message, None, today)

    def kept(self, conversation: Conversation, message: Message, today: date) -> Conversation:
        """The conversation with what a message told beside its own question, of a person or a contract described."""
        told, case = message.told, conversation.case
        if told.describes_contract:
            case = case.holding(CONTRACT, telling.merged(case, CONTRACT, told.facts(CONTRACT)), today)
        elif told.of_person and (message.newcomer is not None or "pronoun" in message.heard.cues):
            case = self._verdicts.met(case, message)
            case = case.holding(PERSON, telling.merged(case, PERSON, told.facts(PERSON)), today)
        return replace(conversation, case=case)

    def granted(self, conversation: Conversation, text: str, today: date) -> Shown | None:
        """The verdict on the person spoken of with the rights that were awaited, where a text says that they are there.

        That they do not count yet, in front of the open question, where it says that they are not: "elle l'a pas eu".
        None where nothing is awaited, the text tells more, or it only asks: "elle l'a eu ?".
        """
        heard, flow = self.cues.heard(text), self.flows.get(PERSON)
        if "granted" not in heard.cues or flow is None or len(heard.spoken) > _FEW:
            return None
        if "?" in text and "if" not in heard.first:
            return None
        message = self.listen(conversation, text, today)
        person = self._verdicts.met(conversation.case, message).person
        if person is None or not person.awaited or message.told.of_person:
            return None
        if not _DENIES.isdisjoint(heard.text.words):
            return self._awaited_still(conversation, flow, person, today)
        had = {fact: flow.press(fact, states) for fact, states in person.awaited}
        known = person.given
        sets = {
            fact: (*held, *value)
            for fact, value in had.items()
            if isinstance(held := known.get(fact), tuple) and isinstance(value, tuple)
        }
        granted = replace(message, told=message.told.with_(PERSON, {**had, **sets}))
        return self._verdicts.told(conversation, PERSON, granted, None, today)

    def _awaited_still(self, conversation: Conversation, flow: Flow, person: Part, today: date) -> Shown | None:
        awaited = ((fact, flow.press(fact, states)) for fact, states in person.awaited)
        facts = ", ".join(filter(None, (flow.shown(fact, value) for fact, value in awaited if value is not None)))
        said = escape(self.knowledge.texts.case.not_yet.format(facts=facts))
        return Conductor(self.flows, self.knowledge.texts).again(conversation, today, said, brief=True)

    def which_place(self, conversation: Conversation, text: str, today: date) -> Shown | None:
        """The relay, where a text tells which of several communes of one name is meant."""
        course = conversation.course
        if course is None or course.flow != PLACE or course.asking != "commune":
            return None
        message = Message(text, self.cues.heard(text), Told({}))
        taken = self._where.among(conversation.case, message)
        return Conductor(self.flows, self.knowledge.texts).told(conversation, PLACE, taken, today) if taken else None


def _named(case: Case, heard: CueReading) -> list[str]:
    """The names in a message of people who were told of before; none where it presents somebody new."""
    if telling.new_person(heard) is not None:
        return []
    return list(filter(None, (one.called_in(heard.text.words) for one in case.persons)))
