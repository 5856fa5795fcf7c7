"""The knowledge base that a command reads; the command stops with one line where it is missing or wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.assistant.assistant import Assistant
from bot.cli._input import read_settings
from bot.cli._output import stop
from bot.knowledge.problems import KnowledgeError
from bot.knowledge.ruleset import Tables
from bot.process.settings import cache_folder, knowledge_folders
from bot.runtime import assembly


def folders(given: Path | None) -> tuple[Path, ...]:
    """The folders of the base: those given, with the path separator between, else those of the settings."""
    found = knowledge_folders(str(given)) if given else read_settings().knowledge
    for folder in found:
        if not folder.is_dir():
            option = "--knowledge" if given else "CLAUSETTE_KNOWLEDGE"
            stop(f"{option}: {folder} is no folder; give the folder of the knowledge base")
    return found


def assistant(given: Path | None) -> Assistant:
    """The assistant that answers from the base, without flows."""
    with faults_stop():
        return assembly.assistant(folders(given), cache_folder())


def tables(given: Path | None) -> Tables:
    """The tables that the tools decide by."""
    with faults_stop():
        return assembly.tables(folders(given))


@contextmanager
def faults_stop() -> Iterator[None]:
    """Stop the command with one line for each fault of the base."""
    try:
        yield
    except KnowledgeError as error:
        stop(f"{error}\nthe knowledge base has faults: clausette check lists them")
