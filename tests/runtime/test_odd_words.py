"""Odd words cost no more than plain ones: reading is linear and bounded, in every tool and in the form."""

import time
from collections.abc import Sequence
from datetime import date

import pytest

from bot.assistant.assistant import Assistant
from bot.chat.conversation import Conversation
from bot.chat.events import Commanded, Event, Said
from tests import shipped

DAY = date(2026, 11, 24)
LONGEST = 4096  # characters of a message
PLAIN = "je voudrais savoir si un apprenti compte dans la clause pour le chantier de la mairie a niort "
MOST = 20  # times what plain text of that length takes: where each sign is a word, there are ten times as many
WHERE = {
    "hours": (Commanded("heures"),),
    "relay": (Commanded("relais"),),
    "form": (Commanded("demande"), Said("oui"), Said("Niort")),
}
ODD = (
    "cent ", "Ⅷ", "½", "œ", "ﷺ", "e\N{COMBINING ACUTE ACCENT}", "1 ", "l'", "a", "RSA ", "06 12 34 56 78 ",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
)  # fmt: skip


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return shipped.assistant()


def _seconds(assistant: Assistant, before: Sequence[Event], text: str, tries: int = 2) -> float:
    """What it takes of the processor to answer a text, at best."""
    conversation = Conversation()
    for event in before:
        conversation = assistant.respond(conversation, event, DAY).conversation
    took = []
    for _ in range(tries):
        began = time.process_time()
        assistant.respond(conversation, Said(text), DAY)
        took.append(time.process_time() - began)
    return min(took)


@pytest.mark.parametrize("where", WHERE)
def test_odd_words_take_no_longer_than_plain_text_of_that_length_but_for_a_factor(assistant, where):
    plain = _seconds(assistant, WHERE[where], (PLAIN * LONGEST)[:LONGEST], 4)
    slow = {}
    for piece in ODD:
        took = _seconds(assistant, WHERE[where], (piece * LONGEST)[:LONGEST], 1) / plain
        if took > MOST and (took := _seconds(assistant, WHERE[where], (piece * LONGEST)[:LONGEST], 3) / plain) > MOST:
            slow[piece] = round(took, 1)
    assert not slow


@pytest.mark.parametrize("piece", ["a", "RSA ", "½", "cent "])
def test_four_times_as_much_takes_about_four_times_as_long(assistant, piece):
    short, long = (_seconds(assistant, WHERE["hours"], (piece * size)[:size], 2) for size in (LONGEST // 4, LONGEST))
    assert long < 10 * short + 0.01  # sixteen where every sign looks at every other
