"""What many tests share: the shipped knowledge base, read once, and both databases, PostgreSQL started once."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.knowledge.loader import load
from bot.knowledge.schema.entries import Knowledge
from bot.process.settings import SHIPPED_KNOWLEDGE
from bot.store.database import Database
from tests import shipped
from tests.postgres import NotInstalledError, Postgres

ATTRIBUTES = {"a": [["href"]], "blockquote": [[], ["expandable"]]}  # that a tag may have, where it may have any
_CACHE = pytest.StashKey[str]()
TELEGRAMS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "tg-spoiler", "a", "code", "pre", "blockquote"}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TELEGRAMS or [name for name, _ in attrs] not in ATTRIBUTES.get(tag, [[]]):
            self.faults.append(f"<{tag} {attrs}>")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if "<" in data or ">" in data:
            self.faults.append(data)


def _faults(html: str) -> list[str]:
    tags = _Tags()
    tags.feed(html)
    tags.close()
    return tags.faults + [f"<{tag}> stays open" for tag in tags.open]


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder where the processes of a run share what is computed from the base, unless one was named."""
    if shipped.CACHE not in os.environ:
        os.environ[shipped.CACHE] = config.stash[_CACHE] = tempfile.mkdtemp(prefix="clausette-tests-")
    Path(os.environ[shipped.CACHE]).mkdir(parents=True, exist_ok=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    if folder := config.stash.get(_CACHE, None):
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def faults() -> Callable[[str], list[str]]:
    """What Telegram would refuse in a text of its HTML: tags that it does not know, or that do not balance."""
    return _faults


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
