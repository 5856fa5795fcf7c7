"""An HTTP server in the running loop: it leaves the process's signals alone, and finishes what was begun."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from typing import Any

import uvicorn
from starlette.requests import ClientDisconnect, Request
from uvicorn.protocols.http.h11_impl import H11Protocol

_LOOK = 0.002  # seconds between two looks at what uvicorn tells by no event
_FIRST_WORD = 15.0  # seconds within which a connection has made its first request


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
    """A connection on which nobody asks for anything is closed: uvicorn itself would keep it for ever."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.loop.call_later(_FIRST_WORD, self._leave)

    def _leave(self) -> None:
        if self.cycle is None:
            self.transport.close()


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
