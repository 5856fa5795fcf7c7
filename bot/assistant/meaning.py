"""Which tool's verdict a message asks for, or whose case it changes."""

from dataclasses import dataclass

from bot.assistant.message import Message
from bot.assistant.whereabouts import Whereabouts
from bot.chat.case import CONTRACT, HOURS, PERSON, PLACE, TOOLS, Case
from bot.chat.conversation import Conversation
from bot.knowledge.schema.entries import Knowledge
from bot.search.router import Routed, RouteKind

WHICH = frozenset({"first", "second", "other"})  # cues that tell one of several people from the others


@dataclass(frozen=True, slots=True)
class Meaning:
    """Tells what messages are about."""

    knowledge: Knowledge
    where: Whereabouts

    def tool(self, conversation: Conversation, message: Message, routed: Routed) -> str:
        """The tool whose verdict a message asks for or changes; empty where it is about something else."""
        heard, case = message.heard, conversation.case
        points = message.is_short or bool(heard.first & {"suppose", *WHICH})
        if len(case.persons) > 1 and (heard.cues & WHICH or message.names) and points:
            return PERSON
        if "hours" in heard.cues and case.for_(HOURS) and routed.kind is not RouteKind.ANSWER:
            return HOURS
        match routed.kind:
            case RouteKind.TOOL:
                return self._named(case, message, routed)
            case RouteKind.ANSWER:
                return self._deciding(case, message, routed)
            case RouteKind.UNKNOWN if routed.topic and not message.told.undone(case):
                return ""
        about = self._about(case, message)
        if about and (message.leans or message.is_short or routed.kind is not RouteKind.CHOICE):
            return about
        return "" if "general" in heard.cues else self._described(case, message)

    def _named(self, case: Case, message: Message, routed: Routed) -> str:
        """The tool that a message names, unless it adds to the case spoken of last."""
        if message.leans and message.is_short and case.topic in TOOLS and message.told.facts(case.topic):
            return case.topic
        first = routed.ranked[0].id if routed.ranked else ""
        return first if first in TOOLS else ""

    def _deciding(self, case: Case, message: Message, routed: Routed) -> str:
        """The tool that decides on the case what an entry answers in general, or whose case a message corrects."""
        cues = message.heard.cues
        if "general" in cues:
            return ""
        if decided_by := self.knowledge[routed.ranked[0].id].decided_by:
            return decided_by if self._decides(decided_by, case, message) else ""
        if "counts" in cues and message.told.of_person > 1 and message.newcomer is not None:
            return PERSON
        corrects = ("correct" in message.heard.first or "pronoun" in cues) and not message.asks
        return self._about(case, message) if corrects or (message.supposes and changes(case, message)) else ""

    def _about(self, case: Case, message: Message) -> str:
        """The tool of whose case a message tells more: the one spoken of last before all others."""
        told = message.told
        order = dict.fromkeys((case.topic, PERSON, CONTRACT, HOURS))
        if told.undone(case):
            return PERSON
        found = next((tool for tool in order if tool and case.of(tool) and told.facts(tool)), "")
        if not found and case.topic == PLACE and message.leans and self.where.named(case, message):
            return PLACE
        return found

    def _decides(self, tool: str, case: Case, message: Message) -> bool:
        """Tell whether a tool can answer a question from the case, where its entry says that it may."""
        told, cues = message.told, message.heard.cues
        if tool == PERSON:
            somebody = message.newcomer is not None or "pronoun" in cues or told.of_person > 1
            leans = "pronoun" in cues or (told.of_person > 0 and (message.leans or message.is_short))
            known = bool(case.person and case.person.facts) and leans
            return known or (somebody and told.of_person > 0)
        if tool == CONTRACT:
            return bool(case.for_(CONTRACT)) or told.describes_contract or "value" in told.facts(CONTRACT)
        return bool(case.of(HOURS)) or told.describes_hours or ("hours" in cues and bool(case.for_(HOURS)))

    def _described(self, case: Case, message: Message) -> str:
        """The tool for which a message, written as a telegram, says enough."""
        told, cues = message.told, message.heard.cues
        if told.describes_contract:
            return HOURS if "hours" in cues else CONTRACT
        if told.describes_hours:
            return HOURS
        if "hours" in cues and (case.for_(HOURS) or told.facts(HOURS)):
            return HOURS
        presented = message.newcomer is not None
        if told.facts(CONTRACT).get("goal") == "reserve" and not presented:  # "réservé aux EA" is about no person
            return ""
        if told.of_person > 1 or (told.of_person and (presented or "counts" in cues)):
            return PERSON
        if presented and "counts" in cues:
            return PERSON
        if "compulsory" in cues and (case.of(CONTRACT) or told.of_contract):
            return CONTRACT
        return ""


def changes(case: Case, message: Message) -> bool:
    """Tell whether a message says otherwise what was told of the subject spoken of last."""
    known = case.of(case.topic) if case.topic else {}
    return any(known.get(key) not in (None, value) for key, value in message.told.facts(case.topic).items())
