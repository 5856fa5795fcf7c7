"""Whether the program serves is what those who use its database all the time find, and it is told in a few lines."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from bot.sandbox import Person, persons
from tests.balancer import unused_ports
from tests.e2e.people import PATIENCE, full_disk, recorded
from tests.forwarder import forwarding

MISSED, BACK = '"event": "out of reach"', '"event": "in reach again"'


def _on(program, **settings: str):
    (port,) = unused_ports(1)
    watched = {"CLAUSETTE_METRICS_LISTEN": f"127.0.0.1:{port}"}
    return replace(program, settings={**program.settings, **watched, **settings})


async def _ready(program) -> bool:
    address = program.settings["CLAUSETTE_METRICS_LISTEN"]
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:  # noqa: S501  plain HTTP
        return (await client.get(f"http://{address}/readyz")).status_code == httpx.codes.OK


async def _until_ready(program, wanted: bool = True) -> None:  # noqa: FBT001, FBT002  the state that is waited for
    async with asyncio.timeout(PATIENCE):
        while await _ready(program) is not wanted:  # noqa: ASYNC110  a probe asks at intervals
            await asyncio.sleep(0.3)


async def _answered(program, *said) -> None:
    for chat, message in said:
        await program.until(
            lambda c=chat, m=message: any(one.id > m.id for one in program.sandbox.history(c, by_bot=True)), "an answer"
        )


@pytest.fixture
def people(program):
    return [program.sandbox.meet(Person(number, f"P{number}"), started=True).id for number in range(5001, 5005)]


def _write(program, people, text: str):
    return [(chat, persons.say(program.sandbox, chat, text)) for chat in people]


async def test_connections_that_are_carried_no_more_stop_nobody_and_it_is_not_ready_meanwhile(
    postgres, program, people
):
    plain = await postgres.fresh()
    async with forwarding(plain) as (forwarder, url):
        program = _on(program, CLAUSETTE_DATABASE_URL=url)
        async with program.running() as process:
            first = _write(program, people, "bonjour")
            await _answered(program, *first)
            await _until_ready(program)
            forwarder.forget(new=True)
            await _until_ready(program, wanted=False)
            second = _write(program, people, "art 14")
            forwarder.forget()  # what is connected anew is carried
            await _answered(program, *second)
            await _until_ready(program)
            assert process.returncode is None
    assert await recorded(plain) == {message.id: 1 for _, message in (*first, *second)}
    assert program.said.count(MISSED) < 6, "a line for each reason, and one a minute"
    assert "Traceback" not in program.said


async def test_a_database_that_cannot_be_written_is_not_ready_and_told_in_few_lines(program, people):
    program = _on(program)
    async with program.running() as process:
        await _answered(program, *_write(program, people, "bonjour"))
        await _until_ready(program)
        async with full_disk(process):
            _write(program, people, "art 14")
            await _until_ready(program, wanted=False)
            await asyncio.sleep(4)
        await _until_ready(program)
    assert program.said.count(MISSED) < 4
    assert program.said.count(BACK) == 1


async def test_a_file_that_is_deleted_is_not_written_on_and_named(program, people):
    program = _on(program)
    async with program.running():
        await _answered(program, *_write(program, people, "bonjour"))
        await program.sent()
        await _until_ready(program)
        aside = program.folder / "aside"
        program.file.rename(aside)
        said = _write(program, people, "art 14")
        await _until_ready(program, wanted=False)
        assert not program.file.exists()
        aside.rename(program.file)
        await _answered(program, *said)
        await _until_ready(program)
    assert "clausette.db is gone: put it back" in program.said
    assert program.said.count(MISSED) < 4
