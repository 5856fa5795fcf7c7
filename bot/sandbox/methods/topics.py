"""The topics of a forum: begun, closed, opened again."""

from typing import Any

from telegram.constants import ForumTopicLimit

from bot.sandbox.chats import Chat, Topic
from bot.sandbox.methods import given
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusal import bad_request
from bot.sandbox.state import Sandbox


def create_forum_topic(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """The topic that begins."""
    chat, name = _forum(sandbox, parameters, "create a topic"), parameters.text("name").strip()
    if not name:
        raise bad_request("topic name must be non-empty")
    if len(name) > ForumTopicLimit.MAX_NAME_LENGTH:
        raise bad_request("TOPIC_TITLE_EMPTY")
    topic = sandbox.begin_topic(chat, sandbox.bot, name)
    created = sandbox.messages[chat.id][topic.id].extra["forum_topic_created"]
    return {"message_thread_id": topic.id, **created}


def close_forum_topic(sandbox: Sandbox, parameters: Parameters) -> bool:
    """True; members write there no more."""
    return _settled(sandbox, parameters, closed=True)


def reopen_forum_topic(sandbox: Sandbox, parameters: Parameters) -> bool:
    """True; members write there again."""
    return _settled(sandbox, parameters, closed=False)


def _settled(sandbox: Sandbox, parameters: Parameters, *, closed: bool) -> bool:
    chat = _forum(sandbox, parameters, "close the topic" if closed else "reopen the topic")
    topic = _topic(sandbox, parameters, chat)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    sandbox.close_topic(chat, sandbox.bot, topic, closed=closed)
    return True


def _forum(sandbox: Sandbox, parameters: Parameters, to: str) -> Chat:
    """The forum in which the bot may do something to topics."""
    chat = given.writable_chat(sandbox, parameters)
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    if chat.bot != "administrator" or not chat.manages_topics:
        raise bad_request(f"not enough rights to {to}")
    return chat


def _topic(sandbox: Sandbox, parameters: Parameters, chat: Chat) -> Topic:
    found = sandbox.topics.get(chat.id, {}).get(parameters.integer("message_thread_id") or 0)
    if found is None:
        raise bad_request("message thread not found")
    return found
