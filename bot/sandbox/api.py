"""The Bot API over HTTP: `/bot<TOKEN>/<method>`, with the faults that are armed."""

import asyncio
import re
import time
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.calls import Call
from bot.sandbox.faults import Fault
from bot.sandbox.methods import METHODS
from bot.sandbox.methods.delivery import Done, get_updates
from bot.sandbox.methods.given import chat_number
from bot.sandbox.parameters import Parameters, read
from bot.sandbox.refusal import Refused
from bot.sandbox.state import Sandbox

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_SLICE = 0.05  # seconds between two looks at whether a hanging caller has left


@dataclass(frozen=True, slots=True)
class Api:
    """The endpoint of every method."""

    sandbox: Sandbox

    async def answer(self, request: Request) -> Response:
        """Telegram's answer, or none where a fault closes the connection."""
        token, method = request.path_params["token"], request.path_params["method"]
        if not _TOKEN.fullmatch(token):
            return _refusal(Refused(404, "Not Found"))
        if token not in self.sandbox.tokens:
            return _refusal(Refused(401, "Unauthorized"))
        try:
            parameters = await read(request)
        except Refused as refused:
            return _refusal(refused)
        except ClientDisconnect:  # the bot died in the middle of its request
            return Dropped()
        return await self._method(request, method, parameters)

    async def _method(self, request: Request, method: str, parameters: Parameters) -> Response:
        chat = self._chat(parameters)
        with self.sandbox.lock:
            fault = self.sandbox.faults.of_call(method, chat)
            call = Call(self.sandbox.calls.number(), method, parameters.plain(), chat, self.sandbox.clock(), ok=False)
        try:
            if fault is not None:
                await self._strike(fault, request)
            result = await self._carried_out(method, parameters)
        except Refused as refused:
            self._keep(replace(call, status=refused.status, description=refused.description))
            return _refusal(refused)
        except _Lost:
            self._keep(replace(call, status=0, answered=False))
            return Dropped()
        if fault is not None and fault.kind == "late":
            await self._hold(fault.seconds, request)
        description = ""
        if isinstance(result, Done):
            description, result = result.description, result.result
        dropped = fault is not None and fault.kind == "drop"
        self._keep(replace(call, ok=True, result=result, description=description, answered=not dropped))
        if dropped:
            return Dropped()
        said = {"description": description} if description else {}
        return JSONResponse({"ok": True, "result": result, **said})

    async def _carried_out(self, method: str, parameters: Parameters) -> Any:
        if method.lower() == "getupdates":
            return await get_updates(self.sandbox, parameters)
        known = METHODS.get(method.lower())
        if known is None:
            raise Refused(404, "Not Found: method not found")
        with self.sandbox.lock:
            return known(self.sandbox, parameters)

    async def _strike(self, fault: Fault, request: Request) -> None:
        if refusal := fault.refusal():
            raise refusal
        if fault.kind == "lose":
            raise _Lost
        if fault.kind == "hang" and not await self._hold(fault.seconds, request):
            raise _Lost

    async def _hold(self, seconds: float, request: Request) -> bool:
        """Wait; False where the caller left meanwhile."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not self.sandbox.closed:
            await asyncio.sleep(min(left, _SLICE))
            if await request.is_disconnected():
                return False
        return True

    def _chat(self, parameters: Parameters) -> int | None:
        query = self.sandbox.queries.get(parameters.text("callback_query_id"))
        return query.chat if query else chat_number(parameters)

    def _keep(self, call: Call) -> None:
        with self.sandbox.lock:
            self.sandbox.calls.keep(call)
        self.sandbox.bell.ring()


class Dropped(Response):
    """No answer: the connection is closed."""

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Close uvicorn's connection; under another server, break off in the middle of an answer."""
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        if transport is not None:
            transport.abort()
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})


class _Lost(Exception):  # noqa: N818 - no error of ours: a test wanted it
    """The call goes no further, and nobody is told."""


def _refusal(refused: Refused) -> JSONResponse:
    body: dict[str, Any] = {"ok": False, "error_code": refused.status, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    wait = refused.parameters.get("retry_after")
    return JSONResponse(body, refused.status, headers={"retry-after": str(wait)} if wait else None)
