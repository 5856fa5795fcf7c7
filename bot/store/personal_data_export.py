"""Everything that is held of a chat, for the person whose chat it is."""

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.requests.model.request import Intake
from bot.store import requests as intakes
from bot.store.database import Database
from bot.store.tables import ConversationRow, IntakeRow


async def held(database: Database, chat: int) -> str:
    """The conversation of a chat and its requests, each with its history and the names of its files, as JSON.

    An opinion on an answer is held without anybody's number, and cannot be found again.
    """
    async with database.transaction() as connection:
        state = await connection.scalar(select(ConversationRow.state).where(ConversationRow.chat == chat))
        query = select(IntakeRow.__table__).where(IntakeRow.chat == chat).order_by(IntakeRow.created)
        requests = [intakes.read(row) for row in await connection.execute(query)]
        data = {
            "chat": chat,
            "conversation": json.loads(state) if state else None,
            "requests": [await _request(connection, one) for one in requests],
        }
    return json.dumps(data, ensure_ascii=False, indent=2, default=str)


async def _request(connection: AsyncConnection, intake: Intake) -> dict[str, Any]:
    history = await intakes.notes(connection, intake.reference)
    joined = await intakes.files(connection, intake.reference)
    told = asdict(intake)
    told["owner"] = intake.owner is not None  # who of the relay has it is that person's data
    return told | {
        "history": [asdict(note) | {"author": note.author if note.side == "company" else ""} for note in history],
        "files": [file.name or file.kind for file in joined],
    }
