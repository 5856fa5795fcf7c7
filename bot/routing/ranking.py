"""Ranks entries for a question: phrasings taken together, the nearest single phrasings, and the text of the answers."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from bot.routing.index import Index, Postings

TOGETHER, NEAREST, TOLD = 1.0, 0.35, 0.3  # how much each view counts, tuned on the development questions
_NEXT_NEAREST = (1.0, 0.3, 0.15)  # the second and third phrasing of an entry confirm the first


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry and how well it fits, from 0 to about 1; ``nearest`` is the likeness of its best phrasing."""

    id: str
    score: float
    nearest: float


def rank(index: Index, features: Mapping[str, float]) -> list[Ranked]:
    """Every entry that shares something with the features, the best first.

    ``features`` gives each feature's share in the question: 1 for its own words, less for words of the question before.
    """
    weights = {feature: index.weight(feature) * share for feature, share in features.items()}
    whole = sum(weights.values()) or 1.0
    together = _shared(index.asked, features)
    told = _shared(index.told, features)
    nearest = _nearest(index, weights)
    ranked = []
    for document in together.keys() | told.keys():
        likeness = nearest.get(document, ())
        near = sum(like * share for like, share in zip(likeness, _NEXT_NEAREST, strict=False))
        score = (TOGETHER * together.get(document, 0.0) + TOLD * told.get(document, 0.0)) / whole + NEAREST * near
        ranked.append(Ranked(index.ids[document], score, likeness[0] if likeness else 0.0))
    ranked.sort(key=lambda r: (-r.score, r.id))
    return ranked


def _shared(postings: Postings, features: Mapping[str, float]) -> dict[int, float]:
    scores: dict[int, float] = defaultdict(float)
    for feature, share in features.items():
        for document, weight in postings.get(feature, ()):
            scores[document] += weight * share
    return scores


def _nearest(index: Index, weights: Mapping[str, float]) -> dict[int, list[float]]:
    """For each entry, the likeness (cosine) of its best phrasings to the question, the best first."""
    length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
    overlap: dict[int, float] = defaultdict(float)
    for feature, weight in weights.items():
        gain = weight * index.weights.get(feature, 0.0)
        for phrasing in index.phrasings.get(feature, ()):
            overlap[phrasing] += gain
    best: dict[int, list[float]] = defaultdict(list)
    owners, lengths = index.owners, index.lengths
    for phrasing, shared in overlap.items():
        best[owners[phrasing]].append(shared / (length * lengths[phrasing]))
    for likeness in best.values():
        likeness.sort(reverse=True)
    return best
