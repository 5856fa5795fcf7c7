"""Queues calls within the transaction that decides on them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.outbox.calls import Call
from bot.store.outbox.fair import place
from bot.store.tables import ANSWERS, MESSAGES, CardRow, LaneRow, OutboxRow, RelayChatRow, TopicRow

_ANSWERS = frozenset({"answerCallbackQuery", "answerInlineQuery"})


async def queue(connection: AsyncConnection, chat: int, calls: Sequence[Call], now: datetime) -> None:
    """Queue what an update of ``chat`` leads to, as ``queue_each``."""
    await queue_each(connection, [(chat, call) for call in calls], now)


async def queue_each(connection: AsyncConnection, calls: Sequence[tuple[int, Call]], now: datetime) -> None:
    """Queue calls, each with the chat of the update that leads to it; in one chat they are made in this order.

    But in the chat of a relay each company has its turn (``bot.store.outbox.fair``).

    Once in a transaction, as its last act: it locks the lanes of the chats that it writes to, in one order for
    everybody, until the commit. So who notes that a lane is empty waits for who is adding to it, and the other way
    round, and the numbers of a chat's calls follow the order of the commits.
    """
    wanted = [(one, call) for chat, call in calls for one in await _target_chats(connection, chat, call)]
    if not wanted:
        return
    await _lock_lanes(connection, {(one, _lane(call.method)) for one, call in wanted}, now)
    plain: list[dict[str, Any]] = []  # what depends on nothing is added at once
    for one, call in wanted:
        if call.corrects is None and not call.about and not call.relay:
            plain.append(_row(now, chat=one, method=call.method, answers=call.answers, payload=call.payload))
            continue
        await _add_plain(connection, plain)
        await _add(connection, one, call, now)
    await _add_plain(connection, plain)


async def move(connection: AsyncConnection, chat: int, to: int, now: datetime) -> None:
    """What is still to be sent to a chat goes to another number: a group that became a supergroup.

    There messages are numbered anew: what was sent before is edited no more, for under its number another may stand.
    A card is sent again when it changes.
    """
    rows = update(OutboxRow).where(OutboxRow.chat == chat, OutboxRow.status == "pending")
    if (await connection.execute(rows.values(chat=to))).rowcount:
        await _lock_lanes(connection, {(to, ANSWERS), (to, MESSAGES)}, now)
    sent = update(OutboxRow).where(OutboxRow.chat == chat)
    await connection.execute(sent.values(chat=to, message=None))
    await connection.execute(update(LaneRow).where(LaneRow.chat == chat).values(due=None))


async def _target_chats(connection: AsyncConnection, chat: int, call: Call) -> Sequence[int]:
    if call.relay:
        linked = select(RelayChatRow.chat).where(
            RelayChatRow.relay == call.relay, RelayChatRow.lost.is_(None), RelayChatRow.chat != call.but
        )
        return (await connection.scalars(linked.order_by(RelayChatRow.chat))).all()
    return [chat if call.chat is None else call.chat]


async def _lock_lanes(connection: AsyncConnection, lanes: Collection[tuple[int, int]], now: datetime) -> None:
    """Lock lanes; where nothing was pending in one, its head is due now."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    rows = dialect.insert(LaneRow)
    due = func.coalesce(LaneRow.due, rows.excluded.due)
    await connection.execute(
        rows.on_conflict_do_update(index_elements=["chat", "lane"], set_={"due": due}),
        [{"chat": chat, "lane": lane, "due": now, "recent": []} for chat, lane in sorted(lanes)],
    )


