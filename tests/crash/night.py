"""One run of the harness: people talk, lives end, and the oracle tells what was lost."""

import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

from sqlalchemy import insert
from sqlalchemy.engine import make_url

from bot.knowledge.loader import load
from bot.process.settings import SHIPPED_KNOWLEDGE
from bot.sandbox.state import COLLEAGUE, RELAY, TEAM
from bot.store.database import Database
from bot.store.tables import RelayChatRow
from tests.balancer import balanced, unused_ports
from tests.crash import oracle
from tests.crash.harness import Theatre, nursery, rampage, stage
from tests.crash.people import RELAY as RELAY_ID
from tests.crash.people import Memory, asker, companies, relay_member
from tests.forwarder import forwarding

_ASKERS, _COMPANIES = 10, 6
_HELD = 1.0  # seconds for which another program holds a file
_RELAY_CHATS = (RELAY.id, TEAM)


@dataclass(frozen=True, slots=True)
class Night:
    """What a run came to; ``faults`` is empty where every promise was kept."""

    lives: int
    questions: int
    requests: int
    words: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        """One line."""
        done = f"{self.questions} questions, {self.requests} requests, {self.words} words"
        return f"{self.lives} lives, {done}, {len(self.faults)} faults"


async def night(
    url: str, folder: Path, *, seconds: float, seed: int, faults: bool, processes: int = 0, askers: int = _ASKERS
) -> Night:
    """Let people talk to the bot on a database for some seconds of deaths.

    With ``faults`` Telegram stumbles and is slow, and the database falls silent.

    Where there are ``processes``, so many share the work by webhook behind one address; otherwise one polls.
    """
    memory, texts = Memory(), load(SHIPPED_KNOWLEDGE).knowledge.texts
    ports = unused_ports(processes) if processes else [0]
    async with AsyncExitStack() as stack:
        database = Database(url)
        stack.push_async_callback(database.close)
        await database.migrate()
        await _link(database)
        lives_url, hush = await _hushing(stack, url)
        place, api = await stack.enter_async_context(stage())
        balancer = await stack.enter_async_context(balanced(ports))
        theatre = Theatre(lives_url if faults else url, api, balancer.url)
        cradle = await stack.enter_async_context(nursery(theatre, folder / "cache", folder / "said"))
        place.sandbox.hook_waits = (0.1, 0.3, 1.0)
        people = [
            *(asker(memory, max(1.0, askers / _ASKERS)) for _ in range(askers)),
            *(companies(memory, texts) for _ in range(_COMPANIES)),
            relay_member(memory, texts, RELAY.id, RELAY.id),
            relay_member(memory, texts, TEAM, COLLEAGUE.id),
        ]
        chance = random.Random(seed)  # noqa: S311  a run that can be repeated
        await rampage(place, cradle, people, seconds=seconds, chance=chance, faults=faults, ports=ports, hush=hush)
        found = await oracle.faults(place.sandbox, database, memory, _RELAY_CHATS)
    questions = sum(len(said) for said in memory.asked.values())
    return Night(cradle.begun, questions, len(memory.confirmed), len(memory.words), tuple(found))


async def _hushing(stack: AsyncExitStack, url: str) -> tuple[str, Callable[[], None]]:
    """By what URL lives reach the database, and what has it fall silent on every connection of that moment."""
    if not url.startswith("postgresql"):
        return url, _silent_file(Path(make_url(url).database or ""))
    forwarder, through = await stack.enter_async_context(forwarding(url))
    return through, forwarder.forget


def _silent_file(file: Path) -> Callable[[], None]:
    """Another program holds the file for a while."""

    def held() -> None:
        with closing(sqlite3.connect(file, isolation_level=None, timeout=_HELD)) as other, suppress(sqlite3.Error):
            other.execute("BEGIN IMMEDIATE")
            time.sleep(_HELD)

    return lambda: Thread(target=held).start()


async def _link(database: Database) -> None:
    """The relay's two chats are linked already."""
    async with database.transaction() as connection:
        rows = [
            {"chat": chat, "relay": RELAY_ID, "linked": datetime.now(UTC), "linked_by": RELAY.id, "lost": None}
            for chat in _RELAY_CHATS
        ]
        await connection.execute(insert(RelayChatRow), rows)
