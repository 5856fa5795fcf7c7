"""Requests in both databases: one owner, one card in each chat, one use of a code, the right rows on a page."""

import asyncio
import csv
import io
from dataclasses import replace
from datetime import timedelta
from itertools import product
from zipfile import ZipFile

import pytest
from sqlalchemy import insert, select, text

from bot.chat.conversation import Conversation
from bot.chat.people import File, Member
from bot.knowledge.vocabulary import Refusal, Status
from bot.requests.card import card, dialled
from bot.requests.effects import Link, Miss, Record, Save, Unlink, Write
from bot.requests.model.reminders import due
from bot.requests.model.request import Form, Intake, Note, take
from bot.requests.model.snapshot import PAGE, ContextQuery, Page, RequestContext
from bot.store import link_codes, patrol_queries, requests
from bot.store.context import context_of
from bot.store.database import Database
from bot.store.documents import Documents
from bot.store.outbox.calls import Call
from bot.store.outbox.queue import queue
from bot.store.tables import OutboxRow, RelayChatRow
from bot.store.unit_of_work import Decision, UnitOfWork
from bot.telegram.outgoing import calls

RELAY, OTHER = "relay/niort-agglo-cellule-clauses", "relay/cara-royan"
TABLES = ("csv", "xlsx")
COMPANY, FIRST, SECOND = 1001, 2001, -3001
FORM = Form(company="=Martin", contact="Anne", reach="+33549000000", place="79191", place_name="Niort", hours=12.5)
WANTED = ContextQuery(link=True, reference="CL-7K3F")


@pytest.fixture
async def linked(database, clock):
    """Two chats of a relay, and one request."""
    async with database.transaction() as connection:
        for chat in (FIRST, SECOND):
            row = {"chat": chat, "relay": RELAY, "linked": clock.now, "linked_by": 7}
            await connection.execute(insert(RelayChatRow).values(row))
        new = Intake("CL-7K3F", COMPANY, RELAY, FORM, clock.now)
        await requests.apply(connection, COMPANY, Record(new, (File("document", "f1", "CCAP.pdf"),)), clock.now)
    return new


@pytest.fixture
def desk_of(database, clock):
    """What the store knows of what a chat wants to know."""

    async def asked(chat: int, wanted: ContextQuery) -> RequestContext:
        async with database.transaction() as connection:
            return await context_of(connection, chat, wanted, clock.now, by_mail=False)

    return asked


@pytest.fixture
def documents(database, clock, base):
    return Documents(database, lambda: base, clock)


@pytest.fixture
def queued(database):
    """What is in the outbox of a chat: the method and what it edits."""

    async def found(chat: int) -> list[tuple[str, int | None]]:
        query = select(OutboxRow.method, OutboxRow.edits).where(OutboxRow.chat == chat).order_by(OutboxRow.id)
        async with database.transaction() as connection:
            return [(row.method, row.edits) for row in await connection.execute(query)]

    return found


async def test_a_request_comes_back_as_it_was_recorded(linked, desk_of):
    context = await desk_of(FIRST, WANTED)
    assert context.subject == linked
    assert context.files == (File("document", "f1", "CCAP.pdf"),)
    assert context.allowed
    assert not (await desk_of(COMPANY, WANTED)).allowed


async def test_two_presses_at_the_same_instant_give_one_owner(linked, unit_of_work, desk_of):
    seen: list[Refusal] = []

    def press(member: Member):
        def decide(conversation: Conversation, context: RequestContext) -> Decision:
            assert context.subject is not None
            stepped = take(context.subject, member, context.now)
            if isinstance(stepped, Refusal):
                seen.append(stepped)
                return Decision(conversation)
            return Decision(conversation, effects=(Save(stepped),))

        return decide

    chats = (FIRST, SECOND, FIRST, SECOND)
    await asyncio.gather(
        *(unit_of_work.handle(n, chat, press(Member(n, f"m{n}")), lambda _: WANTED) for n, chat in enumerate(chats, 1))
    )
    assert seen == [Refusal.ANOTHERS] * 3
    assert (await desk_of(FIRST, WANTED)).subject.status is Status.TAKEN


