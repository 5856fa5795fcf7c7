"""A relay hands a request on: it confirms to whom, can take it back for an hour, and goes on following it."""

from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from bot.chat.events import Pressed, Said
from bot.chat.markup import lines, visible, without_tags
from bot.chat.people import File, Member
from bot.chat.replies import Acknowledge, Card, Pass, Rekey, Reply, Rewrite, Say, Tell, ThreadMessage, Turn
from bot.knowledge.vocabulary import Status
from bot.requests.effects import Mail
from tests.requests.town import COMPANY, FORM, GROUP, NIORT, NUMBER, OTHER, RELAY, ROYAN, STRANGER, THIRD, Town

R = TypeVar("R", bound=Reply)
ZOE, LEO, MAX = Member(7, "Zoé"), Member(8, "Léo"), Member(9, "Max")
TO, GO = f"k:to:{NUMBER}:cara-royan", f"k:go:{NUMBER}:cara-royan"
UNDO, SEE = f"k:undo:{NUMBER}", f"k:see:{NUMBER}"


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


def _labels(keyboard) -> list[str]:
    return [button.label for row in keyboard for button in row]


def _unlinked(desks) -> str:
    """A body with a telephone that nobody is linked for."""
    found = next(
        one for one in desks.knowledge.relays if one.phone and not one.email and one.status == "relay_historical"
    )
    return str(found.id.removeprefix("relay/"))


def _told(turn: Turn) -> str:
    (told,) = _of(turn, Tell)
    assert told.chat == COMPANY
    return without_tags(told.html)


# To whom


def test_who_covers_the_place_comes_first_then_whoever_is_linked(town, desks):
    town.links[9] = THIRD
    (menu,) = _of(_press(town, f"k:move:{NUMBER}"), Rekey)
    labels = _labels(menu.keyboard)
    assert labels[0] == f"{desks.knowledge[THIRD].name} · relié"  # it answers for the department of the place
    assert f"{desks.knowledge[OTHER].name} · relié" in labels
    assert labels[-2:] == ["Un autre organisme…", "Retour"]


def test_who_covers_the_place_is_offered_first_where_nobody_is_linked_there(town, desks):
    town.intakes[NUMBER] = replace(town.intake, form=replace(FORM, place="17300", place_name="La Rochelle"))
    there = next(one for one in desks.flows["tool/intake"].relays("17300") if one.phone or one.email)
    (menu,) = _of(_press(town, f"k:move:{NUMBER}"), Rekey)
    labels = _labels(menu.keyboard)
    assert labels.index(there.name) < labels.index(f"{desks.knowledge[OTHER].name} · relié")


def test_every_body_that_can_be_reached_is_offered_page_by_page_and_once(town):
    seen: list[str] = []
    for first in (f"k:move:{NUMBER}", f"k:else:{NUMBER}"):
        data = first
        while data:
            (menu,) = _of(_press(town, data), Rekey)
            buttons = [button for row in menu.keyboard for button in row]
            seen += [button.data for button in buttons if button.data.startswith("k:to:")]
            data = next((button.data for button in buttons if button.label.startswith("Suivantes")), "")
    assert len(seen) == len(set(seen)) > 6
    assert not [one for one in seen if one.endswith(("annuaire-national-facilitateurs", RELAY.removeprefix("relay/")))]


# Are you sure


def test_a_choice_only_asks_and_says_that_the_other_body_is_linked_but_not_of_that_place(town, desks):
    before = town.intake
    turn = _press(town, TO)
    (asked,) = _of(turn, Rewrite)
    said = without_tags(asked.html)
    assert f"Transmettre {NUMBER} à {desks.knowledge[OTHER].name} ?" in said
    assert "est relié" in said
    assert "ne couvre pas Niort" in said
    assert "pendant une heure" in said
    assert _labels(asked.keyboard) == ["Transmettre", "Retour"]
    assert (town.intake, turn.effects, _of(turn, Tell)) == (before, (), [])
    assert lines(visible(asked.html)) <= 16


