"""Whether the program lives, and whether it can serve: for a load balancer, a container engine, a person with curl."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

_PATIENCE = 3.0  # seconds for a part to answer

Check = Callable[[], Awaitable[object]]


def routes(**checks: Check) -> list[Route]:
    """``/healthz`` answers while the process lives; ``/readyz`` tells of each check whether it passes without raising.

    A check that raises or takes too long fails, and the answer is 503.
    """

    async def ready(_: Request) -> Response:
        told = dict(zip(checks, await asyncio.gather(*map(_passes, checks.values())), strict=True))
        status = HTTPStatus.OK if all(told.values()) else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse(told, status)

    return [Route("/healthz", _alive), Route("/readyz", ready)]


async def _alive(_: Request) -> Response:
    return PlainTextResponse("ok\n")


async def _passes(check: Check) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE):
            await check()
    except Exception:  # noqa: BLE001  whatever it is, the part does not serve
        return False
    return True
