"""The patrol and the mailer beside the bot that is served, and the command that patrols once."""

import asyncio
import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import cli
from bot.requests.effects import Record
from bot.requests.model.request import Intake
from bot.runtime import serve as serving
from bot.runtime.live import Live
from bot.runtime.serve import Duty
from bot.sandbox import Sandbox, serve
from bot.store import requests
from bot.store.database import Database
from bot.store.leases import Leases
from tests.runtime.conftest import COMPANY, FORM, OPERATOR, Office


async def _recorded(url: str) -> Database:
    """A database in which a request lies nowhere."""
    database = Database(url)
    await database.migrate()
    now = datetime.now(UTC)
    async with database.transaction() as connection:
        await requests.apply(
            connection, COMPANY, Record(Intake("CL-7K3F", COMPANY, "", replace(FORM, place=""), now)), now
        )
    return database


async def test_the_operator_is_written_to_by_the_bot_that_is_served(sqlite_url: str, office: Office, live: Live):
    database, sandbox = await _recorded(sqlite_url), Sandbox()
    async with serve(sandbox) as url:
        duty = Duty(office.server, OPERATOR, interval=0.1)
        running = asyncio.create_task(serving.serve(live, database, "42:sandbox", url, duty=duty))
        async with asyncio.timeout(30):
            while not office.inbox.received and not running.done():  # noqa: ASYNC110  the server tells nobody
                await asyncio.sleep(0.02)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    await database.close()
    (got,) = office.inbox.received
    assert got["To"] == OPERATOR
    assert "CL-7K3F" in got["Subject"]


def test_the_command_patrols_at_once_whoever_makes_the_rounds(sqlite_url: str, monkeypatch: pytest.MonkeyPatch):
    asyncio.run(_closed(sqlite_url, patrolled_for=timedelta(days=1)))
    monkeypatch.setenv("CLAUSETTE_DATABASE_URL", sqlite_url)
    told = CliRunner().invoke(cli, ["patrol", "--json"])
    assert [json.loads(line)["subject"] for line in told.stdout.splitlines()] == ["CL-7K3F"]


def test_a_dry_run_shows_what_is_due_and_does_nothing(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    asyncio.run(_closed(sqlite_url))
    monkeypatch.setenv("CLAUSETTE_DATABASE_URL", sqlite_url)
    for arguments in (["--dry-run"], ["--dry-run"], []):
        told = CliRunner().invoke(cli, ["patrol", "--json", *arguments])
        assert told.exit_code == 0
        assert [json.loads(line) for line in told.stdout.splitlines()] == [{"step": "dispatch", "subject": "CL-7K3F"}]
    told = CliRunner().invoke(cli, ["patrol", "--dry-run"])
    assert "dispatch" not in told.stdout


async def _closed(url: str, patrolled_for: timedelta = timedelta(0)) -> None:
    database = await _recorded(url)
    async with Leases(database).held("patrol", patrolled_for) as held:
        assert held
    await database.close()
