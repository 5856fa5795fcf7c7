"""Identical processes behind one address: they share the work, and one that dies takes nothing with it."""

import asyncio
import signal
from dataclasses import replace

import httpx
import pytest

from bot.sandbox import Person, persons
from tests.balancer import balanced, unused_ports
from tests.e2e.people import recorded

TEXTS = ("bonjour", "art 14", "je peux compter un apprenti ?", "merci", "un senior ça compte ?")


def _with(program, url: str, port: int, **more: str):
    """The program with a webhook, listening on a port."""
    settings = {"CLAUSETTE_WEBHOOK_URL": url, "CLAUSETTE_LISTEN": f"127.0.0.1:{port}", **more}
    return replace(program, settings=dict(program.settings) | settings)


async def _answered(program, chat: int, message: int) -> None:
    def is_answered() -> bool:
        return any(said.id > message for said in program.sandbox.history(chat, by_bot=True))

    await program.until(is_answered, f"an answer in {chat}")


@pytest.fixture
async def kept(postgres, program):
    """The program on PostgreSQL, the one database that several processes share."""
    return replace(program, settings={"CLAUSETTE_DATABASE_URL": await postgres.fresh()})


async def test_one_of_two_that_is_killed_takes_nothing_with_it(kept):
    sandbox = kept.sandbox
    sandbox.hook_waits = (0.1, 0.3)
    chats = [sandbox.meet(Person(number, f"Personne {number}"), started=True).id for number in range(5001, 5013)]
    url = kept.settings["CLAUSETTE_DATABASE_URL"]
    ports = unused_ports(2)
    async with balanced(ports) as balancer:
        first, second = (_with(kept, balancer.url, port) for port in ports)
        async with first.running() as process, second.running():
            said = [(chat, persons.say(sandbox, chat, text).id) for text in TEXTS[:3] for chat in chats]
            await kept.until(lambda: len(sandbox.calls.seen("sendMessage")) >= len(chats), "the first answers")
            assert all(balancer.taken[port] for port in ports), "both had their share"
            process.kill()
            said += [(chat, persons.say(sandbox, chat, text).id) for text in TEXTS[3:] for chat in chats]
            await kept.until(lambda: len(sandbox.updates) == 0, "every update to be taken")
            for chat in chats:
                await _answered(kept, chat, max(message for where, message in said if where == chat))
    assert await recorded(url) == {message: 1 for _, message in said}


async def test_a_signal_ends_it_after_what_was_begun_and_what_comes_then_waits_at_telegram(program):
    sandbox = program.sandbox
    (port,) = unused_ports(1)
    hooked = _with(program, f"http://127.0.0.1:{port}/telegram", port)
    async with hooked.running() as process:
        first = persons.say(sandbox, 1001, "bonjour")
        await _answered(program, 1001, first.id)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0
    assert "Traceback" not in program.said
    second = persons.say(sandbox, 1001, "merci")
    async with hooked.running():
        await _answered(program, 1001, second.id)
    assert await recorded(f"sqlite+aiosqlite:///{program.file}") == {first.id: 1, second.id: 1}


async def test_changing_from_polling_to_the_webhook_and_back_loses_nothing(program):
    sandbox, said = program.sandbox, []
    (port,) = unused_ports(1)
    hooked = _with(program, f"http://127.0.0.1:{port}/telegram", port)
    for way in (program, hooked, program):
        said.append(persons.say(sandbox, 1001, "bonjour"))
        async with way.running():
            await program.until(lambda: len(sandbox.updates) == 0, "every update to be taken")
            await program.sent()
            assert (sandbox.hook is not None) is (way is hooked)
    assert not [call for call in sandbox.calls.seen() if "drop_pending_updates" in call.params]
    assert await recorded(f"sqlite+aiosqlite:///{program.file}") == {message.id: 1 for message in said}


async def test_a_poller_may_be_looked_after_too(program):
    (port,) = unused_ports(1)
    watched = replace(program, settings={"CLAUSETTE_METRICS_LISTEN": f"127.0.0.1:{port}"})
    async with watched.running(), httpx.AsyncClient(trust_env=False, verify=False) as client:  # noqa: S501  plain HTTP
        assert (await client.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200
        assert "clausette_info" in (await client.get(f"http://127.0.0.1:{port}/metrics")).text
