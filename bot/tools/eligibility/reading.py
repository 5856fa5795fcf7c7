"""Facts of a person, read from everyday French: "un chomeur de 2 ans et demi 53ans, sans RQTH".

What is read is only what was said: a hedge, a request under way, somebody else's benefit or a set partly denied state
nothing. The words of the field are those of knowledge/facts.yaml.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.knowledge.schema.eligibility import FactsFile, Sheet
from bot.knowledge.schema.person import Facts, Value
from bot.language.ages import Age
from bot.language.durations import Span
from bot.tools.eligibility.ages import ages_and_durations
from bot.tools.eligibility.mentions import Mention, Mentions, Says
from bot.tools.eligibility.notices import apprentice, not_yet, notices, released_long_ago, run_out
from bot.tools.eligibility.several_persons import persons
from bot.tools.eligibility.words import ProfileWords, profile_words, spelt

__all__ = ["Profile", "ProfileWords", "ReadingProblem", "profile_words", "read", "read_persons", "spelt"]

_LONGEST = 2000  # characters; a profile is a few sentences, and reading stays quick
_DOUBT_OF_AGE = 3  # years around a limit within which "about 48" decides nothing
_APPRENTICE = 15  # years: the age at which only an apprentice may be hired
_FIRST_JOB = 13  # years; nobody has been out of work since before

_HALF_SAID = frozenset({Says.NOTHING, Says.REQUESTED, Says.TO_COME, Says.UNCLEAR})
_ELSEWHERE = frozenset(
    {Says.YES, Says.SPOUSE, Says.OTHERS, Says.STAFF}
)  # what a mention comes to that takes nothing back


@dataclass(frozen=True, slots=True)
class ReadingProblem:
    """A value that was said and not taken: of which fact, and what to tell the person."""

    fact: str
    says: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What was read of a person; the values said that cannot be, and what was named and does not hold (or not yet).

    ``unclear`` are the facts spoken of and not understood, which are to be asked before anything that they may
    exclude is presumed. ``undone`` are the facts named that do not hold, each with what it would state: said later,
    they take it back. ``awaited`` are the rights that were asked for and not granted yet.
    """

    facts: Facts
    problems: tuple[ReadingProblem, ...] = ()
    notices: tuple[str, ...] = ()
    undone: tuple[tuple[str, str], ...] = ()
    unclear: tuple[str, ...] = ()
    awaited: tuple[tuple[str, str], ...] = ()


def read(text: str, words: ProfileWords, today: date) -> Profile:
    """The facts that a text states of a person; of the first where it tells of several.

    See ``read_persons``.
    """
    return read_persons(text, words, today)[0]


def read_persons(text: str, words: ProfileWords, today: date) -> tuple[Profile, ...]:
    """The facts that a text states of each person that it tells of, one after the other; at least one profile.

    Args:
        text: what a person wrote, of any length and spelling; only the beginning of a very long one is read.
        words: the words of the field.
        today: the day from which "depuis mars" counts.
    """
    whole = words.reader.read(text[:_LONGEST])
    each = persons(whole, words)
    texts = [whole] if len(each) == 1 else [words.reader.read(one) for one in each]
    return tuple(_profile(Mentions(one, words), today) for one in texts)


def _profile(heard: Mentions, today: date) -> Profile:
    """The facts of one person, the values said that cannot be, and what was named and does not hold."""
    words = heard.words
    aged, lasting = ages_and_durations(heard, today)
    said = {mention: heard.says(mention) for mention in heard.all}
    said |= dict.fromkeys(run_out(heard, today), Says.EXPIRED) | dict.fromkeys(not_yet(heard, today), Says.TO_COME)
    said |= dict.fromkeys(released_long_ago(heard, lasting), Says.TOO_LONG_AGO)
    contested = _contested(said)
    facts, problems = _mentioned({one: says for one, says in said.items() if one.tag.fact not in contested}, words.file)
    age = _age(aged, heard)
    if isinstance(age, ReadingProblem):
        problems.append(age)
    else:
        facts = facts.stating("age", age)
    for name, months in _months(facts, lasting, heard):
        checked = _checked(name, months, facts, words.file)
        if isinstance(checked, ReadingProblem):
            problems.append(checked)
        else:
            facts = facts.stating(name, checked)
    if facts.age == _APPRENTICE and apprentice(heard):
        facts = facts.stating("may_work", value=True)
    undone = dict.fromkeys((one.tag.fact, one.tag.states) for one, says in said.items() if says not in _ELSEWHERE)
    unclear = (name for name in (*contested, *_half_said(said)) if facts.get(name) is None)
    return Profile(
        facts,
        tuple(problems),
        tuple(notices(said, facts, words.file)),
        undone=tuple(undone),
        unclear=tuple(dict.fromkeys(unclear)),
        awaited=tuple(
            dict.fromkeys((one.tag.fact, one.tag.states) for one, says in said.items() if says is Says.REQUESTED)
        ),
    )


def longer_than_life(facts: Facts, file: FactsFile) -> ReadingProblem | None:
    """The duration that cannot be at the age that was said, as where both were said one after the other."""
    for name in ("months_unemployed", "months_since_studies"):
        months = facts.get(name)
        if facts.age is not None and isinstance(months, int) and months > _longest_at(facts.age):
            return ReadingProblem(name, file.complaints.longer_than_life.format(values=months))
    return None


def _contested(said: Mapping[Mention, Says]) -> frozenset[str]:
    """The facts that are said, beside words that make it doubtful: "en CDI, licenciement en cours"."""
    states = [one.tag for one, says in said.items() if says is Says.YES]
    return frozenset(fact for fact, state in states if state == "contested" and (fact, "oui") in states)


