"""The database: how it is opened, how a transaction begins, how its schema is brought up to date."""

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, nullcontext, suppress
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.process.owner import current_user, owner_of
from bot.store.away import Rest, UnreachedError, is_away, is_drivers, reason

BUSY_SECONDS = 10
_PRAGMAS: dict[str, Any] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,  # what is deleted is overwritten with zeros (https://sqlite.org/pragma.html#pragma_secure_delete)
    "busy_timeout": BUSY_SECONDS * 1000,
}
_OWED = "forgetting owed"
_FORGETTING_WAITS = 200  # milliseconds for who reads the journal, a backup for example
_FORGETTING_RESTS = 10.0  # seconds, after which it is tried again
_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATING = 20261123  # the advisory lock of whoever migrates
_EXPECTED = "expected sqlite+aiosqlite:///FILE or postgresql+asyncpg://…"

_Identity = tuple[int, int]  # a file, by its device and number


class DatabaseError(Exception):
    """The database cannot be used; the message says why in one line, without the password of its URL."""


class NoDatabaseError(DatabaseError):
    """There is none yet, and whoever opens it is not to make one."""


class Database:
    """One database, SQLite or PostgreSQL, by its SQLAlchemy URL."""

    def __init__(self, url: str) -> None:
        """Open lazily.

        Raises:
            DatabaseError: where the URL has no known form.
        """
        try:
            parsed = make_url(url)
            if parsed.drivername not in ("sqlite+aiosqlite", "postgresql+asyncpg"):
                raise DatabaseError(f"{parsed.drivername}: unknown; {_EXPECTED}")
            self.is_sqlite = parsed.get_backend_name() == "sqlite"
            self.file = file_of(url)
            self.engine: AsyncEngine = _sqlite(parsed) if self.is_sqlite else _postgresql().pooled(parsed)
        except (ArgumentError, ValueError):
            raise DatabaseError(f"is not a database URL; {_EXPECTED}") from None
        except ModuleNotFoundError as error:
            raise DatabaseError(f"needs the package {error.name}: pip install {error.name}") from None
        # SQLite has one writer, and who waits for it sleeps and may be overtaken: within a process they queue here
        self._writer = asyncio.Lock() if self.is_sqlite else nullcontext()
        self._owes = self.is_sqlite  # whoever was killed after an erasure left a journal that remembers
        self._owes_not_before = 0.0
        self._opened: _Identity | None = None  # which file was opened
        self._rest = Rest()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end of the block, rolled back by an exception.

        After one that erased something (``owe_forgetting``) SQLite's journal is emptied too.

        Raises:
            UnreachedError: where the file is not there any more, or PostgreSQL was away a moment ago.
        """
        async with self._writer:
            self._is_there()
            async with AsyncExitStack() as stack:
                with nullcontext() if self.is_sqlite else self._rest.tried():
                    connection = await stack.enter_async_context(self.engine.connect())
                async with connection.begin():
                    yield connection
                if self.is_sqlite:
                    await self._forget(connection)

    def _is_there(self) -> None:
        """Nothing is written into a file that was deleted or exchanged: it would be gone when the program ends."""
        if self.file is None:
            return
        found = _identity(self.file)
        if found is None:
            if self._opened is not None:
                raise UnreachedError(f"{self.file} is gone: put it back, or stop the bot and restore a backup")
        elif self._opened is None:
            self._opened = found
        elif self._opened != found:
            raise UnreachedError(f"{self.file} was exchanged for another file: start the bot again")

    async def _forget(self, connection: AsyncConnection) -> None:
        """Empty the journal where that is owed; where somebody reads it, a transaction soon after does."""
        self._owes |= connection.info.pop(_OWED, False)
        if not self._owes or time.monotonic() < self._owes_not_before:
            return
        driver = (await connection.get_raw_connection()).driver_connection
        if driver is None:
            return
        try:
            await driver.execute(f"PRAGMA busy_timeout = {_FORGETTING_WAITS}")
            (answer,) = await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            self._owes = bool(answer[0])
            await driver.execute(f"PRAGMA busy_timeout = {_PRAGMAS['busy_timeout']}")
        except sqlite3.Error:  # the transaction is committed, whatever becomes of this
            self._owes = True
        if self._owes:
            self._owes_not_before = time.monotonic() + _FORGETTING_RESTS

    async def session(self) -> AsyncConnection:
        """A connection that nobody else gets and whose session ends when it is closed, for locks that outlive a commit.

        It ends too where this process is frozen. On PostgreSQL only.
        """
        postgresql = _postgresql()
        with self._rest.tried():
            connection: AsyncConnection = await postgresql.alone(self.engine.url).connect()
        try:
            await postgresql.freed_when_frozen((await connection.get_raw_connection()).driver_connection)
        except BaseException:
            await connection.close()
            raise
        return connection

    async def end_forgotten(self) -> None:
        """End the sessions that PostgreSQL keeps for connections that nothing carries any more. On PostgreSQL only."""
        async with self.transaction() as connection:
            await _postgresql().end_forgotten(connection)

    async def migrate(self, *, create: bool = True) -> None:
        """Bring the schema up to date, and make it where there is none, but for ``create=False``.

        Raises:
            NoDatabaseError: where there is none and none is to be made.
            DatabaseError: where the database cannot be reached, read or written, or knows a later schema.
        """
        try:
            if self.file is not None:
                _prepare_place(self.file, create=create)
            if self.is_sqlite:  # where a file cannot be opened, aiosqlite's thread may complain after us
                opened: Any = self.engine.dialect.create_connect_args(self.engine.url)
                sqlite3.connect(*opened[0], **opened[1]).close()
            # PostgreSQL may take its time for it, and another program that migrates is waited for
            engine = self.engine if self.is_sqlite else _postgresql().alone(self.engine.url, hurried=False)
            async with engine.begin() as connection:
                older = await connection.run_sync(_upgrade, create=create)
                # SQLite lets a file that can only be read begin even an immediate transaction: write, to be sure
                await connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
            if older and self.file is not None:
                _compact(self.file)
            self._is_there()
        except (DBAPIError, OSError, sqlite3.Error) as error:
            raise DatabaseError(self._refusal(error)) from None
        except SQLAlchemyError as error:
            raise DatabaseError(str(error).splitlines()[0]) from None
        except Exception as error:
            if not is_drivers(error):  # what fails on connecting comes through as the driver raised it
                raise
            raise DatabaseError(reason(error)) from None

    async def schema(self) -> Literal["none", "older", "current", "newer"]:
        """How the schema stands to this program's, without a change to it.

        Raises:
            DatabaseError: where the database cannot be reached or read.
        """
        if self.file is not None and not self.file.exists():
            return "none"
        try:
            async with self.engine.connect() as connection:
                found = await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
        except Exception as error:
            if not is_away(error) and not is_drivers(error):
                raise
            raise DatabaseError(self._refusal(error)) from None
        scripts = ScriptDirectory(str(_MIGRATIONS))
        if found is None or found == scripts.get_current_head():
            return "none" if found is None else "current"
        return "older" if found in {script.revision for script in scripts.walk_revisions()} else "newer"

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
        self._opened = None

    def _refusal(self, error: BaseException) -> str:
        """Why the database refused, with the file and whom it belongs to where that is what is wrong."""
        why = reason(error)
        if self.file is None:
            return why
        if self.file.exists() and os.access(self.file, os.R_OK | os.W_OK):
            return f"{self.file}: {why}"
        place = self.file if self.file.exists() else self.file.parent
        owner, user = owner_of(place), current_user()
        return (
            f"{place} belongs to {owner}, and this program runs as {user}: {why}"
            if owner != user
            else f"{place}: {why}"
        )


def _postgresql() -> Any:
    from bot.store import postgresql  # noqa: PLC0415  who uses SQLite does not load its driver

    return postgresql


def _sqlite(url: URL) -> AsyncEngine:
    # an error that comes out somewhere must not cite what a person typed
    engine = create_async_engine(url, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def _identity(file: Path) -> _Identity | None:
    """Which file stands there, None where there is none."""
    try:
        status = file.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def owe_forgetting(connection: AsyncConnection) -> None:
    """Something is erased in this transaction: after it SQLite's journal is to remember it no more."""
    connection.info[_OWED] = True


