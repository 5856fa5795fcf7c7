"""A relay without Telegram acts on a request from its letter: over real HTTP, on a real database."""

import asyncio
import html
import re
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette

from bot.knowledge.vocabulary import LetterAction, Status
from bot.mail.acting import Acting
from bot.mail.links import HOLDS, Access, Links
from bot.mail.mailer import Mailer
from bot.mail.site import LARGEST, Site
from bot.process import web
from bot.requests.company_words import LONGEST
from bot.requests.effects import Mail, Save, Write
from bot.requests.model.request import Intake, Note, erase, transfer
from bot.store.mails import Mails
from bot.telegram.outgoing import calls
from tests.runtime.conftest import CHAT, CLUB, COMPANY, OPERATOR, PLIE, Office, World

pytestmark = pytest.mark.usefixtures("request_of_the_plie")
REFERENCE = "CL-7K3F"


@pytest.fixture
async def request_of_the_plie(world: World) -> Intake:
    return await world.record(PLIE)


@pytest.fixture
async def links(world: World) -> AsyncIterator[Links]:
    """The pages are served; here is what makes links to them."""
    listener = web.listening("127.0.0.1", 0)
    with closing(listener):
        made = Links(f"http://127.0.0.1:{listener.getsockname()[1]}", b"a secret of this bot")
        acting = Acting(world.database, lambda: world.base, calls, clock=world.clock)
        app = Starlette(routes=Site(acting, made, OPERATOR).routes())
        async with web.served(app, listener, grace=5):
            yield made


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


@pytest.fixture
def access(world: World) -> Access:
    return Access(REFERENCE, PLIE, world.clock() + HOLDS)


@dataclass(slots=True)
class Visitor:
    """Somebody of the relay with the letter open."""

    world: World
    links: Links
    browser: httpx.AsyncClient
    access: Access

    async def press(self, action: LetterAction, filled_in: dict[str, str]) -> httpx.Response:
        """Send the form of an action."""
        return await press(self.browser, self.links.to(self.access, action), filled_in)


@pytest.fixture
def visitor(world: World, links: Links, browser: httpx.AsyncClient, access: Access) -> Visitor:
    return Visitor(world, links, browser, access)


def plain(page: httpx.Response) -> str:
    """What a page says, by its words alone."""
    body = re.sub(r"<style>.*?</style>", "", page.text, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", body)).replace("’", "'").replace("\xa0", " ")


async def press(browser: httpx.AsyncClient, address: str, filled_in: dict[str, str] | None = None) -> httpx.Response:
    """A form is sent as browsers do, also where it has no fields."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return await browser.post(address, content=urlencode(filled_in or {}).encode(), headers=headers)


async def state(world: World) -> tuple[object, ...]:
    """Everything that an action could change."""
    return await world.intake(), await world.notes(), await world.said(COMPANY), await world.said(CHAT)


async def test_looking_at_any_page_changes_nothing_however_often(
    world: World, links: Links, browser: httpx.AsyncClient, access: Access
):
    """A mail server fetches every link of a letter to look for harm."""
    before = await state(world)
    for action in (None, *LetterAction):
        for look in (browser.get, browser.head, browser.get):
            assert (await look(links.to(access, action))).status_code == 200
    assert await state(world) == before


@pytest.mark.parametrize(
    ("action", "filled_in", "status", "told"),
    [
        (LetterAction.TAKE, {}, Status.TAKEN, "est prise en charge par PLIE"),
        (LetterAction.REACH, {}, Status.CONTACTED, "indique vous avoir contacté"),
        (LetterAction.CLOSE, {"outcome": "helped"}, Status.CLOSED, "le besoin est traité"),
        (LetterAction.NOT_OURS, {}, Status.CLOSED, "pas de son ressort"),
        (
            LetterAction.REPLY,
            {"word": "Je vous appelle <demain> à 9 h."},
            Status.TAKEN,
            "Je vous appelle &lt;demain&gt; à 9 h.",
        ),
    ],
)
async def test_a_press_takes_the_step_of_the_card_and_the_company_is_told(
    visitor: Visitor, action: LetterAction, filled_in: dict[str, str], status: Status, told: str
):
    page, world = await visitor.press(action, filled_in), visitor.world
    assert page.status_code == 200
    assert (await world.intake()).status is status
    assert told in (await world.said(COMPANY))[-1].replace("’", "'")
    assert "part à l'entreprise" in plain(page) or "C'est noté" in plain(page)


async def test_a_press_twice_is_one_step_even_at_the_same_instant(
    world: World, links: Links, browser: httpx.AsyncClient, access: Access
):
    for action, filled_in in (
        (LetterAction.TAKE, {}),
        (LetterAction.REPLY, {"word": "Je vous appelle demain."}),
        (LetterAction.REACH, {}),
        (LetterAction.CLOSE, {"outcome": "helped"}),
        (LetterAction.REOPEN, {}),
    ):
        said = len(await world.said(COMPANY))
        presses = [press(browser, links.to(access, action), filled_in) for _ in range(3)]
        pages = [plain(page) for page in await asyncio.gather(*presses)]
        pages.append(plain(await press(browser, links.to(access, action), filled_in)))
        assert len(await world.said(COMPANY)) == said + 1
        assert (
            sum("C'était déjà noté" in p or "déjà parti" in p or "est close" in p or "déjà ouverte" in p for p in pages)
            >= 3
        )
    notes = [note.kind for note in await world.notes()]
    assert notes == ["taken", "word", "contacted", "closed", "reopened"]


async def test_a_word_may_be_repeated_once_the_company_has_answered(
    world: World, links: Links, browser: httpx.AsyncClient, access: Access
):
    for _ in range(2):
        await press(browser, links.to(access, LetterAction.REPLY), {"word": "Oui"})
        await world.apply(Write(REFERENCE, Note("word", "company", "", "Demain ?", world.clock())))
    assert [note.text for note in await world.notes() if note.side == "relay" and note.kind == "word"] == ["Oui", "Oui"]


async def test_who_has_a_link_cannot_flood_the_company(visitor: Visitor):
    pages = [await visitor.press(LetterAction.REPLY, {"word": f"Mot {number}"}) for number in range(22)]
    assert len(await visitor.world.said(COMPANY)) == 20
    assert "Réessayez dans une heure" in plain(pages[-1])
    assert "Mot 21" in pages[-1].text
    visitor.world.clock.passes(hours=1)
    assert (await visitor.press(LetterAction.REPLY, {"word": "Mot 21"})).status_code == 200


async def test_a_relay_that_has_a_chat_by_now_sees_the_step_on_its_card(
    world: World, links: Links, browser: httpx.AsyncClient, access: Access
):
    await world.link(PLIE, CHAT)
    await press(browser, links.to(access, LetterAction.TAKE))
    assert "un collègue, par courriel" in (await world.said(CHAT))[-1]


async def test_a_forged_link_changes_nothing_and_says_what_to_do(
    world: World, links: Links, browser: httpx.AsyncClient, access: Access
):
    before = await state(world)
    stranger = Links(links.base, b"another secret")
    for address in (
        stranger.to(access, LetterAction.TAKE),
        links.to(access, LetterAction.TAKE).replace("/prendre", "x/prendre"),
        f"{links.to(access)}/voler",
    ):
        for page in (await browser.get(address), await press(browser, address)):
            assert page.status_code == 404
            assert "copiez-le en entier" in plain(page)
            assert OPERATOR in plain(page)
            assert REFERENCE not in page.text
    assert await state(world) == before


async def test_an_expired_link_changes_nothing_and_says_until_when_it_held(
    world: World, links: Links, browser: httpx.AsyncClient, access: Access
):
    before = await state(world)
    world.clock.passes(days=30)
    for page in (
        await browser.get(links.to(access, LetterAction.TAKE)),
        await press(browser, links.to(access, LetterAction.TAKE)),
    ):
        assert page.status_code == 410
        assert "valait jusqu'au 13 janvier 2027" in plain(page)
        assert "téléphone ou l'e-mail indiqué" in plain(page)
    assert await state(world) == before


async def test_a_relay_that_the_request_was_taken_from_can_do_nothing_more(
    world: World, links: Links, browser: httpx.AsyncClient, access: Access
):
    moved = transfer(await world.intake(), CLUB)
    assert isinstance(moved, Intake)
    await world.apply(Save(moved))
    before = await state(world)
    for action in (None, *LetterAction):
        page = await browser.get(links.to(access, action))
        assert page.status_code == 410
        assert "n'est plus confiée à" in plain(page)
        assert "Bâti Ouest" not in page.text
    for action in LetterAction:
        page = await press(browser, links.to(access, action), {"outcome": "helped", "word": "bonjour"})
        assert "n'est plus confiée à" in plain(page)
    assert await state(world) == before


async def test_a_request_that_was_erased_is_told_to_be(
    world: World, links: Links, browser: httpx.AsyncClient, access: Access
):
    await world.apply(Save(erase(await world.intake(), world.clock())))
    before = await state(world)
    for page in (await browser.get(links.to(access)), await press(browser, links.to(access, LetterAction.TAKE))):
        assert "L'entreprise a retiré cette demande" in plain(page)
    assert await state(world) == before


@pytest.mark.parametrize(
    ("action", "filled_in", "said"),
    [
        (LetterAction.REPLY, {}, "écrivez votre message"),
        (LetterAction.REPLY, {"word": " \r\n "}, "écrivez votre message"),
        (LetterAction.REPLY, {"word": "a" * (LONGEST + 3)}, "3 caractères de trop"),
        (LetterAction.REPLY, {"word": "Voici Jean Dupont, né le 12/03/1990"}, "données sur un candidat"),
        (LetterAction.CLOSE, {}, "choisissez une issue"),
        (LetterAction.CLOSE, {"outcome": "withdrawn"}, "choisissez une issue"),
    ],
)
async def test_what_cannot_be_done_is_said_and_what_was_typed_is_still_there(
    visitor: Visitor, action: LetterAction, filled_in: dict[str, str], said: str
):
    world = visitor.world
    before = await state(world)
    page = await visitor.press(action, filled_in)
    assert page.status_code == 422
    assert said in plain(page)
    assert html.escape(filled_in.get("word", "")) in page.text
    assert await state(world) == before


async def test_a_word_to_a_company_that_blocked_the_bot_is_said_not_to_arrive(
    world: World, links: Links, browser: httpx.AsyncClient, access: Access
):
    await world.apply(Write(REFERENCE, Note("gone", "company", "", "", world.clock())))
    page = await press(browser, links.to(access, LetterAction.REPLY), {"word": "Bonjour"})
    assert "Non remis" in plain(page)
    assert "+33 5 46 00 00 00" in plain(page)
    assert await world.said(COMPANY) == []


async def test_a_page_tells_whoever_fetches_it_no_person_and_no_number(
    world: World, links: Links, browser: httpx.AsyncClient, access: Access
):
    await world.apply(Write(REFERENCE, Note("word", "company", "", "Rappelez Camille.", world.clock())))
    for action in (None, *LetterAction):
        page = await browser.get(links.to(access, action))
        assert "Bâti Ouest, La Rochelle (17)" in plain(page)
        assert not re.search(r"Camille|546000000|46 00 00|maçons", page.text)


async def test_what_a_company_typed_is_no_markup(world: World, links: Links, browser: httpx.AsyncClient):
    hostile = '<script>alert(1)</script>"><img src=x>'
    await world.record(PLIE, "CL-2222", company=hostile, place_name=hostile)
    access = Access("CL-2222", PLIE, world.clock() + HOLDS)
    page = await browser.get(links.to(access, LetterAction.TAKE))
    assert "<script" not in page.text
    assert "<img" not in page.text
    word = f"</textarea>{hostile}" + "a" * LONGEST
    again = await press(browser, links.to(access, LetterAction.REPLY), {"word": word})
    assert "<script" not in again.text
    assert again.text.count("</textarea>") == 1


async def test_no_page_is_kept_shown_in_another_or_asks_anything_elsewhere(
    links: Links, browser: httpx.AsyncClient, access: Access
):
    for page in (await browser.get(links.to(access, LetterAction.CLOSE)), await browser.get(f"{links.base}/relais/x")):
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert "noindex" in page.headers["x-robots-tag"]
        assert "set-cookie" not in page.headers
        assert not re.search(r"\bsrc=|url\(|@import|<link|<script|\bstyle=|\bon\w+=", page.text)


class _Labels(HTMLParser):
    """What a screen reader needs: each field with its label, one heading of the first rank, a language, a title."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.named: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("input", "textarea"):
            within = "label" in self.open
            self.named.append(
                within or any(t == "label" and a.get("for") == dict(attrs).get("id") for t, a in self.tags)
            )
        if tag not in ("meta", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


async def test_every_page_can_be_read_aloud(links: Links, browser: httpx.AsyncClient, access: Access):
    for action in (None, *LetterAction):
        page = _Labels()
        page.feed((await browser.get(links.to(access, action))).text)
        tags = [tag for tag, _ in page.tags]
        assert page.open == []
        assert dict(page.tags)["html"]["lang"] == "fr"
        assert (tags.count("h1"), tags.count("title"), tags.count("main")) == (1, 1, 1)
        assert all(page.named)


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"{}", {"Content-Type": "application/json"}, 415),
        (b"word=" + b"a" * LARGEST, {"Content-Type": "application/x-www-form-urlencoded"}, 413),
        (b"word=\xff", {"Content-Type": "application/x-www-form-urlencoded"}, 400),
        (b"a=1&" * 50, {"Content-Type": "application/x-www-form-urlencoded"}, 400),
    ],
)
async def test_what_is_no_form_of_ours_is_refused(
    visitor: Visitor, content: bytes, headers: dict[str, str], status: int
):
    world, address = visitor.world, visitor.links.to(visitor.access, LetterAction.REPLY)
    before = await state(world)
    page = await visitor.browser.post(address, content=content, headers=headers)
    assert page.status_code == status
    assert await state(world) == before


