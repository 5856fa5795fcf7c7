"""One update, one transaction: the conversation, what is kept and what is to be sent change together or not at all."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.case import Case
from bot.chat.conversation import COUNTED, WITHDRAWN, Conversation
from bot.chat.replies import Effect, Forget, KeepFeedback, KeepUnanswered
from bot.requests.model.snapshot import ContextQuery, RequestContext
from bot.store import received, requests, unanswered
from bot.store.away import is_away
from bot.store.context import context_of
from bot.store.database import Database, owe_forgetting
from bot.store.erasure import erase_chat
from bot.store.outbox.calls import Call, utc_now
from bot.store.outbox.queue import queue, queue_each
from bot.store.tables import CardRow, ConversationRow, FailedRow, FeedbackRow, HandledRow, LaneRow, OutboxRow

TRIES = 3  # after which an update is set aside
CONVERSATION_KEPT = timedelta(days=7)
CASE_KEPT = timedelta(days=1)
HANDLED_KEPT = timedelta(days=7)  # Telegram delivers an update again for a day at most
SENT_KEPT = timedelta(days=3)  # while an edited question can still edit its answer
FEEDBACK_KEPT = timedelta(days=365)
FAILED_KEPT = timedelta(days=30)  # for an operator to look into: updates set aside, calls that Telegram refused

# what was sent about a request stays as long as it: a reply to it belongs there
_SENT = OutboxRow.status.in_(("sent", "erased")) & OutboxRow.about.is_(None)
# what never reached Telegram does not, but for a card: its next edit is sent anew, and stands in its place
_FAILED = (OutboxRow.status == "failed") & (OutboxRow.about.is_(None) | ~exists().where(CardRow.outbox == OutboxRow.id))

_TOGETHER = 24  # updates that share a commit at most: longer, and what is being sent would wait
_CONVERSATION = TypeAdapter(Conversation)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the core decided on one update, in the terms of the store."""

    conversation: Conversation
    calls: Sequence[Call] = ()
    effects: Sequence[Effect] = ()


