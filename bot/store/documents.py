"""Documents that are made from the database at the moment of sending, and kept nowhere."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.vocabulary import Column
from bot.language.dates import FRANCE
from bot.requests.bilan import figures
from bot.requests.card import dialled, relay_name, result_said
from bot.requests.model.request import Intake
from bot.requests.picture import drawn
from bot.requests.table import Cell, as_csv, as_xlsx
from bot.store import requests
from bot.store.database import Database
from bot.store.outbox.calls import utc_now
from bot.store.personal_data_export import held
from bot.store.tables import IntakeRow, RelayChatRow
from bot.tools.clause import word
from bot.tools.clause.draft import Draft


@dataclass(frozen=True, slots=True)
class Document:
    """A file to send: its name and its content; a ``picture`` is shown as one."""

    name: str
    content: bytes
    picture: bool = False


class Documents:
    """Makes documents; ``knowledge`` is asked anew for each, as it is reloaded."""

    def __init__(
        self, database: Database, knowledge: Callable[[], Knowledge], clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._clock = clock

    async def make(self, chat: int, wanted: Mapping[str, Any]) -> Document | None:
        """The document of a ``Deliver``; None where the chat may not have it (any more)."""
        if wanted["what"] == "data":
            return Document(self._knowledge().texts.my_data_name, (await held(self._database, chat)).encode())
        if wanted["what"] == "clause":
            return await asyncio.to_thread(_clause, str(wanted["content"]))
        if wanted["what"] == "bilan":
            return await self._bilan(chat, str(wanted["relay"]), int(wanted["content"]))
        if wanted["what"] not in ("csv", "xlsx"):
            return None
        now = self._clock()
        async with self._database.transaction() as connection:
            theirs = await _relay(connection, chat)
            if not theirs or theirs != wanted["relay"]:
                return None
            query = select(IntakeRow.__table__).where(IntakeRow.relay == theirs, IntakeRow.erased.is_(False))
            if wanted["period"] == "open":
                query = query.where(requests.OPEN)
            elif wanted["period"] == "year":
                query = query.where(IntakeRow.created >= _new_year(now))
            found = await connection.execute(query.order_by(IntakeRow.created, IntakeRow.reference))
            every = [requests.read(row) for row in found]
        knowledge = self._knowledge()
        lines = [list(_line(knowledge, intake)) for intake in every]
        heads = [knowledge.texts.export.head[name] for name in get_args(Column)]
        name = f"demandes-{now.astimezone(FRANCE):%Y-%m-%d}.{wanted['what']}"
        if wanted["what"] == "csv":
            return Document(name, as_csv(heads, lines))
        return Document(name, as_xlsx(heads, lines, knowledge.texts.export.sheet))

    async def _bilan(self, chat: int, relay: str, year: int) -> Document | None:
        """The figures of a relay's year as a picture, drawn in a thread: that takes a second of a core."""
        async with self._database.transaction() as connection:
            if not relay or await _relay(connection, chat) != relay:
                return None
            every = figures(await requests.of_year(connection, relay, year), year)
        knowledge = self._knowledge()
        content = await asyncio.to_thread(drawn, knowledge.texts, every, relay_name(knowledge, relay))
        return Document(f"bilan-{year}.png", content, picture=True)


async def _relay(connection: AsyncConnection, chat: int) -> str:
    """The relay that a chat is linked to, empty where it is to none."""
    return await connection.scalar(select(RelayChatRow.relay).where(RelayChatRow.chat == chat)) or ""


def _clause(content: str) -> Document:
    """A draft clause as a document of Word, as plain text where that cannot be written."""
    draft = Draft.from_json(content)
    if word.can_write():
        return Document(f"{draft.name}.docx", word.written(draft))
    return Document(f"{draft.name}.txt", draft.plain().encode())


def _line(knowledge: Knowledge, intake: Intake) -> Iterator[Cell]:
    """The cells of a request, in the order of the columns."""
    form, texts = intake.form, knowledge.texts
    yield intake.reference
    yield texts.export.status[intake.status]
    yield result_said(texts, intake.result) if intake.result else ""
    yield relay_name(knowledge, intake.relay)
    yield intake.owner.name if intake.owner else ""
    yield from (intake.created, intake.taken, intake.contacted, intake.closed)
    yield from (form.company, form.siret, form.contact, dialled(form.reach), form.place_name or form.place)
    yield from (form.contract, form.need, form.hours, form.start)


def _new_year(now: datetime) -> datetime:
    """The first moment of the year in France."""
    return datetime(now.astimezone(FRANCE).year, 1, 1, tzinfo=FRANCE).astimezone(UTC)
