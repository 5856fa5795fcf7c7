"""The company's side of a request: it is sent, followed, added to, closed and reopened."""

from dataclasses import dataclass

from bot.dialogue.conversation import Conversation
from bot.dialogue.events import Event
from bot.dialogue.replies import Turn
from bot.intake.desk import Desk, Wanted
from bot.knowledge.models import Knowledge


@dataclass(frozen=True, slots=True)
class Counter:
    """Serves companies. The data of its buttons begin with ``i:``."""

    knowledge: Knowledge

    def wanted(self, conversation: Conversation, event: Event) -> Wanted:
        """What has to be known of requests before an event is responded to."""
        del conversation, event
        return Wanted()

    def respond(self, conversation: Conversation, event: Event, desk: Desk) -> Turn | None:
        """What an event leads to; None where it is no business of a request."""
        del conversation, event, desk
        return None
