"""A form that was filled in is sent: recorded once, confirmed, and shown to whoever can have it."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.chat.buttons import Verb, data
from bot.chat.case import PLACE
from bot.chat.conversation import Conversation
from bot.chat.events import Pressed, Said
from bot.chat.markup import bold, escape
from bot.chat.replies import Acknowledge, Button, Effect, Pass, Rekey, Reply, Say, Tell, Turn
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.language.dates import in_french
from bot.requests.absence import standing_in
from bot.requests.card import card
from bot.requests.effects import Mail, Record, Write
from bot.requests.following import Following, each
from bot.requests.form import CONFIRM, INTAKE, IntakeFlow
from bot.requests.model.recipient import Receiver, receiver
from bot.requests.model.request import Form, Intake
from bot.requests.model.snapshot import RequestContext
from bot.requests.plan import done_with
from bot.requests.reaching import noted
from bot.tools.places.contact import numbers

OPEN = 3  # requests of one chat that are open at once
DAILY = 5  # requests of one chat in a day
_TWICE = timedelta(minutes=10)  # within which the same form is the same request
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sending:
    """Sends forms of ``flow``."""

    knowledge: Knowledge
    flow: IntakeFlow

    def is_ready(self, conversation: Conversation) -> bool:
        """Tell whether a form waits for nothing but being sent."""
        course = conversation.course
        if course is None or course.flow != INTAKE or course.asking != CONFIRM:
            return False
        return self.flow.complete(course.given)

    def send(self, conversation: Conversation, event: Said | Pressed, context: RequestContext) -> Turn | None:
        """Send the form; None where there is none to send."""
        course, texts = conversation.course, self.knowledge.texts
        if course is None or not self.is_ready(conversation):
            return self._sent_before(conversation, event, context)
        seen = done_with(event)
        form = self.flow.form(course.given)
        done = replace(conversation, course=None, files=(), set_aside=None)
        if (twin := _twin(form, context)) is not None:
            said = texts.form.already.format(reference=twin.reference)
            under = Following(self.knowledge).under(twin, context)
            return Turn(done, (*seen, Tell(context.chat, twin.reference, escape(said), under)))
        if (refused := self.refused(conversation, context)) is not None:
            return Turn(conversation, (*seen, refused))
        relays = self.flow.relays(form.place)
        able = standing_in(relays, context.absent, self.knowledge.get)
        found = receiver(able, context.linked, by_mail=context.by_mail)
        intake = Intake(context.fresh, context.chat, found.relay.id if found else "", form, context.now)
        files = conversation.files
        replies: list[Reply] = [*seen, self._confirmation(intake, found, relays, context)]
        if intake.relay:
            replies.append(card(self.knowledge, intake, len(files)))
            replies.extend(Pass(intake.reference, file, "", relay=intake.relay) for file in files)
        effects: list[Effect] = [Record(intake, files), Write(intake.reference, noted("sent", context))]
        if found is not None and found.way == "mail":
            effects.append(Mail(intake.reference, intake.relay, "new"))
        return Turn(done, tuple(replies), tuple(effects))

    def refused(self, conversation: Conversation, context: RequestContext) -> Say | None:
        """What is said to a chat that has as many requests as it may; None to any other.

        One that was erased counts for a day as if it stood: who is held back does not erase and go on.
        """
        texts, open_ = self.knowledge.texts, context.open
        gone = len(conversation.withdrawals(context.now))
        recent = [one for one in context.own if context.now - one.created < _DAY]
        if len(open_) >= OPEN:
            return Say(escape(texts.form.open_enough.format(count=len(open_))), each(open_))
        if len(recent) >= DAILY:
            return Say(escape(texts.form.day_enough.format(count=len(recent))), each(recent))
        if len(open_) + gone >= OPEN or len(recent) + gone >= DAILY:
            said = texts.form.withdrawn_enough.format(count=max(len(open_), len(recent)) + gone)
            call = Button(texts.button.tool["relay"], data(Verb.OPEN, PLACE))
            return Say(escape(said), (*each(open_), (call,)))
        return None

    def in_private(self) -> Say:
        """What a group is told, where a form would be read by everybody."""
        texts = self.knowledge.texts
        button = Button(texts.form.private_open, "", start=INTAKE.replace("/", "_"))
        return Say(escape(texts.form.private), ((button,),))

    def _sent_before(self, conversation: Conversation, event: Said | Pressed, context: RequestContext) -> Turn | None:
        sent = next((one for one in context.own if context.now - one.created < _TWICE), None)
        if sent is None or not isinstance(event, Pressed):
            return None
        note = self.knowledge.texts.form.already.format(reference=sent.reference)
        return Turn(conversation, (Acknowledge(event.press, note), Rekey(event.message)))

    def _confirmation(
        self, intake: Intake, found: Receiver | None, relays: list[Relay], context: RequestContext
    ) -> Tell:
        texts = self.knowledge.texts
        blocks = [bold(texts.form.sent.format(reference=intake.reference))]
        if found is not None:
            told = self._has_it(found, relays, context)
            blocks.append(
                f"{escape(told)}\n{numbers(self.knowledge, found.relay)}" if found.relay.phone else escape(told)
            )
            blocks.append(escape(texts.form.sent_next))
        else:
            blocks.append(escape(texts.form.sent_nobody if relays else texts.form.sent_nobody_at_all))
            blocks.extend(f"{bold(relay.name)}\n{numbers(self.knowledge, relay)}" for relay in relays[:1])
        blocks.append(escape(texts.form.sent_add))
        under = Following(self.knowledge).under(intake, context)
        return Tell(context.chat, intake.reference, "\n\n".join(blocks), under)

    def _has_it(self, found: Receiver, relays: list[Relay], context: RequestContext) -> str:
        """Who has a request, and who would have it but for an absence."""
        texts = self.knowledge.texts
        if (absence := context.absent.get(found.relay.id)) is not None:
            return texts.absence.waits.format(relay=found.relay.name, day=in_french(absence.until))
        told = texts.form.sent_to if found.way == "chat" else texts.form.sent_to_by_mail
        said = told.format(relay=found.relay.name)
        away = next((one for one in relays[:1] if one.id in context.absent), None)
        if away is None:
            return said
        day = in_french(context.absent[away.id].until)
        return f"{texts.absence.company.format(relay=away.name, day=day)} {said}"


def _twin(form: Form, context: RequestContext) -> Intake | None:
    """The same form that this chat sent a moment ago."""
    return next((one for one in context.own if one.form == form and context.now - one.created < _TWICE), None)
