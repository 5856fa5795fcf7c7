"""A person's answers in a few characters, so that a button holds them and nothing else need remember them."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from zlib import crc32

from bot.chat.flow import Answers, Value
from bot.knowledge.schema.eligibility import Sheet
from bot.knowledge.schema.person import NAMES

_UNSAID, _DECLINED, _FIRST = 0, 1, 2
_MARK = 2  # bytes by which answers packed under other sheets are told


def pack(answers: Answers, sheets: Mapping[str, Sheet]) -> str:
    """The answers to these sheets as text, at most some 20 characters long; other keys are left out."""
    number = 1
    for name in NAMES:
        sheet = sheets[name]
        number = number * _size(sheet) + (_state(sheet, answers[name]) if name in answers else _UNSAID)
    whole = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return urlsafe_b64encode(_mark(sheets) + whole).decode().rstrip("=")


def unpack(text: str, sheets: Mapping[str, Sheet]) -> Answers | None:
    """The answers that a text holds; None where it was packed under other sheets, or is no such text."""
    try:
        packed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    mark, number = packed[:_MARK], int.from_bytes(packed[_MARK:], "big")
    if mark != _mark(sheets):
        return None
    found: dict[str, Value] = {}
    for name in reversed(NAMES):
        number, state = divmod(number, _size(sheets[name]))
        if state != _UNSAID:
            found[name] = _value(sheets[name], state)
    return {name: found[name] for name in NAMES if name in found} if number == 1 else None


def _size(sheet: Sheet) -> int:
    match sheet.type:
        case "integer":
            return _FIRST + (sheet.bounds.most - sheet.bounds.least + 1 if sheet.bounds else 0)
        case "set":
            return _FIRST + (1 << len(sheet.answers))
        case _:
            return _FIRST + len(sheet.answers)


def _state(sheet: Sheet, value: Value) -> int:
    match value:
        case None:
            return _DECLINED
        case bool():
            return _FIRST + sheet.values.index("oui" if value else "non")
        case int():
            return _FIRST + value - (sheet.bounds.least if sheet.bounds else 0)
        case tuple():
            return _FIRST + sum(1 << sheet.values.index(one) for one in value)
        case _:
            return _FIRST + sheet.values.index(str(value))


def _value(sheet: Sheet, state: int) -> Value:
    if state == _DECLINED:
        return None
    at = state - _FIRST
    match sheet.type:
        case "integer":
            return at + (sheet.bounds.least if sheet.bounds else 0)
        case "set":
            return tuple(value for bit, value in enumerate(sheet.values) if at >> bit & 1)
        case "boolean":
            return sheet.values[at] == "oui"
        case _:
            return sheet.values[at]


def _mark(sheets: Mapping[str, Sheet]) -> bytes:
    shape = "\n".join(f"{name} {_size(sheets[name])} {','.join(sheets[name].values)}" for name in NAMES)
    return (crc32(shape.encode()) & 0xFFFF).to_bytes(_MARK, "big")
