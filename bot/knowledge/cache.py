"""Keeps what was computed from files until one of them changes, so that a start takes milliseconds."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

_SEAL = 16  # bytes before the data, by which a file that was cut off is known


def fingerprint(files: Iterable[Path], *more: str) -> str:
    """A name that changes with any of the files (by size and time of change) and with ``more``."""
    digest = hashlib.sha256()
    for path in files:
        status = path.stat()
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    digest.update("\0".join(more).encode())
    return digest.hexdigest()[:32]


def cached(folder: Path, name: str, compute: Callable[[], bytes]) -> bytes:
    """What was kept under a name, else what ``compute`` gives, which is then kept.

    A folder that cannot be written, or that others can write, is done without, and so is a file that was cut off or
    spoilt: a cache may speed up, never hinder.
    """
    path = folder / name
    with suppress(OSError):
        if _is_ours(folder) and _is_ours(path) and (kept := _unsealed(path.read_bytes())) is not None:
            return kept
    data = compute()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _is_ours(folder):
            return data
        for old in sorted(folder.glob("*"), key=lambda p: p.stat().st_mtime)[:-3]:
            old.unlink()
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(_seal(data) + data)
        Path(temporary).replace(path)
    return data


def _is_ours(path: Path) -> bool:
    """Tell whether nobody else could have put something there."""
    status = path.stat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o022


def _seal(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_SEAL).digest()


def _unsealed(kept: bytes) -> bytes | None:
    """What stands behind the seal, or None where it is not what was sealed."""
    data = kept[_SEAL:]
    return data if kept[:_SEAL] == _seal(data) else None
