"""Keeps the sandbox to this machine: no other host, no other web site may drive it."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.sandbox.methods.delivery import loopback

_ALONE = frozenset({"same-origin", "none", ""})


class Guard:
    """Lets through what comes from this machine, and from the sandbox's own page where a page asks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 to anybody else."""
        why = _wrong(scope) if scope["type"] == "http" else ""
        if why:
            await JSONResponse({"ok": False, "error_code": 403, "description": why}, 403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _wrong(scope: Scope) -> str:
    headers = Headers(scope=scope)
    client = scope.get("client")
    if client and not loopback(client[0]):
        return f"Forbidden: the sandbox answers this machine only, not {client[0]}"
    host = headers.get("host", "")
    if not loopback(_hostname(host)):
        return f"Forbidden: the sandbox answers on loopback names only, not {host!r}"
    origin = headers.get("origin")
    if origin is not None and origin != f"{scope.get('scheme', 'http')}://{host}":
        return f"Forbidden: the sandbox's own page only, not {origin!r}"
    if scope["path"].startswith(("/sandbox", "/bot")) and headers.get("sec-fetch-site", "") not in _ALONE:
        return "Forbidden: the sandbox's own page only"
    return ""


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
