"""Letters over a real mail server: what it refuses for now is sent again, what it refuses for ever is not."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.chat.replies import KeepUnanswered
from bot.knowledge.vocabulary import Result
from bot.mail import letters as letters_
from bot.mail.letters import Letter
from bot.mail.mailer import Mailer
from bot.mail.mime import message
from bot.requests.effects import Mail, Save, Write
from bot.requests.model.request import Intake, Note, close, erase, transfer
from bot.runtime import patrol
from bot.store import unanswered
from bot.store.mails import GIVEN_UP, Mails, Post
from bot.store.tables import MailRow
from tests.runtime.conftest import CLUB, DEPARTMENT, MONDAY, OPERATOR, PLIE, SENDER, Office, World

ADDRESS = "plie@agglo-larochelle.fr"


async def _letter(world: World, about: str = "new", relay: str = PLIE) -> Intake:
    new = await world.record(PLIE)
    await world.apply(Mail("CL-7K3F", relay, about))  # type: ignore[arg-type]
    return new


async def test_a_new_request_is_written_to_its_relay(world: World, office: Office, mailer: Mailer):
    await _letter(world)
    assert await mailer.round() == 1
    (got,) = office.inbox.received
    assert got["To"] == ADDRESS
    assert got["From"] == f"Clausette <{SENDER}>"
    assert "CL-7K3F" in got["Subject"]
    assert got["Auto-Submitted"] == "auto-generated"
    plain, rich = (got.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    for body in (plain, rich):
        for said in ("Bâti Ouest", "Camille Roy", "+33 5 46 00 00 00", "La Rochelle (17)", "deux maçons", OPERATOR):
            assert said in body
    assert "Répondez directement à l'entreprise" in plain
    assert "/connexion" in plain
    assert await world.letters() == [(PLIE, "new", "sent")]
    assert await mailer.round() == 0


async def test_what_a_company_typed_is_no_markup_and_no_header(world: World, office: Office, mailer: Mailer):
    await world.record(PLIE, company="<b>Bâti</b>\r\nBcc: autre@exemple.fr", need="a\n\n.\n\nb")
    await world.apply(Mail("CL-7K3F", PLIE, "new"))
    await mailer.round()
    (got,) = office.inbox.received
    assert got["Bcc"] is None
    assert "&lt;b&gt;Bâti" in got.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "\n.\n" in got.get_body(("plain",)).get_content().replace("\r", "")  # type: ignore[union-attr]


def test_a_header_cannot_be_broken_into(post: Post, base):
    written = Letter("CL-7K3F\r\nBcc: autre@exemple.fr", ("…",), to=ADDRESS)
    with pytest.raises(ValueError, match="Header"):
        message(written, base.texts.letter, SENDER, post)


@pytest.fixture
def post() -> Post:
    return Post(7, PLIE, "new", 0, MONDAY, "CL-7K3F", None)


@pytest.mark.parametrize(
    ("step", "answer"),
    [("MAIL", "451 later"), ("RCPT", "450 greylisted"), ("DATA", "452 full"), ("MAIL", "550 not your sender")],
)
async def test_what_is_refused_for_now_is_sent_again_later(
    world: World, office: Office, mailer: Mailer, step: str, answer: str
):
    await _letter(world)
    office.inbox.answers[step] = answer
    assert await mailer.round() == 1
    assert await world.letters() == [(PLIE, "new", "pending")]
    assert await mailer.round() == 0
    office.inbox.answers.clear()
    world.clock.passes(minutes=1)
    assert await mailer.round() == 1
    assert await world.letters() == [(PLIE, "new", "sent")]
    assert len(office.inbox.received) == 1


@pytest.mark.parametrize(("step", "answer"), [("RCPT", "550 no such user"), ("DATA", "554 refused")])
async def test_an_address_that_is_refused_is_passed_over_and_the_operator_told(
    world: World, office: Office, mailer: Mailer, step: str, answer: str
):
    await world.link(DEPARTMENT, 2002)
    await _letter(world)
    office.inbox.answers[step] = answer
    await mailer.round()
    assert await world.letters() == [(PLIE, "new", "failed")]
    assert "dispatch" in await world.round()
    assert (await world.intake()).relay == DEPARTMENT
    assert (await world.letters())[1:] == [("", "moved", "pending")]
    office.inbox.answers.clear()
    await mailer.round()
    assert office.inbox.received[-1]["To"] == OPERATOR
    assert "Bâti Ouest" not in str(office.inbox.received[-1])  # the operator reads it on the server
    assert await world.round() == []


async def test_nobody_waits_for_ever_for_a_server_that_hangs(world: World, office: Office):
    await _letter(world)
    office.inbox.hangs = True
    mailer = Mailer(
        Mails(world.database, world.clock), office.server, None, lambda: world.base, clock=world.clock, patience=0.3
    )
    assert await mailer.round() == 1
    assert await world.letters() == [(PLIE, "new", "pending")]


async def test_a_repeat_can_be_recognised_by_its_message_id(world: World, office: Office, mailer: Mailer):
    """The server takes the letter and is cut off before it can say so."""
    await _letter(world)
    office.inbox.drops = True
    await mailer.round()
    assert await world.letters() == [(PLIE, "new", "pending")]
    office.inbox.drops = False
    world.clock.passes(minutes=1)
    await mailer.round()
    assert await world.letters() == [(PLIE, "new", "sent")]
    first, second = office.inbox.received
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


async def test_a_server_that_is_away_is_tried_ever_more_seldom_and_not_for_ever(
    world: World, office: Office, mailer: Mailer
):
    office.close()
    await _letter(world)
    tries, end = 0, world.clock.now + GIVEN_UP + timedelta(hours=2)
    while world.clock.now < end:
        tries += await mailer.round()
        world.clock.passes(minutes=30)
    assert 48 < tries < 148
    assert await world.letters() == [(PLIE, "new", "failed")]


async def test_a_letter_about_a_closed_or_erased_request_is_not_sent(world: World, office: Office, mailer: Mailer):
    new = await _letter(world)
    closed = close(new, Result.BY_COMPANY, world.clock())
    assert isinstance(closed, Intake)
    await world.apply(Save(closed), Mail("CL-7K3F", PLIE, "word"), Save(erase(closed, world.clock())))
    await mailer.round()
    assert await world.letters() == []  # erased with the request
    assert office.inbox.received == []


async def test_that_a_request_was_withdrawn_is_told_though_it_is_erased(world: World, office: Office, mailer: Mailer):
    new = await _letter(world)
    await mailer.round()
    await world.apply(Save(erase(new, world.clock())), Mail("CL-7K3F", PLIE, "withdrawn"))
    await mailer.round()
    assert "retiré" in str(office.inbox.received[-1].get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert "Bâti Ouest" not in str(office.inbox.received[-1])


async def test_a_request_that_was_handed_on_is_not_written_to_who_had_it(world: World, office: Office, mailer: Mailer):
    moved = transfer(await _letter(world), CLUB)
    assert isinstance(moved, Intake)
    await world.apply(Save(moved))
    await mailer.round()
    assert await world.letters() == [(PLIE, "new", "moot")]
    assert office.inbox.received == []


async def test_a_word_of_the_company_is_passed_on(world: World, office: Office, mailer: Mailer):
    await _letter(world, "word")
    await world.apply(Write("CL-7K3F", Note("word", "company", "", "Le chantier commence en mars.", world.clock())))
    await mailer.round()
    assert "Le chantier commence en mars." in office.inbox.received[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]


async def test_several_processes_send_each_letter_once(world: World, office: Office):
    for number in range(12):
        await world.record(PLIE, f"CL-22{number + 20}")
        await world.apply(Mail(f"CL-22{number + 20}", PLIE, "new"))
    mailers = [
        Mailer(Mails(world.database, world.clock), office.server, None, lambda: world.base, clock=world.clock)
        for _ in range(3)
    ]
    while sum(await asyncio.gather(*(mailer.round() for mailer in mailers))):
        pass
    ids = [got["Message-ID"] for got in office.inbox.received]
    assert len(ids) == len(set(ids)) == 12


async def test_what_a_killed_process_had_claimed_is_taken_up_again(world: World, office: Office, mailer: Mailer):
    await _letter(world)
    assert len(await Mails(world.database, world.clock).claim()) == 1
    assert await mailer.round() == 0
    world.clock.passes(minutes=10)
    assert await mailer.round() == 1
    assert len(office.inbox.received) == 1


async def test_a_relay_without_address_is_passed_over(world: World, mailer: Mailer):
    await _letter(world, relay=CLUB)
    await world.apply(Save(replace(await world.intake(), relay=CLUB)))
    await mailer.round()
    assert await world.letters() == [(CLUB, "new", "failed")]


@pytest.mark.parametrize("answer", ["550 <plie@agglo-larochelle.fr> unknown", "450 <plie@agglo-larochelle.fr> busy"])
async def test_no_address_is_logged_nor_kept(world: World, office: Office, mailer: Mailer, answer: str):
    await _letter(world)
    office.inbox.answers["RCPT"] = answer
    with capture_logs() as logs:
        await mailer.round()
    assert logs
    assert not re.search(r"@|Bâti|Camille", str(logs))
    assert "@" not in str(await _all(world))


async def _until_sent(world: World) -> None:
    """Wait until no letter is pending."""
    while "pending" in [status for *_, status in await world.letters()]:  # noqa: ASYNC110  the mailer tells nobody
        await asyncio.sleep(0.02)


async def _all(world: World) -> list[tuple[object, ...]]:
    async with world.database.transaction() as connection:
        return [tuple(row) for row in await connection.execute(select(MailRow.error, MailRow.status))]


async def test_a_running_mailer_is_woken_and_stops_when_it_is_told(world: World, office: Office, mailer: Mailer):
    running = asyncio.create_task(mailer.run())
    await asyncio.sleep(0)
    await _letter(world)
    mailer.wake()
    async with asyncio.timeout(20):
        await _until_sent(world)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_curator_reads_by_e_mail_what_was_not_answered(world: World, office: Office):
    async with world.database.transaction() as connection:
        for question in ("la quadrature du <zorglub>", "quadrature du <zorglub>"):
            await unanswered.keep(connection, KeepUnanswered("unknown", question, "faq/cdd"), world.clock())
    world.clock.passes(days=7)
    weekly = world.live.week_of_curator
    watchman, letters = world.patrol(patrol.Curator(weekly, by_mail=True)), Mails(world.database, world.clock)
    assert [task.what for task in await watchman.round()] == ["unanswered"]
    assert await watchman.round() == []
    curator = letters_.Curator("curatrice@exemple.fr", weekly)
    mailer = Mailer(letters, office.server, None, lambda: world.base, clock=world.clock, curator=curator)
    await mailer.round()
    (got,) = office.inbox.received
    assert got["To"] == "curatrice@exemple.fr"
    assert "14 décembre" in got["Subject"]
    plain, rich = (got.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert "2 × quadrature du <zorglub>" in plain.replace("\xa0", " ")
    assert world.base["faq/cdd"].label in plain.replace("\xa0", " ")
    assert "quadrature du &lt;zorglub&gt;" in rich.replace("\xa0", " ")


async def test_a_curator_whose_address_is_gone_gets_no_letter_and_nobody_else_does(world: World, office: Office):
    await world.apply(Mail("", "", "unanswered"))
    mailer = Mailer(Mails(world.database, world.clock), office.server, OPERATOR, lambda: world.base, clock=world.clock)
    await mailer.round()
    assert await world.letters() == [("", "unanswered", "failed")]
    assert office.inbox.received == []


async def test_what_the_base_answers_by_now_is_no_letter_to_the_curator(world: World, office: Office):
    await world.apply(Mail("", "", "unanswered"))
    curator = letters_.Curator("curatrice@exemple.fr", world.live.week_of_curator)
    mailer = Mailer(
        Mails(world.database, world.clock), office.server, None, lambda: world.base, clock=world.clock, curator=curator
    )
    await mailer.round()
    assert await world.letters() == [("", "unanswered", "moot")]
