"""Fits the odds of ``bot/search/confidence.py`` on labelled questions: ``python -m tests.calibrate FILE...``.

A question: {"q": text, "accept": [ids that serve; none: out of scope; "smalltalk"]}. Logistic regression by Newton's
method with a light ridge; prints the weights to put into bands.py, and what each bar would give.
"""

import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.process.settings import SHIPPED_KNOWLEDGE, cache_folder
from bot.runtime import assembly
from bot.search.confidence import Signs

_RIDGE = 0.05
_STEPS = 30


def main(files: Sequence[str]) -> None:
    """Print weights and bars for the labelled questions of some files."""
    router = assembly.assistant(SHIPPED_KNOWLEDGE, cache_folder()).router
    cases: list[tuple[Signs, bool, bool]] = []
    for file in files:
        for line in Path(file).read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            routed = router.route(case["q"])
            if case["accept"] != ["smalltalk"] and routed.signs is not None:
                cases.append((routed.signs, bool(case["accept"]), routed.ranked[0].id in case["accept"]))
    inside = [within for _, within, _ in cases]
    right = [correct for _, _, correct in cases]
    odds = _fit("_INSIDE", [signs.for_inside() for signs, _, _ in cases], inside)
    for bar in (0.4, 0.5, 0.6, 0.7):
        lost = _share(within and p < bar for p, within in zip(odds, inside, strict=True)) / _share(inside)
        refused = _share(not within and p < bar for p, within in zip(odds, inside, strict=True)) / (1 - _share(inside))
        print(f"  INSIDE {bar:.2f}: abstained {lost:.1%}, out of scope refused {refused:.1%}")
    odds = _fit("_RIGHT", [signs.for_right() for signs, _, _ in cases], right)
    for bar in (0.7, 0.8, 0.85, 0.9):
        wrong = _share(not correct and p >= bar for p, correct in zip(odds, right, strict=True))
        print(f"  SURE {bar:.2f}: wrong-sure {wrong:.1%}, direct {_share(p >= bar for p in odds):.1%}")


def _share(flags: Iterable[bool]) -> float:
    every = list(flags)
    return sum(every) / len(every)


def _fit(name: str, signs: Sequence[Sequence[float]], truths: Sequence[bool]) -> list[float]:
    rows = [(1.0, *row) for row in signs]
    size = len(rows[0])
    weights = [0.0] * size
    for _ in range(_STEPS):
        odds = [_logistic(weights, row) for row in rows]
        slope = [
            sum((t - p) * row[i] for t, p, row in zip(truths, odds, rows, strict=True)) - _RIDGE * weights[i] * (i > 0)
            for i in range(size)
        ]
        bend = [
            [
                sum(p * (1 - p) * row[i] * row[j] for p, row in zip(odds, rows, strict=True)) + _RIDGE * (i == j)
                for j in range(size)
            ]
            for i in range(size)
        ]
        weights = [w + step for w, step in zip(weights, _solve(bend, slope), strict=True)]
    print(f"{name} = ({', '.join(f'{w:.2f}' for w in weights)})")
    return [_logistic(weights, row) for row in rows]


def _logistic(weights: Sequence[float], row: Sequence[float]) -> float:
    return 1 / (1 + math.exp(-max(min(sum(w * x for w, x in zip(weights, row, strict=True)), 50.0), -50.0)))


def _solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Gaussian elimination with pivots."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(size):
            if r != i:
                share = rows[r][i] / rows[i][i]
                rows[r] = [a - share * b for a, b in zip(rows[r], rows[i], strict=True)]
    return [rows[i][size] / rows[i][i] for i in range(size)]


if __name__ == "__main__":
    main(sys.argv[1:])
