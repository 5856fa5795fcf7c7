"""Texts with entities, measured as Telegram measures them: in UTF-16 units."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

_BLANK = " \n\t\u00a0\u2800\u200b\u2060\ufeff"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_PATTERNS = (  # in order of precedence: what an earlier one has taken, a later one leaves
    ("url", re.compile(r"(?<![\w@.])(?:https?://|www\.)[^\s<>\"«»]*[^\s<>\"«».,;:!?)\]'’]", re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}(?![\w-])", re.IGNORECASE)),
    (
        "url",
        re.compile(
            r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:fr|com|org|net|eu|info)(?:/[^\s<>\"«»)]*[^\s<>\"«».,;:!?)])?(?![\w@])"
        ),
    ),
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{2,31}(?![\w@])")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}(?![\w#])")),
)


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of a text that is shown in another way; offset and length in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str = ""
    language: str = ""
    custom_emoji_id: str = ""
    user: int = 0

    @property
    def end(self) -> int:
        """Where it ends, in UTF-16 units."""
        return self.offset + self.length

    def shown(self) -> dict[str, Any]:
        """As the Bot API writes it; ``user`` is left to who knows the persons."""
        entity: dict[str, Any] = {"type": self.type, "offset": self.offset, "length": self.length}
        for key in ("url", "language", "custom_emoji_id"):
            if value := getattr(self, key):
                entity[key] = value
        return entity


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its entities."""

    text: str = ""
    entities: tuple[Entity, ...] = ()

    def part(self, entity: Entity) -> str:
        """What an entity covers."""
        raw = self.text.encode("utf-16-le")
        return raw[2 * entity.offset : 2 * entity.end].decode("utf-16-le", "replace")

    def parts(self, kind: str) -> list[str]:
        """What the entities of a kind cover, in order."""
        return [self.part(entity) for entity in self.entities if entity.type == kind]


def length(text: str) -> int:
    """How long a text is in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cleaned(text: str) -> str:
    """A text without the characters that Telegram takes out before it looks at anything."""
    return _CONTROL.sub(" ", text.replace("\r", "").encode("utf-8", "replace").decode())


def finished(text: str, entities: Iterable[Entity] = ()) -> Text:
    """A text as Telegram keeps it: trimmed, its entities in order, with the links and commands found in it."""
    start = len(text) - len(text.lstrip(_BLANK))
    body = text.strip(_BLANK)
    shift, size = length(text[:start]), length(body)
    kept = [moved for entity in entities if (moved := _within(entity, shift, size)) is not None]
    taken = [(entity.offset, entity.end) for entity in kept if entity.type in _OPAQUE]
    for entity in _found(body):
        if all(entity.end <= first or entity.offset >= last for first, last in taken):
            kept.append(entity)
            taken.append((entity.offset, entity.end))
    return Text(body, tuple(sorted(set(kept), key=lambda e: (e.offset, -e.length, e.type))))


_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "url", "email", "bot_command", "mention", "hashtag"})


def _within(entity: Entity, shift: int, size: int) -> Entity | None:
    first = max(entity.offset - shift, 0)
    last = min(entity.end - shift, size)
    return replace(entity, offset=first, length=last - first) if last > first else None


def _found(text: str) -> Iterator[Entity]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Entity(kind, length(text[: match.start()]), length(match[0]))
