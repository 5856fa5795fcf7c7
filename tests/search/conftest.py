"""The router of the shipped base."""

import pytest

from bot.assistant.assistant import Assistant
from bot.search.router import Router
from tests import shipped


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The assistant of the shipped base."""
    return shipped.answering()


@pytest.fixture(scope="session")
def router(assistant: Assistant) -> Router:
    """Its router."""
    return assistant.router
