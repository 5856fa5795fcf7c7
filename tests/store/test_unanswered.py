"""What was asked and not answered, on both databases: kept with its day, listed with what did not serve, then gone."""

from datetime import date, timedelta

from sqlalchemy import insert, select

from bot.chat.conversation import Conversation
from bot.chat.replies import KeepFeedback, KeepUnanswered
from bot.search.unanswered import Unanswered
from bot.store import unanswered
from bot.store.tables import UnansweredRow
from bot.store.unit_of_work import Decision

MUTUELLE = KeepUnanswered("unknown", "qui paie la mutuelle ?", "faq/cdd")
NO = KeepFeedback("1", "et la grue ?", "faq/cdd", "Une réponse.", useful=False, reason="false")
YES = KeepFeedback("2", "et le camion ?", "faq/cdd", "Une réponse.", useful=True)


async def _listed(database, since=None):
    async with database.transaction() as connection:
        return await unanswered.listed(connection, since)


async def test_what_was_not_answered_is_listed_with_what_did_not_serve(unit_of_work, database):
    await unit_of_work.handle(1, 1001, lambda *_: Decision(Conversation(), (), (MUTUELLE, NO, YES)))
    day = date(2026, 11, 23)
    assert await _listed(database) == [
        Unanswered("unknown", "qui paie la mutuelle ?", "faq/cdd", day),
        Unanswered("no", "et la grue ?", "faq/cdd", day, "false"),
    ]
    assert await _listed(database, date(2026, 11, 24)) == []


async def test_no_chat_and_no_hour_is_kept_with_a_question(unit_of_work, database):
    await unit_of_work.handle(1, 1001, lambda *_: Decision(Conversation(), (), (MUTUELLE,)))
    async with database.transaction() as connection:
        (row,) = (await connection.execute(select(UnansweredRow.__table__))).all()
    assert set(row._fields) == {"id", "why", "question", "nearest", "day"}
    assert type(row.day) is date


async def test_what_was_not_answered_goes_with_time_and_number(unit_of_work, database, clock):
    await unit_of_work.handle(1, 1001, lambda *_: Decision(Conversation(), (), (MUTUELLE,)))
    clock.passes(unanswered.KEPT)
    await unit_of_work.housekeep()
    assert len(await _listed(database)) == 1
    clock.passes(timedelta(days=1))
    await unit_of_work.housekeep()
    assert await _listed(database) == []
    rows = [
        {"why": "unknown", "question": str(n), "nearest": "", "day": clock().date()}
        for n in range(unanswered.MOST + 3)
    ]  # fmt: skip
    async with database.transaction() as connection:
        await connection.execute(insert(UnansweredRow), rows)
    await unit_of_work.housekeep()
    left = await _listed(database)
    assert (len(left), left[0].question) == (unanswered.MOST, "3")
