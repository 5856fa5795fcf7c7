"""What is said of a fact that was named and does not hold, or not yet: "RQTH expirée : renouvelez-la"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.knowledge.schema.eligibility import FactsFile
from bot.knowledge.schema.person import Facts
from bot.language.durations import Span
from bot.language.months import MONTH_FORMS, MONTHS
from bot.tools.eligibility.mentions import Mention, Mentions, Says

_RELEASE_COUNTS = 6  # months after a release (``whose_and_when`` of the facts of eligibility)
_APPRENTICESHIP = frozenset({"apprenti", "apprentie", "apprentissage", "alternance", "alternant"})
_UNTIL = re.compile(
    r"\w+[^.;,]{0,25}?\bjusqu\W?(?:en|au|a|fin|debut)[^.;,\d]{0,12}?(?:\d{1,2}(?:er)?\W)?"
    rf"(?:(?P<month>{MONTH_FORMS})\.? |(?P<m>\d{{1,2}})\W)?(?P<year>20\d\d)(?!\d)"
)
_YEARS = re.compile(r"[^.;,]{0,25}?(?<!\d)(?P<first>20\d\d) ?(?:-|/|a|au|et|jusqu'en) ?(?P<last>20\d\d)(?!\d)")
_FOR_YEARS = re.compile(
    r"[^.;,]{0,25}?(?<!\d)(?P<first>20\d\d),? (?:et )?pour (?:une duree de )?(?P<years>\d{1,2}) ans"
)
_FROM = re.compile(
    r"(?![^.;,]{0,25}\b(?:libre|dispo|embauche))[^.;,]{0,25}?\b(?:a compter|a partir|des)\b"
    r"(?: de| du| d\W|)(?: le)? ?(?:\d{1,2}(?:er)?\W)?(?:debut |fin |mi-)?"
    rf"(?:(?P<month>{MONTH_FORMS})\.?(?:\s(?P<year>20\d\d))?|(?P<alone>20\d\d))(?!\w)"
)
_SILENT = frozenset({Says.YES, Says.DENIED, Says.NOTHING, Says.OTHERS, Says.STAFF})  # what goes without saying


def notices(said: Mapping[Mention, Says], facts: Facts, file: FactsFile) -> Iterator[str]:
    """The sentences for the mentions that do not hold, each fact once; none where the fact holds all the same."""
    told: set[tuple[str, str]] = set()
    for mention, says in said.items():
        fact, states = mention.tag
        if (
            says in _SILENT
            or (fact, states) in told
            or states in ("whole", "none", "non")
            or _holds(fact, states, facts)
        ):
            continue
        told.add((fact, states))
        sheet = file.facts[fact]
        what = sheet.names.get(states) or ("" if sheet.type == "boolean" else sheet.answers[states])
        if not what:  # what a steady job that ended means is no matter of renewing
            continue
        sentence: str = getattr(file.not_held, str(says.value))
        yield sentence.format(what=what)


def released_long_ago(heard: Mentions, lasting: Sequence[tuple[str, Span]]) -> list[Mention]:
    """The mentions of a release that is too long ago, where nothing tells that the person is still followed."""
    if not any(role == "released" and span.months > _RELEASE_COUNTS for role, span in lasting):
        return []
    mentions = [one for one in heard.all if one.tag == ("justice", "oui")]
    followed = [
        one
        for one in mentions
        if heard.says(one) is Says.YES and any(one.meets(other) for other in heard.small("followed"))
    ]
    return [] if followed else mentions


def run_out(heard: Mentions, today: date) -> list[Mention]:
    """The mentions whose end was told and is past: "AAH jusqu'en mai 2025", "RQTH 2019-2024", "en 2015 pour 5 ans"."""
    said = [one for one in heard.all if heard.lapses(one) and heard.says(one) is Says.YES]
    ends = ((one, _end(heard.text.normal, heard, one)) for one in said)
    return [one for one, end in ends if end is not None and end < (today.year, today.month)]


def not_yet(heard: Mentions, today: date) -> list[Mention]:
    """The mentions that begin on a day still to come: "RSA ouvert à compter de janvier 2027", "dès février"."""
    said = [one for one in heard.all if heard.lapses(one) and heard.says(one) is Says.YES]
    return [one for one in said if _begins_after(heard, one, today)]


def _begins_after(heard: Mentions, mention: Mention, today: date) -> bool:
    told = _FROM.match(heard.text.normal, heard.text.tokens[mention.end - 1].at)
    if told is None:
        return False
    month = MONTHS.get(told["month"] or "", 12)
    year = int(told["year"] or told["alone"] or today.year + (month <= today.month))
    return (year, month) > (today.year, today.month)


def _end(normal: str, heard: Mentions, mention: Mention) -> tuple[int, int] | None:
    """The year and month in which something ends, as far as it is told; December where no month is."""
    last = heard.text.tokens[mention.end - 1]
    if told := _UNTIL.match(normal, last.at):
        return int(told["year"]), MONTHS.get(told["month"] or "", int(told["m"] or 0)) or 12
    behind = last.at + len(last.word)
    if told := _YEARS.match(normal, behind):
        return int(told["last"]), 12
    if told := _FOR_YEARS.match(normal, behind):
        return int(told["first"]) + int(told["years"]), 12
    return None


def apprentice(heard: Mentions) -> bool:
    """Tell whether an apprenticeship is spoken of."""
    return not _APPRENTICESHIP.isdisjoint(heard.text.words)


def _holds(fact: str, states: str, facts: Facts) -> bool:
    value = facts.get(fact)
    return value is True or value == states or (isinstance(value, frozenset) and states in value)
