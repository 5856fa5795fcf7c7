"""References from an entry, or from a table of the tools, to entries that must exist."""

from collections.abc import Iterator

from bot.knowledge.explain import nearest
from bot.knowledge.kinds import ENTRIES
from bot.knowledge.loader import Loaded, Place
from bot.knowledge.problems import Problem
from bot.knowledge.schema.clause import ClauseFile
from bot.knowledge.schema.dialogue import Dialogue
from bot.knowledge.schema.entries import Article, Entry, Labelled, Relay
from bot.knowledge.schema.modality import Modality


def errors(loaded: Loaded) -> Iterator[Problem]:
    """References that lead nowhere, each with the id that looks most like it."""
    for entry in loaded.entries.values():
        yield from _of_entry(loaded, entry)
    for name, labelled in loaded.things["questions"].items():
        if isinstance(labelled, Labelled):
            for id_ in labelled.expect.keys() - loaded.ids:
                near = nearest(id_, loaded.ids)
                hint = f" ; vouliez-vous dire « {near} » ?" if near else ""
                yield loaded.places[f"questions/{name}"].problem(("expect", id_), f"n'est pas dans la base{hint}")
    yield from _of_clause(loaded)
    modality = loaded.one("modality")
    if isinstance(modality, Modality):
        place = loaded.places["modality"]
        for id_ in sorted(modality.entries() - loaded.ids):
            line = max(place.line_of(id_), place.line_of(id_.removeprefix("article/")))  # articles stand by their slug
            yield Problem("modality.yaml", line, f"« {id_} » n'est pas dans la base")

    dialogue = loaded.one("dialogue")
    if isinstance(dialogue, Dialogue):
        for cue, id_ in dialogue.settles.items():
            if id_ not in loaded.ids:
                yield loaded.places["dialogue"].problem(("settles", cue), f"« {id_} » n'est pas dans la base")


def _of_clause(loaded: Loaded) -> Iterator[Problem]:
    clause = loaded.one("clause")
    if isinstance(clause, ClauseFile):
        place = loaded.places["clause"]
        for id_ in sorted(clause.entries() - loaded.ids):
            yield Problem("clause.yaml", place.line_of(id_), f"« {id_} » n'est pas dans la base")


def _of_entry(loaded: Loaded, entry: Entry) -> Iterator[Problem]:
    place = loaded.places[entry.id]
    yield from _lost(loaded, place, "see_also", entry.see_also)
    yield from _lost(loaded, place, "next", entry.next)
    for position, id_ in enumerate(entry.next):
        if not id_.startswith("tool/"):
            yield place.problem(
                ("next", position), f"« {id_} » n'est pas un outil ; seuls des outils vont ici (tool/…)"
            )
    if isinstance(entry, Article):
        yield from _lost(loaded, place, "replaces", entry.replaces, "article/")
        yield from _lost(loaded, place, "replaced_by", entry.replaced_by, "article/")
    grids = loaded.things["grids"]
    if isinstance(entry, Relay) and entry.grid and loaded.decides and entry.grid not in grids:
        known = ", ".join(sorted(grids))
        yield place.problem(("grid",), f"« {entry.grid} » n'est pas une grille ; au choix : {known}")


def _lost(loaded: Loaded, place: Place, field: str, named: tuple[str, ...], kind: str = "") -> Iterator[Problem]:
    lacking = {kind.entry for kind in ENTRIES if any(problem.file == kind.place for problem in loaded.errors)}
    for position, name in enumerate(named):
        if f"{kind}{name}" not in loaded.ids and (kind or name).partition("/")[0] not in lacking:
            near = nearest(f"{kind}{name}", loaded.ids)
            hint = f" ; vouliez-vous dire « {near.removeprefix(kind)} » ?" if near else ""
            yield place.problem((field, position), f"« {name} » n'est pas dans la base{hint}")
