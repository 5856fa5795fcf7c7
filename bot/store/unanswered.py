"""What was asked and not answered, in the database: no chat, no person, no hour; bounded in time and number."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.replies import KeepUnanswered
from bot.language.dates import day_in_france
from bot.search.unanswered import Unanswered
from bot.store.tables import FeedbackRow, UnansweredRow

KEPT = timedelta(days=180)
MOST = 5000  # questions; the oldest go first


async def keep(connection: AsyncConnection, effect: KeepUnanswered, now: datetime) -> None:
    """Keep a question, with the day on which it was asked."""
    await connection.execute(
        insert(UnansweredRow).values(
            why=effect.why, question=effect.question, nearest=effect.nearest, day=day_in_france(now)
        )
    )


async def forget(connection: AsyncConnection, now: datetime) -> None:
    """Delete what was kept for long enough, and the oldest of what is too much."""
    await connection.execute(delete(UnansweredRow).where(UnansweredRow.day < day_in_france(now - KEPT)))
    last = await connection.scalar(select(UnansweredRow.id).order_by(UnansweredRow.id.desc()).offset(MOST).limit(1))
    if last is not None:
        await connection.execute(delete(UnansweredRow).where(UnansweredRow.id <= last))


async def listed(connection: AsyncConnection, since: date | None = None) -> list[Unanswered]:
    """What was not answered since a day, and the questions of answers that did not serve, each with its reason."""
    query = select(UnansweredRow.__table__).order_by(UnansweredRow.id)
    if since is not None:
        query = query.where(UnansweredRow.day >= since)
    asked = [Unanswered(row.why, row.question, row.nearest, row.day) for row in await connection.execute(query)]
    judged = select(FeedbackRow.__table__).where(FeedbackRow.useful.is_(False)).order_by(FeedbackRow.id)
    refused = [
        Unanswered("no", row.question, row.entry, day_in_france(row.given), row.reason or "")
        for row in await connection.execute(judged)
        if row.question
    ]
    return asked + [one for one in refused if since is None or one.day >= since]
