"""One process at a time: a lock that the system frees when its process ends, however it ends."""

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
    try:
        import fcntl  # noqa: PLC0415  not everywhere; there nobody is kept out
    except ImportError:
        yield
        return
    with file.with_name(f"{file.name}.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TakenError from None
        yield
