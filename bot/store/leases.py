"""Leases: work that one process does for all, whichever is up."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.outbox.calls import utc_now
from bot.store.tables import LeaseRow

_TERM = timedelta(seconds=30)  # after which the work of a process that was killed goes to another
_BACKUP = "backup"  # a lease that nobody holds: its moment is that of the last backup
_FAILED_BACKUP = "backup failed"  # likewise, of the last that was tried in vain
_PROBE = "probe"  # likewise, of the last time that somebody asked whether the database takes what is written
_AHEAD = timedelta(seconds=5)  # by which the clocks of two processes may differ
_RENEWED = _TERM.total_seconds() / 3


async def note_backup(connection: AsyncConnection, now: datetime) -> None:
    """Note that a backup was made and read back."""
    await _note(connection, _BACKUP, now)


async def note_failed_backup(connection: AsyncConnection, now: datetime) -> None:
    """Note that a backup was tried in vain."""
    await _note(connection, _FAILED_BACKUP, now)


async def take_notes(database: Database, clock: Callable[[], datetime] = utc_now) -> None:
    """Write next to nothing; raises where the database takes nothing: away, full, read-only, its file gone."""
    async with database.transaction() as connection:
        await _note(connection, _PROBE, clock())


async def _note(connection: AsyncConnection, name: str, now: datetime) -> None:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = dialect.insert(LeaseRow).values(name=name, holder="", until=now)
    await connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"until": row.excluded.until}))


async def last_backup(connection: AsyncConnection) -> datetime | None:
    """When the last backup was made that was read back; None where none ever was."""
    return await connection.scalar(select(LeaseRow.until).where(LeaseRow.name == _BACKUP))


async def failed_backup(connection: AsyncConnection) -> datetime | None:
    """When the last backup was tried in vain; None where none was, or one was made since."""
    failed = await connection.scalar(select(LeaseRow.until).where(LeaseRow.name == _FAILED_BACKUP))
    made = await last_backup(connection)
    return failed if failed is not None and (made is None or made < failed) else None


class Leases:
    """The leases of one process, which has a name of its own for as long as it lives."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock
        self._holder = uuid4().hex

    @asynccontextmanager
    async def held(self, name: str, rest: timedelta = timedelta(0)) -> AsyncIterator[bool]:
        """Whether this process may do the work of that name, until the end of the block.

        It is renewed meanwhile. After the work nobody does it again for ``rest``; work that failed may be done at once.
        """
        if not await self._take(name, max(rest, _TERM)):
            yield False
            return
        renewing = asyncio.create_task(self._renew(name))
        left = timedelta(0)
        try:
            yield True
            left = rest
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing
            await self._until(name, self._clock() + left)

    async def _take(self, name: str, longest: timedelta = _TERM) -> bool:
        """Take it where it is free; nobody holds or rests longer than ``longest``: then the clock was set back."""
        now = self._clock()
        dialect = sqlite if self._database.is_sqlite else postgresql
        row = dialect.insert(LeaseRow).values(name=name, holder=self._holder, until=now + _TERM)
        taken = row.on_conflict_do_update(
            index_elements=["name"],
            set_={"holder": row.excluded.holder, "until": row.excluded.until},
            where=(LeaseRow.until <= now) | (LeaseRow.until > now + longest + _AHEAD),
        )
        async with self._database.transaction() as connection:
            return (await connection.execute(taken)).rowcount == 1

    async def _renew(self, name: str) -> None:
        while True:
            await asyncio.sleep(_RENEWED)
            with suppress(Exception):  # a database that is away comes back, or another process takes over
                await self._until(name, self._clock() + _TERM)

    async def _until(self, name: str, moment: datetime) -> None:
        mine = update(LeaseRow).where(LeaseRow.name == name, LeaseRow.holder == self._holder)
        async with self._database.transaction() as connection:
            await connection.execute(mine.values(until=moment))
