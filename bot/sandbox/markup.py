"""Telegram's HTML: parsed as strictly as Telegram does, and refused in its words.

The rules and sentences are those of tdlib (``MessageEntity.cpp``, ``parse_html``), which the Bot API server runs.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.sandbox.entities import Entity, Text, cleaned, finished, length

_TYPES = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
_SPACE = " \t\r\n\0\v"
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(?:[xX](?P<hex>[0-9A-Fa-f]{1,8})|(?P<dec>[0-9]{1,8}))|(?P<name>[A-Za-z]+));?")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_LAST_CHARACTER = 0x10FFFF
_USER_LINK = re.compile(r"tg://user\?id=([0-9]+)")
_HOST = re.compile(r"(?:[^\s./:?#@]+\.)+[^\s./:?#@]{2,}|localhost|[0-9.]+")


class MarkupError(ValueError):
    """The text is no HTML that Telegram takes; the message says why and where."""


def parsed(html: str) -> Text:
    """The text and entities that HTML stands for, trimmed and finished as Telegram keeps them."""
    reader = _Reader(cleaned(html))
    reader.read()
    return finished("".join(reader.said), reader.entities)


def link(url: str) -> str:
    """A link as Telegram keeps it; empty where Telegram finds that it is none."""
    if url.startswith("tg://"):
        return url
    full = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(full)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or re.search(r"\s", full):
        return ""
    return full if parts.path or parts.query or parts.fragment else f"{full}/"


@dataclass(frozen=True, slots=True)
class _Open:
    """A tag that waits for its end: its argument, and where its text starts."""

    tag: str
    argument: str
    offset: int
    start: int


class _Reader:
    """One pass over the text; ``at`` is where it reads, a zero byte stands behind the last character."""

    def __init__(self, html: str) -> None:
        self.html = html + "\0"
        self.at = 0
        self.offset = 0
        self.said: list[str] = []
        self.entities: list[Entity] = []
        self.open: list[_Open] = []

    def read(self) -> None:
        last = len(self.html) - 1
        while self.at < last:
            if self.html[self.at] != "<":
                self._say(self._character())
            elif self.html[self.at + 1] == "/":
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')

    def _character(self) -> str:
        """The next character, or the one that a reference names; what is no reference stands for itself."""
        if self.html[self.at] == "&" and (match := _REFERENCE.match(self.html, self.at)):
            if match["name"] is not None:
                character = _CHARACTERS.get(match["name"], "")
            else:
                number = int(match["hex"], 16) if match["hex"] else int(match["dec"])
                usable = 0 < number < _LAST_CHARACTER and not 0xD800 <= number <= 0xDFFF  # noqa: PLR2004 - surrogates
                character = chr(number) if usable else ""
            if character:
                self.at = match.end()
                return character
        self.at += 1
        return self.html[self.at - 1]

    def _say(self, character: str) -> None:
        self.said.append(character)
        self.offset += length(character)

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._until(_SPACE + ">").lower()
        if self._ended():
            raise MarkupError(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if tag not in _TYPES:
            raise MarkupError(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        argument = ""
        while True:
            self._skip_space()
            if self.html[self.at] == ">":
                break
            name, value = self._attribute(tag, begin)
            argument = _argument(tag, name, value) or argument
        self.at += 1
        if tag == "span" and argument != "spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}')
        self.open.append(_Open(tag, argument, self.offset, len(self.said)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str | None]:
        name = self._until(_SPACE + "=>/\"'")
        if self._ended():
            raise MarkupError(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
        if not name:
            raise MarkupError(f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}')
        self._skip_space()
        if self.html[self.at] != "=":
            return name, None
        self.at += 1
        self._skip_space()
        value = self._quoted() if self.html[self.at] in "\"'" else self._token()
        if self._ended():
            raise MarkupError(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        return name, value

    def _quoted(self) -> str:
        end = self.html[self.at]
        self.at += 1
        value = []
        while self.html[self.at] != end and not self._ended():
            value.append(self._character())
        if not self._ended():
            self.at += 1
        return "".join(value)

    def _token(self) -> str:
        begin = self.at
        match = _TOKEN.match(self.html, self.at)
        token = match[0] if match else ""
        self.at += len(token)
        if self.html[self.at] not in _SPACE + ">":
            raise MarkupError(f"Unexpected end of name token at byte offset {self._bytes(begin)}")
        return token.lower()

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise MarkupError(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        self.at += 2
        tag = self._until(_SPACE + ">").lower()
        self._skip_space()
        if self.html[self.at] != ">":
            raise MarkupError(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        self.at += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            raise MarkupError(
                f'Unmatched end tag at byte offset {self._bytes(begin)}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        size = self.offset - opened.offset
        kind, argument = _TYPES[opened.tag], opened.argument
        if opened.tag == "a":
            self._link(opened, argument or "".join(self.said[opened.start :]))
        elif kind == "pre":
            inner = self.entities[-1] if self.entities else None
            if (
                inner
                and inner.type == "code"
                and inner.language
                and (inner.offset, inner.length) == (opened.offset, size)
            ):
                argument = self.entities.pop().language
            self.entities.append(Entity("pre", opened.offset, size, language=argument))
        elif kind == "custom_emoji":
            self.entities.append(Entity(kind, opened.offset, size, custom_emoji_id=argument))
        elif kind == "blockquote" and argument:
            self.entities.append(Entity("expandable_blockquote", opened.offset, size))
        else:
            # a language on a code that stands in no pre says nothing, but the pre around it must still see it
            in_pre = kind == "code" and bool(self.open) and self.open[-1].tag == "pre"
            self.entities.append(Entity(kind, opened.offset, size, language=argument if in_pre else ""))

    def _link(self, opened: _Open, address: str) -> None:
        size = self.offset - opened.offset
        if user := _USER_LINK.fullmatch(address):
            self.entities.append(Entity("text_mention", opened.offset, size, user=int(user[1])))
        elif url := link(address):
            self.entities.append(Entity("text_link", opened.offset, size, url=url))

    def _until(self, stops: str) -> str:
        begin = self.at
        while self.html[self.at] not in stops:
            self.at += 1
        return self.html[begin : self.at]

    def _skip_space(self) -> None:
        while self.html[self.at] in _SPACE and not self._ended():
            self.at += 1

    def _ended(self) -> bool:
        return self.at >= len(self.html) - 1

    def _bytes(self, index: int) -> int:
        return len(self.html[:index].encode())


def _argument(tag: str, name: str, value: str | None) -> str:
    """What an attribute says of its tag; empty where it says nothing."""
    if tag == "blockquote" and name == "expandable":
        return "1"
    if value is None:
        return ""
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id")}:
        return value
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return ""
