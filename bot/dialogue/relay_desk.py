"""The relay's side of a request: its card is shown, taken, answered, closed and handed on; lists and exports."""

from dataclasses import dataclass

from bot.dialogue.conversation import Conversation
from bot.dialogue.events import Event
from bot.dialogue.replies import Turn
from bot.intake.desk import Desk, Wanted
from bot.knowledge.models import Knowledge


@dataclass(frozen=True, slots=True)
class RelayDesk:
    """Serves relays. The data of its buttons begin with ``k:``."""

    knowledge: Knowledge

    def wanted(self, conversation: Conversation, event: Event) -> Wanted:
        """What has to be known of requests before an event is responded to."""
        del conversation, event
        return Wanted()

    def respond(self, conversation: Conversation, event: Event, desk: Desk) -> Turn | None:
        """What an event leads to; None where it is no business of a relay's."""
        del conversation, event, desk
        return None
