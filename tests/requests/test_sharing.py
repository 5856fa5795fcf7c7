"""A number or a place that is shared by a button fills its line; the button goes on every way out of the form."""

import pytest

from bot.chat.events import Attached
from bot.chat.replies import Sharing
from bot.knowledge.areas import Position
from tests.assistant.talking import TEXTS, Chat

NIORT, MADRID = Position(46.3237, -0.4648), Position(40.4168, -3.7038)
CONTACT = Attached("contact", phone="+33549000001", says="Lou", name="Lou Petit")


def _stands(chat: Chat) -> list[Sharing]:
    """What changed in place of the person's keyboard."""
    return [said.sharing for said in chat.said if said.sharing is not None]


@pytest.fixture
def chat() -> Chat:
    """A form that asks for the place."""
    begun = Chat()
    begun.commands("/demande")
    assert _stands(begun) == []  # nothing is shared before it is agreed
    begun.presses("J'accepte")
    return begun


@pytest.fixture
def named(chat: Chat) -> Chat:
    """A form that asks for whom to call."""
    for said in ("Niort", "deux maçons", "Martin BTP"):
        chat.says(said)
    assert chat.asking == "contact"
    return chat


def test_the_place_is_offered_to_be_shared_and_asked_about(chat):
    assert _stands(chat) == [Sharing("location", "Partager ma position")]
    said = chat.does(Attached("location", position=NIORT))
    assert "sans doute à Niort" in said
    assert [button.label for button in chat.buttons][:1] == ["Niort (79)"]
    assert chat.asking == "place"
    chat.presses("Niort (79)")
    assert chat.conversation.course.given["place"] == "79191"
    assert _stands(chat) == [Sharing()]


def test_a_position_abroad_is_said_to_be_so(chat):
    assert "pas en France" in chat.does(Attached("location", position=MADRID))
    assert chat.asking == "place"
    assert "sans doute" not in chat.says("Saintes")


def test_a_contact_that_is_shared_names_who_and_where(named):
    assert _stands(named) == [Sharing("contact", "Partager mon numéro")]
    said = named.does(CONTACT)
    assert "Lou Petit" in said
    assert "+33 5 49 00 00 01" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert named.asking == "confirm"
    assert _stands(named) == [Sharing()]


def test_a_contact_does_not_change_a_number_that_was_given(named):
    named.says("Lou")
    named.says("lou@exemple.fr")
    named.presses("Modifier")
    named.presses("Contact · Lou")
    assert _stands(named) == [Sharing("contact", "Partager mon numéro")]
    said = named.does(CONTACT)
    assert "Lou Petit" in said
    assert "lou@exemple.fr" in said


def test_a_contact_whose_number_cannot_be_gives_the_name_alone(named):
    named.does(Attached("contact", phone="12", says="Lou", name="Lou Petit"))
    assert named.asking == "reach"
    assert named.conversation.sharing == "contact"
    named.does(CONTACT)
    assert named.asking == "confirm"


@pytest.mark.parametrize("out", ["Arrêter", "/annuler", "/relais", "/eligibilite", "Retour"])
def test_the_button_goes_on_every_way_out(named, out):
    named.asks(out) if out.startswith("/") else named.presses(out)
    assert _stands(named) == [Sharing()]
    assert named.conversation.sharing == ""


def test_a_question_in_between_leaves_the_button_and_its_end_takes_it(named):
    named.says("c'est quoi un geiq ?")
    assert named.asking == "contact"
    assert _stands(named) == []
    named.says("Lou")
    assert named.asking == "reach"
    assert _stands(named) == []
    named.says("05 49 00 00 01")
    assert _stands(named) == [Sharing()]
    assert TEXTS.form.line["reach"] in "".join(said.html for said in named.said)


def test_a_form_that_is_taken_up_again_offers_it_again(named):
    named.commands("/relais")
    named.commands("/demande")
    assert _stands(named) == [Sharing("contact", "Partager mon numéro")]


def test_a_message_bears_either_buttons_or_a_keyboard(named):
    named.does(CONTACT)
    assert all(not said.keyboard for said in named.said if said.sharing is not None)


def test_a_position_on_its_own_leads_to_the_relay_of_the_place():
    chat = Chat()
    assert "sans doute à Niort" in chat.does(Attached("location", position=NIORT))
    assert "Niort Agglo" in chat.presses("Niort (79)")
    assert "sans doute à" in chat.does(Attached("location", position=Position(46.1591, -1.1519)))  # and once more


def test_a_position_on_its_own_may_be_answered_in_words():
    chat = Chat()
    chat.does(Attached("location", position=NIORT))
    assert "Royan" in chat.says("Royan")


def test_a_position_while_something_else_is_asked_is_no_answer_to_it(named):
    said = named.does(Attached("location", position=NIORT))
    assert "une position me dit seulement" in said.casefold()
    assert named.asking == "contact"