@pytest.mark.parametrize("how", list(product((1, 2), ("company", "relay"))), ids=str)
async def test_a_request_that_comes_as_the_relays_last_chat_leaves_is_told_of_and_sent_by_what_is_so(
    database, url, clock, queued, how
):
    processes, first = how
    async with database.transaction() as connection:
        row = {"chat": FIRST, "relay": RELAY, "linked": clock.now, "linked_by": 7}
        await connection.execute(insert(RelayChatRow).values(row))
    elsewhere = Database(url)
    works = [UnitOfWork(database, clock), UnitOfWork(elsewhere if processes == 2 else database, clock)]
    if processes == 1:
        works[1] = works[0]
    told: list[bool] = []

    def asks(conversation: Conversation, context: RequestContext) -> Decision:
        told.append(RELAY in context.linked)
        card_ = [Call("sendMessage", {"text": "carte"}, relay=RELAY, about="CL-7K3F", card=True)]
        new = Intake("CL-7K3F", COMPANY, RELAY, FORM, clock.now)
        return Decision(conversation, card_ if told[-1] else (), (Record(new, ()),))

    def leaves(conversation: Conversation, _: RequestContext) -> Decision:
        return Decision(conversation, effects=(Unlink(),))

    updates = [(works[0], 2, COMPANY, asks), (works[1], 3, FIRST, leaves)]
    if first == "relay":
        updates.reverse()
    asked = ContextQuery(link=True, reach=True)
    nothing = Decision(Conversation())
    await asyncio.gather(
        works[0].handle(1, 4004, lambda *_: nothing),  # meanwhile the others come
        *(work.handle(number, chat, decide, lambda _: asked) for work, number, chat, decide in updates),
    )
    assert bool(await queued(FIRST)) is told[-1], "a card is on its way, or the company knows that none is"
    async with database.transaction() as connection:
        assert not await requests.linked(connection)
    await elsewhere.close()


async def test_a_code_links_one_chat_however_many_try_it_at_once(database, unit_of_work, clock, desk_of):
    async with database.transaction() as connection:
        code, expires = await link_codes.issue(connection, RELAY, clock.now)
    key = code.split("-")[0]
    wanted = ContextQuery(link=True, code=key)

    def decide(conversation: Conversation, context: RequestContext) -> Decision:
        assert context.code is not None
        return Decision(conversation, effects=() if context.code.used else (Link(RELAY, key, 7),))

    await asyncio.gather(*(unit_of_work.handle(n, n, decide, lambda _: wanted) for n in range(1, 5)))
    assert sum([(await desk_of(chat, wanted)).relay == RELAY for chat in range(1, 5)]) == 1
    assert expires > clock.now


async def test_a_wrong_secret_costs_a_try(database, clock, desk_of):
    async with database.transaction() as connection:
        code, _ = await link_codes.issue(connection, RELAY, clock.now)
        key = code.split("-")[0]
        await requests.apply(connection, 9, Miss(key), clock.now)
    context = await desk_of(9, ContextQuery(code=key))
    assert (context.code.tries, context.code.used) == (1, False)
    assert code.replace("-", "")[4:] not in context.code.secret


async def test_a_code_that_ended_long_ago_is_deleted(database, clock, desk_of):
    async with database.transaction() as connection:
        old, _ = await link_codes.issue(connection, RELAY, clock.now)
    clock.passes(timedelta(days=60))
    async with database.transaction() as connection:
        await link_codes.issue(connection, RELAY, clock.now)
    assert (await desk_of(9, ContextQuery(code=old.split("-")[0]))).code is None


async def test_a_card_stands_once_in_each_chat_and_is_edited_where_it_stands(linked, database, clock, base, queued):
    shown = card(base, linked)
    for _ in range(2):
        async with database.transaction() as connection:
            await queue(connection, 0, list(calls(0, shown)), clock.now)
    for chat in (FIRST, SECOND):
        (first, none), (second, edits) = await queued(chat)
        assert (first, none, second) == ("sendMessage", None, "editMessageText")
        assert edits is not None


