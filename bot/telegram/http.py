"""The HTTP of every call of the Bot API, wary of what may answer in the place of a Bot API server.

aiohttp in the place of the library's httpx: a call then takes a quarter of the processor's time, and a bot that answers
many people spends most of its own on calls.
"""

import json
import ssl
from functools import cache
from typing import Any

import aiohttp
import certifi
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_CONNECTIONS = 32
_CONNECT, _READ = 5.0, 5.0  # seconds
_READ_AFTER_FILE = 30.0  # seconds: what is uploaded has to arrive first


class ApiRequest(BaseRequest):
    """The HTTP of every method.

    ``proxied`` tells whether a proxy of the environment (HTTPS_PROXY and the like) is used.
    """

    def __init__(self, *, proxied: bool = True, read_timeout: float = _READ) -> None:
        self._proxied = proxied
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """For how many seconds an answer is waited for where nothing else is said."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the connections' pool, once."""
        self._opened()

    async def shutdown(self) -> None:
        """Close what is open."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0917  the library's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  a body that is not taken is not answered either
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  nobody asks for another one
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  likewise
    ) -> tuple[int, bytes]:
        """Status and body of the answer.

        Raises:
            TimedOut: where it does not come in time.
            NetworkError: where it cannot come; it names the kind of error alone, for the address holds the token.
        """
        uploads = request_data is not None and request_data.contains_files
        usual = max(_READ_AFTER_FILE, self._read_timeout) if uploads else self._read_timeout
        patience = usual if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        try:
            async with self._opened().request(
                method,
                url,
                timeout=aiohttp.ClientTimeout(sock_connect=_CONNECT, sock_read=patience),
                allow_redirects=False,
                **_body(request_data),
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError, ValueError) as error:  # an address or a header that cannot be
            raise NetworkError(type(error).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The server's answer."""
        answer = BaseRequest.parse_json_payload(payload)
        if not isinstance(answer, dict) or not answer.keys() & {"result", "description"}:
            raise TelegramError("this is no answer of a Bot API server")
        return answer

    def _opened(self) -> aiohttp.ClientSession:
        """The session, made on the first call: it belongs to the loop in which it is made."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS, ssl=_trusted()),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=self._proxied,
            )
        return self._session


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed: those that the system knows, and where it knows none, Mozilla's list."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _body(data: RequestData | None) -> dict[str, Any]:
    """The parameters as JSON; beside files, as the fields of a form."""
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": json.dumps(data.parameters).encode(), "headers": {"Content-Type": "application/json"}}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}
