"""Whoever floods the bot is asked to slow down, and nobody else notices."""

import time

import pytest

from bot.sandbox import persons

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_six_quick_messages_are_all_answered(camille):
    await camille.starts()
    for text in ("bonjour", "art 14", "merci", "c'est quoi un GEIQ", "bonjour", "merci"):
        camille.says(text)
    await camille.until(lambda: len(camille.texts) == 7)


async def test_a_flood_is_met_with_a_kind_word_then_silence_and_everybody_else_is_answered(
    town, camille, texts, plain, monkeypatch
):
    minute_ago = time.time() - 60
    with monkeypatch.context() as past:
        past.setattr(town.sandbox, "clock", lambda: minute_ago)
        shown = await camille.starts()
        for _ in range(60):
            camille.says("bonjour")
        await town.newcomer().asks("bonjour")
        await camille.until(lambda: plain(camille.last) == texts.slow_down)
    await town.quiet()
    said = [plain(text) for text in camille.texts]
    assert said.count(texts.slow_down) == 1
    assert said[-1] == texts.slow_down
    assert len(said) == 20 + 1
    # a minute later they are calm, and a press is a press again
    assert plain(await camille.asks("merci")) != texts.slow_down
    assert await camille.presses(texts.button.tool["eligibility"], message=shown.id) == ""


async def test_an_erasure_leaves_how_fast_a_chat_writes(town, camille, texts, plain):
    await camille.starts()
    asked = await camille.asks("/effacer")
    for _ in range(15):
        camille.says("bonjour")
    await camille.presses(texts.button.erase, message=asked.id)
    for _ in range(15):
        camille.says("bonjour")
    await camille.until(lambda: plain(camille.last) == texts.slow_down)


async def test_a_press_during_a_flood_is_acknowledged_with_the_word(town, camille, texts):
    shown = await camille.starts()
    for _ in range(30):
        camille.says("bonjour")
    persons.press(town.sandbox, camille.id, shown.id, label=None)
    query = persons.press(town.sandbox, camille.id, shown.id)
    answer = await persons.answer(town.sandbox, query, 20)
    assert answer is not None
    assert " ".join(str(answer["text"]).replace("’", "'").split()) == " ".join(texts.slow_down.split())


async def test_a_group_where_many_talk_at_once_is_answered(town, texts, plain):
    group = town.group()
    for _ in range(40):
        group.says("/aide@sandbox_bot")
    await group.until(lambda: len(group.texts) == 40)
    assert texts.slow_down not in [plain(text) for text in group.texts]
