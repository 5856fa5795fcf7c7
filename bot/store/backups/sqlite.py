"""Backups of SQLite: a compact copy that SQLite makes itself, bot running; the file is never copied as it lies."""

import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Literal

from bot.store.backups.errors import BackupError

_BUSY_SECONDS = 30.0
_STEPS = 100_000  # of SQLite, after which a signal is heard: a large file takes minutes


class SqliteBackups:
    """Backups of one file."""

    suffix = ".db"

    def __init__(self, database: Path) -> None:
        self._database = database

    def write(self, file: Path) -> None:
        """Copy what is committed at this moment; deleted rows are not in it, nor is there a journal beside it.

        Raises:
            BackupError: where SQLite refuses.
        """
        if not self._database.is_file():
            raise BackupError("there is no database at CLAUSETTE_DATABASE_URL yet")
        try:
            with closing(_opened(self._database, "rw")) as source:
                source.set_progress_handler(lambda: 0, _STEPS)
                source.execute("VACUUM INTO ?", (str(file),))
        except sqlite3.Error as error:
            raise BackupError(f"SQLite could not write the backup: {error}") from None

    def read(self, file: Path) -> Mapping[str, int]:
        """Check every page and reference of a backup, and count its rows.

        Raises:
            BackupError: where it is no whole database of Clausette.
        """
        try:
            with closing(_opened(file, "ro")) as backup:
                faults = [row[0] for row in backup.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
                strays = backup.execute("PRAGMA foreign_key_check").fetchall()
                names = [row[0] for row in backup.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
                tables = sorted(name for name in names if not name.startswith("sqlite_"))
                rows = {name: backup.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608  # nosec B608  the database's own names
        except sqlite3.Error as error:
            raise BackupError(f"{file.name} is not whole: {error}") from None
        if faults or strays:
            raise BackupError(f"{file.name} is not whole: {faults[0] if faults else 'a reference leads nowhere'}")
        if "alembic_version" not in rows:
            raise BackupError(f"{file.name} is no database of Clausette")
        return rows

    def restore(self, file: Path, *, force: bool, now: datetime) -> Path | None:
        """Put a backup in place of the file; the one of before is kept beside it.

        Raises:
            BackupError: where one stands there without ``force``, or a program has it open.
        """
        self._database.parent.mkdir(parents=True, exist_ok=True)
        before: Path | None = None
        if self._database.exists():
            if not force:
                raise BackupError("a database stands there already; --force puts the backup in its place")
            self._close_journal()
            before = self._database.with_name(f"{self._database.name}.before-{now:%Y%m%dT%H%M%S}Z")
        arriving = self._database.with_name(f".{self._database.name}.arriving")
        try:
            shutil.copyfile(file, arriving)
            arriving.chmod(0o600)
            self.read(arriving)
            with arriving.open("rb") as written:
                os.fsync(written.fileno())
            if before is not None:
                self._database.replace(before)
            arriving.replace(self._database)
        finally:
            arriving.unlink(missing_ok=True)
        return before

    def _close_journal(self) -> None:
        """Take into the file what its journal holds; only who has it alone may, so that a running bot is found out.

        A file that is no longer a database has no journal to lose.
        """
        try:
            with closing(_opened(self._database, "rw", wait=0)) as live:
                live.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError:
            raise BackupError("a program has the database open; stop the bot first") from None
        except sqlite3.DatabaseError:
            for name in ("-wal", "-shm"):
                self._database.with_name(self._database.name + name).unlink(missing_ok=True)


def _opened(file: Path, mode: Literal["ro", "rw"], wait: float = _BUSY_SECONDS) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=wait, isolation_level=None)
