"""Telegram's HTML: what comes from outside is escaped, and long texts are cut where a reader would."""

import html
import re
import textwrap
from collections.abc import Iterable, Iterator

from bot.language import small_words
from bot.language.fold import plain

WIDTH = 42  # characters of a line on a telephone
_CAPTION = 1000  # characters under a file; Telegram takes 1024
_BEFORE_MARK = re.compile(r" (?=[?!:;»%€])")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[\w«])")
_TAG = re.compile(r"<[^>]+>")
_FOLD, _UNFOLD = "<blockquote expandable>", "</blockquote>"
_FOLDED = re.compile(f"{_FOLD}(.*?){_UNFOLD}", re.DOTALL)
_MARKS = " :,;–-(/«"
_ELIDED = re.compile(r"^\w{1,2}['’]")
_TRAILING = small_words.ALL | {"", "et", "sur", "si", "ne"}  # a line does not end there
_SENTENCE = re.compile(r"(?<=[.!?…»])\s+")


def escape(text: str) -> str:
    """A text that no longer holds markup."""
    return html.escape(text, quote=False)


def under_file(head: str, said: str) -> str:
    """What stands under a file that is passed on: from whom it is, and what was said with it, as far as it fits."""
    return f"{head}\n{said}".strip()[:_CAPTION]


def in_page(text: str) -> str:
    """A text as it stands in a page or a letter of HTML, in French typography; safe in an attribute too."""
    return html.escape(typographic(text))


def bold(text: str) -> str:
    """A text in bold, escaped."""
    return f"<b>{escape(text)}</b>"


def italic(text: str) -> str:
    """A text in italics, escaped."""
    return f"<i>{escape(text)}</i>"


def link(text: str, url: str) -> str:
    """A link, text and address escaped."""
    return f'<a href="{html.escape(url)}">{escape(text)}</a>'


def folded(blocks: Iterable[str]) -> str:
    """Blocks of markup in a quotation that Telegram shows folded; empty where there are none."""
    inner = "\n\n".join(filter(None, blocks))
    return f"{_FOLD}{inner}{_UNFOLD}" if inner else ""


def typographic(text: str) -> str:
    r"""French typography: curved apostrophes, and no line begins with a mark that belongs to the word before it.

    >>> typographic("l'heure d'insertion : 7 %")
    'l’heure d’insertion\xa0: 7\xa0%'
    """
    return _APOSTROPHE.sub("\N{RIGHT SINGLE QUOTATION MARK}", _BEFORE_MARK.sub("\u00a0", text)).replace("« ", "«\u00a0")


def without_tags(markup: str) -> str:
    """The text that a reader sees."""
    return html.unescape(_TAG.sub("", markup.replace(_FOLD, "\n")))


def visible(markup: str) -> str:
    """The text that a reader sees without a tap."""
    return without_tags(_FOLDED.sub("", markup)).strip()


def length(markup: str) -> int:
    """How long Telegram finds a text: UTF-16 units, entities parsed."""
    return len(html.unescape(_TAG.sub("", markup)).encode("utf-16-le")) // 2


def lines(text: str) -> int:
    """How many lines of a telephone a plain text fills."""
    return sum(max(1, len(textwrap.wrap(line, WIDTH))) for line in text.splitlines())


def first_sentences(text: str, most: int) -> str:
    """As many of the first sentences of a plain text as fill at most so many lines; at least one."""
    sentences = _SENTENCE.split(text)
    taken = sentences[0]
    for sentence in sentences[1:]:
        if lines(f"{taken} {sentence}") > most:
            break
        taken = f"{taken} {sentence}"
    return taken


def shortened(text: str, size: int) -> str:
    """A text of at most ``size`` characters, never cut in a word, nor behind a small word.

    >>> shortened("Un stagiaire compte-t-il dans la clause ?", 30)
    'Un stagiaire compte-t-il…'
    """
    text = " ".join(text.split())
    if len(text) <= size:
        return text
    kept = text[:size].rsplit(" ", 1)[0].split(" ")
    while len(kept) > 1 and plain(_ELIDED.sub("", kept[-1])).strip(_MARKS) in _TRAILING:
        kept.pop()
    return f"{' '.join(kept).rstrip(_MARKS)[: size - 1]}…"


def parts(markup: str, limit: int) -> Iterator[str]:
    """The text in parts of at most ``limit``, cut between paragraphs, else between lines, else between words.

    A tag never spans two paragraphs in what we write, but for the quotation that is folded: where that is cut, each of
    its parts is folded. So each part stands by itself; a single line over the limit is shown without its tags. What
    holds nothing to read gives no part.
    """
    part: list[tuple[bool, str]] = []
    for fold, piece in _pieces(markup, limit):
        if length("".join(text for _, text in part) + piece) > limit:
            yield from _joined(part)
            part = []
        part.append((fold, piece))
    yield from _joined(part)


def _joined(part: list[tuple[bool, str]]) -> Iterator[str]:
    """What pieces make together, with what is folded folded; nothing where a reader would see nothing."""
    if not without_tags("".join(text for _, text in part)).strip():
        return
    made, folds = "", False
    for fold, text in part:
        if fold and not folds:
            made = f"{made.rstrip()}\n{_FOLD}".lstrip()
        elif folds and not fold:
            made = f"{made.rstrip()}{_UNFOLD}\n"
        made, folds = made + text, fold
    yield f"{made.rstrip()}{_UNFOLD}" if folds else made.strip()


def _pieces(markup: str, limit: int) -> Iterator[tuple[bool, str]]:
    """The pieces that are never cut, each with whether it is folded."""
    for position, stretch in enumerate(_FOLDED.split(markup)):
        fold = position % 2 == 1
        yield from ((fold, piece) for piece in _pieces_of(stretch.strip("\n") if fold else stretch, limit))


def _pieces_of(markup: str, limit: int) -> Iterator[str]:
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
