"""A call's parameters, whichever of the ways the Bot API takes them came by."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.sandbox.refusal import bad_request

_DEEPEST = 64  # levels of lists and objects
_TRUE = frozenset({"true", "1", "yes", "True"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True, slots=True)
class Parameters:
    """Named values: texts as they come in queries and forms, or values that JSON already told apart."""

    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A text; empty where there is none."""
        value = self.values.get(name)
        if value is None or isinstance(value, (Upload, dict, list)):
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str) -> int | None:
        """A whole number; None where there is none."""
        value = self.text(name).strip()
        if not value:
            return None
        if not re.fullmatch(r"[+-]?[0-9]{1,19}", value):
            raise bad_request(f"parameter {name} must be a valid Integer")
        return int(value)

    def flag(self, name: str) -> bool:
        """A switch; off where there is none."""
        return self.text(name) in _TRUE

    def structure(self, name: str, called: str) -> Any:
        """A value written in JSON; None where there is none."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return parsed(value)
        except ValueError:
            raise bad_request(f"can't parse {called} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """A file; it stands under its own name or is attached under another."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.values.get(value.removeprefix("attach://"))
        return value if isinstance(value, Upload) else None

    def plain(self) -> dict[str, Any]:
        """Everything in values that JSON can write, for the record."""
        return {
            name: {"file": value.name, "size": len(value.content)} if isinstance(value, Upload) else _unfolded(value)
            for name, value in self.values.items()
        }


async def read(request: Request) -> Parameters:
    """The parameters of a request: its query's, then its body's."""
    values: dict[str, Any] = dict(parse_qsl(request.url.query, keep_blank_values=True))
    body = await request.body()
    kind = request.headers.get("content-type", "")
    match kind.partition(";")[0].strip().lower():
        case "application/json" if body:
            try:
                given = parsed(body)
            except ValueError:
                raise bad_request("can't parse JSON object") from None
            if not isinstance(given, dict):
                raise bad_request("object expected")
            values |= given
        case "application/x-www-form-urlencoded":
            values |= parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        case "multipart/form-data":
            values |= _multipart(body, kind)
    return Parameters(values)


def parsed(text: str | bytes) -> Any:
    """A value written in JSON.

    Raises:
        ValueError: where it is none, or nested so deeply that nobody means it.
    """
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError from None
    level = [value]
    for _ in range(_DEEPEST):
        level = [one for part in level if isinstance(part, dict | list) for one in _parts(part)]
        if not level:
            return value
    raise ValueError


def _parts(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _multipart(body: bytes, kind: str) -> dict[str, Any]:
    boundary = HeaderParser().parsestr(f"Content-Type: {kind}\n\n").get_param("boundary")
    if not isinstance(boundary, str):
        raise bad_request("can't find boundary of the multipart body")
    values: dict[str, Any] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        headers = HeaderParser().parsestr(head.strip(b"\r\n").decode("utf-8", "replace"))
        name = headers.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            continue
        filename = headers.get_filename()
        if filename is None:
            values[name] = content.decode("utf-8", "replace")
        else:
            values[name] = Upload(filename, content, headers.get_content_type())
    return values


def _unfolded(value: Any) -> Any:
    """A value as it was before it was folded into a form, where it was a structure or a number."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return parsed(value)
        except ValueError:
            return value
    return value
