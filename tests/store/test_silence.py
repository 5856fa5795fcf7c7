"""Nobody waits for ever: not for a server that keeps silent, not for a process that is frozen, not for a lost file."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.store import postgresql
from bot.store.away import Rest, UnreachedError, is_away, reason
from bot.store.database import Database
from bot.store.leases import take_notes
from bot.store.outbox.calls import Call
from bot.store.outbox.outbox import Outbox
from bot.store.outbox.queue import queue
from tests.forwarder import forwarding

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
FLUSH = b"H\0\0\0\4"  # the message by which a client asks what its preparation came to, and waits


@pytest.fixture
def impatient(monkeypatch):
    """Who waits no longer than a test wants to."""
    for name in ("_ANSWERED", "_TURN", "_TRIED", "_CONNECTED"):
        monkeypatch.setattr(postgresql, name, 0.5)


@pytest.fixture
async def forwarded(postgresql_url, impatient):
    del impatient
    async with forwarding(postgresql_url) as (forwarder, url):
        database = Database(url)
        await database.migrate()
        yield forwarder, database
        await database.close()


async def _works(database: Database) -> int:
    async with database.transaction() as connection:
        return await connection.scalar(text("SELECT 1")) or 0


async def _noted(database: Database) -> bool:
    """Whether the database takes what is written within the time of a statement."""
    try:
        await take_notes(database)
    except OSError:
        return False
    return True


async def test_connections_that_are_carried_no_more_are_all_replaced_at_once(forwarded):
    forwarder, database = forwarded
    await asyncio.gather(*(_works(database) for _ in range(5)))
    before = forwarder.made
    forwarder.forget()
    assert await _works(database) == 1, "the first who comes finds out, and is served all the same"
    assert await asyncio.gather(*(_works(database) for _ in range(5))) == [1] * 5
    assert forwarder.made - before <= 2 + 5


async def test_silence_in_the_middle_of_a_transaction_ends_it_as_an_outage_and_the_next_one_works(forwarded):
    forwarder, database = forwarded

    async def cut() -> None:
        async with database.transaction() as connection:
            await connection.execute(text("SELECT 1"))
            forwarder.forget()
            await connection.execute(text("SELECT 2"))

    with pytest.raises(TimeoutError) as silent:
        await cut()
    assert is_away(silent.value)
    assert reason(silent.value).startswith("it does not answer in time")
    assert await _works(database) == 1


async def test_what_a_session_locked_that_was_cut_off_in_the_midst_of_a_statement_is_freed(forwarded, monkeypatch):
    monkeypatch.setattr(postgresql, "_FROZEN", 1)
    forwarder, database = forwarded
    await take_notes(database)

    async def cut() -> None:
        async with database.transaction() as connection:
            await connection.execute(text("UPDATE leases SET holder = 'cut off'"))
            forwarder.last = FLUSH
            await connection.execute(text("SELECT 'prepared, and never executed'"))

    with pytest.raises(TimeoutError):
        await cut()
    forwarder.last = b""
    with pytest.raises(TimeoutError):  # the server goes on waiting for who is gone, and holds the row
        await take_notes(database)
    await asyncio.sleep(1)
    await database.end_forgotten()
    async with asyncio.timeout(30):
        while not await _noted(database):  # noqa: ASYNC110  the server tells nobody
            await asyncio.sleep(0.1)


async def test_who_sends_gives_a_silent_session_up(forwarded):
    forwarder, database = forwarded
    outbox = Outbox(database)
    async with database.transaction() as connection:
        await queue(connection, 7, [Call("sendMessage", {"text": "bonjour"})], NOW)
    await outbox.turn()
    forwarder.forget()
    with pytest.raises(TimeoutError):
        await outbox.turn((), 5)
    assert [due.chat for due in (await outbox.turn((), 5)).claimed] == [7]
    await outbox.close()


async def test_a_server_that_keeps_silent_for_good_is_no_storm_of_connections(forwarded):
    forwarder, database = forwarded
    await _works(database)
    forwarder.forget(new=True)
    before = forwarder.made
    for _ in range(50):
        with pytest.raises(OSError) as away:  # noqa: PT011  whichever it is, by the next line it is away
            await _works(database)
        assert is_away(away.value)
    assert forwarder.made - before < 20


def test_a_connection_that_failed_is_tried_again_after_a_rest_that_grows_and_tells_why_meanwhile():
    now = 0.0
    rest = Rest(lambda: now)

    def fails(at: float, how: type[Exception]) -> Exception:
        nonlocal now
        now = at
        with pytest.raises(how) as failed, rest.tried():
            raise ConnectionRefusedError
        return failed.value

    for at in (0.0, 0.11, 0.32, 0.75, 1.6, 2.7):
        fails(at, ConnectionRefusedError)
        meanwhile = fails(at + 0.09, UnreachedError)
        assert reason(meanwhile) == "nothing answers at its address: is PostgreSQL running?"
        assert is_away(meanwhile)
    now = 4.0
    for _ in range(2):
        with rest.tried():
            pass


async def test_what_a_frozen_process_was_about_to_send_goes_to_another(postgresql_url, monkeypatch):
    monkeypatch.setattr(postgresql, "_FROZEN", 1)
    database = Database(postgresql_url)
    await database.migrate()
    frozen, other = Outbox(database), Outbox(database)
    async with database.transaction() as connection:
        await queue(connection, 7, [Call("sendMessage", {"text": "bonjour"})], NOW)
    assert [due.chat for due in (await frozen.turn((), 5)).claimed] == [7]  # and here it is frozen
    assert not (await other.turn((), 5)).claimed
    async with asyncio.timeout(30):
        while not (claimed := (await other.turn((), 5)).claimed):  # noqa: ASYNC110  the server tells nobody
            await asyncio.sleep(0.1)
    assert [due.chat for due in claimed] == [7]
    await other.close()
    await frozen.close()
    await database.close()


async def test_what_a_frozen_process_had_locked_is_freed(postgresql_url, monkeypatch):
    monkeypatch.setitem(postgresql._SESSION, "idle_in_transaction_session_timeout", "1s")
    database = Database(postgresql_url)
    await database.migrate()
    await take_notes(database)

    async def freezes() -> None:
        async with database.transaction() as connection:
            await connection.execute(text("UPDATE leases SET holder = 'frozen'"))
            await asyncio.wait_for(take_notes(database), 30)
            await connection.execute(text("SELECT 1"))

    with pytest.raises(DBAPIError) as ended:
        await freezes()
    assert is_away(ended.value)
    await database.close()


# A file


@pytest.fixture
async def kept(sqlite_url):
    database = Database(sqlite_url)
    await database.migrate()
    yield database
    await database.close()


async def test_nothing_is_written_into_a_file_that_is_gone_and_it_goes_on_when_it_is_back(kept, file):
    await take_notes(kept)
    aside = file.with_name("aside")
    file.rename(aside)
    with pytest.raises(UnreachedError, match=r"clausette\.db is gone"):
        await take_notes(kept)
    assert not file.exists()
    aside.rename(file)
    await take_notes(kept)


async def test_a_file_that_was_exchanged_is_not_written_on_as_if_it_were_the_same(kept, file):
    await take_notes(kept)
    file.rename(file.with_name("aside"))
    file.write_bytes(b"")
    with pytest.raises(UnreachedError, match="was exchanged"):
        await take_notes(kept)
    assert file.read_bytes() == b""


async def test_a_damaged_file_is_named_and_no_fault_of_an_update(kept, file, sqlite_url):
    await take_notes(kept)
    await kept.close()
    content = bytearray(file.read_bytes())
    content[4096:] = b"\x07" * (len(content) - 4096)
    file.write_bytes(bytes(content))
    damaged_ = Database(sqlite_url)
    with pytest.raises(DBAPIError) as damaged:
        await take_notes(damaged_)
    await damaged_.close()
    assert is_away(damaged.value)
    assert "damaged" in reason(damaged.value)
