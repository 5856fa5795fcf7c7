"""Backups: written beside the running bot, read back before they count, and put back with care."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.process.owner import current_user
from bot.process.sole import TakenError, sole_in
from bot.store.backups.errors import BackupError
from bot.store.backups.postgresql import PostgresqlBackups
from bot.store.backups.sqlite import SqliteBackups

__all__ = ["BackupError", "Restored", "Saved", "restore", "save"]

_UNFINISHED = ".clausette-"  # begins the names of backups that are being written


class _Backups(Protocol):
    """What each database does in its own way."""

    suffix: str

    def write(self, file: Path) -> None:
        """Write the database, as it stands at one moment, to an empty file."""

    def read(self, file: Path) -> Mapping[str, int]:
        """Read a backup whole: how many rows each table has."""

    def restore(self, file: Path, *, force: bool, now: datetime) -> Path | None:
        """Put a backup in place of the database; what stood there is kept in the file given, where there is one."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A backup that was written and read back, and the older ones that made room for it."""

    file: Path
    rows: Mapping[str, int]
    deleted: Sequence[Path]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where the database of before is kept (None where there was none, or none is kept)."""

    rows: Mapping[str, int]
    before: Path | None


def save(url: str, folder: Path, keep: int, now: datetime) -> Saved:
    """Back the database up into a folder, while it is in use, and keep the ``keep`` newest backups there.

    A backup bears its name only once it was read back whole, so that a file of that name is a good one.

    Raises:
        BackupError: in one line, without the password of the URL; nothing is deleted then.
    """
    backups = _backups(url)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with sole_in(folder):
            return _saved(backups, folder, keep, now)
    except TakenError:
        raise BackupError(f"another program writes a backup to {folder}: wait for it") from None
    except OSError as error:
        raise BackupError(f"the folder of the backups cannot be used: {error.strerror}") from None


def _saved(backups: _Backups, folder: Path, keep: int, now: datetime) -> Saved:
    for left in folder.glob(f"{_UNFINISHED}*"):  # by one that was killed: nobody else writes here now
        left.unlink(missing_ok=True)
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=_UNFINISHED)  # for its owner alone: it holds what people say
        os.close(handle)
        temporary = Path(name)
        backups.write(temporary)
        rows = backups.read(temporary)
        _flush(temporary)
        file = folder / f"clausette-{now:%Y%m%dT%H%M%S}Z{backups.suffix}"
        temporary.replace(file)
        _flush(folder)
        every = sorted(folder.glob(f"clausette-*Z{backups.suffix}"), reverse=True)
        deleted = [old for old in every[keep:] if old != file]
        for old in deleted:
            old.unlink()
    finally:
        if temporary is not None:
            for left in folder.glob(f"{temporary.name}*"):  # its journal, too
                with suppress(OSError):
                    left.unlink(missing_ok=True)
    return Saved(file, rows, deleted)


def restore(url: str, file: Path, now: datetime, *, force: bool = False) -> Restored:
    """Put a backup in place of the database.

    Raises:
        BackupError: where the backup is not whole, a database stands there and ``force`` is not given, or a program
            has it open. Nothing was changed then.
    """
    backups = _backups(url)
    try:
        with file.open("rb"):
            pass
    except OSError as error:
        raise BackupError(f"{file.name}: {error.strerror}; this program runs as {current_user()}") from None
    rows = backups.read(file)
    try:
        before = backups.restore(file, force=force, now=now)
    except OSError as error:
        raise BackupError(f"the database cannot be written: {error.strerror}") from None
    return Restored(rows, before)


def _backups(url: str) -> _Backups:
    try:
        parsed: URL = make_url(url)
    except (ArgumentError, ValueError):
        raise BackupError("CLAUSETTE_DATABASE_URL is not a database URL") from None
    if parsed.get_backend_name() == "postgresql":
        return PostgresqlBackups(parsed)
    if parsed.get_backend_name() == "sqlite" and parsed.database and not parsed.database.startswith((":", "file:")):
        return SqliteBackups(Path(parsed.database))
    raise BackupError("CLAUSETTE_DATABASE_URL: only a file of SQLite or PostgreSQL can be backed up")


def _flush(path: Path) -> None:
    """Have what was written on the disk, or the name in the folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
