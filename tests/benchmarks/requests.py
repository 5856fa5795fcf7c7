"""What a relay's lists and a dispatch cost beside 10 000 stored requests, against a bare count in the same run."""

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from rich.table import Column, Table
from sqlalchemy import func, insert, select

from bot.chat.people import Member
from bot.knowledge.vocabulary import Result, Scope
from bot.process.settings import SHIPPED_KNOWLEDGE, cache_folder
from bot.requests.effects import Record
from bot.requests.model.recipient import receiver
from bot.requests.model.request import Form, Intake, close, reach, take
from bot.requests.model.snapshot import ContextQuery, Page, RequestContext
from bot.runtime import assembly
from bot.store import requests as intakes
from bot.store.context import context_of
from bot.store.database import Database
from bot.store.tables import IntakeRow, RelayChatRow
from tests.postgres import NotInstalledError, Postgres

STORED = 10_000
RELAY, CHAT, PLACE = "relay/niort-agglo-cellule-clauses", 2001, "79191"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_FORM = Form("", "Martin & Fils", "Anne Martin", "+33549000000", PLACE, "Niort", "", "maçons " * 80)
_SHARE = 0.9  # of the requests that lie with one relay
_MEMBERS = [Member(number, f"m{number}") for number in range(5)]

Work = Callable[[Database], Awaitable[object]]


def requests(runs: int) -> Table:
    """``/demandes`` and a dispatch on both databases."""
    table = Table(
        Column(no_wrap=True), "median ms", "× bare count", title=f"With {STORED} stored requests of one relay, mostly"
    )
    with tempfile.TemporaryDirectory() as folder:
        _add(table, "SQLite", f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}", runs)
    try:
        server = Postgres()
        server.make()
    except NotInstalledError:
        return table
    try:
        _add(table, "PostgreSQL", asyncio.run(server.fresh()), runs)
    finally:
        server.remove()
    return table


def _add(table: Table, name: str, url: str, runs: int) -> None:
    measured = asyncio.run(_measured(url, runs))
    bare = median(measured["bare count"])
    for label, times in measured.items():
        table.add_row(f"{name}, {label}", f"{median(times):.2f}", f"{median(times) / bare:.1f}")


async def _measured(url: str, runs: int) -> dict[str, list[float]]:
    """Milliseconds of each kind of work, taken in turns."""
    database = Database(url)
    await database.migrate()
    await _fill(database)
    bodies = assembly.conversing(SHIPPED_KNOWLEDGE, cache_folder()).bodies

    async def dispatched(database: Database) -> None:
        context = await _desk(database, ContextQuery(own=True, reach=True))
        found = receiver(bodies.covering(PLACE) if bodies else (), context.linked, by_mail=False)
        assert found is not None
        assert found.relay.id == RELAY

    works: dict[str, Work] = {
        "bare count": _bare,
        **{f"/demandes, {scope}": _listed(scope, 0) for scope in ("open", "mine", "late")},
        "/demandes, page 300": _listed("open", 300),
        "dispatch": dispatched,
    }
    times: dict[str, list[float]] = {label: [] for label in works}
    for _ in range(max(runs, 5)):
        for label, work in works.items():
            start = time.perf_counter()
            await work(database)
            times[label].append((time.perf_counter() - start) * 1000)
    await database.close()
    return times


def _listed(scope: Scope, number: int) -> Work:
    async def listed(database: Database) -> None:
        context = await _desk(database, ContextQuery(link=True, listing=Page(scope, number, 3)))
        assert context.listing is not None
        assert context.listing.total

    return listed


async def _desk(database: Database, query: ContextQuery) -> RequestContext:
    async with database.transaction() as connection:
        return await context_of(connection, CHAT, query, NOW, by_mail=False)


async def _bare(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.scalar(select(func.count()).select_from(IntakeRow))


async def _fill(database: Database) -> None:
    chance = random.Random(7)  # noqa: S311  the same requests in each run
    async with database.transaction() as connection:
        for number in range(STORED):
            created = NOW - timedelta(minutes=7 * number)
            relay = RELAY if chance.random() < _SHARE else "relay/cara-royan"
            new = Intake(f"CL-{number:05}", number, relay, _FORM, created)
            await intakes.apply(connection, number, Record(_at_some_step(new, chance)), NOW)
        row = {"chat": CHAT, "relay": RELAY, "linked": NOW, "linked_by": 3}
        await connection.execute(insert(RelayChatRow).values(row))


def _at_some_step(new: Intake, chance: random.Random) -> Intake:
    member, later = chance.choice(_MEMBERS), new.created + timedelta(hours=3)
    steps = (
        new,
        take(new, member, later),
        reach(new, member, later),
        close(new, Result.HELPED, later, member),
    )
    chosen = chance.choice(steps)
    return chosen if isinstance(chosen, Intake) else new
