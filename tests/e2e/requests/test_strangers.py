"""A button is only worth something where it belongs: replayed by anybody else, or too late, it changes nothing."""

import sqlite3
from contextlib import closing

import pytest

from bot.sandbox import persons
from bot.sandbox.entities import Text
from bot.sandbox.keyboards import Button, Markup
from tests.e2e.people import note, plain
from tests.e2e.requests.driver import NIORT, POITIERS

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_every_button_replayed_by_anybody_else_changes_nothing(scene, raw):
    group, other = await scene.link(NIORT, group=True), await scene.link(POITIERS)
    bati = scene.company()
    number = await _through_every_card(scene, bati, group, raw)
    stranger = scene.company()
    await stranger.chat.starts()
    seen = _buttons(scene, (bati, group), number)
    assert {data.split(":")[1] for data in seen if data.startswith("k:")} >= {"take", "over", "reach", "end", "move"}
    before = _requests(scene)
    for reader in (stranger, other):
        said = len(reader.messages())
        for data in sorted(seen):
            told = await _replayed(scene, reader.id, data)
            assert told, f"{data} was answered by nothing"
            assert _requests(scene) == before, f"{data} by another changed something"
        assert not [one for one in reader.messages()[said:] if "Bâti Plus" in plain(one)]
    await scene.holds()


async def test_every_button_pressed_again_at_the_end_changes_nothing(scene, raw):
    group = await scene.link(NIORT, group=True)
    bati = scene.company()
    number = await _through_every_card(scene, bati, group, raw)
    bati.chat.says("/effacer")
    await bati.presses("x:erase")
    await group.sees(number, raw.card.erased)
    await scene.holds()
    before = _requests(scene)
    for reader in (bati, group):
        for data in sorted(_buttons(scene, (reader,), number)):
            await _replayed(scene, reader.id, data)
            assert _requests(scene) == before, f"{data} after the end changed something"
    await scene.holds()


async def test_a_member_of_the_relay_may_not_speak_for_the_company(scene, raw):
    group = await scene.link(NIORT, group=True)
    number = await scene.company().sends()
    await group.sees(number, raw.card.sent)
    before = _requests(scene)
    for verb in ("word", "file", "close", "met", "drop", "open", "called", "uncalled"):
        assert await _replayed(scene, group.id, f"i:{verb}:{number}")
        assert _requests(scene) == before


async def test_a_reply_to_a_card_that_was_copied_elsewhere_reaches_nobody(scene, raw):
    group, stranger = await scene.link(NIORT, group=True), scene.company()
    bati = scene.company()
    number = await bati.sends()
    card = await group.sees(number, raw.card.sent)
    await stranger.chat.starts()
    copied = scene.sandbox.post(scene.sandbox.chat(stranger.id), scene.sandbox.bot, card.text)
    await stranger.chat.asks("je suis de la famille", reply_to=copied.id)
    assert not any("famille" in plain(one) for reader in (bati, group) for one in reader.messages())


async def _through_every_card(scene, bati, group, raw) -> str:
    """A request that was shown in each of its states, to be closed and reopened at the end; its reference."""
    number: str = await bati.sends()
    one, other = scene.members(group)
    await group.sees(number, raw.card.sent)
    await group.presses(f"k:move:{number}", one)
    await group.presses(f"k:back:{number}", one)
    await group.presses(f"k:take:{number}", one)
    await group.presses(f"k:over:{number}", other)
    await group.presses(f"k:reach:{number}", other)
    await group.presses(f"k:end:{number}", other)
    await group.presses(f"k:end:{number}:helped", other)
    await bati.presses(f"i:open:{number}")
    await group.sees(number, raw.card.contacted)
    await bati.presses(f"i:close:{number}")
    await bati.presses(f"i:met:{number}")
    await group.sees(number, raw.card.closed)
    await group.presses(f"k:open:{number}", one)
    await group.sees(number, raw.card.contacted)
    await scene.holds()
    return number


def _buttons(scene, readers, number: str) -> set[str]:
    """The data of every button of a request that ever stood in some chats."""
    return {
        str(button.value)
        for reader in readers
        for change in scene.sandbox.changes_after(reader.id, 0)
        if change.message is not None
        for row in change.message.markup.rows
        for button in row
        if number in str(button.value)
    }


async def _replayed(scene, chat: int, data: str) -> str:
    """Press a button as it would stand in a chat; the note."""
    place = scene.sandbox.chat(chat)
    bearer = scene.sandbox.post(
        place, scene.sandbox.bot, Text("copie"), markup=Markup(((Button("?", "callback_data", data),),))
    )
    return await note(scene.sandbox, persons.press(scene.sandbox, chat, bearer.id, data=data))


def _requests(scene) -> list[tuple[object, ...]]:
    """Everything that is recorded of requests."""
    with closing(sqlite3.connect(scene.file, timeout=10)) as connection:
        tables = ("intakes", "intake_notes", "intake_files", "relay_chats")
        return [row for table in tables for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1")]  # noqa: S608
