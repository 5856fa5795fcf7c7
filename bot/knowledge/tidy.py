"""Tidies the text of a knowledge file: its fields in one order, one way of indenting; comments stay, and all it says.

A step that would change what the file says is left out: whatever a curator typed, tidying is safe.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from io import StringIO
from typing import Any

import yaml

from bot.knowledge.kinds import FileKind, Shape
from bot.knowledge.yaml import YamlFile, composed, data_of, parse

ORDER = (
    "label", "button", "acronym", "expansion", "text", "number", "title", "versions", "replaces", "replaced_by",
    "references", "audience", "short", "name", "kind", "status", "covers", "covers_basis", "address", "phone", "email",
    "website", "role", "contact_date", "grid", "answer", "why", "proof", "check", "uncertain", "validated_by",
    "duration", "details", "see_also", "next", "decided_by", "questions", "sources", "verified_on", "confidence",
)  # fmt: skip
"""The fields of entries in the order in which they are read."""

_WIDE = 1_000_000  # characters: a text stays on its line
_BLANKS = re.compile(r"\n{3,}")


def tidied(kind: FileKind, text: str) -> str:
    r"""The text of a file of a kind, tidied; as it was where it is no YAML that could be read.

    >>> from bot.knowledge.kinds import KINDS
    >>> print(tidied(KINDS[2], "answer: Oui.  \n# son nom\nlabel: Un CDD\n"), end="")
    # son nom
    label: Un CDD
    answer: Oui.
    """
    parsed = parse("", text)
    if not isinstance(parsed, YamlFile) or not isinstance(parsed.data, dict):
        return text
    says = parsed.data
    steps: tuple[Callable[[str], str], ...] = (_ends, _no_trailing, _few_blanks)
    if kind.entry or kind.name == "outside":
        steps += (partial(ordered, deep=kind.shape is Shape.KEYED), laid_out)
    for step in steps:
        after = step(text)
        if data_of(after) == says:
            text = after
    return text


def _ends(text: str) -> str:
    return "\n".join(text.removeprefix("\ufeff").splitlines()).rstrip("\n") + "\n"


def _no_trailing(text: str) -> str:
    return re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)


def _few_blanks(text: str) -> str:
    return _BLANKS.sub("\n\n", text)


def ordered(text: str, *, deep: bool) -> str:
    """The text with the fields of its entry in order, each with the comments above it; of a ``deep`` one, of each."""
    root = composed(text)
    if not isinstance(root, yaml.MappingNode):
        return text
    lines = text.splitlines()
    if not deep:
        return "\n".join(_sorted(lines, root, 0, len(lines))) + "\n"
    starts = [key.start_mark.line for key, _ in root.value]
    parts = [lines[: starts[0]]] if starts else []
    for at, (key, value) in enumerate(root.value):
        end = starts[at + 1] if at + 1 < len(starts) else len(lines)
        inner = isinstance(value, yaml.MappingNode) and not value.flow_style
        begin = key.start_mark.line + 1
        parts += [lines[begin - 1 : begin], list(_sorted(lines, value, begin, end) if inner else lines[begin:end])]
    return "\n".join(line for part in parts for line in part) + "\n"


def _sorted(lines: list[str], node: Any, begin: int, end: int) -> Iterator[str]:
    """The lines from ``begin`` to ``end``, which hold a mapping, with its keys in order."""
    starts = [_above(lines, key.start_mark.line, begin, key.start_mark.column) for key, _ in node.value]
    if not starts or len(set(starts)) < len(starts):
        yield from lines[begin:end]
        return
    last = _trailing(lines, node, starts[-1], end)
    blocks = [
        (key.value, lines[start:stop])
        for (key, _), start, stop in zip(node.value, starts, [*starts[1:], last], strict=True)
    ]
    yield from lines[begin : starts[0]]
    for _, block in sorted(blocks, key=lambda named: ORDER.index(named[0]) if named[0] in ORDER else len(ORDER)):
        yield from block
    yield from lines[last:end]


def _above(lines: list[str], line: int, begin: int, column: int) -> int:
    """Where what belongs to a key begins: the comments right above it, as far to the right; those of the file not."""
    start = line
    while start > begin and lines[start - 1].startswith(" " * column + "#"):
        start -= 1
    return start


def _trailing(lines: list[str], node: Any, start: int, end: int) -> int:
    """Where what follows the last key ends to be its own: blank lines and comments further left."""
    column, last = node.start_mark.column, end
    while last > start + 1 and (not lines[last - 1].strip() or _is_left(lines[last - 1], column)):
        last -= 1
    return last


def _is_left(line: str, column: int) -> bool:
    return line.lstrip().startswith("#") and len(line) - len(line.lstrip()) < max(column, 1)


def laid_out(text: str) -> str:
    """The text with lists and fields indented in one way."""
    editor = round_trip()
    out = StringIO()
    editor.dump(editor.load(text), out)
    return out.getvalue()


def round_trip() -> Any:
    """What reads and writes YAML with its comments, quotes and order kept."""
    from ruamel.yaml import YAML  # noqa: PLC0415  only who writes files loads it

    editor = YAML(typ="rt")
    editor.preserve_quotes = True
    editor.width = _WIDE
    editor.indent(mapping=2, sequence=4, offset=2)
    editor.representer.add_representer(type(None), _null)
    return editor


def _null(representer: Any, _: None) -> Any:
    return representer.represent_scalar("tag:yaml.org,2002:null", "null")