async def test_a_database_that_is_away_changes_nothing_and_is_said(
    world: World, links: Links, browser: httpx.AsyncClient, access: Access, monkeypatch: pytest.MonkeyPatch
):
    def away() -> None:
        raise OSError

    monkeypatch.setattr(world.database, "transaction", away)
    page = await press(browser, links.to(access, LetterAction.TAKE))
    assert page.status_code == 503
    assert "réessayez dans quelques minutes" in plain(page)


# The letters that bring the links


@pytest.fixture
def linking(world: World, office: Office, links: Links) -> Mailer:
    """Letters with links, of a bot with a name."""
    return Mailer(
        Mails(world.database, world.clock), office.server, OPERATOR, lambda: world.base, clock=world.clock,
        links=links, bot="clausette_bot",
    )  # fmt: skip


async def test_a_whole_exchange_between_a_company_and_a_relay_by_letter(
    world: World, office: Office, linking: Mailer, browser: httpx.AsyncClient
):
    await world.apply(Mail(REFERENCE, PLIE, "new"))
    await linking.round()
    first = office.inbox.received[-1]
    body = first.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    took = re.search(r"^Je prends : (\S+)", body, re.MULTILINE)
    assert took
    assert took[1] in html.unescape(first.get_body(("html",)).get_content())  # type: ignore[union-attr]
    await press(browser, took[1])
    assert (await world.intake()).status is Status.TAKEN
    world.clock.passes(hours=1)
    await world.apply(
        Write(REFERENCE, Note("word", "company", "", "Pouvez-vous demain ?", world.clock())),
        Mail(REFERENCE, PLIE, "word"),
    )
    await linking.round()
    second = office.inbox.received[-1]
    body = second.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Pouvez-vous demain ?" in body
    assert "Je prends" not in body
    assert second["In-Reply-To"] == first["Message-ID"] == second["References"]
    assert second["Reply-To"] == OPERATOR
    answers = re.search(r"^Répondre : (\S+)", body, re.MULTILINE)
    assert answers
    await press(browser, answers[1], {"word": "Oui, à 9 h."})
    assert "Oui, à 9 h." in (await world.said(COMPANY))[-1]


