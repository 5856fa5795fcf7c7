"""PostgreSQL by itself: what an operator reads where it refuses, and how we live through its restart."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.store.away import Rest, is_away
from bot.store.database import Database, DatabaseError


async def _refusal(url: str) -> str:
    database = Database(url)
    try:
        with pytest.raises(DatabaseError) as refused:
            await database.migrate()
    finally:
        await database.close()
    return str(refused.value)


async def test_a_wrong_password_is_told(postgres, postgresql_url):
    name = postgresql_url.rpartition("/")[2]
    assert await _refusal(postgres.url(name, password="wrong")) == "PostgreSQL refuses the user or the password"
    assert await _refusal(postgres.url(name, user="nobody")) == "PostgreSQL refuses the user or the password"


async def test_a_database_that_is_not_there_is_told(postgres):
    said = await _refusal(postgres.url("nowhere"))
    assert said == "PostgreSQL has no database of that name: create it with createdb"


async def test_a_server_that_does_not_answer_is_told(postgres):
    free = f"postgresql+asyncpg://clausette:secret@127.0.0.1:{postgres.unused_port()}/db"
    assert await _refusal(free) == "nothing answers at its address: is PostgreSQL running?"


async def test_a_host_that_is_unknown_is_told():
    said = await _refusal("postgresql+asyncpg://clausette:secret@nowhere.invalid/db")
    assert said == "its host is unknown: check the name in the address"


async def test_a_user_that_may_not_make_tables_is_told(postgres, postgresql_url):
    name = postgresql_url.rpartition("/")[2]
    connection = await postgres.connect(name)
    await connection.execute("DROP ROLE IF EXISTS guest")
    await connection.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
    await connection.close()
    said = await _refusal(postgres.url(name, "guest", "guest"))
    assert said.startswith("the user may not do that")


async def test_a_database_that_can_only_be_read_is_told(postgres, postgresql_url):
    name = postgresql_url.rpartition("/")[2]
    connection = await postgres.connect(name)
    await connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    await connection.close()
    assert await _refusal(postgresql_url) == "PostgreSQL is read-only: is this address that of a standby?"


async def test_the_connections_of_before_a_restart_are_replaced(postgres, postgresql_url):
    database = Database(postgresql_url)
    await database.migrate()

    async def works() -> int:
        async with database.transaction() as connection:
            return await connection.scalar(text("SELECT 1")) or 0

    await asyncio.gather(*(works() for _ in range(4)))
    await asyncio.to_thread(postgres.stop)
    with pytest.raises(OSError, match="Connect call failed") as away:
        await works()
    assert is_away(away.value)
    await asyncio.to_thread(postgres.start)
    await asyncio.sleep(Rest.LONGEST)
    assert await asyncio.gather(*(works() for _ in range(4))) == [1] * 4
    await database.close()


async def test_a_server_that_goes_away_in_the_middle_of_a_transaction_is_away_and_a_wrong_statement_is_not(
    postgres, postgresql_url
):
    database = Database(postgresql_url)

    async def cut() -> None:
        async with database.transaction() as connection:
            await connection.execute(text("SELECT 1"))
            await asyncio.to_thread(postgres.stop)
            await connection.execute(text("SELECT 1"))

    with pytest.raises(DBAPIError) as away:
        await cut()
    await asyncio.to_thread(postgres.start)
    with pytest.raises(DBAPIError) as wrong:
        async with database.transaction() as connection:
            await connection.execute(text("SELECT 1 / 0"))
    assert (is_away(away.value), is_away(wrong.value)) == (True, False)
    await database.close()
