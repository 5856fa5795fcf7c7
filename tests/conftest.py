"""What many tests share: the shipped knowledge base, read once, and both databases, PostgreSQL started once."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.knowledge.loader import load
from bot.knowledge.models import Knowledge
from bot.settings import SHIPPED_KNOWLEDGE
from bot.store.database import Database
from tests.postgres import NotInstalledError, Postgres


@pytest.fixture(scope="session")
def knowledge_folder() -> Path:
    """Where the shipped base stands."""
    return SHIPPED_KNOWLEDGE


@pytest.fixture(scope="session")
def base(knowledge_folder: Path) -> Knowledge:
    """The shipped base, loaded."""
    return load(knowledge_folder).knowledge


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this run; where there is none, CI fails and a developer's machine goes without."""
    server = Postgres()
    try:
        server.make()
    except NotInstalledError as missing:
        server.remove()
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))
    yield server
    server.remove()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where an SQLite database is kept; its folder is not there yet."""
    return tmp_path / "data" / "clausette.db"


@pytest.fixture
def sqlite_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
async def postgresql_url(postgres):
    """An empty database of this test."""
    return await postgres.fresh()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest):
    """Each test that asks for it runs on both databases."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = Database(url)
    await opened.migrate()
    yield opened
    await opened.close()
