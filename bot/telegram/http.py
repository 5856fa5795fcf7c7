"""The HTTP of every call of the Bot API, wary of what may answer in the place of a Bot API server.

aiohttp in the place of the library's httpx: a call then takes a quarter of the processor's time, and a bot that answers
many people spends most of its own on calls.
"""

import json
import ssl
from functools import cache
from typing import Annotated, Any, Self

import aiohttp
import certifi
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_CONNECT, _READ = 5.0, 20.0  # seconds: what is not answered in time may have been done, and is done twice
_ARRIVING = 60.0  # seconds in which an answer has come whole, after the patience for its beginning
_LARGEST = 32 * 1024 * 1024  # bytes of an answer: a hundred updates are far below
_FINAL = (400, 401, 403, 404)  # the status of answers after which a call is not made again
_READ_AFTER_FILE = 30.0  # seconds: what is uploaded has to arrive first


class _Hints(BaseModel):
    """What an answer may add (https://core.telegram.org/bots/api#responseparameters)."""

    model_config = ConfigDict(strict=True, extra="ignore")

    migrate_to_chat_id: Annotated[int, Field(gt=-(2**52), lt=0)] | None = None
    retry_after: Annotated[int, Field(gt=0, le=86400)] | None = None  # seconds


class _Answer(BaseModel):
    """An answer of a Bot API server (https://core.telegram.org/bots/api#making-requests)."""

    model_config = ConfigDict(strict=True, extra="ignore")

    result: Any = None
    description: str | None = None
    parameters: dict[str, Any] | None = None

    @field_validator("parameters", mode="wrap")
    @classmethod
    def _bounded(cls, given: Any, _: ValidatorFunctionWrapHandler) -> dict[str, Any]:
        """What cannot be is as if it were not said: then the call is made again as after any failure."""
        try:
            return _Hints.model_validate(given).model_dump(exclude_none=True)
        except ValidationError:
            return {}

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if not self.model_fields_set & {"result", "description"}:
            raise ValueError("neither a result nor a description")
        return self


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
            TimedOut: where it does not come in time: whether the call was made nobody knows.
            NetworkError: where it cannot come; it names the kind of error alone, for the address holds the token.
        """
        uploads = request_data is not None and request_data.contains_files
        usual = max(_READ_AFTER_FILE, self._read_timeout) if uploads else self._read_timeout
        patience = usual if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        try:
            async with self._opened().request(
                method,
                url,
                timeout=aiohttp.ClientTimeout(total=patience + _ARRIVING, sock_connect=_CONNECT, sock_read=patience),
                allow_redirects=False,
                **_body(request_data),
            ) as response:
                body = await _body_of(response)
                if response.status in _FINAL:
                    self.parse_json_payload(body)  # a proxy that answers so knows of no token and of no chat
                return response.status, body
        except aiohttp.ConnectionTimeoutError:  # nothing was asked yet
            raise NetworkError("ConnectionTimeoutError") from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError, ValueError) as error:  # an address or a header that cannot be
            raise NetworkError(type(error).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The server's answer; of its hints, those that can be.

        Raises:
            TelegramError: where it is none of a Bot API server.
        """
        try:
            answer = _Answer.model_validate(json.loads(payload))
        except (ValueError, RecursionError):
            raise TelegramError("this is no answer of a Bot API server") from None
        return {"result": None} | answer.model_dump(exclude_unset=True)  # the library looks for one, whatever is said

    def _opened(self) -> aiohttp.ClientSession:
        """The session, made on the first call: it belongs to the loop in which it is made."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, ssl=_trusted()),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=self._proxied,
            )
        return self._session


async def _body_of(response: aiohttp.ClientResponse) -> bytes:
    """The body of an answer, counted while it comes."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > _LARGEST:
            raise ValueError
    return bytes(body)


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
