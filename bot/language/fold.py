"""Folding: one written form for what people write in many ways."""

import re
import unicodedata
from functools import lru_cache

_FRENCH = str.maketrans(  # what French texts hold, without the detour through Unicode's tables
    {"œ": "oe", "æ": "ae", "’": "'", "ʼ": "'"}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")  # hyphens, dashes and the minus, by their looks one
    | dict(zip("àâäáãçéèêëíîïñóôöõùûüúÿ", "aaaaaceeeeiiinoooouuuuy", strict=True))
)
_UNSEEN = frozenset({"Mn", "Mc", "Me", "Cf"})  # accents parted from their letter; soft hyphens and their like
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """Lower case without accents, nor signs that nobody sees; punctuation stays.

    >>> plain("L’Œuvre à Saint‑Étienne")
    "l'oeuvre a saint-etienne"
    """
    text = text.casefold().translate(_FRENCH)
    if text.isascii():
        return text
    return "".join(map(_plain_sign, text))[: _most(text)]


def _most(text: str) -> int:
    """How long a text may become: a few signs stand for many letters, "ﷺ" for eighteen, and few of them are written."""
    return 2 * len(text) + 64


@lru_cache(maxsize=4096)
def _plain_sign(character: str) -> str:
    """One sign of a text that is in lower case."""
    decomposed = unicodedata.normalize("NFKD", character)
    seen = "".join(c for c in decomposed if unicodedata.category(c) not in _UNSEEN)
    return seen.casefold().translate(_FRENCH)


@lru_cache(maxsize=4096)
def _low(character: str) -> str:
    return plain(character)


def folded(text: str) -> tuple[str, list[tuple[int, int, int, int]]]:
    """What ``plain`` gives, and where its length changed: each change from where to where, in the new text and the old.

    >>> folded("L'œuvre")
    ("l'oeuvre", [(2, 4, 2, 3)])
    """
    low = plain(text)
    if len(low) == len(text) or not text:
        return low, []
    parts, changes, length, most = [], list[tuple[int, int, int, int]](), 0, _most(text)
    for at, character in enumerate(text):
        if length >= most:
            break
        parts.append(character if character.isascii() and not character.isupper() else _low(character)[: most - length])
        if len(parts[-1]) != 1:
            changes.append((length, length + len(parts[-1]), at, at + 1))
        length += len(parts[-1])
    return "".join(parts), changes


def fold(text: str) -> str:
    """Lower case, without accents, with single spaces in place of everything but letters and digits.

    >>> fold("  C'est QUOI, la « clause » ? ")
    'c est quoi la clause'
    """
    return _NOT_WORD.sub(" ", plain(text)).strip()


def words(text: str) -> list[str]:
    """The folded words of a text, in order; elided articles stand alone ("l'heure" gives l, heure).

    >>> words("J'ai 2 gars")
    ['j', 'ai', '2', 'gars']
    """
    return fold(text).split()
