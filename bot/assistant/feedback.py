"""Whether an answer served: kept with question and answer, never with the person."""

from dataclasses import dataclass
from typing import get_args

from bot.assistant.keyboards import Keyboards
from bot.chat.buttons import Verb, data
from bot.chat.conversation import Conversation, Shown
from bot.chat.events import Pressed
from bot.chat.markup import escape
from bot.chat.replies import Acknowledge, Button, KeepFeedback, Rekey, Reply, Say, Turn, rows
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.vocabulary import Reason
from bot.language.personal_data import masked


@dataclass(frozen=True, slots=True)
class Feedback:
    """Takes what a person says of an answer."""

    knowledge: Knowledge

    def judged(self, conversation: Conversation, event: Pressed, token: str, judgement: str) -> Turn:
        """A person said whether the answer of a token served."""
        texts = self.knowledge.texts
        shown = conversation.find(token)
        entry = self.knowledge.get(shown.entry) if shown is not None else None
        if shown is None or entry is None or judgement not in ("y", "n"):
            return Turn(conversation, (Acknowledge(event.press, texts.stale_button),))
        useful = judgement == "y"
        after = conversation.judged(token, useful=useful)
        kept = Rekey(event.message, Keyboards(self.knowledge).under(entry, after.find(token) or shown))
        if shown.useful is not None:
            return Turn(conversation, (Acknowledge(event.press, texts.already_answered), kept))
        replies: tuple[Reply, ...] = (Acknowledge(event.press, texts.feedback.thanks if useful else ""), kept)
        if not useful:
            labels = texts.feedback.reason
            reasons = [Button(labels[reason], data(Verb.REASON, token, reason)) for reason in get_args(Reason)]
            replies += (Say(escape(texts.feedback.sorry), rows(reasons)),)
        return Turn(after, replies, (self._kept(shown, useful=useful),))

    def reasoned(self, conversation: Conversation, event: Pressed, token: str, said: str) -> Turn:
        """A person said why the answer of a token did not serve."""
        texts, keyboards = self.knowledge.texts, Keyboards(self.knowledge)
        shown = conversation.find(token)
        reason = next((known for known in get_args(Reason) if known == said), None)
        if shown is None or shown.useful is not False or reason is None:
            return Turn(conversation, (Acknowledge(event.press, texts.stale_button), Rekey(event.message)))
        replies = (
            Acknowledge(event.press),
            Rekey(event.message, keyboards.chosen(texts.feedback.reason[reason])),
            Say(escape(texts.feedback.reason_thanks), keyboards.human()),
        )
        return Turn(conversation, replies, (self._kept(shown, useful=False, reason=reason),))

    def _kept(self, shown: Shown, *, useful: bool, reason: Reason | None = None) -> KeepFeedback:
        entry = self.knowledge.get(shown.entry)
        question = masked(shown.question)
        return KeepFeedback(shown.token, question, shown.entry, entry.answer if entry else "", useful, reason)
