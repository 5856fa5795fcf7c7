"""The persons' side over HTTP, under `/sandbox`: JSON for the page and for tests."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, get_args
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox import persons, shown
from bot.sandbox.chats import Message, Person
from bot.sandbox.faults import Fault
from bot.sandbox.files import LARGEST, Kind
from bot.sandbox.methods.commands import offered
from bot.sandbox.parameters import Upload, parsed
from bot.sandbox.refusal import Refused, bad_request
from bot.sandbox.state import Query, Sandbox

_LONGEST_WAIT = 60.0
Body = Mapping[str, Any]


def routes(sandbox: Sandbox) -> list[Route]:
    """The endpoints under `/sandbox`."""
    control = _Control(sandbox)

    def route(path: str, method: str, endpoint: Callable[..., Any]) -> Route:
        return Route(path, _guarded(endpoint), methods=[method])

    chat, message = "/chats/{chat}", "/chats/{chat}/messages/{message:int}"
    return [
        route("/state", "GET", control.state),
        route("/chats", "GET", control.chats),
        route("/chats", "POST", control.make_group),
        route("/persons", "POST", control.meet),
        route(chat, "GET", control.chat),
        route(f"{chat}/messages", "GET", control.messages),
        route(f"{chat}/messages", "POST", control.say),
        route(message, "PUT", control.edit),
        route(f"{message}/press", "POST", control.press),
        route(f"{chat}/press", "POST", control.press),
        route(f"{chat}/tap", "POST", control.tap),
        route(f"{chat}/start", "POST", control.start),
        route(f"{chat}/attachments", "POST", control.attach),
        route(f"{chat}/files", "POST", control.join),
        route(f"{chat}/inline", "POST", control.search),
        route(f"{chat}/inline/{{query}}", "POST", control.choose),
        route(f"{chat}/commands", "GET", control.commands),
        route(f"{chat}/block", "POST", control.block),
        route(f"{chat}/unblock", "POST", control.unblock),
        route(f"{chat}/members", "POST", control.members),
        route(f"{chat}/promote", "POST", control.promote),
        route(f"{chat}/migrate", "POST", control.migrate),
        route(f"{chat}/forum", "POST", control.forum),
        route("/files/{file}", "GET", control.file),
        route("/faults", "GET", control.faults),
        route("/faults", "POST", control.arm),
        route("/faults", "DELETE", control.disarm),
        route("/calls", "GET", control.calls),
    ]


class _Control:
    """One function per endpoint; each reads, asks :mod:`bot.sandbox.persons`, and writes JSON."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    async def state(self, _: Request) -> Any:
        return {
            "bot": self.sandbox.bot.shown(),
            "description": self.sandbox.about.get(("description", ""), ""),
            "places": [
                {
                    "chat": place.chat,
                    "title": place.title,
                    "role": place.role,
                    "suggestions": place.suggestions,
                    "speaker": place.speaker or None,
                }
                for place in self.sandbox.places
            ],
        }

    async def chats(self, _: Request) -> Any:
        return [shown.chat(self.sandbox, chat) for chat in tuple(self.sandbox.chats.values())]

    async def chat(self, request: Request) -> Any:
        return shown.chat(self.sandbox, self.sandbox.chat(_chat(request)))

    async def messages(self, request: Request) -> Any:
        """The changes after a number; held until there is one where a timeout is given."""
        chat, after = self.sandbox.chat(_chat(request)).id, _number(request, "after")
        seconds = min(_seconds(request), _LONGEST_WAIT)
        await self.sandbox.bell.until(lambda: self.sandbox.changes_after(chat, after) or self.sandbox.closed, seconds)
        changes = self.sandbox.changes_after(chat, after)
        return {
            "changes": [shown.change(self.sandbox, change) for change in changes],
            "seq": changes[-1].seq if changes else after,
        }

    async def say(self, request: Request) -> Any:
        body = await _body(request)
        return self._shown(
            persons.say(
                self.sandbox,
                _chat(request),
                _text(body, "text"),
                by=_integer(body, "from"),
                reply_to=_integer(body, "reply_to") or 0,
                topic=_integer(body, "topic") or 0,
            )
        )

    async def edit(self, request: Request) -> Any:
        body = await _body(request)
        number = request.path_params["message"]
        return self._shown(persons.edit(self.sandbox, _chat(request), number, _text(body, "text")))

    async def start(self, request: Request) -> Any:
        body = await _body(request)
        payload = str(body.get("payload") or "")
        return self._shown(persons.start(self.sandbox, _chat(request), payload, by=_integer(body, "from")))

    async def attach(self, request: Request) -> Any:
        body = await _body(request)
        by, holds = _integer(body, "from"), body.get("holds") or {}
        return self._shown(persons.send(self.sandbox, _chat(request), _text(body, "kind"), holds=holds, by=by))

    async def join(self, request: Request) -> Any:
        """A file: its bytes are the body, the rest stands in the query."""
        given, content = request.query_params, bytearray()
        async for chunk in request.stream():
            content += chunk
            if len(content) > LARGEST:
                raise bad_request(f"file is too big: {LARGEST} bytes at most")
        if (kind := given.get("kind", "document")) not in get_args(Kind):
            raise bad_request(f"kind: {kind!r} is none of {', '.join(get_args(Kind))}")
        mime_type = request.headers.get("content-type") or "application/octet-stream"
        return self._shown(
            persons.join(
                self.sandbox,
                _chat(request),
                Upload(given.get("name") or "fichier", bytes(content), mime_type),
                "photo" if kind == "photo" else "document",
                caption=given.get("caption", ""),
                by=_number(request, "from") or None,
                reply_to=_number(request, "reply_to"),
                topic=_number(request, "topic"),
            )
        )

    async def press(self, request: Request) -> Any:
        """What the bot answered to a press."""
        body = await _body(request)
        query = persons.press(
            self.sandbox,
            _chat(request),
            request.path_params.get("message"),
            label=body.get("label"),
            data=body.get("data"),
            by=_integer(body, "from"),
        )
        return await self._answered(query, body) or {"query": query.id, "answered": False}

    async def tap(self, request: Request) -> Any:
        body = await _body(request)
        by, holds = _integer(body, "from"), body.get("holds") or {}
        return self._shown(persons.tap(self.sandbox, _chat(request), _text(body, "label"), holds=holds, by=by))

    async def search(self, request: Request) -> Any:
        """What the bot found."""
        body, chat = await _body(request), _chat(request)
        by = _integer(body, "from") or (chat if chat > 0 else None)
        if by is None:
            raise bad_request("from: who searches in a group must be told")
        query = persons.search(self.sandbox, str(body.get("query") or ""), by=by, chat=chat)
        answer = await self._answered(query, body)
        if answer is None:
            return {"query": query.id, "answered": False, "results": []}
        return answer | {"results": [result.shown() for result in answer["results"]]}

    async def choose(self, request: Request) -> Any:
        body = await _body(request)
        return self._shown(persons.choose(self.sandbox, request.path_params["query"], _text(body, "result")))

    async def commands(self, request: Request) -> Any:
        return offered(self.sandbox, self.sandbox.chat(_chat(request)))

    async def block(self, request: Request) -> Any:
        persons.block(self.sandbox, _chat(request))
        return await self.chat(request)

    async def unblock(self, request: Request) -> Any:
        persons.unblock(self.sandbox, _chat(request))
        return await self.chat(request)

    async def meet(self, request: Request) -> Any:
        body = await _body(request)
        person = Person(_integer(body, "id") or 0, _text(body, "name"), str(body.get("username") or ""))
        return self.sandbox.meet(person, started=body.get("started") is True).shown()

    async def make_group(self, request: Request) -> Any:
        body = await _body(request)
        members = _integers(body, "members")
        with_bot = body.get("with_bot") is not False
        return shown.chat(self.sandbox, persons.group(self.sandbox, _text(body, "title"), members, with_bot=with_bot))

    async def members(self, request: Request) -> Any:
        """Who comes and who goes; the bot's number is its own."""
        body = await _body(request)
        for number in _integers(body, "add"):
            persons.add(self.sandbox, _chat(request), number)
        for number in _integers(body, "remove"):
            persons.remove(self.sandbox, _chat(request), number)
        return await self.chat(request)

    async def promote(self, request: Request) -> Any:
        topics = (await _body(request)).get("topics") is True
        return shown.chat(self.sandbox, persons.promote(self.sandbox, _chat(request), topics=topics))

    async def migrate(self, request: Request) -> Any:
        return shown.chat(self.sandbox, persons.migrate(self.sandbox, _chat(request)))

    async def forum(self, request: Request) -> Any:
        return shown.chat(self.sandbox, persons.forum(self.sandbox, _chat(request)))

    async def file(self, request: Request) -> Any:
        found = self.sandbox.files.get(request.path_params["file"])
        if found is None:
            raise Refused(404, "Not Found")
        name = f"attachment; filename*=utf-8''{quote(found.name, safe='')}"
        return Response(
            found.content,
            media_type=found.served_as,
            headers={"content-disposition": name, "x-content-type-options": "nosniff"},
        )

    async def faults(self, _: Request) -> Any:
        return [asdict(fault) for fault in self.sandbox.faults.armed()]

    async def arm(self, request: Request) -> Any:
        body = await _body(request)
        try:
            self.sandbox.arm(Fault(**body))
        except (TypeError, ValueError) as error:
            raise bad_request(str(error)) from None
        return await self.faults(request)

    async def disarm(self, request: Request) -> Any:
        self.sandbox.disarm()
        return await self.faults(request)

    async def calls(self, request: Request) -> Any:
        """What Telegram saw."""
        return [
            asdict(call)
            for call in self.sandbox.calls.seen(
                request.query_params.get("method", ""),
                chat=_number(request, "chat") or None,
                after=_number(request, "after"),
            )
        ]

    def _shown(self, message: Message) -> dict[str, Any]:
        return self.sandbox.show(message)

    async def _answered(self, query: Query, body: Body) -> dict[str, Any] | None:
        seconds = min(float(body.get("timeout", 10)), _LONGEST_WAIT)
        answer = await persons.answer(self.sandbox, query, seconds)
        return None if answer is None else {"query": query.id, "answered": True} | answer


