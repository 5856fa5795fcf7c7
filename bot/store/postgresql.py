"""How PostgreSQL is connected to: a side that falls silent is given up, and what stands between as well."""

import asyncio
import socket
from typing import Any

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

_CONNECTED = 10.0  # seconds in which a connection is made
_ANSWERED = 20.0  # seconds for each statement; none of ours takes as long
_TURN = 10.0  # seconds for those of whoever sends, which are short, and on which every chat waits
_TRIED = 3.0  # seconds for a connection to show that it lives before it is used
_FROZEN = 30  # seconds after which the server ends what a frozen process holds, as leases do (bot.store.leases)
# A machine that dies without a word must not keep its locks: each side notices within about ten seconds. A process that
# is killed frees them at once, since its kernel closes the connection.
_IDLE, _INTERVAL, _COUNT = 4, 2, 3  # seconds, seconds, probes without an answer
_SESSION = {
    "application_name": "clausette",
    "jit": "off",  # compiling costs more than any statement of ours takes
    "tcp_keepalives_idle": str(_IDLE),
    "tcp_keepalives_interval": str(_INTERVAL),
    "tcp_keepalives_count": str(_COUNT),
    "idle_in_transaction_session_timeout": f"{_FROZEN}s",
}
_OPTIONS = {  # what this system calls them; milliseconds for the last one
    "TCP_KEEPIDLE": _IDLE,
    "TCP_KEEPINTVL": _INTERVAL,
    "TCP_KEEPCNT": _COUNT,
    "TCP_USER_TIMEOUT": (_IDLE + _INTERVAL * _COUNT) * 1000,
}

# The server's own limits do not hold for a session that stopped in the midst of a statement: between its preparation
# and its execution it counts as active, and waits for its client as long as its connection stands, with what it locked.
_END_FORGOTTEN = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND usename = current_user AND application_name = :name"
    " AND state = 'active' AND wait_event = 'ClientRead' AND state_change < now() - make_interval(secs => :frozen)"
)


class _Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A connection whose socket asks whether the other side still lives."""

    def __init__(self, protocol: Any, transport: asyncio.Transport, *rest: Any) -> None:
        super().__init__(protocol, transport, *rest)
        opened = transport.get_extra_info("socket")
        if opened is None or opened.family not in (socket.AF_INET, socket.AF_INET6):
            return
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _OPTIONS.items():
            if hasattr(socket, name):
                opened.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def pooled(url: URL) -> AsyncEngine:
    """An engine whose connections are tried before they are used: after a restart of the server, those are dead.

    A connection on which nothing is answered in time is given up with all others of its pool, since what keeps silent
    between keeps silent on all of them.
    """
    # an error that comes out somewhere must not cite what a person typed
    engine = create_async_engine(url, hide_parameters=True, connect_args=_arguments(_ANSWERED))
    event.listen(engine.sync_engine, "checkout", _try)
    event.listen(engine.sync_engine, "handle_error", _give_up_silent)
    return engine


def alone(url: URL, *, hurried: bool = True) -> AsyncEngine:
    """An engine of connections that nobody else gets; where not ``hurried``, a statement takes as long as it does."""
    arguments = _arguments(_TURN if hurried else None)
    engine = create_async_engine(url, hide_parameters=True, poolclass=NullPool, connect_args=arguments)
    event.listen(engine.sync_engine, "handle_error", _give_up_silent)
    return engine


async def freed_when_frozen(driver: Any) -> None:
    """Have the server end a session on which nothing is asked for as long as a lease lasts, with the locks it holds.

    PostgreSQL 13 knows no such limit; there a process that is frozen keeps its chats until it is ended.
    """
    known = "SELECT set_config(name, $1, false) FROM pg_settings WHERE name = 'idle_session_timeout'"
    await driver.fetch(known, f"{_FROZEN}s")


async def end_forgotten(connection: AsyncConnection) -> None:
    """End sessions of this program that wait in the midst of a statement for as long as a lease lasts.

    Their client is gone, or would have gone on: no step of ours lasts as long. It locks nothing itself.
    """
    await connection.execute(_END_FORGOTTEN, {"name": _SESSION["application_name"], "frozen": _FROZEN})


def _arguments(answered: float | None) -> dict[str, Any]:
    return {
        "timeout": _CONNECTED,
        "command_timeout": answered,
        "server_settings": _SESSION,
        "connection_class": _Connection,
    }


def _try(connection: Any, record: Any, _: Any) -> None:
    """Ask for next to nothing: the pool makes other connections where no answer comes."""
    if record.fresh:
        return
    try:
        connection.run_async(lambda driver: driver.fetchrow(";", timeout=_TRIED))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise InvalidatePoolError from error


def _give_up_silent(context: ExceptionContext) -> None:
    if isinstance(context.original_exception, TimeoutError):
        context.is_disconnect = True
