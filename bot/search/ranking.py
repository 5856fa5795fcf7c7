"""Ranks entries for a question: by phrasings taken together and the text of the answers, and by what was learnt."""

from collections.abc import Mapping, Sequence
from itertools import starmap
from operator import itemgetter
from typing import NamedTuple

from bot.search import learning
from bot.search.index import Index


class Ranked(NamedTuple):
    """An entry and how well it fits: about 1 where it is what was asked for, more where it was named.

    ``shared`` is the part of the score for what its phrasings and answer have in common with the question.
    """

    id: str
    score: float
    shared: float = 0.0


def rank(index: Index, shares: Sequence[Mapping[str, float]], named: Mapping[str, float]) -> list[Ranked]:
    """The entries for which something speaks, the best first.

    ``shares`` gives, for each view of ``learning.views``, each feature's share in the question: 1 for its own words,
    less for words of the question before. ``named`` are the entries that the question names, with what that adds.
    """
    learnt = learning.scores(index.learnt, shares, len(index.ids))
    shared = [0.0] * len(index.ids)
    weights = {feature: index.weight(feature) * share for feature, share in shares[0].items()}
    whole = sum(weights.values()) or 1.0
    for feature, share in shares[0].items():
        if feature in index.postings:
            gain = share / whole
            for document, weight in zip(*index.postings[feature], strict=True):
                shared[document] += weight * gain
    every = zip(index.ids, learnt, shared, strict=True)
    found = [(id_, one + other, other) for id_, one, other in every if one + other > 0 or id_ in named]
    if named:
        found = [(id_, score + named.get(id_, 0.0), other) for id_, score, other in found]
    found.sort(key=itemgetter(0))  # those of one score stay so
    found.sort(key=itemgetter(1), reverse=True)
    return list(starmap(Ranked, found))


def reasons(index: Index, shares: Sequence[Mapping[str, float]], id_: str, most: int = 8) -> list[tuple[str, float]]:
    """What of a question speaks most for an entry, and by how much."""
    at, gains = list(index.ids).index(id_), dict[str, float]()
    whole = sum(index.weight(feature) * share for feature, share in shares[0].items()) or 1.0
    for feature, share in shares[0].items():
        documents, weights = index.postings.get(feature, ((), ()))
        if at in documents:
            gains[feature] = weights[documents.index(at)] * share / whole
    for feature, gain in learning.gains(index.learnt, shares, at):
        gains[feature] = gains.get(feature, 0.0) + gain
    return sorted(gains.items(), key=lambda item: (-item[1], item[0]))[:most]


def exchanged(ranked: Sequence[Ranked], first: int, other: int) -> list[Ranked]:
    """The same with two entries in each other's place and score, so that how sure the ranking is stays the same."""
    changed = list(ranked)
    changed[first] = Ranked(ranked[other].id, *ranked[first][1:])
    changed[other] = Ranked(ranked[first].id, *ranked[other][1:])
    return changed
