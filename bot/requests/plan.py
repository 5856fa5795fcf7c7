"""What a side of a request does about an event: what it has to know first, and what it does once that is known."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.chat.events import Event, Pressed
from bot.chat.replies import Acknowledge, Rekey, Reply, Turn
from bot.requests.model.snapshot import ContextQuery, RequestContext


def unanswered(_: RequestContext) -> Turn | None:
    """Nothing is done."""
    return None


@dataclass(frozen=True, slots=True)
class Plan:
    """One match of an event serves both: ``query`` before the store is asked, ``respond`` after it.

    ``respond`` gives None where the event is no business of that side after all.
    """

    query: ContextQuery = field(default_factory=ContextQuery)
    respond: Callable[[RequestContext], Turn | None] = unanswered


def seen(event: Event) -> tuple[Reply, ...]:
    """A press is acknowledged; nothing for any other event."""
    return (Acknowledge(event.press),) if isinstance(event, Pressed) else ()


def done_with(event: Event) -> tuple[Reply, ...]:
    """A press is acknowledged, and the message loses its buttons; nothing for any other event."""
    return (Acknowledge(event.press), Rekey(event.message)) if isinstance(event, Pressed) else ()
