"""The library's HTTP, wary of what may answer in the place of a Bot API server."""

from typing import Any

from telegram.error import TelegramError
from telegram.request import HTTPXRequest


class ApiRequest(HTTPXRequest):
    """The HTTP of every method: an answer that is no Bot API server's is an error of the network, not of ours."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The server's answer."""
        answer = HTTPXRequest.parse_json_payload(payload)
        if not isinstance(answer, dict) or not answer.keys() & {"result", "description"}:
            raise TelegramError("this is no answer of a Bot API server")
        return answer
