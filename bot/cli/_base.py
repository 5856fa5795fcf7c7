"""The knowledge base that a command reads; the command stops with one line where it is missing or wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.assistant.assistant import Assistant
from bot.cli._input import read_settings
from bot.cli._output import stop
from bot.knowledge.problems import KnowledgeError
from bot.knowledge.ruleset import Tables
from bot.process.settings import cache_folder
from bot.runtime import assembly


def folder(given: Path | None) -> Path:
    """The folder of the base: the one given, else that of the settings."""
    found = given or read_settings().knowledge
    if not found.is_dir():
        option = "--knowledge" if given else "CLAUSETTE_KNOWLEDGE"
        stop(f"{option}: {found} is no folder; give the folder of the knowledge base")
    return found


def assistant(given: Path | None) -> Assistant:
    """The assistant that answers from the base, without flows."""
    with _faults_stop():
        return assembly.assistant(folder(given), cache_folder())


def tables(given: Path | None) -> Tables:
    """The tables that the tools decide by."""
    with _faults_stop():
        return assembly.tables(folder(given))


@contextmanager
def _faults_stop() -> Iterator[None]:
    try:
        yield
    except KnowledgeError as error:
        stop(f"{error}\nthe knowledge base has faults: clausette check lists them")
