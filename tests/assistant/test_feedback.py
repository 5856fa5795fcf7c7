from typing import get_args

import pytest

from bot.chat.replies import KeepFeedback
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import Reason


@pytest.fixture
def answered(chat):
    """An answer, just shown."""
    return chat.says("L2112-2")


@pytest.fixture
def token(chat, answered):
    """What names that answer in its buttons."""
    return chat.conversation.last.token


@pytest.fixture
def entry(base):
    return base["article/ccp-l2112-2"]


def _yes_and_no(texts: Texts) -> set[str]:
    return {texts.button.useful_yes, texts.button.useful_no}


def test_an_answer_asks_whether_it_served(answered, base):
    assert _yes_and_no(base.texts) <= set(answered.labels)


def test_a_yes_is_thanked_and_kept_with_the_question_and_the_answer(chat, answered, base, entry, token):
    seen = chat.presses_on(base.texts.button.useful_yes, answered)
    assert seen.notes == [base.texts.feedback.thanks]
    assert seen.effects == (KeepFeedback(token, "L2112-2", entry.id, entry.answer, useful=True),)
    assert not seen.html


def test_the_question_goes_once_it_was_answered_and_the_other_buttons_stay(chat, answered, base):
    seen = chat.presses_on(base.texts.button.useful_yes, answered)
    kept = {button.label for button in seen.kept_buttons}
    assert not kept & _yes_and_no(base.texts)
    assert base.texts.button.other in kept
    assert base.texts.button.tool["modality"] in kept


def test_a_no_is_kept_and_asks_for_the_reason(chat, answered, base, entry, token):
    seen = chat.presses_on(base.texts.button.useful_no, answered)
    assert seen.effects == (KeepFeedback(token, "L2112-2", entry.id, entry.answer, useful=False),)
    assert seen.text == base.texts.feedback.sorry
    assert seen.labels == list(base.texts.feedback.reason.values())


@pytest.mark.parametrize("reason", get_args(Reason))
def test_a_reason_is_kept_with_its_no_and_offers_a_person(chat, answered, base, token, reason):
    entry = base["article/ccp-l2112-2"]
    asked = chat.presses_on(base.texts.button.useful_no, answered)
    seen = chat.presses_on(base.texts.feedback.reason[reason], asked)
    assert seen.effects == (KeepFeedback(token, "L2112-2", entry.id, entry.answer, useful=False, reason=reason),)
    assert seen.text == base.texts.feedback.reason_thanks
    chosen = base.texts.button.chosen.format(label=base.texts.feedback.reason[reason])
    assert [button.label for button in seen.kept_buttons] == [chosen]
    assert base.texts.button.tool["intake"] in seen.labels


@pytest.mark.parametrize("again", ["useful_yes", "useful_no"])
def test_a_second_press_keeps_nothing_more_and_leaves_the_other_buttons(chat, answered, base, again):
    chat.presses_on(base.texts.button.useful_yes, answered)
    seen = chat.presses_on(getattr(base.texts.button, again), answered)
    assert seen.notes == [base.texts.already_answered]
    assert not seen.effects
    assert not seen.html
    assert base.texts.button.other in {button.label for button in seen.kept_buttons}


def test_an_answer_that_is_no_longer_remembered_cannot_be_judged(chat, answered, base):
    for _ in range(5):
        chat.says("L2113-12")
    seen = chat.presses_on(base.texts.button.useful_no, answered)
    assert seen.notes == [base.texts.stale_button]
    assert not seen.effects


def test_each_remembered_answer_is_judged_by_itself(chat, answered, base, entry):
    later = chat.says("L2113-12")
    seen = chat.presses_on(base.texts.button.useful_no, later)
    assert [effect.entry for effect in seen.effects] == ["article/ccp-l2113-12"]
    seen = chat.presses_on(base.texts.button.useful_yes, answered)
    assert [effect.entry for effect in seen.effects] == [entry.id]


def test_a_chosen_entry_is_judged_for_the_question_that_was_asked(chat, base, vague):
    chosen = chat.presses(chat.says(vague).buttons[0].data)
    seen = chat.presses_on(base.texts.button.useful_no, chosen)
    assert [effect.question for effect in seen.effects] == [vague]


def test_a_button_from_before_an_erasure_judges_nothing_that_came_after(chat, answered, base):
    chat.presses_on(base.texts.button.erase, chat.commands("/effacer"))
    chat.says("L2113-12")
    assert not chat.presses_on(base.texts.button.useful_no, answered).effects


@pytest.mark.parametrize("judgement", ["", ":", ":yes", ":y:n"])
def test_a_judgement_that_no_button_bears_is_none(chat, base, token, judgement):
    seen = chat.presses(f"u:{token}{judgement}")
    assert seen.notes == [base.texts.stale_button]
    assert not seen.effects


def test_a_reason_without_a_no_before_it_keeps_nothing(chat, answered, base, token):
    assert not chat.presses(f"r:{token}:false").effects
    chat.presses_on(base.texts.button.useful_yes, answered)
    assert not chat.presses(f"r:{token}:false").effects
