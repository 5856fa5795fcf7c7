"""Ranks entries for a question: phrasings taken together, the nearest single phrasings, and the text of the answers."""

import heapq
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from bot.routing.index import Index

TOGETHER, NEAREST, TOLD = 1.0, 0.35, 0.3  # how much each view counts, tuned on the development questions
_LIKELY = 60  # entries whose single phrasings are looked at
_BESIDE = 5  # outside subjects and small talk that are looked at in any case
_NEXT_NEAREST = (1.0, 0.3, 0.15)  # the second and third phrasing of an entry confirm the first


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry and how well it fits, from 0 to about 1; ``nearest`` is the likeness of its best phrasing."""

    id: str
    score: float
    nearest: float


def rank(index: Index, features: Mapping[str, float]) -> list[Ranked]:
    """The entries that share most with the features, the best first.

    ``features`` gives each feature's share in the question: 1 for its own words, less for words of the question before.
    """
    weights = {feature: index.weight(feature) * share for feature, share in features.items()}
    whole = sum(weights.values()) or 1.0
    scores: dict[int, float] = defaultdict(float)
    for postings, factor in ((index.asked, TOGETHER / whole), (index.told, TOLD / whole)):
        for feature, share in features.items():
            gain = factor * share
            for document, weight in postings.get(feature, ()):
                scores[document] += weight * gain
    beside = scores.keys() & index.beside
    likely = frozenset(
        heapq.nlargest(_LIKELY, scores, key=scores.__getitem__)
        + heapq.nlargest(_BESIDE, beside, key=scores.__getitem__)
    )
    nearest = _nearest(index, weights, likely)
    ranked = []
    for document in likely:
        best = sorted(nearest.get(document, ()), reverse=True)
        near = sum(like * share for like, share in zip(best, _NEXT_NEAREST, strict=False))
        ranked.append(Ranked(index.ids[document], scores[document] + NEAREST * near, best[0] if best else 0.0))
    ranked.sort(key=lambda r: (-r.score, r.id))
    return ranked


def _nearest(index: Index, weights: Mapping[str, float], likely: frozenset[int]) -> dict[int, list[float]]:
    """For each likely entry, the likeness (cosine) of its phrasings to the question."""
    length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
    overlap: dict[int, float] = defaultdict(float)
    for feature, weight in weights.items():
        gain = weight * index.weights.get(feature, 0.0) / length
        held = index.phrasings.get(feature, {})
        for owner in likely & held.keys():
            for phrasing in held[owner]:
                overlap[phrasing] += gain
    found: dict[int, list[float]] = defaultdict(list)
    owners, lengths = index.owners, index.lengths
    for phrasing, shared in overlap.items():
        found[owners[phrasing]].append(shared / lengths[phrasing])
    return found
