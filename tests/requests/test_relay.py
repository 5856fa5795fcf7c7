"""A relay takes requests over, answers, closes and hands them on; nobody else can, whatever they press."""

from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from bot.chat.conversation import Conversation
from bot.chat.events import Attached, Commanded, Pressed, Said
from bot.chat.markup import without_tags
from bot.chat.people import NOBODY, File, Member
from bot.chat.replies import (
    Acknowledge,
    Card,
    Correct,
    Deliver,
    Menu,
    Pass,
    Rekey,
    Reply,
    Rewrite,
    Say,
    Tell,
    ThreadMessage,
    Turn,
)
from bot.knowledge.vocabulary import Result, Status
from bot.requests.card import card
from bot.requests.model import link_code as codes
from bot.requests.model.request import Intake, Note
from bot.requests.model.snapshot import Code
from tests.requests.town import COMPANY, FORM, GROUP, NIORT, NUMBER, OTHER, RELAY, ROYAN, STRANGER, Town

R = TypeVar("R", bound=Reply)
ZOE, LEO = Member(7, "Zoé"), Member(8, "Léo")


@pytest.fixture
def town(desks):
    return Town(desks)


def _press(town: Town, data: str, by: Member = ZOE, chat: int = GROUP) -> Turn:
    return town.does(chat, Pressed(data, 70, "p", by))


def _of(turn: Turn, kind: type[R]) -> list[R]:
    return [reply for reply in turn.replies if isinstance(reply, kind)]


def _note(turn: Turn) -> str:
    (acknowledged,) = _of(turn, Acknowledge)
    return acknowledged.note


def _text(turn: Turn, kind: type[Say | ThreadMessage] = Say) -> str:
    return "\n".join(without_tags(reply.html) for reply in _of(turn, kind))


def _labels(keyboard) -> list[str]:
    return [button.label for row in keyboard for button in row]


def _nothing_changed(town: Town, turn: Turn, before: Intake) -> None:
    assert town.intake == before
    assert not turn.effects
    assert not _of(turn, Tell)


# Taking over


def test_whoever_takes_it_first_has_it_and_every_chat_of_the_relay_sees_who(town):
    turn = _press(town, f"k:take:{NUMBER}")
    assert town.intake.owner == ZOE
    (shown,) = _of(turn, Card)
    assert (shown.relay, shown.chat) == (RELAY, 0)
    assert "Zoé" in shown.html


def test_the_second_press_reads_who_has_it_and_changes_nothing(town):
    _press(town, f"k:take:{NUMBER}")
    before = town.intake
    turn = _press(town, f"k:take:{NUMBER}", LEO, NIORT)
    _nothing_changed(town, turn, before)
    assert "Zoé" in _note(turn)


def test_a_second_press_on_take_over_changes_nothing(town):
    _press(town, f"k:take:{NUMBER}")
    before = town.intake
    _nothing_changed(town, _press(town, f"k:take:{NUMBER}"), before)


def test_a_colleague_goes_on_with_a_request_on_purpose_only(town):
    _press(town, f"k:take:{NUMBER}")
    _nothing_changed(town, _press(town, f"k:reach:{NUMBER}", LEO), town.intake)
    turn = _press(town, f"k:over:{NUMBER}", LEO)
    assert town.intake.owner == LEO
    assert not _of(turn, Tell)  # to the company nothing changes


def test_the_company_reads_the_relays_name_and_no_persons(town, desks):
    (told,) = _of(_press(town, f"k:take:{NUMBER}"), Tell)
    assert told.chat == COMPANY
    assert desks.knowledge[RELAY].name in without_tags(told.html)
    assert "Zoé" not in told.html


# The other steps


def test_a_closed_request_tells_the_company_the_outcome_and_how_to_reopen(town):
    menu = _of(_press(town, f"k:end:{NUMBER}"), Rekey)
    assert _labels(menu[0].keyboard)[:4] == ["Entreprise aidée", "Rien trouvé", "Injoignable", "Pas de notre ressort"]
    turn = _press(town, f"k:end:{NUMBER}:unreachable")
    assert (town.intake.status, town.intake.result) == (Status.CLOSED, Result.UNREACHABLE)
    (told,) = _of(turn, Tell)
    assert "joint" in told.html
    assert "Rouvrir" in _labels(told.keyboard)


