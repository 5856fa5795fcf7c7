"""The same promises on PostgreSQL, by its own programs and on a server that the tests start."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.chat.conversation import Conversation
from bot.store import backups
from bot.store.backups import BackupError
from bot.store.database import Database
from bot.store.outbox.calls import Call
from bot.store.unit_of_work import Decision, UnitOfWork
from tests import postgres as module
from tests.postgres import PASSWORD, Postgres

NOW = datetime(2026, 11, 28, 22, 30, tzinfo=UTC)
SAID = "L'entreprise écrit :\n\\.\tCOPY public.outbox (id) FROM stdin;"  # what a dump must not stumble over


async def _fill(url: str, chats: range) -> None:
    database = Database(url)
    try:
        await database.migrate()
        for chat in chats:
            decision = Decision(Conversation(), [Call("sendMessage", {"chat_id": chat, "text": SAID})])
            await UnitOfWork(database).handle(chat, chat, partial(_decided, decision))
    finally:
        await database.close()


async def _texts(url: str) -> list[str]:
    database = Database(url)
    try:
        async with database.transaction() as connection:
            found = await connection.execute(text("SELECT payload ->> 'text' FROM outbox ORDER BY id"))
            return [row[0] for row in found]
    finally:
        await database.close()


def _decided(decision: Decision, *_before: object) -> Decision:
    return decision


@pytest.fixture
async def url(postgres: Postgres, monkeypatch) -> str:
    """A database of five chats, and PostgreSQL's programs within reach."""
    monkeypatch.setenv("PATH", f"{module.programs()}{os.pathsep}{os.environ['PATH']}")
    address = await postgres.fresh()
    await _fill(address, range(1, 6))
    return address


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


async def _save(url: str, folder: Path, days: int = 0) -> backups.Saved:
    return await asyncio.to_thread(backups.save, url, folder, 9, NOW + timedelta(days=days))


async def _restore(url: str, file: Path, *, force: bool = False) -> backups.Restored:
    return await asyncio.to_thread(backups.restore, url, file, NOW, force=force)


async def test_a_dump_counts_every_row_whatever_people_wrote(url, folder):
    saved = await _save(url, folder)
    assert saved.file.name == "clausette-20261128T223000Z.dump"
    assert saved.rows["conversations"] == saved.rows["outbox"] == saved.rows["handled_updates"] == 5
    assert [path.name for path in folder.iterdir()] == [saved.file.name]


async def test_a_dump_is_put_into_an_empty_database_and_the_bot_goes_on(url, folder, postgres):
    saved = await _save(url, folder)
    other = await postgres.fresh()
    assert (await _restore(other, saved.file)).rows == saved.rows
    assert await _texts(other) == [SAID] * 5
    await _fill(other, range(6, 7))
    assert (await _save(other, folder, days=1)).rows["outbox"] == 6


async def test_tables_that_stand_are_replaced_by_force_only(url, folder):
    saved = await _save(url, folder)
    await _fill(url, range(6, 9))
    with pytest.raises(BackupError, match="--force"):
        await _restore(url, saved.file)
    assert len(await _texts(url)) == 8
    await _restore(url, saved.file, force=True)
    assert len(await _texts(url)) == 5


async def test_a_table_of_a_later_program_is_not_in_the_way_when_it_comes_back(url, folder):
    saved = await _save(url, folder)
    database = Database(url)
    async with database.transaction() as connection:
        await connection.execute(text("CREATE TABLE of_tomorrow (chat bigint)"))
    await database.close()
    await _restore(url, saved.file, force=True)
    assert "of_tomorrow" not in (await _save(url, folder, days=1)).rows


async def test_a_database_that_a_bot_is_connected_to_is_not_replaced_even_by_force(url, folder):
    saved = await _save(url, folder)
    bot = Database(url)
    try:
        await bot.migrate()
        async with bot.transaction():
            pass  # its connection stays
        with pytest.raises(BackupError, match="stop the bot first"):
            await _restore(url, saved.file, force=True)
    finally:
        await bot.close()


async def test_a_dump_beside_a_bot_that_writes_holds_each_update_whole_or_not_at_all(url, folder):
    writing = asyncio.create_task(_fill(url, range(100, 160)))
    made = [await _save(url, folder, days=day) for day in range(3)]
    await writing
    for saved in made:
        assert saved.rows["conversations"] == saved.rows["handled_updates"] == saved.rows["outbox"] >= 5


async def test_a_dump_that_was_cut_off_is_not_put_back(url, folder):
    file = (await _save(url, folder)).file
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size * 2 // 3)
    with pytest.raises(BackupError, match="is not whole"):
        await _restore(url, file, force=True)
    assert len(await _texts(url)) == 5


@pytest.mark.parametrize("wrong", ["password", "port", "name"])
async def test_a_refusal_is_one_line_without_the_password(url, folder, postgres, wrong):
    spoilt = {
        "password": url.replace(PASSWORD, "another-s3cret"),
        "port": url.replace(str(postgres.port), "1"),
        "name": f"{url}_that_is_not_there",
    }[wrong]
    with pytest.raises(BackupError) as refused:
        await _save(spoilt, folder)
    said = str(refused.value)
    assert said.startswith("pg_dump: error:")
    assert "\n" not in said
    assert PASSWORD not in said
    assert "s3cret" not in said
    assert not list(folder.iterdir())
