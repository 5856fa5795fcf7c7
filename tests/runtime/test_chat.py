"""`clausette chat --json`: chats played through the real parts, in the form of a dialogue."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.runtime.chat.session import Session
from bot.runtime.live import Live

TODAY = "2026-11-30"
NIORT = "relay/niort-agglo-cellule-clauses"
REQUEST = {
    "consent": "J'accepte",
    "company": "Peintures Roy",
    "contact": "Anne Roy",
    "reach": "06 12 34 56 78",
    "place": "Niort",
    "need": "deux peintres",
}


@pytest.fixture
async def session(live: Live) -> AsyncIterator[Session]:
    session = Session(live)
    yield session
    await session.close()


async def does(session: Session, **event: Any) -> dict[str, Any]:
    return await session.play({"today": TODAY} | event)


def text(answer: dict[str, Any], chat: str = "a") -> str:
    return "\n".join(message["text"] for message in answer["messages"] if message["chat"] == chat)


def labels(answer: dict[str, Any], chat: str = "a") -> list[str]:
    return [label for message in answer["messages"] if message["chat"] == chat for label in message["buttons"]]


async def test_a_question_tells_how_it_was_routed(session: Session) -> None:
    answer = await does(session, say="c'est quoi une ETTI ?")
    assert (answer["kind"], answer["entry"]) == ("answer", "term/etti")
    assert "travail temporaire" in text(answer)


async def test_a_button_is_pressed_by_a_part_of_its_label(session: Session) -> None:
    await does(session, say="/start")
    assert "commune" in text(await does(session, press="mon relais"))


async def test_a_request_goes_from_the_company_to_its_relay_and_back(session: Session) -> None:
    await does(session, chat="r", link=NIORT)
    sent = await does(session, form=REQUEST)
    assert "CL-" in text(sent)
    assert "Peintures Roy" in text(sent, "r")
    assert "prise en charge" in text(await does(session, chat="r", press="Prendre en charge"))
    passed = await does(session, chat="r", reply="Je vous appelle demain", to="Peintures Roy")
    assert "Je vous appelle demain" in text(passed)


async def test_who_asked_is_not_forgotten_when_days_pass(session: Session) -> None:
    await does(session, chat="r", link=NIORT)
    await does(session, form=REQUEST)
    reminded = await does(session, days=3)
    assert "CL-" in text(reminded, "r")


async def test_a_corrected_question_corrects_its_answer(session: Session) -> None:
    await does(session, say="c'est quoi une AI ?")
    answer = await does(session, edit="c'est quoi une ETTI ?")
    assert [message["edited"] for message in answer["messages"]] == [True]
    assert "travail temporaire" in text(answer)


@pytest.mark.parametrize("what", ["sticker", "voice", "photo", "document", "contact", "location"])
async def test_whatever_is_sent_gets_a_word(session: Session, what: str) -> None:
    assert text(await does(session, send=what))


async def test_chats_of_two_dialogues_share_nothing(session: Session) -> None:
    await does(session, chat="one:r", link=NIORT)
    await does(session, chat="one:a", form=REQUEST)
    sent = await does(session, chat="two:a", form=REQUEST)
    assert {message["chat"] for message in sent["messages"]} == {"two:a"}


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ({"shout": "bonjour"}, "expected one of"),
        ({"press": "Rien de tel"}, "no button"),
        ({"edit": "bonjour"}, "nothing was written"),
        ({"reply": "oui", "to": "demande"}, "no message"),
        ({"link": "relay/nulle-part"}, "not in the base"),
        ({"days": "deux"}, "expected a number"),
        ({"send": "éléphant"}, "none of"),
        ({"say": "bonjour", "today": "demain"}, "not a date"),
    ],
)
async def test_what_cannot_be_done_is_told_and_the_next_event_is_played(
    session: Session, event: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        await does(session, **event)
    assert text(await does(session, say="bonjour"))
