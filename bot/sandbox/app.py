"""The sandbox's web application: the Bot API, the persons' side and the chat page."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from bot.sandbox import control
from bot.sandbox.api import Api
from bot.sandbox.courier import deliver
from bot.sandbox.guard import Guard
from bot.sandbox.state import Sandbox

_PAGE = Path(__file__).with_name("page")
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_FILES = {"/": "index.html"} | {
    f"/{file.name}": file.name for file in sorted(_PAGE.iterdir()) if file.name != "index.html"
}


def create_app(sandbox: Sandbox) -> Starlette:
    """The application; it serves one sandbox."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        courier = asyncio.create_task(deliver(sandbox))
        try:
            yield
        finally:
            sandbox.close()
            courier.cancel()
            with suppress(asyncio.CancelledError):
                await courier

    return Starlette(
        routes=[
            *(_page(path, name) for path, name in _FILES.items()),
            _files(sandbox),
            Route("/bot{token}/{method}", Api(sandbox).answer, methods=["GET", "POST"]),
            Mount("/sandbox", routes=control.routes(sandbox)),
        ],
        middleware=[Middleware(Guard)],
        exception_handlers={404: _not_found},
        lifespan=lifespan,
    )


def _page(path: str, name: str) -> Route:
    async def page(_: Request) -> Response:
        return FileResponse(_PAGE / name, headers=_HEADERS)

    return Route(path, page)


def _files(sandbox: Sandbox) -> Route:
    """The content of files, where ``getFile`` says that it is."""

    async def content(request: Request) -> Response:
        kind, _, number = request.path_params["path"].partition("s/")
        file = sandbox.files.get(number)
        if request.path_params["token"] not in sandbox.tokens or file is None or file.kind != kind:
            return await _not_found(request)
        headers = {"content-disposition": "attachment", "x-content-type-options": "nosniff"}
        return Response(file.content, media_type="application/octet-stream", headers=headers)

    return Route("/file/bot{token}/{path:path}", content)


async def _not_found(_: Request, __: Exception | None = None) -> Response:
    return JSONResponse({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
