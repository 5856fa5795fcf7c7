"""The cases of a fact that nobody knows: what would be decided in each."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.knowledge.schema.modality import Key, Modality
from bot.language.dates import in_french as day_in_french
from bot.language.money import in_french
from bot.tools.modality.decision import Decision, decide


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One answer that a fact may have, its label where the answer has none of its own, and the decision by it."""

    value: Any
    label: str
    decision: Decision


def open_cases(
    table: Modality, decision: Decision, key: Key, unknown: Collection[str], today: date
) -> Iterator[OpenCase]:
    """The decisions for each answer that a fact may have; the other facts stay as they are."""
    for value, label in _answers(table, decision, key, today):
        facts = decision.facts.stating(key, value)
        yield OpenCase(value, label, decide(table, facts, today, unknown=set(unknown) - {key}))


def _answers(table: Modality, decision: Decision, key: Key, today: date) -> Iterator[tuple[Any, str]]:
    said, rules, facts = table.says.undecided, table.obligation, decision.facts
    match key:
        case "value":
            some = sorted(
                {
                    rules.thresholds.of(facts.contract or "marche", nature, buyer)
                    for nature in ((facts.nature,) if facts.nature else ("services", "works"))
                    for buyer in ((facts.buyer,) if facts.buyer else ("state", "local", "utility"))
                }
            )
            yield some[0] - 1, said.not_reached.format(amount=in_french(some[0]))
            yield some[-1], said.reached.format(amount=in_french(some[-1]))
        case "works_months":
            yield rules.short_works_below, said.long_works
            yield rules.short_works_below - 1, said.short_works
        case "date":
            began = day_in_french(rules.from_)
            yield rules.from_ - timedelta(days=1), said.before.format(day=began)
            yield max(today, rules.from_), said.since.format(day=began)
        case _:
            for name in table.facts.of(key).values:
                yield {"true": True, "false": False}.get(name, name), ""
