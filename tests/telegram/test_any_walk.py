"""A walk of presses through whatever buttons stand there: Telegram takes every call, and no reply is ever empty.

Longer ones, as ``CLAUSETTE_PRESSES=100000 .venv/bin/pytest -q tests/telegram/test_any_walk.py``.
"""

import os
import random
from datetime import date

import pytest

from bot.assistant.assistant import Assistant
from bot.chat.conversation import Conversation
from bot.chat.events import Commanded, Event, Pressed, Said
from bot.chat.markup import without_tags
from bot.telegram.commands import EVERYONE
from bot.telegram.outgoing import calls
from tests import shipped
from tests.telegram.test_any_call import CHAT, Room

DAY = date(2026, 11, 24)
PRESSES = int(os.environ.get("CLAUSETTE_PRESSES", "240"))
TYPED = (
    "Niort",
    "79170",
    "Saint-Denis",
    "un apprenti ?",
    "art 14",
    "800 000 €, 45 %, 35 €/h, 5 %",
    "oui",
    "non",
    "53 ans",
    "RSA",
)
WALKS = 4


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return shipped.assistant()


def _next(room: Room, chance: random.Random) -> Event:
    """Mostly one of the last buttons that stand there; at times a command or some words."""
    buttons = room.buttons()[-12:]
    if buttons and chance.random() < 0.8:
        return Pressed(chance.choice(buttons), room.last(), room.asked())
    if chance.random() < 0.5:
        return Commanded(chance.choice(sorted(EVERYONE)))
    return Said(chance.choice(TYPED), 5)


@pytest.mark.parametrize("seed", range(WALKS))
def test_on_a_walk_of_presses_no_reply_is_empty_and_telegram_takes_every_call(assistant, seed):
    chance, room = random.Random(seed), Room()  # noqa: S311  a walk that can be walked again
    conversation, path = Conversation(), list[Event]()
    for number in range(PRESSES // WALKS):
        if number % 50 == 0:
            room, conversation, path = Room(), Conversation(), []
        event = _next(room, chance)
        path.append(event)
        turn = assistant.respond(conversation, event, DAY)
        conversation = turn.conversation
        shown = [html for reply in turn.replies if isinstance(html := getattr(reply, "html", None), str)]
        assert all(without_tags(html).strip() for html in shown), path
        made = list(calls(CHAT, *turn.replies))
        assert made, path
        for call in made:
            room.take(call.method, call.payload)


def test_the_place_of_a_relay_can_be_corrected(assistant):
    conversation, asked = Conversation(), ""
    for event in (Commanded("relais"), Said("Niort"), Pressed("f:l:", 7, "p"), Pressed("f:k::commune", 7, "p")):
        turn = assistant.respond(conversation, event, DAY)
        conversation, asked = turn.conversation, without_tags(turn.replies[-1].html)
    assert asked == assistant.knowledge.texts.relay.ask_place
    turn = assistant.respond(conversation, Said("Royan"), DAY)
    assert "Royan (17)" in turn.replies[-1].html
