"""Whatever is typed, commanded, pressed or searched, Telegram takes every call that comes of it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.assistant.assistant import Assistant
from bot.chat.conversation import Conversation
from bot.chat.events import Commanded, Event, Pressed, Said, Searched
from bot.sandbox import Sandbox
from bot.sandbox.methods import METHODS
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusal import Refused
from bot.sandbox.state import Query
from bot.telegram.commands import EVERYONE, FOR_RELAYS
from bot.telegram.outgoing import calls

DAY = date(2026, 11, 24)
CHAT = 1001
QUESTIONS = [
    "bonjour", "art 14", "c koi un GEIQ", "je peux compter un apprenti ?", "chomeur depuis 2 ans et demi 53ans",
    "Niort", "800 000 €, 45 %, 35 €/h, 5 %", "oui", "non", "je ne sais pas", "<b>gras</b> & co", "🙂" * 2048,
    "é" * 4096, "<" * 4096, "\N{RIGHT-TO-LEFT OVERRIDE}41 tra", "Z" + "\N{COMBINING GRAVE ACCENT}" * 200,
]  # fmt: skip
texts = st.sampled_from(QUESTIONS) | st.text(max_size=4096) | st.text("art.0123456789 <>&;#/@\n", max_size=200)
any_bytes = st.binary(min_size=1, max_size=64).map(lambda data: data.decode("utf-8", "replace")[:64])
shaped = st.builds(
    "{}:{}:{}".format,
    st.sampled_from("abcdefghijklmnopqrstuvwxyz"),
    st.sampled_from(
        ["public/deld", "tool/intake", "tool/hours", "relay/x", "CL-7K3F", "0", "", "1.0", "next", "erase"]
    ),
    st.text(max_size=20),
)
names = st.sampled_from([*EVERYONE, *FOR_RELAYS, "help", "START"]) | st.text(min_size=1, max_size=32)
events: st.SearchStrategy[Event | int] = st.one_of(
    st.builds(Said, texts),
    st.builds(Commanded, names, texts),
    st.builds(Pressed, any_bytes | shaped),
    st.builds(Searched, st.text(max_size=256), st.just("")),
    st.integers(0, 40),  # presses one of the buttons that stand in the chat
)
unhurried = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


class Room:
    """One chat in a small Telegram, and the numbers that Telegram gives."""

    def __init__(self) -> None:
        self.sandbox = Sandbox(started=True)
        self._asked = 0

    def buttons(self) -> list[str]:
        """The data of every button that stands there."""
        shown = self.sandbox.history(CHAT, by_bot=True)
        return [str(button.value) for message in shown for row in message.markup.rows for button in row]

    def asked(self) -> str:
        """A press or a search that waits for its answer."""
        self._asked += 1
        query = Query(str(self._asked), CHAT, CHAT, self.sandbox.clock())
        self.sandbox.queries[query.id] = query
        return query.id

    def last(self) -> int:
        """The number of the bot's last message."""
        return max((message.id for message in self.sandbox.history(CHAT, by_bot=True)), default=0)

    def take(self, method: str, payload: dict[str, Any]) -> None:
        """Make a call, as Telegram takes it or refuses it."""
        if method == "deliver":  # ours: a file that is made on sending
            return
        if method == "editMessageText":
            method, payload = ("editMessageText", payload | {"message_id": self.last()}) if self.last() else (
                "sendMessage", payload,
            )  # fmt: skip
        try:
            METHODS[method.lower()](self.sandbox, Parameters(payload))
        except Refused as refused:
            if "message is not modified" not in refused.description:
                raise


def _happening(room: Room, step: Event | int) -> Event | None:
    match step:
        case int():
            data = room.buttons()
            return Pressed(data[step % len(data)], room.last(), room.asked()) if data else None
        case Pressed(data):
            return Pressed(data, room.last(), room.asked())
        case Searched(text):
            return Searched(text, room.asked())
    return step


def _lived(assistant: Assistant, steps: list[Event | int]) -> Iterator[int]:
    """Live through it all; how many calls each step led to."""
    room, conversation = Room(), Conversation()
    for step in steps:
        event = _happening(room, step)
        if event is None:
            continue
        turn = assistant.respond(conversation, event, DAY)
        conversation = turn.conversation
        made = list(calls(CHAT, *turn.replies))
        for call in made:
            room.take(call.method, call.payload)
        if isinstance(event, Pressed | Searched):
            assert room.sandbox.queries[event.press if isinstance(event, Pressed) else event.query].answer is not None
        yield len(made)


@given(st.lists(events, min_size=1, max_size=8))
@unhurried
def test_telegram_takes_every_call(assistant, steps):
    assert all(_lived(assistant, steps))


@given(any_bytes | shaped)
@settings(unhurried, max_examples=300)
def test_any_data_of_a_button_is_acknowledged(assistant, data):
    assert all(_lived(assistant, [Said("je peux compter un apprenti ?"), Pressed(data)]))


@given(names, texts)
@settings(unhurried, max_examples=150)
def test_any_command_is_answered(assistant, name, argument):
    assert all(_lived(assistant, [Commanded(name, argument), Commanded("mesdonnees"), 0, 1]))
