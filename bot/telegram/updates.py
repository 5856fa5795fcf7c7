"""Updates as they come: read by the library, or passed over; never an exception for what the outside sends."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import structlog
from telegram import Update

from bot.language.personal_data import candidate_data

NUMBERS = range(-(2**63), 2**63)  # what a column of the database holds
_UNREAD = "unread"
_LARGEST_KEPT = 64 * 1024  # characters
_UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]")  # what no database, or no UTF-8, takes
_Value = TypeVar("_Value")

log = structlog.get_logger()


class UnreadableError(Exception):
    """A field of an update is not of the type that Telegram documents."""


def read(raw: dict[str, Any]) -> Update | None:
    """The update, None where the library cannot read it.

    ``raw`` has its number at least (``update_id``).
    """
    try:
        return Update.de_json(raw, None)
    except Exception as error:  # noqa: BLE001  whatever its constructors raise
        log.error("update unreadable", update=raw["update_id"], error=type(error).__name__)
        return None


def numbered(raw: object) -> Update | None:
    """An update as it came, ``unread`` where the library cannot read it; None where it has no number."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or type(number) is not int or number < 0 or number not in NUMBERS:
        return None
    return read(raw) or Update(number, api_kwargs={_UNREAD: raw})


def unread(update: Update) -> dict[str, Any] | None:
    """What came of an update that the library cannot read; None of any other."""
    raw = update.api_kwargs.get(_UNREAD)
    return raw if isinstance(raw, dict) else None


def chat_of(update: Update) -> int:
    """The chat in which an update is handled: that of the message, else the person's own; 0 where there is none."""
    try:
        place = update.effective_chat or update.effective_user
        found: object = place.id if place else _number_in(unread(update) or {})
    except Exception:  # noqa: BLE001  the library believes that what it was given has the right types
        return 0
    return found if type(found) is int and found in NUMBERS else 0


def as_kept(update: Update) -> dict[str, Any]:
    """The update as it is kept for an operator.

    Its number alone where the library cannot write it, or where it seems to hold the data of a candidate.
    """
    if (raw := unread(update)) is not None:
        return raw if _can_be_kept(raw) else {"update_id": update.update_id}
    try:
        message = update.effective_message
        if message is not None and candidate_data(f"{message.text or ''} {message.caption or ''}"):
            return {"update_id": update.update_id}
        return update.to_dict()
    except Exception:  # noqa: BLE001  as above
        return {"update_id": update.update_id}


def _number_in(raw: dict[str, Any]) -> object:
    """The number of the chat, else of the person, in an update that the library cannot read."""
    for part in raw.values():
        if isinstance(part, dict):
            message = part.get("message")
            for place in (
                part.get("chat"),
                message.get("chat") if isinstance(message, dict) else None,
                part.get("from"),
            ):
                if isinstance(place, dict):
                    return place.get("id", 0)
    return 0


def _can_be_kept(raw: dict[str, Any]) -> bool:
    """Whether JSON can write it, and no text in it seems to hold the data of a candidate."""
    try:
        written = json.dumps(raw, allow_nan=False)
    except (ValueError, RecursionError):
        return False
    return len(written) <= _LARGEST_KEPT and not any(candidate_data(text) for text in _texts_in(raw))


def _texts_in(raw: object) -> Iterator[str]:
    """The texts of an update, however deep they stand."""
    left = [raw]
    while left:
        match left.pop():
            case dict() as part:
                yield from (part[name] for name in ("text", "caption") if isinstance(part.get(name), str))
                left.extend(part.values())
            case list() as parts:
                left.extend(parts)


def checked(value: _Value) -> _Value:
    """A dataclass made from an update, each field of its type and each text writable: the library checks neither.

    Raises:
        UnreadableError: where a field is of another type, or a number too great for the database.
    """
    if not is_dataclass(value) or isinstance(value, type):
        raise UnreadableError
    changed = {}
    for name, types in _types(type(value)).items():
        held = getattr(value, name)
        if (right := _field(held, types)) is not held:
            changed[name] = right
    return replace(value, **changed) if changed else value


def _field(held: object, types: tuple[type, ...]) -> object:
    if type(held) not in types:
        raise UnreadableError
    if isinstance(held, str):
        return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", held) if _UNWRITABLE.search(held) else held
    if isinstance(held, int) and held not in NUMBERS:
        raise UnreadableError
    return checked(held) if is_dataclass(held) else held


@cache
def _types(kind: type) -> dict[str, tuple[type, ...]]:
    """The types that each field of a dataclass may have."""
    hints = get_type_hints(kind)
    return {field.name: tuple(_types_in(hints[field.name])) for field in fields(kind)}


def _types_in(hint: Any) -> list[type]:
    if get_origin(hint) in (Union, UnionType):
        return [one for part in get_args(hint) for one in _types_in(part)]
    if get_origin(hint) is Literal:
        return [type(one) for one in get_args(hint)]
    return [hint]