def test_it_is_said_plainly_that_nobody_there_is_linked_and_what_will_happen(town, desks):
    (asked,) = _of(_press(town, f"k:to:{NUMBER}:{_unlinked(desks)}"), Rewrite)
    assert "n'est relié" in asked.html
    assert "c'est à vous de le prévenir" in asked.html
    assert lines(visible(asked.html)) <= 16


def test_whoever_changes_his_mind_has_the_card_back(town):
    _press(town, TO)
    (card,) = _of(_press(town, f"k:back:{NUMBER}"), Rewrite)
    assert "Martin" in card.html
    assert "Prendre en charge" in _labels(card.keyboard)


@pytest.mark.parametrize("name", ["annuaire-national-facilitateurs", "nowhere", "", "niort-agglo-cellule-clauses"])
@pytest.mark.parametrize("verb", ["to", "go"])
def test_a_request_is_not_handed_on_to_nobody(town, verb, name):
    before = town.intake
    turn = _press(town, f"k:{verb}:{NUMBER}:{name}")
    assert (town.intake, turn.effects, _of(turn, Tell), _of(turn, Rewrite)) == (before, (), [], [])


# Handed on


def test_a_transfer_tells_all_three_and_keeps_the_history(town, desks):
    town.files.append(File("document", "f1", "CCAP.pdf"))
    _press(town, f"k:take:{NUMBER}")
    turn = _press(town, GO)
    assert (town.intake.relay, town.intake.owner, town.intake.status) == (OTHER, None, Status.SENT)
    former, new = _of(turn, Card)
    assert (former.relay, _labels(former.keyboard)) == (RELAY, ["Où en est-elle ?", "Annuler (1 heure)"])
    assert (new.relay, new.anew) == (OTHER, True)
    assert [passed.relay for passed in _of(turn, Pass)] == [OTHER]
    told = _told(turn)
    assert desks.knowledge[OTHER].name in told
    assert "Il vous répond ici" in told
    assert [note.kind for _, note in town.notes] == ["taken", "transferred"]
    (shown,) = _of(_press(town, f"k:past:{NUMBER}", LEO, ROYAN), ThreadMessage)
    assert "prise en charge" in shown.html
    assert desks.knowledge[OTHER].name in without_tags(shown.html)


def test_a_company_handed_on_to_whom_nobody_can_tell_is_not_told_that_it_is_done(town, desks):
    turn = _press(town, f"k:go:{NUMBER}:{_unlinked(desks)}")
    told = _told(turn)
    assert "Je ne peux pas prévenir cet organisme" in told
    assert "Téléphone" in told
    assert "rien à refaire" not in told
    assert "prévenez-le" in _note(turn)


def test_a_body_without_a_chat_is_told_by_mail_where_mail_can_be_sent(town, desks):
    by_mail = next(one for one in desks.knowledge.relays if one.email and one.id != RELAY and one.status != "directory")
    town.by_mail = True
    name = by_mail.id.removeprefix("relay/")
    (asked,) = _of(_press(town, f"k:to:{NUMBER}:{name}"), Rewrite)
    assert "par e-mail" in asked.html
    turn = _press(town, f"k:go:{NUMBER}:{name}")
    assert [effect for effect in turn.effects if isinstance(effect, Mail)] == [Mail(NUMBER, by_mail.id, "new")]
    assert "e-mail" in _note(turn)
    assert "e-mail" in _told(turn)
    back = _press(town, UNDO)
    assert [effect for effect in back.effects if isinstance(effect, Mail)] == [Mail(NUMBER, by_mail.id, "returned")]


def test_after_a_transfer_the_former_relay_can_do_nothing_more(town):
    _press(town, GO)
    before = town.intake
    turn = _press(town, f"k:take:{NUMBER}")
    assert (town.intake, turn.effects) == (before, ())
    turn = town.does(GROUP, Said("Bonjour", 80, answers=70, by=ZOE))
    assert (town.intake, turn.effects) == (before, ())
    assert "rien n'a été transmis" in "".join(said.html for said in _of(turn, Say))


