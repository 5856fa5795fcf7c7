"""What a call says of itself where it fails, and how its parameters travel."""

import pytest
from telegram import Bot
from telegram.error import NetworkError, TelegramError

from bot.sandbox import Fault
from bot.sandbox.state import COMPANY
from bot.telegram.calling import call
from bot.telegram.http import ApiRequest
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
