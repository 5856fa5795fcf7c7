"""A request is never silent: reminders, escalation, the next way, and what is kept no longer."""

import asyncio
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.chat.conversation import Conversation
from bot.chat.flow import Course
from bot.chat.people import Member
from bot.chat.replies import KeepUnanswered
from bot.knowledge.vocabulary import Result, Status
from bot.language.dates import FRANCE
from bot.requests.effects import Mail, Save, Write
from bot.requests.model.request import Intake, Note, called, close, take, transfer
from bot.runtime.patrol import Curator
from bot.store import unanswered
from bot.store.database import Database
from bot.store.leases import Leases
from bot.store.tables import LeaseRow, OutboxRow
from bot.store.unit_of_work import Decision, UnitOfWork
from tests.runtime.conftest import CHAT, CLUB, COMPANY, DEPARTMENT, ML, OTHER, PLIE, World

_HOLDS = """
import asyncio, sys
from bot.store.database import Database
from bot.store.leases import Leases

async def hold():
    async with Leases(Database(sys.argv[1])).held("patrol") as ours:
        print("held" if ours else "not held", flush=True)
        await asyncio.sleep(600)

asyncio.run(hold())
"""
DOMINIQUE = Member(2001, "Dominique")


async def _until(world: World, end: datetime, **pace: float) -> list[tuple[str, str]]:
    """Patrol until a moment; which steps were taken when, by the clock of France."""
    steps: list[tuple[str, str]] = []
    while world.clock.now < end:
        local = world.clock.now.astimezone(FRANCE)
        steps.extend((f"{local:%a %d %Hh%M}", step) for step in await world.round())
        world.clock.passes(**pace)
    return steps


async def test_two_weeks_with_holidays_without_anybody_taking_it(world: World):
    """Sent on Monday 14 December at 10 h; Christmas is a Friday."""
    await world.link(CLUB, CHAT)
    await world.link(DEPARTMENT, OTHER)
    await world.record(CLUB)
    told = await _until(world, world.clock.now + timedelta(days=14), hours=2)
    assert [step for step in told if step[1] != "digest"] == [
        ("Wed 16 10h00", "remind"),
        ("Mon 21 10h00", "remind"),
        ("Tue 22 10h00", "escalate"),
    ]
    _, first, second, third = [text for text in await world.said(CHAT) if "Votre semaine" not in text]
    assert "CL-7K3F" in first
    assert "14 décembre 2026" in first
    assert first == second
    assert "insertion" in third
    (escalated,) = [text for text in await world.said(OTHER) if "Votre semaine" not in text]
    assert "+33 5 46 00 00 00" in escalated
    (company,) = await world.said(COMPANY)
    assert "Agglo de La Rochelle" in company
    assert "05 46 27 65 20" in company  # the first body for the place whose telephone a source gives
    assert "source datée" in company
    assert [note.kind for note in await world.notes()] == ["reminded", "reminded", "escalated"]


async def test_a_relay_that_took_it_is_reminded_to_reach_the_company(world: World):
    await world.link(CLUB, CHAT)
    took = take(await world.record(CLUB), DOMINIQUE, world.clock())
    assert isinstance(took, Intake)
    await world.apply(Save(took))
    told = await _until(world, world.clock.now + timedelta(days=16), hours=6)
    assert [step for step in told if step[1] != "digest"] == [("Mon 21 10h00", "chase"), ("Tue 29 10h00", "chase")]
    assert len([text for text in await world.said(CHAT) if "Dominique" in text and "Relance" in text]) == 2
    assert await world.said(COMPANY) == []


async def test_who_is_written_to_by_letter_is_reminded_by_letter(world: World):
    await world.record(PLIE)
    await world.apply(Mail("CL-7K3F", PLIE, "new"))
    world.clock.passes(days=2)
    assert await world.round() == ["remind"]
    assert (PLIE, "reminder", "pending") in await world.letters()
    (asked,) = await world.said(COMPANY)  # the letter has no button to say that it was called, but the company has
    assert "Vous a-t-on contacté" in asked


