"""Facts of a person, read from everyday French: "un chomeur de 2 ans et demi 53ans, sans RQTH".

What is read is only what was said: a hedge, a request under way, somebody else's benefit or a set partly denied state
nothing. The words of the field are those of knowledge/facts.yaml.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from bot.deciding.eligibility_data import Belied, FactsFile, Sheet
from bot.deciding.facts import Facts, Value
from bot.deciding.phrases import Found, Phrases, phrases, root, vocabulary
from bot.language.durations import Age, Span, ages, spans
from bot.language.fold import plain
from bot.language.numerals import digits
from bot.language.spelling import Speller

_LONGEST = 2000  # characters; a profile is a few sentences, and reading stays quick
_FAR, _NEAR, _BESIDE = 6, 3, 2  # words: how far a denial, a verb and an adjective carry
_CHILDHOOD = 14
_DOUBT_OF_AGE = 3  # years around a limit within which "about 48" decides nothing
_LIFE_BEFORE_WORK = 14

_TOKEN = re.compile(r"[a-z]+\d+[a-z\d]*|\d+(?:[.,]\d+)?|[a-z]+|[^\s\w'’-]|\n")
_WORD = re.compile(r"[a-z]+\d*[a-z\d]*")
_DOTTED = re.compile(r"(?:\b[A-Za-z]\.){2,}(?:[A-Za-z]\b)?")
_STOPS = frozenset(".,;!?()\n«»\"…•")
_LABEL_ENDS = frozenset(":=")
_OWNERS = frozenset({"son", "sa", "ses", "leur", "leurs"})
_SELF = frozenset({"lui", "elle", "il"})
_AGE_LEADS = frozenset({"a", "age", "agee", "ages", "as"})
_LASTING_LEADS = frozenset({"depuis", "pendant", "durant", "y", "fait", "en", "dans", "apres", "voila", "sur", "depui", "dps"})
_WORKED = frozenset({"travaill", "boss", "taff", "trim", "pass"})
_LIMIT_WORDS = frozenset({"moins", "plus", "age", "environ"})

_NEGATIVE = frozenset({"non", "none"})
_LONG_REACH = frozenset({"pas", "plus", "jamais", "rien", "point", "ni"})


class _Tag(NamedTuple):
    """What a phrase stands for: a fact and what it states, or one of the small words' lists."""

    fact: str
    states: str


