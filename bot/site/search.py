"""A plain index of the entries, small enough for a page: which words stand in which entry, and how much they say."""

from collections import Counter
from collections.abc import Sequence
from math import log

from bot.knowledge.schema.entries import Entry
from bot.language.fold import words
from bot.language.small_words import ALL

_LABEL, _QUESTION = 6, 1  # how much a word of the label says beside one of a phrasing
_SHORTEST = 2  # letters of a word that is looked for


def path_of(id_: str) -> str:
    """The page of an entry, from the folder of the site."""
    return f"{id_}.html"


def index(entries: Sequence[Entry]) -> dict[str, object]:
    """``pages`` are [address, title] of each entry, ``words`` the [number of a page, weight] of each word."""
    found: dict[str, Counter[int]] = {}
    for number, entry in enumerate(entries):
        for text, weight in ((entry.label, _LABEL), *((question, _QUESTION) for question in entry.questions)):
            for word in words(text):
                if len(word) >= _SHORTEST and word not in ALL:
                    found.setdefault(word, Counter())[number] += weight
    return {
        "pages": [[path_of(entry.id), entry.label] for entry in entries],
        "words": {word: _weighed(pages, len(entries)) for word, pages in sorted(found.items())},
    }


def _weighed(pages: Counter[int], every: int) -> list[list[float]]:
    """The weights by how seldom the word is, each growing slower than its count."""
    seldom = log(1 + every / len(pages))
    return [[number, round(seldom * log(1 + count), 2)] for number, count in sorted(pages.items())]
