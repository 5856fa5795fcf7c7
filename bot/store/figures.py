"""Figures of what the database holds, for whoever watches over the service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.knowledge.vocabulary import Status
from bot.store.database import Database
from bot.store.leases import failed_backup, last_backup
from bot.store.outbox.calls import utc_now
from bot.store.tables import FailedRow, IntakeRow, MailRow, OutboxRow


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, by the values of ``label``: of few values, and never a chat, a name or a text."""

    name: str
    meaning: str
    label: str
    values: Mapping[str, float]


async def figures(database: Database, clock: Callable[[], datetime] = utc_now) -> list[Figure]:
    """Every figure, read in one transaction."""
    pending, failed = OutboxRow.status == "pending", OutboxRow.status == "failed"
    async with database.transaction() as connection:
        waiting = (await connection.execute(select(func.count(), func.min(OutboxRow.created)).where(pending))).one()
        refused = await connection.scalar(select(func.count()).select_from(OutboxRow).where(failed))
        counted = await connection.execute(select(MailRow.status, func.count()).group_by(MailRow.status))
        letters = {row[0]: row[1] for row in counted}
        aside = await connection.execute(select(FailedRow.set_aside, func.count()).group_by(FailedRow.set_aside))
        kept = {bool(row[0]): row[1] for row in aside}
        counted = await connection.execute(select(IntakeRow.status, func.count()).group_by(IntakeRow.status))
        requests = dict.fromkeys(map(str, Status), 0) | {row[0]: row[1] for row in counted}
        untaken = await connection.scalar(select(func.min(IntakeRow.created)).where(IntakeRow.status == Status.SENT))
        backup, failure = await last_backup(connection), await failed_backup(connection)
    now = clock()
    return [
        Figure(
            "outbox", "Calls of the Bot API in the outbox", "status", {"pending": waiting[0], "failed": refused or 0}
        ),
        Figure("letters", "E-mails", "status", {status: letters.get(status, 0) for status in ("pending", "failed")}),
        Figure("outbox_oldest_seconds", "Age of the oldest call that waits", "", {"": _age(waiting[1], now)}),
        Figure(
            "failed_updates",
            "Updates that could not be handled",
            "state",
            {"set_aside": kept.get(True, 0), "to_come_again": kept.get(False, 0)},
        ),
        Figure("requests", "Requests of companies", "status", requests),
        Figure(
            "request_oldest_seconds", "Age of the oldest request that nobody took over", "", {"": _age(untaken, now)}
        ),
        Figure("backup_age_seconds", "Age of the last backup", "", {"": _age(backup, now)} if backup else {}),
        Figure("backup_failed", "Whether the last backup was tried in vain", "", {"": float(failure is not None)}),
    ]


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0
