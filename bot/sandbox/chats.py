"""Persons, chats and messages: what Telegram keeps, without how it is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.sandbox.entities import Text
from bot.sandbox.keyboards import Markup

Kind = Literal["private", "group", "supergroup"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account; a bot too."""

    id: int
    first_name: str
    username: str = ""
    is_bot: bool = False
    language_code: str = "fr"

    def shown(self) -> dict[str, Any]:
        """As the Bot API writes a user."""
        user: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        if not self.is_bot:
            user["language_code"] = self.language_code
        return user


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat; ``bot`` tells how the bot stands in it.

    ``stranger``: the person never wrote to it; ``blocked``: the person wants to hear no more of it;
    ``kicked`` and ``left``: it is in the group no longer; ``upgraded``: the group lives on under ``migrated_to``.
    A ``forum`` is a supergroup with topics; as an administrator the bot ``manages_topics`` where it may.
    """

    id: int
    kind: Kind
    title: str
    members: frozenset[int] = frozenset()
    admins: frozenset[int] = frozenset()
    bot: Literal["member", "administrator", "stranger", "blocked", "kicked", "left", "upgraded"] = "member"
    username: str = ""
    migrated_to: int = 0
    forum: bool = False
    manages_topics: bool = False

    @property
    def private(self) -> bool:
        """Whether it is one person's chat with the bot."""
        return self.kind == "private"

    def shown(self) -> dict[str, Any]:
        """As the Bot API writes a chat."""
        chat: dict[str, Any] = {"id": self.id, "type": self.kind}
        chat["first_name" if self.private else "title"] = self.title
        if self.username:
            chat["username"] = self.username
        if self.forum:
            chat["is_forum"] = True
        return chat


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a forum; its number is that of the message with which it began."""

    id: int
    name: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands now; an edit gives another with the same id. ``topic`` is where it stands in a forum."""

    id: int
    chat: int
    sender: Person
    date: int
    text: Text = field(default_factory=Text)
    kind: str = "text"
    extra: Mapping[str, Any] = field(default_factory=dict)
    markup: Markup = field(default_factory=Markup)
    reply_to: int = 0
    edited: int = 0
    via_bot: bool = False
    silent: bool = False
    protected: bool = False
    topic: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a person sees happen in a chat."""

    seq: int
    kind: Literal["new", "edited", "keyboard", "deleted", "action"]
    chat: int
    message: Message | None = None
    action: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A chat that the page shows: under what name, in what role, with which first questions at hand."""

    chat: int
    title: str
    role: str = ""
    suggestions: tuple[str, ...] = ()
    speaker: int = 0
