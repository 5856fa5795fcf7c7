"""Whatever people send, and in whatever order, there is an answer that Telegram takes."""

from collections.abc import Callable
from datetime import date
from typing import get_args

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.assistant.assistant import Assistant
from bot.chat.conversation import REMEMBERED, Conversation
from bot.chat.events import Attached, Commanded, Event, Pressed, Said, Searched
from bot.chat.markup import parts
from bot.chat.replies import Acknowledge, Correct, Offer, Rekey, Say
from bot.knowledge.vocabulary import Attachment

DAY = date(2026, 11, 24)
KEPT = TypeAdapter(Conversation)
COMMANDS = "start aide eligibilite article heures relais demande suivi confidentialite mesdonnees effacer annuler x"
QUESTIONS = [
    "bonjour", "merci", "art 14", "article L2112-2", "art <b>99", "l2112-2 et 53 cmp", "c koi un GEIQ", "clause",
    "jeune", "je peux compter un apprenti ?", "et pour un intérimaire ?", "chomeur depuis 2 ans et demi 53ans",
    "relais à Niort", "800 000 €, 45 % de main d'oeuvre, 35 €/h, 5 %", "quel temps fait-il", "zzqx", "", "😀",
    "a" * 3000,
]  # fmt: skip
texts = st.sampled_from(QUESTIONS) | st.text(max_size=60) | st.text("artl.-0123456789 <>&;#x\n", max_size=30)
ids = st.sampled_from(["public/deld", "article/cmp-14", "tool/intake", "relay/cara-royan", "term/moe", "faq/apprenti"])
datas = st.one_of(
    st.text(max_size=64),
    st.builds("{}:{}".format, st.sampled_from("ecdnurx"), ids | st.text(max_size=20)),
    st.builds("u:{}:{}".format, st.integers(0, 12), st.sampled_from(["y", "n", ""])),
    st.builds("r:{}:{}".format, st.integers(0, 12), st.sampled_from(["unclear", "false", "?"])),
    st.sampled_from(["n", "x:erase", "x:keep"]),
)
events = st.one_of(
    st.builds(Said, texts, st.integers(0, 99), st.booleans()),
    st.builds(Commanded, st.sampled_from(COMMANDS.split()) | st.text(max_size=10), texts | ids.map("_".join)),
    st.builds(Pressed, datas, st.integers(0, 99), st.text(max_size=10)),
    st.builds(Attached, st.sampled_from(get_args(Attachment))),
    st.builds(Searched, texts, st.text(max_size=10)),
    st.integers(0, 30),  # presses one of the buttons seen so far
)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _holds(
    assistant: Assistant, conversation: Conversation, event: Event, faults: Callable[[str], list[str]]
) -> tuple[Conversation, list[str]]:
    """Respond, check what comes, and give the conversation after it with the data of its buttons."""
    turn = assistant.respond(conversation, event, DAY)
    assert turn.replies
    assert KEPT.validate_json(KEPT.dump_json(turn.conversation)) == turn.conversation
    assert len(turn.conversation.shown) <= REMEMBERED
    if isinstance(event, Pressed):
        assert [type(reply) for reply in turn.replies].count(Acknowledge) == 1
    datas: list[str] = []
    for reply in turn.replies:
        if isinstance(reply, Say | Correct):
            assert reply.html.strip()
            assert not faults(reply.html)
            assert not [part for part in parts(reply.html, 4096) if faults(part)]
        if isinstance(reply, Say | Correct | Rekey):
            datas += [button.data for row in reply.keyboard for button in row]
        if isinstance(reply, Offer):
            assert not [found for found in reply.found if faults(found.html)]
        if isinstance(reply, Acknowledge):
            assert len(reply.note) <= 200
    assert all(0 < len(data.encode()) <= 64 for data in datas)
    return turn.conversation, datas


@given(st.text())
@example("art <b>99")
@example("art 99 <b>")
@unhurried
def test_any_text_is_answered(assistant, faults, text):
    conversation, _ = _holds(assistant, Conversation(), Said(text), faults)
    _holds(assistant, conversation, Commanded("mesdonnees"), faults)


@given(st.text())
@unhurried
def test_any_button_is_answered(assistant, faults, data):
    _holds(assistant, Conversation(), Pressed(data), faults)


@given(st.lists(events, max_size=12))
@unhurried
def test_any_sequence_of_events_is_answered(assistant, faults, sequence):
    conversation, seen = Conversation(), ["n"]
    for step in sequence:
        event = Pressed(seen[step % len(seen)]) if isinstance(step, int) else step
        conversation, datas = _holds(assistant, conversation, event, faults)
        seen += datas
