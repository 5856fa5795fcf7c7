"""The company's side of a request: which of its rooms an event in a company's chat is for.

It is sent (sending.py), followed (following.py), added to (thread.py) and erased (erasing.py).
"""

from dataclasses import dataclass, replace
from functools import partial

from bot.chat.conversation import Conversation
from bot.chat.events import Attached, Commanded, Event, Pressed, Said
from bot.chat.markup import escape
from bot.chat.replies import Acknowledge, Button, Correct, Deliver, Reply, Say, Turn
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import Result
from bot.requests import callback_question
from bot.requests.erasing import erased
from bot.requests.following import Following
from bot.requests.form import CONFIRM, SEND, IntakeFlow
from bot.requests.model.request import Intake
from bot.requests.model.snapshot import ContextQuery, RequestContext
from bot.requests.plan import Plan, seen
from bot.requests.sending import Sending
from bot.requests.thread import Thread, is_form, waits

_SEND = f"f:a:{CONFIRM}:{SEND}"


@dataclass(frozen=True, slots=True)
class CompanySide:
    """Serves companies, in private chats. The data of its buttons begin with ``i:``."""

    knowledge: Knowledge
    flow: IntakeFlow | None = None

    def plan(self, conversation: Conversation, event: Event) -> Plan:
        """What is done about an event."""
        match event:
            case Pressed(data) if data.startswith("i:"):
                query = ContextQuery(own=True, reference=_named(data)[1], reach=True)
                return Plan(query, partial(self._pressed, conversation, event))
            case Pressed(data) if data == _SEND and self.flow is not None:
                sending = Sending(self.knowledge, self.flow)
                return Plan(ContextQuery(own=True, reach=True), partial(sending.send, conversation, event))
            case Pressed("x:erase"):
                query = ContextQuery(own=True, every=True, reach=True)
                return Plan(query, partial(erased, self.knowledge, conversation, event))
            case Commanded("suivi"):
                following = Following(self.knowledge)
                waiting = waits(conversation)
                return Plan(
                    ContextQuery(own=True),
                    lambda context: Turn(conversation, following.every(context, waiting=waiting)),
                )
            case Commanded("mesdonnees"):
                return Plan(respond=lambda _: Turn(conversation, (Deliver("data", self._texts.my_data),)))
            case Pressed() | Commanded():
                return Plan(ContextQuery(own=True))
            case Said():
                return Plan(self._of_message(conversation, event), partial(self._said, conversation, event))
            case Attached():
                thread = Thread(self.knowledge)
                return Plan(self._of_message(conversation, event), partial(thread.attached, conversation, event))
            case _:
                return Plan()

    def complete(self, before: Conversation, event: Event, turn: Turn, context: RequestContext) -> Turn:
        """What the assistant answered to an event, completed by what requests have to say of it."""
        after = turn.conversation
        if is_form(after) and not is_form(before) and self.flow is not None:
            sending = Sending(self.knowledge, self.flow)
            if context.among_several:
                return Turn(before, (*seen(event), sending.in_private()))
            if (refused := sending.refused(context)) is not None:
                return Turn(before, (*seen(event), refused))
            if before.set_aside is None:  # a file that waited for another request is not for this one
                after = replace(after, files=())
        if after.files and _asking(after) == CONFIRM:
            turn = replace(turn, replies=_headed(turn.replies, self._texts.form.files.format(count=len(after.files))))
        if after.files and not waits(after):
            after = replace(after, files=())
        if after.adding and isinstance(event, Pressed | Commanded):  # something else is wanted now
            after = replace(after, adding=None)
        turn = replace(turn, conversation=after)
        if isinstance(event, Said) and event.text and after.open_question == event.text and context.open:
            return replace(turn, replies=_with(turn.replies, Button(self._texts.follow.send_to_relay, "i:pass")))
        return turn

    @property
    def _texts(self) -> Texts:
        return self.knowledge.texts

    def _of_message(self, conversation: Conversation, event: Said | Attached) -> ContextQuery:
        adding = conversation.adding.reference if conversation.adding else ""
        concerned = bool(event.answers or adding or _asking(conversation) == CONFIRM)
        return ContextQuery(
            own=True,
            message=event.answers,
            named=event.named,
            reference="" if event.answers else adding,
            reach=concerned,
        )

    def _said(self, conversation: Conversation, event: Said, context: RequestContext) -> Turn | None:
        if (turn := Thread(self.knowledge).said(conversation, event, context)) is not None:
            return turn
        if event.edited or self.flow is None:
            return None
        sending = Sending(self.knowledge, self.flow)
        agreed = sending.is_ready(conversation) and self.flow.agrees(event.text)
        return sending.send(conversation, event, context) if agreed else None

    def _pressed(self, conversation: Conversation, event: Pressed, context: RequestContext) -> Turn:
        texts, subject = self._texts, context.subject
        verb, number, _ = _named(event.data)
        if verb == "list":
            return Turn(conversation, (Acknowledge(event.press), *Following(self.knowledge).every(context)))
        if verb == "pass" and not number:
            return Thread(self.knowledge).passed(conversation, event, context)
        if subject is None or subject.chat != context.chat or subject.erased or context.chat == 0:
            return Turn(conversation, (Acknowledge(event.press, texts.follow.not_yours),))
        return self._on_own(conversation, event, subject, context)

    def _on_own(self, conversation: Conversation, event: Pressed, subject: Intake, context: RequestContext) -> Turn:
        """A button about a request of this chat."""
        verb, _, more = _named(event.data)
        following, thread = Following(self.knowledge), Thread(self.knowledge)
        match verb:
            case "show":
                return Turn(conversation, (Acknowledge(event.press), following.told(subject, context)))
            case "join" if conversation.files and not waits(conversation):
                return thread.joined(conversation, event, subject, context)
            case "word" | "file" | "join":
                return thread.asked(conversation, event, subject, context, file=verb != "word")
            case "close" if subject.open:
                return Turn(conversation, (Acknowledge(event.press), following.reasons(subject, context)))
            case "met" | "drop":
                result = Result.MET if verb == "met" else Result.DROPPED
                return following.close(conversation, event, subject, context, result)
            case "open":
                return following.reopen(conversation, event, subject, context)
            case "pass" if conversation.open_question:
                return thread.passed_to(conversation, event, subject, context)
            case "called" | "uncalled" if callback_question.holds(more, context.notes):
                return following.called(conversation, event, subject, context, was=verb == "called")
            case _:
                note = self._texts.follow.closed_already if verb == "close" else self._texts.stale_button
                return Turn(conversation, (Acknowledge(event.press, note),))


def _named(data: str) -> tuple[str, str, str]:
    """The verb of a button's data, the reference that it names, and what else it holds."""
    _, _, rest = data.partition(":")
    verb, _, rest = rest.partition(":")
    number, _, more = rest.partition(":")
    return verb, number, more


def _asking(conversation: Conversation) -> str:
    return conversation.course.asking if conversation.course and is_form(conversation) else ""


def _headed(replies: tuple[Reply, ...], said: str) -> tuple[Reply, ...]:
    """The replies with a line above the last message."""
    if not replies or not isinstance(last := replies[-1], Say):
        return replies
    return (*replies[:-1], replace(last, html=f"{escape(said)}\n\n{last.html}"))


def _with(replies: tuple[Reply, ...], button: Button) -> tuple[Reply, ...]:
    """The replies with one more button under the last message."""
    at = max((i for i, reply in enumerate(replies) if isinstance(reply, Say | Correct)), default=None)
    if at is None:
        return replies
    last = replies[at]
    assert isinstance(last, Say | Correct)  # noqa: S101  by the choice above
    return (*replies[:at], replace(last, keyboard=((button,), *last.keyboard)), *replies[at + 1 :])
