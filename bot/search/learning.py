"""A linear model of how people ask for each document, learnt from the phrasings when the index is built.

Every phrasing is an example, every document a class. The model is trained by passive-aggressive steps: where a wrong
document comes nearer to the right one than a margin, the weights of what the phrasing holds are moved, and no others.
What is left of them is kept in bytes and looked up without numpy, whose import would cost more than an answer.
"""

import math
import random
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]
    Row = tuple[int, NDArray[np.intp], Numbers]  # a phrasing: its document, the numbers of its features, their values

_LETTERS = 4  # in a row: enough to tell words of one family, few enough to see past an ending
_ROUNDS, _STEP, _RIVALS = 4, 0.16, 5  # tuned on phrasings that were left out
_LEAST = (2, 2, 3)  # phrasings that must hold a feature, a word or pair, some letters, for it to be learnt
_LEAST_WEIGHT = 2  # steps of a byte: less changes no ranking, and would double the time of an answer
_SCOPE_STEP, _OUTSIDE_COUNTS = 0.05, 3  # likewise; phrasings of outside subjects are few
_TOGETHER = 1000  # documents that are told from one another
_LARGEST = 127  # of a weight that fits a signed byte

Views = tuple[Collection[str], ...]
"""What a text holds, seen in three ways: features, words with their pairs, letters in a row."""
Column = tuple[float, bytes, bytes, float]
"""Of a feature: how rare it is, for which documents it speaks (two bytes each), by how much (one byte each), and how
much it speaks for anything that the base treats."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt: the columns of each view, and what one step of their bytes is worth."""

    columns: Sequence[Mapping[str, Column]]
    unit: float


def views(features: Collection[str], words: Sequence[str]) -> Views:
    """The views of a text that was read."""
    spoken = {*words, *(f"{a} {b}" for a, b in pairwise(words))}
    letters = {run for word in set(words) for run in _runs(f" {word} ")}
    return features, spoken, letters


def scores(learnt: Learnt, shares: Sequence[Mapping[str, float]], size: int) -> list[float]:
    """How much speaks for each of ``size`` documents, about 1 for the right one.

    ``shares`` gives, for each view, the share of each of its features in the question.
    """
    found = [0.0] * size
    for columns, view in zip(learnt.columns, shares, strict=True):
        known = [(columns[feature], share) for feature, share in view.items() if feature in columns]
        length = math.sqrt(sum((column[0] * share) ** 2 for column, share in known)) or 1.0
        for (rarity, documents, weights, _), share in known:
            gain = rarity * share * learnt.unit / length
            for document, weight in zip(memoryview(documents).cast("H"), memoryview(weights).cast("b"), strict=True):
                found[document] += weight * gain
    return found


def scope(learnt: Learnt, shares: Sequence[Mapping[str, float]]) -> float:
    """How much speaks for a question that the base treats: about 1 where it does, -1 where it is an outside subject."""
    found = 0.0
    for columns, view in zip(learnt.columns, shares, strict=True):
        known = [(columns[feature], share) for feature, share in view.items() if feature in columns]
        length = math.sqrt(sum((column[0] * share) ** 2 for column, share in known)) or 1.0
        found += sum(column[0] * share * column[3] for column, share in known) / length
    return found


def gains(learnt: Learnt, shares: Sequence[Mapping[str, float]], document: int) -> Iterator[tuple[str, float]]:
    """What each feature of a question adds to the score of one document."""
    for columns, view in zip(learnt.columns, shares, strict=True):
        known = {feature: columns[feature] for feature in view if feature in columns}
        length = math.sqrt(sum((column[0] * view[feature]) ** 2 for feature, column in known.items())) or 1.0
        for feature, (rarity, documents, weights, _) in known.items():
            spoken_for = memoryview(documents).cast("H").tolist()
            if document in spoken_for:
                weight = memoryview(weights).cast("b")[spoken_for.index(document)]
                yield feature, weight * rarity * view[feature] * learnt.unit / length


