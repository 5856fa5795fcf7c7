"""The tables. Everything that belongs to a chat is keyed by it."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always in UTC and always aware, which SQLite by itself forgets."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        """To the database."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """The base of every table."""


_Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER


ANSWERS, MESSAGES = 0, 1  # the lanes of a chat: what presses and inline searches wait for goes first
_PENDING = text("status = 'pending'")
_FAILED = text("status = 'failed'")
_OF_REQUEST = text("about IS NOT NULL")
_WAITING = text("due IS NOT NULL")
# whoever makes a call notes by its number what became of it: no other may have it, though the row is gone meanwhile
_NUMBERED_ONCE = {"sqlite_autoincrement": True}
BEGINS_ANEW = text(
    "kind IN ('transferred', 'reopened')"
)  # bot.requests.model.reminders.ANEW, as the partial index has it


class ConversationRow(Table):
    """The state of one chat, as JSON of ``bot.chat.conversation.Conversation``."""

    __tablename__ = "conversations"

    chat: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(Text)
    changed: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class HandledRow(Table):
    """An update that was handled, so that it never is twice."""

    __tablename__ = "handled_updates"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat: Mapped[int] = mapped_column(BigInteger)
    handled: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class FailedRow(Table):
    """An update that failed: how often, and whether it was set aside.

    ``raw`` is the update as Telegram gave it, so that an operator can have it handled again.
    """

    __tablename__ = "failed_updates"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat: Mapped[int] = mapped_column(BigInteger)
    tries: Mapped[int] = mapped_column(Integer)
    set_aside: Mapped[bool] = mapped_column(Boolean)
    error: Mapped[str] = mapped_column(String(200))
    raw: Mapped[dict[str, Any]] = mapped_column(JSON)
    failed: Mapped[datetime] = mapped_column(UtcDateTime)


class OutboxRow(Table):
    """A call of the Bot API that is still to be made, or was.

    In one lane of a chat they are made in the order of ``rank``, then ``id``: chats of relays take one call of each
    company in turn (``bot.store.outbox.fair``), ``company`` being the chat of whoever sent the request. ``answers`` is
    the number of the person's message that this one answers; ``edits`` is the outbox id of the message that this one
    edits, ``under`` of the one that it is a reply to: Telegram gave their numbers on sending. ``about`` is the request
    that a message belongs to: a reply to it does too, and stays among the colleagues of a relay where the message is
    ``inner``. ``unsure`` is a call that may have been made, as its answer never came. What is ``erased`` was not sent,
    or was under way, and is empty.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_pending", "chat", "lane", "rank", "id", sqlite_where=_PENDING, postgresql_where=_PENDING),
        Index("outbox_failed", "id", sqlite_where=_FAILED, postgresql_where=_FAILED),
        Index("outbox_of_request", "about", sqlite_where=_OF_REQUEST, postgresql_where=_OF_REQUEST),
        Index("outbox_answers", "chat", "answers"),
        Index(
            "outbox_about",
            "chat",
            "message",
            sqlite_where=_OF_REQUEST,
            postgresql_where=_OF_REQUEST,
        ),
        _NUMBERED_ONCE,
    )

    id: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=True)
    chat: Mapped[int] = mapped_column(BigInteger)
    lane: Mapped[int] = mapped_column(SmallInteger, default=MESSAGES)
    company: Mapped[int | None] = mapped_column(BigInteger)
    rank: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    method: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    answers: Mapped[int | None] = mapped_column(BigInteger)
    edits: Mapped[int | None] = mapped_column(BigInteger)
    under: Mapped[int | None] = mapped_column(BigInteger)
    about: Mapped[str | None] = mapped_column(String(12))
    inner: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    status: Mapped[str] = mapped_column(String(10), default="pending")
    tries: Mapped[int] = mapped_column(Integer, default=0)
    unsure: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    done: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None] = mapped_column(String(200))


class LaneRow(Table):
    """What is to be sent to a chat, in order; answers to its presses and inline searches have a lane of their own.

    ``due`` is when its first pending call may be made, nothing where none is pending; ``recent`` the moments (seconds
    since 1970) of its last messages, for Telegram's limits. Chat 0 is nobody: there ``recent`` counts all messages.
    """

    __tablename__ = "lanes"
    __table_args__ = (Index("lanes_due", "lane", "due", sqlite_where=_WAITING, postgresql_where=_WAITING),)

    chat: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    lane: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    due: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recent: Mapped[list[float]] = mapped_column(JSON)


class LeaseRow(Table):
    """Work that one process does for all: who does it, until when nobody else may."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class FeedbackRow(Table):
    """Whether an answer served: question and answer as they were shown; ``chat`` is there so that it can be erased."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=True)
    chat: Mapped[int | None] = mapped_column(BigInteger, index=True)
    question: Mapped[str] = mapped_column(Text)
    entry: Mapped[str] = mapped_column(String(100))
    answer: Mapped[str] = mapped_column(Text)
    useful: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str | None] = mapped_column(String(20))
    given: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class UnansweredRow(Table):
    """A question that did not get its answer: why, and which entry came closest; no person, no hour."""

    __tablename__ = "unanswered"

    id: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=True)
    why: Mapped[str] = mapped_column(String(10))
    question: Mapped[str] = mapped_column(Text)
    nearest: Mapped[str] = mapped_column(String(100))
    day: Mapped[date] = mapped_column(Date, index=True)


