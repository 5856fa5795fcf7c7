"""The index: which features stand in which entries and phrasings, and how much each tells."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.knowledge.models import Entry, Knowledge, Relay, Term
from bot.language.fold import words
from bot.routing.reading import Reader, Words, known_words

Postings = Mapping[str, Sequence[tuple[int, float]]]  # the documents that hold a feature, with its weight there
OUTSIDE = "outside/"  # subjects that are known not to be treated
TALK = "talk/"  # what is said beside any subject
_TOO_COMMON = 0.15  # of the phrasings: a feature that so many hold brings none of them nearer
_SATURATION, _LENGTH = 1.2, 0.5  # BM25's k1 and b


@dataclass(frozen=True)
class Index:
    """What the router looks up, in plain values that can be kept.

    ``known`` are the words of the reader that made it. ``ids`` are the entries, the outside subjects and the small
    talk, the latter two ``beside``; ``asked`` ranks them by their phrasings taken together, ``told`` by the text of
    their answers. ``phrasings`` gives, for each feature and entry, the phrasings of it that hold the feature,
    ``owners`` the entry of each, ``lengths`` the norm of each. ``weights`` tells how much a feature says.
    """

    known: Words
    ids: Sequence[str]
    beside: frozenset[int]
    weights: Mapping[str, float]
    rarest: float
    asked: Postings
    told: Postings
    phrasings: Mapping[str, Mapping[int, Sequence[int]]]
    owners: Sequence[int]
    lengths: Sequence[float]

    def weight(self, feature: str) -> float:
        """How much a feature says; what was never seen says as much as the rarest."""
        return self.weights.get(feature, self.rarest * factor(feature))


def factor(feature: str) -> float:
    """How much a kind of feature counts beside a plain word."""
    if feature == "#place":
        return 3.0  # who names a commune mostly looks for somebody there
    if feature[0] == "=":
        return 0.8  # an idea stands beside the word that gave it
    if "_" in feature:
        return 0.2  # so does a pair of words
    return 1.0


def clean_words(knowledge: Knowledge) -> Counter[str]:
    """The words of carefully written texts, with their frequency: what misspellings are corrected against.

    Words of phrasings, which hold misspellings on purpose, count where several entries have them.
    """
    found: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for entry in knowledge.entries():
        for text in _told(entry):
            found.update(words(text))
        asked.update({word for question in entry.questions for word in words(question)})
    for talk in knowledge.smalltalk.values():
        asked.update({word for phrase in talk.phrases for word in words(phrase)})
    for outside in knowledge.outside.values():
        found.update(words(f"{outside.label} {outside.answer}"))
    for forms in knowledge.lexicon.synonyms.values():
        for form in forms:
            found.update(words(form))
    for plain in knowledge.lexicon.abbreviations.values():
        found.update(words(plain))
    for word, entries in asked.items():
        if entries >= 4:  # noqa: PLR2004  one typo is rarely made in four entries
            found[word] += entries
    return found


def acronyms(knowledge: Knowledge) -> set[str]:
    """The written forms that must match exactly."""
    return {word for term in knowledge.terms for form in term.acronym for word in words(form)}


def build(knowledge: Knowledge, places: Iterable[str]) -> Index:
    """Index a knowledge base; ``places`` are the names of communes that a question may hold."""
    known = known_words(clean_words(knowledge), acronyms(knowledge), places)
    reader = Reader(knowledge.lexicon, known)
    ids: list[str] = []
    phrasings: list[tuple[int, frozenset[str]]] = []
    told: list[Counter[str]] = []
    for entry in knowledge.entries():
        phrasings.extend((len(ids), reader.read(text).features) for text in (entry.label, *entry.questions))
        told.append(Counter(f for text in _told(entry) for f in reader.read(text).features))
        ids.append(entry.id)
    for slug, outside in knowledge.outside.items():
        phrasings.extend((len(ids), reader.read(text).features) for text in (outside.label, *outside.questions))
        told.append(Counter(reader.read(outside.answer).features))
        ids.append(OUTSIDE + slug)
    for slug, talk in knowledge.smalltalk.items():
        phrasings.extend((len(ids), reader.read(phrase).features) for phrase in talk.phrases)
        told.append(Counter())
        ids.append(TALK + slug)
    asked: list[Counter[str]] = [Counter() for _ in ids]
    held_by: dict[str, list[int]] = defaultdict(list)
    for number, (owner, features) in enumerate(phrasings):
        asked[owner].update(features)
        for feature in features:
            held_by[feature].append(number)
    every, owners = len(phrasings), [owner for owner, _ in phrasings]
    weights = {f: math.log(1 + every / (len(held) + 0.5)) * factor(f) for f, held in held_by.items()}
    lengths = [math.sqrt(sum(weights[f] ** 2 for f in features)) or 1.0 for _, features in phrasings]
    return Index(
        known=known,
        ids=ids,
        beside=frozenset(number for number, id_ in enumerate(ids) if id_.startswith((OUTSIDE, TALK))),
        weights=weights,
        rarest=math.log(1 + every / 0.5),
        asked=_bm25(asked),
        told=_bm25(told),
        phrasings={f: _by_owner(held, owners) for f, held in held_by.items() if len(held) <= _TOO_COMMON * every},
        owners=owners,
        lengths=lengths,
    )


def _by_owner(phrasings: Sequence[int], owners: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for phrasing in phrasings:
        found[owners[phrasing]].append(phrasing)
    return dict(found)


def _told(entry: Entry) -> list[str]:
    texts = [entry.label, entry.answer, entry.why, entry.check, entry.details]
    if isinstance(entry, Term):
        texts.append(entry.expansion)
    if isinstance(entry, Relay):
        texts += [entry.name, entry.role]
    return [text for text in texts if text]


def _bm25(documents: Sequence[Counter[str]]) -> dict[str, list[tuple[int, float]]]:
    """Weights of Robertson's BM25 for every feature of every document."""
    lengths = [sum(document.values()) for document in documents]
    mean = sum(lengths) / max(len(lengths), 1) or 1.0
    held: Counter[str] = Counter(f for document in documents for f in document)
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, document in enumerate(documents):
        scale = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[number] / mean)
        for feature, count in document.items():
            rare = math.log(1 + (len(documents) - held[feature] + 0.5) / (held[feature] + 0.5)) * factor(feature)
            postings[feature].append((number, rare * count * (_SATURATION + 1) / (count + scale)))
    return dict(postings)
