"""What a text mentions, and what each mention comes to in its sentence: said, denied, or nothing to rely on.

A mention says nothing where the person doubts it, where it is somebody else's, of old or still to come, or where an
authority has yet to grant it; which of these it is, is told. Denials are read as French builds them: "ni RSA ni AAH",
"RQTH : non", "ASS refusée".
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import Enum

from bot.language.months import MONTHS
from bot.language.negation import before, denied
from bot.language.phrases import Occurrence, root
from bot.language.small_words import BREAKING, DENYING, JOINING, LIGHT
from bot.language.text import LABEL_ENDS, STOPS, Text
from bot.tools.eligibility.course_of_a_right import Course, Step
from bot.tools.eligibility.plainly_held import Governing, supposed
from bot.tools.eligibility.subjects import Subjects
from bot.tools.eligibility.words import ProfileWords, Tag, long_term

Mention = Occurrence[Tag]

_FAR, _NEAR, _BESIDE = 6, 3, 2  # words: how far behind a fact its holder may stand, a label its answer, an adjective
_IN_A_CLAUSE = 2  # words more where a clause tells of it: "le RSA que la caisse lui a supprimé"
_FURTHER = 10  # words behind a right within which it is told that nobody asked for it
_ONGOING = frozenset({"justice"})  # facts that run: "suivi en cours" is no request
_MONTHS_AHEAD = frozenset({*MONTHS, "rentree"})
_ATMP, _LEAST_RATE = "atmp-pension", 10  # percent (Code du travail, L5212-13, 2°)
_RATE = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d+)?)\s*(?:%|pour ?cents?|pourcents?|pct)")
_LINKS = frozenset({"a", "est", "ete", ",", "lui", "nous"})
_OF = frozenset({"de", "d"})
_EXCEPTING = frozenset({"sauf", "hormis", "excepte", "pas", "hors"})
_OF_PLACE_OR_STRUCTURE = frozenset({"programme", "priority_area"})
_OF_STRUCTURE = frozenset({"programme", "justice"})
_NEGATIVE = frozenset({"non", "none"})


_PASSED = LIGHT | {"par"}  # "était suivi par le PLIE"


def _somebodys(between: Sequence[str]) -> bool:
    """Tell whether what is to come is a person's, not a right: "candidature d'une allocataire du RSA"."""
    return bool(between) and between[0] in _OF and any(word not in LIGHT for word in between)


class Says(Enum):
    """What a mention comes to."""

    YES = "yes"
    DENIED = "denied"
    NOTHING = "nothing"
    REFUSED = "refused"
    ENDED = "ended"
    EXPIRED = "expired"
    REQUESTED = "requested"
    TO_COME = "to_come"
    UNCLAIMED = "unclaimed"
    SPOUSE = "spouse"
    OTHERS = "others"
    TOO_LOW = "too_low"
    TOO_LONG_AGO = "too_long_ago"
    UNCLEAR = "unclear"
    STAFF = "staff"

    @property
    def denies(self) -> bool:
        """Tell whether it states that the fact does not hold."""
        return self in (Says.DENIED, Says.REFUSED, Says.EXPIRED, Says.TOO_LOW)


_SENTENCE_ENDS = frozenset(".;\n")
_OF_ANOTHER = _SENTENCE_ENDS | {"son", "sa", "ses", "un", "une", "pour"}  # "RSA ; son permis, on lui a dit non"
_PARTING = STOPS | BREAKING
_CUTTING = _PARTING - {"qui", "est", "que", "qu"}  # "l'AAH qui s'est terminée", "le RSA qu'on lui a coupé"
_DENIALS = frozenset(says for says in Says if says.denies)


