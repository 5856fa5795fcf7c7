"""Whether memory stays as it is: update after update through the handler and the outbox, without a network between.

``BENCH_UPDATES`` is how many; 20 000 where it is not set, which takes a minute or two.
"""

import asyncio
import gc
import json
import os
import tempfile
from datetime import UTC, date, datetime
from itertools import count, cycle
from pathlib import Path

from rich.table import Column, Table
from telegram import Update

from bot.process import logs
from bot.process.settings import SHIPPED_KNOWLEDGE, cache_folder
from bot.runtime import assembly
from bot.store.database import Database
from bot.store.outbox.calls import CallDone, Sent
from bot.store.outbox.outbox import Outbox
from bot.store.unit_of_work import UnitOfWork
from bot.telegram.handling import Handler

UPDATES = int(os.environ.get("BENCH_UPDATES", "20000"))
_CHATS, _TOGETHER = 2000, 100
_QUESTIONS = Path(__file__).parent.parent / "search" / "questions.jsonl"
_STATUS = Path("/proc/self/status")


def memory(runs: int) -> Table:
    """Resident memory after a fifth of the updates and after all of them."""
    del runs  # one run tells
    logs.configure("warning")
    early, late = asyncio.run(_measured())
    table = Table(Column(no_wrap=True), "MiB", "× the first", title="Memory while updates are handled")
    for number, size in ((UPDATES // 5, early), (UPDATES, late)):
        table.add_row(f"after {number} updates", f"{size:.0f}", f"{size / early:.2f}")
    return table


async def _measured() -> tuple[float, float]:
    assistant = assembly.conversing(SHIPPED_KNOWLEDGE, cache_folder())
    questions = cycle(json.loads(line)["q"] for line in _QUESTIONS.read_text("utf-8").splitlines())
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{folder}/clausette.db")
        await database.migrate()
        outbox = Outbox(database)
        handler = Handler(
            bot_id=42,
            username="sandbox_bot",
            unit_of_work=UnitOfWork(database),
            assistant=lambda: assistant,
            today=lambda: date(2026, 11, 23),
            queued=lambda: None,
        )
        numbers, early, messages = count(1), 0.0, count(1)
        for done in range(0, UPDATES, _TOGETHER):
            batch = [_update(next(numbers), next(questions)) for _ in range(_TOGETHER)]
            await asyncio.gather(*(handler.handle(update) for update in batch))
            turn = await outbox.turn((), 2 * _TOGETHER)
            while turn.claimed:
                turn = await outbox.turn([CallDone(due, Sent(next(messages))) for due in turn.claimed], 2 * _TOGETHER)
            if done + _TOGETHER == UPDATES // 5:
                early = _resident()
        await database.close()
        return early, _resident()


def _update(number: int, text: str) -> Update:
    chat = 5000 + number % _CHATS
    person = {"id": chat, "is_bot": False, "first_name": "Camille"}
    message = {
        "message_id": number,
        "date": int(datetime.now(UTC).timestamp()) + number,  # nobody writes too fast
        "chat": {"id": chat, "type": "private"},
        "from": person,
        "text": text,
    }
    found = Update.de_json({"update_id": number, "message": message}, None)
    assert found is not None
    return found


def _resident() -> float:
    """Resident memory of this process, in MiB."""
    gc.collect()
    line = next(line for line in _STATUS.read_text("utf-8").splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
