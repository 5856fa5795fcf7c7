"""What letters say to a relay without Telegram: what was handed on, what the company did, the files, the week."""

import asyncio
import re
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage

from bot.chat.people import File, Member
from bot.knowledge.vocabulary import Result
from bot.language.dates import FRANCE
from bot.mail.links import Links
from bot.mail.mailer import Mailer
from bot.requests.digest import Digests
from bot.requests.effects import Join, Mail, Save, Write
from bot.requests.model.request import Intake, Note, close
from bot.requests.model.snapshot import ContextQuery
from bot.requests.steps import StepResult, Steps
from bot.store import requests
from bot.store.context import context_of
from bot.store.mails import Mails
from tests.runtime.conftest import CLUB, ML, OPERATOR, PLIE, Office, World

LINKS = Links("https://clausette.exemple.fr", b"a secret of this bot")
REFERENCE = "CL-7K3F"


def writing(world: World, office: Office, files: Mapping[str, bytes] | None = None) -> Mailer:
    """Who writes letters with links; ``files`` are what Telegram holds, by number."""

    async def digests() -> Digests:
        return world.digests

    async def fetch(file: File) -> bytes | None:
        return (files or {}).get(file.id)

    return Mailer(
        Mails(world.database, world.clock), office.server, OPERATOR, lambda: world.base, clock=world.clock,
        links=LINKS, digests=digests, fetch=fetch,
    )  # fmt: skip


