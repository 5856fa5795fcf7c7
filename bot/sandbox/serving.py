"""Serves a sandbox on this machine: in the running loop, or in a thread of its own."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from bot.sandbox.app import create_app
from bot.sandbox.state import Sandbox

_HOST = "127.0.0.1"
_PATIENCE = 10.0  # seconds for the server to come up
_GRACE = 2.0  # seconds for answers under way
_LOOK = 0.002  # seconds between two looks at what uvicorn tells by no event


class _Server(uvicorn.Server):
    """A server that leaves the process's signals alone, and comes and goes in milliseconds.

    Uvicorn's own loops look around ten times a second; a suite of tests starts hundreds of servers.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.leave = asyncio.Event()

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
        end = time.monotonic() + _GRACE
        while (self.server_state.connections or self.server_state.tasks) and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK)
        for task in self.server_state.tasks:
            task.cancel()
        await self.lifespan.shutdown()


@asynccontextmanager
async def serve(sandbox: Sandbox, *, port: int = 0) -> AsyncIterator[str]:
    """The sandbox at the address that this gives, for as long as the context lasts; port 0 takes a free one."""
    sandbox.closed = False
    listener = _listener(port)
    config = uvicorn.Config(
        create_app(sandbox),
        log_level="warning",
        access_log=False,
        ws="none",
        lifespan="on",
        date_header=False,
        proxy_headers=False,
        log_config=None,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if task.done():
                task.result()
                raise RuntimeError("the sandbox's server did not start")
            await asyncio.sleep(_LOOK)
        yield f"http://{_HOST}:{listener.getsockname()[1]}"
    finally:
        sandbox.close()
        server.leave.set()
        await task


@contextmanager
def serve_in_thread(sandbox: Sandbox, *, port: int = 0) -> Iterator[str]:
    """The same from synchronous code."""
    address: Future[str] = Future()

    async def run() -> None:
        async with serve(sandbox, port=port) as url:
            address.set_result(url)
            await sandbox.bell.until(lambda: sandbox.closed)

    def live() -> None:
        try:
            asyncio.run(run())
        except OSError as error:  # the port is taken: who asked for it is to know
            address.set_exception(error)

    thread = threading.Thread(target=live, name="sandbox", daemon=True)
    thread.start()
    try:
        yield address.result(_PATIENCE)
    finally:
        sandbox.close()
        thread.join(_PATIENCE)


def _listener(port: int) -> socket.socket:
    # named as TCP, so that asyncio sends small answers at once (TCP_NODELAY) and not 40 ms later
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_HOST, port))
    except OSError:
        listener.close()
        raise
    return listener
