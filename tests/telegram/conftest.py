"""A small Telegram over real HTTP in the test's own loop, the library as its client, and a real SQLite file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Bot

from bot.assistant.assistant import Assistant
from bot.sandbox import Sandbox, serve
from bot.store.database import Database
from bot.telegram.http import ApiRequest
from tests import shipped


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The assistant of the shipped base."""
    return shipped.answering()


@pytest.fixture
def sandbox() -> Sandbox:
    """A small Telegram where Camille and Dominique have already pressed Démarrer."""
    return Sandbox(started=True)


@pytest.fixture
async def url(sandbox: Sandbox) -> AsyncIterator[str]:
    async with serve(sandbox) as address:
        yield address


@pytest.fixture
async def bot(url: str) -> AsyncIterator[Bot]:
    http = ApiRequest(proxied=False)
    async with Bot("42:sandbox", base_url=f"{url}/bot", request=http, get_updates_request=http) as client:
        yield client


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite+aiosqlite:///{tmp_path}/clausette.db")
    await opened.migrate()
    yield opened
    await opened.close()
