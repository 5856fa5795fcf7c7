"""The product by webhook: who may post, what is taken, what comes again; and whoever posts nonsense blocks nobody."""

import asyncio
import json
from contextlib import asynccontextmanager, closing, suppress
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot.process import web
from bot.process.addresses import Address
from bot.runtime import serve as serving
from bot.runtime.live import Live
from bot.runtime.serve import Doors
from bot.runtime.start import StartError
from bot.sandbox import Fault, Sandbox, serve
from bot.store.tables import HandledRow
from bot.telegram import webhook
from bot.telegram.incoming import UPDATES
from bot.telegram.webhook import Hook

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "s3cret-of_the_hook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def _free_port() -> int:
    with closing(web.listening("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def doors():
    port, metrics = _free_port(), _free_port()
    hook = Hook(f"http://127.0.0.1:{port}/telegram/hook", SECRET)
    return Doors(hook, Address("127.0.0.1", port), Address("127.0.0.1", metrics))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(town):
    """A plain client, as anybody has it."""
    async with httpx.AsyncClient(trust_env=False, verify=False) as plain:  # noqa: S501  no certificate is ever looked at
        yield plain


@pytest.fixture
def post(doors, client, town):
    """Post a body to the webhook, with the right secret where no other headers are given."""

    async def post(body: Any, headers: dict[str, str] | None = None) -> int:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        right = {HEADER: SECRET, "Content-Type": "application/json"}
        response = await client.post(doors.hook.url, content=content, headers=right if headers is None else headers)
        return int(response.status_code)

    return post


def _message(update_id: int, chat: int, text: str, message: int = 1) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "Camille"}
    place = {"id": chat, "type": "private", "first_name": "Camille"}
    return {
        "update_id": update_id,
        "message": {"message_id": message, "date": 1_795_000_000, "chat": place, "from": person, "text": text},
    }


async def _handled(town) -> int:
    async with town.database.transaction() as connection:
        return await connection.scalar(select(func.count()).select_from(HandledRow)) or 0


# What Telegram posts


async def test_a_question_is_answered_and_a_press_acknowledged(camille, sure, base, texts, plain):
    id_, question = next(iter(sure.items()))
    assert plain(await camille.starts()) == texts.welcome
    assert plain(await camille.asks(question)).startswith(plain(base[id_].label))
    assert await camille.presses(texts.button.useful_yes) == texts.feedback.thanks


async def test_telegram_is_asked_for_the_updates_that_are_handled_and_no_other_and_nothing_is_dropped(town):
    (call,) = town.sandbox.calls.seen("setWebhook")
    asked = dict(call.params)
    assert asked["allowed_updates"] == UPDATES
    assert asked["secret_token"] == SECRET
    assert "drop_pending_updates" not in asked


async def test_an_update_that_is_posted_twice_is_answered_once(town, camille):
    await camille.starts()
    town.sandbox.arm(Fault("duplicate", chat=camille.id))
    await camille.asks("bonjour")
    await town.quiet()
    assert town.sandbox.faults.armed() == ()
    assert len(camille.texts) == 2


async def test_updates_of_one_chat_that_are_posted_at_once_are_answered_in_their_order(town, camille, post):
    await camille.starts()
    said = ["bonjour", "merci", "art 14", "bonjour", "merci"]
    posts = [post(_message(910_000 + n, camille.id, text, 700 + n)) for n, text in enumerate(said)]
    assert await asyncio.gather(*posts) == [200] * len(said)
    await camille.until(lambda: len(camille.texts) == 1 + len(said))
    first, second = camille.texts[1:3]
    assert camille.texts[4:] == [first, second]


async def test_an_update_that_could_not_be_committed_is_refused_until_it_can(town, camille, post, monkeypatch):
    await camille.starts()
    with monkeypatch.context() as away:
        away.setattr(town.database, "transaction", None)  # as a database that is away: whatever is asked of it raises
        assert await post(_message(920_001, camille.id, "bonjour", 800)) == 503
    assert len(camille.texts) == 1
    assert await post(_message(920_001, camille.id, "bonjour", 800)) == 200
    await camille.until(lambda: len(camille.texts) == 2)


# Who may post


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({HEADER: ""}, 403),
        ({HEADER: "x"}, 403),
        ({HEADER: SECRET[:-1]}, 403),
        ({HEADER: SECRET + "x"}, 403),
        ({HEADER: SECRET.upper()}, 403),
        ({HEADER: "é"}, 403),
        ({HEADER: SECRET, "Content-Type": "text/plain"}, 415),
        ({HEADER: SECRET, "Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
async def test_who_does_not_prove_to_be_telegram_is_refused_and_nothing_comes_of_it(
    town, camille, post, headers, status
):
    before = await _handled(town)
    sent = {"Content-Type": "application/json"} | {name: value.encode() for name, value in headers.items()}
    assert await post(_message(930_001, camille.id, "bonjour"), sent) == status
    assert await _handled(town) == before
    assert camille.texts == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/telegram/hook", 405), ("PUT", "/telegram/hook", 405), ("POST", "/", 404), ("POST", "/telegram", 404),
     ("POST", "/telegram/hook/../hook/x", 404), ("GET", "/metrics", 404), ("POST", "/healthz", 405)],
)  # fmt: skip
async def test_nothing_else_is_served_beside_the_webhook(doors, client, method, path, status):
    address = f"http://127.0.0.1:{doors.address.port}{path}"
    response = await client.request(method, address, headers={HEADER: SECRET}, json={"update_id": 1})
    assert response.status_code == status


@pytest.mark.parametrize(
    ("client_host", "status"),
    [("149.154.167.220", 200), ("91.108.7.255", 200), ("::ffff:91.108.4.1", 200), ("91.108.8.0", 403),
     ("127.0.0.1", 403), ("2001:db8::1", 403), ("testclient", 403)],
)  # fmt: skip
async def test_where_telegrams_networks_are_named_only_they_may_post(client_host, status):
    from starlette.applications import Starlette  # noqa: PLC0415

    from bot.process import addresses  # noqa: PLC0415

    async def handle(_: Any) -> bool:
        return True

    hook = Hook("https://bot.exemple.fr/hook", SECRET, addresses.networks("telegram"))
    transport = httpx.ASGITransport(Starlette(routes=[webhook.route(hook, handle)]), client=(client_host, 1))
    async with httpx.AsyncClient(transport=transport, base_url="https://bot.exemple.fr") as other:
        headers = {HEADER: SECRET, "X-Forwarded-For": "149.154.167.220"}
        assert (await other.post("/hook", headers=headers, json={"update_id": 1})).status_code == status


# What is no update


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"null", b"[]", b"7", b'"update_id"', b"{}", b'{"update_id": null}', b'{"update_id": "7"}',
        b'{"update_id": 7.0}', b'{"update_id": true}', b'{"update_id": -1}', b'{"update_id": 9223372036854775808}',
        b'{"update_id": NaN}', b'{"update_id": 7, "message": Infinity}', b'{"update_id": ' + b"9" * 5000 + b"}",
        b"\xff\xfe", b'{"update_id": 7}garbage', b"[" * 100_000, b'{"update_id": 7, "a": ' + b'{"a":' * 50_000,
    ],
    ids=lambda body: repr(body[:24]),
)  # fmt: skip
async def test_a_body_that_is_no_update_is_refused(town, post, body):
    before = await _handled(town)
    assert await post(body) == 400
    assert await _handled(town) == before


