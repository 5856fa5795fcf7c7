"""The index: which features stand in which entries and phrasings, and how much each tells."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.knowledge.schema.entries import Entry, Knowledge, Relay, Term
from bot.language.fold import words
from bot.language.spelling import Speller, typos
from bot.language.text import glued
from bot.search.features import Reader, Reading, Words, known_words
from bot.search.learning import Learnt, learn, views

# The documents that hold a feature, and what it adds to the score of each: two rows, which are read from the cache,
# and walked through, faster than pairs.
Postings = tuple[Sequence[int], Sequence[float]]
OUTSIDE = "outside/"  # subjects that are known not to be treated
TALK = "talk/"  # what is said beside any subject
_TOGETHER, _TOLD = 0.6, 0.6  # how much phrasings and answers count beside what was learnt, fitted on left-out ones
_SHORT, _FAR_MORE = 5, 3  # letters of a word that another may sound like, and how much rarer a misspelling is
_SATURATION, _LENGTH = 1.2, 0.5  # BM25's k1 and b


@dataclass(frozen=True)
class Index:
    """What the router looks up, in plain values that can be kept.

    ``known`` are the words of the reader that made it. ``ids`` are the documents: the entries, as many as ``entries``
    tells, then the outside subjects and the small talk. ``postings`` ranks them by their phrasings taken together and
    by the text of their answers, ``learnt`` by what tells the phrasings of each from those of all others. ``weights``
    tells how much a feature says.
    """

    known: Words
    ids: Sequence[str]
    entries: int
    weights: Mapping[str, float]
    rarest: float
    postings: Mapping[str, Postings]
    learnt: Learnt

    def weight(self, feature: str) -> float:
        """How much a feature says; what was never seen says as much as the rarest."""
        return self.weights.get(feature, self.rarest * factor(feature))


def factor(feature: str) -> float:
    """How much a kind of feature counts beside a plain word."""
    if feature in ("#place", "#profile"):
        return 3.0  # who names a commune mostly looks for somebody there, who tells age and time has somebody to judge
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
    speller = Speller(found)
    for word, entries in asked.items():
        if entries >= 4 and not _misspelt(word, entries, found, speller):  # noqa: PLR2004  a typo is rare in four
            found[word] += entries
    return found


def _misspelt(word: str, entries: int, found: Counter[str], speller: Speller) -> bool:
    """Tell whether a word of phrasings is a far more frequent one misspelt: "alocation", "demploi"."""
    if len(word) <= _SHORT or word in found:
        return False
    meant = speller.correct(word)
    rare = meant is not None and found[meant] > _FAR_MORE * entries and typos(word, meant) <= 1
    return rare or glued(word, found) is not None


def acronyms(knowledge: Knowledge) -> set[str]:
    """The written forms that must match exactly."""
    return {word for term in knowledge.terms for form in term.acronym for word in words(form)}


def build(knowledge: Knowledge, places: Iterable[str], spelt: Mapping[str, int] | None = None) -> Index:
    """Index a knowledge base.

    ``places`` are the names of communes that a question may hold, ``spelt`` further words that are well spelled.
    """
    known = known_words(clean_words(knowledge), acronyms(knowledge), places, spelt or {})
    reader = Reader(knowledge.lexicon, known)
    ids: list[str] = []
    phrasings: list[list[Reading]] = []
    told: list[Counter[str]] = []
    for entry in knowledge.entries():
        phrasings.append([reader.read(text) for text in (entry.label, *entry.questions)])
        told.append(Counter(f for text in _told(entry) for f in reader.read(text).features))
        ids.append(entry.id)
    entries = len(ids)
    for slug, outside in knowledge.outside.items():
        phrasings.append([reader.read(text) for text in (outside.label, *outside.questions)])
        told.append(Counter(reader.read(outside.answer).features))
        ids.append(OUTSIDE + slug)
    for slug, talk in knowledge.smalltalk.items():
        phrasings.append([reader.read(phrase) for phrase in talk.phrases])
        told.append(Counter())
        ids.append(TALK + slug)
    asked = [Counter(feature for reading in held for feature in reading.features) for held in phrasings]
    holding: Counter[str] = Counter()
    for counted in asked:
        holding.update(counted)
    every = sum(len(held) for held in phrasings)
    examples = [(at, views(reading.features, reading.words)) for at, held in enumerate(phrasings) for reading in held]
    return Index(
        known=known,
        ids=ids,
        entries=entries,
        weights={f: math.log(1 + every / (count + 0.5)) * factor(f) for f, count in holding.items()},
        rarest=math.log(1 + every / 0.5),
        postings=_postings((asked, _TOGETHER), (told, _TOLD)),
        learnt=learn(examples, len(ids), range(entries, entries + len(knowledge.outside))),
    )


def rebuilt(index: Index, knowledge: Knowledge) -> Index:
    """The index of another base, with the places and further words of this one."""
    return build(knowledge, map(" ".join, index.known.places), index.known.spelt)


def _told(entry: Entry) -> list[str]:
    texts = [entry.label, entry.answer, entry.why, entry.check, entry.details]
    if isinstance(entry, Term):
        texts.append(entry.expansion)
    if isinstance(entry, Relay):
        texts += [entry.name, entry.role]
    return [text for text in texts if text]


def _postings(*views: tuple[Sequence[Counter[str]], float]) -> dict[str, Postings]:
    """What each feature adds to the score of each document, by several views of the documents, each with its share."""
    gains: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for documents, share in views:
        for feature, document, weight in _bm25(documents):
            gains[feature][document] += weight * share
    return {feature: (tuple(gained), tuple(gained.values())) for feature, gained in gains.items()}


def _bm25(documents: Sequence[Counter[str]]) -> Iterator[tuple[str, int, float]]:
    """The weight of every feature in every document, by Robertson's BM25."""
    lengths = [sum(document.values()) for document in documents]
    mean = sum(lengths) / max(len(lengths), 1) or 1.0
    held: Counter[str] = Counter(f for document in documents for f in document)
    for number, document in enumerate(documents):
        scale = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[number] / mean)
        for feature, count in document.items():
            rare = math.log(1 + (len(documents) - held[feature] + 0.5) / (held[feature] + 0.5)) * factor(feature)
            yield feature, number, rare * count * (_SATURATION + 1) / (count + scale)
