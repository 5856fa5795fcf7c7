"""A relay's chat that moves, blocks the bot, or sends it away: the next way is taken."""

import pytest

from bot.sandbox import persons
from tests.e2e.people import Chat
from tests.e2e.requests.driver import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_group_that_becomes_a_supergroup_keeps_its_requests(scene, raw):
    group, bati = await scene.link("relay/mde-bressuire", group=True), scene.company()
    number = await bati.sends(place="Bressuire")
    await group.sees(number, raw.card.sent)
    moved = Desk(Chat(scene.sandbox, persons.migrate(scene.sandbox, group.id).id), raw)
    second = await scene.company().sends(place="Bressuire", company="Toits d'Ouest")
    await moved.sees(second, raw.card.sent)
    await bati.presses(f"i:word:{number}")
    await bati.chat.asks("Je ne suis là que le matin.")
    await moved.reads(raw.to_relay.from_company, "Je ne suis là que le matin.")
    await moved.presses(f"k:take:{second}")
    await moved.sees(second, raw.card.taken)
    await scene.holds()


async def test_a_card_in_a_supergroup_never_takes_the_place_of_another_message(scene, raw):
    group, bati = await scene.link("relay/mde-haute-saintonge", group=True), scene.company()
    number = await bati.sends(place="Jonzac")
    before = (await group.sees(number, raw.card.sent)).id
    moved = Desk(Chat(scene.sandbox, persons.migrate(scene.sandbox, group.id).id), raw)
    while moved.chat.says("une note entre collègues").id < before - 1:
        pass
    second = await scene.company().sends(place="Jonzac", company="Toits d'Ouest")
    assert (await moved.sees(second, raw.card.sent)).id == before
    await bati.presses(f"i:close:{number}")
    await bati.presses(f"i:met:{number}")
    await moved.sees(number, raw.card.closed)
    await moved.sees(second, raw.card.sent)
    await scene.holds()


async def test_a_group_that_moved_while_something_was_under_way_misses_nothing(scene, raw):
    group, bati = await scene.link("relay/grand-cognac", group=True), scene.company()
    await bati.fills(place="Cognac")
    moved = persons.migrate(scene.sandbox, group.id)
    await bati.presses("f:a:confirm:send")
    await Desk(Chat(scene.sandbox, moved.id), raw).sees("", raw.card.sent)
    await scene.holds()


async def test_a_relay_that_blocked_the_bot_is_not_waited_for(scene, raw):
    alone, bati = await scene.link("relay/grandangouleme"), scene.company()
    persons.block(scene.sandbox, alone.id)
    number = await bati.sends(place="Angoulême")
    await scene.holds(alone.id)
    persons.unblock(scene.sandbox, alone.id)
    again = await scene.company().sends(place="Angoulême", company="Toits d'Ouest")
    await alone.sees(again, raw.card.sent)
    assert number != again
    await scene.holds(alone.id)


async def test_a_bot_that_was_sent_away_tells_the_other_chat_of_the_relay(scene, raw):
    relay, place = "relay/grand-chatellerault", "Châtellerault"
    group, alone, bati = await scene.link(relay, group=True), await scene.link(relay), scene.company()
    persons.remove(scene.sandbox, group.id, scene.sandbox.bot.id)
    number = await bati.sends(place=place)
    await alone.sees(number, raw.card.sent)
    await alone.presses(f"k:take:{number}")
    await bati.reads(raw.company.taken, number)
    await scene.holds(group.id)


async def test_a_company_that_blocked_the_bot_blocks_nobody(scene, raw):
    alone, bati = await scene.link("relay/mde-parthenay"), scene.company()
    number = await bati.sends(place="Parthenay")
    await alone.sees(number, raw.card.sent)
    persons.block(scene.sandbox, bati.id)
    await alone.presses(f"k:take:{number}")
    await alone.sees(number, raw.card.taken)
    await scene.holds(bati.id)