def _guarded(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    async def answer(request: Request) -> Response:
        try:
            result = await endpoint(request)
        except Refused as refused:
            body = {"ok": False, "error_code": refused.status, "description": refused.description}
            return JSONResponse(body, refused.status)
        return result if isinstance(result, Response) else JSONResponse(result)

    return answer


async def _body(request: Request) -> Body:
    raw = await request.body()
    try:
        body = parsed(raw or b"{}")
    except ValueError:
        raise bad_request("the body is no JSON") from None
    if not isinstance(body, dict):
        raise bad_request("the body is no JSON object")
    return body


def _text(body: Body, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise bad_request(f"{name}: a text is missing")
    return value


def _integer(body: Body, name: str) -> int | None:
    value = body.get(name)
    if value is not None and type(value) is not int:
        raise bad_request(f"{name}: {value!r} is no number")
    return value


def _integers(body: Body, name: str) -> list[int]:
    value = body.get(name) or []
    if not isinstance(value, list) or any(type(one) is not int for one in value):
        raise bad_request(f"{name}: {value!r} is no list of numbers")
    return value


def _chat(request: Request) -> int:
    value = str(request.path_params["chat"])
    if not value.removeprefix("-").isdecimal():
        raise Refused(404, "Not Found")
    return int(value)


def _number(request: Request, name: str) -> int:
    value = request.query_params.get(name, "0")
    if not value.removeprefix("-").isdecimal():
        raise bad_request(f"{name}: {value!r} is no number")
    return int(value)


def _seconds(request: Request) -> float:
    try:
        return max(float(request.query_params.get("timeout", "0")), 0.0)
    except ValueError:
        raise bad_request("timeout: not a number of seconds") from None
