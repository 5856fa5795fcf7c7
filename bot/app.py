"""The composition root: the one place that wires the parts together."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.dialogue.assistant import Assistant
from bot.knowledge import checks, loader, territory
from bot.knowledge.problems import KnowledgeError, Problem
from bot.routing.router import Router

LARGE = 20_000  # inhabitants: a commune whose name is recognised although no relay of the base covers it


@dataclass(frozen=True, slots=True)
class Checked:
    """What ``clausette check`` finds."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def check(folder: Path, today: date) -> Checked:
    """Check a knowledge base whole."""
    try:
        loaded = loader.load(folder)
        codes = territory.codes(folder / "territory")
    except KnowledgeError as error:
        return Checked(error.problems, ())
    except OSError as error:
        missing = Path(error.filename or "territory").name
        return Checked((Problem(f"territory/{missing}", 1, f"cannot be read: {error.strerror}"),), ())
    return Checked(tuple(checks.errors(loaded, codes)), tuple(checks.warnings(loaded, today)))


def assistant(folder: Path) -> Assistant:
    """The assistant that answers from a knowledge base.

    Raises:
        KnowledgeError: where the base has faults of form, or holds references that lead nowhere.
    """
    loaded = loader.load(folder)
    if faults := checks.errors(loaded, territory.codes(folder / "territory")):
        raise KnowledgeError(faults)
    knowledge = loaded.knowledge
    return Assistant(knowledge, Router(knowledge, _places(folder)))


def _places(folder: Path) -> list[str]:
    """The names of communes by which people say where they are: all where the base has relays, the large elsewhere."""
    covered = {"16", "17", "79", "86"}
    communes = list(territory.communes(folder / "territory"))
    here = {commune.insee for commune in communes if commune.departement in covered}
    return [c.name for c in communes if c.insee in here or c.population >= LARGE] + [
        former.name for former in territory.former_names(folder / "territory") if former.insee in here
    ]
