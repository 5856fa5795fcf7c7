"""The file of an entry: read, changed field by field with its comments kept, and replaced whole."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from bot.curating.forms import same
from bot.knowledge.kinds import FileKind, Shape
from bot.knowledge.tidy import ORDER, round_trip
from bot.knowledge.yaml import data_of


@dataclass(frozen=True, slots=True)
class EntryFile:
    """Where an entry stands: its file, and the key inside it where several share one."""

    path: Path
    key: str = ""

    def text(self) -> str:
        """The file as it is."""
        return self.path.read_bytes().decode("utf-8")

    def data(self) -> dict[str, Any]:
        """The entry as its file has it."""
        found = data_of(self.text())
        return dict(found[self.key] if self.key else found)


def find(folders: Sequence[Path], kind: FileKind, slug: str) -> EntryFile | None:
    """The file of an entry, of the last folder that has it."""
    for folder in reversed(folders):
        if kind.shape is Shape.FOLDER:
            file = EntryFile(folder / kind.place / f"{slug}.yaml")
            if file.path.is_file():
                return file
        elif (path := folder / kind.place).is_file() and slug in (data_of(path.read_text(encoding="utf-8")) or {}):
            return EntryFile(path, slug)
    return None


def mark(text: str) -> str:
    """By what a form tells whether its file is still as it was."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def changed(text: str, key: str, after: Mapping[str, Any]) -> str:
    """The text of a file with an entry's fields as they are given; what is the same keeps its form and comments."""
    editor = round_trip()
    whole = editor.load(text)
    entry = whole[key] if key else whole
    for name in [name for name in entry if name in ORDER and name not in after]:
        del entry[name]
    for name, value in after.items():
        if name not in entry:
            entry.insert(_place(entry, name), name, _written(value))
        elif not same(_plain(entry[name]), value):
            if isinstance(entry[name], list) and isinstance(value, list):
                _exchange(entry[name], value)
            else:
                entry[name] = _written(value, entry[name])
    out = StringIO()
    editor.dump(whole, out)
    return out.getvalue()


def replace(path: Path, text: str) -> None:
    """Put a text in place of a file, at once, with the rights that it had."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(text.encode("utf-8"))
    beside.chmod(path.stat().st_mode & 0o777)
    os.replace(beside, path)  # noqa: PTH105  as an editor does


def _place(entry: Any, name: str) -> int:
    """Where a new field goes: before the first that comes later in the guide."""
    later = set(ORDER[ORDER.index(name) + 1 :])
    return next((at for at, known in enumerate(entry) if known in later), len(entry))


def _exchange(items: Any, after: list[Any]) -> None:
    """Change a list from its first difference on, so that comments before stay with their items."""
    alike = 0
    while alike < min(len(items), len(after)) and same(_plain(items[alike]), after[alike]):
        alike += 1
    while len(items) > alike:
        items.pop()
    items.extend(after[alike:])


def _written(value: Any, before: Any = None) -> Any:
    """A value as it is written: a text of several lines as a block, others as they were quoted."""
    from ruamel.yaml.scalarstring import LiteralScalarString  # noqa: PLC0415  only who writes files loads it

    if not isinstance(value, str):
        return value
    if "\n" in value or isinstance(before, LiteralScalarString):
        return LiteralScalarString(value + "\n")
    return type(before)(value) if isinstance(before, str) else value


def _plain(value: Any) -> Any:
    """A value without what ruamel.yaml remembers of its form."""
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value
