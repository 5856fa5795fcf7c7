"""Backups of PostgreSQL, by its own programs pg_dump, pg_restore and psql, of the server's version or later."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import URL

from bot.store.backups.errors import BackupError

_OURS = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
# Tables of a later program would be in the way of its migrations when it comes back
_EMPTIED = (
    "DO $$ DECLARE t record; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    " LOOP EXECUTE format('DROP TABLE public.%I CASCADE', t.tablename); END LOOP; END $$"
)
_COPY = re.compile(rb"COPY (?:public\.)?\"?(\w+)\"? \(")
_END = b"\\."


class PostgresqlBackups:
    """Backups of one database."""

    suffix = ".dump"

    def __init__(self, url: URL) -> None:
        self._environment = _environment(url)

    def write(self, file: Path) -> None:
        """Dump what is committed at this moment, compressed, without owners and rights.

        Raises:
            BackupError: where PostgreSQL refuses.
        """
        self._run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")

    def read(self, file: Path) -> Mapping[str, int]:
        """Unpack a dump whole, and count its rows.

        Raises:
            BackupError: where it is no whole database of Clausette.
        """
        with tempfile.TemporaryFile() as unpacked:
            try:
                self._run("pg_restore", "--file=-", str(file), output=unpacked.fileno())
            except BackupError as error:
                raise BackupError(f"{file.name} is not whole: {error}") from None
            unpacked.seek(0)
            rows: dict[str, int] = {}
            table: str | None = None
            for line in unpacked:
                if table is None:
                    if begins := _COPY.match(line):
                        table = begins[1].decode()
                        rows[table] = 0
                elif line.rstrip(b"\n") == _END:
                    table = None
                else:
                    rows[table] += 1
        if "alembic_version" not in rows:
            raise BackupError(f"{file.name} is no database of Clausette")
        return rows

    def restore(self, file: Path, *, force: bool, now: datetime) -> Path | None:  # noqa: ARG002  nothing is set aside
        """Put a dump in place of the database's tables, in one transaction.

        Raises:
            BackupError: where there are tables without ``force``, a program is connected, or PostgreSQL refuses.
        """
        if int(self._ask(_OURS)) and not force:
            raise BackupError("a database stands there already; --force puts the backup in its place")
        if int(self._ask(_OTHERS)):
            raise BackupError("a program has the database open; stop the bot first")
        with tempfile.TemporaryDirectory(prefix="clausette-") as folder:
            script = Path(folder) / "restore.sql"  # whole before psql begins: half a script would be committed as well
            self._run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(file))
            alone = ("--single-transaction", "--set=ON_ERROR_STOP=1")
            self._run("psql", "--no-psqlrc", "--quiet", *alone, f"--command={_EMPTIED}", f"--file={script}")
        for table, rows in self.read(file).items():
            if (found := int(self._ask(f'SELECT count(*) FROM public."{table}"'))) != rows:  # noqa: S608  # nosec B608  our own names
                raise BackupError(f"{table} has {found} rows and the backup {rows}: is a program writing?")
        return None

    def _ask(self, query: str) -> str:
        return self._run("psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", f"--command={query}").strip()

    def _run(self, program: str, *arguments: str, output: int = subprocess.PIPE) -> str:
        """Run one of PostgreSQL's programs; what it prints."""
        found = shutil.which(program)
        if found is None:
            raise BackupError(f"{program} is not installed: it comes with PostgreSQL's client programs")
        command: Sequence[str] = [found, *arguments]
        done = subprocess.run(command, env=self._environment, stdout=output, stderr=subprocess.PIPE, check=False)  # noqa: S603  PostgreSQL's own, found on PATH
        if done.returncode:
            raise BackupError(f"{program}: {_complaint(done.stderr)}")
        return (done.stdout or b"").decode()


def _environment(url: URL) -> Mapping[str, str]:
    """How PostgreSQL's programs find the database: by the environment, which other users cannot read."""
    query = {name: value if isinstance(value, str) else value[0] for name, value in url.query.items()}
    given = {
        "PGHOST": url.host or query.get("host"),
        "PGPORT": str(url.port) if url.port else query.get("port"),
        "PGUSER": url.username or query.get("user"),
        "PGPASSWORD": str(url.password) if url.password is not None else query.get("password"),
        "PGDATABASE": url.database,
        "PGSSLMODE": query.get("ssl"),
        "PGCONNECT_TIMEOUT": "10",
        "LC_MESSAGES": "C",
    }
    return os.environ | {name: value for name, value in given.items() if value}


def _complaint(said: bytes) -> str:
    """The kind of what PostgreSQL complains of, without the lines that cite rows."""
    lines = [line for line in said.decode(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"error:|ERROR:|FATAL:", line)]
    line = re.sub(r"^.*?(?=error:|ERROR:|FATAL:)", "", (telling or lines or ["failed"])[0])
    return (line if "FATAL" in line else re.sub(r'"[^"]*"', '"…"', line))[:200]  # who may not connect, but no value
