"""An update of Telegram becomes an event of the dialogue, or nothing."""

import re
from dataclasses import dataclass, replace

from telegram import (
    CallbackQuery,
    Chat,
    ChatMemberUpdated,
    Contact,
    InlineQuery,
    Location,
    Message,
    MessageEntity,
    Update,
    User,
)
from telegram.constants import ChatID, ChatMemberStatus, ChatType, MessageEntityType

from bot.chat.events import Attached, Commanded, Event, Left, Moved, Pressed, Said, Searched
from bot.chat.people import File, Member
from bot.knowledge.areas import Position
from bot.knowledge.vocabulary import Attachment
from bot.language.signs import one_line, visible
from bot.requests.model.reference import named
from bot.telegram.commands import EVERYONE, FOR_RELAYS
from bot.telegram.updates import UnreadableError, checked, unread

# what we ask Telegram for
UPDATES = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]

_ANSWERS = ("voice", "location", "contact")  # in a group, where a sticker says nothing
_POLE, _HALF_TURN = 90, 180  # degrees of latitude, of longitude
_ANONYMOUS = ChatID.ANONYMOUS_ADMIN
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
    """An update that concerns us: its number, the chat that it belongs to, and what happened.

    ``sent`` is when a message was written, in seconds since 1970, where Telegram says it. ``topic`` is the topic of a
    forum in which it stands, 0 where in none: there it is answered. ``forum`` tells whether its group has topics, None
    where the update does not say.
    """

    update_id: int
    chat: int
    event: Event
    sent: float | None = None
    topic: int = 0
    forum: bool | None = None

    @property
    def overheard(self) -> bool:
        """Tell whether it was written to nobody in particular: it is for us only in the topic of a request."""
        return isinstance(self.event, Said | Attached) and bool(self.event.topic)


def incoming(update: Update, bot_id: int, username: str) -> Incoming | None:
    """What an update means, or None where it is not for us: service messages, groups where nobody named the bot.

    Raises:
        Exception: UnreadableError or any other, where a field is not what the library believes it to be.
    """
    if unread(update) is not None:
        raise UnreadableError
    found = _meaning(update, bot_id, username)
    return None if found is None else checked(found)


def _meaning(update: Update, bot_id: int, username: str) -> Incoming | None:
    if update.callback_query is not None:
        query = update.callback_query
        below = query.message if isinstance(query.message, Message) else None
        topic, forum = (_topic(below), _forum(below.chat)) if below is not None else (0, None)
        return Incoming(update.update_id, _pressing_chat(query), _pressed(query), topic=topic, forum=forum)
    if update.inline_query is not None:
        return Incoming(update.update_id, update.inline_query.from_user.id, _searched(update.inline_query))
    if update.my_chat_member is not None:
        chat = update.my_chat_member.chat
        return Incoming(update.update_id, chat.id, _standing(update.my_chat_member), forum=_forum(chat))
    message = update.message or update.edited_message
    if (
        message is None
        or message.is_automatic_forward
        or (message.from_user is not None and message.from_user.is_bot and message.sender_chat is None)
    ):
        return None
    if message.via_bot is not None and message.via_bot.id == bot_id:  # our own words, chosen from an inline search
        return None
    event = _event(message, bot_id, username, edited=update.edited_message is not None)
    written = message.edit_date or message.date
    sent = written.timestamp() if written else None
    return (
        None
        if event is None
        else Incoming(update.update_id, message.chat.id, event, sent, _topic(message), _forum(message.chat))
    )


def _event(message: Message, bot_id: int, username: str, *, edited: bool) -> Event | None:
    private = message.chat.type == ChatType.PRIVATE
    answers = _answered(message, bot_id)
    if message.migrate_to_chat_id:
        return Moved(message.migrate_to_chat_id)
    overheard = 0 if private or answers or _answers_somebody(message) else _topic(message)
    if message.text is None:
        heard = private or answers or overheard
        return _attached(message, answers, private=private, topic=overheard) if heard and not edited else None
    command = _command(message, username, private=private)
    if command is not None:
        named_ = _request(message, answers)
        return None if edited else replace(command, answers=answers, named=named_, topic=overheard)
    text = message.text
    if not private:
        addressed = _without_mention(message, username)
        if addressed is not None:
            text, overheard = addressed or _asked_before(message), 0
        elif not answers and not overheard:
            return None
    by = _member(message.from_user)
    return Said(visible(text), message.message_id, edited, answers, by, _request(message, answers), overheard)


def _attached(message: Message, answers: int, *, private: bool, topic: int) -> Attached | None:
    what = next((what for what, names in _ATTACHMENTS if any(getattr(message, name, None) for name in names)), None)
    file = _file(message)
    if what is None or (not private and file is None and what not in _ANSWERS):
        return None
    return Attached(
        what,
        file,
        visible(message.caption or ""),
        answers,
        _member(message.from_user),
        _request(message, answers),
        message.message_id,
        message.media_group_id or "",
        _dialled(message.contact) if message.contact else "",
        _in_words(message),
        one_line(f"{message.contact.first_name} {message.contact.last_name or ''}") if message.contact else "",
        _position(message.location),
        topic,
    )


