"""What the patrol finds in the database: requests that may be due a step, forms begun and not sent, digests to make."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.conversation import Conversation
from bot.chat.people import File
from bot.knowledge.vocabulary import Status
from bot.requests.model.patrol_step import Case
from bot.requests.model.request import Intake, Note
from bot.store import requests
from bot.store.tables import CardRow, ConversationRow, DigestRow, FileRow, IntakeRow, MailRow, NoteRow, RelayChatRow

_WAITS = timedelta(days=1)  # no reminder is due before, wherever the clocks change
_CONVERSATION = TypeAdapter(Conversation)
_OPEN = IntakeRow.status != Status.CLOSED.value
_HAS_CARD = exists().where(
    CardRow.reference == IntakeRow.reference,
    RelayChatRow.chat == CardRow.chat,
    RelayChatRow.relay == IntakeRow.relay,
    RelayChatRow.lost.is_(None),
)
_HAS_LETTER = exists().where(
    MailRow.reference == IntakeRow.reference,
    MailRow.relay == IntakeRow.relay,
    MailRow.about == "new",
    MailRow.status.in_(("pending", "sent")),
    IntakeRow.relay != "",
)
_TOLD = or_(_HAS_CARD, _HAS_LETTER)
_STRANDED = exists().where(MailRow.reference == IntakeRow.reference, MailRow.relay == "", MailRow.about == "stranded")


@dataclass(frozen=True, slots=True)
class Rules:
    """What the patrol goes by: whether e-mail can be sent, and how long requests are kept."""

    by_mail: bool
    kept: timedelta


async def candidates(connection: AsyncConnection, rules: Rules, now: datetime) -> list[Case]:
    """Every request that may be due a step."""
    waiting = and_(IntakeRow.status.in_((Status.SENT.value, Status.TAKEN.value)), IntakeRow.created < now - _WAITS)
    old = and_(_OPEN, IntakeRow.created < now - rules.kept)
    over = and_(~_OPEN, IntakeRow.erased.is_(False), IntakeRow.closed < now - rules.kept)
    return await _cases(connection, or_(waiting, and_(_OPEN, ~_TOLD), old, over), rules, now)


async def case(connection: AsyncConnection, reference: str, rules: Rules, now: datetime) -> Case | None:
    """One request, locked until the end of the transaction."""
    await requests.intake(connection, reference, lock=True)
    return next(iter(await _cases(connection, IntakeRow.reference == reference, rules, now)), None)


async def _cases(connection: AsyncConnection, where: ColumnElement[bool], rules: Rules, now: datetime) -> list[Case]:
    query = select(
        IntakeRow.__table__, _TOLD.label("told"), _HAS_CARD.label("carded"), _STRANDED.label("stranded")
    ).where(where)
    rows = (await connection.execute(query.order_by(IntakeRow.created, IntakeRow.reference))).all()
    if not rows:
        return []
    chosen = select(IntakeRow.reference).where(where)
    notes: defaultdict[str, list[Note]] = defaultdict(list)
    for one in await connection.execute(
        select(NoteRow.__table__).where(NoteRow.reference.in_(chosen)).order_by(NoteRow.id)
    ):
        notes[one.reference].append(Note(one.kind, one.side, one.author, one.text, one.at))
    bounced: defaultdict[str, set[str]] = defaultdict(set)
    for one in await connection.execute(
        select(MailRow.reference, MailRow.relay).where(MailRow.reference.in_(chosen), MailRow.status == "failed")
    ):
        bounced[one.reference].add(one.relay)
    files: defaultdict[str, tuple[File, ...]] = defaultdict(tuple)
    for one in await connection.execute(
        select(FileRow.__table__).where(FileRow.reference.in_(chosen)).order_by(FileRow.id)
    ):
        files[one.reference] += (File(one.kind, one.file, one.name),)
    linked, absent = await requests.linked(connection), await requests.absences(connection, now)
    return [
        Case(
            intake=requests.read(row),
            notes=tuple(notes[row.reference]),
            now=now,
            told=row.told,
            carded=row.carded,
            files=files[row.reference],
            linked=linked,
            bounced=frozenset(bounced[row.reference]),
            stranded=row.stranded,
            by_mail=rules.by_mail,
            kept=rules.kept,
            absent=absent,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Idle:
    """A conversation in the middle of a flow, and when the person last wrote."""

    chat: int
    conversation: Conversation
    changed: datetime


async def idle(connection: AsyncConnection, flow: str, before: datetime) -> list[Idle]:
    """The conversations in the middle of a flow in which nobody wrote since a moment."""
    query = select(ConversationRow.__table__).where(
        ConversationRow.changed < before, ConversationRow.state.contains(f'"flow":"{flow}"', autoescape=True)
    )
    return [found for row in await connection.execute(query) if (found := _idle(row)) is not None]


async def idle_chat(connection: AsyncConnection, chat: int) -> Idle | None:
    """One conversation, locked until the end of the transaction."""
    query = select(ConversationRow.__table__).where(ConversationRow.chat == chat).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    return _idle(row) if row is not None else None


async def keep(connection: AsyncConnection, found: Idle, conversation: Conversation) -> None:
    """Change a conversation without the person having written."""
    state = _CONVERSATION.dump_json(conversation).decode()
    await connection.execute(
        update(ConversationRow).where(ConversationRow.chat == found.chat).values(state=state, changed=found.changed)
    )


async def without_digest(connection: AsyncConnection, week: date, begins: datetime) -> Collection[str]:
    """The relays whose digest was not made yet in a week that ``begins`` then, of those with a chat linked before."""
    made = select(DigestRow.relay).where(DigestRow.week == week)
    query = select(RelayChatRow.relay).where(
        RelayChatRow.lost.is_(None), RelayChatRow.linked < begins, RelayChatRow.relay.not_in(made)
    )
    return sorted(set(await connection.scalars(query)))


async def has_digest(connection: AsyncConnection, relay: str, week: date) -> bool:
    """Whether a digest of that week was made."""
    made = select(DigestRow.relay).where(DigestRow.relay == relay, DigestRow.week == week)
    return await connection.scalar(made) is not None


async def without_digest_by_mail(connection: AsyncConnection, week: date, begins: datetime) -> Collection[str]:
    """The relays with requests and no chat whose digest was not made yet in a week that ``begins`` then."""
    made = select(DigestRow.relay).where(DigestRow.week == week)
    linked = select(RelayChatRow.relay).where(RelayChatRow.lost.is_(None))
    happened = (IntakeRow.taken, IntakeRow.contacted, IntakeRow.closed, IntakeRow.created)
    since = begins - timedelta(days=7)
    query = select(IntakeRow.relay).where(
        IntakeRow.relay != "",
        IntakeRow.created < begins,
        or_(_OPEN, *(moment >= since for moment in happened)),
        IntakeRow.relay.not_in(made),
        IntakeRow.relay.not_in(linked),
    )
    return sorted(set(await connection.scalars(query)))


async def claim_digest(connection: AsyncConnection, relay: str, week: date) -> bool:
    """Whether the digest is this process's to make: only the first one to ask is told so."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(DigestRow).values(relay=relay, week=week).on_conflict_do_nothing()
    return (await connection.execute(statement)).rowcount == 1


async def of_week(connection: AsyncConnection, relay: str, since: datetime) -> Sequence[Intake]:
    """The requests of a relay that are open, or that something happened to since a moment."""
    happened = (IntakeRow.created, IntakeRow.taken, IntakeRow.contacted, IntakeRow.closed)
    query = select(IntakeRow.__table__).where(
        IntakeRow.relay == relay, or_(_OPEN, *(moment >= since for moment in happened))
    )
    return [requests.read(row) for row in await connection.execute(query.order_by(IntakeRow.created))]


async def late(connection: AsyncConnection, relay: str, now: datetime) -> Sequence[str]:
    """The references of the requests of a relay that are late, the oldest first."""
    query = select(IntakeRow.reference).where(IntakeRow.relay == relay, requests.is_late(now))
    return (await connection.scalars(query.order_by(IntakeRow.created, IntakeRow.reference))).all()


def _idle(row: object) -> Idle | None:
    state, chat, changed = (getattr(row, name) for name in ("state", "chat", "changed"))
    try:
        return Idle(chat, _CONVERSATION.validate_json(state), changed)
    except ValidationError:  # written by another version
        return None
