"""Folding: one written form for what people write in many ways."""

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "ʼ": "'", "‑": "-", "–": "-", "—": "-"}
)
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower case without accents; punctuation stays.

    >>> plain("L’Œuvre à Saint‑Étienne")
    "l'oeuvre a saint-etienne"
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


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
