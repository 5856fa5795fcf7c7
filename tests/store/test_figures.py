"""What is told of the database, to whoever watches over the service."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from bot.chat.conversation import Conversation
from bot.store.figures import figures
from bot.store.leases import note_backup, note_failed_backup
from bot.store.outbox.calls import Call
from bot.store.tables import IntakeRow
from bot.store.unit_of_work import Decision

EMPTY = {
    "siret": "", "company": "", "contact": "", "reach": "", "place": "", "place_name": "", "contract": "", "need": "",
    "owner_name": "", "reminded": 0, "erased": True, "chat": 0, "relay": "relay/x",
}  # fmt: skip


async def _told(database, clock) -> dict[str, Any]:
    return {figure.name: dict(figure.values) for figure in await figures(database, clock)}


async def test_a_new_database_has_every_figure_at_nothing(database, clock):
    told = await _told(database, clock)
    assert set(told) >= {
        "outbox",
        "letters",
        "outbox_oldest_seconds",
        "failed_updates",
        "requests",
        "request_oldest_seconds",
        "backup_age_seconds",
        "backup_failed",
    }
    assert {value for values in told.values() for value in values.values()} == {0}


async def test_what_waits_what_failed_and_what_was_set_aside_are_told_with_their_age(
    database, clock, unit_of_work, hand
):
    await unit_of_work.handle(
        1, 7, lambda *_: Decision(Conversation(), [Call("sendMessage", {"text": t}) for t in "ab"])
    )
    clock.passes(timedelta(minutes=5))
    (due,) = await hand.due(10)
    await hand.failed(due, "Forbidden")
    for _ in range(3):
        await unit_of_work.failed(2, 7, LookupError(), {}, [])
    await unit_of_work.failed(3, 7, LookupError(), {}, [])
    told = await _told(database, clock)
    assert told["outbox"] == {"pending": 1, "failed": 1}
    assert told["outbox_oldest_seconds"] == {"": 300.0}
    assert told["failed_updates"] == {"set_aside": 1, "to_come_again": 1}


async def test_requests_are_told_by_their_status_and_the_oldest_that_nobody_took_by_its_age(database, clock):
    async with database.transaction() as connection:
        for reference, status, hours in (("CL-1", "sent", 2), ("CL-2", "sent", 1), ("CL-3", "closed", 9)):
            created = clock() - timedelta(hours=hours)
            await connection.execute(
                insert(IntakeRow).values(reference=reference, status=status, created=created, **EMPTY)
            )
    told = await _told(database, clock)
    assert {status: number for status, number in told["requests"].items() if number} == {"sent": 2, "closed": 1}
    assert told["request_oldest_seconds"] == {"": 7200.0}


async def test_a_backup_is_told_by_its_age_once_there_is_one(database, clock):
    assert (await _told(database, clock))["backup_age_seconds"] == {}
    for _ in range(2):
        async with database.transaction() as connection:
            await note_backup(connection, clock())
    clock.passes(timedelta(hours=3))
    assert (await _told(database, clock))["backup_age_seconds"] == {"": 10800.0}


async def test_a_backup_that_failed_is_told_until_one_is_made(database, clock):
    told = []
    for note in (note_backup, note_failed_backup, note_failed_backup, note_backup):
        clock.passes(timedelta(hours=1))
        async with database.transaction() as connection:
            await note(connection, clock())
        told.append((await _told(database, clock))["backup_failed"][""])
    assert told == [0, 1, 1, 0]
