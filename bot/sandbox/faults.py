"""Faults that a test arms: what a bot has to live with, at the moment the test chooses."""

from dataclasses import dataclass, replace
from typing import Literal, get_args

from bot.sandbox.refusal import Refused, bad_request, forbidden, too_many_requests

Kind = Literal["429", "500", "403", "400", "hang", "late", "drop", "lose", "duplicate", "reorder"]
_OF_UPDATES = frozenset({"duplicate", "reorder"})


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault for the next ``times`` calls of ``method`` (any where empty), in ``chat`` only where one is given.

    ``429``, ``500``, ``403`` and ``400`` refuse, with ``text`` where one is given, 429 with ``seconds`` to wait.
    ``hang`` waits ``seconds`` and then goes on, unless the caller has left; ``late`` carries the call out at once and
    answers after ``seconds``; ``drop`` carries the call out and closes
    the connection without an answer; ``lose`` closes it and does nothing. ``duplicate`` delivers an update again after
    it was confirmed; ``reorder`` lets the next update pass before this one.
    """

    kind: Kind
    method: str = ""
    chat: int | None = None
    times: int = 1
    seconds: float = 1.0
    text: str = ""

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"kind: {self.kind!r} is none of {', '.join(get_args(Kind))}")

    def refusal(self) -> Refused | None:
        """What it answers, where it answers."""
        match self.kind:
            case "429":
                return too_many_requests(max(1, round(self.seconds)))
            case "500":
                return Refused(500, self.text or "Internal Server Error")
            case "403":
                return forbidden(self.text or "bot was blocked by the user")
            case "400":
                return bad_request(self.text or "something went wrong")
        return None


class Faults:
    """The faults that are armed; the first that fits strikes."""

    def __init__(self) -> None:
        self._armed: list[Fault] = []

    def arm(self, fault: Fault) -> None:
        """Let a fault strike from now on."""
        self._armed.append(fault)

    def disarm(self) -> None:
        """Let no fault strike any more."""
        self._armed.clear()

    def armed(self) -> tuple[Fault, ...]:
        """What has still to strike."""
        return tuple(self._armed)

    def of_call(self, method: str, chat: int | None) -> Fault | None:
        """The fault that strikes this call, which uses it up once."""
        for index, fault in enumerate(self._armed):
            fits = not fault.method or fault.method.lower() == method.lower()
            if fault.kind not in _OF_UPDATES and fits and fault.chat in {None, chat}:
                return self._use(index)
        return None

    def of_update(self, kind: Literal["duplicate", "reorder"], chat: int) -> bool:
        """Whether a fault of this kind strikes an update, which uses it up once."""
        for index, fault in enumerate(self._armed):
            if fault.kind == kind and fault.chat in {None, chat}:
                self._use(index)
                return True
        return False

    def _use(self, index: int) -> Fault:
        fault = self._armed[index]
        if fault.times > 1:
            self._armed[index] = replace(fault, times=fault.times - 1)
        else:
            del self._armed[index]
        return fault