def file_of(url: str) -> Path | None:
    """The file of a database of SQLite; None where it has none.

    Raises:
        ArgumentError: where the URL has no known form.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database.startswith((":", "file:")):
        return None
    return Path(parsed.database)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Set what makes SQLite durable, and check that it took it: a PRAGMA that is refused says nothing."""
    connection.isolation_level = None  # the driver's own BEGIN is deferred; ours, below, is not
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {_PRAGMAS['busy_timeout']}")
        _begin_wal(cursor)
        for name, wanted in _PRAGMAS.items():
            if name != "journal_mode":
                cursor.execute(f"PRAGMA {name} = {wanted}")
            cursor.execute(f"PRAGMA {name}")
            got = cursor.fetchone()[0]
            if got != wanted and not (name == "journal_mode" and got == "memory"):
                raise DatabaseError(f"SQLite keeps {name}={got}, expected {wanted}: is its folder on a network disk?")
    finally:
        cursor.close()


def _begin_wal(cursor: Any) -> None:
    """Turn a new file to WAL; two programs that do it at once get "locked" without any waiting, and here wait."""
    end = time.monotonic() + _PRAGMAS["busy_timeout"] / 1000
    while True:
        try:
            cursor.execute(f"PRAGMA journal_mode = {_PRAGMAS['journal_mode']}")
        except Exception as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_immediate(connection: Connection) -> None:
    """Take the write lock at once: a deferred read that turns into a write fails whatever the timeout."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare_place(file: Path, *, create: bool) -> None:
    if not create and not file.exists():
        raise NoDatabaseError(f"there is no database {file}")
    file.parent.mkdir(parents=True, exist_ok=True)


def _compact(file: Path) -> None:
    """Write the file anew, without what was deleted when that overwrote nothing; else it stays as it is."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(file, isolation_level=None)) as alone:
        alone.execute("VACUUM")


def _upgrade(connection: Connection, *, create: bool) -> bool:
    """Bring the schema up to date; True where there was an older one."""
    if not create and not inspect(connection).has_table("alembic_version"):
        raise NoDatabaseError("there is no database of Clausette there")
    before = MigrationContext.configure(connection).get_current_revision()
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    if connection.dialect.name == "postgresql":  # two processes that start together
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
    try:
        command.upgrade(config, "head")
    except Exception as error:
        if "Can't locate revision" in str(error):
            raise DatabaseError("its schema is newer than this program: install the newer Clausette") from None
        raise
    return before not in (None, MigrationContext.configure(connection).get_current_revision())