def test_a_closed_request_takes_no_step_until_it_is_reopened(town):
    _press(town, f"k:end:{NUMBER}:helped")
    before = town.intake
    for verb in ("take", "over", "reach", "end", "end:helped", "move", "go:cara-royan"):
        name, _, rest = verb.partition(":")
        turn = _press(town, f"k:{name}:{NUMBER}:{rest}".rstrip(":"))
        _nothing_changed(town, turn, before)
    _press(town, f"k:open:{NUMBER}")
    assert town.intake.status is Status.TAKEN


def test_a_request_that_nobody_took_is_with_whoever_closed_it_once_it_is_reopened(town):
    _press(town, f"k:end:{NUMBER}:helped")
    (shown,) = _of(_press(town, f"k:open:{NUMBER}", LEO), Card)
    assert (town.intake.status, town.intake.owner) == (Status.TAKEN, ZOE)
    assert town.intake.taken is not None
    assert "Zoé" in shown.html


def test_a_menu_changes_the_buttons_of_the_pressed_card_alone_and_back_restores_them(town):
    turn = _press(town, f"k:end:{NUMBER}")
    assert not _of(turn, Card)
    (back,) = _of(_press(town, f"k:back:{NUMBER}"), Rewrite)
    stands = card(town.assistant.knowledge, town.intake)
    assert (back.html, back.keyboard) == (stands.html, stands.keyboard)


def test_the_company_that_withdrew_cannot_be_reopened(town):
    town.intakes[NUMBER] = replace(town.intake, erased=True, status=Status.CLOSED, chat=0)
    _nothing_changed(town, _press(town, f"k:open:{NUMBER}"), town.intake)


# Words


def test_a_word_to_a_company_that_blocked_the_bot_is_said_not_to_arrive_until_it_is_back(town):
    town.notes.append((NUMBER, Note("gone", "company", "", "", town.now)))
    turn = town.does(GROUP, Said("On s'en occupe", 80, answers=70, by=ZOE))
    (told,) = _of(turn, Tell)
    assert told.chat == GROUP
    assert "Non remis" in told.html
    assert "+33 5 49 00 00 00" in told.html
    town.notes.append((NUMBER, Note("back", "company", "", "", town.now)))
    assert _of(town.does(GROUP, Said("On s'en occupe", 81, answers=70, by=ZOE)), Tell)


def test_a_reply_to_the_card_reaches_the_company_and_whoever_answers_first_has_the_request(town):
    turn = town.does(GROUP, Said("On s'en <occupe>", 80, answers=70, by=ZOE))
    told, done = _of(turn, Tell)
    assert (told.chat, town.intake.owner) == (COMPANY, ZOE)
    assert "On s'en &lt;occupe&gt;" in told.html
    assert _labels(told.keyboard) == ["Répondre", "Suivi"]
    assert [(note.kind, note.side, note.text) for _, note in town.notes] == [
        ("taken", "relay", ""),
        ("word", "relay", "On s'en <occupe>"),
    ]
    assert "Transmis" in done.html


def test_a_colleague_may_answer_without_taking_the_request_away(town):
    _press(town, f"k:take:{NUMBER}")
    turn = town.does(NIORT, Said("Bonjour", 80, answers=70, by=LEO))
    assert _of(turn, Tell)
    assert town.intake.owner == ZOE


def test_a_corrected_reply_is_sent_as_a_correction(town):
    town.does(GROUP, Said("mardi", 80, answers=70, by=ZOE))
    turn = town.does(GROUP, Said("jeudi", 80, edited=True, answers=70, by=ZOE))
    assert "corrigé" in _of(turn, Tell)[0].html
    assert _of(turn, Correct)


def test_a_file_in_reply_is_passed_on(town):
    turn = town.does(GROUP, Attached("file", File("document", "f9", "liste.pdf"), "Voici", 70, ZOE))
    passed, beside = _of(turn, Pass)
    assert (passed.chat, passed.file.id) == (COMPANY, "f9")
    assert (beside.chat, beside.file.id, beside.but) == (0, "f9", GROUP)  # the relay's other chats see it too
    assert "Voici" in passed.caption