# Taken back


def test_within_the_hour_whoever_handed_it_on_has_it_again_as_it_was(town, desks):
    _press(town, f"k:take:{NUMBER}")
    _press(town, f"k:reach:{NUMBER}")
    _press(town, GO)
    town.now += timedelta(minutes=59)
    turn = _press(town, UNDO, LEO)
    assert (town.intake.relay, town.intake.status, town.intake.owner) == (RELAY, Status.CONTACTED, LEO)
    there, here = _of(turn, Card)
    assert (there.relay, "Transmission annulée" in there.html) == (OTHER, True)
    assert (here.relay, "Contactée" in here.html or "contactée" in here.html) == (RELAY, True)
    assert "est annulée" in _told(turn)
    assert [note.kind for _, note in town.notes][-1] == "returned"
    assert not _press(town, f"k:take:{NUMBER}", MAX, ROYAN).effects


def test_what_nobody_had_waits_for_anybody_again_once_it_is_taken_back(town):
    _press(town, GO)
    _press(town, UNDO)
    assert (town.intake.relay, town.intake.status, town.intake.owner) == (RELAY, Status.SENT, None)


@pytest.mark.parametrize("late", [timedelta(hours=1, seconds=1), timedelta(days=40)])
def test_after_an_hour_it_is_asked_for_instead(town, late):
    _press(town, GO)
    town.now += late
    before = town.intake
    turn = _press(town, UNDO)
    assert (town.intake, turn.effects) == (before, ())
    assert "L'heure est passée" in _note(turn)
    (card,) = _of(turn, Card)
    assert (card.chat, _labels(card.keyboard)) == (GROUP, ["Où en est-elle ?"])


def test_what_somebody_took_there_is_not_taken_back(town):
    _press(town, GO)
    _press(town, f"k:take:{NUMBER}", MAX, ROYAN)
    before = town.intake
    assert "déjà prise en charge" in _note(_press(town, UNDO))
    assert town.intake == before


def test_neither_the_other_body_nor_who_had_it_before_takes_a_transfer_back(town):
    town.links[9] = THIRD
    _press(town, GO)
    _press(town, f"k:go:{NUMBER}:departement-79", MAX, ROYAN)
    before = town.intake
    for chat in (GROUP, 9, STRANGER, COMPANY):
        turn = _press(town, UNDO, LEO, chat)
        assert (town.intake, turn.effects) == (before, ())
    _press(town, UNDO, MAX, ROYAN)
    assert town.intake.relay == OTHER


def test_a_second_press_on_take_back_changes_nothing(town):
    _press(town, GO)
    _press(town, UNDO)
    before = town.intake
    turn = _press(town, UNDO, LEO, NIORT)
    assert (town.intake, turn.effects) == (before, ())
    assert _note(turn)


# Followed


def test_whoever_handed_it_on_sees_where_it_stands_and_nothing_of_what_was_said(town, desks):
    _press(town, GO)
    _press(town, f"k:take:{NUMBER}", MAX, ROYAN)
    town.does(ROYAN, Said("Rappelez le 06, code du portail 4512", 80, answers=70, by=MAX))
    (shown,) = _of(_press(town, SEE, ZOE, GROUP), ThreadMessage)
    said = without_tags(shown.html)
    assert (shown.relay, shown.chat) == (RELAY, GROUP)
    assert desks.knowledge[OTHER].name in said
    assert "Prise en charge" in said
    assert "4512" not in said
    assert "Max" not in said
    town.intakes[NUMBER] = replace(town.intake, erased=True, status=Status.CLOSED, chat=0)
    (shown,) = _of(_press(town, SEE, ZOE, GROUP), ThreadMessage)
    assert "effacées" in shown.html


def test_nobody_else_follows(town):
    _press(town, GO)
    for chat in (STRANGER, COMPANY):
        assert not _of(_press(town, SEE, LEO, chat), ThreadMessage)
