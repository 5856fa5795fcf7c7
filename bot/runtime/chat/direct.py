"""Calls of the Bot API to a sandbox in the same process, without HTTP between."""

import json
from typing import Any

from telegram.request import BaseRequest, RequestData

from bot.sandbox.methods import METHODS
from bot.sandbox.methods.delivery import Done
from bot.sandbox.parameters import Parameters, Upload
from bot.sandbox.refusal import Refused
from bot.sandbox.state import Sandbox


class Direct(BaseRequest):
    """What python-telegram-bot calls in the place of an HTTP client."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    @property
    def read_timeout(self) -> float | None:
        """None: nothing is waited for."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(  # noqa: PLR0917  the library's own signature
        self,
        url: str,
        method: str,  # noqa: ARG002  likewise
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  likewise
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  likewise
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  likewise
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  likewise
    ) -> tuple[int, bytes]:
        """Status and body of the sandbox's answer."""
        try:
            with self._sandbox.lock:
                result = METHODS[url.rpartition("/")[2].lower()](self._sandbox, _parameters(request_data))
        except Refused as refused:
            body = {"ok": False, "error_code": refused.status, "description": refused.description}
            return refused.status, json.dumps(body | {"parameters": refused.parameters}).encode()
        return 200, json.dumps({"ok": True, "result": result.result if isinstance(result, Done) else result}).encode()


def _parameters(data: RequestData | None) -> Parameters:
    if data is None:
        return Parameters({})
    if not data.contains_files:
        return Parameters(data.parameters)
    files = {
        name: Upload(file, content if isinstance(content, bytes) else content.read(), kind)
        for name, (file, content, kind) in data.multipart_data.items()
    }
    return Parameters(data.json_parameters | files)
