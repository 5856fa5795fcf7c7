"""The company's side of a request, told as a story: a real database, the words and buttons that a person uses."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from bot.chat.conversation import Conversation
from bot.chat.events import Attached, Commanded, Event, Left, Pressed, Said
from bot.chat.markup import without_tags
from bot.chat.people import File
from bot.chat.replies import Acknowledge, Button, Card, Deliver, Pass, Rekey, Reply, Say, Tell, ThreadMessage
from bot.knowledge.vocabulary import Status
from bot.requests.card import relay_name
from bot.requests.company_words import FILES, LONGEST
from bot.requests.history import line
from bot.requests.model.request import Note
from bot.requests.sending import DAILY, OPEN
from bot.store.database import Database
from bot.store.personal_data_export import held
from bot.store.tables import ConversationRow, IntakeRow, MailRow, NoteRow, OutboxRow, RelayChatRow
from bot.store.unit_of_work import Decision, UnitOfWork
from bot.telegram.outgoing import calls
from tests import shipped

ASSISTANT = shipped.assistant()
TEXTS = ASSISTANT.knowledge.texts
RELAY, RELAY_CHAT = "relay/ml-sud-deux-sevres", 2001
ANSWERS = ("oui", "Niort", "2 maçons", "Maçonnerie Dupont", "Mme Durand", "06 12 34 56 78")
NIR = "1 85 05 78 006 084 91"


@dataclass
class Office:
    """The database, a clock, and one relay that may be linked."""

    database: Database
    now: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    async def rows(self, table) -> list[Any]:
        async with self.database.transaction() as connection:
            return list(await connection.execute(select(table.__table__)))

    async def link(self) -> None:
        async with self.database.transaction() as connection:
            row = {"chat": RELAY_CHAT, "relay": RELAY, "linked": self.now, "linked_by": 1}
            await connection.execute(insert(RelayChatRow).values(row))


@dataclass
class Chat:
    """A person in a chat: what they do, and what was said to them and to the relay for it."""

    office: Office
    number: int = 1001
    replies: tuple[Reply, ...] = ()
    under: list[Button] = field(default_factory=list)
    by_mail: bool = False

    async def does(self, event: Event) -> str:
        seen: list[Reply] = []

        def decide(conversation: Conversation, context) -> Decision:
            turn = ASSISTANT.respond(conversation, event, date(2026, 11, 24), context)
            seen.extend(turn.replies)
            made = list(calls(self.number, *turn.replies))
            return Decision(turn.conversation, made, turn.effects)

        unit_of_work = UnitOfWork(self.office.database, lambda: self.office.now, by_mail=self.by_mail)
        await unit_of_work.handle(
            next(self.office.ids), self.number, decide, lambda conversation: ASSISTANT.query(conversation, event)
        )
        self.replies = tuple(seen)
        shown = [reply for reply in seen if isinstance(reply, Say | Tell)]
        self.under = [button for reply in shown for row in reply.keyboard for button in row] or self.under
        return without_tags("\n".join(reply.html for reply in shown))

    async def says(self, text: str, *, answers: int = 0, edited: bool = False) -> str:
        return await self.does(Said(text, next(self.office.ids), edited, answers))

    async def presses(self, label: str) -> str:
        button = next(button for button in self.under if button.label == label)
        return await self.does(Pressed(button.data, 7, "p"))

    async def fills_in(self, *answers: str) -> str:
        await self.does(Commanded("demande"))
        told = ""
        for answer in answers or ANSWERS:
            told = await self.says(answer)
        return told

    async def sends(self, *answers: str) -> str:
        """Fill the form in and send it; the reference."""
        await self.fills_in(*answers)
        await self.presses("Envoyer")
        return str((await self.office.rows(IntakeRow))[-1].reference)

    @property
    def notes(self) -> list[str]:
        return [reply.note for reply in self.replies if isinstance(reply, Acknowledge)]

    def to_relay(self, kind: type) -> list[Any]:
        return [reply for reply in self.replies if isinstance(reply, kind)]


@pytest.fixture
async def office(tmp_path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/db")
    await database.migrate()
    office = Office(database)
    await office.link()
    yield office
    await database.close()


@pytest.fixture
def company(office):
    return Chat(office)


async def test_a_request_is_sent_once_it_was_read_over(office, company):
    recap = await company.fills_in()
    for shown in ("Maçonnerie Dupont", "Mme Durand", "Niort (79)", "2 maçons", "Facultatif"):
        assert shown in recap
    assert [button.label for button in company.under] == ["Envoyer", "Modifier", "Annuler"]
    assert not await office.rows(IntakeRow)
    told = await company.presses("Envoyer")
    (row,) = await office.rows(IntakeRow)
    assert row.relay == RELAY
    assert (row.chat, row.place, row.reach, row.hours, row.siret) == (1001, "79191", "+33612345678", None, "")
    assert row.reference in told
    assert relay_name(ASSISTANT.knowledge, RELAY) in told
    (card,) = company.to_relay(Card)
    assert "Maçonnerie Dupont" in card.html
    assert [note.kind for note in await office.rows(NoteRow)] == ["sent"]
    assert not await office.rows(MailRow)


async def test_consent_comes_first_and_without_it_nothing_is_kept(office, company):
    asked = await company.does(Commanded("demande"))
    assert "365 jours" in asked
    assert [b.label for b in company.under][:2] == ["J'accepte", "Je refuse"]
    for said in ("Maçonnerie Dupont, 06 12 34 56 78, Mme Durand", "j'ai un apprenti chez Maçonnerie Dupont"):
        assert TEXTS.form.consent_first in await company.says(said)
    assert await company.does(Attached("file", File("document", "F1", "dce.pdf"))) == TEXTS.form.file_first
    told = await company.presses("Je refuse")
    assert TEXTS.form.declined in told
    kept = (await office.rows(ConversationRow))[0].state
    assert not [said for said in ("Dupont", "Durand", "06 12", "F1") if said in kept]
    assert not await office.rows(IntakeRow)


async def test_what_was_looked_up_and_calculated_before_is_not_asked_again(company):
    await company.says("quel relais pour Niort ?")
    await company.says("450 000 € 50% main d'oeuvre 30 € de l'heure 5 % combien d'heures ?")
    told = await company.does(Commanded("demande"))
    assert "Niort (79)" in told
    assert "375" in told
    assert TEXTS.form.ask["need"] in await company.says("oui")
    for answer in ("2 maçons", "Dupont", "Ali", "a@b.fr"):
        told = await company.says(answer)
    assert TEXTS.form.ask_confirm in told
    assert "375" in told


async def test_what_is_optional_is_added_from_the_recapitulation(office, company):
    await company.fills_in()
    await company.presses("Modifier")
    await company.presses(f"{TEXTS.form.line['hours']} · {TEXTS.form.left_out}")
    assert TEXTS.form.ask_confirm in await company.says("300 h")
    await company.presses("Envoyer")
    assert (await office.rows(IntakeRow))[0].hours == 300.0


async def test_a_question_beside_another_tool_and_days_do_not_lose_the_form(office, company):
    await company.does(Commanded("demande"))
    for answer in ANSWERS[:4]:
        await company.says(answer)
    assert TEXTS.form.ask["contact"] in await company.says("c'est quoi un GEIQ ?")
    assert TEXTS.form.siret_where in await company.says("et c'est quoi un SIRET ?")
    await company.does(Commanded("heures"))
    office.now += timedelta(days=5)
    resumed = await company.does(Commanded("demande"))
    assert TEXTS.form.resumed in resumed
    assert TEXTS.form.ask["contact"] in resumed
    for answer in ANSWERS[4:]:
        resumed = await company.says(answer)
    assert "Maçonnerie Dupont" in resumed


async def test_every_line_is_corrected_and_going_back_leaves_it(company):
    await company.fills_in()
    await company.presses("Modifier")
    await company.presses("Entreprise · Maçonnerie Dupont")
    assert "Maçonnerie Dupont" in await company.presses("Retour")
    await company.presses("Modifier")
    await company.presses("SIRET · à ajouter")
    assert "732 829 320 00074" in await company.says("73282932000074")


async def test_a_mended_word_does_not_lose_the_form(company):
    await company.does(Commanded("demande"))
    await company.says("oui")
    told = await company.says("quel relais pour Niort ?", edited=True)
    assert TEXTS.form.edited in told
    assert TEXTS.form.ask["place"] in told


@pytest.mark.parametrize("way", ["Annuler", "annuler", "/annuler"])
async def test_a_form_that_is_cancelled_leaves_nothing(office, company, way):
    await company.fills_in()
    if way == "/annuler":
        await company.does(Commanded("annuler"))
    elif way == "annuler":
        assert await company.says(way) == TEXTS.form.stopped
    else:
        assert await company.presses(way) == TEXTS.form.stopped
    assert "Durand" not in (await office.rows(ConversationRow))[0].state
    assert not await office.rows(IntakeRow)


async def test_the_same_form_within_ten_minutes_is_one_request(office, company):
    reference = await company.sends()
    await company.fills_in()
    told = await company.presses("Envoyer")
    assert told == TEXTS.form.already.format(reference=reference)
    assert len(await office.rows(IntakeRow)) == 1
    office.now += timedelta(minutes=11)
    await company.sends()
    assert len(await office.rows(IntakeRow)) == 2


async def test_a_second_press_says_the_reference_and_records_nothing(office, company):
    await company.fills_in()
    data = next(button.data for button in company.under if button.label == "Envoyer")
    await company.presses("Envoyer")
    reference = (await office.rows(IntakeRow))[0].reference
    await company.does(Pressed(data, 7, "p"))
    assert company.notes == [TEXTS.form.already.format(reference=reference)]
    assert len(await office.rows(IntakeRow)) == 1


async def test_two_requests_without_siret_are_two(office, company):
    await company.sends()
    other = Chat(office, 1002)
    await other.sends()
    assert len(await office.rows(IntakeRow)) == 2


async def test_three_open_requests_are_the_most(office, company):
    for number in range(OPEN):
        await company.sends(*ANSWERS[:2], f"{number + 2} maçons", *ANSWERS[3:])
    told = await company.does(Commanded("demande"))
    assert told == TEXTS.form.open_enough.format(count=OPEN)
    assert all(button.data.startswith("i:show:") for button in company.under)


async def test_five_requests_a_day_are_the_most(office, company):
    for number in range(DAILY):
        await company.sends(*ANSWERS[:2], f"{number + 2} maçons", *ANSWERS[3:])
        await company.presses("Clore")
        await company.presses("Plus besoin")
    assert await company.does(Commanded("demande")) == TEXTS.form.day_enough.format(count=DAILY)
    office.now += timedelta(days=1, minutes=1)
    assert TEXTS.form.ask_consent in await company.does(Commanded("demande"))


async def test_who_erases_does_not_begin_to_count_anew(office, company):
    for number in range(OPEN):
        await company.sends(*ANSWERS[:2], f"{number + 2} maçons", *ANSWERS[3:])
    await company.does(Commanded("effacer"))
    await company.presses(TEXTS.button.erase)
    refused = TEXTS.form.withdrawn_enough.format(count=OPEN)
    assert await company.does(Commanded("demande")) == refused
    await company.does(Commanded("annuler"))
    await company.does(Commanded("effacer"))
    await company.presses(TEXTS.button.erase)
    assert await company.does(Commanded("demande")) == refused
    assert [button.label for button in company.under] == [TEXTS.button.tool["relay"]]
    office.now += timedelta(days=1, minutes=1)
    assert TEXTS.form.ask_consent in await company.does(Commanded("demande"))


async def test_who_erases_one_request_may_send_another(office, company):
    await company.sends()
    await company.does(Commanded("effacer"))
    await company.presses(TEXTS.button.erase)
    await company.sends()
    assert [row.erased for row in await office.rows(IntakeRow)] == [True, False]


async def test_files_go_with_the_request_and_after_it_unopened(office, company):
    await company.fills_in(*ANSWERS[:3])
    for number in range(FILES - 1):
        await company.does(Attached("file", File("document", f"F{number}", f"{number}.pdf")))
    recap = ""
    for answer in ANSWERS[3:]:
        recap = await company.says(answer)
    assert f"Fichiers joints : {FILES - 1}" in recap
    await company.presses("Envoyer")
    assert [passed.file.id for passed in company.to_relay(Pass)] == ["F0", "F1", "F2", "F3"]
    await company.presses("Joindre un fichier")
    await company.does(Attached("photo", File("photo", "P1"), "le plan"))
    (passed,) = company.to_relay(Pass)
    assert passed.file.id == "P1"
    assert "le plan" in passed.caption
    await company.presses("Joindre un fichier")
    told = await company.does(Attached("file", File("document", "F9")))
    assert told == TEXTS.form.file_many.format(most=FILES)
    assert not company.to_relay(Pass)


async def test_files_sent_without_a_word_are_offered_to_the_request_that_is_open(office, company):
    reference = await company.sends()
    for number, caption in enumerate(("le CCAP", "")):
        asked = await company.does(Attached("file", File("document", f"F{number}"), caption))
    assert asked == TEXTS.follow.file_which
    assert not company.to_relay(Pass)
    told = await company.presses(f"{reference} · Niort (79)")
    assert told == TEXTS.follow.file_sent.format(reference=reference)
    assert [passed.file.id for passed in company.to_relay(Pass)] == ["F0", "F1"]
    assert ["le CCAP" in passed.caption for passed in company.to_relay(Pass)] == [True, False]
    assert "Fichiers joints : 2" in without_tags(company.to_relay(Card)[0].html)


@pytest.mark.parametrize("beside", [Said("art 14", 77), Commanded("demande")])
async def test_a_file_that_was_offered_is_forgotten_once_something_else_is_wanted(company, beside):
    await company.sends()
    await company.does(Attached("file", File("document", "F0")))
    offered = company.under[0].data
    await company.does(beside)
    assert await company.does(Pressed(offered, 7, "p")) == TEXTS.follow.ask_file
    assert not company.to_relay(Pass)


async def test_a_form_that_is_half_filled_in_is_named_among_the_requests(office, company):
    await company.fills_in(*ANSWERS[:4])
    assert await company.does(Commanded("suivi")) == TEXTS.follow.unsent
    assert TEXTS.form.ask["contact"] in await company.presses(TEXTS.notice.resume)


async def test_a_wrong_answer_does_not_say_the_whole_consent_again(office, company):
    await company.does(Commanded("demande"))
    told = await company.says("bof")
    assert TEXTS.form.consent_first in told
    assert TEXTS.form.ask_consent in told
    assert "CNIL" not in told


async def test_a_question_is_asked_again_after_what_cannot_be_taken(office, company):
    await company.fills_in(*ANSWERS[:2])
    for event in (Said(f"Jean Dupont, {NIR}", 88), Attached("voice")):
        assert TEXTS.form.ask["need"] in await company.does(event)


async def test_a_word_reaches_the_relay_once_it_was_asked_for(office, company):
    reference = await company.sends()
    await company.presses("Ajouter un mot")
    assert await company.says("C'est urgent <b>") == TEXTS.follow.word_sent.format(reference=reference)
    (word,) = company.to_relay(ThreadMessage)
    assert "C'est urgent &lt;b&gt;" in word.html
    await company.says("art 14")
    assert not company.to_relay(ThreadMessage)


async def test_what_was_asked_for_expires_and_is_left_by_anything_else(office, company):
    await company.sends()
    await company.presses("Ajouter un mot")
    office.now += timedelta(minutes=31)
    await company.says("art 14")
    assert not company.to_relay(ThreadMessage)
    for way in ("annuler", "aide"):
        await company.does(Commanded("suivi"))
        await company.presses("Ajouter un mot")
        await company.does(Commanded(way))
        await company.says("art 14")
        assert not company.to_relay(ThreadMessage)


async def test_a_reply_to_the_confirmation_is_a_word(office, company):
    reference = await company.sends()
    async with office.database.transaction() as connection:  # as Telegram numbers it
        about = (OutboxRow.about == reference) & (OutboxRow.chat == 1001)
        await connection.execute(update(OutboxRow).where(about).values(message=77, status="sent"))
    assert await company.says("merci de rappeler à midi", answers=77) == TEXTS.follow.word_sent.format(
        reference=reference
    )
    assert [note.text for note in await office.rows(NoteRow)] == ["", "merci de rappeler à midi"]


async def test_a_word_of_which_nobody_knows_whom_it_is_for_waits_for_a_button(company):
    await company.sends()
    await company.says("zorglub du mercredi")
    told = await company.presses(TEXTS.follow.for_relay)
    assert "Transmis" in told
    (word,) = company.to_relay(ThreadMessage)
    assert "zorglub" in word.html


async def test_without_a_request_no_question_is_offered_to_a_relay(company):
    await company.says("zorglub du mercredi")
    assert TEXTS.follow.send_to_relay not in [button.label for button in company.under]


async def test_a_request_is_followed_closed_and_reopened(office, company):
    reference = await company.sends()
    assert TEXTS.follow.status[Status.SENT] in await company.does(Commanded("suivi"))
    await company.presses("Clore")
    assert await company.presses("Besoin satisfait") == f"{TEXTS.follow.closed} {TEXTS.follow.told}"
    (row,) = await office.rows(IntakeRow)
    assert (row.status, row.result) == ("closed", "met")
    assert "besoin satisfait" in company.to_relay(ThreadMessage)[0].html
    assert company.to_relay(Card)
    told = TEXTS.follow.reopened.format(reference=reference)
    assert await company.presses("Rouvrir") == f"{told} {TEXTS.follow.told}"
    (row,) = await office.rows(IntakeRow)
    assert (row.status, row.result) == ("sent", None)
    assert [note.kind for note in await office.rows(NoteRow)] == ["sent", "closed", "reopened"]


@pytest.mark.parametrize(
    ("reason", "result", "said"),
    [("Besoin satisfait", "met", "besoin satisfait"), ("Plus besoin", "dropped", "n'en a plus besoin")],
)
async def test_why_a_company_closed_is_on_the_card_and_in_the_history(office, company, reason, result, said):
    await company.sends()
    await company.presses("Clore")
    await company.presses(reason)
    (row,) = await office.rows(IntakeRow)
    assert row.result == result
    assert said in without_tags(company.to_relay(ThreadMessage)[0].html)
    assert said in without_tags(company.to_relay(Card)[0].html)
    *_, last = await office.rows(NoteRow)
    note = Note(last.kind, last.side, last.author, last.text, last.at)
    assert said in without_tags(line(ASSISTANT.knowledge, note))


@pytest.fixture
async def asked(office, company):
    """A company that was asked whether it was called: the reference."""
    return await company.sends()


async def test_a_company_that_was_called_says_so(office, company, asked):
    told = await company.does(Pressed(f"i:called:{asked}:0", 7, "p"))
    assert TEXTS.notice.called.format(reference=asked) in told
    (row,) = await office.rows(IntakeRow)
    assert (row.status, row.owner, row.taken, row.contacted) == ("contacted", None, office.now, office.now)
    (card,), (word,) = company.to_relay(Card), company.to_relay(ThreadMessage)
    assert "d'après l'entreprise" in without_tags(card.html)
    assert f"k:take:{asked}" in [button.data for keys in card.keyboard for button in keys]
    assert "dit avoir été contactée" in word.html
    *_, note = await office.rows(NoteRow)
    assert (note.kind, note.side) == ("called", "company")
    await company.does(Pressed(f"i:called:{asked}:0", 7, "p"))
    assert company.notes == [TEXTS.notice.called_already]
    await company.does(Commanded("suivi"))
    await company.presses("Clore")
    await company.presses("Plus besoin")
    await company.does(Pressed(f"i:uncalled:{asked}:0", 7, "p"))
    assert company.notes == [TEXTS.follow.closed_already]


async def test_a_company_that_was_not_called_reads_whom_to_call_and_can_say_later_that_it_was(office, company, asked):
    before = await office.rows(IntakeRow)
    told = await company.does(Pressed(f"i:uncalled:{asked}:0", 7, "p"))
    assert relay_name(ASSISTANT.knowledge, RELAY) in told
    assert await office.rows(IntakeRow) == before
    (left,) = company.to_relay(Rekey)
    assert [button.data for keys in left.keyboard for button in keys] == [f"i:called:{asked}:0"]


async def test_whoever_called_before_a_request_was_reopened_is_not_who_is_asked_about(office, company, asked):
    await company.presses("Clore")
    await company.presses("Plus besoin")
    await company.presses("Rouvrir")
    before = await office.rows(IntakeRow)
    for button in (f"i:called:{asked}:0", f"i:uncalled:{asked}:0", f"i:called:{asked}"):
        await company.does(Pressed(button, 7, "p"))
        assert company.notes == [TEXTS.stale_button]
    assert await office.rows(IntakeRow) == before


@pytest.mark.parametrize("verb", ["show", "word", "file", "close", "met", "drop", "open", "pass", "called", "uncalled"])
async def test_a_stranger_gets_nothing_by_a_button(office, company, verb):
    reference = await company.sends()
    before = await office.rows(IntakeRow)
    stranger = Chat(office, 1002)
    await stranger.does(Pressed(f"i:{verb}:{reference}", 7, "p"))
    assert stranger.notes == [TEXTS.follow.not_yours]
    assert len(stranger.replies) == 1
    assert await office.rows(IntakeRow) == before


async def test_a_relay_without_a_chat_is_written_to(office):
    company = Chat(office, by_mail=True)
    async with office.database.transaction() as connection:
        await connection.execute(delete(RelayChatRow))
    await company.fills_in(*ANSWERS[:1], "La Rochelle", *ANSWERS[2:])
    told = await company.presses("Envoyer")
    (row,) = await office.rows(IntakeRow)
    assert TEXTS.form.sent_to_by_mail.format(relay=relay_name(ASSISTANT.knowledge, row.relay)) in told
    await company.presses("Ajouter un mot")
    await company.says("C'est urgent")
    assert [(mail.relay, mail.about) for mail in await office.rows(MailRow)] == [
        (row.relay, "new"),
        (row.relay, "word"),
    ]


async def test_where_nobody_can_be_told_it_is_said_and_kept_for_the_operator(office, company):
    await company.fills_in(*ANSWERS[:1], "Poitiers", *ANSWERS[2:])
    told = await company.presses("Envoyer")
    assert TEXTS.form.sent_nobody in told
    (row,) = await office.rows(IntakeRow)
    assert row.relay == ""
    await company.presses("Ajouter un mot")
    assert await company.says("merci") == TEXTS.follow.word_waits.format(reference=row.reference)
    await company.presses("Clore")
    assert await company.presses("Besoin satisfait") == TEXTS.follow.closed
    assert TEXTS.follow.untold in await company.presses("Rouvrir")
    await company.does(Commanded("effacer"))
    assert TEXTS.follow.told not in await company.presses(TEXTS.button.erase)


async def test_where_the_company_blocks_the_bot_its_relay_reads_it_with_the_telephone(office, company):
    await company.sends()
    await company.does(Left())
    (word,) = company.to_relay(ThreadMessage)
    assert "+33 6 12 34 56 78" in word.html
    await company.does(Left(back=True))
    (word,) = company.to_relay(ThreadMessage)
    assert "de nouveau" in word.html
    assert [note.kind for note in await office.rows(NoteRow)] == ["sent", "gone", "back"]


async def test_a_person_has_everything_sent_and_everything_erased(office, company):
    reference = await company.sends()
    await company.presses("Ajouter un mot")
    await company.says("C'est urgent")
    await company.does(Commanded("mesdonnees"))
    assert company.to_relay(Deliver)[0].what == "data"
    said = json.loads(await held(office.database, 1001))
    assert said["requests"][0]["form"]["company"] == "Maçonnerie Dupont"
    assert said["requests"][0]["history"][-1]["text"] == "C'est urgent"
    await company.does(Commanded("effacer"))
    told = await company.presses(TEXTS.button.erase)
    assert f"{TEXTS.erase_requests} {TEXTS.follow.told}" in told
    assert TEXTS.to_relay.withdrawn.format(reference=reference) in company.to_relay(ThreadMessage)[0].html
    assert "Dupont" not in company.to_relay(Card)[0].html
    (row,) = await office.rows(IntakeRow)
    assert (row.status, row.result, row.company, row.chat) == ("closed", "withdrawn", "", 0)
    assert not [note for note in await office.rows(NoteRow) if note.text]
    assert json.loads(await held(office.database, 1001))["requests"] == []


@pytest.mark.parametrize("where", ["question", "form", "word", "caption", "command"])
async def test_the_data_of_a_candidate_are_stopped_everywhere(office, company, where):
    event: Event = Said(f"mon candidat, sécu {NIR}", 3)
    match where:
        case "form":
            await company.fills_in(*ANSWERS[:2])
        case "word":
            await company.sends()
            await company.presses("Ajouter un mot")
        case "caption":
            await company.fills_in(*ANSWERS[:2])
            event = Attached("file", File("document", "F1"), f"Jean Dupont né le 12/03/1990, {NIR}")
        case "command":
            event = Commanded("eligibilite", "Jean Dupont né le 12/03/1990")
    assert (await company.does(event)).startswith(TEXTS.candidate_data)
    for table in (ConversationRow, IntakeRow, NoteRow, OutboxRow):
        kept = str(await office.rows(table))
        assert NIR not in kept
        assert "12/03/1990" not in kept


async def test_in_a_group_the_form_is_opened_in_private(office):
    group = Chat(office, -5)
    assert await group.does(Commanded("demande")) == TEXTS.form.private
    assert group.under == [Button(TEXTS.form.private_open, "", start="tool_intake")]
    assert '"course":null' in (await office.rows(ConversationRow))[0].state
    await group.says("oui")
    assert not await office.rows(IntakeRow)


async def test_a_word_that_is_too_long_is_named(company):
    reference = await company.sends()
    await company.presses("Ajouter un mot")
    assert await company.says("x" * (LONGEST + 5)) == TEXTS.follow.too_long.format(over=5, most=LONGEST)
    assert reference
    assert not company.to_relay(ThreadMessage)
