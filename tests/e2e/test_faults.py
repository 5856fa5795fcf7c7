"""When Telegram, the network or the bot itself stumbles, nobody notices more than a moment's wait."""

import asyncio
import os
import sys
import time

import pytest
from sqlalchemy import func, select

from bot.sandbox import Fault, persons
from bot.store.tables import FailedRow, HandledRow, OutboxRow
from tests.e2e.conftest import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _answers_to(town, message: int) -> int:
    """How many answers to a message are recorded."""
    async with town.database.transaction() as connection:
        query = select(func.count()).select_from(OutboxRow).where(OutboxRow.answers == message)
        return await connection.scalar(query) or 0


async def test_an_update_that_is_delivered_twice_is_answered_once(town, camille):
    await camille.starts()
    town.sandbox.arm(Fault("duplicate", chat=camille.id))
    question = camille.says("bonjour")
    await camille.reads_after(question)
    await town.quiet()
    await town.quiet()
    assert town.sandbox.faults.armed() == ()
    assert len(camille.texts) == 2
    assert await _answers_to(town, question.id) == 1


async def test_a_press_that_is_delivered_twice_is_counted_once(town, camille, sure, texts):
    shown = await camille.asks(next(iter(sure.values())))
    town.sandbox.arm(Fault("duplicate", chat=camille.id))
    await camille.presses(texts.button.useful_no)
    await camille.reads_after(shown)
    await town.quiet()
    await town.quiet()
    assert len(camille.texts) == 2


async def test_updates_that_come_in_another_order_are_all_answered(town, camille):
    await camille.starts()
    town.sandbox.arm(Fault("reorder", chat=camille.id))
    questions = [camille.says("bonjour"), camille.says("merci")]
    await camille.until(lambda: len(camille.texts) == 3)
    assert [await _answers_to(town, question.id) for question in questions] == [1, 1]


async def test_a_chat_that_telegram_slows_down_does_not_slow_down_another(town, camille):
    other = town.newcomer()
    await camille.starts()
    town.sandbox.arm(Fault("429", "sendMessage", chat=camille.id, seconds=5))
    slowed = camille.says("bonjour")
    began = time.monotonic()
    for _ in range(3):
        await other.asks("bonjour")
    assert len(camille.texts) == 1, "three answers came elsewhere before hers"
    await camille.reads_after(slowed)
    assert time.monotonic() - began >= 4.9


@pytest.mark.parametrize("kind", ["500", "lose"])
async def test_an_answer_that_does_not_go_through_is_sent_again(town, camille, kind):
    await camille.starts()
    town.sandbox.arm(Fault(kind, "sendMessage", chat=camille.id))
    question = camille.says("bonjour")
    await camille.reads_after(question)
    assert len(camille.texts) == 2
    assert await _answers_to(town, question.id) == 1


async def test_a_person_who_blocks_the_bot_and_comes_back_is_answered(town, camille):
    await camille.starts()
    camille.says("bonjour")
    persons.block(town.sandbox, camille.id)
    await town.quiet()
    persons.unblock(town.sandbox, camille.id)
    await camille.asks("bonjour")


async def test_telegram_that_goes_away_and_comes_back_finds_the_bot_waiting(town, camille):
    await camille.starts()
    town.sandbox.arm(Fault("500", "getUpdates"))
    town.sandbox.arm(Fault("lose", "getUpdates"))
    await camille.asks("bonjour")  # which ends the poll that was held; those after it fail
    await camille.until(lambda: not town.sandbox.faults.armed())
    await camille.asks("bonjour")


class Stumbling:
    """An assistant that cannot bear one word."""

    def __init__(self, assistant) -> None:
        self._assistant = assistant

    def __getattr__(self, name: str):
        return getattr(self._assistant, name)

    def respond(self, conversation, event, today, desk):
        """Answer, or stumble."""
        if getattr(event, "text", "") == "poison":
            raise LookupError("the bot stumbles over: poison")
        return self._assistant.respond(conversation, event, today, desk)


async def test_a_message_that_the_bot_cannot_handle_is_set_aside_with_an_apology_and_blocks_nobody(
    town, camille, texts, monkeypatch, plain
):
    monkeypatch.setattr(town.live, "assistant", Stumbling(town.live.assistant))
    other = town.newcomer()
    poison = camille.says("poison")
    await other.asks("bonjour")
    assert plain(await camille.reads_after(poison)) == texts.apology
    assert plain(await camille.asks("bonjour")) != texts.apology
    async with town.database.transaction() as connection:
        failed = (await connection.execute(select(FailedRow.__table__).where(FailedRow.chat == camille.id))).one()
    assert (failed.tries, failed.set_aside, failed.error) == (3, True, "LookupError")
    assert failed.raw["message"]["text"] == "poison"  # so that an operator can have it handled again


async def test_a_message_that_was_set_aside_is_answered_once_the_operator_has_it_handled_again(
    town, camille, monkeypatch, cache
):
    monkeypatch.setattr(town.live, "assistant", Stumbling(town.live.assistant))
    poison = camille.says("poison")
    apology = await camille.reads_after(poison)
    monkeypatch.undo()  # the fault is mended
    async with town.database.transaction() as connection:
        number = await connection.scalar(select(FailedRow.update_id).where(FailedRow.chat == camille.id))
    environment = os.environ | {
        "CLAUSETTE_TOKEN": TOKEN,
        "CLAUSETTE_API_URL": town.url,
        "CLAUSETTE_DATABASE_URL": str(town.database.engine.url),
        "XDG_CACHE_HOME": str(cache),
    }

    async def replays() -> int:
        command = (sys.executable, "-m", "bot", "updates", "replay", str(number))
        return await (await asyncio.create_subprocess_exec(*command, env=environment)).wait()

    assert sorted(await asyncio.gather(replays(), replays())) in ([0, 0], [0, 2]), "the second may find it done with"
    assert (await camille.reads_after(apology)).text != apology.text
    await town.quiet()
    assert len(camille.texts) == 2
    assert await replays() == 2


async def test_an_update_that_no_library_can_read_blocks_nobody(town, camille):
    chat = {"id": camille.id, "type": "private"}
    town.sandbox.updates.add("message", camille.id, {"text": "sans auteur ni date", "chat": chat})
    await camille.asks("bonjour")
    await town.quiet()
    async with town.database.transaction() as connection:
        kept = (await connection.execute(select(FailedRow.__table__).where(FailedRow.chat == camille.id))).one()
    assert (kept.set_aside, kept.tries, kept.error) == (True, 1, "UnreadableError")
    assert kept.raw["message"]["text"] == "sans auteur ni date"


async def test_thirty_people_at_once_are_all_answered(town):
    people = [town.newcomer() for _ in range(30)]
    questions = [(person, person.says(text)) for text in ("bonjour", "merci") for person in people]
    await asyncio.gather(*(person.until(lambda p=person: len(p.texts) == 2) for person in people))
    assert {await _answers_to(town, question.id) for _, question in questions} == {1}
    async with town.database.transaction() as connection:
        handled = select(func.count()).select_from(HandledRow).where(HandledRow.chat.in_([p.id for p in people]))
        assert await connection.scalar(handled) == 60
