"""The tables. Everything that belongs to a chat is keyed by it."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, DateTime, Index, Integer, String, Text, text
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


class ConversationRow(Table):
    """The state of one chat, as JSON of ``bot.dialogue.conversation.Conversation``."""

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

    In one chat they are made in the order of ``id``. ``answers`` is the number of the person's message that this one
    answers; ``edits`` is the outbox id of the message that this one edits, whose number Telegram gave on sending.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "outbox_pending",
            "chat",
            "id",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
        Index("outbox_answers", "chat", "answers"),
    )

    id: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=True)
    chat: Mapped[int] = mapped_column(BigInteger)
    method: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    answers: Mapped[int | None] = mapped_column(BigInteger)
    edits: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(10), default="pending")
    tries: Mapped[int] = mapped_column(Integer, default=0)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    done: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None] = mapped_column(String(200))


class FeedbackRow(Table):
    """Whether an answer served: question and answer as they were shown, without the person."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=True)
    question: Mapped[str] = mapped_column(Text)
    entry: Mapped[str] = mapped_column(String(100))
    answer: Mapped[str] = mapped_column(Text)
    useful: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str | None] = mapped_column(String(20))
    given: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
