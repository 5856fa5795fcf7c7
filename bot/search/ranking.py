"""Ranks entries for a question: phrasings taken together, the text of the answers, and the nearest single phrasings."""

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import mul, truediv

from bot.search.index import Index

_NEAREST = 0.35  # how much single phrasings count, tuned on the development questions
_SHOWN = 5  # entries
_BEHIND = 0.7  # who has less than this share of the fifth's score is never brought past it by single phrasings
_NEXT_NEAREST = (1.0, 0.3, 0.15)  # the second and third phrasing of an entry confirm the first


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry and how well it fits, from 0 to about 1; ``nearest`` is the likeness of its best phrasing."""

    id: str
    score: float
    nearest: float


def rank(index: Index, features: Mapping[str, float], named: Mapping[str, float]) -> list[Ranked]:
    """The entries that share most with the features, the best first.

    ``features`` gives each feature's share in the question: 1 for its own words, less for words of the question before.
    ``named`` are the entries that the question names, with what that adds to the score of each.
    """
    weights = {feature: index.weight(feature) * share for feature, share in features.items()}
    scores = _scores(index, features, sum(weights.values()) or 1.0)
    likely = {*_likely(scores, 0, index.entries), *_likely(scores, index.entries, len(scores))}
    if named:
        likely.update(document for document, id_ in enumerate(index.ids) if id_ in named)
    length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
    shares = {feature: weight * index.weight(feature) / length for feature, weight in weights.items()}
    ranked = []
    for document in likely:
        id_, best = index.ids[document], _likenesses(index, shares, document)
        score = scores[document] + _NEAREST * sum(map(mul, best, _NEXT_NEAREST)) + named.get(id_, 0.0)
        ranked.append(Ranked(id_, score, 1.0 if id_ in named else best[0]))
    ranked.sort(key=lambda r: (-r.score, r.id))
    return ranked


def exchanged(ranked: Sequence[Ranked], first: int, other: int) -> list[Ranked]:
    """The same with two entries in each other's place and score, so that how sure the ranking is stays the same."""
    changed = list(ranked)
    changed[first] = replace(ranked[other], score=ranked[first].score)
    changed[other] = replace(ranked[first], score=ranked[other].score)
    return changed


def _scores(index: Index, features: Mapping[str, float], whole: float) -> list[float]:
    """How well each document fits as a whole."""
    scores = [0.0] * len(index.ids)
    for feature, share in features.items():
        if feature in index.postings:
            gain = share / whole
            for document, weight in zip(*index.postings[feature], strict=True):
                scores[document] += weight * gain
    return scores


def _likely(scores: Sequence[float], first: int, last: int) -> Iterator[int]:
    """Those documents from ``first`` to before ``last`` that single phrasings may bring among the best of these."""
    some = scores[first:last]
    bar = _BEHIND * min(heapq.nlargest(_SHOWN, some), default=0.0)
    return (document for document, score in enumerate(some, first) if score and score >= bar)


def _likenesses(index: Index, shares: Mapping[str, float], document: int) -> list[float]:
    """How like the question (cosine) the phrasings of a document are, the likest first."""
    held, lengths = index.phrasings[document], index.lengths[document]
    overlaps = [0.0] * len(lengths)
    for feature in shares.keys() & held.keys():
        share = shares[feature]
        for phrasing in held[feature]:
            overlaps[phrasing] += share
    return sorted(map(truediv, overlaps, lengths), reverse=True)
