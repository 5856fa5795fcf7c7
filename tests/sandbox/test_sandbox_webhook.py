import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox import Fault, Sandbox, persons


class Receiver:
    """A bot's web server: notes what comes, and answers what it is told to."""

    def __init__(self) -> None:
        self.url = ""
        self.came: list[str] = []
        self.secrets: list[str | None] = []
        self.answers: list[int] = []
        self.app = Starlette(routes=[Route("/hook", self.take, methods=["POST"])])

    async def take(self, request: Request) -> Response:
        update = await request.json()
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.came.append(update["message"]["text"])
        self.secrets.append(request.headers.get("x-telegram-bot-api-secret-token"))
        return Response(status_code=status)

    async def has(self, number: int) -> list[str]:
        async with asyncio.timeout(5):
            while len(self.came) < number:  # noqa: ASYNC110 - the other side of a real connection rings no bell here
                await asyncio.sleep(0.005)
        return self.came


class Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    one = Receiver()
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(uvicorn.Config(one.app, log_config=None, ws="none", lifespan="off", timeout_graceful_shutdown=1))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    one.url = f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
    yield one
    server.should_exit = True
    await task
    listener.close()


async def test_updates_are_posted_with_the_secret(bot: Any, sandbox: Sandbox, receiver: Receiver) -> None:
    persons.say(sandbox, 1001, "avant")
    await bot.set_webhook(receiver.url, secret_token="s3cret")
    persons.say(sandbox, 1001, "après")
    assert await receiver.has(2) == ["avant", "après"]
    assert receiver.secrets == ["s3cret", "s3cret"]


async def test_what_is_not_taken_is_posted_again_in_order_and_told(
    bot: Any, sandbox: Sandbox, receiver: Receiver
) -> None:
    receiver.answers = [500, 503]
    await bot.set_webhook(receiver.url)
    for text in ("un", "deux", "trois"):
        persons.say(sandbox, 1001, text)
    assert await receiver.has(3) == ["un", "deux", "trois"]
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    assert (info.url, info.max_connections) == (receiver.url, 40)


async def test_a_chat_that_fails_holds_no_other_up(bot: Any, sandbox: Sandbox, receiver: Receiver) -> None:
    receiver.answers = [500]
    sandbox.hook_waits = (0.3,)
    await bot.set_webhook(receiver.url)
    persons.say(sandbox, 1001, "attend")
    persons.say(sandbox, 2001, "passe")
    assert await receiver.has(2) == ["passe", "attend"]


async def test_a_webhook_that_nobody_serves_leaves_updates_waiting(bot: Any, sandbox: Sandbox) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        await bot.set_webhook(f"http://127.0.0.1:{unused.getsockname()[1]}/hook")
        persons.say(sandbox, 1001, "bonjour")
        assert await sandbox.bell.until(lambda: sandbox.hook_error, 5)
    info = await bot.get_webhook_info()
    assert (info.pending_update_count, info.last_error_message) == (1, "Connection refused")
    await bot.delete_webhook()
    assert [update.message.text for update in await bot.get_updates()] == ["bonjour"]


async def test_a_duplicate_is_posted_twice(bot: Any, sandbox: Sandbox, receiver: Receiver) -> None:
    sandbox.arm(Fault("duplicate"))
    await bot.set_webhook(receiver.url)
    persons.say(sandbox, 1001, "un")
    persons.say(sandbox, 1001, "deux")
    assert await receiver.has(3) == ["un", "un", "deux"]


async def test_setting_and_deleting_say_what_changed(http: httpx.AsyncClient, receiver: Receiver) -> None:
    async def said(method: str, **parameters: str) -> Any:
        return (await http.post(f"/bot42:sandbox/{method}", json=parameters)).json()["description"]

    assert await said("setWebhook", url=receiver.url) == "Webhook was set"
    assert await said("setWebhook", url=receiver.url) == "Webhook is already set"
    assert await said("deleteWebhook") == "Webhook was deleted"
    assert await said("setWebhook", url="") == "Webhook is already deleted"
