"""What a call says of itself where it fails, and how its parameters travel."""

import json
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import pytest
from starlette.responses import Response
from telegram import Bot
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.process import web
from bot.sandbox import Fault
from bot.sandbox.state import COMPANY
from bot.store.outbox.calls import CallLater, Due, Sent
from bot.telegram.api import call
from bot.telegram.http import ApiRequest
from bot.telegram.polling import poll
from bot.telegram.sending import send
from tests.balancer import unused_ports

TOKEN = "42:sandbox"


@pytest.fixture
async def http():
    opened = ApiRequest(proxied=False)
    yield opened
    await opened.shutdown()


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/bot", "http://127.0.0.1:port/bot", "http:///bot"])
async def test_an_error_names_neither_the_address_nor_the_token(http, address):
    bot = Bot(TOKEN, base_url=address.format(port=unused_ports(1)[0]), request=http, get_updates_request=http)
    with pytest.raises(NetworkError) as failed:
        await call(bot, "getMe", {})
    assert str(failed.value).isidentifier()
    assert failed.value.__cause__ is None


@pytest.mark.parametrize("fault", ["lose", "drop"])
async def test_a_connection_that_breaks_tells_no_more(bot, sandbox, fault):
    sandbox.arm(Fault(fault, "sendMessage"))
    with pytest.raises(TelegramError) as failed:
        await call(bot, "sendMessage", {"chat_id": COMPANY.id, "text": "un secret"})
    assert str(failed.value).isidentifier()


async def test_texts_and_buttons_arrive_as_they_were(bot, sandbox):
    text = 'é « & + % = \N{EN DASH} \U0001f44d "\n</b>'
    buttons = {"inline_keyboard": [[{"text": "oui & non", "callback_data": "é=1&b"}]]}
    await call(bot, "sendMessage", {"chat_id": COMPANY.id, "text": text, "reply_markup": buttons})
    sent = sandbox.calls.seen("sendMessage", ok=True)[-1].params
    assert sent["text"] == text
    assert sent["reply_markup"] == buttons


async def test_what_was_closed_opens_again(bot, http, url):
    other = Bot(TOKEN, base_url=f"{url}/bot", request=http, get_updates_request=http)
    await call(other, "getMe", {})
    await http.shutdown()
    await http.shutdown()
    assert (await call(other, "getMe", {}))["is_bot"]


# A server that is not to be trusted


@asynccontextmanager
async def _answering(http: ApiRequest, *answers: tuple[int, Any], paths: list[str] | None = None):
    """A bot whose server gives these answers one after the other, the last one for ever."""
    left = list(answers)

    async def app(scope, receive, send_) -> None:
        if paths is not None:
            paths.append(scope["path"])
        while (await receive()).get("more_body"):
            pass
        status, body = left.pop(0) if len(left) > 1 else left[0]
        content = body if isinstance(body, str) else json.dumps(body)
        await Response(content, status)(scope, receive, send_)

    listener = web.listening("127.0.0.1", 0)
    async with web.served(app, listener, grace=1):
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/bot"
        yield Bot(TOKEN, base_url=address, request=http, get_updates_request=http)


def _due() -> Due:
    payload = {"chat_id": 1, "text": "Oui", "parse_mode": "HTML", "link_preview_options": {}}
    return Due(1, 1, "sendMessage", payload, 0, None)


async def test_a_method_is_called_by_its_documented_name(http):
    paths: list[str] = []
    async with _answering(http, (200, {"ok": True, "result": True}), paths=paths) as bot:
        await call(bot, "answerCallbackQuery", {})
    assert paths == [f"/bot{TOKEN}/answerCallbackQuery"]


@pytest.mark.parametrize(
    "answer", [(403, "<html>no</html>"), (400, "<html>no</html>"), (200, {"ok": False, "description": "?"})]
)
async def test_what_no_bot_api_server_answers_closes_no_chat_and_loses_no_message(http, answer):
    async with _answering(http, answer) as bot:
        assert isinstance(await send(bot, _due()), CallLater)


async def test_an_answer_without_end_is_not_read(http, monkeypatch):
    monkeypatch.setattr("bot.telegram.http._LARGEST", 1000)
    async with _answering(http, (200, {"ok": True, "result": "a" * 2000})) as bot:
        with pytest.raises(NetworkError):
            await call(bot, "getMe", {})


@pytest.mark.parametrize("status", [401, 404])
async def test_a_proxy_that_answers_is_not_telegram_that_does_not_know_the_token(http, status):
    async with _answering(http, (status, "<html>please log in</html>")) as bot:
        with pytest.raises(TelegramError) as failed:
            await call(bot, "getMe", {})
        assert not isinstance(failed.value, InvalidToken)
        assert isinstance(await send(bot, _due()), CallLater)
    async with _answering(http, (status, {"ok": False, "description": HTTPStatus(status).phrase})) as bot:
        with pytest.raises(InvalidToken):
            await call(bot, "getMe", {})


@pytest.mark.parametrize("number", [[1], "1", 2**64, -1, None, {"a": 1}, True])
async def test_a_message_whose_number_cannot_be_was_sent_all_the_same(http, number):
    async with _answering(http, (200, {"ok": True, "result": {"message_id": number}})) as bot:
        assert await send(bot, _due()) == Sent(None)


@pytest.mark.parametrize(
    ("status", "hints"),
    [
        (429, {"retry_after": 10**12}),
        (429, {"retry_after": "soon"}),
        (429, {"retry_after": [1]}),
        (400, {"migrate_to_chat_id": 2**70}),
        (400, {"migrate_to_chat_id": "there"}),
        (429, "now"),
    ],
)
async def test_a_hint_that_cannot_be_costs_that_call_alone(http, status, hints):
    answer = {"ok": False, "description": "no", "parameters": hints}
    async with _answering(http, (status, answer)) as bot:
        outcome = await send(bot, _due())
    assert not isinstance(outcome, CallLater) or outcome.wait.total_seconds() < 700


@pytest.mark.parametrize(
    "answer",
    [
        "[" * 100_000,
        '{"ok": true, "result": ' + "1" * 5000 + "}",
        {"ok": True, "result": [{"update_id": "seven"}]},
        {"ok": True, "result": [{"update_id": 2**70}, 7, None]},
        {"ok": True, "result": {"update_id": 7}},
    ],
    ids=["deep", "long number", "text", "great", "no list"],
)
async def test_updates_that_cannot_be_end_nothing_and_the_others_are_handled(http, answer):
    handled = []

    async def handle(update) -> bool:
        handled.append(update.update_id)
        raise LookupError  # ends the poller, as nothing else would

    right = {"ok": True, "result": [{"update_id": "eight"}, {"update_id": 9}]}
    async with _answering(http, (200, answer), (200, right)) as bot:
        with pytest.raises(LookupError):
            await poll(bot, handle)
    assert handled == [9]
