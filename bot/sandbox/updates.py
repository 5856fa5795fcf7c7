"""The queue of updates: kept until the bot confirms them, delivered by polling or by webhook."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_FIRST = 100_001  # any number will do; Telegram's start anywhere too
_UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})  # only for who names them


@dataclass(frozen=True, slots=True)
class Update:
    """Something that happened and that the bot has to hear."""

    id: int
    kind: str
    chat: int
    body: dict[str, Any]
    again: bool = False

    def shown(self) -> dict[str, Any]:
        """As the Bot API writes it."""
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    """Updates in the order of their ids; what was asked for, what waits, what is delivered twice."""

    def __init__(self) -> None:
        self.allowed: frozenset[str] = frozenset()
        self._next = _FIRST
        self._waiting: dict[int, Update] = {}
        self._again: list[Update] = []
        self._held: tuple[str, int, dict[str, Any], bool] | None = None

    def add(self, kind: str, chat: int, body: dict[str, Any], *, again: bool = False, hold: bool = False) -> None:
        """Queue an update; ``again``: it comes back once after its confirmation; ``hold``: the next one passes it."""
        if kind not in self.allowed if self.allowed else kind in _UNASKED:
            return
        if hold and self._held is None:
            self._held = (kind, chat, body, again)
            return
        self._push(kind, chat, body, again=again)
        if self._held is not None:
            held_kind, held_chat, held_body, held_again = self._held
            self._held = None
            self._push(held_kind, held_chat, held_body, again=held_again)

    def confirm(self, offset: int) -> None:
        """Forget what stands below an offset; a negative one keeps only that many of the last."""
        if offset < 0:
            offset = min([*self._waiting][offset:], default=self._next)
        for number in [number for number in self._waiting if number < offset]:
            self.remove(number)

    def remove(self, number: int) -> None:
        """Forget an update that was delivered; one that is to come twice comes back."""
        update = self._waiting.pop(number, None)
        if update is not None and update.again:
            self._again.append(update)

    def batch(self, limit: int) -> list[Update]:
        """What a poll takes: first what comes again, then the oldest."""
        again, self._again = self._again[:limit], self._again[limit:]
        return [*again, *self.waiting()][:limit]

    def waiting(self) -> Iterator[Update]:
        """What was not confirmed, oldest first."""
        return iter(tuple(self._waiting.values()))

    def repeated(self) -> list[Update]:
        """What is to be delivered again, taken out."""
        again, self._again = self._again, []
        return again

    def allow(self, kinds: Iterable[str]) -> None:
        """Queue only these kinds from now on; none named means the usual ones."""
        self.allowed = frozenset(kinds)

    def clear(self) -> None:
        """Drop what waits."""
        self._waiting.clear()
        self._again.clear()
        self._held = None

    def __len__(self) -> int:
        return len(self._waiting) + len(self._again)

    def _push(self, kind: str, chat: int, body: dict[str, Any], *, again: bool) -> None:
        self._waiting[self._next] = Update(self._next, kind, chat, body, again)
        self._next += 1
