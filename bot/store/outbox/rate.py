"""How fast Telegram may be called: pure arithmetic on the moments of the last messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_EDITS = "edit"
_AHEAD = timedelta(seconds=5)  # by which the clocks of two processes may differ
_NO_MESSAGES = ("answer", "delete", _EDITS)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``number`` messages in any ``span``."""

    number: int
    span: timedelta

    def free(self, recent: Sequence[datetime]) -> datetime:
        """The moment from which one more is allowed after the ``recent`` ones, which are in order."""
        return recent[-self.number] + self.span if len(recent) >= self.number else _LONG_AGO


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits that hold, None where there is none: for one chat, for a group besides, for the bot over all.

    What counts is what people see appear: a message sent, copied or forwarded, and in a group an edit too, since there
    Telegram answers 429 to edits as it does to messages. An edit in a private chat keeps its place in the order and
    waits for nothing else. An answer to a press or to an inline search does not even keep a place: it has a lane of
    its own, because Telegram forgets the question within seconds.
    """

    chat: Rate | None = None
    group: Rate | None = None
    overall: Rate | None = None

    def counts(self, chat: int, method: str) -> bool:
        """Whether a call counts as a message in that chat; groups have negative numbers."""
        return not method.startswith(_NO_MESSAGES) or (chat < 0 and method.startswith(_EDITS))

    def free(self, chat: int, method: str, recent: Sequence[datetime]) -> datetime:
        """The moment from which a chat may get this call, after the ``recent`` messages that it got."""
        if not self.counts(chat, method):
            return _LONG_AGO
        return max((rate.free(recent) for rate in self._rates(chat)), default=_LONG_AGO)

    def kept(self, chat: int) -> int:
        """How many moments of a chat must be remembered."""
        return max((rate.number for rate in self._rates(chat)), default=0)

    def _rates(self, chat: int) -> list[Rate]:
        return [rate for rate in (self.chat, self.group if chat < 0 else None) if rate is not None]


def believed(recent: Sequence[datetime], now: datetime) -> list[datetime]:
    """The moments that can be: those far ahead were noted before the clock was set back."""
    return [moment for moment in recent if moment <= now + _AHEAD]


_LONG_AGO = datetime.min.replace(tzinfo=UTC)