async def test_a_letter_names_the_bot_the_telephone_to_press_and_where_an_answer_goes(
    world: World, office: Office, linking: Mailer
):
    await world.apply(Mail(REFERENCE, PLIE, "new"))
    await linking.round()
    (got,) = office.inbox.received
    plain_, rich = (got.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert "/connexion suivi du code à @clausette_bot" in plain_
    assert 'href="tel:+33546000000"' in rich
    assert "Une réponse à ce courriel arrive à la personne qui fait fonctionner Clausette" in plain_
    assert "jusqu'au 13 janvier 2027" in plain_


async def test_without_a_public_address_a_letter_says_how_else_to_answer(world: World, office: Office, mailer: Mailer):
    await world.apply(Mail(REFERENCE, PLIE, "new"))
    await mailer.round()
    body = office.inbox.received[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Répondez directement à l'entreprise" in body
    assert "/relais/" not in body
    assert "Je prends" not in body


async def test_a_link_in_a_letter_that_was_put_off_holds_as_long_as_it_says(
    world: World, office: Office, linking: Mailer
):
    office.inbox.answers["DATA"] = "452 full"
    await world.apply(Mail(REFERENCE, PLIE, "new"))
    await linking.round()
    office.inbox.answers.clear()
    world.clock.passes(days=1)
    await linking.round()
    (got,) = office.inbox.received
    assert "jusqu'au 13 janvier 2027" in got.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert world.clock() + timedelta(days=29) < world.clock() + HOLDS
