"""The router of the shipped base."""

from pathlib import Path

import pytest

from bot.assistant.assistant import Assistant
from bot.runtime import assembly as app
from bot.search.router import Router


@pytest.fixture(scope="session")
def assistant(knowledge_folder: Path) -> Assistant:
    """The assistant of the shipped base."""
    return app.assistant(knowledge_folder)


@pytest.fixture(scope="session")
def router(assistant: Assistant) -> Router:
    """Its router."""
    return assistant.router