def learn(
    examples: Sequence[tuple[int, Views]], size: int, outside: range = range(0), together: int = _TOGETHER
) -> Learnt:
    """Learn from phrasings, each with the number of its document among ``size``; the same on every machine.

    The documents of ``outside`` are what the base does not treat, those before it what it does. No more documents than
    ``together`` are told from one another, so that time and memory grow with the base, and not with its square.
    """
    import numpy as np  # noqa: PLC0415  only where a base is new

    rarities = [_rarities([seen[at] for _, seen in examples], least) for at, least in enumerate(_LEAST)]
    rare = [rarity for known in rarities for rarity in known.values()]
    counted = count()
    numbers = [dict(zip(known, counted, strict=False)) for known in rarities]
    rows = [(document, *_row(seen, numbers, rare)) for document, seen in examples]
    many = math.ceil(size / together)
    parts = [range(size * at // many, size * (at + 1) // many) for at in range(many)]
    trained = [_trained(rows, part, len(rare)) for part in parts]
    unit = max((float(np.abs(weights).max(initial=0.0)) for _, weights in trained), default=0.0) / _LARGEST or 1.0
    found = [(b"", b"")] * len(rare)
    for part, (held, weights) in zip(parts, trained, strict=True):
        small = np.rint(weights / unit).astype(np.int8)
        small[np.abs(small) < _LEAST_WEIGHT] = 0
        for number, row in zip(held.tolist(), small, strict=True):
            spoken_for = np.flatnonzero(row)
            documents = (spoken_for + part.start).astype(np.uint16).tobytes()
            found[number] = found[number][0] + documents, found[number][1] + row[spoken_for].tobytes()
    treated = _scope(rows, outside, len(rare))
    columns = [
        {f: (rare[n], *found[n], treated[n]) for f, n in numbered.items() if found[n][0]} for numbered in numbers
    ]
    return Learnt(columns, unit)


def _trained(rows: Sequence["Row"], part: range, features: int) -> tuple["NDArray[np.intp]", "Numbers"]:
    """Train a part of the documents, in rounds of shrinking steps, each in another order.

    Gives the numbers of the features that its phrasings hold, and a row of weights for each, one for each document.
    Products are summed row by row, and not by a matrix product, whose order of sums differs between machines.
    """
    import numpy as np  # noqa: PLC0415

    rows = [row for row in rows if row[0] in part]
    held = np.zeros(features, bool)
    for _, numbers, _ in rows:
        held[numbers] = True
    places = np.cumsum(held) - 1
    rows = [(document - part.start, places[numbers], values) for document, numbers, values in rows]
    weights = np.zeros((int(held.sum()), len(part)), np.float32)
    order = list(range(len(rows)))
    draw = random.Random(0)  # noqa: S311  # nosec B311  an order that anybody can repeat, not a secret
    room = np.empty((max((len(numbers) for _, numbers, _ in rows), default=0), len(part)), np.float32)
    for turn in range(_ROUNDS):
        step = _STEP * (1 - turn / _ROUNDS)
        draw.shuffle(order)
        for at in order:
            right, numbers, values = rows[at]
            products = room[: len(numbers)]
            weights.take(numbers, axis=0, out=products, mode="clip")
            products *= values[:, None]
            found = products.sum(axis=0)
            bar = found[right] - 1
            found[right] = bar
            rivals = np.flatnonzero(found > bar)
            if not len(rivals):
                continue
            if len(rivals) > _RIVALS:
                rivals = _nearest(rivals, found)
            moves = np.minimum(1, found[rivals] - bar) * np.float32(step / len(rivals))
            moved, by = np.append(rivals, right), np.append(-moves, moves.sum())
            weights[numbers[:, None], moved] += values[:, None] * by
    return np.flatnonzero(held), weights


def _scope(rows: Sequence["Row"], outside: range, features: int) -> list[float]:
    """How much each feature speaks for what the base treats, learnt like the rest from what it does not treat."""
    import numpy as np  # noqa: PLC0415

    told = [row for row in rows if row[0] < outside.stop]
    weights = np.zeros(features, np.float32)
    draw = random.Random(0)  # noqa: S311  # nosec B311  as above
    for turn in range(_ROUNDS):
        draw.shuffle(told)
        for document, numbers, values in told:
            side, counts = (-1, _OUTSIDE_COUNTS) if document in outside else (1, 1)
            lacking = 1 - side * (weights[numbers] * values).sum()
            if lacking > 0:
                step = _SCOPE_STEP * (1 - turn / _ROUNDS) * side * counts * min(1, lacking)
                weights[numbers] += values * np.float32(step)
    return [round(weight, 4) for weight in weights.tolist()]


def _nearest(rivals: "NDArray[np.intp]", found: "Numbers") -> "NDArray[np.intp]":
    """The few rivals that were found to come nearest, of those as near the first."""
    import numpy as np  # noqa: PLC0415

    scores = found[rivals]
    least = np.partition(scores, -_RIVALS)[-_RIVALS]
    near = rivals[scores >= least]
    first: NDArray[np.intp] = near[np.argsort(-found[near], kind="stable")[:_RIVALS]]
    return first


def _rarities(seen: Sequence[Collection[str]], least: int) -> dict[str, float]:
    """How rare each feature is that enough phrasings hold."""
    held = Counter(feature for features in seen for feature in features)
    return {f: math.log((1 + len(seen)) / (1 + n)) + 1 for f, n in sorted(held.items()) if n >= least}


def _row(
    seen: Views, numbers: Sequence[Mapping[str, int]], rare: Sequence[float]
) -> tuple["NDArray[np.intp]", "Numbers"]:
    """A phrasing as numbers of features and their values, in the order of the numbers; each view has the length 1."""
    import numpy as np  # noqa: PLC0415

    row, values = list[int](), list[float]()
    for features, numbered in zip(seen, numbers, strict=True):
        held = sorted(map(numbered.__getitem__, numbered.keys() & features))
        told = [rare[number] for number in held]
        length = math.sqrt(sum(rarity * rarity for rarity in told)) or 1.0
        row += held
        values += [rarity / length for rarity in told]
    return np.array(row, np.intp), np.array(values, np.float32)


def _runs(word: str) -> Collection[str]:
    return [word[at : at + _LETTERS] for at in range(max(1, len(word) - _LETTERS + 1))]
