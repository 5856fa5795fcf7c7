"""The database is durable, its transactions are honest, and its refusals speak to an operator."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.store import database as module
from bot.store.database import Database, DatabaseError
from bot.store.tables import Table


async def _refusal(url: str) -> str:
    """What an operator reads where a database cannot be used."""
    with pytest.raises(DatabaseError) as refused:
        await _migrated(url)
    return str(refused.value)


async def _migrated(url: str) -> None:
    database = Database(url)
    try:
        await database.migrate()
    finally:
        await database.close()


@contextmanager
def _another_program(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as connection:
        yield connection


# Durable


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", module.BUSY_SECONDS * 1000)],
)
async def test_every_connection_keeps_what_makes_sqlite_durable(database, pragma, value):
    async with database.transaction() as one, database.engine.connect() as other:
        for connection in (one, other.sync_connection and one):
            assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar() == value


async def test_a_transaction_takes_the_write_lock_when_it_begins(database, file):
    with _another_program(file) as other:
        async with database.transaction() as connection:
            await connection.execute(text("SELECT 1"))
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
