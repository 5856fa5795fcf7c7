"""The company's side of a request: which of its rooms an event in a company's chat is for.

It is sent (sending.py), followed (following.py), added to (company_words.py) and erased (erasing.py).
"""

from dataclasses import dataclass, replace
from functools import partial

from bot.chat.buttons import OF_COMPANY, Verb, data, read
from bot.chat.conversation import Conversation
from bot.chat.events import Attached, Commanded, Event, Left, Pressed, Said
from bot.chat.markup import escape
from bot.chat.replies import Acknowledge, Deliver, Reachable, Rekey, Reply, Say, ThreadMessage, Turn
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import Result
from bot.requests import callback_question
from bot.requests.card import spaced
from bot.requests.company_words import Thread, is_form, waits
from bot.requests.effects import Write
from bot.requests.erasing import erased
from bot.requests.following import Following
from bot.requests.form import CONFIRM, CONSENT, SEND, IntakeFlow
from bot.requests.model.recipient import receiver
from bot.requests.model.request import Intake
from bot.requests.model.snapshot import ContextQuery, RequestContext
from bot.requests.plan import Plan, seen
from bot.requests.reaching import noted
from bot.requests.sending import Sending
from bot.tools.places.contact import numbers

_BEFORE_ALONE = (CONSENT, "place")  # questions after which it is told that nobody can be told there
_SEND = data(Verb.ANSWER, CONFIRM, SEND)


