"""What one database takes: ``python tests/capacity.py [URL]``, by default an SQLite file in the current folder.

Each update is committed as the bot commits it, then its answer is claimed and noted as sent. The database must be a new
one; it is left as it is, for its size to be looked at. Printed are rates on this machine and this disk: docs/scale.md
says what they mean.
"""

import asyncio
import sys
import time
from pathlib import Path

from sqlalchemy import text

from bot.chat.conversation import Conversation
from bot.store.database import Database
from bot.store.outbox.calls import Call, CallDone, Sent
from bot.store.outbox.outbox import Outbox
from bot.store.unit_of_work import Decision, UnitOfWork

UPDATES, CHATS, AT_A_TIME = 2000, 200, 8
ANSWER = (
    "Oui, un demandeur d'emploi de longue durée compte, à faire valider par le facilitateur. " * 12
)  # as answers are


async def _measure(url: str) -> None:
    database = Database(url)
    await database.migrate()
    unit_of_work, outbox = UnitOfWork(database), Outbox(database)
    numbers = iter(range(1, UPDATES + 1))

    async def handle() -> None:
        for number in numbers:
            chat = number % CHATS + 1
            decision = Decision(Conversation(), [Call("sendMessage", {"chat_id": chat, "text": ANSWER})])
            await unit_of_work.handle(number, chat, lambda *_, decided=decision: decided)

    start = time.perf_counter()
    await asyncio.gather(*(handle() for _ in range(AT_A_TIME)))
    print(f"updates committed: {UPDATES / (time.perf_counter() - start):.0f} a second, {AT_A_TIME} at a time")
    start, sent, done = (
        time.perf_counter(),
        0,
        [CallDone(due, Sent(due.id)) for due in (await outbox.turn(room=30)).claimed],
    )
    while done:
        sent += len(done)
        done = [CallDone(due, Sent(due.id)) for due in (await outbox.turn(done, room=30)).claimed]
    print(f"answers claimed and noted as sent: {sent / (time.perf_counter() - start):.0f} a second, 30 at a time")
    await outbox.close()
    if not database.is_sqlite:
        async with database.transaction() as connection:
            print(f"wrote {await connection.scalar(text('SELECT pg_database_size(current_database())')):,} bytes")
    await database.close()


if __name__ == "__main__":
    address = sys.argv[1] if len(sys.argv) > 1 else "sqlite+aiosqlite:///capacity.db"
    asyncio.run(_measure(address))
    if address.startswith("sqlite"):
        print(f"wrote {Path(address.partition('///')[2]).stat().st_size:,} bytes")
