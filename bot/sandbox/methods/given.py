"""What many methods are given: a chat, a message, a text, a markup."""

from collections.abc import Mapping
from typing import Any

from telegram.constants import MessageEntityType, MessageLimit

from bot.sandbox import keyboards, markup
from bot.sandbox.chats import Chat, Message
from bot.sandbox.entities import Entity, Text, cleaned, finished, length
from bot.sandbox.keyboards import Markup
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusal import bad_request
from bot.sandbox.state import Sandbox

_ENTITY_TYPES = frozenset(MessageEntityType) - {MessageEntityType.DATE_TIME}


def chat_number(parameters: Parameters, name: str = "chat_id") -> int | None:
    """The number of the chat that a call is about, where it is one."""
    value = parameters.text(name).strip()
    return int(value) if value.removeprefix("-").isdecimal() and len(value) < len(str(2**63)) else None


def chat(sandbox: Sandbox, parameters: Parameters) -> Chat:
    """The chat that a call is about."""
    if not parameters.text("chat_id").strip():
        raise bad_request("chat_id is empty")
    number = chat_number(parameters)
    if number is None:
        raise bad_request("chat not found")
    return sandbox.chat(number)


def writable_chat(sandbox: Sandbox, parameters: Parameters) -> Chat:
    """The chat that a call is about, where the bot may write there."""
    return sandbox.writable(chat(sandbox, parameters).id)


def message_number(parameters: Parameters) -> int:
    """The number of the message that a call is about."""
    number = parameters.integer("message_id")
    if number is None:
        raise bad_request("message identifier is not specified")
    return number


def text(parameters: Parameters) -> Text:
    """The text of a message, in one of the two ways to give its entities."""
    given = formatted(
        parameters.text("text"), parameters.text("parse_mode"), parameters.structure("entities", "entities")
    )
    if not given.text:
        raise bad_request("message text is empty" if not parameters.text("text") else "text must be non-empty")
    if length(given.text) > MessageLimit.MAX_TEXT_LENGTH:
        raise bad_request("message is too long")
    return given


def caption(parameters: Parameters) -> Text:
    """The text beside a file."""
    given = formatted(
        parameters.text("caption"),
        parameters.text("parse_mode"),
        parameters.structure("caption_entities", "caption entities"),
    )
    if length(given.text) > MessageLimit.CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    return given


def formatted(said: str, parse_mode: str, entities: Any) -> Text:
    """A text with the entities that its HTML or a list beside it tells."""
    match parse_mode.lower():
        case "":
            plain = cleaned(said)
            return finished(plain, _entities(entities, length(plain)))
        case "html":
            try:
                return markup.parsed(said)
            except markup.MarkupError as error:
                raise bad_request(f"can't parse entities: {error}") from None
    raise bad_request("unsupported parse_mode")


def reply_markup(parameters: Parameters) -> Markup:
    """What is to stand under a message."""
    return keyboards.markup(parameters.structure("reply_markup", "reply keyboard markup"))


def fits(markup: Markup, chat: Chat) -> None:
    """Refuse a keyboard that asks for what only a person by themselves can share."""
    asked = {key.shares for row in markup.keys for key in row} - {""}
    if asked and not chat.private:
        what = "phone number" if "contact" in asked else "location"
        raise bad_request(f"{what} can be requested in private chats only")


def reply_to(sandbox: Sandbox, parameters: Parameters, chat: Chat) -> int:
    """The number of the message that is answered, 0 where none is."""
    given = parameters.structure("reply_parameters", "reply parameters")
    number, lenient = parameters.integer("reply_to_message_id"), parameters.flag("allow_sending_without_reply")
    if given is not None:
        if not isinstance(given, Mapping):
            raise bad_request("object expected as reply parameters")
        number, lenient = given.get("message_id"), given.get("allow_sending_without_reply") is True
    if not number:
        return 0
    if sandbox.message(chat.id, int(number)) is None:
        if lenient:
            return 0
        raise bad_request("message to be replied not found")
    return int(number)


def topic(sandbox: Sandbox, parameters: Parameters, chat: Chat) -> int:
    """The number of the topic of a forum in which a message is to stand, 0 where in none."""
    number = parameters.integer("message_thread_id")
    if not number:
        return 0
    found = sandbox.topics.get(chat.id, {}).get(number)
    if found is None:
        raise bad_request("message thread not found")
    if found.closed and not (chat.bot == "administrator" and chat.manages_topics):
        raise bad_request("TOPIC_CLOSED")
    return found.id


def own_message(sandbox: Sandbox, parameters: Parameters, chat: Chat) -> Message:
    """The bot's message that is to be edited."""
    found = sandbox.message(chat.id, message_number(parameters))
    if found is None:
        raise bad_request("message to edit not found")
    if found.sender != sandbox.bot:
        raise bad_request("message can't be edited")
    return found


def _entities(given: Any, size: int) -> list[Entity]:
    if given is None:
        return []
    if not isinstance(given, list):
        raise bad_request("expected an Array of MessageEntity")
    return [_entity(one, size) for one in given]


def _entity(one: Any, size: int) -> Entity:
    if not isinstance(one, Mapping):
        raise bad_request("can't parse MessageEntity: expected an Object")
    offset, extent = one.get("offset"), one.get("length")
    if not isinstance(offset, int) or not isinstance(extent, int):
        raise bad_request("can't parse MessageEntity: Can't find field \"offset\"")
    if one.get("type") not in _ENTITY_TYPES:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if not 0 <= offset < size:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if extent <= 0 or offset + extent > size:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
            f"at UTF-16 offset {offset + extent}"
        )
    user = one.get("user")
    url = str(one.get("url") or "")
    if one["type"] == "text_link" and not (url := markup.link(url)):
        raise bad_request(f"entity URL '{one.get('url') or ''}' is invalid: Wrong HTTP URL")
    return Entity(
        one["type"],
        offset,
        extent,
        url=url,
        language=str(one.get("language") or ""),
        custom_emoji_id=str(one.get("custom_emoji_id") or ""),
        user=int(user.get("id", 0)) if isinstance(user, Mapping) else 0,
    )
