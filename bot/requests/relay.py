"""The relay's side of a request: its card is shown, taken, answered, closed and handed on; lists and exports.

Who may is told by the chat alone, on every press, reply and command: a request lies with one relay, and only the chats
linked to that relay act on it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.chat.conversation import Conversation
from bot.chat.events import Attached, Commanded, Event, Pressed, Said
from bot.chat.markup import escape
from bot.chat.replies import Acknowledge, Button, Correct, Keyboard, Rekey, Reply, Say, Turn, rows
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import Refusal, Result
from bot.requests import lists as listing
from bot.requests import transfer_menu as transferring
from bot.requests.card import buttons, card, owner_name
from bot.requests.history import history
from bot.requests.linking import Linking
from bot.requests.model.request import Intake
from bot.requests.model.snapshot import Desk, Page, Wanted
from bot.requests.steps import Stepped, Stepping
from bot.tools.places.relays import Bodies

OUTCOMES = (Result.HELPED, Result.NOTHING_FOUND, Result.UNREACHABLE, Result.NOT_OURS)
_NOTE = 200  # characters of a note that Telegram shows over a chat
_STEPS: Mapping[str, Callable[[Stepping], Stepped | Refusal]] = {
    "take": Stepping.take,
    "over": Stepping.take_over,
    "reach": Stepping.reach,
    "open": Stepping.reopen,
}
_MOVES = ("move", "else", "to")


@dataclass(frozen=True, slots=True)
class RelayDesk:
    """Serves relays. The data of its buttons are ``k:VERB:REFERENCE...``."""

    knowledge: Knowledge
    bodies: Bodies

    def wanted(self, conversation: Conversation, event: Event) -> Wanted:
        """What has to be known of requests before an event is responded to."""
        del conversation
        match event:
            case Commanded("connexion", argument):
                return self._linking.wanted(argument)
            case Commanded("demandes", _, by):
                return Wanted(link=True, listing=Page("open", 0, by.id))
            case Commanded("deconnexion" | "export"):
                return Wanted(link=True)
            case Said(answers=answers, named=named) | Attached(answers=answers, named=named) if answers:
                return Wanted(link=True, message=answers, named=named)
            case Pressed(data, _, _, by) if data.startswith("k:"):
                verb, rest = _parted(data)
                if verb == "list":
                    return Wanted(link=True, listing=listing.page(rest, by.id))
                return Wanted(link=True, reference=rest.partition(":")[0], reach=verb in _MOVES)
            case _:
                return Wanted()

    def respond(self, conversation: Conversation, event: Event, desk: Desk) -> Turn | None:
        """What an event leads to; None where it is no business of a relay's."""
        match event:
            case Commanded("connexion"):
                return self._linking.connect(conversation, event, desk)
            case Commanded("deconnexion"):
                return self._linking.leave(conversation, desk)
            case Commanded("demandes" | "export" as name):
                return Turn(conversation, (self._for_relays(name, desk),))
            case Said() | Attached() if event.answers and desk.relay and desk.subject is not None:
                return self._answered(conversation, event, desk, desk.subject)
            case Pressed(data) if data.startswith("k:"):
                return self._pressed(conversation, event, desk)
            case _:
                return None

    @property
    def _texts(self) -> Texts:
        return self.knowledge.texts

    @property
    def _linking(self) -> Linking:
        return Linking(self.knowledge)

    def _for_relays(self, name: str, desk: Desk) -> Say:
        if not desk.relay:
            return Say(escape(self._texts.link.none))
        if name == "export":
            return listing.offered(self._texts)
        return listing.listed(self._texts, desk.listing) if desk.listing else Say(escape(self._texts.list.none))

    # A reply in the relay's chat goes to the company

    def _answered(self, conversation: Conversation, event: Said | Attached, desk: Desk, subject: Intake) -> Turn | None:
        texts = self._texts
        if not desk.allowed:
            return None if subject.chat == desk.chat else _said(conversation, texts.relay_chat.not_ours)
        if not subject.chat:
            return _said(conversation, texts.relay_chat.company_gone)
        stepping = Stepping(self.knowledge, desk, event.by)
        if isinstance(event, Said):
            stepped = stepping.word(event.text, corrected=event.edited)
            done: Reply = Say(escape(texts.relay_chat.passed), to=event.message)
            if event.edited:
                done = Correct(escape(texts.relay_chat.passed_corrected), (), event.message)
        elif event.file is not None:
            stepped, done = stepping.file(event.file, event.caption), Say(escape(texts.relay_chat.passed))
        else:
            return _said(conversation, texts.relay_chat.cannot_pass)
        return Turn(conversation, (*stepped.replies, done), stepped.effects)

    # Buttons

    def _pressed(self, conversation: Conversation, event: Pressed, desk: Desk) -> Turn:
        verb, rest = _parted(event.data)
        texts, more = self._texts, rest.partition(":")[2]
        if verb == "bye" and rest in ("y", "n"):
            return self._linking.left(conversation, event, desk, leave=rest == "y")
        if not desk.relay:
            return _noted(conversation, event, texts.relay_chat.strange)
        if verb == "list" and desk.listing is not None:
            shown = listing.relisted(texts, desk.listing, event.message)
            return Turn(conversation, (Acknowledge(event.press), shown))
        if verb == "out" and (table := listing.delivered(texts, rest, desk.relay)):
            return Turn(conversation, (Acknowledge(event.press, texts.export.coming), table))
        if desk.subject is None:
            return _noted(conversation, event, texts.relay_chat.unknown)
        if not desk.allowed:
            return _noted(conversation, event, texts.relay_chat.not_ours)
        return self._on_card(_Press(conversation, event, desk, desk.subject), verb, more)

    def _on_card(self, press: "_Press", verb: str, more: str) -> Turn:
        """A button of a card, pressed where that may be."""
        stepping = Stepping(self.knowledge, press.desk, press.event.by)
        match verb:
            case _ if verb in _STEPS:
                return self._stepped(press, _STEPS[verb](stepping))
            case "end" if result := next((one for one in OUTCOMES if one == more), None):
                return self._stepped(press, stepping.close(result))
            case "to" if relay := transferring.chosen(self.knowledge, press.desk, more):
                told = transferring.told(self._texts, relay, press.desk)
                return self._stepped(press, stepping.transfer(relay), told)
        shown = self._shown(press, verb, more)
        if shown is None:
            return self._refused(press, self._texts.stale_button)
        return Turn(press.conversation, (Acknowledge(press.event.press), shown))

    def _shown(self, press: "_Press", verb: str, more: str) -> Reply | None:
        """What a button shows that changes nothing; None where it is none of those, or no longer."""
        texts, subject, desk, message = self._texts, press.subject, press.desk, press.event.message
        match verb:
            case "end" if subject.open:
                return Rekey(message, self._outcomes(subject))
            case "move" | "else" if subject.open:
                return Rekey(message, transferring.menu(texts, self.bodies, subject, desk, more, linked=verb == "move"))
            case "back":
                return Rekey(message, buttons(texts, subject))
            case "past":
                return history(self.knowledge, subject, desk.notes, desk.chat)
            case "card":
                return card(self.knowledge, subject, len(desk.files), chat=desk.chat, anew=True)
            case _:
                return None

    def _outcomes(self, subject: Intake) -> Keyboard:
        texts, number = self._texts, subject.reference
        every = [Button(texts.outcome[one], f"k:end:{number}:{one}") for one in OUTCOMES]
        return rows([*every, Button(texts.relay_chat.back, f"k:back:{number}")])

    def _stepped(self, press: "_Press", stepped: Stepped | Refusal, noted: str = "") -> Turn:
        if isinstance(stepped, Stepped):
            note = Acknowledge(press.event.press, (noted or self._texts.relay_chat.done)[:_NOTE])
            return Turn(press.conversation, (note, *stepped.replies), stepped.effects)
        said = self._texts.refused[stepped]
        if stepped is Refusal.ANOTHERS:
            said = said.format(name=owner_name(self._texts, press.subject.owner))
        return self._refused(press, said)

    def _refused(self, press: "_Press", said: str) -> Turn:
        """Nothing changes; the card in this chat shows how things stand."""
        shown = card(self.knowledge, press.subject, len(press.desk.files), chat=press.desk.chat)
        return Turn(press.conversation, (Acknowledge(press.event.press, said[:_NOTE]), shown))


@dataclass(frozen=True, slots=True)
class _Press:
    """A button of a card that was pressed in a chat that may."""

    conversation: Conversation
    event: Pressed
    desk: Desk
    subject: Intake


def _parted(data: str) -> tuple[str, str]:
    verb, _, rest = data.removeprefix("k:").partition(":")
    return verb, rest


def _said(conversation: Conversation, text: str) -> Turn:
    return Turn(conversation, (Say(escape(text)),))


def _noted(conversation: Conversation, event: Pressed, text: str) -> Turn:
    return Turn(conversation, (Acknowledge(event.press, text[:_NOTE]),))
