import asyncio
import time
from typing import Any

import pytest
from telegram.error import Conflict

from bot.sandbox import Fault, Sandbox, persons, serve


async def waiting(sandbox: Sandbox) -> None:
    """Let a poll that was just started reach the server."""
    seen = sandbox.poll
    await sandbox.bell.until(lambda: sandbox.poll > seen)


async def test_updates_come_until_an_offset_confirms_them(bot: Any, sandbox: Sandbox) -> None:
    persons.say(sandbox, 1001, "un")
    persons.say(sandbox, 2001, "deux")
    first, second = await bot.get_updates()
    assert (first.message.text, second.message.text) == ("un", "deux")
    assert second.update_id == first.update_id + 1
    assert await bot.get_updates() == (first, second)
    assert await bot.get_updates(offset=second.update_id) == (second,)
    assert await bot.get_updates(offset=second.update_id + 1) == ()
    assert await bot.get_updates() == ()


async def test_a_negative_offset_keeps_the_last_ones_only(bot: Any, sandbox: Sandbox) -> None:
    for text in ("un", "deux", "trois"):
        persons.say(sandbox, 1001, text)
    assert [update.message.text for update in await bot.get_updates(offset=-1)] == ["trois"]
    assert len(await bot.get_updates()) == 1


async def test_a_limit_is_held(bot: Any, sandbox: Sandbox) -> None:
    for text in ("un", "deux", "trois"):
        persons.say(sandbox, 1001, text)
    assert len(await bot.get_updates(limit=2)) == 2


async def test_a_poll_is_held_until_something_happens(bot: Any, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=10))
    await waiting(sandbox)
    start = time.monotonic()
    persons.say(sandbox, 1001, "bonjour")
    assert [update.message.text for update in await poll] == ["bonjour"]
    assert time.monotonic() - start < 1


async def test_a_poll_is_given_nothing_when_its_time_is_over(bot: Any) -> None:
    start = time.monotonic()
    assert await bot.get_updates(timeout=1) == ()
    assert 0.9 < time.monotonic() - start < 3


async def test_a_second_poll_ends_the_first(bot: Any, sandbox: Sandbox) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=10))
    await waiting(sandbox)
    assert await bot.get_updates() == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first


async def test_a_poll_is_refused_and_ended_by_a_webhook(bot: Any, sandbox: Sandbox) -> None:
    held = asyncio.create_task(bot.get_updates(timeout=10))
    await waiting(sandbox)
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await held
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_only_the_kinds_asked_for_are_queued(bot: Any, sandbox: Sandbox) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    persons.say(sandbox, 1001, "bonjour")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=[])
    persons.say(sandbox, 1001, "bonjour")
    assert len(await bot.get_updates()) == 1


async def test_updates_that_wait_can_be_dropped(bot: Any, sandbox: Sandbox) -> None:
    persons.say(sandbox, 1001, "bonjour")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_an_update_may_come_again_after_it_was_confirmed(bot: Any, sandbox: Sandbox) -> None:
    sandbox.arm(Fault("duplicate"))
    persons.say(sandbox, 1001, "un")
    (first,) = await bot.get_updates()
    assert await bot.get_updates(offset=first.update_id + 1) == (first,)
    assert await bot.get_updates(offset=first.update_id + 1) == ()


async def test_two_updates_may_come_in_the_wrong_order(bot: Any, sandbox: Sandbox) -> None:
    sandbox.arm(Fault("reorder"))
    persons.say(sandbox, 1001, "un")
    assert await bot.get_updates() == ()
    persons.say(sandbox, 1001, "deux")
    assert [update.message.text for update in await bot.get_updates()] == ["deux", "un"]


async def test_a_server_that_stops_lets_a_held_poll_go() -> None:
    sandbox = Sandbox()
    async with serve(sandbox) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(
            b"GET /bot42:sandbox/getUpdates?timeout=30 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        )
        await writer.drain()
        await waiting(sandbox)
        start = time.monotonic()
    assert time.monotonic() - start < 2
    assert b'"ok":true' in await reader.read()
    writer.close()
    await writer.wait_closed()
