"""Phrases by which the tools recognise what people write, where one cannot be read."""

from collections.abc import Iterator
from typing import Any

from bot.knowledge.loader import Loaded
from bot.knowledge.problems import Problem
from bot.language.phrases import phrases, written_out

Path = tuple[str | int, ...]

_LISTS = frozenset({"words", "hearing", "belied_by"})  # the keys below which phrases stand


def unreadable(loaded: Loaded, name: str, error: ValueError) -> Iterator[Problem]:
    """The place of the phrase of a file at which a tool gave up with ``error``."""
    place, data = loaded.places[name], loaded.one(name).model_dump(by_alias=True)
    groups = data.get("groups", {})
    for path, phrase in _texts(data, (), inside=False):
        try:
            phrases([(written_out(phrase, groups), None)], frozenset())
        except ValueError as wrong:
            if str(wrong) == str(error):
                yield place.problem(path, str(error))
                return
    yield place.problem((), str(error))


def _texts(value: Any, path: Path, *, inside: bool) -> Iterator[tuple[Path, str]]:
    """The texts that stand below one of the lists of phrases."""
    if isinstance(value, str) and inside:
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, (*path, key), inside=inside or key in _LISTS)
    elif isinstance(value, list | tuple):
        for at, part in enumerate(value):
            yield from _texts(part, (*path, at), inside=inside)
