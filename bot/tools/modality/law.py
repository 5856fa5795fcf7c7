"""What the table of knowledge/modality.yaml says of one case: its articles, and whether the condition is compulsory."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, get_args

from bot.knowledge.schema.modality import Aim, Buyer, Contract, Modality, Nature, RegimeName, Rows
from bot.tools.modality.facts import Facts


class LegalCase(NamedTuple):
    """One way in which what is unknown of a contract may turn out."""

    aim: Aim
    nature: Nature
    buyer: Buyer
    value: float
    works_months: int
    contract: Contract
    defence: bool
    day: date


class Row(NamedTuple):
    """The articles of a case, without the obligation's, and what its row says."""

    articles: tuple[str, ...]
    says: str | None


class Duty(NamedTuple):
    """Whether the social condition is compulsory (None: the texts leave it open), and the exception that frees."""

    compulsory: bool | None
    exception: str | None = None


def row(table: Modality, case: LegalCase) -> Row:
    """The row that covers a case, or nothing and the reason."""
    if table.before.holds(case.day):
        return Row((), table.before.says)
    if case.contract == "concession":
        return first(table.concession.of(case.aim), case.day) or Row((), table.says.no_row_concession)
    found = first(table.defence.of(case.aim), case.day) if case.defence else None
    found = found or first(table.results.of(case.aim), case.day) or Row((), table.says.no_row)
    if found.articles:
        for required in table.requires:
            if required.aim == case.aim and not (case.nature in required.nature and case.buyer in required.buyer):
                return Row((), required.says)
    return found


def first(rows: Rows, day: date) -> Row | None:
    """The first row that holds on a day."""
    return next((Row(one.articles, one.says) for one in rows if one.holds(day)), None)


def duty(table: Modality, case: LegalCase, pleaded: str, regime: RegimeName | None) -> Duty:
    """Whether the condition is compulsory: article 35 of the law of 22 August 2021, as codified.

    Social services have a European threshold of their own (R2131-15): between the ordinary one and theirs no text
    that we have seen decides, nor for a call-off from a framework that was launched before.
    """
    rules = table.obligation
    day = max(case.day, rules.from_) if regime == "subsequent" else case.day
    if day < rules.from_ or case.defence or case.value < threshold(table, case):
        return Duty(compulsory=False)
    admitted: tuple[str, ...] = getattr(rules.exceptions, case.contract)
    if case.nature == "works" and case.works_months < rules.short_works_below and "short_works" in admitted:
        return Duty(compulsory=False, exception="short_works")
    if pleaded in admitted:
        return Duty(compulsory=False, exception=pleaded)
    if case.day < rules.from_ or (social(case, regime) and case.value < rules.social_services.of(case.buyer)):
        return Duty(compulsory=None)
    return Duty(compulsory=True)


def threshold(table: Modality, case: LegalCase) -> int:
    """The European threshold of a case, in euros without taxes; a value that is equal reaches it."""
    return table.obligation.thresholds.of(case.contract, case.nature, case.buyer)


def social(case: LegalCase, regime: RegimeName | None) -> bool:
    """Tell whether a contract is for social or other specific services."""
    services = case.contract == "marche" and case.nature == "services"
    return services and (regime in ("social", "specific") or case.aim in ("insertion", "ess"))


def beside(table: Modality, facts: Facts, day: date) -> Iterator[str]:
    """The articles that are good to read too: the definition of the need, direct purchase where the value is small."""
    for one in table.always_said:
        if one.holds(day) and (one.contract is None or one.contract == (facts.contract or "marche")):
            yield from one.articles
    if direct_limit(table, facts, day) is not None:
        yield table.direct_purchase.article


def direct_limit(table: Modality, facts: Facts, day: date) -> int | None:
    """The limit of direct purchase under which the contract is; None where it is not, or not known to be."""
    if facts.contract != "marche" or facts.defence or facts.value is None:
        return None
    for one in table.direct_purchase.rows:
        if one.holds(day):
            natures = (facts.nature,) if facts.nature else get_args(Nature)
            limit = min(int(getattr(one, nature)) for nature in natures)
            return limit if facts.value < limit else None
    return None
