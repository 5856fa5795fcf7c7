"""The composition root: the one place that wires the parts together."""

import dataclasses
import marshal
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.dialogue.assistant import Assistant
from bot.knowledge import checks, loader, territory
from bot.knowledge.cache import cached, fingerprint
from bot.knowledge.models import Knowledge, Relay
from bot.knowledge.problems import KnowledgeError, Problem
from bot.routing.index import Index, build
from bot.routing.reading import Words
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


def assistant(folder: Path, cache: Path | None = None) -> Assistant:
    """The assistant that answers from a knowledge base; what is computed is kept in ``cache`` until a file changes.

    Raises:
        KnowledgeError: where the base has faults of form, or holds references that lead nowhere.
    """

    def read() -> bytes:
        loaded = loader.load(folder)
        if faults := checks.errors(loaded, territory.codes(folder / "territory")):
            raise KnowledgeError(faults)
        return _to_bytes(loaded.knowledge, build(loaded.knowledge, _places(folder, loaded.knowledge.relays)))

    if cache is None:
        kept = read()
    else:
        code = sorted(Path(__file__).parent.glob("*/*.py"))
        kept = cached(cache, fingerprint([*loader.files(folder), *code], sys.version), read)
    knowledge, index = _from_bytes(kept)
    return Assistant(knowledge, Router(knowledge, index))


def _to_bytes(knowledge: Knowledge, index: Index) -> bytes:
    """Base and index as marshalled plain values: read in milliseconds, and reading them runs no code."""
    fields = {field.name: getattr(index, field.name) for field in dataclasses.fields(index)}
    known = {field.name: getattr(index.known, field.name) for field in dataclasses.fields(index.known)}
    return marshal.dumps({"knowledge": knowledge.model_dump_json(by_alias=True), "index": fields | {"known": known}})


def _from_bytes(kept: bytes) -> tuple[Knowledge, Index]:
    held = marshal.loads(kept)  # noqa: S302  our own file, which nobody else can write (see bot.knowledge.cache)
    index = Index(**held["index"] | {"known": Words(**held["index"]["known"])})
    return Knowledge.model_validate_json(held["knowledge"]), index


def _places(folder: Path, relays: Iterable[Relay]) -> list[str]:
    """The names of communes by which people say where they are: all where the base has relays, the large elsewhere."""
    covers = [relay.covers for relay in relays]
    epci = {siren for cover in covers for siren in cover.epci}
    every = list(territory.communes(folder / "territory"))
    departements = {code for cover in covers for code in cover.departements}
    departements |= {commune.departement for commune in every if commune.epci in epci}
    here = {commune.insee for commune in every if commune.departement in departements}
    former = [former.name for former in territory.former_names(folder / "territory") if former.insee in here]
    return [c.name for c in every if c.insee in here or c.population >= LARGE] + former
