"""A company in Telegram and a relay that only has e-mail, from the first word to the end: SMTP and HTTP are real."""

import asyncio
import re
from contextlib import closing
from email.message import EmailMessage

import httpx
import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP

from bot.knowledge.vocabulary import Result
from bot.mail.links import Links
from bot.process import web
from bot.process.addresses import Address, MailServer
from bot.runtime.serve import Doors, Duty
from bot.sandbox import persons
from tests.e2e.people import plain, until
from tests.e2e.requests.driver import DCE
from tests.runtime.conftest import OPERATOR, SENDER, Inbox

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def doors() -> Doors:
    """Without a webhook: the pages are served beside the polling."""
    with closing(web.listening("127.0.0.1", 0)) as listener:
        return Doors(address=Address("127.0.0.1", int(listener.getsockname()[1])))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def inbox():
    """What the mail server of the relay received."""
    yield Inbox()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def duty(doors: Doors, inbox: Inbox):
    """A mail server, and links under the address of the pages."""
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(inbox, hostname="localhost"), "127.0.0.1", 0)
    assert doors.address is not None
    links = Links(f"http://127.0.0.1:{doors.address.port}", b"a secret of this bot")
    yield Duty(MailServer("127.0.0.1", server.sockets[0].getsockname()[1], "smtp", SENDER), OPERATOR, links)
    server.close()


def words(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link(letter: EmailMessage, label: str) -> str:
    """Where a link of a letter leads."""
    found = re.search(rf"^{label} : (\S+)", words(letter), re.MULTILINE)
    assert found, words(letter)
    return found[1]


async def test_a_company_and_a_relay_without_telegram_talk_to_the_end(scene, raw, inbox: Inbox):
    async def arrives(number: int) -> EmailMessage:
        await until(scene.sandbox, lambda: len(inbox.received) >= number, f"letter {number}")
        return inbox.received[number - 1]

    company = scene.company()
    reference = await company.sends(company="Bâti Ouest", place="La Rochelle")
    new = await arrives(1)
    assert reference in str(new["Subject"])
    assert f"@{scene.sandbox.bot.username}" in words(new)
    async with httpx.AsyncClient(trust_env=False) as browser:
        assert (await browser.get(link(new, "Je prends"))).status_code == 200
        assert not company.has("prise en charge")
        for _ in range(2):
            assert (await browser.post(link(new, "Je prends"), headers=FORM)).status_code == 200
        await company.reads(raw.company.taken, reference)
        await browser.post(link(new, "Répondre"), data={"word": "Je vous appelle demain."})
        await company.reads(raw.company.word, "Je vous appelle demain.")

        said = next(one for one in reversed(company.messages()) if "Je vous appelle" in plain(one))
        persons.say(scene.sandbox, company.id, "Plutôt lundi.", reply_to=said.id)
        answer = await arrives(2)
        assert "Plutôt lundi." in words(answer)
        assert answer["In-Reply-To"] == new["Message-ID"]

        persons.join(scene.sandbox, company.id, DCE, caption="le cahier", reply_to=said.id)
        joined = await arrives(3)
        assert [part.get_content() for part in joined.iter_attachments()] == [DCE.content]

        await browser.post(link(joined, "Clore"), data={"outcome": "helped"})
        await company.reads(raw.company.closed_with[Result.HELPED], reference)
        assert "close" in (await browser.get(link(joined, "Clore"))).text
