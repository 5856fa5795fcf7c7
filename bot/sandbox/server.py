"""Serves a sandbox on this machine: in the running loop, or in a thread of its own."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from bot.sandbox.app import create_app
from bot.sandbox.state import Sandbox

_HOST = "127.0.0.1"
_PATIENCE = 10.0  # seconds for the server to come up
_GRACE = 2.0  # seconds for answers under way


@asynccontextmanager
async def serve(sandbox: Sandbox, *, port: int = 0) -> AsyncIterator[str]:
    """The sandbox at the address that this gives, for as long as the context lasts; port 0 takes a free one.

    Raises:
        OSError: where the port is taken.
    """
    sandbox.closed = False
    listener = _listening(port)
    config = uvicorn.Config(
        create_app(sandbox),
        log_config=None,
        access_log=False,
        http="h11",
        ws="none",
        date_header=False,
        server_header=False,
        proxy_headers=False,
    )
    server = _Server(config)
    task, up = asyncio.create_task(server.serve(sockets=[listener])), asyncio.create_task(server.up.wait())
    try:
        await asyncio.wait((task, up), return_when=asyncio.FIRST_COMPLETED)
        yield f"http://{_HOST}:{listener.getsockname()[1]}"
    finally:
        sandbox.close()
        up.cancel()
        server.leave.set()
        await task


class _Server(uvicorn.Server):
    """Comes and goes at once, and leaves the signals of the process alone: uvicorn itself looks every 0.1 seconds."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up, self.leave = asyncio.Event(), asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        self.up.set()
        await self.leave.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=_GRACE)
        for task in self.server_state.tasks:
            task.cancel()
        await self.lifespan.shutdown()


def _listening(port: int) -> socket.socket:
    # named as TCP, so that asyncio sends small answers at once (TCP_NODELAY) and not 40 ms later
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((_HOST, port))
        opened.listen(1024)
    except OSError:
        opened.close()
        raise
    return opened


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
