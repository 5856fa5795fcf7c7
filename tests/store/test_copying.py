"""From SQLite to PostgreSQL and back: every row of every table arrives as it was, and work goes on there."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, insert, inspect, select

from bot.chat.conversation import Conversation
from bot.store.copying import CopyError, copy
from bot.store.database import Database
from bot.store.outbox.calls import Call
from bot.store.outbox.outbox import Outbox
from bot.store.tables import OutboxRow, UtcDateTime
from bot.store.tables import Table as Tables
from bot.store.unit_of_work import Decision, UnitOfWork
from tests.by_hand import ByHand

ROWS = 603  # of each table: more than are held in memory at once
EVERY = Tables.metadata.sorted_tables
FEEDBACK, OUTBOX = (Tables.metadata.tables[name] for name in ("feedback", "outbox"))


@pytest.fixture
def urls(url, sqlite_url, postgresql_url) -> tuple[str, str]:
    """From either database to the other one."""
    return (url, postgresql_url if url == sqlite_url else sqlite_url)


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    await database.migrate()
    try:
        yield database
    finally:
        await database.close()


def _value(column: Any, number: int, moment: datetime) -> Any:
    """Some value of a column, another one for each number; nothing now and then where that may be."""
    if column.nullable and number % 3 == 0:
        return None
    if isinstance(column.type, UtcDateTime):
        return moment + timedelta(minutes=number, microseconds=number)
    kind = column.type.python_type
    if kind is str:
        return f"é😀'{number}"[: column.type.length or 99]
    if kind is date:
        return moment.date() + timedelta(days=number)
    if kind is dict:
        return {"text": f"«\u202f{number}\u202f»", "none": None, "list": [number, 0.1]}
    return kind(number % 2) if kind is bool else number


def _row(table: Table, number: int, moment: datetime) -> dict[str, Any]:
    row = {column.name: _value(column, number, moment) for column in table.columns}
    if table.name == "conversations":
        row["state"] = ""
    if table.name in ("outbox", "mails"):
        row["status"] = "sent"
    if table.name == "lanes":
        row |= {"due": None, "recent": [number + 0.25]}
    return row


async def _fill(database: Database, moment: datetime) -> None:
    async with database.transaction() as connection:
        for table in EVERY:
            await connection.execute(insert(table), [_row(table, 2 * n + 3, moment) for n in range(ROWS)])


def _saying(text: str) -> Callable[..., Decision]:
    return lambda *_: Decision(Conversation(), [Call("sendMessage", {"text": text})])


async def _held(database: Database) -> dict[str, list[Any]]:
    async with database.transaction() as connection:
        return {
            table.name: [tuple(row) for row in await connection.execute(select(table).order_by(*table.primary_key))]
            for table in EVERY
        }


async def test_every_row_of_every_table_arrives_as_it_was(urls, clock):
    source, target = urls
    async with _opened(source) as there:
        await _fill(there, clock.now)
        before = await _held(there)
    assert await copy(source, target) == {table.name: ROWS for table in EVERY}
    async with _opened(target) as here, _opened(source) as there:
        assert await _held(here) == before
        assert await _held(there) == before


async def test_every_table_of_the_schema_is_copied(sqlite_url):
    async with _opened(sqlite_url) as database, database.transaction() as connection:
        names = set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))
    assert names - {"alembic_version"} == {table.name for table in EVERY}


async def test_work_goes_on_in_the_copy_with_numbers_of_its_own(urls, clock):
    source, target = urls
    async with _opened(source) as there:
        await UnitOfWork(there, clock).handle(1, -7, _saying("a"))
        await _fill(there, clock.now)
    await copy(source, target)
    async with _opened(target) as here:
        unit_of_work, hand = UnitOfWork(here, clock), ByHand(Outbox(here, clock))
        assert not await unit_of_work.handle(1, -7, _saying("again"))
        assert await unit_of_work.handle(10_000, -7, _saying("b"))
        async with here.transaction() as connection:
            ids = (await connection.scalars(select(OutboxRow.id).order_by(OutboxRow.id.desc()).limit(2))).all()
            row = {name: value for name, value in _row(FEEDBACK, 1, clock.now).items() if name != "id"}
            await connection.execute(insert(FEEDBACK).values(row))
        assert ids[0] > ids[1]
        said = []
        while due := await hand.due(10):
            for one in due:
                said.append(one.payload["text"])
                await hand.sent(one, 1)
            clock.passes(timedelta(seconds=5))
        assert said == ["a", "b"]


async def test_a_database_that_holds_anything_is_not_copied_into(urls, clock):
    source, target = urls
    async with _opened(source) as there:
        await _fill(there, clock.now)
    async with _opened(target) as here:
        await UnitOfWork(here, clock).handle(1, 7, lambda *_: Decision(Conversation()))
        before = await _held(here)
    with pytest.raises(CopyError, match="TO: is not empty, conversations, handled_updates hold rows"):
        await copy(source, target)
    async with _opened(target) as here:
        assert await _held(here) == before


async def test_a_row_that_is_refused_leaves_the_target_empty(sqlite_url, postgresql_url, clock):
    async with _opened(sqlite_url) as there, there.transaction() as connection:
        await connection.execute(insert(FEEDBACK).values(_row(FEEDBACK, 1, clock.now)))
        # SQLite does not hold a text to its length
        await connection.execute(insert(OUTBOX).values(_row(OUTBOX, 1, clock.now) | {"method": "x" * 99}))
    with pytest.raises(CopyError) as refused:
        await copy(sqlite_url, postgresql_url)
    assert "xxx" not in str(refused.value)
    assert not any((await _held_of(postgresql_url)).values())


async def _held_of(url: str) -> dict[str, list[Any]]:
    async with _opened(url) as database:
        return await _held(database)


async def test_a_source_that_is_not_there_is_not_made(tmp_path, postgresql_url):
    with pytest.raises(CopyError, match="FROM: there is no such file"):
        await copy(f"sqlite+aiosqlite:///{tmp_path / 'other.db'}", postgresql_url)
    assert not (tmp_path / "other.db").exists()


async def test_a_database_is_not_copied_onto_itself(url):
    with pytest.raises(CopyError, match="the same database"):
        await copy(url, url)


@pytest.mark.parametrize(
    "bad", ["postgresql+asyncpg://clausette:hidden@127.0.0.1:1/x", "mysql://clausette:hidden@x/y", "hidden"]
)
def test_the_command_tells_what_is_wrong_and_no_password(sqlite_url, file, bad):
    file.parent.mkdir()
    file.touch()
    for pair, named in (((bad, sqlite_url), "FROM"), ((sqlite_url, bad), "TO")):
        done = subprocess.run([sys.executable, "-m", "bot", "copy", *pair], capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert done.stderr.startswith(f"clausette: nothing was copied: {named}: ")
        assert "hidden" not in done.stdout + done.stderr


def test_the_command_tells_the_rows_of_each_table(sqlite_url, tmp_path):
    asyncio.run(_held_of(sqlite_url))
    pair = [sqlite_url, f"sqlite+aiosqlite:///{tmp_path / 'other.db'}", "--json"]
    done = subprocess.run([sys.executable, "-m", "bot", "copy", *pair], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"rows": {table.name: 0 for table in EVERY}}
