"""How sure a ranking is: sure of the answer, unsure between a few, or lost.

Two odds, each a logistic function of a few signs of the ranking: that the question lies within what the base treats,
and that its first entry is the right one. The weights come from ``python -m tests.calibrate``, which fits them on
labelled questions; the bars say how often we accept to be wrong.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

SURE = 0.84  # the odds of being right from which an answer is given without asking
INSIDE = 0.57  # the odds of lying within the base under which Clausette says that it does not know

_INSIDE = (-7.78, 1.32, 18.12, 2.53, 0.97)
_RIGHT = (-7.64, 10.01, 7.42, 2.31, 0.99, 1.15)


@dataclass(frozen=True, slots=True)
class Signs:
    """What the odds are computed from.

    ``best`` and ``second`` are the scores of the first two entries, ``outside`` that of the best subject which the base
    does not treat; ``known`` the part of the words that the base has ever seen; ``named`` tells that an article was
    named by its number; ``size`` counts the features of the question.
    """

    best: float
    second: float
    outside: float
    known: float
    named: bool
    size: int

    def for_inside(self) -> tuple[float, ...]:
        """The signs that tell whether the question lies within the base."""
        return (self.best, self.best - self.outside, self.known, math.log(self.size))

    def for_right(self) -> tuple[float, ...]:
        """The signs that tell whether the first entry is the right one."""
        lead, ahead = min(self.best - self.second, 0.6), min(self.best - self.outside, 0.8)
        return (lead, ahead, self.known, float(self.named), math.log(self.size))


def inside(signs: Signs) -> float:
    """The odds, from 0 to 1, that the question lies within what the base treats."""
    return _logistic(_INSIDE, signs.for_inside())


def right(signs: Signs) -> float:
    """The odds, from 0 to 1, that the first entry is the right one."""
    return _logistic(_RIGHT, signs.for_right())


def _logistic(weights: Sequence[float], signs: Sequence[float]) -> float:
    sum_ = weights[0] + sum(weight * sign for weight, sign in zip(weights[1:], signs, strict=True))
    return 1 / (1 + math.exp(-max(min(sum_, 50.0), -50.0)))
