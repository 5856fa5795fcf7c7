"""A question that was routed: its answer, a choice, small talk, or that nothing fits."""

from dataclasses import dataclass, replace
from datetime import date

from bot.assistant.answers import answer
from bot.assistant.keyboards import Keyboards
from bot.chat.buttons import Verb, data
from bot.chat.conversation import Conversation
from bot.chat.markup import escape
from bot.chat.replies import Button, Keyboard, rows
from bot.knowledge.schema.entries import Entry, Knowledge, Relay
from bot.search.router import Routed, RouteKind

CHOICES = 3
NEAREST = 2  # topics offered where nothing fits
_RELAY_COMMAND = "/relais"
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")
LONG = 700  # characters: what is longer is a letter, not a question


@dataclass(frozen=True, slots=True)
class Answered:
    """What is said of a question, in Telegram's HTML, and the conversation after it."""

    html: str
    keyboard: Keyboard
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class Questions:
    """Answers questions from a knowledge base."""

    knowledge: Knowledge

    @property
    def keyboards(self) -> Keyboards:
        """The buttons under answers."""
        return Keyboards(self.knowledge)

    def answered(self, conversation: Conversation, routed: Routed, question: str, today: date) -> Answered:
        """What is said of a question that was routed."""
        keyboards = self.keyboards
        match routed.kind:
            case RouteKind.ANSWER | RouteKind.TOOL:
                return self.shown(conversation, self.knowledge[routed.ranked[0].id], question, today)
            case RouteKind.CHOICE:
                buttons = [keyboards.choice(ranked.id, question) for ranked in routed.ranked[:CHOICES]]
                none = Button(self.knowledge.texts.button.none, data(Verb.NONE))
                said = escape(self.choice_text(routed))
                last = (none, keyboards.tool("tool/intake"))
                return Answered(said, (*rows(buttons), last), conversation.choosing(question, routed.ranked[0].id))
            case RouteKind.SMALLTALK:
                said = escape(self.knowledge.smalltalk[routed.topic].answer)
                return Answered(said, keyboards.topics(), conversation)
            case RouteKind.UNKNOWN:
                near = () if routed.topic or routed.reference else routed.ranked[:NEAREST]
                buttons = [keyboards.choice(ranked.id, question) for ranked in near]
                human = self._helping(routed)
                said = escape(self.unknown_text(routed, question))
                return Answered(said, (*rows(buttons), *human), conversation.choosing(question))

    def shown(self, conversation: Conversation, entry: Entry, question: str, today: date) -> Answered:
        """The answer of an entry."""
        after = conversation.showing(question, entry.id)
        if isinstance(entry, Relay):
            after = replace(after, relay=entry.id)
        return Answered(answer(self.knowledge, entry, today), self.keyboards.under(entry, after.shown[-1]), after)

    def wordless(self, text: str) -> tuple[str, Keyboard]:
        """What is said of a text without a word that can be read: in its own letters where the base has any."""
        letters = {letter for letter in text.casefold() if letter.isalpha() and letter not in _LATIN}
        told = [one.answer for one in self.knowledge.outside.values() if one.alone]
        pairs = {text[at : at + 2] for at in range(len(text))}
        shared = {one: (len(letters & set(one)), sum(pair in one for pair in pairs)) for one in told}
        own = max(told, key=lambda one: shared[one], default="")
        if not letters or len(letters.intersection(own)) * 2 < len(letters):
            return escape(self.knowledge.texts.empty), self.keyboards.topics()
        return escape(own), rows([self.keyboards.tool("tool/relay")])

    def choice_text(self, routed: Routed) -> str:
        """What is said above a choice."""
        texts = self.knowledge.texts
        return texts.ambiguous_reference if routed.by_reference else texts.choice

    def unknown_text(self, routed: Routed, question: str) -> str:
        """What is said where nothing fits."""
        texts = self.knowledge.texts
        if routed.reference:
            return texts.unknown_reference.format(reference=routed.reference)
        if routed.topic:
            said = self.knowledge.outside[routed.topic].answer
            return said if self._is_alone(routed) else texts.outside.format(answer=said)
        if len(question) > LONG:
            return texts.too_long
        return texts.unknown_nearest if routed.ranked else texts.unknown

    def _helping(self, routed: Routed) -> Keyboard:
        """Where a person answers; under what stands alone, only what it names itself."""
        if not self._is_alone(routed):
            return self.keyboards.human()
        named = _RELAY_COMMAND in self.knowledge.outside[routed.topic].answer
        return rows([self.keyboards.tool("tool/relay")]) if named else ()

    def _is_alone(self, routed: Routed) -> bool:
        return bool(routed.topic) and self.knowledge.outside[routed.topic].alone
