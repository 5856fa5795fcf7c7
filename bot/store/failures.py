"""What waits and what failed, for an operator: numbers, kinds and errors; never a text, a chat or a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import FailedRow, MailRow, OutboxRow


@dataclass(frozen=True, slots=True)
class FailedUpdate:
    """An update that failed; ``whole`` where it was kept whole, and so can be handled again."""

    update: int
    tries: int
    set_aside: bool
    error: str
    failed: datetime
    whole: bool


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many calls of the Bot API, or letters, wait and failed; ``oldest`` is since when the oldest waits."""

    what: str
    pending: int
    failed: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class FailedCall:
    """A call that Telegram refuses for ever."""

    id: int
    method: str
    tries: int
    error: str | None
    failed: datetime | None


@dataclass(frozen=True, slots=True)
class FailedLetter:
    """An e-mail that was given up; ``relay`` is empty where it was for the operator."""

    id: int
    about: str
    relay: str
    reference: str
    tries: int
    error: str | None
    failed: datetime | None


async def updates(connection: AsyncConnection) -> list[FailedUpdate]:
    """The updates that failed, the oldest first."""
    rows = await connection.execute(select(FailedRow.__table__).order_by(FailedRow.failed, FailedRow.update_id))
    return [
        FailedUpdate(row.update_id, row.tries, row.set_aside, row.error, row.failed, whole=_is_whole(row.raw))
        for row in rows
    ]


async def whole(connection: AsyncConnection, update_id: int) -> dict[str, Any] | None:
    """A failed update as Telegram gave it; empty where it was not kept whole, None where there is none."""
    raw = await connection.scalar(select(FailedRow.raw).where(FailedRow.update_id == update_id))
    return raw if raw is None or _is_whole(raw) else {}


async def forget(connection: AsyncConnection, update_id: int) -> None:
    """The update is done with."""
    await connection.execute(delete(FailedRow).where(FailedRow.update_id == update_id))


async def backlogs(connection: AsyncConnection) -> list[Backlog]:
    """How much waits and failed: of the calls, then of the letters."""
    return [await _backlog(connection, "calls", OutboxRow), await _backlog(connection, "letters", MailRow)]


async def calls(connection: AsyncConnection) -> Sequence[FailedCall]:
    """The calls that failed, the oldest first."""
    columns = (OutboxRow.id, OutboxRow.method, OutboxRow.tries, OutboxRow.error, OutboxRow.done)
    rows = await connection.execute(select(*columns).where(OutboxRow.status == "failed").order_by(OutboxRow.id))
    return [FailedCall(*row) for row in rows]


async def letters(connection: AsyncConnection) -> Sequence[FailedLetter]:
    """The letters that failed, the oldest first."""
    columns = (
        MailRow.id, MailRow.about, MailRow.relay, MailRow.reference, MailRow.tries, MailRow.error, MailRow.done,
    )  # fmt: skip
    rows = await connection.execute(select(*columns).where(MailRow.status == "failed").order_by(MailRow.id))
    return [FailedLetter(*row) for row in rows]


async def _backlog(connection: AsyncConnection, what: str, kind: type[OutboxRow | MailRow]) -> Backlog:
    counted = select(kind.status, func.count(), func.min(kind.created)).group_by(kind.status)
    found = {row[0]: (row[1], row[2]) for row in await connection.execute(counted)}
    pending, oldest = found.get("pending", (0, None))
    return Backlog(what, pending, found.get("failed", (0, None))[0], oldest)


def _is_whole(raw: dict[str, Any]) -> bool:
    return len(raw) > 1  # its number alone is kept of what may not be
