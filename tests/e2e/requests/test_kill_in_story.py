"""``kill -9`` at each step of a request: the next start goes on where it was, and nothing is done twice."""

import asyncio
import sqlite3
from contextlib import closing
from functools import partial

from bot.sandbox import Person, persons
from tests.e2e.people import Chat
from tests.e2e.requests.driver import NIORT, POITIERS, Company, Desk, relay_code, settled
from tests.e2e.requests.steps import STEPS, Story


async def test_a_kill_at_every_step_loses_nothing_and_does_nothing_twice(program, raw):
    sandbox = program.sandbox
    numbers = [sandbox.meet(Person(number, f"Personne {number}"), started=True).id for number in range(6001, 6006)]
    group = persons.group(sandbox, "Relais", numbers[:2]).id
    desks = [Desk(Chat(sandbox, chat), raw) for chat in (group, numbers[2], numbers[3])]
    story = Story(Company(Chat(sandbox, numbers[4]), raw), (desks[0], desks[1]), desks[2], "Niort", POITIERS[6:])
    async with program.running() as process:
        for desk, relay in zip(desks, (NIORT, NIORT, POITIERS), strict=True):
            desk.chat.says(f"/connexion {await relay_code(program.file, relay)}")
            await desk.reads(raw.link.done)
        process.kill()
    under_way: list[asyncio.Task[None]] = []
    for step in (*STEPS.values(), None):
        async with program.running() as process:
            for task in under_way:
                await task
            await program.sent()
            await settled(sandbox, program.file, raw)
            if step is None:
                break
            calls = len(sandbox.calls.seen())
            under_way = [asyncio.create_task(step(story))]
            await program.until(partial(_begun, sandbox, calls, under_way[0]), "something to happen")
            process.kill()
    assert [note for note in _history(program) if note[0] == "sent"] == [("sent",)]


def _begun(sandbox, calls, taken) -> bool:
    """Tell whether the bot answered anything since, or has nothing to answer."""
    return taken.done() or any(call.method != "getUpdates" for call in sandbox.calls.seen()[calls:])


def _history(program) -> list[tuple[str]]:
    with closing(sqlite3.connect(program.file)) as connection:
        return connection.execute("SELECT kind FROM intake_notes ORDER BY id").fetchall()
