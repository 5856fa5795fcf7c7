"""What answers questions: a base and its search, read from the cache in milliseconds, or made anew in seconds.

It imports as little as it can: start-up time counts, and ``clausette ask`` needs no flow, no form and no request.
"""

import dataclasses
import gc
import marshal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.knowledge.cache import cached, fingerprint
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.schema.texts import Texts
from bot.knowledge.where import Where, every_file
from bot.search.features import Words
from bot.search.index import Index
from bot.search.learning import Learnt
from bot.search.router import Router

Told = Callable[[Texts], object]  # is called where the search has to be made, before it is

_BOT = Path(__file__).resolve().parents[1]
_READERS = ("knowledge", "language", "search", "tools")  # the code on which base and index depend


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: all that is made stays, and each would walk through the whole of it in vain."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def tell(texts: Texts) -> None:
    """Tell on standard error that the search is being made: who waits for seconds wants to know for what."""
    sys.stderr.write(f"{texts.preparing}\n")
    sys.stderr.flush()


@uncollected()
def answering(where: Where, cache: Path | None = None, told: Told | None = None) -> tuple[Knowledge, Router]:
    """A base, and the router built from it; what is computed is kept in ``cache`` until a file changes.

    ``told`` is called before something is computed, which takes seconds; not where all of it was kept.

    Raises:
        KnowledgeError: where the base has faults of form, or holds references that lead nowhere.
    """
    if cache is None:
        kept = _made(where, told)
    else:
        code = sorted(path for room in _READERS for path in (_BOT / room).rglob("*.py"))
        kept = cached(cache, fingerprint([*every_file(where), *code], sys.version), lambda: _made(where, told))
    knowledge, index = _from_bytes(kept)
    return knowledge, Router(knowledge, index)


def _made(where: Where, told: Told | None) -> bytes:
    from bot.runtime import building  # noqa: PLC0415  only where the cache has nothing: it loads every room

    return _to_bytes(*building.searched(where, told))


def _to_bytes(knowledge: Knowledge, index: Index) -> bytes:
    """Base and index as marshalled plain values: read in milliseconds, and reading them runs no code."""
    parts = {"known": _fields(index.known), "learnt": _fields(index.learnt)}
    return marshal.dumps({"knowledge": knowledge.model_dump_json(by_alias=True), "index": _fields(index) | parts})


def _fields(part: Index | Words | Learnt) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in dataclasses.fields(part)}


def _from_bytes(kept: bytes) -> tuple[Knowledge, Index]:
    held = marshal.loads(kept)  # noqa: S302  # nosec B302  our own file, which nobody else can write (see bot.knowledge.cache)
    parts = {"known": Words(**held["index"]["known"]), "learnt": Learnt(**held["index"]["learnt"])}
    index = Index(**held["index"] | parts)
    return Knowledge.model_validate_json(held["knowledge"]), index
