"""Runs of words that stand for something: an expression, a commune's name, an acronym of several letters."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

_Meaning = TypeVar("_Meaning")


class Runs(Generic[_Meaning]):
    """Finds the runs that it knows among the words of a text, in a time that does not grow with their number."""

    def __init__(self, known: Iterable[tuple[Sequence[str], _Meaning]]) -> None:
        """Know each run by what it stands for; one run may stand for several things."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], _Meaning]]] = {}
        for run, meaning in known:
            if run:
                self._by_first.setdefault(run[0], []).append((tuple(run), meaning))

    def found(self, words: Iterable[str]) -> Iterator[tuple[tuple[str, ...], _Meaning]]:
        """Each run that stands among the words, with what it stands for, in the order of the words.

        >>> list(Runs([(("maitre", "d", "oeuvre"), "moe"), (("maitre",), "?")]).found("le maitre d ouvrage".split()))
        [(('maitre',), '?')]
        """
        for _, run, meaning in self.placed(words):
            yield run, meaning

    def placed(self, words: Iterable[str]) -> Iterator[tuple[int, tuple[str, ...], _Meaning]]:
        """The same, each with the place of its first word."""
        said = tuple(words)
        for at, word in enumerate(said):
            for run, meaning in self._by_first.get(word, ()):
                if len(run) == 1 or said[at : at + len(run)] == run:
                    yield at, run, meaning
