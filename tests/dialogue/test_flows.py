"""The flows in a chat: asked, answered, gone back, corrected, interrupted, resumed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot import app
from bot.dialogue.assistant import Assistant
from bot.dialogue.conversation import Conversation
from bot.dialogue.events import Commanded, Event, Pressed, Said
from bot.dialogue.flow import Course, Outcome, Question, step
from bot.dialogue.replies import Say
from bot.settings import SHIPPED_KNOWLEDGE

TODAY = date(2026, 11, 23)
ASSISTANT: Assistant = app.conversing(SHIPPED_KNOWLEDGE)
TEXTS = ASSISTANT.knowledge.texts
KEPT = TypeAdapter(Conversation)


class Chat:
    """A person in a chat; the conversation is written and read again between two events, as by a restart."""

    def __init__(self) -> None:
        self.conversation = Conversation()
        self.said: list[Say] = []

    def does(self, event: Event) -> str:
        turn = ASSISTANT.respond(self.conversation, event, TODAY)
        self.conversation = KEPT.validate_json(KEPT.dump_json(turn.conversation))
        self.said = [reply for reply in turn.replies if isinstance(reply, Say)]
        return "\n".join(reply.html for reply in self.said)

    def says(self, text: str) -> str:
        return self.does(Said(text, 1))

    def presses(self, label: str) -> str:
        buttons = [button for reply in self.said for row in reply.keyboard for button in row]
        return self.does(Pressed(next(b.data for b in buttons if b.label == label), 1, "p"))


def test_a_described_person_is_judged_at_once() -> None:
    told = Chat().says("j'ai un gars de 52 ans au chômage depuis 8 mois, ça passe ?")
    assert TEXTS.eligibility_eligible in told
    assert "52 ans" in told


def test_a_question_in_the_middle_is_answered_and_the_thread_is_kept() -> None:
    chat = Chat()
    chat.does(Commanded("heures"))
    chat.says("c'est quoi un GEIQ ?")
    assert len(chat.said) == 2
    assert chat.conversation.course is not None
    assert chat.conversation.course.asking == "amount"


def test_back_undoes_exactly_one_answer() -> None:
    chat = Chat()
    chat.does(Commanded("heures"))
    chat.says("450 000")
    before = chat.conversation.course
    chat.says("50 %")
    chat.presses(TEXTS.flow_back)
    assert chat.conversation.course is not None
    assert before is not None
    assert chat.conversation.course.answers == before.answers
    assert chat.conversation.course.asking == "labour_share"


def test_an_answer_is_corrected_after_the_end_and_the_rest_is_kept() -> None:
    chat = Chat()
    told = chat.says("450 000 € 50% main d'oeuvre 30 € de l'heure 5 % combien d'heures ?")
    assert "375" in told
    chat.presses(TEXTS.flow_correct)
    chat.presses(next(b.label for row in chat.said[0].keyboard for b in row if "%" in b.label and "taux" in b.label))
    assert "750" in chat.says("10 %")


def test_a_second_press_of_one_button_changes_nothing() -> None:
    chat = Chat()
    chat.does(Commanded("article"))
    button = chat.said[0].keyboard[0][0]
    chat.does(Pressed(button.data, 1, "p"))
    once = chat.conversation
    chat.does(Pressed(button.data, 1, "q"))
    assert chat.conversation == once


def test_stopping_always_works_and_an_impossible_age_is_named() -> None:
    chat = Chat()
    chat.does(Commanded("eligibilite", "23 ans"))
    assert chat.conversation.course is not None
    assert "250" in chat.says("250 ans")
    chat.does(Commanded("annuler"))
    assert chat.conversation.course is None


def test_the_profile_is_gone_once_the_outcome_is_told() -> None:
    chat = Chat()
    chat.says("une dame au RSA, 34 ans, je peux la compter ?")
    assert chat.conversation.course is None


@pytest.mark.parametrize(
    ("said", "relay"),
    [("quel relais pour Niort ?", "Niort"), ("chantier à Jonzac, qui contacter ?", "Haute-Saintonge")],
)
def test_a_place_leads_to_its_relay(said: str, relay: str) -> None:
    assert relay in Chat().says(said)


@given(st.data())
def test_no_order_of_answers_changes_an_outcome(data: st.DataObject) -> None:
    """Whatever buttons are pressed, the same answers in another order come to the same end."""
    flow = ASSISTANT.flows[data.draw(st.sampled_from(["tool/eligibility", "tool/modality"]))]
    course, coming = step(flow, Course(flow.name), TODAY)
    for _ in range(40):
        if isinstance(coming, Outcome):
            break
        assert isinstance(coming, Question)
        choices = [flow.press(coming.key, choice.value) for choice in coming.choices]
        value = data.draw(st.sampled_from([*choices, None] if choices else [None]))
        before = course
        course = course.answered({coming.key: value})
        assert course.back().answers == before.answers
        course, coming = step(flow, course, TODAY)
    assert isinstance(coming, Outcome)
    shuffled = tuple(data.draw(st.permutations(course.answers)))
    assert step(flow, Course(flow.name, shuffled), TODAY)[1] == coming