class _Says(Enum):
    """What a mention comes to, heard in its sentence."""

    YES = "yes"
    DENIED = "denied"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that was said and not taken: of which fact, and what to tell the person."""

    fact: str
    says: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What was read of a person, and what was said that cannot be."""

    facts: Facts
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileWords:
    """knowledge/facts.yaml, prepared for reading; made by ``profile_words``."""

    file: FactsFile
    phrases: Phrases[_Tag]
    belied: Phrases[Belied]
    speller: Speller
    roots: frozenset[str]
    left_out: frozenset[str]
    children: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as words: ``all`` of them with where each starts in ``plain``; ``kept`` are the places of those that count."""

    plain: str
    all: tuple[str, ...]
    starts: tuple[int, ...]
    kept: tuple[int, ...]

    def token_at(self, character: int) -> int:
        """The place of the word that begins at or after a character."""
        return bisect_left(self.starts, character)

    def token_before(self, character: int) -> int:
        """The place behind the last word that begins before a character."""
        return bisect_left(self.starts, character)


@dataclass(frozen=True, slots=True)
class _Lasting:
    """A duration and the words that it covers."""

    span: Span
    start: int
    end: int


def profile_words(file: FactsFile, known: Iterable[str] = ()) -> ProfileWords:
    """Prepare the words of a facts file; ``known`` are further words of well-spelled French, never corrected.

    Raises:
        ValueError: where a phrase cannot be read.
    """
    hearing = file.hearing
    left_out = frozenset(hearing.left_out)
    filed: list[tuple[str, _Tag]] = [
        (phrase, _Tag(name, states))
        for name, sheet in file.facts.items()
        for states, group in sheet.words.items()
        for phrase in group
    ]
    lists: Mapping[str, Sequence[str]] = {
        "neutral": hearing.neutral,
        "anchor": hearing.anchors,
        "work": hearing.not_worked_since,
        "studies": hearing.studies_ended,
        "doubting": hearing.doubting,
        "wondering": hearing.wondering,
        "past": hearing.past,
        "pending": hearing.pending,
        "denied": hearing.denied,
        "relatives": hearing.relatives,
    }
    filed += [(phrase, _Tag("", name)) for name, group in lists.items() for phrase in group]
    filed += [(phrase, _Tag("", f"months {months}")) for months, group in hearing.long_term.items() for phrase in group]
    belied = [(phrase, one) for sheet in file.facts.values() for one in sheet.belied_by for phrase in one.words]
    field = set(vocabulary([phrase for phrase, _ in (*filed, *belied)])) | set(hearing.written)
    everyday = {*hearing.everyday, *hearing.denying, *hearing.requested, *hearing.affirmed, *hearing.breaking}
    everyday |= {*hearing.joining, *hearing.left_out, *hearing.children, *_SELF}
    frequency = dict.fromkeys(known, 1) | {plain(word): 5 for word in everyday} | dict.fromkeys(field, 10)
    return ProfileWords(
        file=file,
        phrases=phrases(filed, left_out),
        belied=phrases(belied, left_out),
        speller=Speller(frequency),
        roots=frozenset(map(root, frequency)),
        left_out=left_out,
        children=frozenset(map(root, hearing.children)),
    )


def read(text: str, words: ProfileWords, today: date) -> Profile:
    """The facts that a text states of a person, and the values that it gives and that cannot be.

    Args:
        text: what a person wrote, of any length and spelling; only the beginning of a very long one is read.
        words: the field's words.
        today: the day from which "depuis mars" counts.
    """
    said = _tokens(text[:_LONGEST], words)
    heard = _Hearing(said, words)
    born = ages(said.plain, today)
    lasting = _lasting(said, spans(said.plain, today), born)
    aged, lasting = heard.sort_ages(born, lasting)
    facts, problems = heard.facts()
    facts, more = _aged(facts, aged, heard, words)
    facts, yet_more = _lasted(facts, heard, lasting, words.file)
    return Profile(facts, (*problems, *more, *yet_more))


def _tokens(text: str, words: ProfileWords) -> _Text:
    hearing = words.file.hearing
    text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    if not text.isupper():
        for sigle, meant in hearing.sigles.items():
            text = re.sub(rf"(?<![\w']){re.escape(sigle)}(?!\w)", meant, text)
    folded = _WORD.sub(lambda match: _written(match[0], words), plain(text).replace("’", "'"))
    folded = digits(folded)
    found = list(_TOKEN.finditer(folded))
    every = tuple(match[0] for match in found)
    return _Text(
        plain=folded,
        all=every,
        starts=tuple(match.start() for match in found),
        kept=tuple(at for at, word in enumerate(every) if word not in words.left_out),
    )


def _written(word: str, words: ProfileWords) -> str:
    """A word as it is spelled: SMS spelling written out, a misspelling corrected."""
    if meant := words.file.hearing.written.get(word):
        return plain(meant)
    if root(word) in words.roots or not word.isalpha():
        return word
    return words.speller.correct(word) or word


class _Hearing:
    """One text being understood: what was mentioned, and what each mention comes to in its sentence."""

    def __init__(self, said: _Text, words: ProfileWords) -> None:
        self._said, self._words, self._hearing = said, words, words.file.hearing
        found = [
            Found(one.tag, said.kept[one.start], said.kept[one.end - 1] + 1)
            for one in words.phrases.find([said.all[at] for at in said.kept])
        ]
        self._small: dict[str, list[Found[_Tag]]] = defaultdict(list)
        for one in found:
            if not one.tag.fact:
                self._small[one.tag.states].append(one)
        self.mentions = self._chosen([one for one in found if one.tag.fact])
        self._in_mention = {at for one in self.mentions for at in range(one.start, one.end)}
        self._verdicts: dict[Found[_Tag], _Says] = {}

    # what was mentioned

    def _chosen(self, found: list[Found[_Tag]]) -> list[Found[_Tag]]:
        """The mentions that stand: the longest of a fact, none inside a phrase that means something else."""
        sheets = self._words.file.facts
        kept: list[Found[_Tag]] = []
        for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
            inside = any(
                one.start >= other.start and one.end <= other.end and other.end - other.start >= one.end - one.start
                for other in self._small["neutral"]
            )
            same = any(other.tag.fact == one.tag.fact and _overlap(one, other) for other in kept)
            if not inside and not same:
                kept.append(one)
        kept = [
            one
            for one in kept
            if not any(
                one.within(other)
                and other.tag.fact != one.tag.fact
                and (not sheets[one.tag.fact].shared or not sheets[other.tag.fact].shared or other.tag.states == "non")
                for other in kept
            )
        ]
        return sorted(kept, key=lambda one: (one.start, one.end))

    # what a mention comes to

    def says(self, mention: Found[_Tag]) -> _Says:
        """What a mention comes to; a denial in a list carries on."""
        if mention not in self._verdicts:
            self._verdicts[mention] = self._judged(mention)
        return self._verdicts[mention]

    def _judged(self, mention: Found[_Tag]) -> _Says:
        sheet = self._words.file.facts[mention.tag.fact]
        if self._somebody_else(mention) or self._doubted(mention):
            return _Says.NOTHING
        label = self._label(mention)
        if label is not None:
            return label
        if self._denied_behind(mention):
            return _Says.DENIED
        if self._affirmed_behind(mention):
            return _Says.YES
        if self._denied_before(mention):
            covered = self._said.all[mention.start : mention.end]
            # "pas inscrit nulle part": French denials agree, they do not cancel out
            agrees = mention.tag.states in _NEGATIVE and any(word in self._hearing.denying for word in covered)
            return _Says.YES if agrees else _Says.DENIED
        if sheet.granted and self._requested(mention):
            return _Says.NOTHING
        if (sheet.granted or sheet.type == "set" or mention.tag.fact == "registered_jobseeker") and self._past(mention):
            return _Says.YES if mention.tag.states in sheet.lasting else _Says.NOTHING
        return _Says.YES

    def _before(self, place: int) -> Iterator[int]:
        """The words before a place, the nearest first, up to where the clause begins."""
        for at in range(place - 1, -1, -1):
            if self._said.all[at] in _STOPS or self._said.all[at] in _LABEL_ENDS:
                return
            yield at

    def _behind(self, place: int) -> Iterator[int]:
        for at in range(place, len(self._said.all)):
            if self._said.all[at] in _STOPS:
                return
            yield at

    def _somebody_else(self, mention: Found[_Tag]) -> bool:
        clause = set(self._before(mention.start))
        return any(
            one.start in clause
            and one.start > 0
            and self._said.all[one.start - 1] in _OWNERS
            and not _SELF & {self._said.all[at] for at in range(one.start + 1, mention.start)}
            for one in self._small["relatives"]
        )

    def _doubted(self, mention: Found[_Tag]) -> bool:
        clause = set(self._before(mention.start))
        if any(one.end - 1 in clause and one.end <= mention.start for one in self._small["doubting"]):
            return True
        after = mention.end
        if after < len(self._said.all) and self._said.all[after] == ",":
            after += 1
        return any(
            after <= one.start <= after + (1 if self._said.all[after - 1] != "," else 0)
            or (one.start == after + 1 and self._said.all[after] in ("ou", "mais"))
            for one in self._small["wondering"]
        ) or [*self._said.all[mention.end : mention.end + 2]] in (["ou", "pas"], ["ou", "non"])

    def _label(self, mention: Found[_Tag]) -> _Says | None:
        """What stands behind the colon of a form's line: "Allocation ou pension : aucune"."""
        for at in range(mention.end, len(self._said.all)):
            word = self._said.all[at]
            if word in _LABEL_ENDS or (word == "?" and at == mention.end):
                answer = next(iter(self._said.all[at + 1 : at + 2]), "")
                if answer in self._hearing.affirmed:
                    return _Says.YES
                if answer in self._hearing.denying and not self._opens_mention(at + 2):
                    return _Says.DENIED
                return None
            if at not in self._in_mention and word not in self._hearing.joining and word not in self._words.left_out:
                return None
        return None

    def _opens_mention(self, at: int) -> bool:
        while at < len(self._said.all) and self._said.all[at] in self._words.left_out:
            at += 1
        return any(one.start == at for one in self.mentions)

    def _denied_behind(self, mention: Found[_Tag]) -> bool:
        for one in self._small["denied"]:
            between = range(mention.end, one.start)
            if (
                one.start >= mention.end
                and len(between) <= 1
                and all(self._said.all[at] in ("a", "est", "ete", ",", "lui", "nous", "-") for at in between)
                and not any(at in self._in_mention for at in range(one.start, one.end))
                and not self._opens_mention(one.end)
                and (not between or self._said.all[mention.end] != "," or (self._said.all[one.start] == "non" and self._ends_clause(one.end)))
            ):
                return True
        return False

    def _ends_clause(self, at: int) -> bool:
        return at >= len(self._said.all) or self._said.all[at] in _STOPS

    def _affirmed_behind(self, mention: Found[_Tag]) -> bool:
        near = [self._said.all[at] for at in self._behind(mention.end)][:_BESIDE]
        return bool(near) and any(word in self._hearing.affirmed for word in near) and mention.tag.states != "whole"

    def _denied_before(self, mention: Found[_Tag]) -> bool:
        mine = range(mention.start, mention.end)
        passed = 0
        for at in self._before(mention.start):
            word = self._said.all[at]
            holder = next((one for one in self.mentions if one.start <= at < one.end and one.start < mention.start), None)
            if holder is not None and at not in mine:
                return self._carried(holder, mention)
            if word in self._hearing.breaking:
                return False
            if word in self._hearing.denying and self._is_denial(at, mention):
                return passed < (_FAR if word in _LONG_REACH else _NEAR)
            passed += word not in self._words.left_out
        return self._goes_on(mention)

    def _is_denial(self, at: int, mention: Found[_Tag]) -> bool:
        every = self._said.all
        previous = every[at - 1] if at else ""
        following = [word for word in every[at + 1 : at + 4] if word not in ("de", "d", "que")]
        if every[at] == "plus":
            compared = bool(following) and (following[0][0].isdigit() or following[0] in ("un", "une"))
            return not compared and previous not in ("en", "de", "d", "au", "bac", "qui", "le")
        if every[at] in ("non", "0", "zero", "aucun", "aucune", "pas") and previous in _LABEL_ENDS | {"?"}:
            return at + 1 == mention.start and previous == ":"
        if every[at] == "0":
            return at + 1 == mention.start
        return True

    def _carried(self, holder: Found[_Tag], mention: Found[_Tag]) -> bool:
        """A denial carries from one item of a list to the next: "ni RSA ou AAH"."""
        between = [self._said.all[at] for at in range(holder.end, mention.start)]
        joined = [word for word in between if word not in self._words.left_out]
        return (
            bool(joined)
            and all(word in self._hearing.joining for word in joined)
            and any(word in ("ni", "ou", "/", "+", "-") for word in joined)
            and self.says(holder) is _Says.DENIED
        )

    def _goes_on(self, mention: Found[_Tag]) -> bool:
        """A denial goes on behind a comma where "de" does: "pas de RSA, d'AAH, d'ASS"."""
        every = self._said.all
        at = mention.start - 1
        if at < 1 or every[at] not in ("de", "d") or every[at - 1] != ",":
            return False
        holder = next((one for one in self.mentions if one.end == at - 1), None)
        return holder is not None and holder.tag.fact == mention.tag.fact and self.says(holder) is _Says.DENIED

    def _requested(self, mention: Found[_Tag]) -> bool:
        passed = 0
        for at in self._before(mention.start):
            word = self._said.all[at]
            if at in self._in_mention and not (mention.start <= at < mention.end):
                break
            if word in self._hearing.requested:
                return True
            passed += word not in self._words.left_out
            if passed > _BESIDE:
                break
        behind = list(self._behind(mention.end))[: _NEAR + 1]
        return any(one.start in behind for one in self._small["pending"])

    def _past(self, mention: Found[_Tag]) -> bool:
        return any(
            one.start < mention.start
            and 0 <= len([at for at in range(one.end, mention.start) if self._said.all[at] not in self._words.left_out]) <= 1
            and one.end <= mention.start
            and not any(self._said.all[at] in _STOPS for at in range(one.start, mention.start))
            for one in self._small["past"]
        )

    # what all mentions come to

    def facts(self) -> tuple[Facts, tuple[Problem, ...]]:
        """The facts that the mentions state together."""
        yes: dict[str, set[str]] = defaultdict(set)
        no: dict[str, set[str]] = defaultdict(set)
        for mention in self.mentions:
            match self.says(mention):
                case _Says.YES:
                    yes[mention.tag.fact].add(mention.tag.states)
                case _Says.DENIED:
                    no[mention.tag.fact].add(mention.tag.states)
        facts, problems = Facts(), []
        for name, sheet in self._words.file.facts.items():
            value, contradicted = _stated(sheet, yes[name], no[name], denial_wins=name == "registered_jobseeker")
            if contradicted:
                said = " / ".join(sheet.said[key] for key in ("oui", "non"))
                problems.append(Problem(name, self._words.file.complaints.contradicted.format(values=said)))
            elif value is not None:
                facts = facts.stating(name, value)
        return facts, tuple(problems)

    def belied(self, name: str, value: int) -> str | None:
        """The words said that contradict a number, or None."""
        every = [self._said.all[at] for at in self._said.kept]
        for one in self._words.belied.find(every):
            rule = one.tag
            if rule in self._words.file.facts[name].belied_by and (
                (rule.below is not None and value < rule.below)
                or (rule.at_least is not None and value >= rule.at_least)
            ):
                return " ".join(every[one.start : one.end])
        return None

    # ages and durations

    def sort_ages(self, born: list[Age], lasting: list[_Lasting]) -> tuple[list[Age], list[_Lasting]]:
        """Tell ages from durations: "43 ans" from the "2 ans" that somebody has been out of work."""
        aged = [age for age in born if self._is_age(age, lasting, [other for other in born if other is not age])]
        taken = [(age.start, age.end) for age in aged]
        rest = [
            one
            for one in lasting
            if not any(one.span.start < end and start < one.span.end for start, end in taken) and not self._of_child(one.start)
        ]
        return aged, rest

    def _of_child(self, at: int) -> bool:
        before = [self._said.all[place] for place in self._before(at)][: _NEAR + 2]
        return any(root(word) in self._words.children for word in before)

    def _is_age(self, age: Age, lasting: list[_Lasting], others: list[Age]) -> bool:
        every = self._said.all
        start, end = self._said.token_at(age.start), self._said.token_before(age.end)
        before = every[start - 1] if start else ""
        covering = [one for one in lasting if one.span.start < age.end and age.start < one.span.end]
        if any(one.span.since for one in covering) and not self._born(age):
            return False
        if self._born(age) or every[start] in ("age", "agee", "ages"):
            return True
        if before in _LASTING_LEADS or (before == "a" and start > 1 and every[start - 2] in ("y", "ya")):
            return False
        if root(before) in _WORKED:
            return False
        if age.years < _CHILDHOOD and self._of_child(start):
            return False
        following = [word for word in every[end : end + 3]]
        if following[:1] and following[0] in ("dans", "comme") or self._of_what_lasts(end, following):
            return False
        if age.years >= _CHILDHOOD:
            return True
        if any(one.span.years is None for one in covering):
            return False
        if before in _AGE_LEADS:
            return True
        return not others and not self._beside(start, end) and self._role_before(start) is None

    def _born(self, age: Age) -> bool:
        return self._said.plain.startswith("ne", age.start)

    def _of_what_lasts(self, end: int, following: list[str]) -> bool:
        if not following or following[0] not in ("de", "d"):
            return False
        return any(
            one.start == end + 1
            for one in (*self.mentions, *self._small["anchor"], *self._small["work"], *self._small["neutral"])
        )

    def _items(self) -> list[tuple[int, int, str]]:
        """What a duration may belong to: where, and whether time without work, time since studies, or another."""
        items = [(one.start, one.end, self._role(one)) for one in self.mentions]
        for kind, role in (("work", "work"), ("studies", "studies"), ("anchor", ""), ("neutral", "")):
            items += [(one.start, one.end, role) for one in self._small[kind]]
        return items

    def _role(self, mention: Found[_Tag]) -> str:
        if self.says(mention) is not _Says.YES:
            denied_study = mention.tag == _Tag("left_studies", "non") and self.says(mention) is _Says.DENIED
            return "studies" if denied_study else ""
        match mention.tag:
            case ("registered_jobseeker", "oui"):
                return "registered"
            case ("jobseeking", "oui"):
                return "work"
            case ("left_studies", "oui"):
                return "studies"
        return ""

    def _beside(self, start: int, end: int) -> bool:
        return any(
            role in ("registered", "work", "studies")
            and not any(self._said.all[at] in _STOPS for at in (*range(last, start), *range(end, first)))
            for first, last, role in self._items()
            if last <= start or first >= end
        )

    def _role_before(self, start: int) -> str | None:
        earlier = [(last, role) for _, last, role in self._items() if last <= start]
        role = max(earlier, default=(0, ""))[1]
        return role or None

    def role_of(self, one: _Lasting) -> str:
        """What a duration belongs to: "registered", "work", "studies", or "" for anything else."""
        nearest: list[tuple[int, int, str]] = []
        for start, end, role in self._items():
            if end <= one.start:
                gap = range(end, one.start)
                far = len(gap)
            elif start >= one.end:
                gap = range(one.end, start)
                tied = bool(gap) and self._said.all[gap[0]] in ("de", "d", "que", "qu", "sans", "au", "a")
                far = len(gap) + (0 if not one.span.since and (tied or not gap) else 2)
            else:
                gap, far = range(0), -1
            if not any(self._said.all[at] in _STOPS for at in gap):
                nearest.append((far, start - end, role))
        if nearest:
            best = min(nearest)
            return next((role for far, size, role in sorted(nearest) if (far, size) == best[:2] and role), best[2])
        earlier = [(end, end - start, role) for start, end, role in self._items() if end <= one.start]
        if earlier:
            last = max(earlier)
            return next((role for end, size, role in earlier if end == last[0] and role), last[2])
        later = [(start, end - start, role) for start, end, role in self._items() if start >= one.end]
        return min(later)[2] if later else ""

    def long_term(self) -> int | None:
        """The months that "longue durée" says by itself, where it is said of the person."""
        heard = [
            months
            for months, _ in self._hearing.long_term.items()
            for one in self._small[f"months {months}"]
            if any(
                other.tag == _Tag("registered_jobseeker", "oui") and _overlap(one, other) and self.says(other) is _Says.YES
                for other in self.mentions
            )
        ]
        return max(heard, default=None)


