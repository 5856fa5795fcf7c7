"""A bell: tasks wait until something has changed, whatever thread changed it."""

import asyncio
import threading
import time
from collections.abc import Callable


class Bell:
    """Counts its strokes, so that none is missed between a look and the wait."""

    def __init__(self) -> None:
        self.strokes = 0
        self._lock = threading.Lock()
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def ring(self) -> None:
        """Wake everybody up; from any thread."""
        with self._lock:
            self.strokes += 1
            waiting = tuple(self._waiting)
        for loop, event in waiting:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    async def until(self, holds: Callable[[], object], seconds: float | None = None) -> bool:
        """Wait until something holds, looking at each stroke, at most some seconds; tells whether it holds."""
        end = None if seconds is None else time.monotonic() + seconds
        while True:
            seen = self.strokes
            if holds():
                return True
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                return False
            await self.wait(seen, left)

    async def wait(self, seen: int, seconds: float | None) -> bool:
        """Wait for a stroke after the ``seen``-th, at most some seconds; tells whether there was one."""
        entry = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            if self.strokes != seen:
                return True
            self._waiting.add(entry)
        try:
            await asyncio.wait_for(entry[1].wait(), seconds)
        except TimeoutError:
            return False
        finally:
            with self._lock:
                self._waiting.discard(entry)
        return True
