"""The whole product over real HTTP: a small Telegram, and the bot that serves it, in this process or in its own."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import pytest_asyncio
from pydantic import BaseModel

from bot.assistant.assistant import Assistant
from bot.knowledge.schema.entries import Knowledge
from bot.runtime import serve as serving
from bot.runtime.live import Live
from bot.sandbox import Person, Sandbox, persons, serve
from bot.sandbox.chats import Message
from bot.search.router import RouteKind
from bot.store.database import Database
from bot.telegram import limits
from tests import shipped
from tests.e2e import people
from tests.e2e.people import Chat, until

TOKEN = "42:sandbox"
_PEOPLE = count(10_001)


@dataclass(slots=True)
class Town:
    """A small Telegram with the bot in it."""

    sandbox: Sandbox
    url: str
    live: Live
    database: Database
    file: Path

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
def cache() -> Path:
    """The cache folder of this run, which all its tests and processes share."""
    return shipped.cache_home()


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The assistant of the shipped base."""
    return shipped.answering()


@pytest.fixture(scope="session")
def sure(assistant: Assistant, base: Knowledge) -> Mapping[str, str]:
    """For some publics, by their id, a question that the base is sure to answer with them."""
    found = {}
    for entry in base.publics:
        for question in entry.questions:
            routed = assistant.router.route(question)
            if routed.kind is RouteKind.ANSWER and routed.ranked[0].id == entry.id and entry.details and entry.see_also:
                found[entry.id] = question
                break
    assert len(found) > 8
    return found


@pytest.fixture(scope="session")
def texts(base: Knowledge) -> SimpleNamespace:
    """What the base makes the bot say, by its words alone."""
    return cast("SimpleNamespace", _plain(base.texts))


def _plain(texts: object) -> object:
    if isinstance(texts, str):
        return people.plain(texts)
    if isinstance(texts, Mapping):
        return {key: _plain(text) for key, text in texts.items()}
    return SimpleNamespace(**{name: _plain(text) for name, text in texts}) if isinstance(texts, BaseModel) else texts


@pytest.fixture(scope="session")
def plain() -> Callable[[str | Message], str]:
    """A text or a message by its words alone: typography may join them by other spaces."""
    return people.plain


@pytest.fixture(scope="session")
def unsure(assistant: Assistant, base: Knowledge) -> str:
    """A question that could be several things."""
    questions = (question for entry in base.entries() for question in entry.questions)
    return next(question for question in questions if assistant.router.route(question).kind is RouteKind.CHOICE)


@pytest.fixture(scope="module")
def doors() -> serving.Doors:
    """What the bot listens on: nothing, where a module says nothing else."""
    return serving.Doors()


@pytest.fixture(scope="module")
def duty() -> serving.Duty:
    """What the bot does unasked: what it does by default, where a module says nothing else."""
    return serving.Duty()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(
    assistant: Assistant,
    knowledge_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    doors: serving.Doors,
    duty: serving.Duty,
) -> AsyncIterator[Town]:
    """The bot serves a small Telegram, in this very loop, for all tests of a module: each brings its own people."""
    sandbox = Sandbox()
    file = tmp_path_factory.mktemp("town") / "clausette.db"
    database = Database(f"sqlite+aiosqlite:///{file}")
    await database.migrate()
    live = Live(assistant, knowledge_folder)
    async with serve(sandbox) as url:
        task = asyncio.create_task(serving.serve(live, database, TOKEN, url, doors, rates=limits.NONE, duty=duty))
        await until(sandbox, lambda: sandbox.poll or task.done(), "the bot to serve")
        if task.done():
            task.result()
        yield Town(sandbox, url, live, database, file)
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
