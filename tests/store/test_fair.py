"""In a relay's chat companies take turns: however many messages some of them queue, a card comes among the next."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.chat.conversation import Conversation
from bot.requests.effects import Link, Record
from bot.requests.model.request import Form, Intake
from bot.store.outbox.calls import Call
from bot.store.tables import IntakeRow
from bot.store.unit_of_work import Decision

GROUP, RELAY = -3001, "relay/niort"
LOUD, HONEST = (1001, 1002, 1003), 1009


@pytest.fixture
async def does(unit_of_work):
    numbers = iter(range(1, 1000))

    async def done(chat, *calls, effects=()):
        decision = Decision(Conversation(), calls, effects)
        await unit_of_work.handle(next(numbers), chat, lambda *_: decision)

    await done(GROUP, effects=(Link(RELAY, "", 7),))
    return done


@pytest.fixture
def sends(does, clock):
    """A company sends a request, and adds words to it: the relay's group is to read the card and each of them."""

    async def sent(company, *words, card=True):
        number = f"CL-{company}"
        if card:
            shown = Call("sendMessage", {"chat_id": 0, "text": f"{company}"}, relay=RELAY, about=number, card=True)
            await does(company, shown, effects=(Record(Intake(number, company, RELAY, Form(), clock.now)),))
        for word in words:
            said = Call("sendMessage", {"chat_id": 0, "text": f"{company} {word}"}, relay=RELAY, about=number)
            await does(company, said)

    return sent


@pytest.fixture
def reads(hand, clock):
    """What the group reads next, up to a count of messages."""

    async def read(count=100):
        said: list[str] = []
        while len(said) < count and (found := await hand.due()):
            said.append(found[0].payload["text"])
            await hand.sent(found[0], 100 + len(said))
            clock.passes(timedelta(seconds=4))
        return said

    return read


async def test_a_burst_of_some_companies_delays_the_card_of_another_by_one_message_of_each(sends, reads):
    for company in LOUD:
        await sends(company, *range(20))
    assert await reads(7) == ["1001", "1002", "1003", "1001 0", "1002 0", "1003 0", "1001 1"]
    await sends(HONEST, "merci")
    assert await reads(6) == ["1002 1", "1003 1", "1009", "1001 2", "1002 2", "1003 2"]
    left = await reads()
    assert left[:3] == ["1009 merci", "1001 3", "1002 3"]
    for company in LOUD:
        assert [said for said in left if said.startswith(f"{company}")] == [f"{company} {n}" for n in range(3, 20)]


async def test_who_goes_on_writing_stays_behind_what_waited_before(sends, reads):
    await sends(1001, *range(5))
    await sends(HONEST, *range(5))
    said: list[str] = []
    for more in range(5, 9):
        said += await reads(2)
        await sends(1001, more, card=False)
    said += await reads()
    assert [one for one in said if one.startswith("1001")] == ["1001", *(f"1001 {n}" for n in range(9))]
    assert said.index("1009 4") <= 11


async def test_the_answers_to_the_relays_own_presses_come_first(sends, does, reads):
    await sends(1001, *range(3))
    await does(GROUP, Call("sendMessage", {"chat_id": GROUP, "text": "vos demandes"}))
    assert (await reads(2)) == ["vos demandes", "1001"]


async def test_a_company_reads_what_it_is_told_in_its_order(sends, does, reads):
    await sends(1001)
    for number in range(3):
        about = "CL-1001" if number % 2 else ""
        await does(GROUP, Call("sendMessage", {"chat_id": 1001, "text": f"{number}"}, chat=1001, about=about))
    assert [one for one in await reads() if one in "012"] == ["0", "1", "2"]


async def test_a_card_is_edited_after_it_was_shown_whatever_else_waits(sends, does, hand, clock):
    for company in LOUD:
        await sends(company, 1, 2)
    edited = Call("sendMessage", {"chat_id": 0, "text": "prise"}, relay=RELAY, about="CL-1001", card=True)
    await does(GROUP, edited)
    seen: list[tuple[str, int | None]] = []
    while found := await hand.due():
        (one,) = found
        if not seen:
            await hand.later(one, timedelta(seconds=1), "NetworkError")
        else:
            await hand.sent(one, 100 + len(seen))
        seen.append((one.payload["text"], one.edits))
        clock.passes(timedelta(seconds=4))
    texts = [text for text, _ in seen]
    assert texts[:2] == ["1001", "1001"]  # what failed for a moment keeps its place
    assert texts.index("prise") > texts.index("1001 2")
    assert dict(seen)["prise"] == 101


async def test_a_request_without_a_company_any_more_is_told_of_at_once(sends, does, reads, database):
    await sends(1001, *range(3))
    await sends(HONEST)
    async with database.transaction() as connection:
        await connection.execute(update(IntakeRow).where(IntakeRow.reference == "CL-1009").values(chat=0))
    await does(HONEST, Call("sendMessage", {"chat_id": 0, "text": "retirée"}, relay=RELAY, about="CL-1009"))
    assert (await reads(2))[0] == "retirée"