async def test_a_company_that_says_that_it_was_called_ends_the_reminders(world: World):
    await world.record(PLIE)
    await world.apply(Mail("CL-7K3F", PLIE, "new"))
    world.clock.passes(days=2)
    assert await world.round() == ["remind"]
    said = called(await world.intake(), world.clock())
    assert isinstance(said, Intake)
    await world.apply(Save(said), Write("CL-7K3F", Note("called", "company", "", "", world.clock())))
    told = await _until(world, world.clock.now + timedelta(days=30), hours=6)
    assert {step for _, step in told} <= {"digest"}


async def test_a_company_of_which_somebody_else_is_told_can_say_that_it_was_called(world: World):
    await world.record(PLIE)
    await world.apply(Mail("CL-7K3F", PLIE, "new"))
    told = await _until(world, world.clock.now + timedelta(days=9), hours=6)
    assert [step for _, step in told if step != "digest"] == ["remind", "remind", "escalate"]
    async with world.database.transaction() as connection:
        rows = await connection.scalars(
            select(OutboxRow.payload).where(OutboxRow.chat == COMPANY).order_by(OutboxRow.id)
        )
    buttons = [[b["callback_data"] for row in one["reply_markup"]["inline_keyboard"] for b in row] for one in rows]
    yes, no = "i:called:CL-7K3F:0", "i:uncalled:CL-7K3F:0"
    assert buttons == [[yes, no], [yes, no], [yes]]


async def test_without_anybody_else_to_tell_the_operator_is_told(world: World):
    await world.link(CLUB, CHAT)
    await world.record(CLUB)
    await _until(world, world.clock.now + timedelta(days=9), hours=6)
    assert await world.letters() == [("", "escalation", "pending")]
    assert "la personne qui fait fonctionner ce service" in (await world.said(COMPANY))[0]


async def test_two_patrols_at_once_take_each_step_once(world: World):
    await world.link(CLUB, CHAT)
    for number in range(6):
        await world.record(CLUB, f"CL-222{number + 2}")
    world.clock.passes(days=2)
    rounds = await asyncio.gather(*(world.patrol().round() for _ in range(4)))
    taken = [task for done in rounds for task in done if task.what != "digest"]
    assert len(taken) == 6
    assert len({task.subject for task in taken}) == 6
    assert len([text for text in await world.said(CHAT) if text.startswith("Relance")]) == 6


@pytest.fixture
async def processes(world: World, url: str):
    """Two processes on one database: who patrols, and with which leases."""
    other = Database(url)
    yield [(there.patrol(), Leases(there.database, world.clock)) for there in (world, replace(world, database=other))]
    await other.close()


async def test_of_several_processes_one_makes_the_rounds(world: World, processes):
    await world.link(CLUB, CHAT)
    await world.record(CLUB)
    world.clock.passes(days=2)
    rounds = await asyncio.gather(*(patrol.turn(leases) for patrol, leases in processes * 3))
    (made,) = [done for done in rounds if done is not None]
    assert "remind" in [task.what for task in made]
    for patrol, leases in processes:
        assert await patrol.turn(leases) is None  # one was just made
    world.clock.passes(minutes=1)
    rounds = [await patrol.turn(leases) for patrol, leases in processes]
    assert rounds == [[], None]


async def test_where_the_process_that_makes_the_rounds_is_killed_another_one_does(world: World, url: str):
    patrol, leases = world.patrol(), Leases(world.database, world.clock)
    world.clock.now = datetime.now(UTC)  # as the other process has it
    killed = await asyncio.create_subprocess_exec(sys.executable, "-c", _HOLDS, url, stdout=asyncio.subprocess.PIPE)
    assert killed.stdout is not None
    try:
        assert await killed.stdout.readline() == b"held\n"
        assert await patrol.turn(leases) is None
    finally:
        killed.kill()
        await killed.wait()
    async with world.database.transaction() as connection:
        until = await connection.scalar(select(LeaseRow.until).where(LeaseRow.name == "patrol"))
    assert until is not None
    assert until <= datetime.now(UTC) + timedelta(minutes=1)
    world.clock.now = until
    assert await patrol.turn(leases) is not None


async def test_a_step_that_is_due_no_more_is_not_taken(world: World):
    await world.link(CLUB, CHAT)
    new = await world.record(CLUB)
    world.clock.passes(days=2)
    patrol = world.patrol()
    (task,) = [task for task in await patrol.due() if task.what == "remind"]
    closed = close(new, Result.BY_COMPANY, world.clock())
    assert isinstance(closed, Intake)
    await world.apply(Save(closed))
    assert not await patrol.do(task)
    assert len(await world.said(CHAT)) == 1  # its card


