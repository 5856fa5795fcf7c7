"""The messages still to send: in order per chat, each attempt recorded."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from bot.store import intakes
from bot.store.database import Database
from bot.store.ledger import utc_now
from bot.store.tables import OutboxRow


@dataclass(frozen=True, slots=True)
class Due:
    """A call to make now.

    ``edits`` is the number, in Telegram, of the message that it edits, ``under`` of the one that it is a reply to.
    """

    id: int
    chat: int
    method: str
    payload: dict[str, Any]
    tries: int
    edits: int | None
    under: int | None = None


class Outbox:
    """Reads what is due and notes what became of it."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock

    async def due(self, limit: int, busy: Collection[int] = ()) -> list[Due]:
        """The first pending call of each chat that is not busy, the oldest first, where its time has come."""
        heads = select(func.min(OutboxRow.id)).where(OutboxRow.status == "pending").group_by(OutboxRow.chat)
        query = (
            select(OutboxRow.__table__)
            .where(OutboxRow.id.in_(heads), OutboxRow.not_before <= self._clock(), OutboxRow.chat.not_in(busy))
            .order_by(OutboxRow.id)
            .limit(limit)
        )
        async with self._database.transaction() as connection:
            rows = (await connection.execute(query)).all()
            named = {one for row in rows for one in (row.edits, row.under) if one is not None}
            sent = select(OutboxRow.id, OutboxRow.message).where(OutboxRow.id.in_(named))
            numbers = {row.id: row.message for row in await connection.execute(sent)} if named else {}
        return [
            Due(row.id, row.chat, row.method, row.payload, row.tries, numbers.get(row.edits), numbers.get(row.under))
            for row in rows
        ]

    async def next_time(self, busy: Collection[int] = ()) -> datetime | None:
        """The moment at which something is due next in a chat that is not busy, None where nothing is pending."""
        heads = select(func.min(OutboxRow.id)).where(OutboxRow.status == "pending").group_by(OutboxRow.chat)
        async with self._database.transaction() as connection:
            query = select(OutboxRow.not_before).where(OutboxRow.id.in_(heads), OutboxRow.chat.not_in(busy))
            return await connection.scalar(query.order_by(OutboxRow.not_before).limit(1))

    async def sent(self, id_: int, message: int | None) -> None:
        """The call was made; ``message`` is the number that Telegram gave.

        Where an edit had to be said anew, the message that it edited stands under that number from now on.
        """
        sent = update(OutboxRow).where(OutboxRow.id == id_).returning(OutboxRow.edits)
        async with self._database.transaction() as connection:
            edited = await connection.scalar(
                sent.values(status="sent", message=message, done=self._clock(), payload={})
            )
            if edited is not None and message is not None:
                await connection.execute(update(OutboxRow).where(OutboxRow.id == edited).values(message=message))

    async def later(self, id_: int, wait: timedelta, error: str) -> None:
        """The call did not go through and is made again after a while."""
        await self._change(id_, tries=OutboxRow.tries + 1, not_before=self._clock() + wait, error=error)

    async def failed(self, id_: int, error: str, *, gone: bool = False) -> None:
        """The call will never go through; it is kept, and not made again.

        ``gone`` tells that the chat takes nothing any more: a relay's is then no way to reach it.
        """
        await self._change(id_, status="failed", tries=OutboxRow.tries + 1, done=self._clock(), error=error)
        if gone:
            async with self._database.transaction() as connection:
                chat = await connection.scalar(select(OutboxRow.chat).where(OutboxRow.id == id_))
                if chat is not None:
                    await intakes.lose(connection, chat, self._clock())

    async def moved(self, id_: int, to: int) -> None:
        """The chat of a call goes on under another number; the call stays to be made, there."""
        async with self._database.transaction() as connection:
            chat = await connection.scalar(select(OutboxRow.chat).where(OutboxRow.id == id_))
            if chat is not None:
                await intakes.move(connection, chat, to)

    async def _change(self, id_: int, **values: Any) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(update(OutboxRow).where(OutboxRow.id == id_).values(**values))
