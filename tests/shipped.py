"""The shipped base, assembled once a process; what is computed from its files once a run, for all processes of it.

Its search takes ten seconds of a core to make, and its gazetteer holds every commune of France: a test module that made
its own would cost all of that again in each process of pytest-xdist.
"""

import fcntl
import functools
import os
from pathlib import Path

from bot.assistant.assistant import Assistant
from bot.knowledge.ruleset import Tables
from bot.process.settings import SHIPPED_KNOWLEDGE
from bot.runtime import assembly
from bot.tools.eligibility.reading import ProfileWords, profile_words
from bot.tools.modality.words import Words
from bot.tools.places.gazetteer import Gazetteer

CACHE = "TESTS_CACHE"  # names the folder to the processes of a run; see tests/conftest.py


def cache_home() -> Path:
    """Where the processes of this run keep what was computed, as ``XDG_CACHE_HOME``."""
    return Path(os.environ[CACHE])


@functools.cache
def answering() -> Assistant:
    """The assistant without its flows. The first process that asks makes the search, the others wait for it."""
    with (cache_home() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return assembly.assistant(SHIPPED_KNOWLEDGE, cache_home() / "clausette")


@functools.cache
def assistant() -> Assistant:
    """The assistant with everything that it can do."""
    answering()
    return assembly.conversing(SHIPPED_KNOWLEDGE, cache_home() / "clausette")


@functools.cache
def tables() -> Tables:
    """The tables that the tools decide by."""
    return assembly.tables(SHIPPED_KNOWLEDGE)


@functools.cache
def gazetteer() -> Gazetteer:
    """Every place of the shipped territory."""
    bodies = assistant().bodies
    if bodies is None or bodies.gazetteer is None:
        raise LookupError("the shipped base has no territory")
    return bodies.gazetteer


@functools.cache
def contract_words() -> Words:
    """The words by which a contract is read."""
    return assembly.contract_words(tables(), assistant().router.reader)


@functools.cache
def person_words() -> ProfileWords:
    """The words by which a person is read."""
    return profile_words(tables().facts, assistant().router.reader)
