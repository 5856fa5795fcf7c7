"""A database that goes away, is full or can only be read: people wait, and are answered once it is back."""

import asyncio
import signal
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from bot.sandbox import Fault, Person, persons
from tests.balancer import unused_ports
from tests.e2e.conftest import Program
from tests.e2e.people import full_disk, recorded

TEXTS = ("bonjour", "art 14", "je peux compter un apprenti ?", "merci")
WAITS = '"event": "out of reach"'


@dataclass(frozen=True, slots=True)
class Crowd:
    """Some people who write to a program, and what they are to read."""

    program: Program
    chats: tuple[int, ...]
    said: list[tuple[int, int]]

    def count(self) -> int:
        """How much the bot told everybody together."""
        return sum(len(self.program.sandbox.history(chat, by_bot=True)) for chat in self.chats)

    def write(self, *texts: str) -> None:
        """Everybody writes each of these."""
        self.said.extend(
            (chat, persons.say(self.program.sandbox, chat, text).id) for text in texts for chat in self.chats
        )

    async def are_answered(self) -> None:
        """Each message has its answer, and Telegram keeps no update any more."""

        def all_are() -> bool:
            texts = {chat: sum(1 for where, _ in self.said if where == chat) for chat in self.chats}
            return all(len(self.program.sandbox.history(chat, by_bot=True)) >= number for chat, number in texts.items())

        await self.program.until(all_are, "everybody to be answered")
        await self.program.until(lambda: len(self.program.sandbox.updates) == 0, "every update to be confirmed")


@pytest.fixture
def crowd_of():
    def made(program) -> Crowd:
        people = [program.sandbox.meet(Person(number, f"P{number}"), started=True) for number in range(5001, 5005)]
        return Crowd(program, tuple(person.id for person in people), [])

    return made


def _once(crowd: Crowd) -> Mapping[int, int]:
    return {message: 1 for _, message in crowd.said}


@pytest.fixture(params=["polling", "webhook"])
def served(request, program):
    """The program, by long polling or by webhook."""
    if request.param == "polling":
        return program
    program.sandbox.hook_waits = (0.1, 0.3)
    (port,) = unused_ports(1)
    listen = {"CLAUSETTE_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram", "CLAUSETTE_LISTEN": f"127.0.0.1:{port}"}
    return replace(program, settings=listen)


def _on(program, url: str):
    return replace(program, settings={**program.settings, "CLAUSETTE_DATABASE_URL": url})


async def test_a_database_that_goes_away_for_a_while_costs_nobody_an_answer(postgres, served, crowd_of):
    url = await postgres.fresh()
    program = _on(served, url)
    crowd = crowd_of(program)
    async with program.running() as process:
        crowd.write(TEXTS[0])
        await crowd.are_answered()
        await asyncio.to_thread(postgres.stop)
        try:
            crowd.write(*TEXTS[1:3])
            await program.until(lambda: WAITS in program.said, "tries in vain")
            await asyncio.sleep(2)
        finally:
            await asyncio.to_thread(postgres.start)
        crowd.write(TEXTS[3])
        await crowd.are_answered()
        assert process.returncode is None
    assert await recorded(url) == _once(crowd)
    assert "nothing answers at its address: is PostgreSQL running?" in program.said
    assert program.said.count(WAITS) < 5, "one line at the start, and one a minute"
    assert '"event": "in reach again"' in program.said


async def test_a_disk_that_is_full_for_a_while_costs_nobody_an_answer(served, crowd_of):
    crowd = crowd_of(served)
    async with served.running() as process:
        crowd.write(TEXTS[0])
        await crowd.are_answered()
        async with full_disk(process):
            crowd.write(*TEXTS[1:3])
            await asyncio.sleep(3)
            assert process.returncode is None, served.said
            assert crowd.count() == len(crowd.chats)
        crowd.write(TEXTS[3])
        await crowd.are_answered()
    assert await recorded(f"sqlite+aiosqlite:///{served.file}") == _once(crowd)


async def test_a_database_that_can_only_be_read_for_a_while_costs_nobody_an_answer(postgres, program, crowd_of):
    url = await postgres.fresh()
    name = url.rpartition("/")[2]
    program = _on(program, url)
    crowd = crowd_of(program)

    async def becomes(*, read_only: bool) -> None:
        connection = await postgres.connect("postgres")
        await connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {read_only}")
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"
        await connection.fetch(others, name)
        await connection.close()

    async with program.running() as process:
        crowd.write(TEXTS[0])
        await crowd.are_answered()
        await becomes(read_only=True)
        crowd.write(*TEXTS[1:3])
        await program.until(lambda: WAITS in program.said, "tries in vain")
        await asyncio.sleep(2)
        await becomes(read_only=False)
        crowd.write(TEXTS[3])
        await crowd.are_answered()
        assert process.returncode is None
    assert await recorded(url) == _once(crowd)
    assert "PostgreSQL is read-only: is this address that of a standby?" in program.said


async def test_a_signal_in_the_middle_of_a_burst_loses_nothing(served, crowd_of):
    crowd = crowd_of(served)
    for chat in crowd.chats:  # some answers are under way when the signal comes
        served.sandbox.arm(Fault("hang", "sendMessage", chat=chat, seconds=0.5))
    crowd.write(*TEXTS)
    for answers in (1, 5):
        async with served.running() as process:
            await served.until(lambda n=answers: crowd.count() >= n, f"{answers} answers")
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 30) == 0
        assert "Traceback" not in served.said
    async with served.running():
        await crowd.are_answered()
    assert await recorded(f"sqlite+aiosqlite:///{served.file}") == _once(crowd)
    # told to stop, it notes what it sent: nothing is shown twice
    assert crowd.count() == len(crowd.said)


async def test_a_database_that_hangs_costs_nobody_an_answer(postgres, served, crowd_of):
    url = await postgres.fresh()
    program = _on(served, url)
    crowd = crowd_of(program)
    async with program.running() as process:
        crowd.write(TEXTS[0])
        await crowd.are_answered()
        postgres.freeze()
        try:
            crowd.write(*TEXTS[1:3])
            await asyncio.sleep(3)
        finally:
            postgres.thaw()
        crowd.write(TEXTS[3])
        await crowd.are_answered()
        assert process.returncode is None
    assert await recorded(url) == _once(crowd)


@pytest.mark.parametrize("how", ["stop", "freeze"])
async def test_told_to_stop_while_the_database_is_away_it_stops_and_loses_nothing(postgres, program, crowd_of, how):
    url = await postgres.fresh()
    program = _on(program, url)
    crowd = crowd_of(program)
    async with program.running() as process:
        crowd.write(TEXTS[0])
        await crowd.are_answered()
        await asyncio.to_thread(getattr(postgres, how))
        try:
            crowd.write(*TEXTS[1:3])
            await asyncio.sleep(2)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 60) == 0
        finally:
            await asyncio.to_thread(postgres.start if how == "stop" else postgres.thaw)
    async with program.running():
        await crowd.are_answered()
    assert await recorded(url) == _once(crowd)
