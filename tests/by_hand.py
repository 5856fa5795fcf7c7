"""The outbox, drained by a test's own hand: one call at a time, nothing sent."""

from collections.abc import Collection
from datetime import timedelta

from bot.store.outbox.calls import CallDone, CallLater, CallRefused, Due, Outcome, Sent
from bot.store.outbox.outbox import Outbox


class ByHand:
    """Looks at what is due without keeping it claimed, and notes what became of one call."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox

    async def due(self, limit: int = 9, busy: Collection[int] = ()) -> list[Due]:
        """What is due now, in chats that are not busy."""
        claimed = (await self.outbox.turn(room=limit)).claimed
        await self.outbox.close()
        return [one for one in claimed if one.chat not in busy]

    async def sent(self, due: Due, message: int | None) -> None:
        """It was sent, under that number."""
        await self._became(due, Sent(message))

    async def later(self, due: Due, wait: timedelta, error: str) -> None:
        """It is to be tried again."""
        await self._became(due, CallLater(wait, error))

    async def failed(self, due: Due, error: str) -> None:
        """It was refused."""
        await self._became(due, CallRefused(error))

    async def _became(self, due: Due, outcome: Outcome) -> None:
        await self.outbox.turn([CallDone(due, outcome)])
        await self.outbox.close()
