"""Buttons under what the assistant said."""

from dataclasses import dataclass, replace
from datetime import date

from bot.assistant.answers import details
from bot.assistant.commands import Commands
from bot.assistant.feedback import Feedback
from bot.assistant.keyboards import Keyboards
from bot.assistant.unanswered import none_chosen
from bot.chat.buttons import Verb, read
from bot.chat.conversation import Conversation
from bot.chat.events import Pressed
from bot.chat.markup import escape
from bot.chat.replies import Acknowledge, Keyboard, Rekey, Say, Turn
from bot.knowledge.schema.entries import Knowledge

_OF_FLOWS = frozenset({
    Verb.ANSWER, Verb.UNKNOWN, Verb.BACK, Verb.CORRECT, Verb.LIST, Verb.ASK, Verb.STOP, Verb.RESUME,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Presses:
    """Carries out what buttons ask for."""

    knowledge: Knowledge
    commands: Commands

    @property
    def _keyboards(self) -> Keyboards:
        return Keyboards(self.knowledge)

    def pressed(self, conversation: Conversation, event: Pressed, today: date) -> Turn:
        """What a button leads to."""
        match read(event.data):
            case (verb, _) if verb in _OF_FLOWS:
                return self._of_flow(conversation, event, today)
            case (Verb.JUDGE, (token, judgement)):
                return Feedback(self.knowledge).judged(_apart(conversation), event, token, judgement)
            case (Verb.REASON, (token, reason)):
                return Feedback(self.knowledge).reasoned(_apart(conversation), event, token, reason)
            case (Verb.OTHER, (token,)):
                return self._other(conversation, event, token, today)
            case (Verb.CHOSEN, _):
                return Turn(conversation, (Acknowledge(event.press),))
            case (verb, fields):
                turn = self._said(_apart(conversation), event, verb, fields, today)
            case _:
                turn = None
        if turn is None:
            return Turn(_apart(conversation), (Acknowledge(event.press, self.knowledge.texts.stale_button),))
        return replace(turn, replies=(Acknowledge(event.press), *turn.replies))

    def _said(
        self, conversation: Conversation, event: Pressed, verb: Verb, fields: tuple[str, ...], today: date
    ) -> Turn | None:
        """What is said because of a button; None where its entry is there no more."""
        texts = self.knowledge.texts
        entry = self.knowledge.get(fields[0]) if fields else None
        match verb:
            case Verb.OPEN if entry is not None:
                return self.commands.opened(conversation, entry, today)
            case Verb.CHOOSE if entry is not None:
                turn = self.commands.opened(conversation, entry, today, conversation.chosen_for(fields[1]))
                chosen = Rekey(event.message, self._keyboards.chosen(self._keyboards.label(entry.id)))
                return replace(turn, replies=(chosen, *turn.replies))
            case Verb.DETAILS if entry is not None and (html := details(self.knowledge, entry, today)):
                return Turn(conversation, (Say(html),))
            case Verb.NONE:
                chosen = Rekey(event.message, self._keyboards.chosen(texts.button.none))
                said = Say(escape(texts.none_of_these), self._keyboards.human())
                return Turn(conversation.choosing(""), (chosen, said), none_chosen(conversation))
            case Verb.KEEP:
                chosen = Rekey(event.message, self._keyboards.chosen(texts.button.keep))
                return Turn(conversation, (chosen, Say(escape(texts.kept), self._keyboards.topics())))
            case _:
                return None

    def _of_flow(self, conversation: Conversation, event: Pressed, today: date) -> Turn:
        tools = self.commands.tools
        shown = tools.conductor.pressed(conversation, event.data, today)
        if shown is None:
            return Turn(conversation, (Acknowledge(event.press, self.knowledge.texts.flow.stale),))
        said = tools.said(shown)
        said = said if said.keyboard else replace(said, keyboard=self._keyboards.topics())
        kept: Keyboard = self._keyboards.chosen(shown.chosen) if shown.chosen else ()
        return Turn(shown.conversation, (Acknowledge(event.press), Rekey(event.message, kept), said))

    def _other(self, conversation: Conversation, event: Pressed, token: str, today: date) -> Turn:
        """What else there is, in place: under an answer by its token, under the outcome of a tool its topics."""
        shown = conversation.find(token)
        entry = self.knowledge.get(shown.entry) if shown else None
        if shown is not None and entry is not None:
            left_out = bool(details(self.knowledge, entry, today))
            every = self._keyboards.other(entry, shown, left_out=left_out)
        else:
            outcome = self.commands.tools.conductor.outcome(conversation, token, today)
            every = self._keyboards.beside(outcome.see_also if outcome else ())
        return Turn(conversation, (Acknowledge(event.press), Rekey(event.message, every)))


def _apart(conversation: Conversation) -> Conversation:
    """The conversation once something else was pressed than a button of the outcome that was said last."""
    return replace(conversation, ended="")
