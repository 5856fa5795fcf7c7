"""Something between a program and its database that forgets connections: it keeps them open and carries nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy.engine import make_url


@dataclass(slots=True)
class Forwarder:
    """Carries connections to a port, each until it is told to forget those that are open."""

    target: int
    port: int = 0
    mute: bool = False
    made: int = 0
    last: bytes = b""  # whoever sends a piece that ends so to the server is forgotten right after it
    _open: list[asyncio.Event] = field(default_factory=list)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def forget(self, *, new: bool = False) -> None:
        """Carry nothing more for the connections of now, and with ``new`` for those that are still to come."""
        self.mute = new
        for forgotten in self._open:
            forgotten.set()
        self._open.clear()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        self.made += 1
        forgotten = asyncio.Event()
        self._writers.add(writer)
        if self.mute:
            return
        self._open.append(forgotten)
        try:
            there = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        self._writers.add(there[1])
        await asyncio.gather(self._ask(reader, there[1], forgotten), _pour(there[0], writer, forgotten))

    async def _ask(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, forgotten: asyncio.Event) -> None:
        """Carry what is asked, up to what is to be the last."""

        def seen(chunk: bytes) -> None:
            if self.last and chunk.endswith(self.last):
                forgotten.set()

        await _pour(source, target, forgotten, seen)

    def close(self) -> None:
        """Close whatever is open."""
        for writer in self._writers:
            writer.close()


async def _pour(
    source: asyncio.StreamReader,
    target: asyncio.StreamWriter,
    forgotten: asyncio.Event,
    seen: Callable[[bytes], None] = lambda _: None,
) -> None:
    with suppress(OSError):
        while (chunk := await source.read(65536)) and not forgotten.is_set():
            target.write(chunk)
            seen(chunk)
            await target.drain()
    if not forgotten.is_set():
        target.close()


@asynccontextmanager
async def forwarding(url: str) -> AsyncIterator[tuple[Forwarder, str]]:
    """A forwarder in front of the server of a URL, and the URL that leads through it."""
    given = make_url(url)
    assert given.port
    forwarder = Forwarder(given.port)
    server = await asyncio.start_server(forwarder.carry, "127.0.0.1", 0)
    forwarder.port = server.sockets[0].getsockname()[1]
    try:
        yield forwarder, given.set(port=forwarder.port).render_as_string(hide_password=False)
    finally:
        server.close()
        forwarder.close()
