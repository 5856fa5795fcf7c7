"""What Telegram saw: every call, numbered, with what it answered."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Call:
    """A call to the Bot API: what was asked, what was answered, and whether the answer arrived.

    ``ok`` tells that it was carried out; ``answered`` is false where a fault closed the connection.
    """

    seq: int
    method: str
    params: Mapping[str, Any]
    chat: int | None
    at: float
    ok: bool
    status: int = 200
    description: str = ""
    result: Any = None
    answered: bool = True


class Calls:
    """The calls, oldest first."""

    def __init__(self) -> None:
        self._all: deque[Call] = deque(maxlen=_KEPT)
        self._numbers = count(1)

    def number(self) -> int:
        """The next call's number."""
        return next(self._numbers)

    def keep(self, call: Call) -> None:
        """Remember a call."""
        self._all.append(call)

    def seen(
        self, method: str = "", *, chat: int | None = None, after: int = 0, ok: bool | None = None
    ) -> tuple[Call, ...]:
        """The calls after a number, of one method, in one chat, carried out or not, as asked."""
        return tuple(
            call
            for call in tuple(self._all)
            if call.seq > after
            and (not method or call.method.lower() == method.lower())
            and chat in {None, call.chat}
            and ok in {None, call.ok}
        )
