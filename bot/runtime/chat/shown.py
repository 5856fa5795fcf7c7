"""What a person sees of a message: its text, what is folded away, its buttons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.runtime.chat.world import ChatId, World
from bot.sandbox.chats import Message
from bot.sandbox.entities import Text

_FOLDED = "expandable_blockquote"
_GAP = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as it stands on the screen."""

    chat: str
    text: str
    more: str = ""
    buttons: tuple[str, ...] = ()
    edited: bool = False

    def as_json(self) -> dict[str, Any]:
        """As ``clausette chat --json`` writes it."""
        return {
            "chat": self.chat,
            "text": self.text,
            "more": self.more,
            "buttons": list(self.buttons),
            "edited": self.edited,
        }


@dataclass(slots=True)
class Screen:
    """Everything that the chats of a world show, each thing once."""

    world: World
    _seen: dict[ChatId, int]

    @classmethod
    def of(cls, world: World) -> "Screen":
        """A screen on which nothing was seen yet."""
        return cls(world, {})

    def new(self) -> list[Seen]:
        """What came to be shown since the last look, as it stands now; notes that a press was answered with last."""
        found = [seen for name, chat in self.world.names() for seen in self._in_chat(name, chat)]
        return found + list(self._notes())

    def _in_chat(self, name: str, chat: ChatId) -> Iterator[Seen]:
        sandbox = self.world.sandbox
        changes = sandbox.changes_after(chat, self._seen.get(chat, 0))
        if not changes:
            return
        self._seen[chat] = changes[-1].seq
        shown: dict[int, bool] = {}  # by the number of each message, whether it stood there before
        for one in changes:
            if one.message is None or one.message.sender != sandbox.bot:
                continue
            if one.kind in ("new", "edited"):
                shown.setdefault(one.message.id, one.kind == "edited")
        for number, edited in shown.items():
            if (message := sandbox.message(chat, number)) is not None:
                yield seen(name, message, edited=edited)

    def _notes(self) -> Iterator[Seen]:
        chats = {chat: name for name, chat in self.world.names()}
        queries = self.world.sandbox.queries
        for query in list(queries.values()):
            if query.answer is not None:
                del queries[query.id]
                if note := query.answer.get("text"):
                    yield Seen(chats[ChatId(query.chat)], note)


def seen(chat: str, message: Message, *, edited: bool = False) -> Seen:
    """A message as it stands on the screen."""
    text, more = _folded(message.text)
    file = _file(message)
    buttons = tuple(button.text for row in message.markup.rows for button in row)
    return Seen(chat, "\n".join(filter(None, (file, text))), more, buttons, edited)


def _folded(text: Text) -> tuple[str, str]:
    """What shows of a text, and what is folded away."""
    raw, shown, at = text.text.encode("utf-16-le"), [], 0
    for entity in text.entities:
        if entity.type == _FOLDED:
            shown.append(raw[2 * at : 2 * entity.offset])
            at = entity.end
    shown.append(raw[2 * at :])
    visible = b"".join(shown).decode("utf-16-le", "replace")
    return _GAP.sub("\n\n", visible).strip(), "\n".join(text.parts(_FOLDED))


def _file(message: Message) -> str:
    """The name of what a message bears beside its text, as a chat shows it."""
    return str(message.extra["document"].get("file_name", "")) if "document" in message.extra else ""
