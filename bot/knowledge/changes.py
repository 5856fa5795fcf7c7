"""What changed from one state of the knowledge base to another, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bot.knowledge.kinds import KINDS
from bot.knowledge.loader import Loaded

_AROUND = 4  # words shown on either side of a change


@dataclass(frozen=True, slots=True)
class Change:
    """A value that is other than it was; None where there was, or is, none. ``path`` is empty for a whole entry."""

    id: str
    path: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        where = f"{self.id} : {self.path}" if self.path else self.id
        if self.before is None:
            return f"{where} : ajouté : {self.after}" if self.path else f"{where} : nouveau : {self.after}"
        if self.after is None:
            return f"{where} : retiré : {self.before}"
        return f"{where} : {in_words(self.before, self.after)}"


def changes(before: Loaded, after: Loaded) -> list[Change]:
    """Every change of entries, texts and tables, by id and path; items of lists are compared by what they say."""
    found: list[Change] = []
    for kind in KINDS:
        old, new = before.things[kind.name], after.things[kind.name]
        for key in sorted({*old, *new}):
            id_ = "/".join(filter(None, (kind.entry or kind.name, key)))
            if key in old and key in new:
                found += _between(id_, "", old[key].model_dump(mode="json", by_alias=True, exclude_defaults=True),
                                  new[key].model_dump(mode="json", by_alias=True, exclude_defaults=True))  # fmt: skip
            else:
                told = [getattr(side[key], "label", key or kind.place) if key in side else None for side in (old, new)]
                found.append(Change(id_, "", *told))
    return found


def in_words(before: str, after: str) -> str:
    """Where two texts differ, with some words around: "à faire [valider → confirmer] par le relais"."""
    old, new = before.split(), after.split()
    parts: list[str] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            parts.append(f"[{' '.join(old[i:j]) or '∅'} → {' '.join(new[k:m]) or '∅'}]")
        elif j - i <= 2 * _AROUND:
            parts.append(" ".join(old[i:j]))
        else:
            first, last = old[i : i + _AROUND] if i else [], old[j - _AROUND : j] if j < len(old) else []
            parts.append(" ".join((*first, "…", *last)))
    return " ".join(parts)


def _between(id_: str, path: str, old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            step = "" if key == "tests" else str(key)  # which the files leave out
            yield from _between(id_, ".".join(filter(None, (path, step))), old.get(key), new.get(key))
    elif isinstance(old, list) and isinstance(new, list):
        yield from (Change(id_, path, _told(item), None) for item in old if item not in new)
        yield from (Change(id_, path, None, _told(item)) for item in new if item not in old)
    else:
        yield Change(id_, path, *(None if value is None else _told(value) for value in (old, new)))


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} : {_told(part)}" for key, part in value.items())
    return ", ".join(map(_told, value)) if isinstance(value, list) else str(value)