def test_what_cannot_be_passed_on_is_said(town):
    turn = town.does(NIORT, Attached("voice", None, "", 70, ZOE))
    assert not _of(turn, Pass)
    assert "transmettre" in _text(turn)


def test_a_reply_to_a_withdrawn_request_goes_nowhere(town):
    town.intakes[NUMBER] = replace(town.intake, chat=0, erased=True, status=Status.CLOSED)
    turn = town.does(NIORT, Said("Bonjour", 80, answers=70, by=ZOE))
    assert not _of(turn, Tell)
    assert "retiré" in _text(turn)


def test_an_ordinary_question_in_a_relays_chat_is_answered(town):
    assert _of(town.does(NIORT, Said("c'est quoi un GEIQ", 80, by=ZOE)), Say)


# Nobody else


VERBS = [
    "take", "over", "reach", "open", "end", "end:helped", "move", "else", "to:cara-royan", "go:cara-royan",
    "back", "past", "card", "see", "undo",
]  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("chat", [STRANGER, ROYAN, COMPANY])
@pytest.mark.parametrize("status", list(Status))
def test_every_button_pressed_by_somebody_else_changes_nothing_and_shows_nothing(town, verb, chat, status):
    town.intakes[NUMBER] = replace(town.intake, status=status, owner=None if status is Status.SENT else ZOE)
    before = town.intake
    name, _, rest = verb.partition(":")
    turn = _press(town, f"k:{name}:{NUMBER}" + (f":{rest}" if rest else ""), Member(99, "?"), chat)
    _nothing_changed(town, turn, before)
    assert [type(reply) for reply in turn.replies] == [Acknowledge]
    assert _note(turn)


FORGED = [
    "k:", "k:take", "k:take:", "k:take:CL-XXXX", "k:zz:CL-7K3F", "k:list:open:-1", "k:list:x:0", "k:list:open:²",
    "k:list:open:99999999999999", "k:out:csv:never", "k:end:CL-7K3F:withdrawn", "k:bye:x",
]  # fmt: skip


@pytest.mark.parametrize("data", FORGED)
def test_a_forged_button_changes_nothing(town, data):
    before = town.intake
    for chat in (NIORT, STRANGER):
        turn = _press(town, data, ZOE, chat)
        _nothing_changed(town, turn, before)
        assert len(_of(turn, Acknowledge)) == 1


# Linking


@pytest.fixture
def typed(town):
    """A code that links a chat to the relay of Niort."""
    every = iter("K7Q29XWMT4HD")
    drawn = codes.draw(lambda _: next(every))
    town.codes[drawn.key] = Code(drawn.key, RELAY, codes.hashed(drawn), town.now + codes.HOLDS)
    return str(drawn)


@pytest.mark.parametrize("spell", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f" {code}. "])
def test_a_code_links_a_chat_in_any_spelling_and_shows_what_waits(town, typed, desks, spell):
    turn = town.does(STRANGER, Commanded("connexion", spell(typed), ZOE))
    assert town.links[STRANGER] == RELAY
    assert desks.knowledge[RELAY].name in _text(turn)
    assert [(shown.reference, shown.chat) for shown in _of(turn, Card)] == [(NUMBER, STRANGER)]
    (menu,) = _of(turn, Menu)
    assert "demandes" in dict(menu.commands)


def test_a_code_serves_once(town, typed):
    town.does(STRANGER, Commanded("connexion", typed, ZOE))
    turn = town.does(9, Commanded("connexion", typed, ZOE))
    assert 9 not in town.links
    assert "déjà servi" in _text(turn)


def test_a_code_expires(town, typed):
    town.now += codes.HOLDS
    assert "expiré" in _text(town.does(STRANGER, Commanded("connexion", typed, ZOE)))
    assert STRANGER not in town.links


def test_a_code_dies_after_a_few_wrong_secrets_from_whatever_chat(town, typed):
    wrong = typed[:-1] + ("2" if typed[-1] != "2" else "3")
    for chat in range(100, 100 + codes.TRIES):
        town.does(chat, Commanded("connexion", wrong, ZOE))
    turn = town.does(STRANGER, Commanded("connexion", typed, ZOE))
    assert "pas valable" in _text(turn)
    assert STRANGER not in town.links