@dataclass(frozen=True, slots=True)
class CompanySide:
    """Serves companies, in private chats. The verbs of its buttons are those of a company."""

    knowledge: Knowledge
    flow: IntakeFlow | None = None

    def plan(self, conversation: Conversation, event: Event) -> Plan:
        """What is done about an event."""
        match event:
            case Pressed():
                return self._plan_of_press(conversation, event)
            case Commanded("suivi"):
                following = Following(self.knowledge)
                waiting = waits(conversation)
                return Plan(
                    ContextQuery(own=True, reach=True, thread=True),
                    lambda context: Turn(conversation, following.every(context, waiting=waiting)),
                )
            case Commanded("mesdonnees"):
                return Plan(respond=lambda _: Turn(conversation, (Deliver("data", self._texts.my_data),)))
            case Commanded():
                return Plan(ContextQuery(own=True, reach=_asking(conversation) in _BEFORE_ALONE))
            case Said():
                return Plan(self._of_message(conversation, event), partial(self._said, conversation, event))
            case Left(back):
                return Plan(ContextQuery(own=True), partial(self._standing, conversation, back=back))
            case Attached():
                thread = Thread(self.knowledge)
                return Plan(self._of_message(conversation, event), partial(thread.attached, conversation, event))
            case _:
                return Plan()

    def _plan_of_press(self, conversation: Conversation, event: Pressed) -> Plan:
        verb, number, _ = _named(event.data)
        match event.data:
            case _ if verb is Verb.MINE and conversation.unsent_of(number):
                return Plan()  # the assistant's own
            case held if held.startswith(OF_COMPANY):
                query = ContextQuery(own=True, reference=number, reach=True)
                return Plan(query, partial(self._pressed, conversation, event))
            case held if held == _SEND and self.flow is not None:
                sending = Sending(self.knowledge, self.flow)
                return Plan(ContextQuery(own=True, reach=True), partial(sending.send, conversation, event))
            case Verb.ERASE:
                query = ContextQuery(own=True, every=True, reach=True)
                return Plan(query, partial(erased, self.knowledge, conversation, event))
            case _:
                return Plan(ContextQuery(own=True, reach=_asking(conversation) in _BEFORE_ALONE))

    def complete(self, before: Conversation, event: Event, turn: Turn, context: RequestContext) -> Turn:
        """What the assistant answered to an event, completed by what requests have to say of it."""
        after = turn.conversation
        if is_form(after) and not is_form(before) and self.flow is not None:
            sending = Sending(self.knowledge, self.flow)
            if context.among_several:
                return Turn(before, (*seen(event), sending.in_private()))
            if (refused := sending.refused(after, context)) is not None:
                return Turn(before, (*seen(event), refused))
            if before.set_aside is None:  # a file that waited for another request is not for this one
                after = replace(after, files=())
        if self.flow is not None and _place(before) != (place := _place(after)):
            turn = replace(turn, replies=_headed(turn.replies, self._alone(self.flow.relays(place), context)))
        if after.files and _asking(after) == CONFIRM:
            count = escape(self._texts.form.files.format(count=len(after.files)))
            turn = replace(turn, replies=_headed(turn.replies, count))
        if after.files and not waits(after):
            after = replace(after, files=())
        if after.adding and isinstance(event, Pressed | Commanded):  # something else is wanted now
            after = replace(after, adding=None)
        turn = replace(turn, conversation=after)
        if isinstance(event, Said) and self.flow is not None:
            heard = self.flow.listener.heard(event.text)
            return Thread(self.knowledge).addressed(before, event, turn, context, heard)
        return turn

    @property
    def _texts(self) -> Texts:
        return self.knowledge.texts

    def _standing(self, conversation: Conversation, context: RequestContext, *, back: bool) -> Turn | None:
        """The company blocked the bot, or is back: its relays know that their words do not arrive, or do again."""
        if not context.open:
            return None
        said = self._texts.to_relay.back if back else self._texts.to_relay.gone
        words = tuple(
            ThreadMessage(
                one.reference,
                one.relay,
                escape(said.format(company=one.form.company, reference=one.reference, reach=spaced(one.form.reach))),
            )
            for one in context.open
            if one.relay
        )
        notes = (Write(one.reference, noted("back" if back else "gone", context)) for one in context.open)
        return Turn(conversation, words, (Reachable(back), *notes))

    def _alone(self, relays: list[Relay], context: RequestContext) -> str:
        """What will happen where nobody can be told of a request, and whom to call; empty where somebody can."""
        if not relays or receiver(relays, context.linked, by_mail=context.by_mail) is not None:
            return ""
        said = escape(self._texts.form.alone.format(relay=relays[0].name))
        return f"{said}\n{numbers(self.knowledge, relays[0])}"

    def _of_message(self, conversation: Conversation, event: Said | Attached) -> ContextQuery:
        adding = conversation.adding.reference if conversation.adding else ""
        concerned = bool(event.answers or adding or _asking(conversation) in (CONFIRM, *_BEFORE_ALONE))
        return ContextQuery(
            own=True,
            message=event.answers,
            named=event.named,
            reference="" if event.answers else adding,
            reach=concerned,
            edited=event.message if isinstance(event, Said) and event.edited else 0,
            thread=True,
        )

    def _said(self, conversation: Conversation, event: Said, context: RequestContext) -> Turn | None:
        if (turn := Thread(self.knowledge).said(conversation, event, context)) is not None:
            return turn
        if event.edited or self.flow is None:
            return None
        if not is_form(conversation) and (turn := self._asked(conversation, event, context)):
            return turn
        sending = Sending(self.knowledge, self.flow)
        agreed = sending.is_ready(conversation) and self.flow.agrees(event.text)
        return sending.send(conversation, event, context) if agreed else None

    def _asked(self, conversation: Conversation, event: Said, context: RequestContext) -> Turn | None:
        """What a company asks of its request in words, or that it wants one after all."""
        if self.flow is None:
            return None
        heard = self.flow.listener.heard(event.text)
        if heard.about is None or not (heard.plainly or context.own):
            return None
        following = Following(self.knowledge)
        return Turn(conversation, following.asked(heard.about, context, waiting=waits(conversation)))

    def _pressed(self, conversation: Conversation, event: Pressed, context: RequestContext) -> Turn:
        texts, subject = self._texts, context.subject
        verb, number, _ = _named(event.data)
        if verb is Verb.WHICH:
            return Thread(self.knowledge).which(conversation, event, context, number)
        if verb is Verb.OWN:
            return Turn(conversation, (Acknowledge(event.press), *Following(self.knowledge).every(context)))
        if subject is None or subject.chat != context.chat or subject.erased or context.chat == 0:
            return Turn(conversation, (Acknowledge(event.press, texts.follow.not_yours),))
        return self._on_own(conversation, event, subject, context)

    def _on_own(self, conversation: Conversation, event: Pressed, subject: Intake, context: RequestContext) -> Turn:
        """A button about a request of this chat."""
        verb, _, more = _named(event.data)
        following, thread = Following(self.knowledge), Thread(self.knowledge)
        match verb:
            case Verb.SHOW:
                return Turn(conversation, (Acknowledge(event.press), following.told(subject, context)))
            case Verb.JOIN if conversation.files and not waits(conversation):
                return thread.joined(conversation, event, subject, context)
            case Verb.WORD | Verb.FILE | Verb.JOIN:
                return thread.asked(conversation, event, subject, context, file=verb is not Verb.WORD)
            case Verb.CLOSE if subject.open:
                return Turn(conversation, (Acknowledge(event.press), following.reasons(subject, context)))
            case Verb.MET | Verb.DROP:
                result = Result.MET if verb is Verb.MET else Result.DROPPED
                return following.close(conversation, event, subject, context, result)
            case Verb.REOPEN:
                return following.reopen(conversation, event, subject, context)
            case Verb.TO_RELAY:
                return thread.passed(conversation, event, subject, context, more)
            case Verb.ALSO:
                turn = thread.passed(conversation, event, subject, context, more)
                return replace(turn, replies=tuple(one for one in turn.replies if not isinstance(one, Rekey)))
            case Verb.CALLED | Verb.UNCALLED if callback_question.holds(more, context.notes):
                return following.called(conversation, event, subject, context, was=verb is Verb.CALLED)
            case _:
                note = self._texts.follow.closed_already if verb is Verb.CLOSE else self._texts.stale_button
                return Turn(conversation, (Acknowledge(event.press, note),))


def _named(held: str) -> tuple[Verb | None, str, str]:
    """The verb of a button's data, the reference or mark that it names, and what else it holds."""
    verb, fields = read(held) or (None, ())
    number, more = (*fields, "", "")[:2]
    return verb, number, more


def _asking(conversation: Conversation) -> str:
    return conversation.course.asking if conversation.course and is_form(conversation) else ""


def _place(conversation: Conversation) -> str:
    """Where the work of a form is, once that was agreed to be kept; empty before."""
    course = conversation.course
    given = course.given if course is not None and is_form(conversation) else {}
    return str(given.get("place") or "") if given.get(CONSENT) is True else ""


def _headed(replies: tuple[Reply, ...], html: str) -> tuple[Reply, ...]:
    """The replies with something above the last message."""
    if not html or not replies or not isinstance(last := replies[-1], Say):
        return replies
    return (*replies[:-1], replace(last, html=f"{html}\n\n{last.html}"))
