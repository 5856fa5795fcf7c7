"""What must hold of requests whatever happened: read from the database, and from what stands in the chats."""

import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.knowledge.schema.texts import Texts
from bot.sandbox import Sandbox
from bot.sandbox.chats import Message
from tests.e2e.people import plain

_BARE = re.compile(r"\bNone\b|\bundefined\b|\bnan\b|\{\w*\}|<Result|<Status|\bStatus\.|\bResult\.")
_KEY = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")


def faults(file: Path, sandbox: Sandbox, texts: Texts, refused: Collection[int] = ()) -> list[str]:
    """Everything that does not hold; empty where all is well.

    ``refused`` are chats in which Telegram refused something for good, as a test wanted.
    """
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as connection:
        connection.row_factory = sqlite3.Row
        base = _Base(connection)
        return [
            *_requests(base),
            *_confirmed(base, sandbox, texts),
            *_messages(base, refused),
            *_notified(base, refused),
            *_cards(base, sandbox, refused),
            *_words(sandbox, texts),
        ]


class _Base:
    """The rows of the tables that concern requests."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        def rows(query: str) -> list[Any]:
            return connection.execute(query).fetchall()

        self.intakes = {row["reference"]: row for row in rows("SELECT * FROM intakes")}
        self.notes = rows("SELECT * FROM intake_notes ORDER BY id")
        self.outbox = {row["id"]: row for row in rows("SELECT * FROM outbox")}
        self.cards = rows("SELECT * FROM intake_cards")
        self.chats = rows("SELECT * FROM relay_chats")
        self.mails = rows("SELECT * FROM mails")
        self.failed = rows("SELECT * FROM failed_updates")


def _requests(base: _Base) -> Iterator[str]:
    """A request has one owner where somebody has it, none where nobody does, and a result once it is closed.

    Nobody may have it where the company itself said that it was called.
    """
    called = {note["reference"] for note in base.notes if note["kind"] == "called"}
    sent = Counter(note["reference"] for note in base.notes if note["kind"] == "sent")
    for number, row in base.intakes.items():
        status, owner = row["status"], row["owner"]
        if status in ("taken", "contacted") and owner is None and not (status == "contacted" and number in called):
            yield f"{number} is {status} and nobody has it"
        if status in ("taken", "contacted") and row[status] is None:
            yield f"{number} is {status} since no moment"
        if status == "sent" and (owner is not None or row["taken"] is not None):
            yield f"{number} is to be taken and {owner} has it"
        if (status == "closed") != (row["closed"] is not None) or (status == "closed") != bool(row["result"]):
            yield f"{number} is {status}, closed on {row['closed']} with {row['result']}"
        if row["erased"] and any(row[name] for name in ("chat", "company", "contact", "reach", "need", "owner_name")):
            yield f"{number} was erased and still names somebody"
        if sent[number] != 1:
            yield f"{number} was recorded {sent[number]} times by its history"
    for note in base.notes:
        if note["reference"] not in base.intakes:
            yield f"a note of {note['reference']}, which is no request"


def _confirmed(base: _Base, sandbox: Sandbox, texts: Texts) -> Iterator[str]:
    """Every reference that a company read is recorded once, and no request was recorded in silence."""
    told = re.compile(re.escape(plain(texts.form.sent)).replace(re.escape("{reference}"), r"(CL-\w+)"))
    read: dict[str, int] = {}
    for chat in tuple(sandbox.chats):
        for message in sandbox.history(chat, by_bot=True):
            for number in told.findall(plain(message)):
                read[number] = chat
                row = base.intakes.get(number)
                if row is None:
                    yield f"{number} was confirmed in {chat} and is not recorded"
                elif not row["erased"] and row["chat"] != chat:
                    yield f"{number} was confirmed in {chat} and recorded for {row['chat']}"
    waiting = {row["about"] for row in base.outbox.values() if row["status"] != "sent"}
    for number, row in base.intakes.items():
        if number not in read | dict.fromkeys(waiting) and not row["erased"]:
            yield f"{number} was recorded and its company never read so"


def _messages(base: _Base, refused: Collection[int]) -> Iterator[str]:
    """What is to be told was told, or is pending with a next attempt; nothing is refused but where a test had it so."""
    for row in (*base.outbox.values(), *base.mails):
        if row["status"] == "erased":  # not told any more: its company had its request erased
            if row["payload"] != "{}" or row["about"] is not None:
                yield f"message {row['id']} is erased and still says something"
        elif row["status"] not in ("sent", "pending", "failed"):
            yield f"message {row['id']} is {row['status']}"
        if row["status"] == "pending" and row["not_before"] is None:
            yield f"message {row['id']} waits for no moment"
    for row in base.outbox.values():
        if row["status"] == "failed" and row["chat"] not in refused:
            yield f"{row['method']} {row['id']} to {row['chat']} was refused: {row['error']}"
    for row in base.failed:
        yield f"update {row['update_id']} failed {row['tries']} times: {row['error']}"


def _notified(base: _Base, refused: Collection[int]) -> Iterator[str]:
    """Whoever a request lies with has it in every chat, or by e-mail."""
    told = {(row["reference"], row["relay"]) for row in base.mails}
    at = {(card["reference"], card["chat"]) for card in base.cards}
    for number, row in base.intakes.items():
        linked = [chat["chat"] for chat in base.chats if chat["relay"] == row["relay"] and chat["lost"] is None]
        if row["relay"] and not linked and (number, row["relay"]) not in told and not row["erased"]:
            lost = [chat["chat"] for chat in base.chats if chat["relay"] == row["relay"]]
            if not set(lost) & set(refused):
                yield f"{number} lies with {row['relay']}, which nobody told"
        for chat in linked:
            if (number, chat) not in at and row["status"] != "closed":
                yield f"{number} has no card in {chat}"


def _cards(base: _Base, sandbox: Sandbox, refused: Collection[int]) -> Iterator[str]:
    """Every chat of the relay that a request lies with shows the same card, and it offers what the request allows."""
    relays = {chat["chat"]: chat["relay"] for chat in base.chats if chat["lost"] is None}
    busy = {row["chat"] for row in base.outbox.values() if row["status"] == "pending"}
    moved = {chat.migrated_to for chat in tuple(sandbox.chats.values())}
    for number, row in base.intakes.items():
        faces: dict[tuple[str, tuple[str, ...]], list[int]] = {}
        for card in base.cards:
            chat = card["chat"]
            if card["reference"] != number or relays.get(chat) != row["relay"] or chat in busy or chat in refused:
                continue
            outbox = base.outbox.get(card["outbox"])
            if outbox is not None and outbox["message"] is None and chat in moved:
                continue  # it stands where the group was, and comes here when it changes
            if outbox is None or outbox["message"] is None:
                yield f"the card of {number} in {chat} was never sent"
                continue
            message = sandbox.message(chat, outbox["message"])
            if message is None:
                yield f"the card of {number} in {chat} stands there no more"
                continue
            faces.setdefault((plain(message), tuple(_data(message))), []).append(chat)
            yield from _offered(number, row, message)
        if len(faces) > 1:
            yield f"the cards of {number} differ between {sorted(faces.values())}"


def _offered(number: str, row: Any, message: Message) -> Iterator[str]:
    offered = {data.split(":")[1] for data in _data(message) if data.startswith("k:")}
    wanted = {"sent": "take", "taken": "reach", "contacted": "end", "closed": "open"}[row["status"]]
    if row["erased"]:
        if offered:
            yield f"the card of {number}, which was erased, still offers {sorted(offered)}"
    elif wanted not in offered and not offered & {"back", "to", "else"}:  # somebody is choosing on this card
        yield f"the card of {number}, which is {row['status']}, offers {sorted(offered)}"


def _data(message: Message) -> Iterator[str]:
    return (str(button.value) for row in message.markup.rows for button in row if button.action == "callback_data")


def _words(sandbox: Sandbox, texts: Texts) -> Iterator[str]:
    """Nobody ever reads a value that is none, a placeholder, or the bare name of a text."""
    names = {name for name, _ in texts}
    for chat in tuple(sandbox.chats):
        for message in sandbox.history(chat, by_bot=True):
            labels = [button.text for row in message.markup.rows for button in row]
            for text in (message.text.text, *labels):
                if _BARE.search(text) or names & set(_KEY.findall(text)):
                    yield f"in {chat} stands: {text[:80]!r}"
