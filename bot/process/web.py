"""An HTTP server in the running loop: it leaves the process's signals alone, and finishes what was begun."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any

import uvicorn
from starlette.requests import ClientDisconnect, Request
from uvicorn.protocols.http.h11_impl import H11Protocol

_LOOK = 0.002  # seconds between two looks at what uvicorn tells by no event
_REQUEST = 15.0  # seconds within which a connection has made its next request
_FEW_FILES, _MANY_FILES = 1024, 65536
FROM_ONE = 256  # connections of one address: Telegram opens 100, and a proxy brings those of all


class RefusedError(Exception):
    """A request is not taken; nothing came of it."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


async def body(request: Request, largest: int, slowest: float) -> bytes:
    """The body of a request, counted while it comes: the length that a client states is only a promise.

    Raises:
        RefusedError: where it has more than ``largest`` bytes, or is not there after ``slowest`` seconds.
    """
    stated = request.headers.get("content-length", "")
    if stated.isdecimal() and int(stated) > largest:
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    read = bytearray()
    try:
        async with asyncio.timeout(slowest):
            async for chunk in request.stream():
                read += chunk
                if len(read) > largest:
                    raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except TimeoutError:
        raise RefusedError(HTTPStatus.REQUEST_TIMEOUT) from None
    except ClientDisconnect:
        raise RefusedError(HTTPStatus.BAD_REQUEST) from None
    return bytes(read)


class _Server(uvicorn.Server):
    """A server that comes and goes in milliseconds: uvicorn's own loops look around ten times a second."""

    def __init__(self, config: uvicorn.Config, grace: float) -> None:
        super().__init__(config)
        self.leave = asyncio.Event()
        self._grace = grace

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.leave.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for listener in sockets or ():
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        end = time.monotonic() + self._grace
        while (self.server_state.connections or self.server_state.tasks) and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK)
        for task in self.server_state.tasks:
            task.cancel()


class _Impatient(H11Protocol):
    """A connection on which nobody asks for anything is closed, and one address has no more than a fair share.

    uvicorn itself keeps a connection for ever on which a request is begun and not ended.
    """

    _waits: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        ours = _neighbourhood(self.client)
        beside = sum(
            _neighbourhood(other.client) == ours for other in self.connections if isinstance(other, _Impatient)
        )
        if beside > FROM_ONE or len(self.connections) > _most():
            transport.abort()
            return
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._expect()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._expect()

    def _expect(self) -> None:
        """Wait for a whole request from now on, however little of it comes at a time, unless one is being answered."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._expect_nothing()
        elif self._waits is None:
            self._waits = self.loop.call_later(_REQUEST, self.transport.close)

    def _expect_nothing(self) -> None:
        if self._waits is not None:
            self._waits.cancel()
            self._waits = None


def _neighbourhood(client: tuple[str, int] | None) -> str:
    """Who is at the other end: an address, of IPv6 the network of one subscriber."""
    host = client[0] if client else ""
    return ":".join(ip_address(host).exploded.split(":")[:4]) if ":" in host else host


def _most() -> int:
    """How many connections may be open: half of the files that the system lets this process have."""
    try:
        import resource  # noqa: PLC0415  not everywhere
    except ImportError:
        return _FEW_FILES
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(min(files, _MANY_FILES) // 2, FROM_ONE)


@asynccontextmanager
async def served(app: Any, listener: socket.socket, *, grace: float) -> AsyncIterator[None]:
    """The application answers on ``listener`` for as long as the context lasts, and ``grace`` seconds for what began.

    The address of a client is that of its connection: headers that a proxy adds are not believed.
    """
    config = uvicorn.Config(
        app,
        log_config=None,  # what is logged stands in bot.logs
        access_log=False,  # the request line may hold what nobody is to read
        http=_Impatient,
        ws="none",
        lifespan="off",
        date_header=False,
        server_header=False,
        proxy_headers=False,
    )
    server = _Server(config, grace)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if task.done():
                task.result()
                raise RuntimeError("the server did not start")
            await asyncio.sleep(_LOOK)
        yield
    finally:
        server.leave.set()
        await task


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one.

    Raises:
        OSError: where the address is taken, or none of this computer's.
    """
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    # named as TCP, so that asyncio sends small answers at once (TCP_NODELAY) and not 40 ms later
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen(1024)
    except OSError:
        opened.close()
        raise
    return opened
