import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.sandbox import Fault, Sandbox


async def test_a_call_is_told_to_wait(bot: Any, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    sandbox.arm(Fault("429", seconds=7))
    with pytest.raises(RetryAfter) as told:
        await bot.send_message(1001, "a")
    assert told.value.retry_after == timedelta(seconds=7)
    assert await bot.send_message(1001, "a")


@pytest.mark.parametrize(
    ("kind", "text", "error", "said"),
    [
        ("500", "", NetworkError, "Internal Server Error"),
        ("403", "", Forbidden, "bot was blocked by the user"),
        ("403", "user is deactivated", Forbidden, "user is deactivated"),
        ("400", "FLOODSKIP_NOT_ALLOWED", BadRequest, "Floodskip_not_allowed"),
    ],
)
async def test_a_refusal_says_what_the_test_chose(
    bot: Any, sandbox: Sandbox, *, kind: Any, text: str, error: type[Exception], said: str
) -> None:
    sandbox.arm(Fault(kind, text=text))
    with pytest.raises(error, match=f"(?i){said}"):
        await bot.send_message(1001, "a")
    assert sandbox.history(1001) == []


async def test_a_fault_strikes_its_method_its_chat_and_its_number_of_times(bot: Any, sandbox: Sandbox) -> None:
    sandbox.arm(Fault("500", "sendMessage", chat=2001, times=2))
    await bot.send_message(1001, "a")
    await bot.send_chat_action(2001, "typing")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(2001, "a")
    assert await bot.send_message(2001, "a")
    assert sandbox.faults.armed() == ()


async def test_a_dropped_call_was_carried_out_without_an_answer(bot: Any, sandbox: Sandbox) -> None:
    sandbox.arm(Fault("drop", "sendMessage"))
    with pytest.raises(NetworkError):
        await bot.send_message(1001, "a")
    assert sandbox.last(1001).text.text == "a"
    (call,) = sandbox.calls.seen("sendMessage")
    assert (call.ok, call.answered) == (True, False)


async def test_a_lost_call_was_not_carried_out(bot: Any, sandbox: Sandbox) -> None:
    sandbox.arm(Fault("lose", "sendMessage"))
    with pytest.raises(NetworkError):
        await bot.send_message(1001, "a")
    assert sandbox.history(1001) == []
    assert await bot.send_message(1001, "b")


async def test_a_call_that_hangs_goes_on_after_its_time(bot: Any, sandbox: Sandbox) -> None:
    sandbox.arm(Fault("hang", "sendMessage", seconds=0.3))
    start = time.monotonic()
    assert await bot.send_message(1001, "a")
    assert time.monotonic() - start >= 0.3


async def test_a_call_that_hangs_is_not_carried_out_where_the_caller_left(bot: Any, sandbox: Sandbox) -> None:
    sandbox.arm(Fault("hang", "sendMessage", seconds=10))
    with pytest.raises(TimedOut):
        await bot.send_message(1001, "a", read_timeout=0.1)
    assert await sandbox.bell.until(lambda: sandbox.calls.seen("sendMessage"), 5)
    assert sandbox.history(1001) == []


async def test_faults_are_armed_and_disarmed_over_http(http: httpx.AsyncClient, sandbox: Sandbox) -> None:
    armed = await http.post("/sandbox/faults", json={"kind": "429", "method": "sendMessage", "times": 2})
    assert armed.json()[0]["times"] == 2
    response = await http.get("/bot42:sandbox/sendMessage", params={"chat_id": 1001, "text": "a"})
    assert (response.status_code, response.json()["parameters"]) == (429, {"retry_after": 1})
    assert (await http.delete("/sandbox/faults")).json() == []
    assert (await http.get("/bot42:sandbox/sendMessage", params={"chat_id": 1001, "text": "a"})).is_success


@pytest.mark.parametrize("body", [{"kind": "flood"}, {"kind": "429", "colour": "red"}, {}])
async def test_a_fault_that_is_none_is_refused(http: httpx.AsyncClient, body: dict[str, Any]) -> None:
    response = await http.post("/sandbox/faults", json=body)
    assert response.status_code == 400
