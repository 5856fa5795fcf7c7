"""The whole product over real HTTP: a small Telegram, and the bot that serves it, in this process or in its own."""

import asyncio
import os
import re
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
import pytest_asyncio

from bot import app, serving
from bot.dialogue.assistant import Assistant
from bot.knowledge.models import Knowledge
from bot.routing.router import Kind
from bot.sandbox import Person, Sandbox, persons, serve
from bot.sandbox.chats import Message
from bot.store.database import Database
from bot.telegram import limits

TOKEN = "42:sandbox"
PATIENCE = 20.0  # seconds for what is sure to happen, on a slow machine
_PEOPLE = count(10_001)


def _plain(said: str | Message) -> str:
    text = said if isinstance(said, str) else said.text.text
    return re.sub(r"[^\S\n]", " ", text).strip()


async def until(sandbox: Sandbox, reached: Callable[[], object], what: str = "") -> None:
    """Wait until something is so in the sandbox."""
    end = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < end, f"waited in vain for {what or reached}"
        await sandbox.bell.wait(sandbox.bell.strokes, 0.05)


@dataclass(frozen=True, slots=True)
class Chat:
    """A person's chat with the bot, or a group: what they do, and what they read."""

    sandbox: Sandbox
    id: int

    @property
    def texts(self) -> list[str]:
        """What the bot said, as it stands now."""
        return [message.text.text for message in self.sandbox.history(self.id, by_bot=True)]

    @property
    def last(self) -> Message:
        """What the bot said last."""
        return self.sandbox.last(self.id)

    def labels(self, message: int | None = None) -> list[str]:
        """The buttons under a message, under the bot's last one where none is named."""
        found = self.last if message is None else self.sandbox.message(self.id, message)
        assert found is not None
        return [_plain(button.text) for row in found.markup.rows for button in row]

    def says(self, text: str, **more: int) -> Message:
        """Write, and wait for nothing."""
        return persons.say(self.sandbox, self.id, text, **more)

    async def asks(self, text: str, **more: int) -> Message:
        """Write, and read the answer."""
        return await self._answered(lambda: self.says(text, **more))

    async def starts(self, payload: str = "") -> Message:
        """Press Démarrer, or open a deep link."""
        return await self._answered(lambda: persons.start(self.sandbox, self.id, payload))

    async def sends(self, what: str) -> Message:
        """Send something that is no text."""
        return await self._answered(lambda: persons.send(self.sandbox, self.id, what))

    async def presses(self, label: str | None = None, *, data: str | None = None, message: int | None = None) -> str:
        """Press a button; the note that appears, empty where there is none."""
        bearers = self.sandbox.history(self.id) if message is None else [self.sandbox.message(self.id, message)]
        buttons = [button for bearer in bearers if bearer for row in bearer.markup.rows for button in row]
        exact = next((button.text for button in buttons[::-1] if _plain(button.text) == label), label)
        query = persons.press(self.sandbox, self.id, message, label=exact, data=data)
        answer = await persons.answer(self.sandbox, query, PATIENCE)
        assert answer is not None, "the press was never acknowledged"
        return _plain(str(answer["text"] or ""))

    async def until(self, reached: Callable[[], object], what: str = "") -> None:
        """Wait until something is so."""
        await until(self.sandbox, reached, what)

    async def reads_after(self, before: Message) -> Message:
        """The bot's next message after one that stands there."""
        await until(self.sandbox, lambda: self._after(before.id), f"a message after {before.text.text[:60]!r}")
        return self._after(before.id)[0]

    async def _answered(self, act: Callable[[], Message]) -> Message:
        return await self.reads_after(act())

    def _after(self, number: int) -> list[Message]:
        return [message for message in self.sandbox.history(self.id, by_bot=True) if message.id > number]


