"""Figures of what the database holds, for whoever watches over the service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from bot.store.database import Database
from bot.store.ledger import utc_now
from bot.store.tables import FailedRow, OutboxRow


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, by the values of ``label``: of few values, and never a chat, a name or a text."""

    name: str
    meaning: str
    label: str
    values: Mapping[str, float]


async def answers(database: Database) -> None:
    """Ask the database for next to nothing; raises where it does not answer."""
    async with database.transaction() as connection:
        await connection.execute(text("SELECT 1"))


async def figures(database: Database, clock: Callable[[], datetime] = utc_now) -> list[Figure]:
    """Every figure, read in one transaction."""
    pending, failed = OutboxRow.status == "pending", OutboxRow.status == "failed"
    async with database.transaction() as connection:
        waiting = (await connection.execute(select(func.count(), func.min(OutboxRow.created)).where(pending))).one()
        refused = await connection.scalar(select(func.count()).select_from(OutboxRow).where(failed))
        aside = await connection.execute(select(FailedRow.set_aside, func.count()).group_by(FailedRow.set_aside))
        kept = {bool(row[0]): row[1] for row in aside}
    oldest = (clock() - waiting[1]).total_seconds() if waiting[1] else 0.0
    return [
        Figure(
            "outbox", "Calls of the Bot API in the outbox", "status", {"pending": waiting[0], "failed": refused or 0}
        ),
        Figure("outbox_oldest_seconds", "Age of the oldest call that waits", "", {"": max(oldest, 0.0)}),
        Figure(
            "failed_updates",
            "Updates that could not be handled",
            "state",
            {"set_aside": kept.get(True, 0), "to_come_again": kept.get(False, 0)},
        ),
    ]
