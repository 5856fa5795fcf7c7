"""An update of Telegram becomes an event of the dialogue, or nothing."""

import re
from dataclasses import dataclass

from telegram import CallbackQuery, InlineQuery, Message, MessageEntity, Update
from telegram.constants import ChatType, MessageEntityType

from bot.dialogue.events import Attached, Attachment, Commanded, Event, Pressed, Said, Searched
from bot.telegram.commands import EVERYONE

UPDATES = ["message", "edited_message", "callback_query", "inline_query"]  # what we ask Telegram for

_ATTACHMENTS: tuple[tuple[Attachment, tuple[str, ...]], ...] = (
    ("sticker", ("sticker", "dice", "game")),
    ("voice", ("voice", "audio", "video_note")),
    ("photo", ("photo", "video", "animation", "story", "paid_media")),
    ("file", ("document",)),
    ("location", ("location", "venue")),
    ("contact", ("contact",)),
    ("other", ("poll", "checklist", "invoice", "gift", "giveaway")),
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update that concerns us: its number, the chat that it belongs to, and what happened."""

    update_id: int
    chat: int
    event: Event


def incoming(update: Update, bot_id: int, username: str) -> Incoming | None:
    """What an update means, or None where it is not for us: service messages, groups where nobody named the bot."""
    if update.callback_query is not None:
        return Incoming(update.update_id, _pressing_chat(update.callback_query), _pressed(update.callback_query))
    if update.inline_query is not None:
        return Incoming(update.update_id, update.inline_query.from_user.id, _searched(update.inline_query))
    message = update.message or update.edited_message
    if message is None or (message.from_user is not None and message.from_user.is_bot and message.sender_chat is None):
        return None
    if message.via_bot is not None and message.via_bot.id == bot_id:  # our own words, chosen from an inline search
        return None
    event = _event(message, bot_id, username, edited=update.edited_message is not None)
    return None if event is None else Incoming(update.update_id, message.chat.id, event)


def _event(message: Message, bot_id: int, username: str, *, edited: bool) -> Event | None:
    private = message.chat.type == ChatType.PRIVATE
    if message.text is None:
        if not private or edited:
            return None
        what = next((what for what, names in _ATTACHMENTS if any(getattr(message, name, None) for name in names)), None)
        return None if what is None else Attached(what)
    command = _command(message, username, private=private)
    if command is not None:
        return None if edited else command
    text = message.text
    if not private:
        named = _without_mention(message, username)
        answered = message.reply_to_message is not None and message.reply_to_message.from_user is not None
        if named is not None:
            text = named
        elif not (answered and message.reply_to_message.from_user.id == bot_id):  # type: ignore[union-attr]
            return None
    return Said(text, message.message_id, edited)


def _command(message: Message, username: str, *, private: bool) -> Commanded | None:
    """The command that begins a message; one that is addressed to another bot is none of ours."""
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntityType.BOT_COMMAND or first.offset != 0:
        return None
    name, _, addressed = message.parse_entity(first).removeprefix("/").partition("@")
    if addressed and addressed.casefold() != username.casefold():
        return None
    if not private and not addressed and name.casefold() not in EVERYONE:  # among several bots it is another's
        return None
    argument = (message.text or "").encode("utf-16-le")[first.length * 2 :].decode("utf-16-le").strip()
    return Commanded(name.casefold(), argument)


def _without_mention(message: Message, username: str) -> str | None:
    """The text without the bot's name, None where it was not named."""
    wanted = f"@{username}".casefold()
    mentions: list[MessageEntity] = [e for e in message.entities if e.type == MessageEntityType.MENTION]
    if not any(message.parse_entity(entity).casefold() == wanted for entity in mentions):
        return None
    return re.sub(re.escape(wanted), " ", message.text or "", flags=re.IGNORECASE).strip()


def _pressed(query: CallbackQuery) -> Pressed:
    return Pressed(query.data or "", query.message.message_id if query.message else 0, query.id)


def _pressing_chat(query: CallbackQuery) -> int:
    return query.message.chat.id if query.message else query.from_user.id


def _searched(query: InlineQuery) -> Searched:
    return Searched(query.query, query.id)