@dataclass(slots=True)
class Town:
    """A small Telegram with the bot in it."""

    sandbox: Sandbox
    url: str
    live: serving.Live
    database: Database

    def newcomer(self) -> Chat:
        """Somebody whom nobody has met yet."""
        number = next(_PEOPLE)
        return Chat(self.sandbox, self.sandbox.meet(Person(number, f"Personne {number}")).id)

    def group(self) -> Chat:
        """A group of two, and the bot."""
        members = [self.newcomer().id, self.newcomer().id]
        return Chat(self.sandbox, persons.group(self.sandbox, "Chantier", members).id)

    async def quiet(self) -> None:
        """Wait until everything that was said has been handled: somebody else asks something, and is answered."""
        await self.newcomer().asks("bonjour")


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache folder of this run, which all its tests and processes share."""
    return tmp_path_factory.getbasetemp() / "cache"


@pytest.fixture(scope="session")
def assistant(knowledge_folder: Path, cache: Path) -> Assistant:
    """The assistant of the shipped base."""
    return app.assistant(knowledge_folder, cache / "clausette")


@pytest.fixture(scope="session")
def sure(assistant: Assistant, base: Knowledge) -> Mapping[str, str]:
    """For some publics, by their id, a question that the base is sure to answer with them."""
    found = {}
    for entry in base.publics:
        for question in entry.questions:
            routed = assistant.router.route(question)
            if routed.kind is Kind.ANSWER and routed.ranked[0].id == entry.id and entry.details and entry.see_also:
                found[entry.id] = question
                break
    assert len(found) > 8
    return found


@pytest.fixture(scope="session")
def texts(base: Knowledge) -> SimpleNamespace:
    """What the base makes the bot say, by its words alone."""
    return SimpleNamespace(**{name: _plain(text) for name, text in base.texts})


@pytest.fixture(scope="session")
def plain() -> Callable[[str | Message], str]:
    """A text or a message by its words alone: typography may join them by other spaces."""
    return _plain


@pytest.fixture(scope="session")
def unsure(assistant: Assistant, base: Knowledge) -> str:
    """A question that could be several things."""
    questions = (question for entry in base.entries() for question in entry.questions)
    return next(question for question in questions if assistant.router.route(question).kind is Kind.CHOICE)


@pytest.fixture(scope="module")
def doors() -> serving.Doors:
    """What the bot listens on: nothing, where a module says nothing else."""
    return serving.Doors()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(
    assistant: Assistant, knowledge_folder: Path, tmp_path_factory: pytest.TempPathFactory, doors: serving.Doors
) -> AsyncIterator[Town]:
    """The bot serves a small Telegram, in this very loop, for all tests of a module: each brings its own people."""
    sandbox = Sandbox()
    database = Database(f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('town')}/clausette.db")
    await database.migrate()
    live = serving.Live(assistant, knowledge_folder)
    async with serve(sandbox) as url:
        task = asyncio.create_task(serving.serve(live, database, TOKEN, url, doors, pace=limits.NONE))
        await until(sandbox, lambda: sandbox.poll or task.done(), "the bot to serve")
        if task.done():
            task.result()
        yield Town(sandbox, url, live, database)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await database.close()


@pytest.fixture
def camille(town: Town) -> Chat:
    """Somebody who has not pressed Démarrer yet."""
    return town.newcomer()


@dataclass(slots=True)
class Program:
    """``clausette run`` in a process of its own, against a small Telegram."""

    sandbox: Sandbox
    url: str
    folder: Path
    cache: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        """The database."""
        return self.folder / "clausette.db"

    @property
    def said(self) -> str:
        """Everything that it printed and logged, from its first start on."""
        return (self.folder / "said").read_text(encoding="utf-8")

    async def until(self, reached: Callable[[], object], what: str = "") -> None:
        """Wait until something is so."""
        await until(self.sandbox, reached, what)

    def _began(self) -> int:
        """How often somebody began to fetch updates, or asked to have them posted."""
        return self.sandbox.poll + len(self.sandbox.calls.seen("setWebhook"))

    async def sent(self) -> None:
        """Wait until it noted everything as sent: Telegram has a message a moment before the outbox knows."""

        def is_empty() -> bool:
            with closing(sqlite3.connect(self.file, timeout=10)) as connection:
                query = "SELECT count(*) FROM outbox WHERE status = 'pending'"
                return bool(connection.execute(query).fetchone() == (0,))

        await self.until(is_empty, "the outbox to be empty")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """Start it; kill it at the end, without warning, where it still runs."""
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("CLAUSETTE_", "XDG_"))
        } | {
            "CLAUSETTE_TOKEN": TOKEN,
            "CLAUSETTE_API_URL": self.url,
            "CLAUSETTE_DATABASE_URL": f"sqlite+aiosqlite:///{self.file}",
            "XDG_CACHE_HOME": str(self.cache),
            **self.settings,
        }
        with (self.folder / "said").open("ab") as said:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=environment, stdout=said, stderr=said
            )
        before = self._began()
        try:
            await until(self.sandbox, lambda: self._began() > before or process.returncode is not None, "its start")
            assert process.returncode is None, self.said
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


@pytest.fixture
async def program(tmp_path: Path, cache: Path, assistant: Assistant) -> AsyncIterator[Program]:
    """The program, not running yet; its cache is warm."""
    del assistant
    sandbox = Sandbox(started=True)
    async with serve(sandbox) as url:
        yield Program(sandbox, url, tmp_path, cache)
