"""How a question is read: its words are put right, stemmed, joined to ideas, and its figures and places marked."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.knowledge.schema.entries import Lexicon
from bot.language.figures import marks
from bot.language.fold import plain, words
from bot.language.references import Reference, References
from bot.language.runs import Runs
from bot.language.spelling import words_by_sound
from bot.language.stems import stem
from bot.language.text import Reader as TextReader
from bot.search.sizes import size

_DASH = re.compile(r"\s*\btirets?\b\s*")
_LARGE = re.compile(r"(?<![\w.,])(?:\d{5,7}|\d{1,3}(?:[ .]\d{3})+)(?!\w)")  # an amount whose currency was left out
SUM = "#sum"  # figures enough to compute hours from, or some of them and the wish to have hours computed
ONLY_PLACE = "#only-place"  # a commune is named, or what may be its postal code, and nothing else
_POSTAL_CODE = re.compile(r"\W*(?:\d{2} ?\d{3}|2[ab]\d{3})\W*")
DEFINITION = "=definition"  # the idea, in the lexicon, of asking what something means
REACHING = frozenset({"=contacter", "=telephone"})  # those of asking how to reach somebody
# of asking for a proof, whether it counts, whether somebody is eligible, what to write
PRACTICAL = frozenset({"=preuve", "=compter", "=eligibilite", "=rediger"})
INTENTS = frozenset(  # of what is wanted to know of a thing, by the ideas of the lexicon
    {"=definition", "=preuve", "=compter", "=eligibilite", "=rediger", "=duree", "=delai", "=quand", "=validation",
     "=contacter", "=telephone", "=adresse", "=cout", "=difference", "=role", "=pourquoi", "=responsable",
     "=obligatoire"}
)  # fmt: skip
ANOTHER_TIME = frozenset({"#date", "=autre-temps", "=en-vigueur"})  # law of another day may be meant
_LONG = 4  # letters of an acronym that is pronounced, or near to it
_HOW_MANY = "=volume-heures"  # the idea of asking how many hours
_FIGURES = 3  # figures of money and shares that make a sum to compute


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text holds, as features: stems, ``=idea``, ``pair_pair``, ``#mark``.

    ``words`` are its words and figures as they were meant.
    """

    features: frozenset[str]
    references: tuple[Reference, ...]
    stems: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The words that a reader knows.

    ``vocabulary`` holds those of carefully written texts with their frequency, ``spelt`` further words of French with
    theirs; ``places`` are the names of communes; ``by_sound`` joins the words that sound the same; ``protected`` are
    the acronyms, never corrected.
    """

    vocabulary: Mapping[str, int]
    spelt: Mapping[str, int]
    by_sound: Mapping[str, Sequence[str]]
    protected: Sequence[str]
    places: Sequence[Sequence[str]]

    @property
    def names(self) -> frozenset[str]:
        """The words of the names of communes."""
        return frozenset(word for name in self.places for word in name)


def known_words(
    vocabulary: Mapping[str, int], protected: Iterable[str], places: Iterable[str], spelt: Mapping[str, int]
) -> Words:
    """Gather the words that a reader knows."""
    names = sorted({tuple(_in_full(word) for word in words(name)) for name in places})
    every = {*vocabulary, *spelt, *(word for name in names for word in name)}
    exact = frozenset(protected)
    short = frozenset(word for word in exact if len(word) < _LONG)  # a longer one may be written by ear: "rkth"
    return Words(dict(vocabulary), dict(spelt), words_by_sound(every | exact, short), sorted(exact), names)


class Reader:
    """Reads texts with the field's words."""

    def __init__(self, lexicon: Lexicon, known: Words) -> None:
        self._references = References(lexicon.codes)
        self._stopwords = frozenset(word for line in lexicon.stopwords for word in words(line))
        self.text = TextReader(
            dict(known.spelt) | dict(known.vocabulary),
            names=known.names,
            exact=known.protected,
            written=lexicon.abbreviations,
            by_sound=known.by_sound,
        )
        self._seen = known.vocabulary.keys() | known.names
        self._places = Runs((name, len(self._stems(name))) for name in known.places)
        ideas: list[tuple[Sequence[str], str]] = []
        sayings: list[tuple[Sequence[str], str]] = []
        for idea, forms in lexicon.synonyms.items():
            for form in forms:
                spelt = self._words(form)
                bare, whole = self._stems(spelt), self._stems(spelt, keep=True)
                if len(spelt) > 1 and len(bare) < 2:  # noqa: PLR2004
                    sayings.append((whole, f"={idea}"))
                else:
                    ideas.append((bare or whole, f"={idea}"))
        self._ideas = Runs(ideas)  # found among the stems without stopwords
        self._sayings = Runs(sayings)  # among all: of "c'est quoi" only a word of every question would be left

    def read(self, text: str) -> Reading:
        """Read a text."""
        normal = self.text.normal(text)
        found, rest = marks(normal)
        kinds = [mark.kind for mark in found]
        spelt = words(rest)
        stems = self._stems(spelt) or self._stems(spelt, keep=True)  # "merci" alone is not nothing
        features = set(stems)
        features.update(idea for _, idea in self._ideas.found(stems))
        features.update(idea for _, idea in self._sayings.found(self._stems(spelt, keep=True)))
        features.update(f"{a}_{b}" for a, b in pairwise(stems))
        features.update(kinds)
        features.update(filter(None, map(size, found)))
        if _is_sum(features, kinds, text):
            features.add(SUM)
        if "#age" in kinds and "#time" in kinds:
            features.add("#profile")  # so and so old, for so long: a person is described
        if _POSTAL_CODE.fullmatch(plain(text)):
            features.update(("#place", ONLY_PLACE))
        if placed := self._placed(spelt):
            features.add("#place")
            of_the_field = placed == 1 and any(feature.startswith("=") for feature in features)  # "maçon" is no Mâcon
            nothing_else = placed == len(self._stems(spelt)) and "#date" not in kinds  # "CE 2018 Nantes" is more
            if nothing_else and not of_the_field:
                features.add(ONLY_PLACE)
        references = tuple(self._references.read(_DASH.sub("-", normal)))
        return Reading(frozenset(features), references, tuple(stems), tuple(words(normal)))

    def _words(self, text: str) -> list[str]:
        """The words as they were meant, abbreviations spelt out."""
        return [word for word in self.text.read(text).words if word.isalnum()]

    def _stems(self, meant: Iterable[str], *, keep: bool = False) -> list[str]:
        return [stem(self._unplural(word)) for word in meant if keep or word not in self._stopwords]

    def _unplural(self, word: str) -> str:
        """What they do, as to do it: "calculent" is "calculer", whose stem has no plural of its own."""
        infinitive = f"{word[:-3]}er"
        return infinitive if word.endswith("ent") and infinitive in self._seen else word

    def _placed(self, spelt: Sequence[str]) -> int:
        """How many words of a commune's name stand here, of the longest; "st" before a name is "saint"."""
        return max((length for _, length in self._places.found(map(_in_full, spelt))), default=0)


def _is_sum(features: Collection[str], found: Sequence[str], text: str) -> bool:
    """Tell whether hours are to be computed: from three figures of money and shares, or from two if asked for."""
    figures = [kind for kind in found if kind in ("#euro", "#percent")]
    amount = "#euro" in found or _LARGE.search(plain(text)) is not None
    return len(figures) >= _FIGURES or (_HOW_MANY in features and amount and "#percent" in found)


def _in_full(word: str) -> str:
    return {"st": "saint", "ste": "sainte"}.get(word, word)