async def test_a_card_that_is_shown_anew_takes_the_buttons_of_the_one_before(linked, database, clock, base, queued):
    for shown in (card(base, linked), card(base, linked, chat=FIRST, anew=True), card(base, linked)):
        async with database.transaction() as connection:
            await queue(connection, 0, list(calls(0, shown)), clock.now)
    methods = [method for method, _ in await queued(FIRST)]
    assert methods == ["sendMessage", "editMessageReplyMarkup", "sendMessage", "editMessageText"]
    assert [method for method, _ in await queued(SECOND)] == ["sendMessage", "editMessageText"]
    edits = [edit for _, edit in await queued(FIRST)]
    assert edits[3] != edits[1]


async def test_the_lists_count_and_page_what_is_open_mine_and_late(linked, database, clock, desk_of):
    async with database.transaction() as connection:
        for number in range(20):
            created = clock.now - timedelta(days=number % 5, minutes=number)
            new = replace(linked, reference=f"CL-{number:04}", created=created)
            if number % 4 == 0:
                new = take(new, Member(7, "Zoé"), clock.now)
            elif number % 4 == 1:
                new = replace(new, status=Status.CLOSED, closed=clock.now)
            await requests.apply(connection, COMPANY, Record(new), clock.now)
        other = replace(linked, reference="CL-ZZZZ", relay=OTHER)
        await requests.apply(connection, COMPANY, Record(other), clock.now)
    listing = (await desk_of(FIRST, ContextQuery(link=True, listing=Page("open", 0, 7)))).listing
    assert (listing.counts.open, listing.counts.mine) == (16, 5)
    assert len(listing.intakes) == PAGE
    assert list(listing.intakes) == sorted(listing.intakes, key=lambda one: (one.created, one.reference))
    second = (await desk_of(FIRST, ContextQuery(link=True, listing=Page("open", 1, 7)))).listing
    assert not {one.reference for one in listing.intakes} & {one.reference for one in second.intakes}
    for scope in ("mine", "late"):
        found = (await desk_of(FIRST, ContextQuery(link=True, listing=Page(scope, 0, 7)))).listing
        assert len(found.intakes) == found.total
        assert all(one.open and one.relay == RELAY for one in found.intakes)
    assert (await desk_of(COMPANY, ContextQuery(link=True, listing=Page("open")))).listing is None


