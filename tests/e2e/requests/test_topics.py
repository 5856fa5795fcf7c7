"""A relay's group with topics: each request has its own, and what is written there belongs to it without a reply."""

import pytest

from bot.sandbox import persons
from bot.sandbox.chats import Topic
from bot.sandbox.faults import Fault
from tests.e2e.people import Chat, plain, until
from tests.e2e.requests.driver import DCE, Desk, relay_code

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _forum(scene, raw, relay: str, *, manages: bool = True) -> Desk:
    """A linked group with topics, where the bot may manage them unless asked."""
    group = scene.town.group()
    forum = persons.forum(scene.sandbox, group.id)
    persons.promote(scene.sandbox, forum.id, topics=manages)
    desk = Desk(Chat(scene.sandbox, forum.id), raw)
    desk.chat.says(f"/connexion {await relay_code(scene.file, relay)}")
    await desk.reads(raw.link.done)
    return desk


def _topic(scene, desk: Desk, number: str) -> int:
    """The topic of a request."""
    topics: dict[int, Topic] = scene.sandbox.topics.get(desk.id, {})
    return next(one.id for one in topics.values() if one.name.startswith(number))


def _stands(desk: Desk, number: str) -> int:
    """The topic in which the card of a request stands, 0 where in none."""
    card = desk.card(number)
    assert card is not None
    return card.topic


def _strays(desk: Desk, number: str, topic: int) -> list[str]:
    """What the bot said of a request elsewhere than in its topic."""
    return [plain(one) for one in desk.messages() if number in plain(one) and one.topic != topic]


async def test_each_request_has_its_topic_and_all_of_it_stays_there(scene, raw):
    desk = await _forum(scene, raw, "relay/mde-bressuire")
    bati, toits = scene.company(), scene.company()
    first = await bati.sends(place="Bressuire", company="Bâti Plus")
    second = await toits.sends(place="Bressuire", company="Toits d'Ouest")
    for number in (first, second):
        await desk.sees(number, raw.card.sent)
    await scene.holds()
    one, other = _topic(scene, desk, first), _topic(scene, desk, second)
    names = [topic.name for topic in scene.sandbox.topics[desk.id].values()]
    assert names == [f"{first} · Bressuire (79)", f"{second} · Bressuire (79)"]  # nobody is named
    assert (_stands(desk, first), _stands(desk, second)) == (one, other)

    member = scene.members(desk)[0]
    await desk.presses(f"k:take:{first}", member)
    await bati.reads(raw.company.taken, first)
    desk.chat.says("Je vous appelle demain.", by=member, topic=one)  # in reply to nothing
    await bati.reads(raw.company.word, "Je vous appelle demain.")
    persons.join(scene.sandbox, desk.id, DCE, by=member, topic=one)
    await until(scene.sandbox, lambda: any(m.kind == "document" for m in bati.messages()), "the file")
    desk.chat.says("Bonjour les toits.", by=member, topic=other)
    await toits.reads(raw.company.word, "Bonjour les toits.")
    await scene.holds()
    assert not toits.has("Je vous appelle demain.")
    assert not bati.has("Bonjour les toits.")

    said = next(m for m in reversed(bati.messages()) if "Je vous appelle" in plain(m))
    persons.say(scene.sandbox, bati.id, "Plutôt lundi.", reply_to=said.id)
    await desk.reads(raw.to_relay.from_company, "Plutôt lundi.")
    await scene.holds()
    answer = next(m for m in desk.messages() if "Plutôt lundi." in plain(m))
    assert answer.topic == one
    for number, topic in ((first, one), (second, other)):
        assert _strays(desk, number, topic) == []


async def test_a_correction_in_a_topic_is_passed_on_as_one(scene, raw):
    desk, bati = await _forum(scene, raw, "relay/mde-haute-saintonge"), scene.company()
    number = await bati.sends(place="Jonzac")
    await desk.sees(number, raw.card.sent)
    await scene.holds()
    said = desk.chat.says("Demain neuf heures.", topic=_topic(scene, desk, number))
    await bati.reads(raw.company.word, "Demain neuf heures.")
    await scene.holds()
    persons.edit(scene.sandbox, desk.id, said.id, "Demain dix heures.")
    await bati.reads(raw.company.word_corrected, "Demain dix heures.")
    await scene.holds()


