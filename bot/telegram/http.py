"""The library's HTTP, wary of what may answer in the place of a Bot API server, and of updates that it cannot read."""

from typing import Any

from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.telegram.reading import read


class ApiRequest(HTTPXRequest):
    """The HTTP of every method: an answer that is no Bot API server's is an error of the network, not of ours."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The server's answer."""
        answer = HTTPXRequest.parse_json_payload(payload)
        if not isinstance(answer, dict) or not answer.keys() & {"result", "description"}:
            raise TelegramError("this is no answer of a Bot API server")
        return answer


class UpdatesRequest(ApiRequest):
    """The HTTP of ``getUpdates``: an update that the library cannot read comes through bare, and blocks nobody.

    The library reads all or none: one message of an unknown make, and no update would ever be read again.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The server's answer, each of its updates one that the library can read."""
        answer = ApiRequest.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [_readable(update) for update in answer["result"]]
        return answer


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    return update if read(update) else {"update_id": update["update_id"]}
