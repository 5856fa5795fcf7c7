"""Debian's own PostgreSQL, started for the tests on a free port of this computer: a real server, with a real disk."""

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

_INSTALLED = (
    "/usr/lib/postgresql/*/bin/initdb",
    "/usr/local/pgsql/bin/initdb",
    "/opt/homebrew/opt/postgresql*/bin/initdb",
)
_PATIENCE = 60.0  # seconds for a server to start or stop, on a slow machine
USER, PASSWORD = "clausette", "test-only"


class NotInstalledError(Exception):
    """PostgreSQL is not on this computer."""


def programs() -> Path:
    """The folder of initdb and postgres, the newest version's.

    Raises:
        NotInstalledError: where there is none.
    """
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    every = [path for pattern in _INSTALLED for path in Path("/").glob(pattern.removeprefix("/"))]
    if not every:
        raise NotInstalledError("PostgreSQL is not installed: apt-get install postgresql")
    return max(every, key=lambda path: [int(part) for part in path.parts if part.isdigit()]).parent


@dataclass(slots=True)
class Postgres:
    """One server, with fsync on as in production; its superuser has a password, as in production too."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="clausette-postgres-")))
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _made: int = 0

    def make(self) -> None:
        """Make the cluster and start it.

        Raises:
            NotInstalledError: where PostgreSQL is not on this computer.
        """
        found = programs()
        self.port = self.unused_port()
        password = self.folder / "password"
        password.write_text(PASSWORD)
        self._own(self.folder)
        self._own(password)
        options = ["--auth=scram-sha-256", f"--username={USER}", f"--pwfile={password}", "--encoding=UTF8"]
        subprocess.run(
            [found / "initdb", "-D", self.folder / "data", "--locale=C", *options],
            check=True, stdout=subprocess.DEVNULL, cwd="/", user=_as_whom(),
        )  # fmt: skip
        self.start()

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"]
        program = [str(programs() / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port)]
        program += [part for setting in settings for part in ("-c", setting)]
        with (self.folder / "log").open("ab") as said:
            self._process = subprocess.Popen(program, stdout=said, stderr=said, cwd="/", user=_as_whom())
        asyncio.run(self._answers())

    def stop(self) -> None:
        """Stop the server: connections are cut at once."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # a fast shutdown
            try:
                self._process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:  # what it writes at the end takes long on a busy disk
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(_PATIENCE)
            self._process = None

    def freeze(self) -> None:
        """Let it answer nothing any more, without cutting a connection: as a machine that hangs."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        """To the server, and to its processes that serve connections."""
        assert self._process is not None
        own = self._process.pid
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        for process in (own, *map(int, children)):
            os.kill(process, number)

    def remove(self) -> None:
        """End the server as it stands, and delete what it kept: nobody waits until that is on the disk."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)  # an immediate shutdown, which writes nothing more
            self._process.wait(_PATIENCE)
            self._process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    async def fresh(self) -> str:
        """A new database: its URL, in SQLAlchemy's form."""
        self._made += 1
        name = f"test_{self._made}"
        connection = await self.connect("postgres")
        try:
            await connection.execute(f"CREATE DATABASE {name}")
        finally:
            await connection.close()
        return self.url(name)

    def url(self, name: str, user: str = USER, password: str = PASSWORD) -> str:
        """The URL of a database, in SQLAlchemy's form."""
        return f"postgresql+asyncpg://{user}:{password}@127.0.0.1:{self.port}/{name}"

    async def connect(self, name: str) -> asyncpg.Connection:
        """A connection of the test's own."""
        return await asyncpg.connect(
            host="127.0.0.1", port=self.port, user=USER, password=PASSWORD, database=name, ssl=False
        )

    @staticmethod
    def unused_port() -> int:
        """A port on which nothing listens."""
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            return int(taken.getsockname()[1])

    async def _answers(self) -> None:
        async with asyncio.timeout(_PATIENCE):
            while True:
                try:
                    await (await self.connect("postgres")).close()
                except (OSError, asyncpg.PostgresError):
                    await asyncio.sleep(0.05)
                else:
                    return

    def _own(self, path: Path) -> None:
        if user := _as_whom():
            shutil.chown(path, user)


def _as_whom() -> str | None:
    """PostgreSQL refuses to run as root: as its own user then."""
    if os.geteuid() != 0:
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
