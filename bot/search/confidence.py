"""How sure a ranking is: sure of the answer, unsure between a few, or lost.

Two odds, each a logistic function of a few signs of the ranking: that the question lies within what the base treats,
and that its first entry is the right one. The weights come from ``python -m tests.calibrate``, which fits them on
phrasings of the base that the index was not shown; the bars say how often we accept to be wrong.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

SURE = 0.58  # the odds of being right from which an answer is given without asking
SURE_OF_TOOL = 0.4  # likewise to begin a tool, which asserts nothing yet and can be left by a word
INSIDE = 0.48  # the odds of lying within the base under which Clausette says that it does not know
BEYOND = 0.1  # how much better an outside subject fits where it is what is asked for, of left-out ones 199 in 209
SURELY_INSIDE = 0.72  # the odds of lying within the base from which an answer may be sure

_INSIDE = (-4.76, 2.05, 3.23, 2.89, -0.78, 3.98)
_RIGHT = (-1.49, 0.32, 4.06, 0.48, -0.87)


@dataclass(frozen=True, slots=True)
class Signs:
    """What the odds are computed from.

    ``best`` and ``second`` are the scores of the first two entries, ``outside`` that of the best subject which the base
    does not treat; ``shared`` and ``outside_shared`` are the parts of them for what entry and subject have in common
    with the question; ``named`` tells that an article was named by its number; ``scope`` how much speaks for anything
    that the base treats, against all that it does not. How many of the words the base has ever seen is no sign: people
    tell their lives around what they ask.
    """

    best: float
    second: float
    outside: float
    shared: float
    outside_shared: float
    named: bool
    scope: float = 0.0

    def for_inside(self) -> tuple[float, ...]:
        """The signs that tell whether the question lies within the base."""
        outside = (self.outside - self.outside_shared, self.outside_shared)
        return (self.best - self.shared, self.shared, *outside, self.scope)

    def for_right(self) -> tuple[float, ...]:
        """The signs that tell whether the first entry is the right one."""
        lead, ahead = min(self.best - self.second, 0.8), min(self.best - self.outside, 1.0)
        return (min(self.best, 1.5), lead, ahead, float(self.named))


def is_lost(signs: Signs) -> bool:
    """Tell whether Clausette is to say that it does not know: the odds say so, or an outside subject fits better."""
    return inside(signs) < INSIDE or signs.outside - signs.best > BEYOND


def inside(signs: Signs) -> float:
    """The odds, from 0 to 1, that the question lies within what the base treats."""
    return _logistic(_INSIDE, signs.for_inside())


def right(signs: Signs) -> float:
    """The odds, from 0 to 1, that the first entry is the right one."""
    return _logistic(_RIGHT, signs.for_right())


def _logistic(weights: Sequence[float], signs: Sequence[float]) -> float:
    sum_ = weights[0] + sum(weight * sign for weight, sign in zip(weights[1:], signs, strict=True))
    return 1 / (1 + math.exp(-max(min(sum_, 50.0), -50.0)))