async def test_a_body_that_states_too_great_a_length_is_refused_before_it_comes(doors, town):
    said = await _raw(doors, b"Content-Length: 1048577\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 413 ")


async def test_a_body_that_grows_too_long_without_stating_it_is_refused(doors, town):
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    said = await _raw(doors, b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 17)
    assert said.startswith(b"HTTP/1.1 413 ")


async def test_the_longest_body_that_may_come_is_taken(town, post):
    body = json.dumps({"update_id": 940_001}).encode()
    assert await post(body + b" " * (webhook.LARGEST - len(body))) == 200
    assert await post(body + b" " * (webhook.LARGEST - len(body) + 1)) == 413


async def test_a_body_that_does_not_come_is_not_waited_for(doors, town, monkeypatch):
    monkeypatch.setattr(webhook, "SLOWEST", 0.2)
    said = await _raw(doors, b'Content-Length: 20\r\n\r\n{"update')
    assert said.startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("asked_before", [False, True])
async def test_a_connection_on_which_no_whole_request_comes_is_closed_though_a_sign_comes_now_and_then(
    doors, town, monkeypatch, asked_before
):
    monkeypatch.setattr(web, "_REQUEST", 0.5)
    reader, writer = await asyncio.open_connection("127.0.0.1", doors.address.port)
    if asked_before:
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
        assert (await reader.readuntil(b"ok\n")).startswith(b"HTTP/1.1 200 ")
    async with asyncio.timeout(10):
        writer.write(b"POST /telegram/hook HTT")
        while not reader.at_eof():
            with suppress(OSError):
                writer.write(b"P")
                await writer.drain()
            with suppress(TimeoutError):
                assert await asyncio.wait_for(reader.read(), 0.1) == b""
    writer.close()


async def test_one_address_has_only_so_many_connections(doors, town, monkeypatch):
    monkeypatch.setattr(web, "FROM_ONE", 3)
    address = ("127.0.0.1", doors.address.port)
    await asyncio.sleep(0)
    opened = [await asyncio.open_connection(*address) for _ in range(3)]
    for _ in range(2):
        reader, writer = await asyncio.open_connection(*address)
        with suppress(ConnectionResetError):
            assert await asyncio.wait_for(reader.read(), 10) == b""
        writer.close()
    reader, writer = opened[0]
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    assert (await asyncio.wait_for(reader.read(), 10)).endswith(b"ok\n")
    for _, writer in opened:
        writer.close()