def test_a_chat_that_tries_too_many_codes_waits_an_hour_even_with_a_right_one(town, typed):
    for _ in range(5):
        town.does(STRANGER, Commanded("connexion", "AAAA-BBBB-CCCC", ZOE))
    town.does(STRANGER, Commanded("annuler"))
    assert "une heure" in _text(town.does(STRANGER, Commanded("connexion", typed, ZOE)))
    town.now += timedelta(hours=1, seconds=1)
    town.does(STRANGER, Commanded("connexion", typed, ZOE))
    assert town.links[STRANGER] == RELAY


def test_an_erasure_leaves_how_often_a_code_was_guessed(town, typed):
    for _ in range(5):
        town.does(STRANGER, Commanded("connexion", "AAAA-BBBB-CCCC", ZOE))
    town.does(STRANGER, Pressed("x:erase", 7, "press"))
    assert town.conversations[STRANGER] == Conversation(missed=town.conversations[STRANGER].missed)
    assert "une heure" in _text(town.does(STRANGER, Commanded("connexion", typed, ZOE)))
    town.now += timedelta(hours=1, seconds=1)
    town.does(STRANGER, Pressed("x:erase", 7, "press"))
    assert town.conversations[STRANGER] == Conversation()


def test_a_linked_chat_disconnects_before_it_links_to_another(town, typed):
    turn = town.does(ROYAN, Commanded("connexion", typed, ZOE))
    assert town.links[ROYAN] == OTHER
    assert "/deconnexion" in _text(turn)


def test_a_chat_leaves_after_a_confirmation_by_any_member(town):
    (asked,) = _of(town.does(GROUP, Commanded("deconnexion", "", ZOE)), Say)
    assert GROUP in town.links
    stay, leave = (next(b.data for row in asked.keyboard for b in row if b.label.startswith(w)) for w in ("Non", "Oui"))
    assert _of(_press(town, stay, LEO), Rewrite)
    assert GROUP in town.links
    turn = _press(town, leave, LEO)
    assert GROUP not in town.links
    assert _of(turn, Menu) == [Menu(())]
    _nothing_changed(town, _press(town, f"k:take:{NUMBER}"), town.intake)


# Lists


@pytest.mark.parametrize("command", ["demandes", "export", "deconnexion"])
def test_the_relays_commands_say_elsewhere_how_to_link(town, command):
    assert "/connexion" in _text(town.does(STRANGER, Commanded(command, "", ZOE)))


def test_a_list_has_a_line_and_a_button_for_each_request_that_shows_its_card_anew(town):
    (said,) = _of(town.does(GROUP, Commanded("demandes", "", ZOE)), Say)
    assert "Martin &amp; Fils &lt;BTP&gt;, Niort : à prendre, reçue le 23/11" in said.html
    assert _labels(said.keyboard)[:3] == ["• Ouvertes (1)", "Les miennes (0)", "En retard (0)"]
    button = next(b for row in said.keyboard for b in row if b.label.startswith(NUMBER))
    (shown,) = _of(_press(town, button.data), Card)
    assert (shown.chat, shown.anew) == (GROUP, True)


def test_another_list_takes_the_place_of_the_one_before(town):
    (shown,) = _of(_press(town, "k:list:late:0"), Rewrite)
    assert shown.message == 70


def test_an_export_is_asked_by_button_and_made_for_this_relay_alone(town):
    (said,) = _of(town.does(GROUP, Commanded("export", "", ZOE)), Say)
    datas = [button.data for row in said.keyboard for button in row]
    assert len(datas) == 6
    for data in datas:
        (made,) = _of(_press(town, data), Deliver)
        assert made.relay == RELAY
    assert not _of(_press(town, datas[0], ZOE, STRANGER), Deliver)


def test_nobody_unnamed_is_shown(town):
    town.intakes[NUMBER] = replace(town.intake, form=FORM)
    _press(town, f"k:take:{NUMBER}", NOBODY)
    shown = _text(town.does(GROUP, Commanded("demandes", "", ZOE)))
    assert "None" not in shown
    assert "un membre du relais" in shown
