"""Companies and relays whose every word goes through a real database; what Telegram would show is read from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from bot.assistant.assistant import Assistant
from bot.chat.conversation import Conversation
from bot.chat.events import Attached, Commanded, Event, Pressed, Said
from bot.chat.markup import without_tags
from bot.chat.people import File, Member
from bot.requests.card import card
from bot.requests.effects import Link, Record, Write
from bot.requests.model.request import Form, Intake, Note
from bot.requests.model.snapshot import ContextQuery, RequestContext
from bot.store import requests
from bot.store.database import Database
from bot.store.outbox.calls import CallDone, Due, Sent
from bot.store.outbox.outbox import Outbox
from bot.store.unit_of_work import Decision, UnitOfWork, carry_out
from bot.telegram import limits
from bot.telegram.outgoing import calls

NIORT, GROUP, ROYAN, DEUX_SEVRES, COMPANY, SECOND = 2001, -3001, 4001, 4002, 1001, 1002
RELAY, OTHER, DEPARTMENT = "relay/niort-agglo-cellule-clauses", "relay/cara-royan", "relay/departement-79"
FORM = Form(company="Martin BTP", contact="Anne Martin", reach="+33549000000", place="79191", place_name="Niort")
_UPDATES = count(1)


def _plain(text: str) -> str:
    """A text by its words, whatever typography joins them."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


@dataclass
class Message:
    """One message of the bot, as it stands now."""

    number: int
    method: str
    payload: dict[str, Any]
    under: int | None = None

    @property
    def text(self) -> str:
        """What is read."""
        return _plain(without_tags(str(self.payload.get("text") or self.payload.get("caption") or "")))

    @property
    def buttons(self) -> dict[str, str]:
        """What each button holds, by its label."""
        rows = self.payload.get("reply_markup", {}).get("inline_keyboard", ())
        return {_plain(one["text"]): one.get("callback_data", "") for row in rows for one in row}


@dataclass
class Village:
    """Chats and what stands in them; ``now`` passes only when it is told to."""

    assistant: Assistant
    database: Database
    now: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    by_mail: bool = False
    chats: dict[int, list[Message]] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=lambda: count(100))

    async def link(self, chat: int, relay: str) -> None:
        """A chat becomes one of a relay's."""
        async with self.database.transaction() as connection:
            await requests.apply(connection, chat, Link(relay, "", 7), self.now)

    async def request(self, number: str, chat: int, relay: str, form: Form) -> None:
        """A request that was sent, with its card where it lies."""
        new = Intake(number, chat, relay, form, self.now)
        effects = [Record(new), Write(number, Note("sent", "company", "", "", self.now))]
        async with self.database.transaction() as connection:
            shown = list(calls(chat, card(self.assistant.knowledge, new)))
            await carry_out(connection, chat, effects, shown, self.now)
        await self.sent()

    async def intake(self, number: str) -> Intake:
        """A request as it stands."""
        async with self.database.transaction() as connection:
            found = await requests.intake(connection, number)
        assert found is not None
        return found

    async def notes(self, number: str) -> Sequence[Note]:
        """Its history."""
        async with self.database.transaction() as connection:
            return await requests.notes(connection, number)

    async def does(self, chat: int, event: Event) -> list[Message]:
        """An event, and what the bot says anew in that chat."""
        work = UnitOfWork(self.database, lambda: self.now, by_mail=self.by_mail)
        before = len(self.chats.get(chat, []))

        def query(conversation: Conversation) -> ContextQuery:
            return self.assistant.query(conversation, event)

        def decide(conversation: Conversation, context: RequestContext) -> Decision:
            turn = self.assistant.respond(conversation, event, self.now.date(), context)
            return Decision(turn.conversation, list(calls(chat, *turn.replies)), turn.effects)

        await work.handle(next(_UPDATES), chat, decide, query)
        await self.sent()
        return self.chats.get(chat, [])[before:]

    async def says(self, chat: int, text: str, *, to: int = 0, by: Member | None = None) -> list[Message]:
        """A text, where asked in reply to a message."""
        who = by or Member(abs(chat), "Zoé")
        if text.startswith("/"):
            name, _, argument = text.removeprefix("/").partition(" ")
            return await self.does(chat, Commanded(name, argument.strip(), who, to))
        return await self.does(chat, Said(text, next(self.numbers), answers=to, by=who))

    async def sends(self, chat: int, what: Any, file: File | None = None, *, to: int = 0, **more: Any) -> list[Message]:
        """Something that is no text."""
        return await self.does(chat, Attached(what, file, answers=to, by=Member(abs(chat), "Zoé"), **more))

    async def presses(self, chat: int, label: str, by: Member | None = None) -> list[Message]:
        """The last button of that label."""
        bearer = next(one for one in reversed(self.chats[chat]) if label in one.buttons)
        who = by or Member(abs(chat), "Zoé")
        return await self.does(chat, Pressed(bearer.buttons[label], bearer.number, "p", who))

    def last(self, chat: int, containing: str = "") -> Message:
        """The last message in a chat that says something."""
        return next(one for one in reversed(self.chats.get(chat, [])) if containing in one.text)

    def reads(self, chat: int, words: str) -> bool:
        """Tell whether these words stand anywhere in a chat."""
        return any(words in one.text for one in self.chats.get(chat, []))

    async def sent(self) -> None:
        """Everything that is due is shown, in order."""
        outbox = Outbox(self.database, lambda: self.now, limits.NONE)
        while claimed := (await outbox.turn(room=20)).claimed:
            await outbox.turn([CallDone(due, Sent(self._shown(due))) for due in claimed])
        await outbox.close()

    def _shown(self, due: Due) -> int | None:
        stand = self.chats.setdefault(due.chat, [])
        if due.method in ("sendMessage", "passFile", "deliver"):
            stand.append(Message(next(self.numbers), due.method, dict(due.payload), due.under))
            return stand[-1].number
        wanted = due.payload.get("message_id") or due.edits
        found = next((message for message in stand if message.number == wanted), None)
        if due.method == "editMessageText" and found is None:  # what is not there is sent anew
            stand.append(Message(next(self.numbers), due.method, dict(due.payload), due.under))
            return stand[-1].number
        if found is not None and due.method == "editMessageText":
            found.payload = dict(due.payload)
        elif found is not None:
            found.payload["reply_markup"] = due.payload["reply_markup"]
        return wanted
