"""Fits the odds of ``bot/search/confidence.py`` on phrasings that were left out: ``python -m tests.calibrate FILE...``.

A part of the base's own phrasings is left out, the index built without them, and they are asked: several times, each
time others; with them, a part of the outside subjects as a whole, since people ask about more than we listed. Logistic
regression by Newton's method with a light ridge gives the weights, to be put into confidence.py. The bars are then
chosen on labelled questions, those of FILE, which the weights never saw.
"""

import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.process.settings import SHIPPED_KNOWLEDGE, cache_folder
from bot.runtime import assembly
from bot.search.confidence import Signs
from bot.search.evaluation import SMALLTALK, Labelled, labelled, left_out
from bot.search.index import rebuilt
from bot.search.router import Router

_RIDGE = 0.05
_STEPS = 30
_PERCENT, _FOLDS, _SEED = 10, 3, 2  # another seed than that by which ``clausette evaluate`` measures

Case = tuple[Signs, bool, bool]  # with whether it is in scope, and whether its first entry serves


def main(files: Sequence[str]) -> None:
    """Print weights, and what each bar would give on the labelled questions of some files."""
    assistant = assembly.assistant(SHIPPED_KNOWLEDGE, cache_folder())
    fitted: list[Case] = []
    for fold, (knowledge, asked) in enumerate(left_out(assistant.knowledge, _PERCENT, _FOLDS, _SEED)):
        slugs = sorted(knowledge.outside)
        dropped = set(slugs[fold::_FOLDS])
        kept = {slug: knowledge.outside[slug] for slug in slugs if slug not in dropped}
        never_seen = [Labelled(q, ()) for slug in sorted(dropped) for q in knowledge.outside[slug].questions]
        knowledge = knowledge.model_copy(update={"outside": kept})  # noqa: PLW2901
        fitted += _cases(Router(knowledge, rebuilt(assistant.router.index, knowledge)), [*asked, *never_seen])
    within = _fit("_INSIDE", [signs.for_inside() for signs, _, _ in fitted], [inside for _, inside, _ in fitted])
    treated = [(signs, right) for signs, inside, right in fitted if inside]
    sure = _fit("_RIGHT", [signs.for_right() for signs, _ in treated], [right for _, right in treated])
    lines = [line for file in files for line in Path(file).read_text(encoding="utf-8").splitlines()]
    cases = _cases(assistant.router, [labelled(json.loads(line)) for line in lines])
    inside = [inside for _, inside, _ in cases]
    odds = [_logistic(within, (1.0, *signs.for_inside())) for signs, _, _ in cases]
    for bar in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85):
        lost = _share(here and p < bar for p, here in zip(odds, inside, strict=True)) / _share(inside)
        refused = _share(not here and p < bar for p, here in zip(odds, inside, strict=True)) / (1 - _share(inside))
        print(f"  INSIDE {bar:.2f}: abstained {lost:.1%}, out of scope refused {refused:.1%}")
    odds = [_logistic(sure, (1.0, *signs.for_right())) for signs, _, _ in cases]
    for bar in (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8):
        wrong = _share(not right and p >= bar for p, (_, _, right) in zip(odds, cases, strict=True))
        print(f"  SURE {bar:.2f}: wrong-sure {wrong:.1%}, direct {_share(p >= bar for p in odds):.1%}")


def _cases(router: Router, asked: Iterable[Labelled]) -> list[Case]:
    cases: list[Case] = []
    for one in asked:
        routed = router.route(one.question)
        if one.accept != (SMALLTALK,) and routed.signs is not None:
            cases.append((routed.signs, bool(one.accept), any(ranked.id in one.accept for ranked in routed.ranked[:1])))
    return cases


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
    return weights


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
