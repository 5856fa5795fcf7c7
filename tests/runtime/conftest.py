"""A patrol over a real database, a clock that a test moves, and a mail server that fails where it is told to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from sqlalchemy import insert, select

from bot.chat.replies import Reply
from bot.knowledge.schema.entries import Knowledge
from bot.language.dates import FRANCE
from bot.mail.mailer import Mailer
from bot.process.addresses import MailServer
from bot.requests.card import card
from bot.requests.digest import Digests
from bot.requests.effects import Record
from bot.requests.model.request import Form, Intake, Note
from bot.runtime import assembly
from bot.runtime.live import Live
from bot.runtime.patrol import Curator, Patrol
from bot.store import requests
from bot.store.database import Database
from bot.store.mails import Mails
from bot.store.outbox.queue import queue
from bot.store.patrol_queries import Rules
from bot.store.tables import MailRow, OutboxRow, RelayChatRow
from bot.telegram.outgoing import calls
from tests import shipped

CLUB, PLIE = "relay/cda-la-rochelle-club-achat-social", "relay/plie-la-rochelle"
ML, DEPARTMENT = "relay/ml-la-rochelle", "relay/departement-17"
COMPANY, CHAT, OTHER = 1001, 2001, 2002
OPERATOR, SENDER = "exploitant@exemple.fr", "clausette@exemple.fr"
MONDAY = datetime(2026, 12, 14, 10, tzinfo=FRANCE)
FORM = Form(
    company="Bâti Ouest", contact="Camille Roy", reach="+33546000000", place="17300", place_name="La Rochelle (17)",
    need="deux maçons, un jeune au RSA",
)  # fmt: skip


@dataclass(slots=True)
class Clock:
    """The time, which passes only when it is told to."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        """What time it is."""
        return self.now

    def passes(self, **time: float) -> None:
        """Some time passes."""
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def live(knowledge_folder: Path) -> Live:
    """The shipped base, as it is served."""
    return Live(shipped.assistant(), knowledge_folder)


@pytest.fixture(scope="session")
def digests(live: Live) -> Digests:
    """What writes digests."""
    return assembly.digests(live.folders, live.assistant)


@dataclass(slots=True)
class World:
    """A database with requests in it, and whoever patrols it."""

    database: Database
    clock: Clock
    live: Live
    digests: Digests
    base: Knowledge
    by_mail: bool = True
    kept: timedelta = timedelta(days=365)

    def patrol(self, curator: Curator | None = None) -> Patrol:
        """Somebody who patrols."""

        async def digests() -> Digests:
            return self.digests

        rules = Rules(self.by_mail, self.kept)
        return Patrol(
            self.database, self.live.patrol_steps, digests, calls, rules=rules, clock=self.clock, curator=curator
        )

    async def round(self) -> list[str]:
        """The steps of one round."""
        return [str(task.what) for task in await self.patrol().round()]

    async def link(self, relay: str, chat: int) -> None:
        """A chat becomes a relay's."""
        async with self.database.transaction() as connection:
            await connection.execute(
                insert(RelayChatRow).values(chat=chat, relay=relay, linked=self.clock(), linked_by=1)
            )

    async def lose(self, chat: int) -> None:
        """A chat cannot be written to any more."""
        async with self.database.transaction() as connection:
            await requests.lose(connection, chat, self.clock())

    async def record(self, relay: str, reference: str = "CL-7K3F", **form: Any) -> Intake:
        """A company's request comes in, and lies with a relay; its card is shown where the relay has chats."""
        new = Intake(reference, COMPANY, relay, replace(FORM, **form), self.clock())
        async with self.database.transaction() as connection:
            await requests.apply(connection, COMPANY, Record(new), self.clock())
        if relay:
            await self.show(card(self.base, new))
        return new

    async def show(self, reply: Reply) -> None:
        """Something is said in chats."""
        async with self.database.transaction() as connection:
            await queue(connection, COMPANY, list(calls(COMPANY, reply)), self.clock())

    async def apply(self, *effects) -> None:
        """Something is kept."""
        async with self.database.transaction() as connection:
            for effect in effects:
                await requests.apply(connection, COMPANY, effect, self.clock())

    async def intake(self, reference: str = "CL-7K3F") -> Intake:
        """A request as it stands."""
        async with self.database.transaction() as connection:
            found = await requests.intake(connection, reference)
        assert found is not None
        return found

    async def notes(self, reference: str = "CL-7K3F") -> list[Note]:
        """The history of a request."""
        async with self.database.transaction() as connection:
            return list(await requests.notes(connection, reference))

    async def said(self, chat: int) -> list[str]:
        """What was queued for a chat."""
        query = select(OutboxRow.payload).where(OutboxRow.chat == chat).order_by(OutboxRow.id)
        async with self.database.transaction() as connection:
            return [payload.get("text", "") for payload in await connection.scalars(query)]

    async def letters(self) -> list[tuple[str, str, str]]:
        """The letters: to which relay, about what, how they stand."""
        query = select(MailRow.relay, MailRow.about, MailRow.status).order_by(MailRow.id)
        async with self.database.transaction() as connection:
            return [(row.relay, row.about, row.status) for row in await connection.execute(query)]


@pytest.fixture
def world(database: Database, clock: Clock, live: Live, digests: Digests) -> World:
    return World(database, clock, live, digests, live.assistant.knowledge)


@dataclass(slots=True)
class Inbox:
    """What a mail server received, and how it is to behave: an answer by step, or a stop."""

    received: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    drops: bool = False

    async def handle_MAIL(self, _server, _session, envelope, address, _options):  # noqa: N802  aiosmtpd's name
        """MAIL FROM."""
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        """RCPT TO."""
        if self.hangs:
            await asyncio.sleep(60)
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, _session, envelope):  # noqa: N802
        """DATA."""
        if "DATA" in self.answers:
            return self.answers["DATA"]
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.received.append(found)
        if self.drops:
            assert server.transport is not None
            server.transport.close()
        return "250 OK"


@dataclass(slots=True)
class Office:
    """A mail server on this computer."""

    inbox: Inbox
    server: MailServer
    close: Callable[[], None]


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    inbox = Inbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(inbox, hostname="localhost"), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield Office(inbox, MailServer("127.0.0.1", port, "smtp", SENDER), server.close)
    server.close()


@pytest.fixture
def mailer(world: World, office: Office) -> Mailer:
    return Mailer(
        Mails(world.database, world.clock), office.server, OPERATOR, lambda: world.base, clock=world.clock, patience=5
    )
