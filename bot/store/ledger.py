"""One update, one transaction: the conversation, what is kept and what is to be sent change together or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.dialogue.conversation import Conversation
from bot.dialogue.replies import Effect, Forget, KeepFeedback
from bot.intake.desk import Desk, Wanted
from bot.store import intakes
from bot.store.database import Database
from bot.store.tables import CardRow, ConversationRow, FailedRow, FeedbackRow, HandledRow, OutboxRow

TRIES = 3  # after which an update is set aside
CONVERSATION_KEPT = timedelta(days=7)
HANDLED_KEPT = timedelta(days=7)  # Telegram delivers an update again for a day at most
SENT_KEPT = timedelta(days=3)  # while an edited question can still edit its answer
FEEDBACK_KEPT = timedelta(days=365)
FAILED_KEPT = timedelta(days=30)  # for an operator to look into: updates set aside, calls that Telegram refused

_CONVERSATION = TypeAdapter(Conversation)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the Bot API to make after the commit.

    ``answers`` is the number of the person's message that it answers; with ``corrects`` the earlier answer to that
    message is edited instead, where there is one. It goes to the chat of the update, unless ``chat`` names another or
    ``relay`` a relay, all of whose chats are meant. ``about`` is the request that it belongs to; where it is the
    request's ``card``, it is edited where it stands already, unless it is wanted ``anew``; else it stands under the
    card.
    """

    method: str
    payload: dict[str, Any]
    answers: int | None = None
    corrects: int | None = None
    chat: int | None = None
    relay: str = ""
    about: str = ""
    card: bool = False
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What the core decided on one update, in the terms of the store."""

    conversation: Conversation
    calls: Sequence[Call] = ()
    effects: Sequence[Effect] = ()


def utc_now() -> datetime:
    """The clock of the program."""
    return datetime.now(UTC)


def _nothing_wanted(_: Conversation) -> Wanted:
    return Wanted()


class Ledger:
    """Handles updates, each once."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now, *, by_mail: bool = False) -> None:
        self._database = database
        self._clock = clock
        self._by_mail = by_mail

    async def handle(
        self,
        update_id: int,
        chat: int,
        decide: Callable[[Conversation, Desk], Decision],
        wanted: Callable[[Conversation], Wanted] = _nothing_wanted,
    ) -> bool:
        """Handle one update in one transaction; False where it was handled before.

        What ``decide`` raises rolls everything back and comes out.
        """
        now = self._clock()
        async with self._database.transaction() as connection:
            if not await self._first_time(connection, update_id, chat, now):
                return False
            conversation = await self._conversation(connection, chat, now)
            desk = await intakes.desk(connection, chat, wanted(conversation), now, by_mail=self._by_mail)
            decision = decide(conversation, desk)
            forgotten = any(isinstance(effect, Forget) for effect in decision.effects)
            if forgotten:
                await self._forget(connection, chat)
            else:
                await self._keep(connection, chat, decision.conversation, now)
            for effect in decision.effects:
                if isinstance(effect, KeepFeedback):
                    await self._keep_feedback(connection, effect, now)
                await intakes.apply(connection, chat, effect, now)
            for call in decision.calls:
                await self.queue(connection, chat, call)
            await connection.execute(delete(FeedbackRow).where(FeedbackRow.given < now - FEEDBACK_KEPT))
            await connection.execute(delete(FailedRow).where(FailedRow.update_id == update_id))
        return True

    async def failed(
        self, update_id: int, chat: int, error: BaseException, raw: dict[str, Any], apology: Sequence[Call]
    ) -> bool:
        """Note that an update could not be handled; True where it was one time too many, and it is set aside.

        Then the apology is queued, the update counts as handled, and it blocks nobody.
        """
        now = self._clock()
        async with self._database.transaction() as connection:
            tries = await connection.scalar(select(FailedRow.tries).where(FailedRow.update_id == update_id)) or 0
            aside = tries + 1 >= TRIES
            values = {
                "chat": chat,
                "tries": tries + 1,
                "set_aside": aside,
                "error": type(error).__name__,
                "raw": raw,
                "failed": now,
            }
            if tries:
                await connection.execute(update(FailedRow).where(FailedRow.update_id == update_id).values(values))
            else:
                await connection.execute(insert(FailedRow).values(update_id=update_id, **values))
            if aside and await self._first_time(connection, update_id, chat, now):
                for call in apology:
                    await self.queue(connection, chat, call)
        return aside

    async def housekeep(self) -> None:
        """Delete what has served: idle conversations, old update ids, messages sent long ago, old failures."""
        now = self._clock()
        async with self._database.transaction() as connection:
            await connection.execute(delete(ConversationRow).where(ConversationRow.changed < now - CONVERSATION_KEPT))
            await connection.execute(delete(HandledRow).where(HandledRow.handled < now - HANDLED_KEPT))
            await connection.execute(delete(FeedbackRow).where(FeedbackRow.given < now - FEEDBACK_KEPT))
            await connection.execute(delete(FailedRow).where(FailedRow.failed < now - FAILED_KEPT))
            for status, kept in (("sent", SENT_KEPT), ("failed", FAILED_KEPT)):
                old = (OutboxRow.status == status) & (OutboxRow.done < now - kept) & OutboxRow.about.is_(None)
                await connection.execute(delete(OutboxRow).where(old))

    async def _first_time(self, connection: AsyncConnection, update_id: int, chat: int, now: datetime) -> bool:
        dialect = sqlite if self._database.is_sqlite else postgresql
        statement = dialect.insert(HandledRow).values(update_id=update_id, chat=chat, handled=now)
        return (await connection.execute(statement.on_conflict_do_nothing())).rowcount == 1

    async def _conversation(self, connection: AsyncConnection, chat: int, now: datetime) -> Conversation:
        """The conversation, locked until the end of the transaction.

        On PostgreSQL a row that is not there cannot be locked: the first update of a chat writes it before, so that
        another one at the same instant waits here too.
        """
        query = select(ConversationRow.state).where(ConversationRow.chat == chat).with_for_update()
        state = await connection.scalar(query)
        if state is None and not self._database.is_sqlite:
            row = postgresql.insert(ConversationRow).values(chat=chat, state="", changed=now)
            await connection.execute(row.on_conflict_do_nothing())
            state = await connection.scalar(query)
        try:
            return _CONVERSATION.validate_json(state) if state else Conversation()
        except ValidationError:  # written by another version: a conversation may be forgotten, a person not be stuck
            return Conversation()

    async def _keep(self, connection: AsyncConnection, chat: int, conversation: Conversation, now: datetime) -> None:
        dialect = sqlite if self._database.is_sqlite else postgresql
        state = _CONVERSATION.dump_json(conversation).decode()
        statement = dialect.insert(ConversationRow).values(chat=chat, state=state, changed=now)
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["chat"], set_={"state": state, "changed": now})
        )

    async def _forget(self, connection: AsyncConnection, chat: int) -> None:
        await connection.execute(delete(ConversationRow).where(ConversationRow.chat == chat))
        await connection.execute(delete(FailedRow).where(FailedRow.chat == chat))
        done = (OutboxRow.chat == chat) & (OutboxRow.status != "pending") & OutboxRow.about.is_(None)
        await connection.execute(delete(OutboxRow).where(done))

    async def _keep_feedback(self, connection: AsyncConnection, feedback: KeepFeedback, now: datetime) -> None:
        if feedback.reason is not None:
            judged = (
                select(FeedbackRow.id)
                .where(FeedbackRow.question == feedback.question, FeedbackRow.entry == feedback.entry)
                .where(FeedbackRow.useful.is_(False), FeedbackRow.reason.is_(None))
                .order_by(FeedbackRow.id.desc())
                .limit(1)
                .scalar_subquery()
            )
            changed = update(FeedbackRow).where(FeedbackRow.id == judged).values(reason=feedback.reason)
            if (await connection.execute(changed)).rowcount:
                return
        await connection.execute(
            insert(FeedbackRow).values(
                question=feedback.question,
                entry=feedback.entry,
                answer=feedback.answer,
                useful=feedback.useful,
                reason=feedback.reason,
                given=now,
            )
        )

    async def queue(self, connection: AsyncConnection, chat: int, call: Call) -> None:
        """Add a call to the outbox, in the transaction of whoever decided it."""
        if call.relay:
            for one in await intakes.chats(connection, call.relay):
                await self._queue_in(connection, one, call)
        else:
            await self._queue_in(connection, chat if call.chat is None else call.chat, call)

    async def _queue_in(self, connection: AsyncConnection, chat: int, call: Call) -> None:
        method, answers, edits, under = call.method, call.answers, None, None
        if call.corrects is not None:
            earlier = select(OutboxRow.id).where(
                OutboxRow.chat == chat, OutboxRow.answers == call.corrects, OutboxRow.method == "sendMessage"
            )
            edits = await connection.scalar(earlier.order_by(OutboxRow.id).limit(1))
            method, answers = ("sendMessage", call.corrects) if edits is None else ("editMessageText", None)
        if call.about:
            card = select(CardRow.outbox).where(CardRow.reference == call.about, CardRow.chat == chat)
            standing = await connection.scalar(card)
            if call.card and call.anew and standing is not None:
                await self._replaced(connection, chat, call.about, standing)
            elif call.card and standing is not None:
                method, edits = "editMessageText", standing
            elif not call.card:
                under = standing
        now = self._clock()
        payload = call.payload | ({"chat_id": chat} if call.relay else {})
        added = await connection.scalar(
            insert(OutboxRow).values(
                chat=chat, method=method, payload=payload, answers=answers, edits=edits, under=under,
                about=(call.about or None) if edits is None else None,
                status="pending", tries=0, not_before=now, created=now,
            ).returning(OutboxRow.id)
        )  # fmt: skip
        if call.card and edits is None:
            await connection.execute(insert(CardRow).values(reference=call.about, chat=chat, outbox=added))

    async def _replaced(self, connection: AsyncConnection, chat: int, reference: str, standing: int) -> None:
        """A card is about to be sent anew: the one that stands loses its buttons, and is no longer edited."""
        now = self._clock()
        await connection.execute(
            insert(OutboxRow).values(
                chat=chat, method="editMessageReplyMarkup", edits=standing,
                payload={"chat_id": chat, "reply_markup": {"inline_keyboard": []}},
                status="pending", tries=0, not_before=now, created=now,
            )
        )  # fmt: skip
        await connection.execute(delete(CardRow).where(CardRow.reference == reference, CardRow.chat == chat))
