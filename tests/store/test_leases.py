"""What is done for all is done by one process, whichever is up."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.store.database import Database
from bot.store.leases import Leases

HOUR = timedelta(hours=1)


@pytest.fixture
async def both(database, url, clock):
    """The leases of two processes."""
    process = Database(url)
    yield Leases(database, clock), Leases(process, clock)
    await process.close()


async def test_one_process_does_the_work_and_the_other_one_does_not(both):
    ours, theirs = both
    async with ours.held("reminders") as first, theirs.held("reminders") as second, theirs.held("digest") as other:
        assert (first, second, other) == (True, False, True)
    async with theirs.held("reminders") as held:
        assert held


async def test_of_many_that_ask_at_once_one_gets_it(both):
    asked = [one.held("reminders", HOUR) for one in both * 4]
    assert sorted(await asyncio.gather(*(work.__aenter__() for work in asked))) == [False] * 7 + [True]
    await asyncio.gather(*(work.__aexit__(None, None, None) for work in asked))


async def test_work_that_was_done_rests_for_everybody(both, clock):
    for one in both:
        async with one.held("housekeeping", HOUR) as held:
            assert held is (one is both[0])
    clock.passes(HOUR)
    async with both[1].held("housekeeping", HOUR) as held:
        assert held


async def test_work_that_failed_may_be_done_at_once(both):
    with suppress(LookupError):
        async with both[0].held("housekeeping", HOUR):
            raise LookupError
    async with both[1].held("housekeeping", HOUR) as held:
        assert held


async def test_the_work_of_a_process_that_was_killed_goes_to_another_one(both, clock):
    await both[0]._take("reminders")
    clock.passes(timedelta(seconds=29))
    async with both[1].held("reminders") as held:
        assert not held
    clock.passes(timedelta(seconds=1))
    async with both[1].held("reminders") as held:
        assert held


async def test_a_clock_that_is_set_back_lets_the_work_be_done(both, clock):
    async with both[0].held("housekeeping", HOUR) as held:
        assert held
    clock.passes(-2 * HOUR)
    async with both[1].held("housekeeping", HOUR) as held:
        assert held
