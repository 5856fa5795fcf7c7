"""The database is durable, its transactions are honest, and its refusals speak to an operator."""

import asyncio
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot import store
from bot.store import database as module
from bot.store.away import is_away
from bot.store.away import reason as reason_of
from bot.store.database import Database, DatabaseError
from bot.store.tables import Table

only_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
FORMS = "expected sqlite+aiosqlite:///FILE or postgresql+asyncpg://…"


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


def _schema(file: Path) -> list[tuple[str, str]]:
    with _another_program(file) as connection:
        return sorted(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall())


@pytest.fixture
def impatient(monkeypatch):
    """A database that waits for a lock no longer than a test wants to."""
    monkeypatch.setitem(module._PRAGMAS, "busy_timeout", 50)


# Durable


@only_sqlite
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", module.BUSY_SECONDS * 1000)],
)
async def test_every_connection_keeps_what_makes_sqlite_durable(database, pragma, value):
    for _ in range(2):
        async with database.transaction() as connection:
            assert await connection.scalar(text(f"PRAGMA {pragma}")) == value
        await database.close()  # the next transaction opens another connection


async def test_a_pragma_that_sqlite_does_not_take_is_refused(file, monkeypatch):
    monkeypatch.setitem(module._PRAGMAS, "synchronous", 9)  # of which SQLite keeps the last bits, and says nothing
    assert "SQLite keeps synchronous=1, expected 9" in await _refusal(f"sqlite+aiosqlite:///{file}")


@only_sqlite
async def test_a_transaction_takes_the_write_lock_when_it_begins_not_when_it_first_writes(database, file):
    with _another_program(file) as other:
        async with database.transaction() as connection:
            await connection.execute(text("SELECT 1"))
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            assert other.execute("SELECT count(*) FROM outbox").fetchone() == (0,)  # who only reads is let in
        other.execute("BEGIN IMMEDIATE")


async def test_a_transaction_waits_its_turn_and_does_not_fail(database):
    async def add_one() -> None:
        async with database.transaction() as connection:
            if not database.is_sqlite:
                await connection.execute(text("LOCK TABLE conversations"))
            count = await connection.scalar(text("SELECT coalesce(max(chat), 0) FROM conversations"))
            row = text("INSERT INTO conversations VALUES (:chat, '', '2026-11-23')")
            await connection.execute(row, {"chat": count + 1})

    await asyncio.gather(*(add_one() for _ in range(12)))
    async with database.transaction() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM conversations")) == 12


async def test_an_exception_rolls_the_transaction_back(database):
    async def fails() -> None:
        async with database.transaction() as connection:
            await connection.execute(text("INSERT INTO conversations VALUES (1, '', '2026-11-23')"))
            raise LookupError

    with pytest.raises(LookupError):
        await fails()
    async with database.transaction() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM conversations")) == 0


async def test_an_error_of_the_database_does_not_cite_what_a_person_typed(database):
    statement = text("INSERT INTO conversations (chat, state, changed) VALUES (1, :said, NULL)")
    with pytest.raises(DBAPIError) as failed:
        async with database.transaction() as connection:
            await connection.execute(statement, {"said": "mon numéro est le 06 12 34 56 78"})
    assert "06 12" not in str(failed.value)


# Its schema


async def test_the_migrations_lead_from_nothing_to_the_tables_of_the_code(database):
    def differences(connection: Connection) -> Any:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Table.metadata)

    async with database.transaction() as connection:
        assert await connection.run_sync(differences) == []


@only_sqlite
async def test_migrating_again_changes_nothing(database, file):
    before = _schema(file)
    async with database.transaction() as connection:
        await connection.execute(text("INSERT INTO conversations VALUES (1, 'kept', '2026-11-23')"))
    await database.migrate()
    assert _schema(file) == before
    async with database.transaction() as connection:
        assert await connection.scalar(text("SELECT state FROM conversations")) == "kept"


async def test_programs_that_start_together_all_find_the_schema(url):
    await asyncio.gather(*(_migrated(url) for _ in range(3)))
    database = Database(url)
    async with database.transaction() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM outbox")) == 0
    await database.close()


@only_sqlite
async def test_a_schema_of_a_later_program_is_refused(database, file):
    with _another_program(file) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    said = await _refusal(f"sqlite+aiosqlite:///{file}")
    assert said == "its schema is newer than this program: install the newer Clausette"


