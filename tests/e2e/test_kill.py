"""``kill -9`` at any instant loses nothing, handles no update twice, and answers everybody after the next start."""

import asyncio
import json
import sqlite3
from collections import Counter
from contextlib import closing
from itertools import pairwise

import pytest

from bot.sandbox import Fault, Person, Sandbox, persons

_LEFT = {"chat_id": 1001, "text": "la suite", "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
TEXTS = ("bonjour", "art 14", "je peux compter un apprenti ?", "c'est quoi un GEIQ", "merci", "un senior ça compte ?")


def _recorded(program) -> Counter[int]:
    """For each message of a person, how many answers to it were recorded; every one of them was sent."""
    with closing(sqlite3.connect(f"file:{program.file}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute("SELECT answers, status FROM outbox WHERE answers IS NOT NULL").fetchall()
        assert connection.execute("SELECT count(*) FROM failed_updates").fetchone() == (0,)
    assert {status for _, status in rows} <= {"sent"}
    return Counter(answers for answers, _ in rows)


async def _answered(program, chat: int, message: int) -> None:
    def is_answered() -> bool:
        return any(said.id > message for said in program.sandbox.history(chat, by_bot=True))

    await program.until(is_answered, f"an answer in {chat}")


async def test_what_is_written_while_the_bot_is_dead_is_answered_when_it_lives_again(program):
    sandbox, said = program.sandbox, []
    async with program.running() as process:
        said.append(persons.say(sandbox, 1001, "bonjour"))
        await _answered(program, 1001, said[-1].id)
        process.kill()
    said.extend(persons.say(sandbox, 1001, text) for text in TEXTS[:3])
    said.append(persons.say(sandbox, 2001, "art 14"))
    async with program.running():
        await _answered(program, 1001, said[-2].id)
        await _answered(program, 2001, said[-1].id)
        await program.sent()
    assert _recorded(program) == {message.id: 1 for message in said}


async def test_a_burst_survives_being_killed_again_and_again(program):
    sandbox = program.sandbox
    chats = [sandbox.meet(Person(number, f"Personne {number}"), started=True).id for number in range(5001, 5006)]
    # Telegram itself is slow now and then, so that the kill meets calls that have gone out and were not answered
    for fault in ("hang", "drop", "hang"):
        for chat in chats:
            sandbox.arm(Fault(fault, "sendMessage", chat=chat, seconds=0.2))
    said = [(chat, persons.say(sandbox, chat, text).id) for text in TEXTS for chat in chats]
    for count in (1, 9, 16):  # calls of sendMessage after which it is killed, wherever it stands then
        async with program.running() as process:
            await program.until(lambda c=count: len(sandbox.calls.seen("sendMessage")) >= c, f"{count} answers")
            process.kill()
    async with program.running():
        for chat in chats:
            await _answered(program, chat, max(message for where, message in said if where == chat))
        await program.until(lambda: len(sandbox.updates) == 0, "every update to be confirmed")
        await program.sent()  # only then: what is repeated after a kill may look like the last answer

    assert _recorded(program) == {message: 1 for _, message in said}
    for chat in chats:
        shown = [message.text.text for message in sandbox.history(chat, by_bot=True)]
        once = shown[:1] + [text for before, text in pairwise(shown) if text != before]
        assert len(once) == len(TEXTS), "each answer stands there, in order; at worst one is shown twice in a row"
        assert len(shown) <= len(TEXTS) + 6


async def test_what_a_life_left_to_send_is_sent_before_the_next_one_has_read_the_base(program):
    sandbox = program.sandbox
    async with program.running() as process:
        await _answered(program, 1001, persons.say(sandbox, 1001, "bonjour").id)
        await program.sent()
        process.kill()
    with closing(sqlite3.connect(program.file)) as connection:
        connection.execute("UPDATE outbox SET status = 'pending', payload = ?", (json.dumps(_LEFT),))
        connection.execute("UPDATE lanes SET due = '2026-01-01 00:00:00.000000'")
        connection.commit()
    before = sandbox.calls.seen()[-1].seq
    async with program.running():
        await program.sent()
        seen = [call.method.lower() for call in sandbox.calls.seen(after=before)]
    assert seen[0] == "sendmessage"
    assert "getme" in seen, "and then it goes on as ever"


async def test_a_press_before_the_kill_is_counted_once(program, texts, plain):
    sandbox = program.sandbox
    async with program.running() as process:
        question = persons.say(sandbox, 1001, "L2112-2")
        await _answered(program, 1001, question.id)
        press = persons.press(sandbox, 1001, data=_no_button(sandbox))
        await persons.answer(sandbox, press)
        process.kill()
    async with program.running():
        marker = persons.say(sandbox, 1001, "merci")
        await _answered(program, 1001, marker.id)
        await program.sent()
    with closing(sqlite3.connect(program.file)) as connection:
        assert connection.execute("SELECT count(*), max(useful) FROM feedback").fetchone() == (1, 0)
    assert [plain(message) for message in sandbox.history(1001, by_bot=True)].count(texts.feedback.sorry) == 1


def _no_button(sandbox: Sandbox) -> str:
    buttons = [button for row in sandbox.last(1001).markup.rows for button in row]
    return next(
        str(button.value) for button in buttons if button.value.startswith("u:") and button.value.endswith(":n")
    )


@pytest.mark.parametrize("signal", ["SIGTERM", "SIGINT"])
async def test_a_signal_ends_the_program_in_order(program, signal):
    import signal as signals  # noqa: PLC0415

    async with program.running() as process:
        question = persons.say(program.sandbox, 1001, "bonjour")
        await _answered(program, 1001, question.id)
        process.send_signal(getattr(signals, signal))
        assert await asyncio.wait_for(process.wait(), 10) == 0
    assert "Traceback" not in program.said
    assert _recorded(program) == {question.id: 1}