async def test_a_request_that_lies_nowhere_goes_to_the_first_that_can_be_told(world: World):
    world.by_mail = False
    await world.record("")
    assert await world.round() == ["dispatch"]  # nobody can be told: the operator is
    assert await world.letters() == [("", "stranded", "pending")]
    assert await world.round() == []
    await world.link(DEPARTMENT, OTHER)
    assert "dispatch" in await world.round()
    assert (await world.intake()).relay == DEPARTMENT
    assert "CL-7K3F" in (await world.said(OTHER))[0]
    assert "05 46 31 70 00" in (await world.said(COMPANY))[0]
    assert await world.round() == []


async def test_a_relay_whose_chats_are_lost_is_passed_over_and_the_operator_told(world: World):
    await world.link(CLUB, CHAT)
    await world.record(CLUB)
    assert "dispatch" not in await world.round()
    await world.lose(CHAT)
    assert await world.round() == ["dispatch"]
    assert (await world.intake()).relay == PLIE
    assert await world.letters() == [("", "moved", "pending"), (PLIE, "new", "pending")]
    assert await world.round() == []


async def test_what_a_relay_handed_to_a_body_that_is_not_linked_does_not_come_back(world: World):
    """It was told to call that body itself; the operator knows too."""
    await world.link(CLUB, CHAT)
    await world.record(CLUB)
    moved = transfer(await world.intake(), ML)
    assert isinstance(moved, Intake)
    await world.apply(Save(moved), Write("CL-7K3F", Note("transferred", "relay", "Dominique", ML, world.clock())))
    assert "dispatch" in await world.round()
    assert "dispatch" not in await world.round()
    assert (await world.intake()).relay == ML
    assert await world.letters() == [("", "stranded", "pending")]


async def test_a_relay_that_lost_one_chat_of_two_keeps_its_requests(world: World):
    await world.link(CLUB, CHAT)
    await world.link(CLUB, OTHER)
    await world.record(CLUB)
    await world.lose(CHAT)
    assert "dispatch" not in await world.round()


async def test_a_chat_that_comes_back_gets_the_card(world: World):
    world.by_mail = False
    await world.link(CLUB, CHAT)
    await world.record(CLUB)
    await world.lose(CHAT)
    assert await world.round() == ["dispatch"]
    await world.link(CLUB, OTHER)
    assert "dispatch" in await world.round()
    assert (await world.intake()).relay == CLUB
    assert [letter[1] for letter in await world.letters()] == ["stranded"]
    assert "Bâti Ouest" in (await world.said(OTHER))[0]


async def _fill(world: World, course: Course | None) -> None:
    """The company answers a question of the form."""
    at = int(world.clock.now.timestamp())
    await UnitOfWork(world.database, world.clock).handle(at, COMPANY, lambda *_: Decision(Conversation(course=course)))


BEGUN = Course("tool/intake", (("consent", True), ("company", "Bâti Ouest")), "contact")


async def test_a_form_that_was_left_is_recalled_once_then_dropped(world: World):
    await _fill(world, BEGUN)
    told = await _until(world, world.clock.now + timedelta(days=6), hours=6)
    assert told == [("Tue 15 10h00", "recall"), ("Fri 18 10h00", "drop")]
    (recalled,) = await world.said(COMPANY)
    assert "18 décembre 2026" in recalled


@pytest.mark.parametrize(
    "course",
    [
        None,
        Course("tool/hours", (("amount", 1000),), "rate"),
        Course("tool/intake", (), "consent"),
        Course("tool/intake", (("consent", False),), "siret"),
    ],
)
async def test_only_a_form_that_was_agreed_to_is_recalled(world: World, course: Course | None):
    await _fill(world, course)
    assert await _until(world, world.clock.now + timedelta(days=6), hours=3) == []


async def test_whoever_goes_on_is_not_recalled(world: World):
    await _fill(world, BEGUN)
    patrol = world.patrol()
    world.clock.passes(days=1)
    (task,) = await patrol.due()
    await _fill(world, BEGUN.answered({"contact": "Camille"}))
    assert not await patrol.do(task)