def _half_said(said: Mapping[Mention, Says]) -> Iterable[str]:
    """The facts that are spoken of, by words that leave them open or in a sentence that is not understood."""
    if Says.STAFF in said.values():
        yield "employed_elsewhere"  # who works for a structure may be its permanent employee
    for one, says in said.items():
        left_open = one.tag.states == "unclear" and (says is Says.YES or says in _HALF_SAID)
        if left_open or (one.tag.states == "oui" and says in _HALF_SAID):
            yield one.tag.fact


def _mentioned(said: Mapping[Mention, Says], file: FactsFile) -> tuple[Facts, list[ReadingProblem]]:
    """The facts that the mentions state together."""
    yes: dict[str, set[str]] = defaultdict(set)
    no: dict[str, set[str]] = defaultdict(set)
    for mention, says in said.items():
        if says is Says.YES:
            yes[mention.tag.fact].add(mention.tag.states)
        elif says.denies:
            no[mention.tag.fact].add(mention.tag.states)
    facts, problems = Facts(), []
    for name, sheet in file.facts.items():
        if sheet.type == "boolean" and "oui" in yes[name]:
            no[name].discard("whole")  # "pas de nouvelles de la MDPH, mais il a la RQTH"
        if _contradicted(sheet, yes[name], no[name]):
            both = " / ".join((sheet.said["oui"], sheet.said["non"]))
            problems.append(ReadingProblem(name, file.complaints.contradicted.format(values=both)))
        else:
            facts = facts.stating(name, _value(sheet, yes[name], no[name]))
    return facts, problems


def _says_yes(sheet: Sheet, yes: set[str], no: set[str]) -> bool:
    return "oui" in yes or (sheet.opposite and "non" in no)


def _says_no(yes: set[str], no: set[str]) -> bool:
    return "non" in yes or not no.isdisjoint({"oui", "whole"})


def _contradicted(sheet: Sheet, yes: set[str], no: set[str]) -> bool:
    return sheet.type == "boolean" and not sheet.denial_wins and _says_yes(sheet, yes, no) and _says_no(yes, no)


def _value(sheet: Sheet, yes: set[str], no: set[str]) -> Value | None:
    match sheet.type:
        case "boolean" if _says_no(yes, no):
            return False
        case "boolean":
            return True if _says_yes(sheet, yes, no) else None
        case "set" if values := yes & set(sheet.answers):
            return frozenset(values)
        case "set":
            return frozenset() if "none" in yes or "whole" in no else None
        case "choice":
            return _choice(sheet, yes, no)
    return None


def _choice(sheet: Sheet, yes: set[str], no: set[str]) -> str | None:
    """The value that comes first of those said; "none" too where the first real value, or the whole, is denied."""
    for value in sheet.foremost:
        if value in yes:
            return value
    first = next(value for value in sheet.answers if value != "none")
    return "none" if not no.isdisjoint({"whole", first}) else None


def _age(aged: list[Age], heard: Mentions) -> int | ReadingProblem | None:
    file = heard.words.file
    sheet = file.facts["age"]
    said = list(dict.fromkeys(number for age in aged for number in (age.years, *age.several)))
    if not said:
        return None
    years = said[0]
    if len(said) > 1:
        return ReadingProblem("age", file.complaints.several.format(values=", ".join(f"{n} ans" for n in said)))
    if aged[0].about and any(abs(years - limit) <= _DOUBT_OF_AGE for limit in sheet.limits):
        return None
    if sheet.bounds and not sheet.bounds.hold(years):
        return ReadingProblem("age", sheet.bounds.otherwise.format(values=years))
    if other := _belied(years, heard):
        return ReadingProblem("age", file.complaints.contradicted.format(values=f"{years} ans, {other}"))
    return years


def _belied(years: int, heard: Mentions) -> str | None:
    """The words said that contradict an age, or None."""
    kept = heard.kept
    return next(
        (
            " ".join(kept[one.start : one.end])
            for one in heard.words.belied.find(kept)
            if one.tag.contradicts(years) and not heard.subjects.somebody_else(heard.places[one.start])
        ),
        None,
    )


def _months(facts: Facts, lasting: list[tuple[str, Span]], heard: Mentions) -> Iterable[tuple[str, list[int]]]:
    """The durations said, by the fact that they state, each once."""
    said: dict[str, dict[int, None]] = defaultdict(dict)
    for role, span in lasting:
        if span.sure:
            said[role][span.months] = None
    without_work = list(said["registered"] or said["work"])
    if not without_work and (months := heard.long_term()) is not None:
        without_work = [months]
    yield "months_unemployed", without_work
    yield "months_since_studies", list(said["studies"]) if facts.left_studies else []
    yield "months_worked_last_12", list(said["worked"])


def _checked(name: str, months: list[int], facts: Facts, file: FactsFile) -> int | ReadingProblem | None:
    if not months:
        return None
    if len(months) > 1:
        return ReadingProblem(name, file.complaints.several.format(values=", ".join(f"{n} mois" for n in months)))
    bounds = file.facts[name].bounds
    if bounds and not bounds.hold(months[0]):
        return ReadingProblem(name, bounds.otherwise.format(values=months[0]))
    if name != "months_worked_last_12" and facts.age is not None and months[0] > _longest_at(facts.age):
        return ReadingProblem(name, file.complaints.longer_than_life.format(values=months[0]))
    return months[0]


def _longest_at(age: int) -> int:
    return (age - _FIRST_JOB) * 12
