"""Erased means erased: nothing that identifies a company is left in any table, in what waits, or in the file."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.chat.conversation import Conversation
from bot.chat.people import File
from bot.chat.replies import Effect, Forget, KeepFeedback
from bot.requests.effects import Link, Mail, Record, Save, Write
from bot.requests.model.request import Form, Intake, Note, erase
from bot.store.erasure import without
from bot.store.outbox.calls import Call, CallDone, CallLater, CallRefused, Sent
from bot.store.personal_data_export import held
from bot.store.tables import FailedRow, MailRow, OutboxRow, Table
from bot.store.unit_of_work import Decision

COMPANY, OTHER, GROUP = 1001, 1002, -3001
RELAY = "relay/niort"
GONE, KEPT = "CL-GONE", "CL-KEPT"
SECRETS = (
    "Toitures Zéphyr",
    "Toitures Z",
    "73282932000074",
    "Ombeline",
    "+33549000001",
    "FILE-couvreurs",
    "couvreurs-zephyr",
)
FORM = Form(
    company="Toitures Zéphyr", siret="73282932000074", contact="Ombeline", reach="+33549000001", need="couvreurs-zephyr"
)
LIST = f"<b>Demandes</b>\n\n<b>{GONE}</b> Toitures Zéphyr : reçue\n<b>{KEPT}</b> Autre : reçue"
BUTTONS = [[{"text": f"{number} …", "callback_data": f"k:card:{number}"} for number in (GONE, KEPT)]]


def _text(chat: int, text: str, **more: Any) -> dict[str, Any]:
    return {"chat_id": chat, "text": text, **more}


def _card(number: str, text: str) -> Call:
    return Call("sendMessage", _text(0, text), relay=RELAY, about=number, card=True)


@pytest.fixture
def does(unit_of_work):
    """What is decided for a chat is carried out, as one update."""
    numbers = iter(range(1, 1000))

    async def done(chat: int, *calls: Call, effects: tuple[Effect, ...] = (), left: Conversation | None = None) -> None:
        decision = Decision(left or Conversation(), calls, effects)
        await unit_of_work.handle(next(numbers), chat, lambda *_: decision)

    return done


@pytest.fixture
def erases(does, clock):
    """The company has everything erased; the relay is told so without a name."""
    gone = erase(Intake(GONE, COMPANY, RELAY, FORM, clock.now), clock.now)

    async def erased() -> None:
        told = Call("sendMessage", _text(0, f"{GONE} retirée"), relay=RELAY, about=GONE)
        effects = (Forget(), Save(gone), Mail(GONE, RELAY, "withdrawn"))
        await does(COMPANY, _card(GONE, f"{GONE} effacée"), told, effects=effects)

    return erased


@pytest.fixture
async def two_requests(does, clock):
    """Two companies sent a request to one relay, whose group Telegram does not reach for now."""
    await does(GROUP, effects=(Link(RELAY, "", 7),))
    for chat, number, form in ((COMPANY, GONE, FORM), (OTHER, KEPT, Form(company="Autre", need="autre"))):
        intake = Intake(number, chat, RELAY, form, clock.now)
        said = Note("word", "company", form.company, form.need, clock.now)
        file = Call("passFile", {"chat_id": 0, "file": f"FILE-{form.need}", "caption": ""}, relay=RELAY, about=number)
        card = _card(number, f"{number} {form.company} {form.reach}")
        await does(
            chat, card, file, effects=(Record(intake, (File("document", f"FILE-{form.need}"),)), Write(number, said))
        )


async def _rows(database: Any, table: type[Table]) -> list[Any]:
    async with database.transaction() as connection:
        ordered = select(table.__table__).order_by(*table.__table__.primary_key)
        return list((await connection.execute(ordered)).all())


async def _left(database: Any) -> str:
    """Everything that every table holds, as one text."""
    async with database.transaction() as connection:
        rows = [list(await connection.execute(select(table))) for table in Table.metadata.sorted_tables]
    return json.dumps([[tuple(row) for row in some] for some in rows], default=str, ensure_ascii=False)


async def _said_in_the_group(hand: Any, clock: Any) -> list[str]:
    """What the group reads once Telegram takes it, in its order."""
    said = []
    while found := [one for one in await hand.due() if one.chat == GROUP]:
        said.append(str(found[0].payload.get("text") or found[0].payload.get("file") or ""))
        await hand.sent(found[0], 100 + len(said))
        clock.passes(timedelta(seconds=4))
    return said


async def test_a_card_that_waited_while_its_company_erased_all_names_nobody(two_requests, erases, hand, clock):
    await erases()
    said = await _said_in_the_group(hand, clock)
    assert sorted(said) == sorted([f"{KEPT} Autre ", "FILE-autre", f"{GONE} effacée", f"{GONE} retirée"])


@pytest.mark.usefixtures("two_requests")
async def test_nothing_of_an_erased_company_is_left_in_any_table(does, erases, hand, database, clock):
    await does(COMPANY, Call("sendMessage", _text(COMPANY, "Bonjour Ombeline")))
    await does(OTHER, effects=(KeepFeedback("1", "Toitures d'Autre ?", "faq/x", "Oui.", useful=True),))
    await does(COMPANY, effects=(KeepFeedback("1", "Toitures Zéphyr compte ?", "faq/x", "Oui.", useful=True),))
    await does(GROUP, Call("sendMessage", _text(GROUP, LIST, reply_markup={"inline_keyboard": BUTTONS})))
    (refused, *_) = [one for one in await hand.due() if one.chat == COMPANY]
    await hand.failed(refused, "Forbidden")
    async with database.transaction() as connection:
        for number, chat in ((501, COMPANY), (502, GROUP)):
            raw = {"update_id": number, "message": {"text": f"carte {GONE} de Toitures Zéphyr"}}
            row = {"update_id": number, "chat": chat, "tries": 3, "set_aside": True, "error": "X", "raw": raw}
            await connection.execute(insert(FailedRow).values(failed=clock.now, **row))
        letter = {"relay": RELAY, "reference": GONE, "about": "new", "status": "failed", "tries": 3}
        await connection.execute(insert(MailRow).values(not_before=clock.now, created=clock.now, **letter))
    before = await _left(database)
    assert [secret for secret in SECRETS if secret not in before] == []

    await erases()

    left = await _left(database)
    assert [secret for secret in SECRETS if secret in left] == []
    assert [(row.update_id, row.raw) for row in await _rows(database, FailedRow)] == [(502, {"update_id": 502})]
    assert [row.about for row in await _rows(database, MailRow)] == ["withdrawn"]
    assert "Toitures d'Autre ?" in left
    (listed,) = [row for row in await _rows(database, OutboxRow) if "Demandes" in str(row.payload)]
    assert listed.payload["text"] == f"<b>Demandes</b>\n\n<b>{KEPT}</b> Autre : reçue"
    assert listed.payload["reply_markup"] == {"inline_keyboard": [BUTTONS[0][1:]]}


async def test_a_card_that_was_under_way_is_edited_by_what_follows(two_requests, erases, outbox, hand, clock):
    card = next(one for one in (await outbox.turn(room=9)).claimed if one.chat == GROUP)
    assert "Ombeline" not in str(card.payload)
    assert "Toitures Zéphyr" in card.payload["text"]
    await erases()
    await outbox.turn([CallDone(card, Sent(77))])
    await outbox.close()
    clock.passes(timedelta(seconds=4))
    edits = [one for one in await hand.due() if one.chat == GROUP and one.method == "editMessageText"]
    assert [(one.edits, one.payload["text"]) for one in edits] == [(77, f"{GONE} effacée")]


@pytest.mark.parametrize("outcome", [CallLater(timedelta(seconds=1), "TimedOut"), CallRefused("BadRequest")])
@pytest.mark.usefixtures("two_requests")
async def test_a_card_that_was_under_way_and_failed_is_not_sent_again(erases, outbox, hand, clock, outcome):
    card = next(one for one in (await outbox.turn(room=9)).claimed if one.chat == GROUP)
    await erases()
    await outbox.turn([CallDone(card, outcome)])
    await outbox.close()
    clock.passes(timedelta(seconds=4))
    said = await _said_in_the_group(hand, clock)
    assert "Toitures Zéphyr" not in " ".join(said)
    assert f"{GONE} effacée" in said


async def test_a_relay_that_erases_its_own_chat_keeps_the_cards_that_wait_for_it(two_requests, does, hand, clock):
    await does(GROUP, effects=(Forget(),))
    said = await _said_in_the_group(hand, clock)
    assert [f"{GONE} Toitures Zéphyr +33549000001", f"{KEPT} Autre "] == [one for one in said if one.startswith("CL-")]


def _bytes(file: Path) -> bytes:
    """What stands in the file of a database and in its journal."""
    return file.read_bytes() + file.with_name(f"{file.name}-wal").read_bytes()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_the_file_and_its_journal_forget(two_requests, does, erases, database, file: Path):
    for number in range(40):  # so that what is erased stands on pages of many kinds, and in the journal
        await does(COMPANY, Call("sendMessage", _text(COMPANY, f"{number} Ombeline " + "couvreurs-zephyr " * 90)))
    assert b"Ombeline" in _bytes(file)
    await erases()
    left = _bytes(file)
    assert [secret for secret in SECRETS if secret.encode() in left or json.dumps(secret)[1:-1].encode() in left] == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("two_requests")
async def test_a_journal_that_somebody_reads_is_emptied_after(does, erases, file: Path, monkeypatch):
    monkeypatch.setattr("bot.store.database._FORGETTING_RESTS", 0.0)
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM outbox").fetchone()
    await erases()
    assert b"Ombeline" in _bytes(file)
    reader.close()
    await does(OTHER)
    assert b"Ombeline" not in _bytes(file)


async def test_a_person_receives_what_waits_and_what_failed_too(two_requests, does, unit_of_work, database):
    await does(COMPANY, Call("sendMessage", _text(COMPANY, "Bonjour Ombeline")))
    await does(COMPANY, effects=(KeepFeedback("1", "et moi ?", "faq/x", "Oui.", useful=False),))
    await unit_of_work.failed(900, COMPANY, LookupError(), {"update_id": 900, "message": {"text": "coucou"}}, ())
    said = json.loads(await held(database, COMPANY))
    assert [one["content"]["text"] for one in said["messages_unsent"]] == ["Bonjour Ombeline"]
    assert [one["update"]["message"]["text"] for one in said["updates_failed"]] == ["coucou"]
    assert [(one["question"], one["useful"]) for one in said["opinions"]] == [("et moi ?", False)]
    (request,) = said["requests"]
    assert [one["what"] for one in request["relay_unsent"]] == ["sendMessage", "passFile"]
    assert "Autre" not in json.dumps(said)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("une\nCL-GONE deux\ntrois", "une\ntrois"),
        ("CL-GONE", None),
        ("CL-GONEX est une autre", "CL-GONEX est une autre"),
    ],
)
def test_a_payload_leaves_out_the_lines_that_name_a_request(text, left):
    assert without({"text": text}, GONE) == (None if left is None else {"text": left})


async def test_what_was_under_way_when_its_chat_was_erased_is_not_noted_on_the_call_of_another(
    does, hand, database, clock
):
    await does(COMPANY, Call("sendMessage", _text(COMPANY, "Effacer tout ?")))
    [under_way] = await hand.due()
    await does(COMPANY, effects=(Forget(),))
    await does(OTHER, Call("sendMessage", _text(OTHER, "Voici la réponse.")))
    await hand.sent(under_way, 7)
    [left] = [row for row in await _rows(database, OutboxRow) if row.chat == OTHER]
    assert (left.status, left.message, left.id != under_way.id) == ("pending", None, True)
