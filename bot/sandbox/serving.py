"""Serves a sandbox on this machine: in the running loop, or in a thread of its own."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager

from bot.process.web import listening, served, url_of
from bot.sandbox.app import create_app
from bot.sandbox.state import Sandbox

_HOST = "127.0.0.1"
_PATIENCE = 10.0  # seconds for the server to come up
_GRACE = 2.0  # seconds for answers under way


@asynccontextmanager
async def serve(sandbox: Sandbox, *, port: int = 0) -> AsyncIterator[str]:
    """The sandbox at the address that this gives, for as long as the context lasts; port 0 takes a free one."""
    sandbox.closed = False
    listener = listening(_HOST, port)
    async with served(create_app(sandbox), listener, grace=_GRACE, lifespan=True):
        try:
            yield url_of(listener)
        finally:
            sandbox.close()


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
