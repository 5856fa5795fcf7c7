"""Texts against the rules that decide: an age in a public's texts that its grid does not have."""

import re
from collections.abc import Iterator

from bot.knowledge.loader import Loaded
from bot.knowledge.problems import Problem
from bot.knowledge.ruleset import REFERENCE
from bot.knowledge.schema.eligibility import Grid, Rule
from bot.knowledge.schema.entries import Public

_AGE = re.compile(r"\b(\d{2}) ans\b")
_READ = ("label", "short", "answer", "why")  # the texts that state the limit


def warnings(loaded: Loaded) -> Iterator[Problem]:
    """Texts of a public that name ages, but not the one by which the reference grid decides."""
    grid = loaded.things["grids"].get(REFERENCE)
    if not isinstance(grid, Grid):
        return
    rules = loaded.places[f"grids/{REFERENCE}"]
    for id_, rule in grid.rules.items():
        public = loaded.entries.get(id_)
        limits = set(_limits(rule))
        if not isinstance(public, Public) or not limits:
            continue
        stands = rules.problem(("rules", id_), "")
        for field in _READ:
            ages = {int(age) for age in _AGE.findall(getattr(public, field) or "")}
            if ages and not ages & limits:
                said, decided = (" et ".join(map(str, sorted(some))) for some in (ages, limits))
                message = f"dit {said} ans, la grille décide à {decided} ans ({stands.file}:{stands.line})"
                yield loaded.places[id_].problem((field,), f"{message} : accorder les deux")


def _limits(rule: Rule) -> Iterator[int]:
    if age := rule.tests.get("age"):
        yield from (limit for limit in (age.below, age.at_least) if limit is not None)
    for either in rule.any_of:
        yield from _limits(either)
