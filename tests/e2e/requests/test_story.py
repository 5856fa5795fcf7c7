"""Requests from the first word to the end, two companies and two relays at once, over real HTTP."""

import asyncio

import pytest

from bot.sandbox import persons
from tests.e2e.people import note, plain, until
from tests.e2e.requests.driver import DCE, NIORT, POITIERS

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_two_companies_and_two_relays_at_once(scene, raw):
    group, alone, poitiers = await scene.link(NIORT, group=True), await scene.link(NIORT), await scene.link(POITIERS)
    bati, toits = scene.company(), scene.company()
    first, second = await asyncio.gather(
        bati.sends(company="Bâti Plus", place="Niort"), toits.sends(company="Toits d'Ouest", place="Poitiers")
    )
    assert first != second
    for desk in (group, alone):
        assert "Bâti Plus" in plain(await desk.sees(first, raw.card.sent))
        assert desk.card(second) is None
    assert "Toits d'Ouest" in plain(await poitiers.sees(second, raw.card.sent))
    await scene.holds()

    one = scene.members(group)[0]
    await group.presses(f"k:take:{first}", one)
    await poitiers.presses(f"k:take:{second}")
    for desk in (group, alone):
        await desk.sees(first, raw.card.taken.replace("{name}", scene.sandbox.persons[one].first_name))
    await asyncio.gather(bati.reads(raw.company.taken, first), toits.reads(raw.company.taken, second))

    group.answers(first, "Je vous appelle demain.", one)
    poitiers.answers(second, "Bonjour les toits.")
    await bati.reads(raw.company.word, "Je vous appelle demain.")
    await toits.reads(raw.company.word, "Bonjour les toits.")
    assert not toits.has("Je vous appelle demain.")
    await scene.holds()  # nobody answers faster than the outbox notes that something was sent
    words = next(one for one in reversed(bati.messages()) if "Je vous appelle" in plain(one))
    persons.say(scene.sandbox, bati.id, "Plutôt lundi.", reply_to=words.id)
    for desk in (group, alone):
        await desk.reads(raw.to_relay.from_company, "Plutôt lundi.")
    await scene.holds()

    persons.join(scene.sandbox, bati.id, DCE, caption="le cahier", reply_to=words.id)
    for desk in (group, alone):
        await _has_file(scene, desk)
    assert _files(poitiers) == []

    await alone.presses(f"k:over:{first}")
    await alone.presses(f"k:reach:{first}")
    for desk in (group, alone):
        await desk.sees(first, raw.card.contacted)
    await bati.reads(raw.company.contacted, first)
    await scene.holds()
    await _handed_on(scene, {first: bati, second: toits}, (group, alone), poitiers)


async def _handed_on(scene, readers, desks, poitiers):
    """The second half: transferred, closed, reopened, erased."""
    raw, (group, alone), first = scene.texts, desks, next(iter(readers))
    bati = readers[first]
    await alone.presses(f"k:move:{first}")
    await alone.presses(f"k:to:{first}:{POITIERS.removeprefix('relay/')}")
    await alone.presses(f"k:go:{first}:{POITIERS.removeprefix('relay/')}")
    assert "Bâti Plus" in plain(await poitiers.sees(first, raw.card.sent))
    for desk in (group, alone):
        gone = await desk.sees(first, raw.card.handed_over_to["chat"])
        assert _buttons(gone) == [raw.transfer.see, raw.transfer.undo]
    await bati.reads(raw.company.transferred_to["chat"], first)
    await _has_file(scene, poitiers)
    await scene.holds()

    for number, reader in readers.items():
        await poitiers.presses(f"k:end:{number}")
        await poitiers.presses(f"k:end:{number}:helped")
        await poitiers.sees(number, raw.card.closed)
        await reader.reads(raw.company.closed_with["helped"], number)
    await scene.holds()

    await bati.presses(f"i:open:{first}")
    await poitiers.reads(raw.to_relay.reopened, first)
    await poitiers.sees(first, raw.card.taken)
    await scene.holds()

    bati.chat.says("/effacer")
    await bati.presses("x:erase")
    await poitiers.sees(first, raw.card.erased)
    await poitiers.reads(raw.to_relay.withdrawn, first)
    assert "Bâti Plus" not in plain(poitiers.card(first))
    await scene.holds()


async def test_two_presses_at_the_same_instant_give_one_owner(scene, raw):
    group = await scene.link(NIORT, group=True)
    number = await scene.company().sends()
    await group.sees(number, raw.card.sent)
    presses = [group.press(f"k:take:{number}", by) for by in scene.members(group)]
    notes = [await note(scene.sandbox, press) for press in presses]
    await group.sees(number, raw.card.taken)
    assert notes.count(plain(raw.relay_chat.done)) == 1, notes
    await scene.holds()


async def test_the_same_request_sent_twice_is_recorded_once(scene, raw):
    await scene.link(NIORT)
    bati = scene.company()
    number = await bati.sends()
    await bati.rests()
    await bati.fills()
    await bati.presses("f:a:confirm:send")
    await bati.reads(raw.form.already, number)
    assert bati.references == [number]
    await scene.holds()


async def test_nothing_is_kept_before_the_company_agreed(scene, raw):
    bati = scene.company()
    bati.chat.says("/demande")
    await bati.presses("f:a:consent:no")
    await bati.reads(raw.form.declined)
    assert bati.references == []
    await scene.holds()


async def _has_file(scene, desk) -> None:
    await until(scene.sandbox, lambda: _files(desk) == [DCE.name], "the file")


def _files(desk) -> list[str]:
    return [one.extra["document"]["file_name"] for one in desk.messages() if one.kind == "document"]


def _buttons(message) -> list[str]:
    return [plain(button.text) for row in message.markup.rows for button in row]
