"""The relay's side of a request: its card is shown, taken, answered, closed and handed on; lists and exports.

Who may is told by the chat alone, on every press, reply and command: a request lies with one relay, and only the chats
linked to that relay act on it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from bot.chat.buttons import OF_RELAY, Verb, data, read
from bot.chat.conversation import Conversation
from bot.chat.events import Attached, Commanded, Event, Pressed, Said
from bot.chat.markup import escape
from bot.chat.replies import Acknowledge, Button, Deliver, Keyboard, Rekey, Reply, Rewrite, Say, Turn, rows
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import Refusal, Result
from bot.requests import lists, transfer_menu
from bot.requests.absence import AbsenceDesk
from bot.requests.bilan import figures, told
from bot.requests.card import card, owner_name, relay_name
from bot.requests.history import history
from bot.requests.linking import Linking
from bot.requests.listening import RequestQuestion
from bot.requests.model.handover import gave
from bot.requests.model.reference import named
from bot.requests.model.request import Intake
from bot.requests.model.snapshot import THIS_YEAR, ContextQuery, Page, RequestContext, of_moment
from bot.requests.plan import Plan, unanswered
from bot.requests.relay_words import Answering
from bot.requests.steps import StepResult, Steps
from bot.requests.transfers import Transfers
from bot.tools.places.relays import Bodies

OUTCOMES = (Result.HELPED, Result.NOTHING_FOUND, Result.UNREACHABLE, Result.NOT_OURS)
_NOTE = 200  # characters of a note that Telegram shows over a chat
_STEPS: Mapping[Verb, Callable[[Steps], StepResult | Refusal]] = {
    Verb.TAKE: Steps.take,
    Verb.TAKE_OVER: Steps.take_over,
    Verb.REACHED: Steps.reach,
    Verb.OPEN_AGAIN: Steps.reopen,
}
_REACHING = (
    Verb.TRANSFER,
    Verb.ELSEWHERE,
    Verb.RECEIVER,
    Verb.HAND_OVER,
    Verb.UNDO,
    Verb.AWAY,
)  # presses that have to know which bodies can be told


@dataclass(frozen=True, slots=True)
class RelaySide:
    """Serves relays, with pictures where it ``draws``. Most of its buttons name a request."""

    knowledge: Knowledge
    bodies: Bodies
    draws: bool = False

    def plan(self, conversation: Conversation, event: Event) -> Plan:
        """What is done about an event."""
        match event:
            case Commanded():
                return self._plan_of_command(conversation, event)
            case Said(answers=answers, named=named) | Attached(answers=answers, named=named) if answers:
                query = ContextQuery(link=True, message=answers, named=named)
                return Plan(query, partial(self._answering.answered, conversation, event))
            case Said(topic=topic) | Attached(topic=topic) if topic:
                edited = event.message if isinstance(event, Said) and event.edited else 0
                query = ContextQuery(link=True, topic=topic, edited=edited)
                return Plan(query, partial(self._in_topic, conversation, event))
            case Said():
                query = ContextQuery(link=True, thread=True, edited=event.message if event.edited else 0)
                corrected = partial(self._answering.answered, conversation, event)
                return Plan(query, corrected if event.edited else unanswered)
            case Attached():
                return Plan(ContextQuery(link=True, thread=True), partial(self._answering.joined, conversation, event))
            case Pressed(held, _, _, by) if held.startswith(OF_RELAY):
                verb, first, more = _parted(held)
                respond = partial(self._pressed, conversation, event)
                if verb is Verb.REQUESTS:
                    return Plan(ContextQuery(link=True, listing=lists.page(first, more, by.id)), respond)
                return Plan(ContextQuery(link=True, reference=first, reach=verb in _REACHING), respond)
            case _:
                return Plan()

    def _plan_of_command(self, conversation: Conversation, event: Commanded) -> Plan:
        match event:
            case Commanded("connexion", argument):
                return Plan(self._linking.query(argument), partial(self._linking.connect, conversation, event))
            case Commanded("deconnexion"):
                return Plan(ContextQuery(link=True), partial(self._linking.leave, conversation))
            case Commanded("demandes", _, by):
                return Plan(ContextQuery(link=True, listing=Page("open", 0, by.id)), partial(self._list, conversation))
            case Commanded("export"):
                return Plan(ContextQuery(link=True), partial(self._export, conversation))
            case Commanded("aide"):
                return Plan(ContextQuery(link=True), partial(self._help, conversation))
            case Commanded("bilan", argument):
                year = _year(argument)
                return Plan(ContextQuery(link=True, year=year), partial(self._bilan, conversation, year))
            case Commanded("absent"):
                return Plan(ContextQuery(link=True, reach=True), partial(self._absences.said, conversation, event))
            case Commanded("note"):
                number = named(event.argument.partition(" ")[0].upper())
                query = ContextQuery(link=True, message=event.answers, named=event.named, reference=number, thread=True)
                query = replace(query, topic=event.topic)
                return Plan(query, partial(self._answering.noted, conversation, event))
            case _:
                return Plan()

    def complete(
        self, before: Conversation, event: Event, answered: Turn, context: RequestContext, heard: RequestQuestion | None
    ) -> Turn:
        """Where a relay's text goes in its private chat: to a company, unless it is ``answered`` here."""
        if not isinstance(event, Said) or event.edited or heard is None or not context.talks:
            return answered
        return self._answering.complete(before, event, answered, context, heard)

    @property
    def _texts(self) -> Texts:
        return self.knowledge.texts

    @property
    def _linking(self) -> Linking:
        return Linking(self.knowledge)

    @property
    def _answering(self) -> Answering:
        return Answering(self.knowledge)

    @property
    def _absences(self) -> AbsenceDesk:
        return AbsenceDesk(self.knowledge)

    def _in_topic(self, conversation: Conversation, event: Said | Attached, context: RequestContext) -> Turn:
        """What is written in the topic of a request is for its company; elsewhere, to nobody here."""
        return self._answering.answered(conversation, event, context) or Turn(conversation)

    def _help(self, conversation: Conversation, context: RequestContext) -> Turn | None:
        """The relay's own help; None in any other chat."""
        if not context.relay:
            return None
        return _said(conversation, self._texts.relay_chat.help.format(relay=relay_name(self.knowledge, context.relay)))

    def _bilan(self, conversation: Conversation, year: int, context: RequestContext) -> Turn:
        if not context.relay:
            return _said(conversation, self._texts.link.none)
        if not year:
            return _said(conversation, self._texts.bilan.unread)
        name, wanted = relay_name(self.knowledge, context.relay), of_moment(year, context.now)
        said: list[Reply] = [Say(told(self._texts, figures(context.of_year, wanted), name))]
        if self.draws and context.of_year:
            said.append(Deliver("bilan", "", context.relay, content=str(wanted)))
        return Turn(conversation, tuple(said))

    def _list(self, conversation: Conversation, context: RequestContext) -> Turn:
        if not context.relay:
            return _said(conversation, self._texts.link.none)
        if context.listing is None:
            return _said(conversation, self._texts.list.none)
        return Turn(conversation, (lists.listed(self._texts, context.listing),))

    def _export(self, conversation: Conversation, context: RequestContext) -> Turn:
        if not context.relay:
            return _said(conversation, self._texts.link.none)
        return Turn(conversation, (lists.offered(self._texts),))

    # Buttons

    def _pressed(self, conversation: Conversation, event: Pressed, context: RequestContext) -> Turn:
        verb, first, more = _parted(event.data)
        texts = self._texts
        if verb is Verb.UNLINK and first in ("y", "n"):
            return self._linking.left(conversation, event, context, leave=first == "y")
        if not context.relay:
            return _noted(conversation, event, texts.relay_chat.strange)
        if verb is Verb.REQUESTS and context.listing is not None:
            shown = lists.relisted(texts, context.listing, event.message)
            return Turn(conversation, (Acknowledge(event.press), shown))
        if verb is Verb.EXPORT and (table := lists.delivered(texts, first, more, context.relay)):
            return Turn(conversation, (Acknowledge(event.press, texts.export.coming), table))
        if verb is Verb.AWAY and (turn := self._absences.pressed(conversation, event, context, first, more)):
            return turn
        if context.subject is None:
            return _noted(conversation, event, texts.relay_chat.unknown)
        if verb in (Verb.FOLLOW, Verb.UNDO) and gave(context.relay, context.notes):
            return self._on_handed_over(_Press(conversation, event, context, context.subject), verb)
        if not context.allowed:
            return _noted(conversation, event, texts.relay_chat.not_ours)
        turn = self._on_card(_Press(conversation, event, context, context.subject), verb, more)
        return self._from_before(turn, context, context.subject, event) if context.moved else turn

    def _from_before(self, turn: Turn, context: RequestContext, subject: Intake, event: Pressed) -> Turn:
        """What a card from before its group moved leads to: nothing is changed there, it is shown where the group is.

        Messages are numbered anew in the new group: the number of the old card may be that of any message.
        """
        replies = tuple(one for one in turn.replies if not isinstance(one, Rekey | Rewrite))
        if any(not isinstance(one, Acknowledge) for one in replies):
            return replace(turn, replies=replies)
        shown = card(self.knowledge, subject, len(context.files), chat=context.chat, anew=True)
        return replace(turn, replies=(Acknowledge(event.press, self._texts.relay_chat.moved), shown))

    def _on_card(self, press: "_Press", verb: Verb | None, more: str) -> Turn:
        """A button of a card, pressed where that may be."""
        steps = Steps(self.knowledge, press.context, press.event.by)
        match verb:
            case Verb() if verb in _STEPS:
                return self._step_taken(press, _STEPS[verb](steps))
            case Verb.END if result := next((one for one in OUTCOMES if one == more), None):
                return self._step_taken(press, steps.close(result))
            case Verb.TO_COMPANY:
                turn = self._answering.unsent(press.conversation, press.event, press.subject, press.context, more)
                return turn or self._refused(press, self._texts.stale_button)
            case Verb.HAND_OVER if relay := transfer_menu.chosen(self.knowledge, press.context, more):
                return self._step_taken(press, steps.transfer(relay), self._transfers(press).done(relay))
        shown = self._shown(press, verb, more)
        if shown is None:
            return self._refused(press, self._texts.stale_button)
        return Turn(press.conversation, (Acknowledge(press.event.press), shown))

    def _on_handed_over(self, press: "_Press", verb: Verb | None) -> Turn:
        """A button of a card of which another relay has the request by now."""
        transfers = self._transfers(press)
        if verb is Verb.FOLLOW:
            return Turn(press.conversation, (Acknowledge(press.event.press), transfers.followed(press.subject)))
        result = transfers.undone(press.subject, press.event.by)
        if isinstance(result, StepResult):
            return self._step_taken(press, result)
        said = self._texts.refused[result][:_NOTE]
        stands = card(self.knowledge, press.subject, len(press.context.files), chat=press.context.chat)
        shown = stands if press.context.allowed else transfers.former(press.subject)
        return Turn(press.conversation, (Acknowledge(press.event.press, said), *([shown] if shown else [])))

    def _transfers(self, press: "_Press") -> Transfers:
        return Transfers(self.knowledge, self.bodies, press.context)

    def _shown(self, press: "_Press", verb: Verb | None, more: str) -> Reply | None:
        """What a button shows that changes nothing; None where it is none of those, or no longer."""
        texts, subject, context, message = self._texts, press.subject, press.context, press.event.message
        match verb:
            case Verb.END if subject.open:
                return Rekey(message, self._outcomes(subject))
            case Verb.TRANSFER | Verb.ELSEWHERE if subject.open:
                first = verb is Verb.TRANSFER
                return Rekey(message, transfer_menu.menu(texts, self.bodies, subject, context, more, first=first))
            case Verb.RECEIVER if subject.open and (relay := transfer_menu.chosen(self.knowledge, context, more)):
                return None if relay.id == subject.relay else self._transfers(press).asked(subject, relay, message)
            case Verb.CARD_BACK:
                stands = card(self.knowledge, subject, len(context.files))
                return Rewrite(message, stands.html, stands.keyboard)
            case Verb.NOTE if subject.open:
                return self._answering.asked_note(subject, context)
            case Verb.HISTORY:
                return history(self.knowledge, subject, context.notes, context.chat)
            case Verb.CARD:
                return card(self.knowledge, subject, len(context.files), chat=context.chat, anew=True)
            case _:
                return None

    def _outcomes(self, subject: Intake) -> Keyboard:
        texts, number = self._texts, subject.reference
        every = [Button(texts.outcome[one], data(Verb.END, number, one)) for one in OUTCOMES]
        return rows([*every, Button(texts.relay_chat.back, data(Verb.CARD_BACK, number))])

    def _step_taken(self, press: "_Press", result: StepResult | Refusal, noted: str = "") -> Turn:
        if isinstance(result, StepResult):
            note = Acknowledge(press.event.press, (noted or self._texts.relay_chat.done)[:_NOTE])
            return Turn(press.conversation, (note, *result.replies), result.effects)
        said = self._texts.refused[result]
        if result is Refusal.ANOTHERS:
            said = said.format(name=owner_name(self._texts, press.subject.owner))
        return self._refused(press, said)

    def _refused(self, press: "_Press", said: str) -> Turn:
        """Nothing changes; the card in this chat shows how things stand."""
        shown = card(self.knowledge, press.subject, len(press.context.files), chat=press.context.chat)
        return Turn(press.conversation, (Acknowledge(press.event.press, said[:_NOTE]), shown))


@dataclass(frozen=True, slots=True)
class _Press:
    """A button of a card that was pressed in a chat that may."""

    conversation: Conversation
    event: Pressed
    context: RequestContext
    subject: Intake


def _year(argument: str) -> int:
    """The year that is asked for; 0 where what was written is none."""
    written = argument.strip()
    if not written:
        return THIS_YEAR
    return int(written) if re.fullmatch(r"20\d\d", written, re.ASCII) else 0


def _parted(held: str) -> tuple[Verb | None, str, str]:
    """The verb of a button's data, the reference that it names mostly, and what else it holds."""
    verb, fields = read(held) or (None, ())
    first, more = (*fields, "", "")[:2]
    return verb, first, more


def _said(conversation: Conversation, text: str) -> Turn:
    return Turn(conversation, (Say(escape(text)),))


def _noted(conversation: Conversation, event: Pressed, text: str) -> Turn:
    return Turn(conversation, (Acknowledge(event.press, text[:_NOTE]),))