async def _add(connection: AsyncConnection, chat: int, call: Call, now: datetime) -> None:
    method, answers, edits, under = call.method, call.answers, None, None
    company, rank = await place(connection, chat, call.about) if call.about else (None, 0)
    if call.corrects is not None:
        earlier = select(OutboxRow.id).where(
            OutboxRow.chat == chat, OutboxRow.answers == call.corrects, OutboxRow.method == "sendMessage"
        )
        edits = await connection.scalar(earlier.order_by(OutboxRow.id).limit(1))
        method, answers = ("sendMessage", call.corrects) if edits is None else ("editMessageText", None)
    if call.card and call.topic:
        await _begin_topic(connection, chat, call, now, company=company, rank=rank)
    if call.about:
        card = select(CardRow.outbox).where(CardRow.reference == call.about, CardRow.chat == chat)
        standing = await connection.scalar(card)
        if call.card and call.anew and standing is not None:
            await _replace(connection, chat, call.about, standing, now, company=company, rank=rank)
        elif call.card and standing is not None:
            method, edits = "editMessageText", standing
        elif not call.card:
            under = standing
    added = await _insert(
        connection, now, chat=chat, company=company, rank=rank,
        method=method, answers=answers, edits=edits, under=under,
        payload=call.payload | ({"chat_id": chat} if call.relay else {}),
        about=(call.about or None) if edits is None else None, inner=call.inner,
    )  # fmt: skip
    if call.card and edits is None:
        await connection.execute(insert(CardRow).values(reference=call.about, chat=chat, outbox=added))
    if call.card:
        await _close_topic(connection, chat, call, now, company=company, rank=rank)


async def _begin_topic(connection: AsyncConnection, chat: int, call: Call, now: datetime, **place_: int | None) -> None:
    """A request gets its topic in a group that has some, before its first card there; once."""
    forum = select(RelayChatRow.chat).where(RelayChatRow.chat == chat, RelayChatRow.forum)
    if await connection.scalar(forum) is None:
        return
    for table in (TopicRow, CardRow):  # where the card stood before there were topics, the request goes on there
        columns = table.__table__.c
        if await connection.scalar(select(columns.chat).where(columns.reference == call.about, columns.chat == chat)):
            return
    payload = {"chat_id": chat, "name": call.topic}
    made = await _insert(
        connection, now, chat=chat, method="createForumTopic", payload=payload, about=call.about, **place_
    )
    await connection.execute(insert(TopicRow).values(reference=call.about, chat=chat, outbox=made))
    if call.topic_says:
        says = call.topic_says | {"chat_id": chat}
        await _insert(connection, now, chat=chat, method="sendMessage", payload=says, about=call.about, **place_)


async def _close_topic(connection: AsyncConnection, chat: int, call: Call, now: datetime, **place_: int | None) -> None:
    """The topic of a request that is done is closed, and opened again with it."""
    this = update(TopicRow).where(TopicRow.reference == call.about, TopicRow.chat == chat)
    if (await connection.execute(this.where(TopicRow.closed.is_(not call.done)).values(closed=call.done))).rowcount:
        method = "closeForumTopic" if call.done else "reopenForumTopic"
        await _insert(connection, now, chat=chat, method=method, payload={"chat_id": chat}, about=call.about, **place_)


async def _replace(
    connection: AsyncConnection, chat: int, reference: str, standing: int, now: datetime, **place_: int | None
) -> None:
    """A card is about to be sent anew: the one that stands loses its buttons, and is no longer edited."""
    bare = {"chat_id": chat, "reply_markup": {"inline_keyboard": []}}
    await _insert(connection, now, chat=chat, method="editMessageReplyMarkup", edits=standing, payload=bare, **place_)
    await connection.execute(delete(CardRow).where(CardRow.reference == reference, CardRow.chat == chat))


async def _add_plain(connection: AsyncConnection, rows: list[dict[str, Any]]) -> None:
    """Add rows in their order, and empty the list."""
    if rows:
        await connection.execute(insert(OutboxRow), rows)
        rows.clear()


async def _insert(connection: AsyncConnection, now: datetime, *, method: str, **values: Any) -> int | None:
    row = insert(OutboxRow).values(_row(now, method=method, **values))
    return await connection.scalar(row.returning(OutboxRow.id))


def _row(now: datetime, *, method: str, **values: Any) -> dict[str, Any]:
    return values | {
        "method": method,
        "lane": _lane(method),
        "status": "pending",
        "tries": 0,
        "not_before": now,
        "created": now,
    }


def _lane(method: str) -> int:
    return ANSWERS if method in _ANSWERS else MESSAGES