def _overlap(one: Found[_Tag], other: Found[_Tag]) -> bool:
    return one.start < other.end and other.start < one.end


def _stated(sheet: Sheet, yes: set[str], no: set[str], *, denial_wins: bool) -> tuple[Value | None, bool]:
    """The value that mentions give together, and whether they contradict each other."""
    match sheet.type:
        case "boolean":
            true = "oui" in yes or (sheet.opposite and "non" in no)
            false = "non" in yes or "oui" in no or "whole" in no
            if true and false:
                return (False, False) if denial_wins else (None, True)
            return (true if true or false else None), False
        case "set":
            values = yes & set(sheet.answers)
            if values:
                return frozenset(values), False
            return (frozenset() if "none" in yes or "whole" in no else None), False
        case "choice":
            return _chosen(sheet, yes, no), False
    return None, False


def _chosen(sheet: Sheet, yes: set[str], no: set[str]) -> str | None:
    """The value of a choice: what was denied as a whole is none, else the last answer of those said."""
    said = [value for value in sheet.answers if value in yes]
    if "none" in yes and sheet.shared:
        return "none"
    real = [value for value in said if value != "none"]
    if real:
        return real[-1] if sheet.shared else _foremost(sheet, real)
    denied = "whole" in no or next(iter(value for value in sheet.answers if value != "none"), "") in no
    first = next(value for value in sheet.answers if value != "none")
    return "none" if "none" in yes or denied or first in no else None


