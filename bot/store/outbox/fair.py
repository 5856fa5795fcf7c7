"""Whose turn it is in a relay's chat: each company's calls in their order, one of each company after the other.

Telegram lets through 20 messages a minute in a group: in the order in which they came, the messages of whoever writes
many would hold back everybody else's card. So a call about a request has a ``rank`` in the lane of a chat that is not
its company's: behind the last one of the same company, else beside those that are next. What a chat is told of itself,
the answers to its own presses among it, has rank 0 and goes first. (Start-time fair queueing, without weights: Goyal,
Vin, Cheng, SIGCOMM 1996.)
"""

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import MESSAGES, IntakeRow, OutboxRow


async def place(connection: AsyncConnection, chat: int, about: str) -> tuple[int | None, int]:
    """The company that a call about a request is queued for, and its rank among what waits for a chat.

    No company where the chat is its own, or where its data are erased; the lane of the chat is locked by whoever asks.
    """
    company = await connection.scalar(select(IntakeRow.chat).where(IntakeRow.reference == about))
    if not company or company == chat:
        return None, 0
    first, last = func.min(OutboxRow.rank), func.max(case((OutboxRow.company == company, OutboxRow.rank)))
    waiting = (OutboxRow.chat == chat) & (OutboxRow.lane == MESSAGES) & (OutboxRow.status == "pending")
    found = (await connection.execute(select(first, last).where(waiting, OutboxRow.rank > 0))).one()
    return company, max(found[0] or 1, (found[1] or 0) + 1)
