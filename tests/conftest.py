"""What many tests share: the shipped knowledge base, read once, and a PostgreSQL, started once."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.knowledge.loader import load
from bot.knowledge.models import Knowledge
from bot.settings import SHIPPED_KNOWLEDGE
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