def _position(place: Location | None) -> Position | None:
    """A position on earth; None where there is none, or the numbers are those of no place."""
    if place is None:
        return None
    latitude, longitude = float(place.latitude), float(place.longitude)
    on_earth = abs(latitude) <= _POLE and abs(longitude) <= _HALF_TURN
    return Position(latitude, longitude) if on_earth else None


def _dialled(contact: Contact) -> str:
    """The number of a contact; Telegram writes the country's code of its own users without the plus."""
    number = contact.phone_number
    return f"+{number}" if contact.user_id and number.isdecimal() and not number.startswith("0") else number


def _asked_before(message: Message) -> str:
    """What the message says that this one is a reply to, where only the bot was named in it."""
    replied = message.reply_to_message
    return (replied.text or replied.caption or "") if replied is not None else ""


def _topic(message: Message) -> int:
    """The topic in which a message stands, 0 where in none: elsewhere Telegram numbers threads of replies likewise."""
    return (message.message_thread_id or 0) if message.is_topic_message else 0


def _forum(chat: Chat) -> bool | None:
    """Whether a group has topics; None of a chat that is no group."""
    return None if chat.type == ChatType.PRIVATE else chat.is_forum is True


def _file(message: Message) -> File | None:
    """What of a message can be passed on by its number alone."""
    if message.document is not None and message.animation is None:
        return File("document", message.document.file_id, one_line(message.document.file_name or ""))
    if message.photo:
        return File("photo", message.photo[-1].file_id)
    if message.audio is not None:
        return File("audio", message.audio.file_id, one_line(message.audio.file_name or ""))
    if message.video is not None:
        return File("video", message.video.file_id, one_line(message.video.file_name or ""))
    if message.voice is not None:
        return File("voice", message.voice.file_id)
    return File("video_note", message.video_note.file_id) if message.video_note is not None else None


def _in_words(message: Message) -> str:
    """A contact or a position as it can be passed on in a text; empty for anything else."""
    if message.contact is not None:
        return one_line(f"{message.contact.first_name} {_dialled(message.contact)}")
    place = _position(message.location)
    if place is None:
        return ""
    where = f"mlat={place.latitude:.5f}&mlon={place.longitude:.5f}"
    return f"https://www.openstreetmap.org/?{where}"


def _answered(message: Message, bot_id: int) -> int:
    """The number of the bot's message that this one is a reply to, 0 where there is none."""
    replied = _replied(message)
    if replied is None or replied.from_user is None or replied.from_user.id != bot_id:
        return 0
    return replied.message_id


def _replied(message: Message) -> Message | None:
    """The message that this one is a reply to; the beginning of a topic, which Telegram names for all in it, is not."""
    replied = message.reply_to_message
    return None if replied is None or replied.forum_topic_created is not None else replied


def _answers_somebody(message: Message) -> bool:
    """Tell whether a message is a reply to a person's: what colleagues say to each other is for nobody else."""
    return _replied(message) is not None


def _request(message: Message, answers: int) -> str:
    """The request that the bot's message names to which this one is a reply."""
    replied = message.reply_to_message
    return named(replied.text or replied.caption or "") if answers and replied is not None else ""


def _member(user: User | None) -> Member:
    """Who writes; an administrator who stays anonymous is nobody in particular, as Telegram shows the group instead."""
    return Member(user.id, one_line(user.first_name)) if user is not None and user.id != _ANONYMOUS else Member()


def _standing(change: ChatMemberUpdated) -> Left:
    return Left(back=change.new_chat_member.status not in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT))


def _command(message: Message, username: str, *, private: bool) -> Commanded | None:
    """The command that begins a message; one that is addressed to another bot is none of ours."""
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntityType.BOT_COMMAND or first.offset != 0:
        return None
    name, _, addressed = message.parse_entity(first).removeprefix("/").partition("@")
    if addressed and addressed.casefold() != username.casefold():
        return None
    if (
        not private and not addressed and name.casefold() not in (*EVERYONE, *FOR_RELAYS)
    ):  # among several bots it is another's
        return None
    units = (message.text or "").encode("utf-16-le", "surrogatepass")
    argument = units[first.length * 2 :].decode("utf-16-le", "replace").strip()
    return Commanded(name.casefold(), visible(argument), _member(message.from_user))


def _without_mention(message: Message, username: str) -> str | None:
    """The text without the bot's name, None where it was not named."""
    wanted = f"@{username}".casefold()
    mentions: list[MessageEntity] = [e for e in message.entities if e.type == MessageEntityType.MENTION]
    if not any(message.parse_entity(entity).casefold() == wanted for entity in mentions):
        return None
    return re.sub(re.escape(wanted), " ", message.text or "", flags=re.IGNORECASE).strip()


def _pressed(query: CallbackQuery) -> Pressed:
    number = query.message.message_id if query.message else 0
    return Pressed(query.data or "", number, query.id, _member(query.from_user))


def _pressing_chat(query: CallbackQuery) -> int:
    return query.message.chat.id if query.message else query.from_user.id


def _searched(query: InlineQuery) -> Searched:
    return Searched(query.query, query.id)