def _foremost(sheet: Sheet, said: list[str]) -> str:
    for value in sheet.foremost:
        if value in said:
            return value
    return said[0]


def _lasting(said: _Text, found: list[Span], born: list[Age]) -> list[_Lasting]:
    births = [(age.start, age.end) for age in born if said.plain.startswith("ne", age.start)]
    return [
        _Lasting(span, said.token_at(span.start), said.token_before(span.end))
        for span in found
        if not any(span.start < end and start < span.end for start, end in births)
    ]


def _aged(
    facts: Facts, aged: list[Age], heard: _Hearing, words: ProfileWords
) -> tuple[Facts, tuple[Problem, ...]]:
    sheet, complaints = words.file.facts["age"], words.file.complaints
    said = list(dict.fromkeys(number for age in aged for number in (age.years, *age.several)))
    if len(said) > 1:
        return facts, (Problem("age", complaints.several.format(values=", ".join(f"{n} ans" for n in said))),)
    if not said or any(
        age.about and any(abs(age.years - limit) <= _DOUBT_OF_AGE for limit in sheet.limits) for age in aged
    ):
        return facts, ()
    years = said[0]
    if sheet.bounds and not sheet.bounds.hold(years):
        return facts, (Problem("age", sheet.bounds.otherwise.format(values=years)),)
    if other := heard.belied("age", years):
        return facts, (Problem("age", complaints.contradicted.format(values=f"{years} ans, {other}")),)
    return facts.stating("age", years), ()


