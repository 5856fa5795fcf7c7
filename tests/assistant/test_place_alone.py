"""A place and nothing else, outside any flow: the relay is looked up there, and the place is said as understood."""

import pytest

from tests.assistant.talking import TEXTS, Chat

PLACES = [
    ("38000", "Grenoble (38)"),
    ("86000", "Poitiers (86)"),
    ("79 000 !", "79000 (Niort, "),
    ("75015", "Paris (75)"),
    ("Voiron", "Voiron (38)"),
    ("La Tour-du-Pin", "La Tour-du-Pin (38)"),
    ("Trept", "Trept (38)"),  # small, and far from every relay of the base
    ("12000", "12000 (Rodez, "),  # several communes, the same bodies
]


@pytest.mark.parametrize(("said", "understood"), PLACES)
def test_a_place_alone_leads_to_who_helps_there(said: str, understood: str) -> None:
    answer = Chat().says(said)
    assert answer.startswith(understood)
    assert TEXTS.relay.by_place in answer


def test_a_postal_code_of_communes_with_different_relays_asks_which() -> None:
    chat = Chat()
    answer = chat.says("16100")
    assert TEXTS.relay.by_place in answer or (TEXTS.relay.which in answer and len(chat.buttons) > 1)


@pytest.mark.parametrize("said", ["99999", "00000", "12345", "86999"])
def test_a_code_that_nobody_has_is_said_to_be_unknown_and_the_place_asked(said: str) -> None:
    chat = Chat()
    answer = chat.says(said)
    assert TEXTS.relay.unknown_code.format(code=said) in answer
    assert TEXTS.relay.ask_place in answer
    assert TEXTS.relay.by_place in chat.says("Niort")


@pytest.mark.parametrize("said", ["2 maçons", "3 peintres", "il me faut deux plombiers", "maçon"])
def test_people_who_are_wanted_are_no_place_right_under_a_relay_either(said: str) -> None:
    chat = Chat()
    chat.says("Niort")
    assert TEXTS.relay.by_place not in chat.says(said)


def test_the_town_that_sounds_like_a_trade_is_told_by_its_accent() -> None:
    assert "Mâcon (71)" in Chat().says("Mâcon")
    assert TEXTS.relay.by_place not in Chat().says("macon")


@pytest.mark.parametrize("said", ["jambon", "12", "1234567", "250000", "avion", "qsdf"])
def test_what_is_neither_a_code_nor_a_name_is_no_place(said: str) -> None:
    answer = Chat().says(said)
    assert TEXTS.relay.by_place not in answer
    assert TEXTS.relay.ask_place not in answer
