"""The knowledge base that a command reads; the command stops with one line where it is missing or wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import process

from bot.cli._input import read_settings
from bot.cli._output import stop
from bot.knowledge.problems import KnowledgeError
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.process.settings import cache_folder, knowledge_folders
from bot.runtime.answerer import answering as read_answering
from bot.runtime.answerer import tell
from bot.search.router import Router

if TYPE_CHECKING:
    from bot.assistant.assistant import Assistant
    from bot.knowledge.ruleset import Tables

_NEAREST = 3  # ids that are suggested


def folders(given: Path | None) -> tuple[Path, ...]:
    """The folders of the base: those given, with the path separator between, else those of the settings."""
    found = knowledge_folders(str(given)) if given else read_settings().knowledge
    for folder in found:
        if not folder.is_dir():
            option = "--knowledge" if given else "CLAUSETTE_KNOWLEDGE"
            stop(f"{option}: {folder} is no folder; give the folder of the knowledge base")
    return found


def answering(given: Path | None) -> tuple[Knowledge, Router]:
    """The base, and what routes questions to its entries."""
    with faults_stop():
        return read_answering(folders(given), cache_folder(), tell)


def relay(base: Knowledge, given: str) -> Relay:
    """The relay of an id, given with or without its kind; the command stops where there is none that has a chat."""
    found = base.get(f"relay/{given.removeprefix('relay/')}")
    if not isinstance(found, Relay) or found.status == "directory":
        names = [relay.id.removeprefix("relay/") for relay in base.relays if relay.status != "directory"]
        near = ", ".join(name for name, *_ in process.extract(given.removeprefix("relay/"), names, limit=_NEAREST))
        stop(f"{given}: no such relay; did you mean {near}?")
    return found


def assistant(given: Path | None) -> "Assistant":
    """The assistant that answers from the base, without flows."""
    from bot.assistant.assistant import Assistant  # noqa: PLC0415  start-up time counts

    return Assistant(*answering(given))


def tables(given: Path | None) -> "Tables":
    """The tables that the tools decide by."""
    from bot.runtime import assembly  # noqa: PLC0415  likewise

    with faults_stop():
        return assembly.tables(folders(given))


@contextmanager
def faults_stop() -> Iterator[None]:
    """Stop the command with one line for each fault of the base."""
    try:
        yield
    except KnowledgeError as error:
        stop(f"{error}\nthe knowledge base has faults: clausette check lists them")