def words(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r", "")


async def hand_on(world: World, relay: str, by: Member | None) -> None:
    """A relay hands its request on, or the operator does."""
    async with world.database.transaction() as connection:
        query = ContextQuery(reference=REFERENCE, reach=True)
        context = await context_of(connection, 0, query, world.clock(), by_mail=True)
        body = world.base.get(relay)
        step = Steps(world.base, context, by).transfer(body)  # type: ignore[arg-type]
        assert isinstance(step, StepResult)
        for effect in step.effects:
            await requests.apply(connection, 0, effect, world.clock())


def note(world: World, kind: str, side: str, text: str = "") -> Write:
    return Write(REFERENCE, Note(kind, side, "Léa" if side == "relay" else "", text, world.clock()))  # type: ignore[arg-type]


async def test_a_request_that_was_handed_on_says_by_whom_with_what_was_said_and_joined(world: World, office: Office):
    await world.record(CLUB)
    dce = File("document", "file-1", "DCE.pdf")
    await world.apply(
        note(world, "sent", "company"),
        note(world, "word", "company", "C'est pour mars."),
        note(world, "word", "relay", "Je transmets au PLIE."),
        Join(REFERENCE, dce),
        note(world, "file", "company", "DCE.pdf"),
    )
    await hand_on(world, PLIE, Member(2001, "Léa"))
    await writing(world, office, {"file-1": b"%PDF"}).round()
    (got,) = office.inbox.received
    said = words(got)
    assert "vous est transmise par Agglo de La Rochelle" in said
    assert "'après le lieu" not in said
    assert "entreprise, message : C'est pour mars." in said
    assert "relais, message : Je transmets au PLIE." in said
    assert "Léa" not in str(got)
    assert [(part.get_filename(), part.get_content()) for part in got.iter_attachments()] == [("DCE.pdf", b"%PDF")]
    assert "Fichiers joints à ce courriel : DCE.pdf" in said


async def test_a_request_that_went_further_says_by_whom(world: World, office: Office):
    await world.record(CLUB)
    await hand_on(world, ML, Member(2001, "Léa"))
    await hand_on(world, PLIE, Member(2002, "Ali"))
    await writing(world, office).round()
    said = words(next(got for got in office.inbox.received if got["To"] == "plie@agglo-larochelle.fr"))
    assert "vous est transmise par Mission Locale" in said


async def test_a_request_that_an_operator_moved_says_from_where(world: World, office: Office):
    await world.record(CLUB)
    await hand_on(world, PLIE, None)
    await writing(world, office).round()
    said = words(office.inbox.received[-1])
    assert "vous arrive de" in said
    assert "'après le lieu" not in said


async def test_a_new_request_says_that_its_place_brings_it(world: World, office: Office):
    await world.record(PLIE)
    await world.apply(note(world, "sent", "company"), Mail(REFERENCE, PLIE, "new"))
    await writing(world, office).round()
    assert "D'après le lieu des travaux" in words(office.inbox.received[-1])


async def test_a_file_that_cannot_be_had_or_is_too_large_is_named(world: World, office: Office):
    await world.record(PLIE)
    large = b"a" * (10 * 1024 * 1024 + 1)
    joined = [File("document", "gone", "plan.pdf"), File("photo", "large"), File("photo", "small")]
    await world.apply(*(Join(REFERENCE, file) for file in joined), Mail(REFERENCE, PLIE, "new"))
    await writing(world, office, {"large": large, "small": b"jpeg"}).round()
    (got,) = office.inbox.received
    assert "n'a pas pu porter : plan.pdf, photo-2.jpg. Demandez-les à l'entreprise." in words(got)
    assert [part.get_filename() for part in got.iter_attachments()] == ["photo-3.jpg"]


async def test_a_later_file_comes_alone_with_the_word_about_it(world: World, office: Office):
    await world.record(PLIE)
    await world.apply(Join(REFERENCE, File("photo", "first")), note(world, "file", "company"))
    await world.apply(note(world, "word", "relay", "Merci."), Join(REFERENCE, File("document", "second", "CCAP.pdf")))
    await world.apply(note(world, "file", "company", "CCAP.pdf : le voici"), Mail(REFERENCE, PLIE, "word"))
    await writing(world, office, {"first": b"1", "second": b"2"}).round()
    (got,) = office.inbox.received
    assert [part.get_filename() for part in got.iter_attachments()] == ["CCAP.pdf"]
    assert "Fichier : CCAP.pdf : le voici" in words(got)


async def test_a_request_that_its_company_closed_is_told_to_be_with_its_last_word(world: World, office: Office):
    new = await world.record(PLIE)
    closed = close(new, Result.MET, world.clock())
    assert isinstance(closed, Intake)
    await world.apply(note(world, "word", "company", "Merci, c'est réglé."), note(world, "closed", "company", "met"))
    await world.apply(Save(closed), Mail(REFERENCE, PLIE, "word"))
    await writing(world, office).round()
    (got,) = office.inbox.received
    assert "close par l'entreprise" in str(got["Subject"])
    assert "besoin satisfait" in words(got)
    assert "Merci, c'est réglé." in words(got)
    assert "Rouvrir : https" in words(got)


async def test_a_request_that_its_company_reopened_is_told_to_be(world: World, office: Office):
    await world.record(PLIE)
    await world.apply(note(world, "reopened", "company"), Mail(REFERENCE, PLIE, "word"))
    await writing(world, office).round()
    assert "rouverte par l'entreprise" in str(office.inbox.received[-1]["Subject"])


async def test_a_word_that_the_relay_closed_upon_is_not_lost(world: World, office: Office):
    new = await world.record(PLIE)
    closed = close(new, Result.HELPED, world.clock(), Member(0, "Léa"))
    assert isinstance(closed, Intake)
    await world.apply(note(world, "word", "company", "Encore une question."), Mail(REFERENCE, PLIE, "word"))
    await world.apply(Save(closed), note(world, "closed", "relay", "helped"))
    await writing(world, office).round()
    assert "Encore une question." in words(office.inbox.received[-1])


async def test_a_mail_address_of_a_company_can_be_pressed(world: World, office: Office):
    await world.record(PLIE, reach="camille+clause@bati-ouest.fr")
    await world.apply(Mail(REFERENCE, PLIE, "new"))
    await writing(world, office).round()
    rich = office.inbox.received[-1].get_body(("html",))
    assert rich is not None
    assert 'href="mailto:camille%2Bclause@bati-ouest.fr?subject=CL-7K3F"' in rich.get_content()


async def test_a_relay_without_a_chat_gets_its_digest_by_letter_with_a_link_to_what_is_open(
    world: World, office: Office
):
    await world.record(PLIE)
    await world.apply(Mail(REFERENCE, PLIE, "new"))
    world.clock.now = datetime(2026, 12, 21, 9, tzinfo=FRANCE)
    rounds = await asyncio.gather(*(world.patrol().round() for _ in range(3)))
    assert [task.subject for done in rounds for task in done if task.what == "digest"] == [PLIE]
    mailer = writing(world, office)
    while await mailer.round():
        pass
    got = next(one for one in office.inbox.received if "semaine" in str(one["Subject"]))
    body = words(got)
    assert got["To"] == "plie@agglo-larochelle.fr"
    assert "Demandes reçues : 1" in body
    link = re.search(r"CL-7K3F, Bâti Ouest, La Rochelle \(17\) : \S+/relais/(\S+)", body)
    assert link
    assert LINKS.read(link[1], world.clock()).relay == PLIE
    assert "<b>" not in body
    assert not any(task.what == "digest" for task in await world.patrol().due())
