"""YAML with the line of everything, so that an error can point at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from bot.knowledge.problems import Problem

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # a Python built without libyaml: slower, the same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_TEXT = "tag:yaml.org,2002:str"
_DEEPEST = 20  # levels; libyaml reads nested values by recursion in C, where too many kill the program
_LONGEST_SHOWN = 80  # characters of a wrong value that an error cites
_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One parsed file: its data, and the nodes that remember the lines."""

    name: str
    data: Any
    _root: yaml.Node | None

    def line(self, path: Sequence[str | int]) -> int:
        """The line (from 1) of the value at a path of keys and positions, or of the nearest thing above it."""
        node, line = self._root, 1
        for step in path:
            if isinstance(node, yaml.MappingNode):
                found = next(((k, v) for k, v in node.value if k.value == str(step)), None)
                if found is None:
                    return line
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
            else:
                return line
        return line

    def problem(self, path: Sequence[str | int], message: str) -> Problem:
        """A problem at a path of this file."""
        return Problem(self.name, self.line(path), message)


class _MarkingLoader(_Loader):
    """Says the place of a value that cannot be what it looks like, as the day 2026-02-30."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002  PyYAML's signature
        try:
            return super().construct_object(node, deep)
        except (ValueError, KeyError, AttributeError) as error:  # what PyYAML's own converters let through
            kind = node.tag.rpartition(":")[2]
            raise yaml.constructor.ConstructorError(
                problem=f"'{node.value[:_LONGEST_SHOWN]}' is no valid {kind}", problem_mark=node.start_mark
            ) from error


def parse(name: str, text: str) -> YamlFile | Problem:
    """Parse one YAML document; a Problem where it is not YAML, is nested too deep, repeats a key or uses an alias."""
    if unseen := yaml.reader.Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, unseen.start()) + 1
        return Problem(name, line, f"holds a sign that nobody sees (U+{ord(unseen.group()):04X}); delete it")
    loader = _MarkingLoader(text)
    try:
        if problem := _too_deep(name, text):
            return problem
        root = loader.get_single_node()
        if problem := _forbidden(name, root):
            return problem
        return YamlFile(name, None if root is None else loader.construct_document(root), root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(filter(None, (error.context, error.problem)))
        return Problem(name, mark.line + 1 if mark else 1, f"not YAML: {what}; quote a text that holds ': ' or ' #'")
    except (yaml.YAMLError, ValueError) as error:
        return Problem(name, 1, f"not YAML: {str(error).splitlines()[0]}")
    finally:
        loader.dispose()


def _too_deep(name: str, text: str) -> Problem | None:
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
        if depth > _DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            return Problem(name, line, f"nested deeper than {_DEEPEST} levels; is a bracket open?")
    return None


def _forbidden(name: str, root: yaml.Node | None) -> Problem | None:
    """What YAML allows and a curator never means.

    Keys that are no texts, repeated keys (the later would silently win), aliases (a few lines could fill the memory).
    """
    seen: set[int] = set()
    todo = [root] if root is not None else []
    while todo:
        node = todo.pop()
        if id(node) in seen:
            return Problem(name, node.start_mark.line + 1, "an alias (*name) is not allowed here: write the text again")
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    return Problem(name, key.start_mark.line + 1, "a key must be a plain word")
                if key.tag != _TEXT:  # no, on, 2: YAML reads a truth or a number
                    return Problem(name, key.start_mark.line + 1, f"{key.value}: quote this key, as '{key.value}'")
                if key.value in keys:
                    return Problem(name, key.start_mark.line + 1, f"{key.value}: stands twice; keep one")
                keys.add(key.value)
                todo.append(value)
        elif isinstance(node, yaml.SequenceNode):
            todo.extend(node.value)
    return None
