"""One update, one transaction: the conversation, what is kept and what is to be sent change together or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.dialogue.conversation import Conversation
from bot.dialogue.replies import Effect, Forget, KeepFeedback
from bot.intake.desk import Desk, Wanted
from bot.store import intakes
from bot.store.calls import Call, utc_now
from bot.store.database import Database
from bot.store.queueing import queue
from bot.store.tables import ConversationRow, FailedRow, FeedbackRow, HandledRow, LaneRow, OutboxRow

TRIES = 3  # after which an update is set aside
CONVERSATION_KEPT = timedelta(days=7)
HANDLED_KEPT = timedelta(days=7)  # Telegram delivers an update again for a day at most
SENT_KEPT = timedelta(days=3)  # while an edited question can still edit its answer
FEEDBACK_KEPT = timedelta(days=365)
FAILED_KEPT = timedelta(days=30)  # for an operator to look into: updates set aside, calls that Telegram refused

_CONVERSATION = TypeAdapter(Conversation)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the core decided on one update, in the terms of the store."""

    conversation: Conversation
    calls: Sequence[Call] = ()
    effects: Sequence[Effect] = ()


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
            await connection.execute(delete(FailedRow).where(FailedRow.update_id == update_id))
            await queue(connection, chat, decision.calls, now)
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
                await queue(connection, chat, apology, now)
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
            used = exists().where(OutboxRow.chat == LaneRow.chat)
            await connection.execute(delete(LaneRow).where(LaneRow.due.is_(None), LaneRow.chat != 0, ~used))

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