async def test_what_is_late_in_a_list_is_what_a_relay_is_reminded_of(linked, database, clock, desk_of):
    """On Monday 23 November at 10 h in France, after a week without a holiday: sent, taken, handed on and reopened."""
    expected = set()
    async with database.transaction() as connection:
        for number in range(80):
            at = clock.now - timedelta(hours=12 * (number // 4), minutes=number)
            began = at if number % 4 < 2 else at - timedelta(days=30)
            new = replace(linked, reference=f"CL-{number:04}", created=began)
            if number % 2:
                new = take(new, Member(7, "Zoé"), began)
            notes = [Note("reopened" if number % 2 else "transferred", "relay", "", "", at)] if began != at else []
            await requests.apply(connection, COMPANY, Record(new), clock.now)
            for note in notes:
                await requests.apply(connection, COMPANY, Write(new.reference, note), clock.now)
            if due(new, notes, clock.now) is not None:
                expected.add(new.reference)
        late = await patrol_queries.late(connection, RELAY, clock.now)
    assert set(late) == expected
    assert {int(number[-4:]) % 4 for number in expected} == {0, 1, 2, 3}
    assert len(expected) < 60
    counts = (await desk_of(FIRST, ContextQuery(link=True, listing=Page("late")))).listing.counts
    assert counts.late == len(expected)


async def test_the_history_stays_with_a_request_that_goes_to_another_relay(linked, database, clock, desk_of):
    note = Note("word", "company", "", "Bonjour", clock.now)
    async with database.transaction() as connection:
        await requests.apply(connection, COMPANY, Write("CL-7K3F", note), clock.now)
        await requests.apply(connection, COMPANY, Save(replace(linked, relay=OTHER)), clock.now)
    context = await desk_of(FIRST, WANTED)
    assert context.notes == (note,)
    assert not context.allowed


@pytest.mark.parametrize("what", TABLES)
async def test_a_table_is_made_for_a_chat_of_the_relay_and_for_no_other(linked, database, documents, what):
    wanted = {"what": what, "relay": RELAY, "period": "open"}
    made = await documents.make(FIRST, wanted)
    assert made is not None
    assert made.name == f"demandes-2026-11-23.{what}"
    if what == "csv":
        head, line, end = made.content.decode("utf-8-sig").split("\r\n")
        assert head.startswith("Référence;État;")
        assert "'=Martin" in line
        assert "12,5" in line
        assert not end
    assert await documents.make(COMPANY, wanted) is None
    assert await documents.make(FIRST, wanted | {"relay": OTHER}) is None
    async with database.transaction() as connection:
        await requests.apply(connection, FIRST, Unlink(), linked.created)
    assert await documents.make(FIRST, wanted) is None


@pytest.mark.parametrize(
    "evil", ["=1+1", "+33549", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x")']
)
async def test_what_a_company_writes_is_no_formula_in_its_relays_export(linked, database, documents, evil):
    texts = ("siret", "company", "contact", "reach", "place", "place_name", "contract", "need")
    form = replace(FORM, **{name: evil[:5] if name == "place" else evil[:14] for name in texts})
    async with database.transaction() as connection:
        request = replace(linked, reference="CL-2222", form=form, owner=Member(7, evil), status=Status.TAKEN)
        await requests.apply(connection, COMPANY, Record(request), linked.created)
    made = {what: await documents.make(FIRST, {"what": what, "relay": RELAY, "period": "all"}) for what in TABLES}
    assert made["csv"] is not None
    assert made["xlsx"] is not None
    rows = csv.reader(io.StringIO(made["csv"].content.decode("utf-8-sig"), newline=""), delimiter=";")
    cells = [cell for row in rows for cell in row]
    as_dialled = dialled(evil[:14]) != evil[:14]  # a number of France has no sign before it
    assert sum(cell.startswith(f"'{evil[:5]}") for cell in cells) >= len(texts) - as_dialled
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n"))]
    with ZipFile(io.BytesIO(made["xlsx"].content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


@pytest.mark.parametrize(("period", "expected"), [("open", 1), ("year", 2), ("all", 3)])
async def test_a_table_holds_the_requests_of_its_period(linked, database, documents, period, expected):
    now = linked.created
    async with database.transaction() as connection:
        closed = replace(linked, status=Status.CLOSED, closed=now, reference="CL-2222")
        old = replace(closed, reference="CL-3333", created=now - timedelta(days=400))
        for one in (closed, old):
            await requests.apply(connection, COMPANY, Record(one), now)
    made = await documents.make(FIRST, {"what": "csv", "relay": RELAY, "period": period})
    assert made is not None
    assert len(made.content.decode("utf-8-sig").splitlines()) == 1 + expected


async def test_the_lists_are_counted_and_paged_from_an_index_alone(database, linked):
    queries = (
        "SELECT count(*), count(CASE WHEN owner = 3 THEN 1 END) FROM intakes WHERE relay = 'x' AND status <> 'closed'",
        "SELECT reference FROM intakes WHERE relay = 'x' AND status <> 'closed' ORDER BY created, reference LIMIT 8",
    )
    async with database.transaction() as connection:
        if not database.is_sqlite:
            await connection.execute(text("SET LOCAL enable_seqscan = off"))  # a table of one row needs no index
        for query in queries:
            explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
            plan = "\n".join(str(row) for row in await connection.execute(text(f"{explain} {query}")))
            assert "intakes_open" in plan
            assert "B-TREE" not in plan
