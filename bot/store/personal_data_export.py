"""Everything that is held of a chat, for the person whose chat it is."""

import json
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.requests.model.request import Intake
from bot.store import requests as intakes
from bot.store.database import Database
from bot.store.tables import CardRow, ConversationRow, FailedRow, FeedbackRow, IntakeRow, MailRow, OutboxRow

_UNSENT = ("pending", "failed")


async def held(database: Database, chat: int) -> str:
    """All that is held of a chat, as JSON.

    Its conversation, its requests, each with its history, the names of its files and what waits for its relay; what
    waits or was refused on its way to the person; updates that failed; opinions on answers.
    """
    async with database.transaction() as connection:
        state = await connection.scalar(select(ConversationRow.state).where(ConversationRow.chat == chat))
        query = select(IntakeRow.__table__).where(IntakeRow.chat == chat).order_by(IntakeRow.created)
        requests = [intakes.read(row) for row in await connection.execute(query)]
        data = {
            "chat": chat,
            "conversation": json.loads(state) if state else None,
            "requests": [await _request(connection, one) for one in requests],
            "messages_unsent": await _unsent(connection, chat, [one.reference for one in requests]),
            "updates_failed": await _failed(connection, chat),
            "opinions": await _opinions(connection, chat),
        }
    return json.dumps(data, ensure_ascii=False, indent=2, default=str)


async def _request(connection: AsyncConnection, intake: Intake) -> dict[str, Any]:
    history = await intakes.notes(connection, intake.reference)
    joined = await intakes.files(connection, intake.reference)
    told = asdict(intake)
    told["owner"] = intake.owner is not None  # who of the relay has it is that person's data
    return told | {
        "history": [
            asdict(note) | {"author": note.author if note.side == "company" else ""}
            for note in history
            if note.kind != "note"
        ],
        "files": [file.name or file.kind for file in joined],
        "relay_unsent": await _for_the_relay(connection, intake),
    }


async def _for_the_relay(connection: AsyncConnection, intake: Intake) -> list[dict[str, Any]]:
    """What waits for the relay, or did not reach it: each says what stands in the request, and may name a colleague."""
    cards = select(CardRow.outbox).where(CardRow.reference == intake.reference)
    theirs = (OutboxRow.about == intake.reference) | OutboxRow.edits.in_(cards)
    query = select(OutboxRow.method, OutboxRow.status, OutboxRow.created).order_by(OutboxRow.id)
    rows = await connection.execute(query.where(theirs, OutboxRow.chat != intake.chat, OutboxRow.status.in_(_UNSENT)))
    letters = select(MailRow.about, MailRow.status, MailRow.created).order_by(MailRow.id)
    posts = await connection.execute(letters.where(MailRow.reference == intake.reference, MailRow.status.in_(_UNSENT)))
    return [{"what": what, "status": status, "since": since} for what, status, since in [*rows, *posts]]


async def _unsent(connection: AsyncConnection, chat: int, references: Collection[str]) -> list[dict[str, Any]]:
    """What the person was to receive: not the cards of others, where the chat is a relay's too; nor this very file."""
    own = OutboxRow.about.is_(None) | OutboxRow.about.in_(references)
    cards = select(CardRow.outbox).where(CardRow.chat == chat)
    theirs = OutboxRow.edits.is_(None) | OutboxRow.edits.not_in(cards)
    query = select(OutboxRow.__table__).where(
        OutboxRow.chat == chat, OutboxRow.status.in_(_UNSENT), OutboxRow.method != "deliver", own, theirs
    )
    return [
        {"what": row.method, "status": row.status, "since": row.created, "content": row.payload}
        for row in await connection.execute(query.order_by(OutboxRow.id))
    ]


async def _failed(connection: AsyncConnection, chat: int) -> list[dict[str, Any]]:
    query = select(FailedRow.__table__).where(FailedRow.chat == chat).order_by(FailedRow.update_id)
    return [
        {"since": row.failed, "set_aside": row.set_aside, "update": row.raw} for row in await connection.execute(query)
    ]


async def _opinions(connection: AsyncConnection, chat: int) -> list[dict[str, Any]]:
    columns = (FeedbackRow.question, FeedbackRow.entry, FeedbackRow.answer, FeedbackRow.useful, FeedbackRow.reason)
    rows = await connection.execute(
        select(*columns, FeedbackRow.given).where(FeedbackRow.chat == chat).order_by(FeedbackRow.id)
    )
    return [dict(row) for row in rows.mappings()]
