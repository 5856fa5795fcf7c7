"""The pages of letters' links over HTTP: looking changes nothing, whoever or whatever looks; pressing does."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import parse_qs

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.knowledge.vocabulary import LetterAction
from bot.mail.acting import Acting, Press, barred
from bot.mail.links import WORDS, Access, ExpiredError, ForgedError, Links
from bot.mail.pages import Pages
from bot.mail.style import HEADERS
from bot.process import web
from bot.process.web import RefusedError
from bot.store.away import is_away

LARGEST = 128 * 1024  # bytes; a word of the longest kind takes 24 KiB
SLOWEST = 10.0  # seconds in which a form has come
_FIELDS = 8  # of a form
_FORM = "application/x-www-form-urlencoded"
_BY_WORD = {word: action for action, word in WORDS.items()}

log = structlog.get_logger()


class Site:
    """Serves the pages; ``operator`` is an e-mail address for questions, where there is one."""

    def __init__(self, acting: Acting, links: Links, operator: str | None = None) -> None:
        self._acting = acting
        self._links = links
        self._operator = operator

    def routes(self) -> list[Route]:
        """A page of each request, and one of each action."""
        page = f"{self._links.path}/{{token}}"
        return [
            Route(page, self._guarded(self._choice)),
            Route(f"{page}/{{word}}", self._guarded(self._ask)),
            Route(f"{page}/{{word}}", self._guarded(self._press), methods=["POST"]),
        ]

    def _pages(self) -> Pages:
        return Pages(self._acting.knowledge, self._links, self._operator)

    def _guarded(
        self, serve: Callable[[Request, Access], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Serve who has a link that holds; anybody else, and whom a fault hits, gets a page that says what to do."""

        async def guarded(request: Request) -> Response:
            try:
                access = self._links.read(request.path_params["token"], self._acting.clock())
                return await serve(request, access)
            except ForgedError:
                return _page(self._pages().forged(), HTTPStatus.NOT_FOUND)
            except ExpiredError as error:
                return _page(self._pages().expired(error), HTTPStatus.GONE)
            except RefusedError as refused:
                return Response(status_code=refused.status, headers=dict(HEADERS) | {"Connection": "close"})
            except Exception as error:  # noqa: BLE001  whatever it is, nothing was changed
                log.error("page failed", error=type(error).__name__, away=is_away(error))
                return _page(self._pages().away(), HTTPStatus.SERVICE_UNAVAILABLE)

        return guarded

    async def _choice(self, _: Request, access: Access) -> Response:
        intake, pages = await self._acting.look(access), self._pages()
        if (said := barred(self._acting.knowledge, intake, access)) or intake is None:
            return _page(pages.barred(access, said), HTTPStatus.GONE)
        return _page(pages.choice(access, intake))

    async def _ask(self, request: Request, access: Access) -> Response:
        action, pages = _action(request), self._pages()
        intake = await self._acting.look(access)
        if (said := barred(self._acting.knowledge, intake, access)) or intake is None:
            return _page(pages.barred(access, said), HTTPStatus.GONE)
        return _page(pages.asked(access, intake, action))

    async def _press(self, request: Request, access: Access) -> Response:
        action = _action(request)
        if request.headers.get("content-type", "").partition(";")[0].strip().casefold() != _FORM:
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        press = _filled_in(action, await web.body(request, LARGEST, SLOWEST))
        answer = await self._acting.press(access, press)
        if answer.effects:
            log.info("relay acted", action=str(action), reference=access.reference)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if answer.amends else HTTPStatus.OK
        return _page(self._pages().answered(access, press, answer), status)


def _action(request: Request) -> LetterAction:
    if (action := _BY_WORD.get(request.path_params["word"])) is None:
        raise ForgedError
    return action


def _filled_in(action: LetterAction, body: bytes) -> Press:
    try:
        fields = parse_qs(body.decode(), max_num_fields=_FIELDS, errors="strict")
    except ValueError:
        raise RefusedError(HTTPStatus.BAD_REQUEST) from None
    return Press(action, fields.get("outcome", [""])[0], fields.get("word", [""])[0])


def _page(content: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return HTMLResponse(content, status, headers=dict(HEADERS))
