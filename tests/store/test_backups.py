"""A backup is made beside the running bot, counts only once it was read back, and is put back with care."""

import asyncio
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.chat.conversation import Conversation
from bot.process.sole import sole_in
from bot.store import backups
from bot.store.backups import BackupError
from bot.store.database import Database
from bot.store.outbox.calls import Call
from bot.store.unit_of_work import Decision, UnitOfWork

NOW = datetime(2026, 11, 28, 22, 30, tzinfo=UTC)
EVERY = {"alembic_version", "conversations", "handled_updates", "failed_updates", "outbox", "feedback"}


def _url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


async def _fill(url: str, updates: int, first: int = 1) -> None:
    database = Database(url)
    await database.migrate()
    unit_of_work = UnitOfWork(database)
    for number in range(first, first + updates):
        decision = Decision(Conversation(), [Call("sendMessage", {"chat_id": number, "text": f"Réponse {number}"})])
        await unit_of_work.handle(number, number, partial(_decided, decision))
    await database.close()


def _decided(decision: Decision, *_before: object) -> Decision:
    return decision


@pytest.fixture
async def live(tmp_path: Path) -> Path:
    """A database of five chats."""
    file = tmp_path / "data" / "clausette.db"
    await _fill(_url(file), 5)
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def test_a_backup_holds_every_row_and_says_how_many(live, folder):
    saved = backups.save(_url(live), folder, 3, NOW)
    assert saved.rows.keys() >= EVERY
    assert saved.rows["conversations"] == saved.rows["handled_updates"] == saved.rows["outbox"] == 5
    assert saved.file == folder / "clausette-20261128T223000Z.db"
    assert [path.name for path in folder.iterdir()] == [saved.file.name]  # no journal, nothing half written


def test_a_backup_is_for_its_owner_alone(live, folder):
    saved = backups.save(_url(live), folder, 3, NOW)
    assert stat.S_IMODE(saved.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_was_erased_is_in_no_later_backup(live, folder):
    with closing(sqlite3.connect(live, isolation_level=None)) as connection:
        connection.execute("UPDATE outbox SET payload = '\"Il a quarante-deux ans\"'")
        connection.execute("DELETE FROM outbox")
    saved = backups.save(_url(live), folder, 3, NOW)
    assert b"quarante-deux" not in saved.file.read_bytes()


async def test_a_backup_beside_a_bot_that_writes_holds_each_update_whole_or_not_at_all(live, folder):
    stop = threading.Event()

    def write() -> None:
        number = 100
        while not stop.is_set() or number < 130:
            asyncio.run(_fill(_url(live), 5, first=number))
            number += 5

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [
            await asyncio.to_thread(backups.save, _url(live), folder, 9, NOW + timedelta(seconds=number))
            for number in range(5)
        ]
    finally:
        stop.set()
        writer.join()
    for saved in made:
        assert saved.rows["conversations"] == saved.rows["handled_updates"] == saved.rows["outbox"] >= 5
    counts = [saved.rows["outbox"] for saved in made]
    assert counts == sorted(counts)


def test_the_newest_backups_stay_and_others_files_too(live, folder):
    folder.mkdir()
    (folder / "notes.txt").write_text("à garder")
    for day in range(4):
        saved = backups.save(_url(live), folder, 2, NOW + timedelta(days=day))
    assert [old.name for old in saved.deleted] == ["clausette-20261129T223000Z.db"]
    assert sorted(path.name for path in folder.iterdir()) == [
        "clausette-20261130T223000Z.db",
        "clausette-20261201T223000Z.db",
        "notes.txt",
    ]


def test_a_backup_that_is_not_whole_deletes_no_good_one(live, folder):
    good = backups.save(_url(live), folder, 1, NOW)
    with live.open("r+b") as file:
        file.seek(0, 2)
        size = file.tell()
        for offset in range(4096, size, 4096):
            file.seek(offset)
            file.write(b"\xff" * 4096)
    for journal in ("-wal", "-shm"):
        live.with_name(live.name + journal).unlink(missing_ok=True)
    with pytest.raises(BackupError):
        backups.save(_url(live), folder, 1, NOW + timedelta(days=1))
    assert list(folder.iterdir()) == [good.file]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_a_backup_that_is_killed_midway_leaves_no_more_than_the_next_one_takes_away(live, folder, how):
    with closing(sqlite3.connect(live)) as connection, connection:
        connection.execute(
            "INSERT INTO conversations WITH n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)"
            " SELECT i, hex(randomblob(900)), '2026-12-01' FROM n"
        )
    command = [sys.executable, "-m", "bot", "backup", str(folder)]
    environment = os.environ | {"CLAUSETTE_DATABASE_URL": _url(live)}
    for _ in range(2):
        process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.DEVNULL)
        while not list(folder.glob(".clausette-*")):  # noqa: ASYNC110  a folder tells nobody
            await asyncio.sleep(0.001)
        process.send_signal(how)
        assert await process.wait() != 0
        assert len(list(folder.glob(".clausette-*"))) <= (2 if how == signal.SIGKILL else 0)
        assert not list(folder.glob("clausette-*"))
    saved = backups.save(_url(live), folder, 14, NOW)
    assert not list(folder.glob(".clausette-*"))
    assert [saved.file] == list(folder.glob("clausette-*"))


