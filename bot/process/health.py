"""Whether the program lives, and whether it can serve: for a load balancer, a container engine, a person with curl."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

_PATIENCE = 3.0  # seconds for a part to answer
_HOLDS = 1.0  # seconds for which an answer holds: whoever asks without end costs no more than that

Check = Callable[[], Awaitable[object]]


def routes(**checks: Check) -> list[Route]:
    """``/healthz`` answers while the process lives; ``/readyz`` tells of each check whether it passes without raising.

    A check that raises or takes too long fails, and the answer is 503.
    """
    asked = _Asked(checks)

    async def ready(_: Request) -> Response:
        told = await asked.told()
        status = HTTPStatus.OK if all(told.values()) else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse(told, status)

    return [Route("/healthz", _alive), Route("/readyz", ready)]


class _Asked:
    """Checks, asked once for all who ask at the same time."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks
        self._running: dict[str, asyncio.Task[object]] = {}
        self._turn = asyncio.Lock()
        self._told: Mapping[str, bool] = {}
        self._until = 0.0

    async def told(self) -> Mapping[str, bool]:
        async with self._turn:
            if time.monotonic() >= self._until:
                passed = await asyncio.gather(*map(self._passes, self._checks))
                self._told = dict(zip(self._checks, passed, strict=True))
                self._until = time.monotonic() + _HOLDS
            return self._told

    async def _passes(self, name: str) -> bool:
        """Whether a check ends in time; one that does not goes on, and is waited for again by who asks next."""
        task = self._running.get(name)
        if task is None or task.done():
            self._running[name] = task = asyncio.create_task(_asked(self._checks[name]))
            task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())  # nobody may ask any more
        await asyncio.wait({task}, timeout=_PATIENCE)
        return task.done() and not task.cancelled() and task.exception() is None


async def _asked(check: Check) -> object:
    return await check()


async def _alive(_: Request) -> Response:
    return PlainTextResponse("ok\n")
