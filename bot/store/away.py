"""What a database's error means: that it is away for now, or that what it was asked is wrong; and why, in one line."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_RIGHTS = "it cannot be written: check the rights on the file and its folder"
_DAMAGED = "the file is damaged: stop the bot and put a backup back with clausette restore"
_EXPLAINED = {  # by what SQLite or the system says
    "readonly": _RIGHTS,
    "read-only": _RIGHTS,
    "locked": "another program holds it locked: stop that program or wait",
    "unable to open": "the file cannot be opened: check the path and the rights on its folder",
    "not a database": "the file is not an SQLite database, or is damaged: clausette restore puts a backup back",
    "malformed": _DAMAGED,
    "full": "the disk is full",
    "disk I/O": "the disk does not take what is written: is it full or broken?",
    "Connect call failed": "nothing answers at its address: is PostgreSQL running?",
    "Multiple exceptions": "nothing answers at its address: is PostgreSQL running?",  # several addresses, all silent
}
_STATES = {  # by PostgreSQL's code (Appendix A of its manual)
    "28P01": "PostgreSQL refuses the user or the password",
    "28000": "PostgreSQL refuses the user: check the user's name and pg_hba.conf",
    "3D000": "PostgreSQL has no database of that name: create it with createdb",
    "42501": "the user may not do that: make it the owner of the database (GRANT … ON SCHEMA public)",
    "25006": "PostgreSQL is read-only: is this address that of a standby?",
    "25P03": "PostgreSQL ended a transaction that was left open: was this program frozen?",
    "53100": "the disk is full",
    "53300": "PostgreSQL has no connection left: raise max_connections or run fewer processes",
    "57P03": "PostgreSQL is starting or stopping: wait a moment",
    "57P01": "PostgreSQL is being stopped",
    "57P05": "PostgreSQL ended a session that said nothing: was this program frozen?",
    "XX001": "a page of a table is damaged: put a backup back with clausette restore",
    "XX002": "an index is damaged: REINDEX DATABASE mends it, else clausette restore",
}
# classes of states, or states: not the fault of the statement
_AWAY_STATES = ("08", "25006", "25P03", "28", "3D", "40", "53", "55P03", "57", "58", "XX001", "XX002")
_AWAY_WORDS = (
    "readonly", "read-only", "locked", "unable to open", "full", "disk I/O", "connection is closed",
    "malformed", "not a database",
)  # fmt: skip


class UnreachedError(ConnectionError):
    """The database is not tried now, or what is there is not it; the message says why in one line."""


class Rest:
    """The pauses between connections that fail: what is away is asked a few times a second, whoever wants it."""

    SHORTEST, LONGEST = 0.1, 1.0  # seconds

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds."""
        self._clock = clock
        self._pause = 0.0
        self._until = 0.0
        self._why = ""

    @contextmanager
    def tried(self) -> Iterator[None]:
        """Connect in the block.

        Raises:
            UnreachedError: where that failed a moment ago; it says why it did.
        """
        if self._clock() < self._until:
            raise UnreachedError(self._why)
        try:
            yield
        except PoolTimeoutError:  # we have too many ourselves
            raise
        except Exception as error:
            self._pause = min(max(self._pause * 2, self.SHORTEST), self.LONGEST)
            self._until, self._why = self._clock() + self._pause, reason(error)
            raise
        self._pause = 0.0


def reason(error: BaseException) -> str:
    """One line that tells why the database refused, without statement, values or URL."""
    if isinstance(error, UnreachedError):
        return str(error)
    if (known := _STATES.get(_state(error))) is not None:
        return known
    original = getattr(error, "orig", None) or error
    if isinstance(original, socket.gaierror):
        return "its host is unknown: check the name in the address"
    if isinstance(original, TimeoutError):
        return "it does not answer in time: is it overloaded, or does something between keep silent?"
    if isinstance(original, ConnectionError):
        return "nothing answers at its address: is PostgreSQL running?"
    message = str(original).splitlines()[0] if str(original) else type(original).__name__
    return next((hint for key, hint in _EXPLAINED.items() if key in message), type(original).__name__)


def is_away(error: BaseException) -> bool:
    """Whether the database is away, full or locked for now, rather than what it was asked being wrong.

    Then whoever asked keeps what they had and tries again: it is no fault of an update.
    """
    if isinstance(error, OSError | PoolTimeoutError) or getattr(error, "connection_invalidated", False):
        return True
    if (state := _state(error)) and state.startswith(_AWAY_STATES):
        return True
    original = getattr(error, "orig", None) or error
    return is_drivers(error) and any(message in str(original) for message in _AWAY_WORDS)


def is_drivers(error: BaseException) -> bool:
    """Whether a driver raised it, told by its name: who uses SQLite does not load asyncpg."""
    return isinstance(error, DBAPIError) or type(error).__module__.partition(".")[0] in ("sqlite3", "asyncpg")


def _state(error: BaseException) -> str:
    """PostgreSQL's code of an error, empty where there is none."""
    original = getattr(error, "orig", None) or error
    return str(getattr(original, "sqlstate", None) or "")
