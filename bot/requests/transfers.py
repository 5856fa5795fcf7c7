"""A relay hands a request on: it chooses to whom, confirms, can take it back for an hour, and goes on following it."""

from dataclasses import dataclass, replace

from bot.chat.buttons import Verb, data
from bot.chat.markup import bold, escape
from bot.chat.people import Member
from bot.chat.replies import Button, Effect, Reply, Rewrite, Tell, ThreadMessage, rows
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.vocabulary import NoteKind, Refusal, Way
from bot.requests import transfer_menu
from bot.requests.card import card, handed_over, relay_name
from bot.requests.effects import Mail, Save, Write
from bot.requests.history import line
from bot.requests.model.handover import as_text, last_handover, take_back
from bot.requests.model.request import Intake, Note
from bot.requests.model.snapshot import RequestContext
from bot.requests.steps import StepResult, company_keyboard
from bot.tools.places.relays import Bodies

# what a relay that handed a request on still sees of it: that something was done, never what was said
_FOLLOWED: tuple[NoteKind, ...] = (
    "taken", "contacted", "called", "closed", "reopened", "transferred", "returned", "escalated",
)  # fmt: skip
_SHOWN = 8  # steps that are told


@dataclass(frozen=True, slots=True)
class Transfers:
    """Hands requests on, and shows those that were."""

    knowledge: Knowledge
    bodies: Bodies
    context: RequestContext

    def asked(self, intake: Intake, relay: Relay, message: int) -> Rewrite:
        """Whether the request is to go to a body, and what happens then, in place of its card."""
        texts = self.knowledge.texts.transfer
        blocks = [bold(texts.ask.format(reference=intake.reference, relay=relay.name))]
        blocks.append(escape(texts.will[transfer_menu.way(relay, self.context)].format(relay=relay.name)))
        if relay not in self.bodies.covering(intake.form.place):
            blocks.append(escape(texts.elsewhere_than.format(place=intake.form.place_name, relay=relay.name)))
        blocks.append(escape(texts.will_undo))
        name = relay.id.removeprefix("relay/")
        buttons = [
            Button(texts.sure, data(Verb.HAND_OVER, intake.reference, name), style="primary"),
            Button(self.knowledge.texts.relay_chat.back, data(Verb.CARD_BACK, intake.reference)),
        ]
        return Rewrite(message, "\n\n".join(blocks), rows(buttons, 2))

    def done(self, relay: Relay) -> str:
        """What whoever handed a request on reads over the chat."""
        return self.knowledge.texts.transfer.done[transfer_menu.way(relay, self.context)].format(relay=relay.name)

    def undone(self, intake: Intake, member: Member) -> StepResult | Refusal:
        """The relay of this chat has a request again that it handed on."""
        context, texts = self.context, self.knowledge.texts
        taken = take_back(intake, context.relay, member, context.notes, context.now)
        if isinstance(taken, Refusal):
            return taken
        back, handover = taken
        giver, taker = relay_name(self.knowledge, handover.giver), relay_name(self.knowledge, handover.taker)
        replies: list[Reply] = [
            handed_over(self.knowledge, back, handover.taker, texts.card.taken_back.format(relay=giver)),
            card(self.knowledge, back, len(context.files)),
        ]
        if back.chat:
            said = texts.company.returned.format(by=giver, reference=back.reference, relay=taker)
            replies.append(Tell(back.chat, back.reference, escape(said), company_keyboard(texts, back)))
        note = Note("returned", "relay", member.name, as_text(handover.taker, handover.giver), context.now)
        effects: list[Effect] = [Save(back), Write(back.reference, note)]
        relay = self.knowledge.get(handover.taker)
        if isinstance(relay, Relay) and transfer_menu.way(relay, context) is Way.MAIL:
            effects.append(Mail(back.reference, relay.id, "returned"))
        return StepResult(back, tuple(replies), tuple(effects))

    def followed(self, intake: Intake) -> ThreadMessage:
        """Where a request stands that this chat's relay handed on, and what was done since."""
        texts, context = self.knowledge.texts, self.context
        head = texts.transfer.follow.format(reference=intake.reference, relay=relay_name(self.knowledge, intake.relay))
        status = texts.card.erased if intake.erased else texts.transfer.status[intake.status]
        steps = [note for note in context.notes if note.kind in _FOLLOWED][-_SHOWN:]
        shown = [line(self.knowledge, replace(one, author="")) for one in steps]
        return ThreadMessage(
            intake.reference, context.relay, "\n".join([bold(head), escape(status), "", *shown]), chat=context.chat
        )

    def former(self, intake: Intake) -> Reply | None:
        """The card in this chat, whose relay has the request no more; None where it never handed it on."""
        handover = last_handover(self.context.notes)
        if handover is None or handover.giver != self.context.relay:
            return None
        said = self.knowledge.texts.card.handed_over.format(relay=relay_name(self.knowledge, intake.relay))
        return handed_over(self.knowledge, intake, self.context.relay, said, chat=self.context.chat)
