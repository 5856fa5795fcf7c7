"""Whose age, and what lasted: "43 ans" is an age, "au chômage depuis 2 ans" is not, nor "2 ans de prison"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.language.ages import Age, ages
from bot.language.durations import Span, spans
from bot.language.negation import before as words_before
from bot.language.phrases import root
from bot.language.text import STOPS
from bot.tools.eligibility.mentions import Mentions, Says

_CHILDHOOD = 14  # years; who is younger is not hired, so the number is a child's or a duration
_OF_AGE = 18  # years
_TO_A_CHILD = 5  # words between "enfants" and their ages
_LEADS_OF_AGES = frozenset({"a", "age", "agee", "ages"})
_LEADS_OF_DURATIONS = frozenset(
    {"depuis", "pendant", "durant", "fait", "en", "dans", "apres", "voila", "sur", "y", "depui", "dps"}
)
_AFTER_DURATIONS = frozenset({"dans", "comme"})
_WORKED = frozenset({"travaill", "boss", "taff", "trim"})
_TYING = frozenset({"de", "d", "que", "qu", "sans", "au", "a"})
_UP_TO = frozenset({"jusqu", "jusque"})
_OTHER_TIMES = frozenset({"dans", "auparavant"})  # what is still to come, and what was before
_TIED_TO_IT = frozenset({("de",), ("d",), ("pendant",), ("durant",)})
_BEHIND = 2  # words: what a duration follows is a likelier owner than what follows it
_SAID_BESIDE = frozenset({"an", "ans", "mois"})
_LEADING_TO_AGE = frozenset({"en", "a", "ai", "j", "n"})
_WORK = frozenset({"travaill", "boss", "taff", "interim", "interimair", "cdd", "mission", "contrat", "trim"})
_WINDOW = re.compile(
    r"\b(?:cette annee|cet ete|cet hiver|cet automne|ce printemps|(?:dans|sur) l annee|sur l an|sur (?:les )?12)\b"
    r"|\b(?:sur|dans|pendant|durant|cours)\b(?: \w+){0,3} (?:dernier|derniere|derniers|dernieres|annee)\b"
)
_SPOKEN_OF = frozenset({"unclear", "contested"})
_LEAVINGS = frozenset({("left_studies", "oui"), ("care_leaver_or_homeless", "oui")})
_OWN = frozenset({"registered", "work", "studies"})


@dataclass(frozen=True, slots=True)
class Lasting:
    """A duration and the words that it covers."""

    span: Span
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Owner:
    """What a duration may belong to; ``role`` is "registered", "work" or "studies", empty for anything else."""

    start: int
    end: int
    role: str


def ages_and_durations(heard: Mentions, today: date) -> tuple[list[Age], list[tuple[str, Span]]]:
    """The ages of the person, and the durations with what each belongs to ("registered", "work", "studies", "")."""
    said = heard.text
    found = _of_the_person(heard, today)
    births = [age for age in found if age.born]
    lasting = [
        Lasting(span, said.place(span.start), said.place(span.end))
        for span in spans(said.normal, today)
        if not any(_meet(span, age) for age in births)
    ]
    owners = list(_owners(heard))
    aged = [age for age in found if _is_age(age, heard, lasting, owners, alone=len(found) == 1)]
    rest = [one for one in lasting if _has_lasted(one, heard, aged)]
    return aged, [(_in_window(one, heard) or _role(one, heard, owners), one.span) for one in rest]


def _of_the_person(heard: Mentions, today: date) -> list[Age]:
    """What may be an age of the person; where another's is told, what leans on that too."""
    every = ages(heard.text.normal, today)
    found = [age for age in every if not heard.subjects.somebody_else(heard.text.place(age.start))]
    if len(found) == len(every):
        return found
    return sorted([*found, *_bare(heard)], key=lambda age: age.start)


def _has_lasted(lasting: Lasting, heard: Mentions, aged: Sequence[Age]) -> bool:
    """Tell whether something of the person has lasted so long: no age, no time to come, nothing of somebody else."""
    said = heard.text
    if any(_meet(lasting.span, age) for age in aged) or said.word(lasting.start - 1) in _OTHER_TIMES:
        return False
    for one in heard.all:
        within = one.start <= lasting.start and lasting.end <= one.end  # "après 15 ans de CDI"
        tied = said.between(one.end, lasting.start) in _TIED_TO_IT  # "après un CDI de 10 ans"
        if one.tag.states == "neutral" and (within or tied):
            return False
    behind_age = any(said.place(age.end) == lasting.start for age in aged)
    if behind_age and said.word(lasting.start) in ("en", "le", "a"):  # "aura 50 ans en mars"
        return False
    return not (_of_a_child(lasting.start, heard) or heard.subjects.somebody_else(lasting.start))


def _bare(heard: Mentions) -> Iterator[Age]:
    """The age of the person where it leans on another's: "le chef a 57 ans, le candidat 29", "le candidat en a 30"."""
    said = heard.text
    for place, word in enumerate(said.words):
        behind = _SAID_BESIDE.isdisjoint(said.between(place + 1, place + 2)) and said.clause_ends(place + 1)
        if not (word.isdigit() and behind and int(word) >= _CHILDHOOD):
            continue
        at = place - 1
        while said.word(at) in _LEADING_TO_AGE:
            at -= 1
        if heard.subjects.back_at(at) or said.between(place - 2, place) == ("en", "a"):
            yield Age(said.tokens[place].at, said.tokens[place].at + len(word), int(word))