def test_two_backups_at_once_into_one_folder_are_not_made(live, folder):
    folder.mkdir()
    with sole_in(folder), pytest.raises(BackupError, match="another program writes a backup"):
        backups.save(_url(live), folder, 14, NOW)


def test_without_a_database_there_is_nothing_to_back_up(tmp_path, folder):
    with pytest.raises(BackupError, match="there is no database"):
        backups.save(_url(tmp_path / "none.db"), folder, 1, NOW)
    assert not (tmp_path / "none.db").exists()


async def test_a_backup_is_put_back_and_the_bot_goes_on(live, folder, tmp_path):
    saved = backups.save(_url(live), folder, 1, NOW)
    other = tmp_path / "elsewhere" / "clausette.db"
    restored = backups.restore(_url(other), saved.file, NOW)
    assert restored.rows == saved.rows
    assert restored.before is None
    await _fill(_url(other), 1, first=6)
    assert backups.save(_url(other), folder, 9, NOW + timedelta(days=1)).rows["conversations"] == 6


def test_a_database_that_stands_is_not_overwritten_unasked(live, folder):
    saved = backups.save(_url(live), folder, 1, NOW)
    held = live.read_bytes()
    with pytest.raises(BackupError, match="--force"):
        backups.restore(_url(live), saved.file, NOW)
    assert live.read_bytes() == held


async def test_by_force_the_database_of_before_is_kept_beside_it(live, folder):
    saved = backups.save(_url(live), folder, 1, NOW)
    await _fill(_url(live), 2, first=50)
    restored = backups.restore(_url(live), saved.file, NOW, force=True)
    assert restored.before == live.with_name("clausette.db.before-20261128T223000Z")
    assert restored.before
    assert backups.save(_url(restored.before), folder, 9, NOW + timedelta(days=1)).rows["conversations"] == 7
    assert backups.save(_url(live), folder, 9, NOW + timedelta(days=2)).rows["conversations"] == 5


async def test_a_database_that_a_bot_has_open_is_not_replaced_even_by_force(live, folder):
    saved = backups.save(_url(live), folder, 1, NOW)
    bot = Database(_url(live))
    await bot.migrate()
    try:
        with pytest.raises(BackupError, match="stop the bot first"):
            backups.restore(_url(live), saved.file, NOW, force=True)
    finally:
        await bot.close()
    assert not list(live.parent.glob("*before*"))
    assert backups.restore(_url(live), saved.file, NOW, force=True).before is not None


def test_a_spoilt_database_is_replaced_by_force_with_its_journal(live, folder):
    saved = backups.save(_url(live), folder, 1, NOW)
    live.write_bytes(b"no database any more" * 1000)
    live.with_name("clausette.db-wal").write_bytes(b"a journal of before")
    backups.restore(_url(live), saved.file, NOW, force=True)
    assert backups.save(_url(live), folder, 9, NOW + timedelta(days=1)).rows == saved.rows


@pytest.mark.parametrize("spoil", ["cut off", "another database", "no database", "gone"])
def test_a_backup_that_is_not_whole_is_not_put_back(live, folder, spoil):
    file = backups.save(_url(live), folder, 1, NOW).file
    if spoil == "cut off":
        with file.open("r+b") as opened:
            opened.truncate(file.stat().st_size // 2)
    elif spoil == "another database":
        file.unlink()
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE recipes (name TEXT)")
    elif spoil == "no database":
        file.write_bytes(b"bonjour" * 1000)
    else:
        file.unlink()
    held = live.read_bytes()
    with pytest.raises(BackupError):
        backups.restore(_url(live), file, NOW, force=True)
    assert live.read_bytes() == held


@pytest.mark.parametrize(
    "url", ["mysql://u:s3cret@h/d", "sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:", "s3cret"]
)
def test_what_cannot_be_backed_up_is_said_without_a_secret(folder, url):
    with pytest.raises(BackupError) as refused:
        backups.save(url, folder, 1, NOW)
    assert "s3cret" not in str(refused.value)


def test_a_missing_program_of_postgresql_is_named(folder, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BackupError, match="pg_dump is not installed"):
        backups.save("postgresql+asyncpg://u:p@127.0.0.1:1/d", folder, 1, NOW)


def test_the_commands_back_up_and_put_back(live, folder, monkeypatch):
    monkeypatch.setenv("CLAUSETTE_DATABASE_URL", _url(live))

    def clausette(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    saved = clausette("backup", str(folder), "--keep", "2")
    assert saved.returncode == 0, saved.stderr
    assert "conversations=5" in saved.stdout
    file = next(folder.iterdir())
    refused = clausette("restore", str(file))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "--force" in refused.stderr
    assert clausette("restore", str(file), "--force").returncode == 0