async def test_what_colleagues_say_elsewhere_or_to_each_other_reaches_nobody(scene, raw):
    desk, bati = await _forum(scene, raw, "relay/grand-cognac"), scene.company()
    number = await bati.sends(place="Cognac")
    await desk.sees(number, raw.card.sent)
    await scene.holds()
    topic = _topic(scene, desk, number)
    one, other = scene.members(desk)
    canteen = persons.topic(scene.sandbox, desk.id, "Cantine", by=one)
    before = len(desk.messages()), len(bati.messages())
    desk.chat.says("Quiche ou salade ?", by=one, topic=canteen.id)
    desk.chat.says("On se voit à midi ?", by=one)
    desk.chat.says(f"/note {number} appeler le chef de chantier", by=one, topic=topic)
    await desk.reads(raw.note.head, "appeler le chef de chantier")
    desk.chat.says("/note il est absent", by=one, topic=topic)  # the topic tells of which request
    await desk.reads(raw.note.head, "il est absent")
    await scene.holds()
    assert len(bati.messages()) == before[1]
    assert len(desk.messages()) == before[0] + 2
    said = desk.chat.says("Qui s'en charge ?", by=one, topic=topic)
    await bati.reads(raw.company.word, "Qui s'en charge ?")  # to nobody in particular, so to the company
    await scene.holds()
    desk.chat.says("Moi, ne le dis pas", by=other, reply_to=said.id)
    await scene.holds()
    assert not any("ne le dis pas" in plain(m) for m in bati.messages())


async def test_a_closed_request_closes_its_topic_and_opens_it_again(scene, raw):
    desk, bati = await _forum(scene, raw, "relay/grandangouleme"), scene.company()
    number = await bati.sends(place="Angoulême")
    await desk.sees(number, raw.card.sent)
    await scene.holds()
    topic = _topic(scene, desk, number)
    await desk.presses(f"k:end:{number}")
    await desk.presses(f"k:end:{number}:helped")
    await until(scene.sandbox, lambda: scene.sandbox.topics[desk.id][topic].closed, "the topic closed")
    await bati.presses(f"i:open:{number}")
    await until(scene.sandbox, lambda: not scene.sandbox.topics[desk.id][topic].closed, "the topic open again")
    await scene.holds()
    assert _strays(desk, number, topic) == []


async def test_a_topic_that_is_gone_loses_nothing_of_its_request(scene, raw):
    desk, bati = await _forum(scene, raw, "relay/grand-chatellerault"), scene.company()
    number = await bati.sends(place="Châtellerault")
    await desk.sees(number, raw.card.sent)
    await scene.holds()
    gone = Fault("400", method="sendMessage", chat=desk.id, text="Bad Request: message thread not found")
    scene.sandbox.arm(gone)
    await bati.presses(f"i:word:{number}")
    await bati.chat.asks("Je ne suis là que le matin.")
    await desk.reads(raw.to_relay.from_company, "Je ne suis là que le matin.")
    await scene.holds()
    assert [m.topic for m in desk.messages() if "que le matin" in plain(m)] == [0]


async def test_without_the_right_the_request_stands_in_the_group(scene, raw):
    desk, bati = await _forum(scene, raw, "relay/cara-royan", manages=False), scene.company()
    number = await bati.sends(place="Royan")
    await desk.sees(number, raw.card.sent)
    assert _stands(desk, number) == 0
    await desk.presses(f"k:take:{number}")
    await bati.reads(raw.company.taken, number)
    desk.answers(number, "Je vous appelle demain.")
    await bati.reads(raw.company.word, "Je vous appelle demain.")
    await scene.holds(desk.id)  # the last of this town: what was refused stays so
