"""What handles updates and what sends, on both databases, and a clock that a test moves."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.store.database import Database
from bot.store.outbox.outbox import Outbox
from bot.store.unit_of_work import UnitOfWork
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
def unit_of_work(database: Database, clock: Clock) -> UnitOfWork:
    return UnitOfWork(database, clock)


@pytest.fixture
def outbox(database: Database, clock: Clock) -> Outbox:
    return Outbox(database, clock)


@pytest.fixture
def hand(outbox: Outbox) -> ByHand:
    return ByHand(outbox)
