"""Groups with topics: begun, written in, closed and opened again, as Telegram allows it."""

from typing import Any

import pytest
from telegram.error import BadRequest

from bot.sandbox import Sandbox, persons
from bot.sandbox.chats import Chat
from bot.sandbox.refusal import Refused


def _forum(sandbox: Sandbox, *, manages: bool = True) -> Chat:
    forum = persons.forum(sandbox, -3001)
    return persons.promote(sandbox, forum.id, topics=manages)


async def _heard(bot: Any) -> Any:
    """The last message that was heard."""
    updates = await bot.get_updates(allowed_updates=["message"])
    return updates[-1].message


async def test_a_message_stands_in_its_topic_and_so_does_a_reply(bot: Any, sandbox: Sandbox) -> None:
    forum = _forum(sandbox)
    topic = await bot.create_forum_topic(forum.id, "CL-7K3F")
    sent = await bot.send_message(forum.id, "carte", message_thread_id=topic.message_thread_id)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic.message_thread_id, True)
    await bot.get_updates(allowed_updates=["message"])
    persons.say(sandbox, forum.id, "oui", reply_to=sent.message_id)
    heard = await _heard(bot)
    assert heard.message_thread_id == topic.message_thread_id
    assert heard.chat.is_forum


async def test_what_is_no_reply_names_the_beginning_of_its_topic(bot: Any, sandbox: Sandbox) -> None:
    forum = _forum(sandbox)
    topic = await bot.create_forum_topic(forum.id, "CL-7K3F")
    persons.say(sandbox, forum.id, "bonjour", topic=topic.message_thread_id)
    heard = await _heard(bot)
    assert heard.reply_to_message.forum_topic_created.name == "CL-7K3F"
    persons.say(sandbox, forum.id, "à tous")
    assert (await _heard(bot)).message_thread_id is None


async def test_a_closed_topic_takes_only_what_administrators_write(bot: Any, sandbox: Sandbox) -> None:
    forum = _forum(sandbox)
    number = (await bot.create_forum_topic(forum.id, "CL-7K3F")).message_thread_id
    assert await bot.close_forum_topic(forum.id, number)
    with pytest.raises(BadRequest, match=r"(?i)topic_not_modified"):
        await bot.close_forum_topic(forum.id, number)
    with pytest.raises(Refused, match="TOPIC_CLOSED"):
        persons.say(sandbox, forum.id, "encore un mot", by=2002, topic=number)
    assert await bot.send_message(forum.id, "suite", message_thread_id=number)
    persons.promote(sandbox, forum.id)  # without the right to manage topics
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await bot.send_message(forum.id, "suite", message_thread_id=number)
    persons.promote(sandbox, forum.id, topics=True)
    assert await bot.reopen_forum_topic(forum.id, number)
    assert persons.say(sandbox, forum.id, "encore un mot", by=2002, topic=number).topic == number


async def test_topics_need_a_forum_and_the_right(bot: Any, sandbox: Sandbox) -> None:
    with pytest.raises(BadRequest, match=r"(?i)not a forum"):
        await bot.create_forum_topic(-3001, "CL-7K3F")
    forum = _forum(sandbox, manages=False)
    with pytest.raises(BadRequest, match=r"(?i)not enough rights to create a topic"):
        await bot.create_forum_topic(forum.id, "CL-7K3F")
    with pytest.raises(BadRequest, match=r"(?i)message thread not found"):
        await bot.send_message(forum.id, "carte", message_thread_id=99)


async def test_the_page_reads_topics_and_writes_in_them(http: Any, bot: Any, sandbox: Sandbox) -> None:
    forum = (await http.post("/sandbox/chats/-3001/forum", json={})).json()
    await http.post(f"/sandbox/chats/{forum['id']}/promote", json={"topics": True})
    number = (await bot.create_forum_topic(forum["id"], "CL-7K3F")).message_thread_id
    chat = (await http.get(f"/sandbox/chats/{forum['id']}")).json()
    assert chat["topics"] == [{"id": number, "name": "CL-7K3F", "closed": False}]
    body = {"text": "oui", "topic": number}
    said = (await http.post(f"/sandbox/chats/{forum['id']}/messages", json=body)).json()
    assert said["message_thread_id"] == number
    changes = (await http.get(f"/sandbox/chats/{forum['id']}/messages")).json()["changes"]
    assert changes[-1]["message"]["topic"] == "CL-7K3F"
