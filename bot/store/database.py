"""The database: how it is opened, how a transaction begins, how its schema is brought up to date."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_SECONDS = 10
_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": BUSY_SECONDS * 1000}
_EXPECTED = "expected sqlite+aiosqlite:///FILE or postgresql+asyncpg://…"


class DatabaseError(Exception):
    """The database cannot be used; the message says why in one line, without the password of its URL."""


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
            if self.is_sqlite and parsed.database and not parsed.database.startswith((":memory:", "file:")):
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            # an error that comes out somewhere must not cite what a person typed
            self.engine: AsyncEngine = create_async_engine(url, hide_parameters=True)
        except (ArgumentError, ValueError):
            raise DatabaseError(f"is not a database URL; {_EXPECTED}") from None
        except OSError as error:
            raise DatabaseError(f"its folder cannot be made: {error.strerror}") from None
        except ModuleNotFoundError as error:
            raise DatabaseError(f"needs the package {error.name}: pip install {error.name}") from None
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_immediate)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end of the block, rolled back by an exception."""
        async with self.engine.begin() as connection:
            yield connection

    async def migrate(self) -> None:
        """Bring the schema up to date.

        Raises:
            DatabaseError: where the database cannot be reached, read or written, or knows a later schema.
        """
        try:
            if self.is_sqlite:  # where a file cannot be opened, aiosqlite's thread may complain after us
                opened: Any = self.engine.dialect.create_connect_args(self.engine.url)
                sqlite3.connect(*opened[0], **opened[1]).close()
            async with self.engine.begin() as connection:
                await connection.run_sync(_upgrade)
                # SQLite lets a file that can only be read begin even an immediate transaction: write, to be sure
                await connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        except (DBAPIError, OSError, sqlite3.Error) as error:
            raise DatabaseError(reason(error)) from None
        except SQLAlchemyError as error:
            raise DatabaseError(str(error).splitlines()[0]) from None

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def reason(error: BaseException) -> str:
    """One line that tells why the database refused, without statement, values or URL."""
    original = getattr(error, "orig", None) or error
    said = str(original).splitlines()[0] if str(original) else type(original).__name__
    hints = {
        "readonly": "it cannot be written: check the rights on the file and its folder",
        "read-only": "it cannot be written: check the rights on the file and its folder",
        "locked": "another program holds it locked: stop that program or wait",
        "unable to open": "the file cannot be opened: check the path and the rights on its folder",
        "not a database": "the file is not an SQLite database",
        "full": "the disk is full",
        "Connect call failed": "nothing answers at its address: is PostgreSQL running?",
    }
    return next((hint for key, hint in hints.items() if key in said), type(original).__name__)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Set what makes SQLite durable, and check that it took it: a PRAGMA that is refused says nothing."""
    connection.isolation_level = None  # the driver's own BEGIN is deferred; ours, below, is not
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {_PRAGMAS['busy_timeout']}")
        for name, wanted in _PRAGMAS.items():
            cursor.execute(f"PRAGMA {name} = {wanted}")
            cursor.execute(f"PRAGMA {name}")
            got = cursor.fetchone()[0]
            if got != wanted and not (name == "journal_mode" and got == "memory"):
                raise DatabaseError(f"SQLite keeps {name}={got}, expected {wanted}: is its folder on a network disk?")
    finally:
        cursor.close()


def _begin_immediate(connection: Connection) -> None:
    """Take the write lock at once: a deferred read that turns into a write fails whatever the timeout."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    if connection.dialect.name == "postgresql":  # two processes that start together
        connection.execute(text("SELECT pg_advisory_xact_lock(20261123)"))
    try:
        command.upgrade(config, "head")
    except Exception as error:
        if "Can't locate revision" in str(error):
            raise DatabaseError("its schema is newer than this program: install the newer Clausette") from None
        raise
