"""Erasure: what identifies people goes from every table at once, in the transaction that decides on it.

What was already queued about a request holds what its company wrote, and so do updates that failed in its relay's
chats: they go with it. A call that is under way at that moment cannot be called back; its row stays, empty, for the
number that Telegram gives: so a card that arrives after all is edited by what follows.
"""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import owe_forgetting
from bot.store.tables import CardRow, FailedRow, FeedbackRow, FileRow, MailRow, NoteRow, OutboxRow

_UNSENT = ("pending", "failed")
_MENUS = ("setMyCommands", "deleteMyCommands")  # which say nothing of anybody
_WORDS = ("text", "message_text", "caption")


async def erase_request(connection: AsyncConnection, reference: str, now: datetime) -> None:
    """What was said, joined, queued and kept about a request goes; that something was done stays."""
    await connection.execute(delete(FileRow).where(FileRow.reference == reference))
    await connection.execute(delete(MailRow).where(MailRow.reference == reference))
    await connection.execute(update(NoteRow).where(NoteRow.reference == reference).values(text="", author=""))
    await _empty(connection, _of(reference), now)
    await connection.execute(update(OutboxRow).where(OutboxRow.about == reference).values(about=None))
    await _leave_out(connection, reference, now)
    cites = cast(FailedRow.raw, Text).contains(reference)
    for number in list(await connection.scalars(select(FailedRow.update_id).where(cites))):
        bare = update(FailedRow).where(FailedRow.update_id == number).values(raw={"update_id": number})
        await connection.execute(bare)
    owe_forgetting(connection)


async def erase_chat(connection: AsyncConnection, chat: int) -> None:
    """What is queued for a chat, what failed there and what it said of answers goes; not what is about a request."""
    await connection.execute(delete(FailedRow).where(FailedRow.chat == chat))
    judged = update(FeedbackRow).where(FeedbackRow.chat == chat)
    await connection.execute(judged.values(chat=None, question="", answer=""))  # that it served, or not, is a figure
    cards = select(CardRow.outbox).where(CardRow.chat == chat)
    own = OutboxRow.about.is_(None) & or_(OutboxRow.edits.is_(None), OutboxRow.edits.not_in(cards))
    await connection.execute(delete(OutboxRow).where(OutboxRow.chat == chat, own, OutboxRow.method.not_in(_MENUS)))
    owe_forgetting(connection)


def without(payload: dict[str, Any], reference: str) -> dict[str, Any] | None:
    """A payload without the lines and the buttons that name a request; None where no line is left.

    So a list of several requests goes on to say what it says of the others.
    """
    left, named = dict(payload), re.compile(rf"{re.escape(reference)}(?![0-9A-Z])")  # and no longer one that begins so
    for name in _WORDS:
        if isinstance(said := payload.get(name), str):
            left[name] = "\n".join(line for line in said.split("\n") if not named.search(line))
            if not left[name].strip():
                return None
    markup = payload.get("reply_markup")
    if isinstance(markup, dict) and "inline_keyboard" in markup:
        rows = [[one for one in row if not named.search(str(one))] for row in markup["inline_keyboard"]]
        left["reply_markup"] = {"inline_keyboard": [row for row in rows if row]}
    return None if named.search(str(left)) else left


def _of(reference: str) -> ColumnElement[bool]:
    """The calls that are about a request, the edits of its cards included."""
    sent = select(OutboxRow.id).where(OutboxRow.about == reference)
    cards = select(CardRow.outbox).where(CardRow.reference == reference)
    return or_(OutboxRow.about == reference, OutboxRow.edits.in_(sent), OutboxRow.edits.in_(cards))


async def _empty(connection: AsyncConnection, which: ColumnElement[bool], now: datetime) -> None:
    rows = update(OutboxRow).where(OutboxRow.status.in_(_UNSENT), which)
    await connection.execute(rows.values(status="erased", payload={}, about=None, error=None, done=now))


async def _leave_out(connection: AsyncConnection, reference: str, now: datetime) -> None:
    """What else waits and names the request leaves it out: a list of several requests, a question with its buttons."""
    cites = OutboxRow.status.in_(_UNSENT) & cast(OutboxRow.payload, Text).contains(reference)
    rows = (await connection.execute(select(OutboxRow.id, OutboxRow.payload).where(cites))).all()
    for row in rows:
        left = without(row.payload, reference)
        if left is None:
            await _empty(connection, OutboxRow.id == row.id, now)
        else:
            await connection.execute(update(OutboxRow).where(OutboxRow.id == row.id).values(payload=left))
