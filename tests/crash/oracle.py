"""What must be so after any deaths, read only from what the small Telegram saw and what the database holds."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Row, select

from bot.sandbox import Sandbox
from bot.store.database import Database
from bot.store.tables import CardRow, FailedRow, IntakeRow, NoteRow, OutboxRow
from tests.crash.people import REFERENCE, Memory

_SENDING = ("sendMessage", "passFile", "deliver")
_NEED = re.compile(r"besoin\d+")


async def faults(sandbox: Sandbox, database: Database, memory: Memory, relay_chats: Sequence[int]) -> list[str]:
    """What is not as it must be; nothing where every promise was kept."""
    async with database.transaction() as connection:
        failed = (await connection.execute(select(FailedRow.__table__))).all()
        outbox = (await connection.execute(select(OutboxRow.__table__).order_by(OutboxRow.id))).all()
        intakes = (await connection.execute(select(IntakeRow.__table__))).all()
        notes = (await connection.execute(select(NoteRow.__table__))).all()
        cards = (await connection.execute(select(CardRow.__table__))).all()
    found = [f"update {row.update_id} failed: {row.error}" for row in failed]
    found += [f"call {row.id} ({row.method}) is {row.status}: {row.error}" for row in outbox if row.status != "sent"]
    found += _answered_once(outbox, memory.asked)
    found += _recorded_once(sandbox, intakes, memory)
    found += _shown_to_relay(intakes, cards, relay_chats)
    found += _taken_once(notes)
    found += _passed_on(sandbox, intakes, notes, memory, relay_chats)
    for chat in sorted({row.chat for row in outbox}):
        shown = [row for row in outbox if row.chat == chat and row.method in _SENDING and row.message]
        for company in {row.company for row in shown}:  # a relay's chat takes a call of each company in turns
            found += _in_order([row for row in shown if row.company == company], chat)
        found += _shown(sandbox, [row for row in outbox if row.chat == chat and row.message], chat)
    return found


def _answered_once(outbox: Sequence[Row[Any]], asked: Mapping[int, Sequence[int]]) -> list[str]:
    """No acknowledged update without its effect, and none handled twice."""
    answers = Counter((row.chat, row.answers) for row in outbox if row.answers is not None)
    return [
        f"message {message} of {chat} has {answers[chat, message]} answers"
        for chat, messages in asked.items()
        for message in messages
        if answers[chat, message] != 1
    ]


def _recorded_once(sandbox: Sandbox, intakes: Sequence[Row[Any]], memory: Memory) -> list[str]:
    """No request lost or doubled: every confirmation that a company saw has its record, every need stands in one."""
    by_reference = {row.reference: row for row in intakes}
    seen = {
        (chat, found)
        for chat in memory.confirmed
        for message in sandbox.history(chat, by_bot=True)
        for found in REFERENCE.findall(message.text.text)
    }
    lost = [
        f"{chat} read of {reference}, which is not its request"
        for chat, reference in sorted(seen)
        if reference not in by_reference or by_reference[reference].chat != chat
    ]
    needs = Counter(found[0] for row in intakes if (found := _NEED.search(row.need)))
    doubled = [f"{need} stands in {times} requests" for need, times in needs.items() if times > 1]
    silent = [
        f"{row.reference} was recorded, and {row.chat} never read of it"
        for row in intakes
        if memory.confirmed.get(row.chat) != row.reference
    ]
    return lost + doubled + silent


def _shown_to_relay(intakes: Sequence[Row[Any]], cards: Sequence[Row[Any]], relay_chats: Sequence[int]) -> list[str]:
    """Every request has its card in every chat of its relay."""
    standing = {(row.reference, row.chat) for row in cards}
    return [
        f"{row.reference} has no card in {chat}"
        for row in intakes
        for chat in relay_chats
        if (row.reference, chat) not in standing
    ]


def _taken_once(notes: Sequence[Row[Any]]) -> list[str]:
    """Two presses give one owner."""
    taken = Counter(row.reference for row in notes if row.kind == "taken")
    return [f"{reference} was taken {times} times" for reference, times in taken.items() if times > 1]


def _passed_on(
    sandbox: Sandbox,
    intakes: Sequence[Row[Any]],
    notes: Sequence[Row[Any]],
    memory: Memory,
    relay_chats: Sequence[int],
) -> list[str]:
    """Every word is noted once and was read on the other side."""
    noted = Counter(word for row in notes if row.kind == "word" for word in re.findall(r"(?:mot|réponse)\d+", row.text))
    of_chat = {chat: _read(sandbox, chat) for chat in (*relay_chats, *(row.chat for row in intakes))}
    found = [f"the word {word} was noted {noted[word]} times" for word in memory.words if noted[word] != 1]
    for word, side in memory.words.items():
        readers = [chat for chat in of_chat if (chat in relay_chats) == (side == "company")]
        reached = [chat for chat in readers if word in of_chat[chat]]
        if len(reached) < (len(relay_chats) if side == "company" else 1):
            found.append(f"the word {word} of the {side} was read in {reached}")
    return found


def _read(sandbox: Sandbox, chat: int) -> str:
    return "\n".join(message.text.text for message in sandbox.history(chat, by_bot=True))


def _in_order(rows: Sequence[Row[Any]], chat: int) -> list[str]:
    """In one chat, of what concerns one company, what was decided first stands first."""
    return [
        f"in {chat}, call {before.id} stands as {before.message} and call {after.id} as {after.message}"
        for before, after in pairwise(rows)
        if before.message >= after.message
    ]


def _shown(sandbox: Sandbox, rows: Sequence[Row[Any]], chat: int) -> list[str]:
    """Every message recorded as sent was seen by Telegram; what Telegram has besides is one of these, shown twice."""
    accepted = [c for c in sandbox.calls.seen("sendMessage", chat=chat, ok=True) if isinstance(c.result, dict)]
    numbers = {call.result["message_id"] for call in accepted}
    recorded = {row.message for row in rows}
    lost = [
        f"call {row.id} is recorded as message {row.message} of {chat}, which Telegram never had"
        for row in rows
        if row.method == "sendMessage" and row.message not in numbers
    ]
    said = {str(call.params.get("text")) for call in accepted if call.result["message_id"] in recorded}
    strange = [
        f"message {call.result['message_id']} of {chat} belongs to nothing that was decided"
        for call in accepted
        if call.result["message_id"] not in recorded and str(call.params.get("text")) not in said
    ]
    return lost + strange
