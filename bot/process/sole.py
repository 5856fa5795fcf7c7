"""One process at a time: a lock that the system frees when its process ends, however it ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class TakenError(Exception):
    """Another process holds the lock."""


@contextmanager
def sole(file: Path) -> Iterator[None]:
    """Hold the lock of a file, beside it, while the block lasts.

    Raises:
        TakenError: where another process holds it.
    """
    with file.with_name(f"{file.name}.lock").open("w") as held:
        _lock(held.fileno())
        yield


@contextmanager
def sole_in(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder while the block lasts; nothing is written into it for that.

    Raises:
        TakenError: where another process holds it.
    """
    if os.name == "nt":  # a folder cannot be opened there
        yield
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        _lock(held)
        yield
    finally:
        os.close(held)


def _lock(held: int) -> None:
    try:
        import fcntl  # noqa: PLC0415  not everywhere; there nobody is kept out
    except ImportError:
        return
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise TakenError from None
