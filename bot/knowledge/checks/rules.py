"""Rules of the grids against the facts that they name and the publics that they give."""

from collections.abc import Iterator

from bot.knowledge.explain import nearest
from bot.knowledge.loader import Loaded, Place
from bot.knowledge.problems import Problem
from bot.knowledge.ruleset import REFERENCE
from bot.knowledge.schema.eligibility import FactsFile, Grid, Rule, Sheet, Test

Path = tuple[str | int, ...]

_USES: dict[str, frozenset[str]] = {
    "integer": frozenset({"equals", "below", "at_least"}),
    "boolean": frozenset({"equals"}),
    "choice": frozenset({"equals", "among"}),
    "set": frozenset({"has", "has_any"}),
}
_WRITTEN = {"among": "in"}  # as the files have it


def errors(loaded: Loaded) -> Iterator[Problem]:
    """Tests that no fact can pass, publics that the base does not have; the reference grid where it is missing."""
    facts, grids = loaded.one("facts"), loaded.things["grids"]
    if loaded.decides and f"grids/{REFERENCE}" not in loaded.places:
        yield Problem(f"grids/{REFERENCE}.yaml", 1, "ce fichier n'existe pas, la base en a besoin")
    for name, grid in grids.items():
        if isinstance(grid, Grid):
            place = loaded.places[f"grids/{name}"]
            yield from _publics(grid, place, loaded.ids)
            if isinstance(facts, FactsFile):
                for path, rule in _each_rule(grid):
                    yield from _rule(path, rule, facts, place)
                for field in ("effort", "needs"):
                    for fact in getattr(grid, field):
                        if fact not in facts.facts:
                            yield place.problem((field, fact), f"« {fact} » n'est pas un fait")


def _each_rule(grid: Grid) -> Iterator[tuple[Path, Rule]]:
    yield from ((("rules", public), rule) for public, rule in grid.rules.items())
    yield from ((("on_opinion", public), rule) for public, rule in grid.on_opinion.items())
    yield from ((("needs", fact), rule) for fact, rule in grid.needs.items())
    yield from ((("rules_out", at, "when"), advice.when) for at, advice in enumerate(grid.rules_out))
    yield from ((("advice", at, "when"), advice.when) for at, advice in enumerate(grid.advice))
    if grid.together:
        criteria = grid.together.criteria.items()
        yield from ((("together", "criteria", name, "when"), criterion.when) for name, criterion in criteria)


def _publics(grid: Grid, place: Place, ids: frozenset[str]) -> Iterator[Problem]:
    named: list[tuple[Path, str]] = [
        ((field, public), public) for field in ("rules", "on_opinion", "common") for public in getattr(grid, field)
    ]
    if grid.together:
        named += [
            (("together", "criteria", name, "public"), criterion.public)
            for name, criterion in grid.together.criteria.items()
            if criterion.public
        ]
    publics = {id_ for id_ in ids if id_.startswith("public/")}
    for path, public in named:
        if public not in publics:
            near = nearest(public, publics)
            hint = f" ; vouliez-vous dire « {near} » ?" if near else ""
            yield place.problem(path, f"« {public} » n'est pas un public de la base{hint}")


def _rule(path: Path, rule: Rule, facts: FactsFile, place: Place) -> Iterator[Problem]:
    for name, test in rule.tests.items():
        for message in _misfits(name, test, facts.facts[name]):
            yield place.problem((*path, name), message)
    for at, either in enumerate(rule.any_of):
        yield from _rule((*path, "any_of", at), either, facts, place)


def _misfits(name: str, test: Test, sheet: Sheet) -> Iterator[str]:
    """What in a test does not fit the kind, the bounds or the values of its fact."""
    if strange := test.model_fields_set - _USES[sheet.type]:
        key = min(strange)
        yield f"« {_WRITTEN.get(key, key)} » ne va pas avec un fait de type {sheet.type}"
        return
    if test.equals is not None and isinstance(test.equals, bool) != (sheet.type == "boolean"):
        yield f"« {test.equals} » n'est pas une valeur d'un fait de type {sheet.type}"
    else:
        for value in test.values():
            if value not in sheet.values:
                yield f"« {value} » n'est pas une valeur de {name} ; au choix : {', '.join(sheet.values)}"
    if sheet.bounds:
        for key in ("equals", "below", "at_least"):
            number = getattr(test, key)
            if isinstance(number, int) and not isinstance(number, bool) and not sheet.bounds.hold(number):
                yield f"{key} : {number} est hors des bornes de ce fait, de {sheet.bounds.least} à {sheet.bounds.most}"
