"""A sandbox served over real HTTP in the test's own loop, and python-telegram-bot as its client."""

from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sandbox import Sandbox, serve


@pytest.fixture
def sandbox() -> Sandbox:
    """A small Telegram where Camille and Dominique have already pressed Démarrer."""
    return Sandbox(started=True, hook_waits=(0.01, 0.02))


@pytest.fixture
async def url(sandbox: Sandbox) -> AsyncIterator[str]:
    """Where it answers."""
    async with serve(sandbox) as address:
        yield address


@pytest.fixture
async def bot(url: str) -> AsyncIterator[Bot]:
    """The library's own client, not a stand-in; tests call it ``Any``, for its results are all optional fields."""
    requests = [
        HTTPXRequest(connection_pool_size=8, httpx_kwargs={"trust_env": False, "verify": False}) for _ in range(2)
    ]
    client = Bot("42:sandbox", base_url=f"{url}/bot", request=requests[0], get_updates_request=requests[1])
    async with client:
        yield client


@pytest.fixture
async def http(url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A plain client, for what the library would not send."""
    # no certificate is ever looked at here, and loading the list of authorities takes longer than the test
    async with httpx.AsyncClient(base_url=url, trust_env=False, verify=False) as client:  # noqa: S501
        yield client