def _lasted(
    facts: Facts, heard: _Hearing, lasting: list[_Lasting], file: FactsFile
) -> tuple[Facts, tuple[Problem, ...]]:
    by_role: dict[str, list[int]] = defaultdict(list)
    for one in lasting:
        if one.span.sure:
            by_role[heard.role_of(one)].append(one.span.months)
    problems: list[Problem] = []
    out_of_work = by_role["registered"] or by_role["work"]
    if not out_of_work and (months := heard.long_term()) is not None:
        out_of_work = [months]
    since_studies = by_role["studies"] if facts.left_studies else []
    for name, months_said in (("months_unemployed", out_of_work), ("months_since_studies", since_studies)):
        values = list(dict.fromkeys(months_said))
        if not values:
            continue
        bounds = file.facts[name].bounds
        if len(values) > 1:
            text = ", ".join(f"{n} mois" for n in values)
            problems.append(Problem(name, file.complaints.several.format(values=text)))
        elif bounds and not bounds.hold(values[0]):
            problems.append(Problem(name, bounds.otherwise.format(values=values[0])))
        elif facts.age is not None and values[0] > (facts.age - _LIFE_BEFORE_WORK + 1) * 12:
            problems.append(Problem(name, file.complaints.longer_than_life.format(values=values[0])))
        else:
            facts = facts.stating(name, values[0])
    return facts, tuple(problems)