class IntakeRow(Table):
    """A company's request (``bot.requests.model.request.Intake``); what identifies people is empty once erased."""

    __tablename__ = "intakes"
    __table_args__ = (
        Index("intakes_relay", "relay", "status", "created"),
        Index("intakes_chat", "chat", "created"),
        Index("intakes_status", "status", "created"),
        # a relay's lists are counted and paged from it alone: 10 000 requests in a few milliseconds
        Index(
            "intakes_open",
            "relay",
            "created",
            "reference",
            "status",
            "owner",
            "taken",
            sqlite_where=text("status <> 'closed'"),
            postgresql_where=text("status <> 'closed'"),
        ),
    )

    reference: Mapped[str] = mapped_column(String(12), primary_key=True)
    chat: Mapped[int] = mapped_column(BigInteger)
    relay: Mapped[str] = mapped_column(String(100))
    status: Mapped[str] = mapped_column(String(10))
    owner: Mapped[int | None] = mapped_column(BigInteger)
    owner_name: Mapped[str] = mapped_column(String(100))
    result: Mapped[str | None] = mapped_column(String(20))
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    taken: Mapped[datetime | None] = mapped_column(UtcDateTime)
    contacted: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded: Mapped[int] = mapped_column(Integer)
    escalated: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased: Mapped[bool] = mapped_column(Boolean)
    siret: Mapped[str] = mapped_column(String(14))
    company: Mapped[str] = mapped_column(String(120))
    contact: Mapped[str] = mapped_column(String(80))
    reach: Mapped[str] = mapped_column(String(254))
    place: Mapped[str] = mapped_column(String(5))
    place_name: Mapped[str] = mapped_column(String(100))
    contract: Mapped[str] = mapped_column(String(200))
    need: Mapped[str] = mapped_column(String(1000))
    hours: Mapped[float | None] = mapped_column(Float)
    start: Mapped[date | None] = mapped_column(Date)


class NoteRow(Table):
    """A line of a request's history (``bot.requests.model.request.Note``)."""

    __tablename__ = "intake_notes"
    __table_args__ = (
        Index("intake_notes_anew", "at", "reference", sqlite_where=BEGINS_ANEW, postgresql_where=BEGINS_ANEW),
    )

    id: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(String(12), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    side: Mapped[str] = mapped_column(String(10))
    author: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class FileRow(Table):
    """A file that was joined to a request: Telegram's number of it."""

    __tablename__ = "intake_files"

    id: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(String(12), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    file: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(255))


class CardRow(Table):
    """Where the card of a request stands: the outbox row that sent it to a chat."""

    __tablename__ = "intake_cards"

    reference: Mapped[str] = mapped_column(String(12), primary_key=True)
    chat: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    outbox: Mapped[int] = mapped_column(BigInteger)


class TopicRow(Table):
    """The topic of a request in a group with topics: Telegram's number of it, None until it is made, or cannot be.

    ``outbox`` is the row that makes it; ``closed`` whether it was closed with its request.
    """

    __tablename__ = "intake_topics"
    __table_args__ = (Index("intake_topics_topic", "chat", "topic"),)

    reference: Mapped[str] = mapped_column(String(12), primary_key=True)
    chat: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    outbox: Mapped[int] = mapped_column(BigInteger, index=True)
    topic: Mapped[int | None] = mapped_column(BigInteger)
    closed: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class RelayChatRow(Table):
    """A chat of a relay; ``lost`` since when it cannot be written to, ``forum`` where it is a group with topics.

    ``absent`` is the last day on which nobody reads it, ``deputy`` the relay that gets what comes meanwhile. ``moved``
    is the number under which a group goes on: the cards of before are still pressed under the old one.
    """

    __tablename__ = "relay_chats"

    chat: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    relay: Mapped[str] = mapped_column(String(100), index=True)
    linked: Mapped[datetime] = mapped_column(UtcDateTime)
    linked_by: Mapped[int] = mapped_column(BigInteger)
    lost: Mapped[datetime | None] = mapped_column(UtcDateTime)
    absent: Mapped[date | None] = mapped_column(Date)
    deputy: Mapped[str] = mapped_column(String(100), default="", server_default="")
    moved: Mapped[int | None] = mapped_column(BigInteger)
    forum: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class RelayCodeRow(Table):
    """A one-time code that links a relay's chat; of its secret half only the hash is kept."""

    __tablename__ = "relay_codes"

    key: Mapped[str] = mapped_column(String(8), primary_key=True)
    relay: Mapped[str] = mapped_column(String(100))
    secret: Mapped[str] = mapped_column(String(64))
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    expires: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(Integer)
    used: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MailRow(Table):
    """An e-mail that is still to be sent, or was; the letter is made from the request at that moment."""

    __tablename__ = "mails"
    __table_args__ = (Index("mails_due", "status", "not_before"), _NUMBERED_ONCE)

    id: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=True)
    relay: Mapped[str] = mapped_column(String(100))
    reference: Mapped[str] = mapped_column(String(12), index=True)
    about: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(10))
    tries: Mapped[int] = mapped_column(Integer)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    done: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String(200))


class DigestRow(Table):
    """A relay's digest of a week, by its Monday: written by whoever makes it, so that it is made once."""

    __tablename__ = "digests"

    relay: Mapped[str] = mapped_column(String(100), primary_key=True)
    week: Mapped[date] = mapped_column(Date, primary_key=True)


class ReceivedRow(Table):
    """A letter of a relay that was handled, by a hash of its Message-ID, so that it never is twice."""

    __tablename__ = "received_letters"

    number: Mapped[str] = mapped_column(String(64), primary_key=True)
    received: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
