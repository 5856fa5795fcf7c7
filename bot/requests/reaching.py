"""How the relay of a request learns of what the company does: in its chats, else by e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.markup import bold, escape, headed
from bot.chat.replies import Effect, Reply, ThreadMessage
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.vocabulary import NoteKind
from bot.language.dates import in_french
from bot.requests.card import card
from bot.requests.effects import Mail
from bot.requests.model.request import Intake, Note
from bot.requests.model.snapshot import RequestContext
from bot.tools.places.contact import contact


@dataclass(frozen=True, slots=True)
class Reaching:
    """Tells relays."""

    knowledge: Knowledge

    def reached(self, intake: Intake, context: RequestContext) -> bool:
        """Tell whether the relay of a request can be told of anything at all."""
        return intake.relay in context.linked or bool(self.mailed(intake, context))

    def passed(self, intake: Intake, context: RequestContext) -> str:
        """What a company reads of a word that it wrote."""
        texts = self.knowledge.texts
        if (absence := context.absent.get(intake.relay)) is not None:
            return texts.absence.word.format(reference=intake.reference, day=in_french(absence.until))
        told = texts.follow.word_sent if self.reached(intake, context) else texts.follow.word_waits
        return told.format(reference=intake.reference)

    def mailed(self, intake: Intake, context: RequestContext) -> tuple[Effect, ...]:
        """The e-mail that a relay without a chat gets of a word or a step."""
        relay = self.knowledge.get(intake.relay)
        if intake.relay in context.linked or not context.by_mail or not isinstance(relay, Relay) or not relay.email:
            return ()
        return (Mail(intake.reference, intake.relay, "withdrawn" if intake.erased else "word"),)

    def address(self, relay: Relay, context: RequestContext) -> str:
        """How to reach a relay, in Telegram's HTML; one with a linked chat answers here, whatever else is known."""
        texts = self.knowledge.texts
        if relay.id not in context.linked:
            return f"{bold(relay.name)}\n{contact(self.knowledge, relay)}"
        absence = context.absent.get(relay.id)
        stands = texts.absence.until.format(day=in_french(absence.until)) if absence else texts.follow.answers_here
        lines = [bold(relay.name), escape(stands)]
        if relay.phone:
            lines.append(headed(texts.relay.phone, relay.phone, inline=True))
        return "\n".join(lines)

    def told(self, intake: Intake, said: str, files: int = 0) -> list[Reply]:
        """The card as it stands now, and a word under it, in the chats of the relay; none where no relay has it."""
        if not intake.relay:
            return []
        return [card(self.knowledge, intake, files), ThreadMessage(intake.reference, intake.relay, escape(said))]


def is_gone(notes: Sequence[Note]) -> bool:
    """Tell whether the company blocked the bot, and did nothing here since."""
    last = next((note for note in reversed(notes) if note.side == "company"), None)
    return last is not None and last.kind == "gone"


def noted(kind: NoteKind, context: RequestContext, text: str = "") -> Note:
    """A line of a request's history, written for the company."""
    return Note(kind, "company", "", text, context.now)