class Mentions:
    """What a text mentions; ``all`` are what it says of facts, in order."""

    def __init__(self, text: Text, words: ProfileWords) -> None:
        """Find the mentions and the small words around them."""
        self.text, self.words = text, words
        self._lists = words.file.hearing
        self.places = kept = [place for place, word in enumerate(text.words) if word not in LIGHT]
        self.kept = [text.words[place] for place in kept]
        found = [Occurrence(one.tag, kept[one.start], kept[one.end - 1] + 1) for one in words.phrases.find(self.kept)]
        self._small: dict[str, list[Mention]] = defaultdict(list)
        for one in found:
            if not one.tag.fact:
                self._small[one.tag.states].append(one)
        self.all = self._standing([one for one in found if one.tag.fact])
        self._holder = {place: one for one in self.all for place in range(one.start, one.end)}
        self._held = {place: (one.start, one.end) for place, one in self._holder.items()}
        self.subjects = Subjects(text, words.people)
        self._governing = Governing(text, self._lists.plainly, self._holder.__contains__)
        self._course = Course(text, self._lists.affirmed, self.small, self._holder.__contains__)
        self._entering = frozenset(map(root, self._lists.entering))
        self._judged: dict[Mention, Says] = {}

    def small(self, name: str) -> tuple[Mention, ...]:
        """The small words found, of one of the lists of knowledge/facts.yaml."""
        return tuple(self._small.get(name, ()))

    def says(self, mention: Mention) -> Says:
        """What a mention comes to."""
        if mention not in self._judged:
            self._judged[mention] = self._judge(mention)
        return self._judged[mention]

    def long_term(self) -> int | None:
        """The months that "longue durée" says by itself, None where it is not said of the person."""
        said = [
            months
            for months in self._lists.long_term
            for one in self.small(long_term(months))
            for other in self.all
            if other.tag == ("registered_jobseeker", "oui") and one.meets(other) and self.says(other) is Says.YES
        ]
        return max(said, default=None)

    def _standing(self, found: list[Mention]) -> list[Mention]:
        """The mentions that stand: the longest of each fact, none inside a phrase that means something else."""
        sheets = self.words.file.facts
        longest: list[Mention] = []
        for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
            explained = any(other.start <= one.start and one.end <= other.end for other in self.small("neutral"))
            if not explained and not any(other.tag.fact == one.tag.fact and one.meets(other) for other in longest):
                longest.append(one)

        def swallowed(one: Mention, other: Mention) -> bool:
            apart = not (sheets[one.tag.fact].shared and sheets[other.tag.fact].shared)
            return one.within(other) and one.tag.fact != other.tag.fact and (apart or other.tag.states == "non")

        standing = [one for one in longest if not any(swallowed(one, other) for other in longest)]
        return sorted(standing, key=lambda one: (one.start, one.end))

    # what a mention comes to

    def _judge(self, mention: Mention) -> Says:
        if self.subjects.somebody_else(mention.start):
            return Says.SPOUSE if self.subjects.spouse(mention.start) else Says.OTHERS
        if self._behind(mention, "named for", _FAR) or self._excepted(mention):
            return Says.OTHERS
        if self.lapses(mention) and (owner := self.subjects.owner_behind(mention.end)):
            return Says.SPOUSE if self.subjects.is_spouse(owner) else Says.OTHERS
        if mention.tag.fact in _OF_PLACE_OR_STRUCTURE and self.subjects.organisation(mention.start):
            return Says.OTHERS
        if mention.tag.fact in _OF_STRUCTURE and self.subjects.staff(mention.start):
            return Says.STAFF
        if self._doubted(mention):
            return Says.NOTHING
        return (
            self._answered(mention)
            or self._told_behind(mention)
            or self._told_before(mention)
            or self._limited(mention)
            or self._governed(mention)
            or Says.YES
        )

    def _governed(self, mention: Mention) -> Says | None:
        """What the words that govern a right come to, where they do not say plainly that it holds."""
        if not self.words.file.facts[mention.tag.fact].plainly or mention.tag.states in _NEGATIVE:
            return None
        if self._granted_after(mention):
            return None
        if self._governing.to_come(mention.end):
            return Says.TO_COME
        return None if self._governing.plain(mention.start, mention.end) else Says.UNCLEAR

    def _excepted(self, mention: Mention) -> bool:
        """Tell whether the person is excepted: "tous au RSA sauf lui", "sa sœur a la RQTH, pas le candidat"."""
        at = mention.end + (self.text.word(mention.end) == ",")
        at += self.text.word(at) in ("mais", "et")
        leads = self.text.word(at) in _EXCEPTING
        at += 1
        while self.text.word(at) in LIGHT:
            at += 1
        return leads and self.subjects.is_person(at) and self.text.clause_ends(at + 1)

    def _told_behind(self, mention: Mention) -> Says | None:
        """What stands behind a mention: "RQTH refusée", "RSA : oui", "pension supprimée"."""
        if self._denied_behind(mention):
            refused = Says.YES if self._granted_after(mention) else Says.REFUSED
            return Says.DENIED if self._plain_denial(mention) else refused
        whole = mention.tag.states == "whole"
        if not whole and self.lapses(mention) and self._behind(mention, "turned down", _FURTHER, _OF_ANOTHER):
            return Says.REFUSED
        if not whole and self.lapses(mention) and self._behind(mention, "ended", _NEAR):
            return Says.YES if self._granted_after(mention) else Says.EXPIRED
        step = self._course.last(mention.end) if self.lapses(mention) and not whole else None
        if step not in (None, Step.GRANTED):
            return Says(step.value)
        return Says.YES if self._affirmed_behind(mention) else None

    def _told_before(self, mention: Mention) -> Says | None:
        """What stands before a mention: "pas de RSA", "va toucher le RSA", "ancien allocataire"."""
        lapses = self.lapses(mention)
        regained = lapses and self._course.last(mention.end, apart=True) is Step.GRANTED
        if lapses and self._before(mention, "refused"):
            return Says.YES if regained else Says.REFUSED
        if self._denied_before(mention):
            return Says.YES if regained else self._denial(mention)
        sheet = self.words.file.facts[mention.tag.fact]
        if mention.tag.states in sheet.lasting:
            return None
        if sheet.granted and self._requested(mention):
            return Says.REQUESTED
        if lapses and (self._before(mention, "coming") or self._inside(mention, ("coming", "postponed"))):
            return Says.TO_COME
        ended = lapses and not regained and self._before(mention, "past")
        return Says.ENDED if ended and not supposed(self.text, mention.start) else None

    def _limited(self, mention: Mention) -> Says | None:
        """What limits a mention that stands: it is put off, nobody claimed it, or its rate is too low."""
        if mention.tag.states == _ATMP and (rate := self._rate(mention)) is not None and rate < _LEAST_RATE:
            return Says.TOO_LOW
        if not self.lapses(mention):
            return None
        if self._behind(mention, "postponed", _BESIDE) or self._behind(mention, "next day", 0):
            return Says.TO_COME
        if self._enters(mention):
            return Says.TO_COME
        return Says.UNCLAIMED if self._behind(mention, "unclaimed", _FURTHER, _SENTENCE_ENDS) else None

    def _enters(self, mention: Mention) -> bool:
        """Tell whether an entry is told in the present, for a month: "entre au GEIQ en février"."""
        at = mention.start - 1
        while self.text.word(at) in LIGHT | {"en", "a"}:
            at -= 1
        written = self.text.written(at, at + 1).casefold() if at >= 0 else ""
        present = root(self.text.word(at)) in self._entering and not written.endswith(("é", "ée"))
        perfect = self.text.word(at - 1) in ("a", "est", "ai")
        months = self.text.between(mention.end, mention.end + _NEAR)
        return present and not perfect and "depuis" not in months and not _MONTHS_AHEAD.isdisjoint(months)

    def _rate(self, mention: Mention) -> float | None:
        """The rate that is told beside a pension, in percent."""
        at = self.text.tokens[mention.start].at
        rates = [(abs(one.start() - at), float(one[1].replace(",", "."))) for one in _RATE.finditer(self.text.normal)]
        return min(rates)[1] if rates else None

    def lapses(self, mention: Mention) -> bool:
        """Tell whether what a mention says may hold no more."""
        return self.words.file.facts[mention.tag.fact].may_lapse

    def _plain_denial(self, mention: Mention) -> bool:
        """Tell whether what denies from behind is but a no."""
        return any(
            self._denies(one, mention) and not DENYING.isdisjoint(self.text.between(one.start, one.end))
            for one in self.small("denied")
            if one.start >= mention.end
        )

    def _denial(self, mention: Mention) -> Says:
        if any(one.meets(mention) for months in self._lists.long_term for one in self.small(long_term(months))):
            return Says.NOTHING  # "pas chômeur de longue durée" may still be a jobseeker
        covered = self.text.between(mention.start, mention.end)
        if mention.tag.states in _NEGATIVE and any(word in DENYING for word in covered):
            return Says.YES  # "pas inscrit nulle part": French denials agree, they do not cancel out
        return Says.DENIED

    def _doubted(self, mention: Mention) -> bool:
        clause = set(before(self.text, mention.start))
        if any(one.end - 1 in clause and one.end <= mention.start for one in self.small("doubting")):
            return True
        if self.text.between(mention.end, mention.end + 2) in (("ou", "pas"), ("ou", "non")):
            return True
        after_comma = self.text.word(mention.end) == ","
        first = mention.end + after_comma
        follows = {first} if after_comma else {first, first + 1}
        if self.text.word(first) in ("ou", "mais"):
            follows.add(first + 1)
        return any(one.start in follows for one in self.small("wondering"))

    def _answered(self, mention: Mention) -> Says | None:
        """What stands behind a form's label: "Allocation ou pension : aucune", "RSA ? non"."""
        strangers = 0
        for place in range(mention.end, len(self.text.words)):
            word = self.text.words[place]
            if word in LABEL_ENDS or (word == "?" and place == mention.end):
                answer = self.text.word(place + 1)
                if answer in self._lists.affirmed:
                    return Says.YES
                if answer in DENYING and not self._opens(place + 2):
                    return Says.DENIED
                return self._labelled(mention, place + 1)
            strangers += place not in self._holder and word not in JOINING
            if word in STOPS or strangers > _NEAR:
                return None
        return None

    def _labelled(self, mention: Mention, place: int) -> Says | None:
        """What an answer behind a label comes to that is no yes or no: "RSA : terminé", "RQTH : dossier envoyé"."""
        if not self.lapses(mention) or self._granted_after(mention):
            return None
        if any(one.start == place for one in self.small("ended")):
            return Says.EXPIRED
        granted = self.words.file.facts[mention.tag.fact].granted
        return Says.REQUESTED if granted and self.text.word(place) in self._lists.requested else None

    def _opens(self, place: int) -> bool:
        """Tell whether a mention begins at a place, articles aside."""
        while self.text.word(place) in LIGHT:
            place += 1
        return place in self._holder and self._holder[place].start == place

    def _denied_behind(self, mention: Mention) -> bool:
        return any(self._denies(one, mention) for one in self.small("denied") if one.start >= mention.end)

    def _denies(self, denied: Mention, mention: Mention) -> bool:
        """Tell whether "non", "refusée", "pas encore" behind a mention is about it, not about what comes next."""
        between = self.text.between(mention.end, denied.start)
        if len(between) > 1 or not _LINKS.issuperset(between) or self._opens(denied.end):
            return False
        if any(place in self._holder for place in range(denied.start, denied.end)):
            return False
        if "," in between:
            return self.text.word(denied.start) == "non" and self.text.clause_ends(denied.end)
        return True

    def _affirmed_behind(self, mention: Mention) -> bool:
        if mention.tag.states == "whole":
            return False
        for place in range(mention.end, mention.end + _BESIDE):
            if self.text.clause_ends(place):
                return False
            if self.text.words[place] in self._lists.affirmed:
                return True
        return False

    def _denied_before(self, mention: Mention) -> bool:
        return denied(
            self.text, mention.start, held=self._held, carried=lambda at: self.says(self._holder[at]) in _DENIALS
        ) or self._goes_on(mention)

    def _goes_on(self, mention: Mention) -> bool:
        """A denial goes on behind a comma where "de" does: "pas de RSA, d'AAH, d'ASS"."""
        if self.text.word(mention.start - 1) not in _OF or self.text.word(mention.start - 2) != ",":
            return False
        holder = self._holder.get(mention.start - 3)
        return holder is not None and holder.tag.fact == mention.tag.fact and self.says(holder) in _DENIALS

    def _inside(self, mention: Mention, names: Iterable[str]) -> bool:
        """Tell whether a mention itself holds one of the lists' phrases: "inscription prévue à France Travail"."""
        return any(mention.start < one.start and one.end < mention.end for name in names for one in self.small(name))

    def _granted_after(self, mention: Mention) -> bool:
        """Tell whether the sentence goes on to say that a right was granted, and not lost again."""
        return self._course.last(mention.end) is Step.GRANTED

    def _requested(self, mention: Mention) -> bool:
        """A right that is only asked for: "demande de RQTH", "RQTH en cours"; not "demandée, et accordée en juin"."""
        if self._granted_after(mention):
            return False
        passed = 0
        for place in before(self.text, mention.start):
            if place in self._holder or passed > _BESIDE:
                break
            if self.text.words[place] in self._lists.requested:
                return True
            passed += self.text.words[place] not in LIGHT
        if mention.tag.fact in _ONGOING:
            return False
        follows = range(mention.end, mention.end + _NEAR + 1)
        return any(
            one.start in follows and STOPS.isdisjoint(self.text.between(mention.end, one.start))
            for one in self.small("pending")
        )

    def _before(self, mention: Mention, name: str) -> bool:
        """Tell whether one of a list's phrases stands right before a mention: "touchait le RSA"."""
        for one in self.small(name):
            between = self.text.between(one.end, mention.start)
            close = one.start < mention.start and one.end <= mention.start
            if not close or not _PARTING.isdisjoint(between) or (name == "coming" and _somebodys(between)):
                continue
            if len([word for word in between if word not in _PASSED]) <= 1:
                return True
        return False

    def _behind(self, mention: Mention, name: str, reach: int, cuts: frozenset[str] = _CUTTING) -> bool:
        """Tell whether one of a list's phrases stands behind a mention, with neither a cut nor another between."""
        for one in self.small(name):
            between = range(mention.end, one.start)
            if (
                one.start < mention.end
                or len(between) > reach + _IN_A_CLAUSE * (self.text.word(mention.end) in ("que", "qu"))
                or any(self._holder.get(at, mention) is not mention for at in between)
            ):
                continue
            if cuts.isdisjoint(self.text.between(mention.end, one.start)):
                return True
        return False
