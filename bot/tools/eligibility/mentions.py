"""What a text mentions, and what each mention comes to in its sentence: said, denied, or nothing to rely on.

A mention says nothing where the person doubts it, where it is somebody else's, where it is of old, or where an
authority has yet to grant it. Denials are read as French builds them: "ni RSA ni AAH", "RQTH : non", "ASS refusée".
"""

from collections import defaultdict
from collections.abc import Iterator
from enum import Enum

from bot.language.phrases import Found
from bot.tools.eligibility.tokens import LABEL_ENDS, STOPS, ProfileWords, Said, Tag, long_term

Mention = Found[Tag]

_FAR, _NEAR, _BESIDE = 6, 3, 2  # words: how far "pas" reaches, "sans", and an adjective
_LONG_REACH = frozenset({"pas", "plus", "jamais", "rien", "point", "ni"})
_ANSWERS = frozenset({"non", "0", "zero", "aucun", "aucune", "pas"})
_OWNERS = frozenset({"son", "sa", "ses", "leur", "leurs"})
_SELF = frozenset({"lui", "elle", "il"})
_LINKS = frozenset({"a", "est", "ete", ",", "lui", "nous"})
_LISTING = frozenset({"ni", "ou", "/", "+"})
_OF = frozenset({"de", "d"})
_UNITS = frozenset({"an", "ans", "annee", "annees", "mois", "semaines"})
_NOT_DENYING_PLUS = frozenset({"en", "de", "d", "au", "bac", "qui", "le"})
_NEGATIVE = frozenset({"non", "none"})


class Says(Enum):
    """What a mention comes to."""

    YES = "yes"
    DENIED = "denied"
    NOTHING = "nothing"


