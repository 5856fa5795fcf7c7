"""Sessions that PostgreSQL still keeps for connections that nothing carries any more, ended every few seconds."""

import asyncio

import structlog

from bot.store.away import is_away
from bot.store.database import Database

_INTERVAL = 10.0  # seconds

log = structlog.get_logger()


async def end_forgotten(database: Database) -> None:
    """End them until cancelled, in each process and without a lease: what they lock may be the lease.

    A refusal is logged once, a database that is away is told of by whoever wants something of it.
    """
    is_told = False
    while True:
        await asyncio.sleep(_INTERVAL)
        try:
            await database.end_forgotten()
        except Exception as error:  # noqa: BLE001  a database that is away comes back
            if not (is_told or is_away(error)):
                log.warning("forgotten sessions not ended", error=type(error).__name__)
                is_told = True