# What an operator reads


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", f"is not a database URL; {FORMS}"),
        ("clausette.db", f"is not a database URL; {FORMS}"),
        ("sqlite+aiosqlite", f"is not a database URL; {FORMS}"),
        ("sqlite+aiosqlite://secret@host/clausette.db", f"is not a database URL; {FORMS}"),
        ("postgresql+asyncpg://clausette:secret@127.0.0.1:port/db", f"is not a database URL; {FORMS}"),
        ("sqlite:///clausette.db", f"sqlite: unknown; {FORMS}"),
        ("postgresql://clausette:secret@127.0.0.1/db", f"postgresql: unknown; {FORMS}"),
        ("mysql+aiomysql://clausette:secret@127.0.0.1/db", f"mysql+aiomysql: unknown; {FORMS}"),
    ],
)
async def test_an_address_of_no_known_form_is_answered_with_the_forms_that_are(url, said):
    assert await _refusal(url) == said


async def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    said = await _refusal(f"sqlite+aiosqlite:///{tmp_path}/file/data/clausette.db")
    assert said == f"{tmp_path}/file/data: NotADirectoryError"


async def test_a_folder_in_place_of_the_file_is_told(tmp_path):
    said = await _refusal(f"sqlite+aiosqlite:///{tmp_path}")
    assert said == f"{tmp_path}: the file cannot be opened: check the path and the rights on its folder"


async def test_a_file_that_is_no_database_is_told_and_left_as_it_is(tmp_path):
    file = tmp_path / "letter.odt"
    file.write_text("Madame, Monsieur, " * 100)
    assert await _refusal(f"sqlite+aiosqlite:///{file}") == (
        f"{file}: the file is not an SQLite database, or is damaged: clausette restore puts a backup back"
    )
    assert file.read_text() == "Madame, Monsieur, " * 100


@only_sqlite
async def test_a_file_that_can_only_be_read_is_told_at_the_start_even_where_its_schema_is_right(database, file):
    await database.close()
    said = await _refusal(f"sqlite+aiosqlite:///file:{file}?mode=ro&uri=true")
    assert said == "it cannot be written: check the rights on the file and its folder"


async def test_an_address_with_options_for_sqlite_makes_no_folder_of_its_own(file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file.parent.mkdir()
    await _migrated(f"sqlite+aiosqlite:///file:{file}?mode=rwc&uri=true")
    assert [path.name for path in tmp_path.iterdir()] == [file.parent.name]


@pytest.mark.usefixtures("impatient")
async def test_a_database_that_another_program_holds_is_told(file):
    await _migrated(f"sqlite+aiosqlite:///{file}")
    with _another_program(file) as other:
        other.execute("BEGIN EXCLUSIVE")
        said = await _refusal(f"sqlite+aiosqlite:///{file}")
    assert said == f"{file}: another program holds it locked: stop that program or wait"
    await _migrated(f"sqlite+aiosqlite:///{file}")


async def test_a_missing_driver_is_told_by_its_name(monkeypatch):
    monkeypatch.delitem(sys.modules, "bot.store.postgresql", raising=False)
    monkeypatch.delattr(store, "postgresql", raising=False)
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    said = await _refusal("postgresql+asyncpg://clausette:secret@127.0.0.1/db")
    assert said == "needs the package asyncpg: pip install asyncpg"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (sqlite3.OperationalError("database or disk is full"), "the disk is full"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "it cannot be written: check the rights"),
        (OSError(111, "Connect call failed ('127.0.0.1', 5432)"), "nothing answers at its address: is PostgreSQL"),
        (RuntimeError("password secret was refused"), "RuntimeError"),
        (TimeoutError(), "it does not answer in time"),
    ],
)
def test_a_refusal_is_one_line_that_holds_no_secret(error, said):
    reason = reason_of(error)
    assert reason.startswith(said)
    assert len(reason.splitlines()) == 1
    assert "secret" not in reason


@only_sqlite
@pytest.mark.parametrize(
    ("limit", "said"),
    [("PRAGMA max_page_count = 1", "the disk is full"), ("PRAGMA query_only = 1", "it cannot be written: check the")],
)
async def test_a_full_disk_and_a_file_that_can_only_be_read_are_away_and_no_fault_of_an_update(database, limit, said):
    async with database.transaction() as connection:
        await connection.execute(text(limit))
    row = text("INSERT INTO conversations VALUES (1, :said, '2026-11-23')")
    with pytest.raises(DBAPIError) as refused:
        async with database.transaction() as connection:
            await connection.execute(row, {"said": "x" * 100_000})
    assert is_away(refused.value)
    assert reason_of(refused.value).startswith(said)
    assert not is_away(LookupError("the core stumbled"))
