"""YAML with the line of everything, so that an error can point at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from bot.knowledge.problems import Problem
from bot.knowledge.slips import Slip, cause, hidden_slips, visible_slip

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
    """One parsed file: its data, the nodes that remember the lines, and the slips of typing that YAML lets through."""

    name: str
    data: Any
    _root: yaml.Node | None
    slips: tuple[Slip, ...] = ()

    def trace(self, path: Sequence[str | int]) -> tuple[int, tuple[str | int, ...]]:
        """The line (from 1) of the value at a path of keys and positions, and the steps of the path that exist.

        A step that the file does not have (a model may read a short form as a longer one) is left out, unless it is
        the last: a key that is missing is told at the line of what should hold it.
        """
        node, kept = self._root, []
        line = node.start_mark.line + 1 if node else 1
        for at, step in enumerate(path):
            if isinstance(node, yaml.MappingNode):
                found = next(((k, v) for k, v in node.value if k.value == str(step)), None)
                if found:
                    line, node = found[0].start_mark.line + 1, found[1]
                    kept.append(step)
                    continue
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
                kept.append(step)
                continue
            if at == len(path) - 1 and isinstance(node, yaml.MappingNode | yaml.SequenceNode):
                kept.append(step)
        return line, tuple(kept)

    @property
    def stem(self) -> str:
        """The file's name without folder and ending."""
        return self.name.rpartition("/")[2].removesuffix(".yaml")

    def problem(self, path: Sequence[str | int], message: str) -> Problem:
        """A problem at a path of this file."""
        return Problem(self.name, self.trace(path)[0], message)

    def holds(self, path: Sequence[str | int]) -> bool:
        """Tell whether there is a value at a path."""
        value = self.data
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return False
        return True

    def line_of(self, text: str) -> int:
        """The line of the first value that is this text, 1 where there is none."""
        todo = [self._root] if self._root else []
        while todo:
            node = todo.pop()
            if isinstance(node, yaml.ScalarNode) and node.value == text:
                return int(node.start_mark.line) + 1
            if isinstance(node, yaml.MappingNode):
                todo.extend(part for pair in reversed(node.value) for part in reversed(pair))
            elif isinstance(node, yaml.SequenceNode):
                todo.extend(reversed(node.value))
        return 1


class _MarkingLoader(_Loader):
    """Tells the place of a value that cannot be what it looks like, as the day 2026-02-30."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002  PyYAML's signature
        try:
            return super().construct_object(node, deep)
        except (ValueError, KeyError, AttributeError) as error:  # what PyYAML's own converters let through
            shown, kind = node.value[:_LONGEST_SHOWN], node.tag.rpartition(":")[2]
            what = (
                "ce jour n'existe pas"
                if kind == "timestamp"
                else "valeur impossible : mettre le texte entre guillemets"
            )
            raise _ImpossibleValueError(node.start_mark.line + 1, f"« {shown} » : {what}") from error


class _ImpossibleValueError(Exception):
    """A value that no calendar or number has, at a line, with a message for a curator."""

    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message
        super().__init__(message)


def parse(name: str, text: str) -> YamlFile | Problem:
    """Parse one YAML document; a Problem where it is not YAML, is nested too deep, repeats a key or uses an alias."""
    if slip := visible_slip(text):
        return Problem(name, slip.line, slip.message)
    loader = None
    try:
        loader = _MarkingLoader(text)
        if problem := _too_deep(name, text):
            return problem
        root = loader.get_single_node()
        if problem := _forbidden(name, root):
            return problem
        data = None if root is None else loader.construct_document(root)
        return YamlFile(name, data, root, tuple(hidden_slips(text, root)))
    except _ImpossibleValueError as error:
        return Problem(name, error.line, error.message)
    except yaml.MarkedYAMLError as error:
        slip = cause(text, error)
        return Problem(name, slip.line, slip.message)
    except (yaml.YAMLError, ValueError) as error:
        return Problem(name, 1, f"ce n'est pas du YAML : {str(error).splitlines()[0]}")
    finally:
        if loader is not None:
            loader.dispose()


def composed(text: str) -> yaml.Node | None:
    """The nodes of a text that was parsed before, with their places."""
    return yaml.compose(text, _Loader)


def data_of(text: str) -> Any:
    """What a text says, without looking for slips; what cannot be read says nothing."""
    loader = _Loader(text)
    try:
        return loader.get_single_data()
    except (yaml.YAMLError, ValueError):
        return None
    finally:
        loader.dispose()


def _too_deep(name: str, text: str) -> Problem | None:
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
        if depth > _DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            return Problem(name, line, f"plus de {_DEEPEST} niveaux : un crochet ou une accolade reste-t-il ouvert ?")
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
            message = (
                "un renvoi (*nom) n'est pas permis ici : écrire le texte de nouveau, ou le mettre entre guillemets"
            )
            return Problem(name, node.start_mark.line + 1, message)
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                line = key.start_mark.line + 1
                if not isinstance(key, yaml.ScalarNode):
                    return Problem(name, line, "un nom de champ doit être un simple mot")
                if key.tag != _TEXT:  # no, on, 2: YAML reads a truth or a number
                    return Problem(name, line, f"{key.value} : mettre ce nom entre apostrophes, '{key.value}'")
                if key.value in keys:
                    return Problem(name, line, f"{key.value} : écrit deux fois, n'en garder qu'un")
                keys.add(key.value)
                todo.append(value)
        elif isinstance(node, yaml.SequenceNode):
            todo.extend(node.value)
    return None
