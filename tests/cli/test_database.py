"""What an operator sees to from the command line: what waits, what failed, what was set aside."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from bot.chat.conversation import Conversation
from bot.sandbox import Sandbox, serve_in_thread
from bot.store.database import Database
from bot.store.outbox.calls import Call
from bot.store.outbox.outbox import Outbox
from bot.store.tables import FailedRow, HandledRow, MailRow, OutboxRow
from bot.store.unit_of_work import Decision, UnitOfWork
from tests.by_hand import ByHand

WHEN = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
PERSON = {"id": 1001, "is_bot": False, "first_name": "Lucienne"}
GOOD, WRONG, BARE, WAITING = 501, 502, 503, 504  # their numbers


def _message(number: int, text: object) -> dict[str, Any]:
    message = {"message_id": 3, "date": 1, "chat": {"id": 1001, "type": "private"}, "from": PERSON, "text": text}
    return {"update_id": number, "message": message}


@dataclass(frozen=True, slots=True)
class Kept:
    """A database with failures of each kind."""

    url: str
    cache: str

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command on it."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CLAUSETTE_")}
        environment |= {"CLAUSETTE_DATABASE_URL": self.url, "XDG_CACHE_HOME": self.cache} | settings
        command = [sys.executable, "-m", "bot", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)

    def lines(self, *arguments: str) -> list[dict[str, Any]]:
        """What a command prints as JSON."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def asked(self, work: Callable[[Database], Awaitable[Any]]) -> Any:
        """What the database tells."""

        async def opened() -> Any:
            database = Database(self.url)
            try:
                return await work(database)
            finally:
                await database.close()

        return asyncio.run(opened())

    def counted(self, table: Any, *such: Any) -> int:
        """How many rows there are."""

        async def work(database: Database) -> Any:
            async with database.transaction() as connection:
                return await connection.scalar(select(func.count()).select_from(table).where(*such))

        return int(self.asked(work))


@pytest.fixture
def kept(tmp_path, cache) -> Kept:
    found = Kept(f"sqlite+aiosqlite:///{tmp_path}/clausette.db", str(cache))

    async def fill(database: Database) -> None:
        await database.migrate()
        unit_of_work, hand = UnitOfWork(database, lambda: WHEN), ByHand(Outbox(database, lambda: WHEN))
        raws = {GOOD: _message(GOOD, "secret bonjour"), WRONG: _message(WRONG, 7), BARE: {"update_id": BARE}}
        for number, raw in raws.items():
            for _ in range(3):
                await unit_of_work.failed(number, 1001, LookupError("secret"), raw, [])
        await unit_of_work.failed(WAITING, 1001, LookupError("secret"), _message(WAITING, "secret"), [])
        said = [Call("sendMessage", {"text": "secret"}) for _ in range(3)]
        await unit_of_work.handle(1, 1001, lambda *_: Decision(Conversation(), said))
        (due,) = await hand.due()
        await hand.failed(due, "Forbidden: bot was blocked by the user")
        async with database.transaction() as connection:
            for status in ("pending", "failed", "failed", "sent"):
                row = {"relay": "relay/cara-royan", "reference": "CL-7K3F", "about": "new", "tries": 2}
                row |= {"status": status, "not_before": WHEN, "created": WHEN, "done": WHEN, "error": "refused"}
                await connection.execute(insert(MailRow).values(row))

    found.asked(fill)
    return found


@pytest.fixture
def served(kept):
    """A small Telegram, and the settings by which a command finds it."""
    with serve_in_thread(Sandbox()) as url:
        yield {"CLAUSETTE_TOKEN": "42:sandbox", "CLAUSETTE_API_URL": url}


def test_updates_that_failed_are_listed_without_what_they_say(kept):
    lines = kept.lines("updates")
    assert {line["update"]: (line["tries"], line["set_aside"], line["whole"]) for line in lines} == {
        GOOD: (3, True, True),
        WRONG: (3, True, True),
        BARE: (3, True, False),
        WAITING: (1, False, True),
    }
    assert {(line["error"], line["failed"]) for line in lines} == {("LookupError", WHEN.isoformat())}
    shown = kept.run("updates").stdout
    for private in ("secret", "Lucienne", "1001"):
        assert private not in json.dumps(lines) + shown


def test_an_update_is_handled_again_once_and_its_answer_waits_in_the_outbox(kept, served):
    before = kept.counted(OutboxRow)
    done = kept.run("updates", "replay", str(GOOD), **served)
    assert (done.returncode, done.stdout) == (0, f"update: {GOOD}\nhandled: True\n"), done.stderr
    assert kept.counted(OutboxRow) == before + 1
    assert kept.counted(FailedRow, FailedRow.update_id == GOOD) == 0
    assert kept.counted(HandledRow, HandledRow.update_id == GOOD) == 1
    again = kept.run("updates", "replay", str(GOOD), **served)
    assert (again.returncode, kept.counted(OutboxRow)) == (2, before + 1)
    assert again.stderr.endswith(f"clausette: {GOOD}: no such update failed; clausette updates lists them\n")


def test_an_update_that_fails_again_stays_set_aside_without_a_second_apology(kept, served):
    before = kept.counted(OutboxRow)
    done = kept.run("updates", "replay", str(WRONG), **served)
    assert done.returncode == 1
    assert done.stderr.endswith(
        f"clausette: {WRONG}: it failed again, as the line above says, and stays where it was\n"
    )
    assert '"error": "AttributeError"' in done.stderr  # a number where the library promises a text
    assert "Lucienne" not in done.stderr
    assert kept.counted(OutboxRow) == before
    assert kept.counted(FailedRow, FailedRow.update_id == WRONG, FailedRow.set_aside, FailedRow.tries == 4) == 1
    assert kept.counted(HandledRow, HandledRow.update_id == WRONG) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["replay", "9999"], 2, "9999: no such update failed; clausette updates lists them"),
        (["replay", str(BARE)], 1, f"{BARE}: its content was not kept, or cannot be read"),
        (["replay", str(GOOD)], 2, "CLAUSETTE_TOKEN: not set; it tells which bot the update was for"),
        (["replay"], 2, "replay: expected nothing, or replay UPDATE_ID"),
        (["forget", "1"], 2, "forget: expected nothing, or replay UPDATE_ID"),
    ],
)
def test_an_operator_reads_why_an_update_is_not_handled_again(kept, arguments, code, told):
    done = kept.run("updates", *arguments)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (code, f"clausette: {told}")
    assert kept.counted(FailedRow) == 4


def test_what_waits_and_what_failed_is_told_without_what_it_says_or_to_whom(kept):
    calls, letters, call, *failed = kept.lines("outbox")
    assert (calls["what"], calls["pending"], calls["failed"]) == ("calls", 2, 1)
    assert calls["oldest"] == letters["oldest"] == WHEN.isoformat()
    assert (letters["what"], letters["pending"], letters["failed"]) == ("letters", 1, 2)
    assert (call["what"], call["method"], call["tries"]) == ("call", "sendMessage", 1)
    assert (call["error"], call["failed"]) == ("Forbidden: bot was blocked by the user", WHEN.isoformat())
    assert {(one["what"], one["reference"], one["relay"], one["about"]) for one in failed} == {
        ("letter", "CL-7K3F", "relay/cara-royan", "new")
    }
    shown = kept.run("outbox").stdout
    for private in ("secret", "1001"):
        assert private not in json.dumps([calls, letters, call, *failed]) + shown
