"""Serves a sandbox on this machine: in the running loop, or in a thread of its own."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from bot.sandbox.app import create_app
from bot.sandbox.state import Sandbox

_HOST = "127.0.0.1"
_PATIENCE = 10.0  # seconds for the server to come up


class _Server(uvicorn.Server):
    """A server that leaves the process's signals alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serve(sandbox: Sandbox, *, port: int = 0) -> AsyncIterator[str]:
    """The sandbox at the address that this gives, for as long as the context lasts; port 0 takes a free one."""
    sandbox.closed = False
    listener = socket.create_server((_HOST, port))
    config = uvicorn.Config(
        create_app(sandbox),
        log_level="warning",
        access_log=False,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=2,
        log_config=None,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if task.done():
                task.result()
                raise RuntimeError("the sandbox's server did not start")
            await asyncio.sleep(0.005)
        yield f"http://{_HOST}:{listener.getsockname()[1]}"
    finally:
        sandbox.close()
        server.should_exit = True
        await task
        listener.close()


@contextmanager
def serve_in_thread(sandbox: Sandbox, *, port: int = 0) -> Iterator[str]:
    """The same from synchronous code."""
    up, address = threading.Event(), []

    async def run() -> None:
        async with serve(sandbox, port=port) as url:
            address.append(url)
            up.set()
            while not sandbox.closed:
                await sandbox.bell.wait(sandbox.bell.strokes, None)

    thread = threading.Thread(target=asyncio.run, args=(run(),), name="sandbox", daemon=True)
    thread.start()
    try:
        if not up.wait(_PATIENCE):
            raise RuntimeError("the sandbox's server did not start")
        yield address[0]
    finally:
        sandbox.close()
        thread.join(_PATIENCE)
