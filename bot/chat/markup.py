"""Telegram's HTML: what comes from outside is escaped, and long texts are cut where a reader would."""

import html
import re
from collections.abc import Iterator

_BEFORE_MARK = re.compile(r" (?=[?!:;»%€])")
_TAG = re.compile(r"<[^>]+>")


def escape(text: str) -> str:
    """A text that no longer holds markup."""
    return html.escape(text, quote=False)


def bold(text: str) -> str:
    """A text in bold, escaped."""
    return f"<b>{escape(text)}</b>"


def italic(text: str) -> str:
    """A text in italics, escaped."""
    return f"<i>{escape(text)}</i>"


def link(text: str, url: str) -> str:
    """A link, text and address escaped."""
    return f'<a href="{html.escape(url)}">{escape(text)}</a>'


def typographic(text: str) -> str:
    """French typography: no line begins with a mark that belongs to the word before it."""
    return _BEFORE_MARK.sub("\u00a0", text).replace("« ", "«\u00a0")


def without_tags(markup: str) -> str:
    """The text that a reader sees."""
    return html.unescape(_TAG.sub("", markup))


def length(markup: str) -> int:
    """How long Telegram finds a text: UTF-16 units, entities parsed."""
    return len(without_tags(markup).encode("utf-16-le")) // 2


def parts(markup: str, limit: int) -> Iterator[str]:
    """The text in parts of at most ``limit``, cut between paragraphs, else between lines, else between words.

    A tag never spans two paragraphs in what we write, so that each part stands by itself; a single line over the
    limit is shown without its tags.
    """
    part = ""
    for piece in _pieces(markup, limit):
        if length(part + piece) > limit:
            if part.strip():
                yield part.strip()
            part = ""
        part += piece
    if part.strip():
        yield part.strip()


def _pieces(markup: str, limit: int) -> Iterator[str]:
    for paragraph in re.split(r"(?<=\n)\n", markup):
        if length(paragraph) <= limit - 1:
            yield paragraph + "\n"
            continue
        for line in re.split(r"(?<=\n)", paragraph):
            if length(line) <= limit - 1:
                yield line
                continue
            for word in re.findall(r"\S+\s*|\s+", without_tags(line)):
                for start in range(0, len(word), limit // 2):
                    yield escape(word[start : start + limit // 2])
        yield "\n"


def headed(heading: str, text: str, *, inline: bool = False) -> str:
    """A heading in bold with its text below it, or behind it in the same line."""
    return f"{bold(heading + ' :')}{' ' if inline else chr(10)}{escape(text)}"