class Hearing:
    """One text being understood; ``mentions`` are what it says of facts, in order."""

    def __init__(self, said: Said, words: ProfileWords) -> None:
        """Find the mentions and the small words around them."""
        self.said, self.words = said, words
        self._lists = words.file.hearing
        found = [
            Found(one.tag, said.kept[one.start], said.kept[one.end - 1] + 1)
            for one in words.phrases.find([said.words[place] for place in said.kept])
        ]
        self._small: dict[str, list[Mention]] = defaultdict(list)
        for one in found:
            if not one.tag.fact:
                self._small[one.tag.states].append(one)
        self.mentions = self._standing([one for one in found if one.tag.fact])
        self._holder = {place: one for one in self.mentions for place in range(one.start, one.end)}
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
            for other in self.mentions
            if other.tag == ("registered_jobseeker", "oui") and one.meets(other) and self.says(other) is Says.YES
        ]
        return max(said, default=None)

    def before(self, place: int) -> Iterator[int]:
        """The places before one, the nearest first, up to where the clause begins."""
        for at in range(place - 1, -1, -1):
            if self.said.words[at] in STOPS or self.said.words[at] in LABEL_ENDS:
                return
            yield at

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
        if self._of_a_relative(mention) or self._doubted(mention):
            return Says.NOTHING
        if answer := self._answered(mention):
            return answer
        if self._denied_behind(mention):
            return Says.DENIED
        if self._affirmed_behind(mention):
            return Says.YES
        if self._denied_before(mention):
            return self._denial(mention)
        sheet = self.words.file.facts[mention.tag.fact]
        if sheet.granted and self._requested(mention):
            return Says.NOTHING
        if sheet.may_lapse and self._past(mention) and mention.tag.states not in sheet.lasting:
            return Says.NOTHING
        return Says.YES

    def _denial(self, mention: Mention) -> Says:
        if any(one.meets(mention) for months in self._lists.long_term for one in self.small(long_term(months))):
            return Says.NOTHING  # "pas chômeur de longue durée" may still be a jobseeker
        covered = self.said.between(mention.start, mention.end)
        if mention.tag.states in _NEGATIVE and any(word in self._lists.denying for word in covered):
            return Says.YES  # "pas inscrit nulle part": French denials agree, they do not cancel out
        return Says.DENIED

    def _of_a_relative(self, mention: Mention) -> bool:
        """Somebody else's: "sa femme touche le RSA"; not "sa femme travaille et lui est au RSA"."""
        clause = set(self.before(mention.start))
        return any(
            one.start in clause
            and self.said.word(one.start - 1) in _OWNERS
            and _SELF.isdisjoint(self.said.between(one.start + 1, mention.start))
            for one in self.small("relatives")
        )

    def _doubted(self, mention: Mention) -> bool:
        clause = set(self.before(mention.start))
        if any(one.end - 1 in clause and one.end <= mention.start for one in self.small("doubting")):
            return True
        if self.said.between(mention.end, mention.end + 2) in (("ou", "pas"), ("ou", "non")):
            return True
        after_comma = self.said.word(mention.end) == ","
        first = mention.end + after_comma
        follows = {first} if after_comma else {first, first + 1}
        if self.said.word(first) in ("ou", "mais"):
            follows.add(first + 1)
        return any(one.start in follows for one in self.small("wondering"))

    def _answered(self, mention: Mention) -> Says | None:
        """What stands behind a form's label: "Allocation ou pension : aucune", "RSA ? non"."""
        strangers = 0
        for place in range(mention.end, len(self.said.words)):
            word = self.said.words[place]
            if word in LABEL_ENDS or (word == "?" and place == mention.end):
                answer = self.said.word(place + 1)
                if answer in self._lists.affirmed:
                    return Says.YES
                return Says.DENIED if answer in self._lists.denying and not self._opens(place + 2) else None
            strangers += place not in self._holder and word not in self._lists.joining
            if word in STOPS or strangers > _NEAR:
                return None
        return None

    def _opens(self, place: int) -> bool:
        """Tell whether a mention begins at a place, articles aside."""
        while self.said.word(place) in self.words.left_out:
            place += 1
        return place in self._holder and self._holder[place].start == place

    def _denied_behind(self, mention: Mention) -> bool:
        return any(self._denies(one, mention) for one in self.small("denied") if one.start >= mention.end)

    def _denies(self, denied: Mention, mention: Mention) -> bool:
        """Tell whether "non", "refusée", "pas encore" behind a mention is about it, not about what comes next."""
        between = self.said.between(mention.end, denied.start)
        if len(between) > 1 or not _LINKS.issuperset(between) or self._opens(denied.end):
            return False
        if any(place in self._holder for place in range(denied.start, denied.end)):
            return False
        if "," in between:
            return self.said.word(denied.start) == "non" and self.said.clause_ends(denied.end)
        return True

    def _affirmed_behind(self, mention: Mention) -> bool:
        if mention.tag.states == "whole":
            return False
        for place in range(mention.end, mention.end + _BESIDE):
            if self.said.clause_ends(place):
                return False
            if self.said.words[place] in self._lists.affirmed:
                return True
        return False

    def _denied_before(self, mention: Mention) -> bool:
        passed = 0
        for place in self.before(mention.start):
            word = self.said.words[place]
            holder = self._holder.get(place)
            if holder is not None and holder.start < mention.start:
                return self._carried(holder, mention)
            if word in self._lists.breaking or word in _UNITS:  # "pas un an de chômage" denies the year
                return False
            if word in self._lists.denying and self._is_denial(place, mention):
                return passed < (_FAR if word in _LONG_REACH else _NEAR)
            passed += word not in self.words.left_out
        return self._goes_on(mention)

    def _is_denial(self, place: int, mention: Mention) -> bool:
        """Tell a denial from "plus de deux ans", and from the answer to the question before ("RSA : non RQTH")."""
        word, previous = self.said.words[place], self.said.word(place - 1)
        if word == "plus":
            following = [one for one in self.said.between(place + 1, place + 4) if one not in (*_OF, "que")]
            compared = bool(following) and (following[0][0].isdigit() or following[0] in ("un", "une"))
            return not compared and previous not in _NOT_DENYING_PLUS
        if word in _ANSWERS and (previous in LABEL_ENDS or previous == "?"):
            return place + 1 == mention.start and previous == ":"
        return word != "0" or place + 1 == mention.start

    def _carried(self, holder: Mention, mention: Mention) -> bool:
        """A denial carries from one item of a list to the next: "ni RSA ou AAH"."""
        joined = [word for word in self.said.between(holder.end, mention.start) if word not in self.words.left_out]
        return (
            all(word in self._lists.joining for word in joined)
            and not _LISTING.isdisjoint(joined)
            and self.says(holder) is Says.DENIED
        )

    def _goes_on(self, mention: Mention) -> bool:
        """A denial goes on behind a comma where "de" does: "pas de RSA, d'AAH, d'ASS"."""
        if self.said.word(mention.start - 1) not in _OF or self.said.word(mention.start - 2) != ",":
            return False
        holder = self._holder.get(mention.start - 3)
        return holder is not None and holder.tag.fact == mention.tag.fact and self.says(holder) is Says.DENIED

    def _requested(self, mention: Mention) -> bool:
        """A right that is only asked for: "demande de RQTH", "RQTH en cours"."""
        passed = 0
        for place in self.before(mention.start):
            if place in self._holder or passed > _BESIDE:
                break
            if self.said.words[place] in self._lists.requested:
                return True
            passed += self.said.words[place] not in self.words.left_out
        follows = range(mention.end, mention.end + _NEAR + 1)
        return any(
            one.start in follows and STOPS.isdisjoint(self.said.between(mention.end, one.start))
            for one in self.small("pending")
        )

    def _past(self, mention: Mention) -> bool:
        """Of old: "touchait le RSA", "ancien allocataire"."""
        for one in self.small("past"):
            between = self.said.between(one.end, mention.start)
            if (
                one.start < mention.start
                and one.end <= mention.start
                and len([word for word in between if word not in self.words.left_out]) <= 1
                and STOPS.isdisjoint(between)
            ):
                return True
        return False
