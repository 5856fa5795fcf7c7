"""Both databases, an SQLite file and a real PostgreSQL, brought up to date, and a clock that a test moves."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.ledger import Ledger
from bot.store.outbox import Outbox
from tests.by_hand import ByHand


@dataclass(slots=True)
class Clock:
    """The time, which passes only when it is told to."""

    now: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """What time it is."""
        return self.now

    def passes(self, time: timedelta) -> None:
        """Some time passes."""
        self.now += time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where an SQLite database is kept; its folder is not there yet."""
    return tmp_path / "data" / "clausette.db"


@pytest.fixture
def sqlite_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
async def postgresql_url(postgres):
    """An empty database of this test."""
    return await postgres.fresh()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest):
    """Each test that asks for it runs on both databases."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = Database(url)
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture
def ledger(database: Database, clock: Clock) -> Ledger:
    return Ledger(database, clock)


@pytest.fixture
def outbox(database: Database, clock: Clock) -> Outbox:
    return Outbox(database, clock)


@pytest.fixture
def hand(outbox: Outbox) -> ByHand:
    return ByHand(outbox)
