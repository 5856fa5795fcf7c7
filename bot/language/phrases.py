"""Phrases that a curator writes, found in a tokenised text.

A phrase is a row of words; ``(a|b)`` is one or the other, ``(a)?`` may be left out, ``!(a|b)`` must not follow, ``…``
stands for up to three words, ``<n>`` for a number, ``$`` for the end of the clause, ``=word`` for that very form.
Words meet by their roots, so that neither plural, feminine nor the commonest conjugations need be written.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

from bot.language.fold import plain

Tag = TypeVar("Tag")

_PART = re.compile(r"!\(|\(|\)\?|\)|\||\*|<n>|\$|=?[a-z0-9]+|[+/]")
_GROUP = re.compile(r"<([a-z]+)>")
_NUMBER = "<n>"
_GAP = r"(?:[a-z0-9]\S* ){0,3}?"
_GAP_WAYS = 4  # no word, one, two or three
_SHORT = 3
_LONGEST_SHOWN = 80  # characters of a phrase that an error cites
_MOST_FOUND = 500  # phrases in a message
_MOST_WAYS = 4096  # in which a phrase may be read in one text: each is tried where none fits
_ENDINGS = ("aient", "ait", "ent", "er", "ez")
_ENDS = r"(?=[^a-z0-9/+]|$)"


@dataclass(frozen=True, slots=True)
class Occurrence(Generic[Tag]):
    """A phrase found: what it was filed under, and the words that it covers (the last not included)."""

    tag: Tag
    start: int
    end: int

    def meets(self, other: "Occurrence[Tag]") -> bool:
        """Tell whether two finds share a word."""
        return self.start < other.end and other.start < self.end

    def within(self, other: "Occurrence[Tag]") -> bool:
        """Tell whether another find covers this one and more."""
        return other.start <= self.start and self.end <= other.end and other.end - other.start > self.end - self.start


@dataclass(frozen=True, slots=True)
class Phrases(Generic[Tag]):
    """Phrases filed under tags, prepared for finding; a text is the row of its words."""

    _by_first: dict[str, list[tuple[re.Pattern[str], Tag]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, phrase: str, tag: Tag, left_out: frozenset[str]) -> None:
        """File a phrase under a tag; ``left_out`` are words that texts are stripped of.

        Raises:
            ValueError: where the phrase cannot be read.
        """
        parts = [part for part in _parts(phrase) if part not in left_out]
        if _ways(parts) > _MOST_WAYS:
            raise ValueError(
                f"« {_short(phrase)} » peut se lire de plus de {_MOST_WAYS} façons :"
                " l'écrire avec moins de …, de (…)? et de variantes qui commencent de même"
            )
        try:
            pattern = re.compile("".join(map(_regex, parts)))
        except re.error as error:
            raise ValueError(f"« {_short(phrase)} » est illisible ({error}) : vérifier ses parenthèses") from None
        first = _first_words(parts)
        if not first:
            raise ValueError(f"« {_short(phrase)} » ne commence pas par un mot")
        for word in first:
            self._by_first[word].append((pattern, tag))

    def find(self, words: Sequence[str]) -> list[Occurrence[Tag]]:
        """Every phrase found, those that overlap too; of the first, where there are more than anybody says."""
        roots = [root(word) for word in words]
        text = "".join(f"{root_}~{word} " for root_, word in zip(roots, words, strict=True))
        starts, at = {}, 0
        for index, (root_, word) in enumerate(zip(roots, words, strict=True)):
            starts[at] = index
            at += len(root_) + len(word) + 2
        starts[at] = len(words)
        found: list[Occurrence[Tag]] = []
        for at, index in starts.items():
            if len(found) > _MOST_FOUND:  # who looks how they lie to one another compares each with each
                break
            if index < len(words):
                key = _NUMBER if words[index][0].isdigit() else roots[index]
                found += [
                    Occurrence(tag, index, starts[match.end()])
                    for pattern, tag in (*self._by_first.get(key, ()), *self._exact(roots[index], key))
                    if (match := pattern.match(text, at)) and match.end() > at
                ]
        return found

    def _exact(self, root_: str, key: str) -> Sequence[tuple[re.Pattern[str], Tag]]:
        return self._by_first.get(root_, ()) if key == _NUMBER else ()


def written_out(phrase: str, groups: Mapping[str, Sequence[str]]) -> str:
    """A phrase with the words of each group in place of its name.

    >>> written_out("perdu <travail>", {"travail": ["emploi", "boulot"]})
    'perdu (emploi|boulot)'

    Raises:
        ValueError: where there is no such group.
    """

    def members(match: re.Match[str]) -> str:
        if match[0] == _NUMBER:
            return match[0]
        if match[1] not in groups:
            raise ValueError(
                f"« {phrase} » nomme un groupe qui n'existe pas, {match[0]} ; au choix : {', '.join(groups)}"
            )
        return f"({'|'.join(groups[match[1]])})"

    return _GROUP.sub(members, phrase)


def phrases(filed: Iterable[tuple[str, Tag]], left_out: frozenset[str]) -> Phrases[Tag]:
    """Prepare phrases, each with its tag.

    Raises:
        ValueError: where one cannot be read.
    """
    made: Phrases[Tag] = Phrases()
    for phrase, tag in filed:
        made.add(phrase, tag, left_out)
    return made


def vocabulary(written: Iterable[str]) -> Iterator[str]:
    """The words that phrases are made of."""
    for phrase in written:
        yield from (part.lstrip("=") for part in _parts(phrase) if part[-1].isalnum())


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """A folded word without its inflection.

    Gentler than ``bot.language.stems``, which cuts derivations too: by it "licence" and "licencié", "logé" and
    "logement", "France" and "français" would be the same word, and each pair states different facts.

    >>> root("inscrites"), root("touchaient"), root("isolee"), root("licence"), root("rsa")
    ('inscrit', 'touch', 'isol', 'licenc', 'rsa')
    """
    if len(word) <= _SHORT or not word.isalpha():
        return word
    word = word.removesuffix("s") if not word.endswith("ss") else word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > _SHORT:
            word = word[: -len(ending)]
            break
    for ending in ("x", "ee", "e", "s"):
        if len(word) > _SHORT and word.endswith(ending) and not (ending == "s" and word.endswith("ss")):
            word = word[: -len(ending)]
    return word


def _parts(phrase: str) -> list[str]:
    return _PART.findall(plain(phrase.replace("…", "*")).replace("'", " "))  # folding would make three dots of one


def _regex(part: str) -> str:
    match part:
        case "(":
            return "(?:"
        case "!(":
            return "(?!"
        case ")" | ")?" | "|":
            return part
        case "*":
            return _GAP
        case "$":
            return _ENDS
        case "<n>":
            return r"\d\S* "
        case _ if part.startswith("="):
            return rf"[^ ~]*~{part[1:]} "
    return f"{re.escape(root(part))}~[^ ]+ "


def _ways(parts: Sequence[str]) -> int:
    """In how many ways the worst of texts could be read: what searching in vain would cost.

    Alternatives that begin with different words exclude each other; those that begin alike must all be tried.
    """
    ways = 1
    groups: list[tuple[list[str], bool]] = []  # of each open group, how its alternatives begin; one begins next
    for part in parts:
        begins = groups and groups[-1][1]
        if begins:
            groups[-1][0].append(root(part.lstrip("=")) if part[-1].isalnum() else "")
            groups[-1] = (groups[-1][0], False)
        if part == "*":
            ways *= _GAP_WAYS
        elif part in ("(", "!("):
            groups.append(([], True))
        elif part == "|" and groups:
            groups[-1] = (groups[-1][0], True)
        elif part in (")", ")?") and groups:
            first, _ = groups.pop()
            anything = first.count("")  # begins with a gap or a group
            ways *= max(1, anything, *(first.count(word) + anything for word in first if word))
            ways *= 2 if part == ")?" else 1
    return ways


def _short(phrase: str) -> str:
    return phrase if len(phrase) <= _LONGEST_SHOWN else f"{phrase[:_LONGEST_SHOWN]}…"


def _first_words(parts: Sequence[str]) -> set[str]:
    """The roots with which a phrase may begin."""
    found, _ = _firsts(parts, 0)
    return found


def _firsts(parts: Sequence[str], at: int) -> tuple[set[str], int]:
    """The first roots of the row that begins at a part, and where the row ends."""
    found: set[str] = set()
    fixed = False  # one alternative's beginning is settled
    while at < len(parts):
        part = parts[at]
        if part in (")", ")?"):
            return found, at
        if part == "|":
            fixed, at = False, at + 1
        elif part in ("(", "!("):
            inner, end = _firsts(parts, at + 1)
            if part == "(" and not fixed:
                found |= inner
                fixed = parts[end] == ")" if end < len(parts) else True
            at = end + 1
        else:
            if not fixed and part not in ("*", "$"):
                found.add(_NUMBER if part == "<n>" else root(part.lstrip("=")))
                fixed = True
            at += 1
    return found, at
