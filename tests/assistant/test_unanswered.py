"""What people asked and did not get is kept for curators, without whoever asked."""

from datetime import UTC, datetime

import pytest

from bot.assistant.unanswered import LONGEST
from bot.chat.events import Said
from bot.chat.replies import KeepUnanswered
from bot.language.personal_data import masked
from bot.requests.model.request import Form, Intake
from bot.requests.model.snapshot import RequestContext
from tests.assistant import talking
from tests.assistant.talking import TEXTS

LOST = "la quadrature du zorglub vaut combien de pouzzolanes"


def _kept(seen) -> list[KeepUnanswered]:
    return [effect for effect in seen.effects if isinstance(effect, KeepUnanswered)]


def test_a_question_that_nothing_fits_is_kept(chat):
    (kept,) = _kept(chat.says(LOST))
    assert (kept.why, kept.question) == ("unknown", LOST)


@pytest.mark.parametrize("known", ["L2112-2", "bonjour", "c'est quoi une SIAE ?"])
def test_a_question_that_was_answered_is_not_kept(chat, known):
    assert not _kept(chat.says(known))


def test_none_of_these_keeps_the_question_and_what_stood_first(chat, base, vague):
    offered = chat.says(vague)
    assert not _kept(offered)
    first = offered.buttons[0].data.split(":")[1]
    assert _kept(chat.presses_on(base.texts.button.none, offered)) == [KeepUnanswered("none", vague, first)]
    assert not _kept(chat.presses_on(base.texts.button.none, offered))  # pressed again


def test_a_choice_that_is_left_for_another_question_is_kept_once(chat, vague):
    first = chat.says(vague).buttons[0].data.split(":")[1]
    assert _kept(chat.says("L2112-2")) == [KeepUnanswered("left", vague, first)]
    assert not _kept(chat.says("L2113-13"))


def test_a_choice_that_was_made_is_not_kept(chat, vague):
    offered = chat.says(vague)
    assert not _kept(chat.presses(offered.buttons[0].data))
    assert not _kept(chat.says("L2112-2"))


def test_a_question_that_is_corrected_is_no_choice_that_was_left(chat, vague):
    chat.says(vague, message=4)
    assert not _kept(chat.says("L2112-2", message=4, edited=True))


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Mme Durand cherche un zorglub", "Mme … cherche un zorglub"),
        ("écrire à jean.durand@exemple.fr svp", "écrire à … svp"),
        ("mon numéro 06 12 34 56 78 pour le zorglub", "mon numéro … pour le zorglub"),
        ("Camille Durand veut un zorglub", "… veut un zorglub"),
        ("il s'appelle kevin et il a 24 ans", "il s'appelle … et il a 24 ans"),
        ("né le 12/03/1990, il vient", "né le …, il vient"),
        ("demander à @camille_d", "demander à …"),
        ("SIRET 732 829 320 00074", "SIRET …"),
        # what names nobody stays
        ("un marché de 300 000 € en 2026", "un marché de 300 000 € en 2026"),
        ("inscrit à France Travail depuis 14 mois", "inscrit à France Travail depuis 14 mois"),
        ("monsieur le maire veut la clause", "monsieur le maire veut la clause"),
        ("l'article L. 2112-2 du code", "l'article L. 2112-2 du code"),
    ],
)
def test_what_is_kept_names_nobody(text, without):
    assert masked(text) == without


def test_a_long_question_is_cut(chat):
    (kept,) = _kept(chat.says(f"{LOST} " * 8))
    assert len(kept.question) == LONGEST


def test_nothing_is_kept_of_who_has_a_request_open(assistant, chat):
    """What it writes may be meant for its relay."""
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    own = Intake("CL-7K3F", 7, "relay/a", Form(company="Bâti Ouest"), now)
    context = RequestContext(chat=7, now=now, own=(own,))
    turn = assistant.respond(chat.conversation, Said(LOST, 3), chat.today, context)
    assert not [effect for effect in turn.effects if isinstance(effect, KeepUnanswered)]


def test_nothing_is_kept_of_what_answers_a_form():
    chat = talking.Chat()
    chat.commands("/demande")
    chat.presses(TEXTS.form.agree)
    for text in ("Passer", "Bâti Ouest", LOST, "Camille Durand"):
        turn = chat.assistant.respond(chat.conversation, Said(text, 3), talking.TODAY)
        assert not [effect for effect in turn.effects if isinstance(effect, KeepUnanswered)]
        chat.says(text)
    assert chat.asking  # the form goes on
