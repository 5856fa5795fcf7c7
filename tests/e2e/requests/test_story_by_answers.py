"""A company in Telegram and a relay that answers e-mail: the served program, SMTP and IMAP are real."""

import asyncio
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP

from bot.mail.return_address import ReturnAddress
from bot.process.addresses import MailServer
from bot.runtime.serve import Duty
from bot.sandbox import persons
from tests import imap
from tests.e2e.people import plain, until
from tests.runtime.conftest import OPERATOR, SENDER, Inbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def inbox():
    """What the mail server of the relay received."""
    yield Inbox()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def post():
    """The mailbox of the bot."""
    async with imap.served() as served:
        yield served


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def duty(inbox: Inbox, post: imap.Post):
    """A mail server and a mailbox; no public address, and so no links."""
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(inbox, hostname="localhost"), "127.0.0.1", 0)
    smtp = MailServer("127.0.0.1", server.sockets[0].getsockname()[1], "smtp", SENDER)
    returns = ReturnAddress(imap.ADDRESS, b"a secret of this bot")
    yield Duty(smtp, OPERATOR, interval=0.2, box=post.server, returns=returns)
    server.close()


def words(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def answered(letter: EmailMessage, text: str) -> EmailMessage:
    """What a mail program makes of an answer to a letter."""
    made = EmailMessage()
    made["From"], made["To"] = f"Zoé Martin <{parseaddr(letter['To'])[1]}>", str(letter["Reply-To"])
    made["Subject"], made["In-Reply-To"] = f"RE: {letter['Subject']}", str(letter["Message-ID"])
    made["Message-ID"] = f"<answer-to-{str(letter['Message-ID']).strip('<>')}>"
    heads = f"De : Clausette <{SENDER}>\nEnvoyé : lundi 14 décembre 2026 10:00\nÀ : {letter['To']}\nObjet : …"
    made.set_content(f"{text}\n\n________________________________\n{heads}\n\n{words(letter)}")
    return made


async def test_a_company_and_a_relay_that_answers_letters_talk(scene, raw, inbox: Inbox, post: imap.Post):
    async def arrives(number: int) -> EmailMessage:
        await until(scene.sandbox, lambda: len(inbox.received) >= number, f"letter {number}")
        return inbox.received[number - 1]

    company = scene.company()
    reference = await company.sends(company="Bâti Ouest", place="La Rochelle")
    new = await arrives(1)
    assert "répondez à ce message" in words(new)
    post.put(answered(new, "Je vous appelle demain."))
    await company.reads(raw.company.word, "Je vous appelle demain.")
    said = next(one for one in reversed(company.messages()) if "Je vous appelle" in plain(one))
    assert reference in plain(said)
    assert "Clausette <" not in plain(said)
    assert "+7" not in plain(said)

    persons.say(scene.sandbox, company.id, "Plutôt lundi.", reply_to=said.id)
    second = await arrives(2)
    assert "Plutôt lundi." in words(second)
    absent = answered(second, "Je suis absente.")
    absent["Auto-Submitted"] = "auto-replied"
    post.put(absent)
    post.put(answered(new, "Je vous appelle demain."))  # the first one, delivered again
    post.put(answered(second, "Lundi, entendu."))
    await company.reads(raw.company.word, "Lundi, entendu.")
    assert [kept.flags for kept in post.letters.values()][:3] == [{"\\Seen"}] * 3
    assert not company.has("Je suis absente.")
    assert sum("Je vous appelle demain." in plain(one) for one in company.messages()) == 1
