import pytest

from bot.assistant.questions import CHOICES
from bot.chat.conversation import Conversation, mark_of


@pytest.fixture
def offered(chat, vague):
    """A choice, just offered."""
    return chat.says(vague)


def test_an_unsure_answer_offers_three_entries_and_none_of_them(offered, base, vague, assistant):
    assert offered.text == base.texts.choice
    ids = [ranked.id for ranked in assistant.router.route(vague).ranked[:CHOICES]]
    assert [button.data for button in offered.buttons] == [
        *(f"c:{id_}:{mark_of(vague)}" for id_ in ids),
        "n",
        "e:tool/intake",
    ]
    assert offered.labels[-2:] == [base.texts.button.none, base.texts.button.tool["intake"]]


def test_a_choice_remembers_its_question_and_shows_nothing_yet(chat, offered, vague):
    first = offered.buttons[0].data.split(":")[1]
    assert chat.conversation == Conversation(open_question=vague, offered=first)


def test_a_chosen_entry_answers_the_question_that_was_asked(chat, offered, base, vague):
    button = offered.buttons[1]
    seen = chat.presses(button.data)
    entry = base[button.data.split(":")[1]]
    assert entry.answer in seen.text
    assert seen.notes == [""]
    assert (chat.conversation.last.question, chat.conversation.last.entry) == (vague, entry.id)
    assert chat.conversation.open_question == ""


def test_none_of_these_closes_the_choice_and_offers_a_person(chat, offered, base):
    seen = chat.presses_on(base.texts.button.none, offered)
    assert seen.text == base.texts.none_of_these
    assert [button.label for button in seen.kept_buttons] == [
        base.texts.button.chosen.format(label=base.texts.button.none)
    ]
    assert base.texts.button.tool["intake"] in seen.labels
    assert chat.conversation.open_question == ""


def test_a_choice_that_was_left_open_still_opens_its_entries(chat, offered, base):
    chat.says("L2112-2")
    entry = base[offered.buttons[0].data.split(":")[1]]
    seen = chat.presses(offered.buttons[0].data)
    assert entry.answer in seen.text
    assert chat.conversation.last.question == entry.label


def test_a_choice_pressed_after_a_newer_one_was_opened_is_not_filed_under_the_newer_question(chat, offered, assistant):
    newer = next(q for q in ("heures", "contrat", "clause", "jeune") if _is_vague(assistant, q, beside=chat))
    chat.says(newer)
    assert chat.conversation.open_question == newer
    chat.presses(offered.buttons[0].data)
    assert chat.conversation.last.question != newer


def test_no_choice_was_made_after_cancelling(chat, offered, base):
    chat.commands("/annuler")
    assert chat.conversation.open_question == ""


def test_the_labels_of_a_choice_fit_a_telephone(offered):
    for label in offered.labels:
        assert 0 < len(label) <= 60


@pytest.mark.parametrize(
    "data",
    [
        "",
        "e",
        "e:",
        "c:nothing/here",
        "e:public/nobody",
        "d:",
        "d:public/nobody",
        "z:9",
        "x:",
        "x:all",
        "u",
        "u:",
        "r:1",
        "é",
    ],
)
def test_an_unknown_button_is_told_to_be_no_longer_active(chat, base, data):
    chat.says("L2112-2")
    before = chat.conversation
    seen = chat.presses(data)
    assert seen.notes == [base.texts.stale_button]
    assert not seen.html
    assert not seen.effects
    assert chat.conversation == before


def test_every_press_is_acknowledged_once(chat, base, vague):
    presses = ["e:public/deld", "d:public/deld", "n", "u:1:y", "u:9:y", "r:1:false", "x:keep", "x:erase", "what"]
    chat.says("L2112-2")
    for data in presses:
        assert len(chat.presses(data).notes) == 1, data


def _is_vague(assistant, question, *, beside):
    return assistant.router.route(question).kind == "choice" and question != beside.conversation.open_question