async def test_what_was_closed_long_ago_is_erased_and_counts_stay(world: World):
    await world.link(CLUB, CHAT)
    closed = close(await world.record(CLUB), Result.HELPED, world.clock())
    assert isinstance(closed, Intake)
    await world.apply(Save(closed), Write("CL-7K3F", Note("word", "company", "", "Merci", world.clock())))
    world.clock.passes(days=364)
    assert "erase" not in await world.round()
    world.clock.passes(days=2)
    assert "erase" in await world.round()
    left = await world.intake()
    assert (left.status, left.result, left.form.company, left.chat) == (Status.CLOSED, Result.HELPED, "", 0)
    assert "Bâti Ouest" not in (await world.said(CHAT))[-1]
    assert await world.said(COMPANY) == []
    assert "erase" not in await world.round()


async def test_an_open_request_is_never_erased_before_the_company_was_told(world: World):
    world.kept = timedelta(days=30)
    await world.link(CLUB, CHAT)
    await world.record(CLUB)
    steps: list[str] = []
    while "warn" not in steps:
        steps += [step for _, step in await _until(world, world.clock.now + timedelta(days=1), hours=12)]
    assert "erase" not in steps
    assert "27 janvier 2027" in (await world.said(COMPANY))[-1]
    steps = [step for _, step in await _until(world, world.clock.now + timedelta(days=30), hours=12)]
    assert steps.count("erase") == 1
    assert "effacée" in (await world.said(COMPANY))[-1]
    assert (await world.intake()).result is Result.WITHDRAWN


async def test_a_word_of_the_company_keeps_its_request(world: World):
    world.kept = timedelta(days=30)
    await world.link(CLUB, CHAT)
    await world.record(CLUB)
    world.clock.passes(days=31)
    assert "warn" in await world.round()
    world.clock.passes(days=1)
    await world.apply(Write("CL-7K3F", Note("word", "company", "", "Toujours d'actualité", world.clock())))
    world.clock.passes(days=20)
    assert not {"warn", "erase"} & set(await world.round())


async def test_nothing_that_identifies_anybody_is_logged(world: World):
    await world.record("")
    with capture_logs() as logs:
        await _until(world, world.clock.now + timedelta(days=9), hours=6)
    assert any(line["event"] == "operator needed" and line["reference"] == "CL-7K3F" for line in logs)
    assert not re.search(r"Bâti|Camille|54600|1001|@", str(logs))


async def test_a_relay_gets_one_digest_a_week(world: World):
    await world.link(CLUB, CHAT)
    await world.link(ML, OTHER)
    await world.record(CLUB)
    world.clock.now = datetime(2026, 12, 21, 8, 59, tzinfo=FRANCE)
    assert "digest" not in await world.round()
    world.clock.passes(minutes=1)
    rounds = await asyncio.gather(*(world.patrol().round() for _ in range(3)))
    assert [task.subject for done in rounds for task in done if task.what == "digest"] == [CLUB]
    world.clock.passes(days=1)
    assert "digest" not in await world.round()
    assert len([text for text in await world.said(CHAT) if "Votre semaine" in text]) == 1
    assert await world.said(OTHER) == []
    assert not any("digest" in str(task) for task in await world.patrol().due())


async def test_a_curator_reads_each_week_what_was_not_answered_and_nothing_of_whom(world: World):
    async with world.database.transaction() as connection:
        for question in ("la quadrature du zorglub", "quadrature du zorglub", "L2112-2"):
            await unanswered.keep(connection, KeepUnanswered("unknown", question, "faq/cdd"), world.clock())
    world.clock.passes(days=7)
    watchman = world.patrol(Curator(world.live.week_of_curator, OTHER))
    assert [task.what for task in await watchman.round()] == ["unanswered"]
    assert await watchman.round() == []
    (said,) = await world.said(OTHER)
    assert "3" not in said.partition("\n")[0].rpartition(":")[2]  # what the base answers is not told of
    assert "2 × quadrature du zorglub" in said.replace("\xa0", " ")
    assert world.base["faq/cdd"].label in said.replace("\xa0", " ")
    world.clock.passes(days=7)
    assert await watchman.round() == []  # a week in which nothing was asked
    assert len(await world.said(OTHER)) == 1
