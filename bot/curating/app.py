"""The local editor: search, edit, preview, try, save. It serves this computer alone, and only its own pages change."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.assistant import one_question
from bot.assistant.answers import answer
from bot.curating import files, page
from bot.curating.files import EntryFile
from bot.curating.forms import FieldError, data_of, fields, model_of
from bot.knowledge.explain import explained
from bot.knowledge.kinds import ENTRIES, FileKind
from bot.knowledge.schema.entries import Entry, Knowledge
from bot.process import web
from bot.search.router import Router

_LARGEST = 300_000  # bytes of a form
_SLOWEST = 10.0  # seconds in which it has come
_MOST = 15  # entries listed for a question
_HOSTS = frozenset({"127.0.0.1", "localhost"})
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}


@dataclass(slots=True)
class Editor:
    """Edits the entries of some folders; ``load`` reads the base anew after a change."""

    folders: Sequence[Path]
    load: Callable[[], tuple[Knowledge, Router]]
    today: Callable[[], date]
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    _held: tuple[Knowledge, Router] | None = None

    def app(self) -> ASGIApp:
        """The application, behind its guard."""
        routes = [
            Route("/", self._home),
            Route("/{kind}/{slug}", self._shown),
            Route("/{kind}/{slug}", self._sent, methods=["POST"]),
        ]
        return _Guard(Starlette(routes=routes))

    @property
    def _base(self) -> tuple[Knowledge, Router]:
        if self._held is None:
            self._held = self.load()
        return self._held

    async def _home(self, request: Request) -> Response:
        return await run_in_threadpool(self._searched, request.query_params.get("q", "")[:500])

    def _searched(self, asked: str) -> Response:
        knowledge, router = self._base
        if not asked.strip():
            return _html(page.home(knowledge.texts.curate, "", [], ""))
        told = one_question.ask(knowledge, router, asked, self.today())
        near = [entry for ranked in router.route(asked).ranked if (entry := knowledge.get(ranked.id))]
        by_name = [entry for entry in knowledge.entries() if asked.casefold() in f"{entry.id} {entry.label}".casefold()]
        found = list(dict.fromkeys(entry.id for entry in (*near, *by_name)))[:_MOST]
        answered = f"[{told.kind}] {told.text}"
        return _html(page.home(knowledge.texts.curate, asked, [knowledge[id_] for id_ in found], answered))

    async def _shown(self, request: Request) -> Response:
        return await run_in_threadpool(self._edited, request.path_params["kind"], request.path_params["slug"])

    def _edited(self, name: str, slug: str) -> Response:
        found = self._found(name, slug)
        if found is None:
            return PlainTextResponse("404", 404)
        return self._form(*found, slug, found[1].data(), "")

    async def _sent(self, request: Request) -> Response:
        try:
            body = await web.body(request, _LARGEST, _SLOWEST)
        except web.RefusedError as refused:
            return PlainTextResponse(str(refused.status.value), refused.status)
        given = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        if not secrets.compare_digest(given.get("secret", "").encode(), self.secret.encode()):
            return PlainTextResponse("403", 403)
        return await run_in_threadpool(self._taken, request.path_params["kind"], request.path_params["slug"], given)

    def _taken(self, name: str, slug: str, given: Mapping[str, str]) -> Response:
        found = self._found(name, slug)
        if found is None:
            return PlainTextResponse("404", 404)
        (kind, file), texts = found, self._base[0].texts.curate
        try:
            data = data_of(kind, given)
            model_of(kind, slug, data)
        except FieldError as error:
            return self._form(kind, file, slug, file.data(), page.told([str(error)], good=False), given)
        except ValidationError as error:
            ids = frozenset(entry.id for entry in self._base[0].entries())
            lines = [
                f"{'.'.join(map(str, path))} : {said}" for path, said in explained(error.errors(), kind.model, ids)
            ]
            return self._form(kind, file, slug, data, page.told(lines, good=False), given)
        if given.get("do") != "save":
            return self._form(kind, file, slug, data, "", given)
        text = file.text()
        if given.get("mark") != files.mark(text):
            return self._form(kind, file, slug, data, page.told([texts.moved], good=False), given)
        files.replace(file.path, files.changed(text, file.key, data))
        self._held = None
        return self._form(kind, file, slug, file.data(), page.told([texts.saved.format(file=file.path)], good=True))

    def _form(  # noqa: PLR0917  what a form is made of, in its order
        self,
        kind: FileKind,
        file: EntryFile,
        slug: str,
        data: Mapping[str, object],
        told: str,
        given: Mapping[str, str] | None = None,
    ) -> Response:
        """The form, with what was sent where something was; beside it the entry where its data make one."""
        knowledge = self._base[0]
        mark = given.get("mark", "") if given else files.mark(file.text())
        hidden = (("secret", self.secret), ("mark", mark))
        editing = page.Editing(f"{kind.entry}/{slug}", fields(kind, data), hidden)
        return _html(page.editor(knowledge.texts.curate, editing, told, self._preview(kind, slug, data)))

    def _preview(self, kind: FileKind, slug: str, data: Mapping[str, object]) -> str:
        """The entry as the chat shows it, what Telegram folds shown whole."""
        try:
            entry = model_of(kind, slug, data)
        except ValidationError:
            return ""
        if not isinstance(entry, Entry):
            return ""
        return answer(self._base[0], entry, self.today()).replace("<blockquote expandable>", "<blockquote>")

    def _found(self, name: str, slug: str) -> tuple[FileKind, EntryFile] | None:
        """The kind and the file of an entry that the base has: no other path is ever opened."""
        kind = next((kind for kind in ENTRIES if kind.entry == name), None)
        if kind is None or self._base[0].get(f"{name}/{slug}") is None:
            return None
        file = files.find(self.folders, kind, slug)
        return (kind, file) if file else None


class _Guard:
    """Lets in what is meant for this computer, by its loopback names, and forms from its own pages only."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        host, origin = request.url.hostname, request.headers.get("origin")
        own = f"{request.url.scheme}://{request.headers.get('host', '')}"
        foreign = origin not in (None, own) or request.headers.get("sec-fetch-site") == "cross-site"
        if host not in _HOSTS or (request.method != "GET" and foreign):
            await PlainTextResponse("403", 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _html(text: str) -> Response:
    return HTMLResponse(text, headers=_HEADERS)