async def _raw(doors, rest: bytes) -> bytes:
    """What is answered to bytes that no client library would send."""
    reader, writer = await asyncio.open_connection("127.0.0.1", doors.address.port)
    head = f"POST /telegram/hook HTTP/1.1\r\nHost: h\r\n{HEADER}: {SECRET}\r\nContent-Type: application/json\r\n"
    writer.write(head.encode() + rest)
    async with asyncio.timeout(10):
        said = await reader.readline()
    writer.close()
    return said


# Whoever looks after it


async def test_it_tells_that_it_lives_and_that_it_can_serve(doors, client, town, monkeypatch):
    for port in (doors.address.port, doors.metrics.port):
        assert (await client.get(f"http://127.0.0.1:{port}/healthz")).text == "ok\n"
        ready = await client.get(f"http://127.0.0.1:{port}/readyz")
        assert (ready.status_code, ready.json()) == (200, {"database": True, "knowledge": True})
    with monkeypatch.context() as away:
        away.setattr(town.database, "transaction", None)
        await asyncio.sleep(1.1)  # an answer holds for a second
        ready = await client.get(f"http://127.0.0.1:{doors.address.port}/readyz")
        assert (ready.status_code, ready.json()) == (503, {"database": False, "knowledge": True})
        told = await client.get(f"http://127.0.0.1:{doors.metrics.port}/metrics")
        assert told.status_code == 200
        assert "clausette_outbox{" not in told.text


async def test_metrics_tell_what_was_done_and_nothing_of_whom(doors, client, town, camille, sure):
    async def told() -> dict[str, float]:
        response = await client.get(f"http://127.0.0.1:{doors.metrics.port}/metrics")
        lines = [line.rpartition(" ") for line in response.text.splitlines() if not line.startswith("#")]
        assert str(camille.id) not in response.text
        assert len(lines) < 120
        return {name: float(value) for name, _, value in lines}

    await camille.starts()
    before = await told()
    await camille.asks(next(iter(sure.values())))
    await camille.asks("xylophone zzyzx brouhaha")
    await town.quiet()
    after = await told()

    def more(name: str) -> float:
        return after[name] - before.get(name, 0.0)

    assert more('clausette_updates_total{kind="Said",result="new"}') >= 3
    assert more("clausette_update_seconds_count") >= 3
    assert more('clausette_routed_total{band="answer"}') >= 1
    assert more('clausette_routed_total{band="unknown"}') == 1
    assert more('clausette_sends_total{method="sendMessage",result="sent"}') >= 2
    assert after['clausette_outbox{status="failed"}'] >= 0
    assert 'clausette_failed_updates{state="set_aside"}' in after


# How it starts


@pytest.fixture
def starts(assistant, knowledge_folder, town):
    """Start another bot, on the same database, at a Telegram of its own."""

    @asynccontextmanager
    async def starts(sandbox: Sandbox, doors: Doors):
        live = Live(assistant, knowledge_folder)
        async with serve(sandbox) as url:
            task = asyncio.create_task(serving.serve(live, town.database, "42:sandbox", url, doors))
            yield task
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    return starts


def _other_doors() -> Doors:
    port = _free_port()
    return Doors(Hook(f"http://127.0.0.1:{port}/hook", SECRET), Address("127.0.0.1", port))


@pytest.mark.parametrize("setting", ["CLAUSETTE_LISTEN", "CLAUSETTE_METRICS_LISTEN"])
async def test_an_address_that_is_taken_is_told_by_its_setting(starts, doors, setting):
    taken = Address("127.0.0.1", doors.metrics.port)
    wanted = Doors(metrics=taken) if "METRICS" in setting else Doors(doors.hook, taken)
    async with starts(Sandbox(), wanted) as task:
        with pytest.raises(StartError, match=f"{setting}: .* port {doors.metrics.port} is taken"):
            await task


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault("400", "setWebhook", text="bad webhook: port 99 is not allowed"), "CLAUSETTE_WEBHOOK_URL: .*port 99"),
        (Fault("500", "setWebhook"), "CLAUSETTE_API_URL: .* does not answer"),
        (Fault("403", "setWebhook"), "CLAUSETTE_API_URL: .* refused to serve: Forbidden"),
    ],
)
async def test_a_telegram_that_does_not_take_the_webhook_is_told(starts, fault, told):
    sandbox = Sandbox()
    sandbox.arm(fault)
    async with starts(sandbox, _other_doors()) as task:
        with pytest.raises(StartError, match=told) as error:
            await task
    assert SECRET not in str(error.value)


async def test_a_telegram_that_asks_for_a_moment_at_the_start_is_given_it(starts):
    sandbox = Sandbox()
    sandbox.arm(Fault("429", "setMyCommands"))
    sandbox.arm(Fault("429", "setWebhook"))
    async with starts(sandbox, _other_doors()) as task:
        assert await sandbox.bell.until(lambda: sandbox.hook or task.done(), 20)
        assert sandbox.hook is not None