def _in_window(lasting: Lasting, heard: Mentions) -> str:
    """What months of the last twelve are: those worked; months without work that need not be one after the other."""
    said = heard.text
    end = next((at for at in range(lasting.end, len(said.words)) if said.words[at] in STOPS), len(said.words))
    window = _WINDOW.search(" ".join(said.between(lasting.end, end)))
    if window is None or lasting.span.since:
        return ""
    clause = said.between(said.clause_start(lasting.start), end)
    return "worked" if any(root(word) in _WORK for word in clause) else "scattered"


def _meet(span: Span, age: Age) -> bool:
    return span.start < age.end and age.start < span.end


def _owners(heard: Mentions) -> Iterator[Owner]:
    explained = [one for one in heard.all if one.tag.states == "neutral"]
    for mention in heard.all:
        if mention in explained or mention.tag.states in _SPOKEN_OF:
            continue
        role = ""
        match (*mention.tag, heard.says(mention)):
            case ("registered_jobseeker", "oui", Says.YES):
                role = "registered"
            case ("jobseeking", "oui", Says.YES):
                role = "work"
            case ("left_studies", "oui", Says.YES) | ("left_studies", "non", Says.DENIED):
                role = "studies"
            case ("justice", "oui", _) if any(mention.meets(one) for one in heard.small("released")):
                role = "released"
        yield Owner(mention.start, mention.end, role)
    for name, role in (("work", "work"), ("studies", "studies"), ("anchor", ""), ("neutral", "")):
        yield from (
            Owner(one.start, one.end, role)
            for one in heard.small(name)
            if name != "anchor" or not any(one.within(other) for other in explained)  # "licencié d'un CDI"
        )


def _is_age(age: Age, heard: Mentions, lasting: list[Lasting], owners: list[Owner], *, alone: bool) -> bool:
    said = heard.text
    start, end = said.place(age.start), said.place(age.end)
    if age.born or said.word(start) in _LEADS_OF_AGES:
        return True
    covering = [one.span for one in lasting if _meet(one.span, age)]
    if any(span.since for span in covering) or _lasted(start, end, heard, owners) or _then(start, heard):
        return False
    if age.years >= _CHILDHOOD:
        return alone or age.years >= _OF_AGE or not _of_a_child(start, heard)
    if _of_a_child(start, heard) or any(span.years is None for span in covering):
        return False
    if said.word(start - 1) in _LEADS_OF_AGES:
        return True
    return alone and start == 0 and said.clause_ends(end) and not _beside(start, end, heard, owners)


def _lasted(start: int, end: int, heard: Mentions, owners: list[Owner]) -> bool:
    """Years that something lasted: "a bossé 20 ans", "20 ans dans le bâtiment", "5 ans de chômage", "y a 2 ans"."""
    said = heard.text
    before, after = said.word(start - 1), said.word(end)
    if before in _LEADS_OF_DURATIONS or (before == "a" and said.word(start - 2) in ("y", "ya")):
        return True
    if root(before) in _WORKED:
        never = any(one.end == start and one.tag == ("work_experience", "non") for one in heard.all)
        return not never
    to_come = after == "dans" and said.word(end + 1).isdigit()  # "50 ans dans 2 mois" is an age all the same
    return (after in _AFTER_DURATIONS and not to_come) or (
        after in ("de", "d") and any(one.start == end + 1 for one in owners)
    )


def _then(start: int, heard: Mentions) -> bool:
    """An age of the past: "sorti de l'école à 16 ans", "placé jusqu'à ses 21 ans"."""
    before = [heard.text.words[place] for place in words_before(heard.text, start)][:3]
    if not _UP_TO.isdisjoint(before):
        return True
    left = any(one.end == start - 1 and one.tag in _LEAVINGS for one in heard.all)
    return left and before[:1] == ["a"]


def _of_a_child(start: int, heard: Mentions) -> bool:
    before = [heard.text.words[place] for place in words_before(heard.text, start)][:_TO_A_CHILD]
    return any(root(word) in heard.words.people.children for word in before)


def _beside(start: int, end: int, heard: Mentions, owners: list[Owner]) -> bool:
    return any(
        one.role in _OWN
        and STOPS.isdisjoint(heard.text.between(one.end, start))
        and STOPS.isdisjoint(heard.text.between(end, one.start))
        for one in owners
    )


def _role(lasting: Lasting, heard: Mentions, owners: list[Owner]) -> str:
    """What a duration belongs to: the nearest of its clause, else the last said before, else the next."""
    ranked = [(far, one) for one in owners if (far := _distance(lasting, one, heard)) is not None]
    if not ranked:
        earlier = [one for one in owners if one.end <= lasting.start]
        ranked = [(-one.end, one) for one in earlier] or [(one.start, one) for one in owners]
    best = min(((far, one.start - one.end) for far, one in ranked), default=None)
    roles = [one.role for far, one in ranked if (far, one.start - one.end) == best]
    return next((role for role in roles if role), "")


def _distance(lasting: Lasting, owner: Owner, heard: Mentions) -> int | None:
    """How far a duration stands from its owner, in words; None across the end of a clause."""
    if owner.end <= lasting.start:
        gap, more = heard.text.between(owner.end, lasting.start), 0
    elif owner.start >= lasting.end:
        gap = heard.text.between(lasting.end, owner.start)
        tied = not lasting.span.since and (not gap or gap[0] in _TYING)  # "2 ans de chômage"
        more = 0 if tied else _BEHIND
    else:
        return -1
    return len(gap) + more if STOPS.isdisjoint(gap) else None
