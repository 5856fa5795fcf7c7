"""What the work of the Telegram edge tells to whoever watches it. Never a chat, a name or a text."""

from typing import Literal, Protocol

Result = Literal["new", "again", "ignored", "failed", "set_aside"]
Sending = Literal["sent", "later", "refused"]


class Watch(Protocol):
    """Who watches."""

    def handled(self, kind: str, result: Result, seconds: float) -> None:
        """An update was handled; ``kind`` is the event's."""

    def routed(self, band: str, entry: str) -> None:
        """A question was routed, with this certainty, to this entry first (empty where to none)."""

    def sent(self, method: str, result: Sending) -> None:
        """A call of the outbox was made."""

    def reloaded(self, *, right: bool) -> None:
        """The knowledge base was read again."""


class Unwatched:
    """Nobody watches."""

    def handled(self, kind: str, result: Result, seconds: float) -> None:
        """Pass."""

    def routed(self, band: str, entry: str) -> None:
        """Pass."""

    def sent(self, method: str, result: Sending) -> None:
        """Pass."""

    def reloaded(self, *, right: bool) -> None:
        """Pass."""
