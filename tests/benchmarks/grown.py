"""The base at many times its size: copies of its entries, each in words of its own.

Words of four letters and more have each letter moved on by as many as the copy's number, vowels among vowels: as many
new words as the base has, as long and as frequent as they are. The short words of every sentence stay.
"""

import re
import string
from collections.abc import Callable
from typing import Any

from bot.knowledge.schema.entries import Knowledge
from bot.language.fold import plain

_VOWELS = "aeiou"
_CONSONANTS = "".join(letter for letter in string.ascii_lowercase if letter not in _VOWELS)
_WORD = re.compile(r"[a-z]{4,}")


def renamed(copy: int) -> Callable[[str], str]:
    """What rewrites a text for a copy; copy 0 keeps it.

    >>> renamed(1)("La clause de 50 heures")
    'la dmeate de 50 jiasit'
    """
    vowels, consonants = copy % len(_VOWELS), copy % len(_CONSONANTS)
    moved = str.maketrans(
        _VOWELS + _CONSONANTS,
        _VOWELS[vowels:] + _VOWELS[:vowels] + _CONSONANTS[consonants:] + _CONSONANTS[:consonants],
    )
    if not copy:
        return str
    return lambda text: _WORD.sub(lambda word: word[0].translate(moved), plain(text))


def grown(knowledge: Knowledge, times: int) -> Knowledge:
    """A base with so many copies of each public, question and term."""
    kinds = ("publics", "faq", "terms")  # not what is found by its number, its place or its tool
    return knowledge.model_copy(
        update={
            kind: tuple(_copied(entry, copy) for copy in range(times) for entry in getattr(knowledge, kind))
            for kind in kinds
        }
    )


def _copied(entry: Any, copy: int) -> Any:
    if not copy:
        return entry
    write = renamed(copy)
    texts = ((name, getattr(entry, name)) for name in ("label", "answer", "why", "check", "details"))
    told = {name: write(text) for name, text in texts if text}
    update = told | {"id": f"{entry.id}-{copy}", "questions": tuple(map(write, entry.questions))}
    return entry.model_copy(update=update | ({"acronym": ()} if hasattr(entry, "acronym") else {}))
