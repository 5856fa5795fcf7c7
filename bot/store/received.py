"""The letters of relays that were handled: each once, also where it stays unread in its mailbox after a kill."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import MailRow, ReceivedRow

RECEIVED_KEPT = timedelta(days=60)  # longer than an address of return holds


async def first_time(connection: AsyncConnection, number: str, now: datetime) -> bool:
    """Note that a letter is handled in this transaction; False where it was before.

    Where another process handles it at this instant, it waits here for the end of that.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    once = dialect.insert(ReceivedRow).values(number=number, received=now).on_conflict_do_nothing()
    return (await connection.execute(once)).rowcount == 1


async def was_told(connection: AsyncConnection, reference: str, relay: str, since: datetime) -> bool:
    """Whether a relay was written to since then that an answer of its did not go on."""
    about = (MailRow.reference == reference) & (MailRow.relay == relay) & (MailRow.about == "unsent")
    query = select(func.count()).select_from(MailRow).where(about, MailRow.created > since)
    return bool(await connection.scalar(query))


async def forget(connection: AsyncConnection, now: datetime) -> None:
    """Forget the letters that were handled long ago."""
    await connection.execute(delete(ReceivedRow).where(ReceivedRow.received < now - RECEIVED_KEPT))
