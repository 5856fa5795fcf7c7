"""A relay answers a letter by a letter: over a real mailbox (IMAP), on a real database; what it says arrives once."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot.knowledge.vocabulary import Status
from bot.mail.acting import Acting
from bot.mail.links import HOLDS, Access, Links
from bot.mail.mailbox import MailboxError
from bot.mail.mailer import Mailer
from bot.mail.reader import Reader
from bot.mail.return_address import ReturnAddress
from bot.requests.company_words import LONGEST
from bot.requests.effects import Mail, Save, Write
from bot.requests.model.request import Intake, Note, transfer
from bot.store.database import Database
from bot.store.leases import Leases
from bot.store.mails import Mails
from bot.store.received import RECEIVED_KEPT
from bot.store.tables import ReceivedRow
from bot.store.unit_of_work import UnitOfWork
from bot.telegram.outgoing import calls
from tests import imap
from tests.runtime.conftest import CLUB, COMPANY, OPERATOR, PLIE, Office, World

REFERENCE = "CL-7K3F"
RETURNS = ReturnAddress(imap.ADDRESS, b"a secret of this bot")
LINKS = Links("https://clausette.exemple.fr", b"another secret")
WORD = "Bonjour,\n\nOui, lundi à 9 h sur le chantier."


@dataclass(slots=True)
class Desk:
    """A relay by mail: the mailbox to which it writes, and whoever reads that."""

    world: World
    post: imap.Post
    reader: Reader

    def answer(self, text: str = WORD, *, to: str = "", sender: str = "zoe@agglo-larochelle.fr") -> EmailMessage:
        """An answer to the letter about the request."""
        made = EmailMessage()
        made["From"] = f"Zoé Martin <{sender}>"
        made["To"] = to or RETURNS.to(Access(REFERENCE, PLIE, self.world.clock() + HOLDS))
        made["Subject"] = "Re: Demande"
        made["Message-ID"] = f"<{len(self.post.letters)}@agglo-larochelle.fr>"
        made.set_content(text)
        return made

    async def comes(self, letter: EmailMessage | bytes) -> list[str]:
        """A letter comes in and the mailbox is read; what became of it."""
        self.post.put(letter)
        return [str(outcome) for outcome in await self.reader.round()]

    async def words(self) -> list[str]:
        """What the relay said in the history of the request."""
        return [note.text for note in await self.world.notes() if note.kind == "word" and note.side == "relay"]


def reading(world: World, post: imap.Post) -> Reader:
    """Somebody who reads the mailbox."""
    assert post.server is not None
    acting = Acting(world.database, lambda: world.base, calls, clock=world.clock)
    return Reader(post.server, RETURNS, acting, links=LINKS)


@pytest.fixture
async def desk(world: World) -> AsyncIterator[Desk]:
    await world.record(PLIE)
    async with imap.served() as post:
        yield Desk(world, post, reading(world, post))


def writing(world: World, office: Office, links: Links | None = LINKS) -> Mailer:
    """Who writes letters that can be answered."""
    return Mailer(
        Mails(world.database, world.clock), office.server, OPERATOR, lambda: world.base, clock=world.clock,
        links=links, returns=RETURNS,
    )  # fmt: skip


def plain(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r", "")


def cited(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.splitlines())


@pytest.mark.parametrize("links", [LINKS, None])
async def test_a_company_and_a_relay_talk_by_chat_and_letter(desk: Desk, office: Office, links: Links | None):
    world = desk.world
    await world.apply(
        Write(REFERENCE, Note("word", "company", "", "Pouvez-vous lundi ?", world.clock())),
        Mail(REFERENCE, PLIE, "word"),
    )
    await writing(world, office, links).round()
    (letter,) = office.inbox.received
    body = plain(letter)
    assert "Pouvez-vous lundi ?" in body
    assert "répondez à ce message" in body
    assert "Une réponse à ce courriel arrive à la personne" not in body
    assert body.startswith(world.base.texts.letter.above)
    head = f"Le lun. 14 déc. 2026 à 10:00, Clausette <{letter['Reply-To']}> a écrit :"
    answer = desk.answer(f"{WORD}\n\n{head}\n\n{cited(body)}", to=str(letter["Reply-To"]))
    assert await desk.comes(answer) == ["passed on"]
    assert await desk.words() == [WORD]
    assert (await world.intake()).status is Status.TAKEN
    said = (await world.said(COMPANY))[-1]
    assert "Oui, lundi à 9 h sur le chantier." in said
    assert "PLIE" in said
    assert desk.post.flags == [{"\\Seen"}]
    assert await desk.reader.round() == []


async def test_without_a_mailbox_a_letter_is_as_before(world: World, office: Office, mailer: Mailer):
    await world.record(PLIE)
    await world.apply(Mail(REFERENCE, PLIE, "new"))
    await mailer.round()
    (letter,) = office.inbox.received
    assert letter["Reply-To"] == OPERATOR
    assert "répondez à ce message" not in plain(letter)
    assert "au-dessus de cette ligne" not in plain(letter)
    assert "Une réponse à ce courriel arrive à la personne qui fait fonctionner Clausette" in plain(letter)


async def test_the_same_letter_twice_is_one_word(desk: Desk):
    letter = desk.answer()
    assert await desk.comes(letter) == ["passed on"]
    letter.replace_header("Subject", "Re: Demande (copie)")
    assert await desk.comes(letter) == ["repeated"]
    assert await desk.words() == [WORD]
    assert len(await desk.world.said(COMPANY)) == 1


async def test_a_kill_between_the_commit_and_the_mark_neither_loses_nor_repeats(desk: Desk):
    desk.post.drops_at = "STORE"
    desk.post.put(desk.answer())
    with pytest.raises(MailboxError):
        await desk.reader.round()
    assert await desk.words() == [WORD]
    assert desk.post.flags == [set()]
    desk.post.drops_at = ""
    assert await reading(desk.world, desk.post).round() == ["repeated"]
    assert await desk.words() == [WORD]
    assert desk.post.flags == [{"\\Seen"}]


async def test_a_kill_before_the_commit_leaves_the_letter_unread(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    def away() -> None:
        raise OSError

    desk.post.put(desk.answer())
    with monkeypatch.context() as patched:
        patched.setattr(desk.world.database, "transaction", away)
        with pytest.raises(OSError):  # noqa: PT011  the database is away, in whatever words
            await desk.reader.round()
    assert desk.post.flags == [set()]
    assert await desk.reader.round() == ["passed on"]
    assert await desk.words() == [WORD]


async def test_two_processes_that_read_at_once_pass_a_word_on_once(desk: Desk):

    desk.post.put(desk.answer())
    rounds = await asyncio.gather(*(reading(desk.world, desk.post).round() for _ in range(3)))
    assert sorted(outcome for outcomes in rounds for outcome in outcomes if outcome != "repeated") == ["passed on"]
    assert await desk.words() == [WORD]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Auto-Submitted", "auto-replied"),
        ("Auto-Submitted", "auto-generated; x=y"),
        ("Precedence", "bulk"),
        ("X-Auto-Response-Suppress", "All"),
        ("Return-Path", "<>"),
    ],
)
async def test_what_a_program_answers_goes_to_nobody(desk: Desk, header: str, value: str):
    letter = desk.answer("Je suis absente jusqu'au 4 janvier.")
    letter[header] = value
    assert await desk.comes(letter) == ["automatic"]
    assert await desk.words() == []
    assert await desk.world.letters() == []
    assert desk.post.flags == [{"\\Seen"}]


async def test_a_letter_that_could_not_be_delivered_goes_to_nobody(desk: Desk):
    bounce = desk.answer("Undelivered Mail Returned to Sender", sender="mailer-daemon@exemple.fr")
    assert await desk.comes(bounce) == ["automatic"]
    assert await desk.words() == []


async def test_a_forged_or_expired_address_is_answered_by_nothing_and_noted(desk: Desk):
    right = RETURNS.to(Access(REFERENCE, PLIE, desk.world.clock() + HOLDS))
    forged = right.replace("7k3f-", "7k3g-")
    old = RETURNS.to(Access(REFERENCE, PLIE, desk.world.clock() - timedelta(days=1)))
    with capture_logs() as logs:
        assert await desk.comes(desk.answer(to=forged)) == ["forged"]
        assert await desk.comes(desk.answer(to=old)) == ["expired"]
        assert await desk.comes(desk.answer(to=imap.ADDRESS)) == ["unaddressed"]
    assert await desk.words() == []
    assert await desk.world.letters() == []
    assert desk.post.flags == [{"\\Seen", "\\Flagged"}] * 3
    assert [line["why"] for line in logs] == ["forged", "expired", "unaddressed"]
    assert not re.search(r"@|chantier|7k3f|Martin", str(logs), re.IGNORECASE)


async def test_no_word_address_or_token_is_logged(desk: Desk):
    with capture_logs() as logs:
        await desk.comes(desk.answer())
        await desk.comes(b"\xff\xfe no letter \x00\r\n\r\n\xff")
    assert {line.get("outcome", line.get("why")) for line in logs} == {"passed on", "unaddressed"}
    assert not re.search(r"@|chantier|Martin|7k3f-", str(logs))


async def test_the_company_that_answers_all_is_not_taken_for_the_relay(world: World):
    await world.record(PLIE, reach="camille@bati-ouest.fr")
    async with imap.served() as post:
        desk = Desk(world, post, reading(world, post))
        letter = desk.answer("Très bien, à lundi.", sender="Camille@bati-ouest.fr")
        assert await desk.comes(letter) == ["foreign"]
        assert await desk.words() == []


async def test_files_that_are_left_behind_are_told_in_words(desk: Desk):
    letter = desk.answer("Voici le devis.")
    letter.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="devis.pdf")
    assert await desk.comes(letter) == ["passed on"]
    assert await desk.words() == ["Voici le devis.\n\n(Une pièce jointe au courriel n'est pas transmise.)"]


async def test_an_answer_in_html_alone_is_read(desk: Desk):
    letter = desk.answer()
    letter.set_content("<p>Oui,&nbsp;<b>lundi</b>.</p><blockquote>Bonjour</blockquote>", subtype="html")
    assert await desk.comes(letter) == ["passed on"]
    assert await desk.words() == ["Oui, lundi."]


@pytest.mark.parametrize(
    "text",
    [
        "a" * (LONGEST + 1),
        "-- \nZoé",
        "Zoé Martin née le 12/03/1990 est prête.",
        f"Oui.\n\nClausette écrit ceci :\n{LINKS.place}abc/repondre",
    ],
)
async def test_a_relay_whose_answer_does_not_go_on_is_told_why_once(desk: Desk, office: Office, text: str):
    world = desk.world
    assert await desk.comes(desk.answer(text)) == ["refused"]
    assert await desk.comes(desk.answer(text)) == ["refused"]
    assert await world.said(COMPANY) == []
    assert await world.letters() == [(PLIE, "unsent", "pending")]
    await writing(world, office).round()
    (letter,) = office.inbox.received
    assert "n'a pas été transmise" in plain(letter)
    assert str(letter["Reply-To"]).startswith("boite+7k3f-")


async def test_a_relay_that_the_request_was_taken_from_is_told_and_learns_nothing(desk: Desk, office: Office):
    world = desk.world
    letter = desk.answer()
    moved = transfer(await world.intake(), CLUB)
    assert isinstance(moved, Intake)
    await world.apply(Save(moved))
    assert await desk.comes(letter) == ["refused"]
    await writing(world, office).round()
    (told,) = office.inbox.received
    assert told["Reply-To"] == OPERATOR
    assert "n'est plus confiée à votre organisme" in plain(told)
    assert "Camille" not in plain(told)


async def test_a_mailbox_that_refuses_is_told_in_words_of_our_own(desk: Desk):
    desk.post.folder = "Autre"
    with pytest.raises(MailboxError, match=r"^folder refused$"):
        await desk.reader.round()


async def test_the_running_reader_reads_under_its_lease_and_stops_when_it_is_told(desk: Desk):

    desk.post.put(desk.answer())
    running = asyncio.create_task(desk.reader.run(Leases(desk.world.database)))
    async with asyncio.timeout(20):
        while desk.post.flags != [{"\\Seen"}]:  # noqa: ASYNC110  the reader tells nobody
            await asyncio.sleep(0.02)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await desk.words() == [WORD]


async def test_what_was_read_long_ago_is_forgotten(desk: Desk, database: Database):
    await desk.comes(desk.answer())

    async def known() -> int:
        async with database.transaction() as connection:
            return await connection.scalar(select(func.count()).select_from(ReceivedRow)) or 0

    assert await known() == 1
    desk.world.clock.passes(days=RECEIVED_KEPT.days + 1)
    await UnitOfWork(database, desk.world.clock).housekeep()
    assert await known() == 0
    assert HOLDS + timedelta(days=1) < RECEIVED_KEPT