def _conversation_from(state: str) -> Conversation:
    try:
        return _CONVERSATION.validate_json(state) if state else Conversation()
    except ValidationError:  # written by another version: a conversation may be forgotten, a person not be stuck
        return Conversation()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An update that waits for its transaction."""

    update_id: int
    chat: int
    decide: Callable[[Conversation, RequestContext], Decision]
    query: Callable[[Conversation], ContextQuery]
    done: asyncio.Future[bool]

    def ends(self, *, new: bool) -> None:
        if not self.done.done():  # who waited may have left
            self.done.set_result(new)

    def fails(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


class _StaleError(Exception):
    """What was decided on was so when it was read, and is not so any more: it is to be decided again."""


def _no_query(_: Conversation) -> ContextQuery:
    return ContextQuery()


class UnitOfWork:
    """Handles updates, each once."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime] = utc_now,
        *,
        by_mail: bool = False,
        again: bool = False,
    ) -> None:
        """``again`` where an update that was set aside is handled all the same."""
        self._database = database
        self._clock = clock
        self._by_mail = by_mail
        self._again = again
        self._waiting: list[_Waiting] = []
        self._working: asyncio.Task[None] | None = None

    async def handle(
        self,
        update_id: int,
        chat: int,
        decide: Callable[[Conversation, RequestContext], Decision],
        query: Callable[[Conversation], ContextQuery] = _no_query,
    ) -> bool:
        """Handle one update in one transaction; False where it was handled before.

        What ``decide`` raises rolls everything back and comes out. Updates that wait while another transaction is under
        way share the next one, each chat once: what costs is the commit, and so one commit serves many.
        """
        waiting = _Waiting(update_id, chat, decide, query, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await waiting.done

    async def conversation(self, chat: int) -> Conversation:
        """What is remembered of a chat."""
        async with self._database.transaction() as connection:
            return (await self._conversations(connection, {chat}, self._clock()))[chat]

    async def settle(self) -> None:
        """Wait until what is being handled is committed."""
        if self._working is not None:
            await self._working

    async def _work(self) -> None:
        while self._waiting:
            batch = self._next_batch()
            if len(batch) > 1 and await self._work_together(batch):
                continue
            for waiting in batch:
                await self._work_alone(waiting)

    def _next_batch(self) -> list["_Waiting"]:
        """The updates to handle next: the oldest, one of each chat."""
        batch: dict[int, _Waiting] = {}
        for waiting in self._waiting:
            if len(batch) == _TOGETHER:
                break
            batch.setdefault(waiting.chat, waiting)
        taken = list(batch.values())
        self._waiting = [waiting for waiting in self._waiting if batch.get(waiting.chat) is not waiting]
        return taken

    async def _work_alone(self, waiting: "_Waiting", again: int = 2) -> None:
        try:
            async with self._database.transaction() as connection:
                new = await self._handled(connection, [waiting], self._clock())
        except _StaleError as error:  # another process let a relay's last chat go at this instant
            if not again:
                waiting.fails(error)
                return
            await self._work_alone(waiting, again - 1)
        except Exception as error:  # noqa: BLE001  whoever waits for it gets it
            waiting.fails(error)
        else:
            waiting.ends(new=waiting.update_id in new)

    async def _work_together(self, batch: Sequence["_Waiting"]) -> bool:
        """Handle updates in one transaction; False where one of them cannot be, and all are as before.

        Where it is the database that is away, none of them is tried alone: each would wait for it in turn.
        """
        try:
            async with self._database.transaction() as connection:
                new = await self._handled(connection, batch, self._clock())
        except Exception as error:  # noqa: BLE001  each is tried alone then, and tells what it was
            if not is_away(error):
                return False
            for waiting in batch:
                waiting.fails(error)
            return True
        for waiting in batch:
            waiting.ends(new=waiting.update_id in new)
        return True

    async def _handled(self, connection: AsyncConnection, batch: Sequence["_Waiting"], now: datetime) -> set[int]:
        """Handle updates, of each chat at most one; the numbers of those that were not handled before."""
        if self._again:
            failed = select(FailedRow.update_id).where(
                FailedRow.update_id.in_([waiting.update_id for waiting in batch])
            )
            await connection.execute(delete(HandledRow).where(HandledRow.update_id.in_(failed)))
        new = await self._first_time(connection, {waiting.update_id: waiting.chat for waiting in batch}, now)
        fresh = [waiting for waiting in batch if waiting.update_id in new]
        if not fresh:
            return new
        conversations = await self._conversations(connection, {waiting.chat for waiting in fresh}, now)
        queries = {waiting.chat: waiting.query(conversations[waiting.chat]) for waiting in fresh}
        asking = await requests.asking(connection, [chat for chat, wants in queries.items() if wants.own])
        kept: dict[int, Conversation] = {}
        calls: list[tuple[int, Call]] = []
        told = set[str]()  # relays with a chat, as somebody was told
        for waiting in fresh:
            before, wants = conversations[waiting.chat], queries[waiting.chat]
            if waiting.chat not in asking:  # most people have no request: they are not looked up one by one
                wants = replace(wants, own=False)
            context = await context_of(connection, waiting.chat, wants, now, by_mail=self._by_mail)
            decision = waiting.decide(before, context)
            calls.extend((waiting.chat, call) for call in decision.calls)
            told |= {call.relay for call in decision.calls} & context.linked
            if decision.effects:
                await self._keep_before(connection, waiting.chat, decision, now)
                await _apply(connection, waiting.chat, decision.effects, now)
            else:
                kept[waiting.chat] = decision.conversation
        await self._keep(connection, kept, now)
        await connection.execute(delete(FailedRow).where(FailedRow.update_id.in_(new)))
        if told - await requests.still_linked(connection, told):
            raise _StaleError
        await queue_each(connection, calls, now)
        return new

    async def _keep_before(self, connection: AsyncConnection, chat: int, decision: Decision, now: datetime) -> None:
        """Keep the conversation before the effects, which may move or forget what there is of the chat."""
        left = decision.conversation
        if not any(isinstance(effect, Forget) for effect in decision.effects):
            await self._keep(connection, {chat: left}, now)
        elif left == Conversation():
            await connection.execute(delete(ConversationRow).where(ConversationRow.chat == chat))
        else:  # dated so that it is idle for long enough when what it counts matters no more
            await self._keep(
                connection, {chat: left}, now - CONVERSATION_KEPT + (WITHDRAWN if left.withdrawn else COUNTED)
            )

    async def failed(
        self,
        update_id: int,
        chat: int,
        error: BaseException,
        raw: dict[str, Any],
        apology: Sequence[Call],
        *,
        at_once: bool = False,
    ) -> bool:
        """Note that an update could not be handled; True where it was one time too many, and it is set aside.

        With ``at_once`` it is, since another time would be no better. Then the apology is queued, the update counts as
        handled, and it blocks nobody.
        """
        now = self._clock()
        async with self._database.transaction() as connection:
            tries = await connection.scalar(select(FailedRow.tries).where(FailedRow.update_id == update_id)) or 0
            aside = at_once or tries + 1 >= TRIES
            values = {
                "chat": chat,
                "tries": tries + 1,
                "set_aside": aside,
                "error": type(error).__name__,
                "raw": raw,
            }
            if tries:
                await connection.execute(update(FailedRow).where(FailedRow.update_id == update_id).values(values))
            else:
                await connection.execute(insert(FailedRow).values(update_id=update_id, failed=now, **values))
            if aside and await self._first_time(connection, {update_id: chat}, now):
                await queue(connection, chat, apology, now)
        return aside

    async def housekeep(self) -> None:
        """Delete what is kept no longer: idle conversations, old update ids, messages sent long ago, old failures."""
        now = self._clock()
        async with self._database.transaction() as connection:
            await connection.execute(delete(ConversationRow).where(ConversationRow.changed < now - CONVERSATION_KEPT))
            await _forget_cases(connection, now - CASE_KEPT)
            await connection.execute(delete(HandledRow).where(HandledRow.handled < now - HANDLED_KEPT))
            await received.forget(connection, now)
            await connection.execute(delete(FeedbackRow).where(FeedbackRow.given < now - FEEDBACK_KEPT))
            await unanswered.forget(connection, now)
            await connection.execute(delete(FailedRow).where(FailedRow.failed < now - FAILED_KEPT))
            for old in (_SENT & (OutboxRow.done < now - SENT_KEPT), _FAILED & (OutboxRow.done < now - FAILED_KEPT)):
                await connection.execute(delete(OutboxRow).where(old))
            used = exists().where(OutboxRow.chat == LaneRow.chat)
            await connection.execute(delete(LaneRow).where(LaneRow.due.is_(None), LaneRow.chat != 0, ~used))
            owe_forgetting(connection)

    async def _first_time(self, connection: AsyncConnection, updates: Mapping[int, int], now: datetime) -> set[int]:
        """Mark updates as handled, with their chats; the numbers of those that were not handled before.

        Where another process handles one of them at this instant, it waits here for the end of that.
        """
        known = await connection.scalars(select(HandledRow.update_id).where(HandledRow.update_id.in_(updates)))
        new = set(updates) - set(known)
        rows = [{"update_id": number, "chat": updates[number], "handled": now} for number in sorted(new)]
        if len(rows) == 1:
            dialect = sqlite if self._database.is_sqlite else postgresql
            once = dialect.insert(HandledRow).on_conflict_do_nothing()
            return new if (await connection.execute(once, rows[0])).rowcount == 1 else set()
        if rows:
            await connection.execute(insert(HandledRow), rows)
        return new

    async def _conversations(
        self, connection: AsyncConnection, chats: Collection[int], now: datetime
    ) -> dict[int, Conversation]:
        """The conversations of some chats, locked until the end of the transaction, in one order for everybody.

        On PostgreSQL a row that is not there cannot be locked: the first update of a chat writes it before, so that
        another one at the same instant waits here too.
        """
        rows = select(ConversationRow.chat, ConversationRow.state).where(ConversationRow.chat.in_(chats))
        query = rows.order_by(ConversationRow.chat).with_for_update()
        states = {row.chat: row.state for row in await connection.execute(query)}
        if not self._database.is_sqlite and (missing := sorted(set(chats) - set(states))):
            empty = postgresql.insert(ConversationRow).on_conflict_do_nothing()
            await connection.execute(empty, [{"chat": chat, "state": "", "changed": now} for chat in missing])
            states |= {row.chat: row.state for row in await connection.execute(query)}
        return {chat: _conversation_from(states.get(chat, "")) for chat in chats}

    async def _keep(
        self, connection: AsyncConnection, conversations: Mapping[int, Conversation], now: datetime
    ) -> None:
        if not conversations:
            return
        dialect = sqlite if self._database.is_sqlite else postgresql
        rows = dialect.insert(ConversationRow)
        changed = {"state": rows.excluded.state, "changed": rows.excluded.changed}
        await connection.execute(
            rows.on_conflict_do_update(index_elements=["chat"], set_=changed),
            [
                {"chat": chat, "state": _CONVERSATION.dump_json(conversation).decode(), "changed": now}
                for chat, conversation in conversations.items()
            ],
        )


async def _forget_cases(connection: AsyncConnection, before: datetime) -> None:
    """Forget the cases in conversations that were left a while ago; the rest of them stays, as old as it was."""
    query = select(ConversationRow.chat, ConversationRow.state).where(
        ConversationRow.changed < before, ConversationRow.state.contains('"facts":')
    )
    for row in list(await connection.execute(query)):
        state = _CONVERSATION.dump_json(replace(_conversation_from(row.state), case=Case())).decode()
        await connection.execute(update(ConversationRow).where(ConversationRow.chat == row.chat).values(state=state))


async def carry_out(
    connection: AsyncConnection, chat: int, effects: Sequence[Effect], calls: Sequence[Call], now: datetime
) -> None:
    """Carry out what was decided for a chat: first the effects, then the calls are queued.

    Once in a transaction, as its last act (see ``queue_each``).
    """
    await _apply(connection, chat, effects, now)
    await queue(connection, chat, calls, now)


async def _apply(connection: AsyncConnection, chat: int, effects: Sequence[Effect], now: datetime) -> None:
    for effect in effects:
        match effect:
            case Forget():
                await erase_chat(connection, chat)
            case KeepFeedback():
                await _keep_feedback(connection, chat, effect, now)
            case KeepUnanswered():
                await unanswered.keep(connection, effect, now)
            case _:
                await requests.apply(connection, chat, effect, now)


async def _keep_feedback(connection: AsyncConnection, chat: int, feedback: KeepFeedback, now: datetime) -> None:
    if feedback.reason is not None:
        judged = (
            select(FeedbackRow.id)
            .where(FeedbackRow.chat == chat, FeedbackRow.question == feedback.question)
            .where(FeedbackRow.entry == feedback.entry, FeedbackRow.useful.is_(False), FeedbackRow.reason.is_(None))
            .order_by(FeedbackRow.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        changed = update(FeedbackRow).where(FeedbackRow.id == judged).values(reason=feedback.reason)
        if (await connection.execute(changed)).rowcount:
            return
    await connection.execute(
        insert(FeedbackRow).values(
            chat=chat,
            question=feedback.question,
            entry=feedback.entry,
            answer=feedback.answer,
            useful=feedback.useful,
            reason=feedback.reason,
            given=now,
        )
    )
