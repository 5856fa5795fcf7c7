"""One address in front of several processes, as a reverse proxy is."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from bot.process import web


@dataclass(slots=True)
class Balancer:
    """One address in front of several processes: each connection goes to the next one that lives."""

    backends: list[int]
    url: str = ""
    taken: Counter[int] = field(default_factory=Counter)
    open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        for backend in sorted(self.backends, key=lambda one: self.taken[one]):
            self.taken[backend] += 1  # before it is made, or all that come at once would go to the same one
            try:
                there = await asyncio.open_connection("127.0.0.1", backend)
            except OSError:
                self.taken[backend] -= 1
                continue
            both = {writer, there[1]}
            self.open |= both
            await asyncio.gather(_pour(reader, there[1]), _pour(there[0], writer))
            self.open -= both
            return
        writer.close()


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await source.read(65536):
            target.write(chunk)
            await target.drain()
    with suppress(OSError):
        target.close()


@asynccontextmanager
async def balanced(backends: list[int]) -> AsyncIterator[Balancer]:
    """A balancer in front of these ports, for as long as the block lasts."""
    balancer = Balancer(backends)
    server = await asyncio.start_server(balancer.carry, "127.0.0.1", 0)
    balancer.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/telegram"
    try:
        yield balancer
    finally:
        server.close()
        for writer in balancer.open:
            writer.close()


def unused_ports(number: int) -> list[int]:
    """Ports on which nothing listens."""
    listeners = [web.listening("127.0.0.1", 0) for _ in range(number)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports
