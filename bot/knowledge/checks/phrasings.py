"""Phrasings: each belongs to one entry, once."""

from collections.abc import Iterator

from bot.knowledge.loader import Loaded
from bot.knowledge.problems import Problem
from bot.language.fold import fold


def errors(loaded: Loaded) -> Iterator[Problem]:
    """Phrasings that two entries share, or that one has twice, but for accents and punctuation."""
    owner: dict[str, str] = {}
    for entry in loaded.entries.values():
        mine: set[str] = set()
        for position, question in enumerate(entry.questions):
            key = fold(question)
            if key in mine:
                message = f"« {question} » est deux fois dans cette fiche"
                yield loaded.places[entry.id].problem(("questions", position), message)
            elif key in owner:
                message = f"« {question} » est aussi une question de {owner[key]} ; la garder dans une seule fiche"
                yield loaded.places[entry.id].problem(("questions", position), message)
            owner.setdefault(key, entry.id)
            mine.add(key)
