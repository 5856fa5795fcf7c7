"""The shipped knowledge base, read once for all tests."""

from pathlib import Path

import pytest

from bot.knowledge.loader import load
from bot.knowledge.models import Knowledge
from bot.settings import SHIPPED_KNOWLEDGE


@pytest.fixture(scope="session")
def knowledge_folder() -> Path:
    """Where the shipped base stands."""
    return SHIPPED_KNOWLEDGE


@pytest.fixture(scope="session")
def base(knowledge_folder: Path) -> Knowledge:
    """The shipped base, loaded."""
    return load(knowledge_folder).knowledge
