"""Slips of typing in a YAML text, told in French by their likely cause: a tab, a quote left open, a text cut at #.

YAML says what it did not find ("did not find expected key"); a curator needs to know what to type instead. Some slips
are even valid YAML that silently loses or joins texts: those are looked for in what was parsed.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import yaml


class Slip(NamedTuple):
    """A slip at a line (from 1); one that is not ``certain`` is only warned about."""

    line: int
    message: str
    certain: bool = True


_QUOTE_IT = "mettre le texte entre guillemets"
_TAB = "une tabulation : la remplacer par des espaces"
_NBSP = "une espace insécable tient lieu d'espace : la retaper avec la barre d'espace"
_SMART = f'des guillemets courbes (“ ”) ne servent pas de guillemets ici : {_QUOTE_IT} droits (")'
_OPEN_QUOTE = "un guillemet ouvert ici n'est jamais refermé"
_NO_OPENING = "un guillemet fermant sans guillemet ouvrant : en mettre un au début du texte"
_NO_OPENING_APOSTROPHE = "une apostrophe fermante sans apostrophe ouvrante : en mettre une au début du texte"
_GLUED = "cet élément est collé au texte du dessus par son retrait : aligner son tiret sur celui d'avant"
_NO_SPACE = "il manque une espace derrière « : »"
_NO_SPACE_DASH = "il manque une espace derrière le tiret"
_CUT = f"le texte est coupé devant « # » : {_QUOTE_IT}"
_MAYBE_CUT = f"ce qui suit « # » est perdu ; si c'est du texte, {_QUOTE_IT} ; si c'est une note, deux espaces devant"
_CONFLICT = "une marque de conflit de Git : choisir l'une des deux versions, effacer l'autre et les trois marques"
_APOSTROPHE = 'une apostrophe dans un texte entre apostrophes : le mettre entre guillemets droits (")'
_INNER_QUOTE = "un guillemet dans un texte entre guillemets : écrire « … » à l'intérieur"
_COLON = f"un texte qui contient « : » : {_QUOTE_IT}"
_SECOND = "« --- » commence un second document : une seule fiche par fichier"
_INDENT = "le retrait de cette ligne, ou de celle d'avant, est faux : l'aligner sur ses voisines"
_TAG = f"un texte qui commence par « ! » est une consigne pour YAML : {_QUOTE_IT}"

TO_WRITE = "À ÉCRIRE"
"""What stands in a draft until a curator has written the text."""

_CONFLICT_LINE = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_KEY = r"[A-Za-z_][\w-]*"
_STRUCTURE = re.compile(rf"\s*(?:- |-$|{_KEY}:(?: |$))")
_HARD_INDENT = re.compile(rf"^\s*\u00a0|^\s*(?:-|(?:- )?{_KEY}:)\u00a0")
_SMART_OPENING = re.compile(rf"^\s*(?:- *|(?:- )?{_KEY}: *)[“”„‘]")
_TIGHT_COLON = re.compile(rf"^\s*(?:- )?{_KEY}:(?!//)[^\s:]")
_TIGHT_DASH = re.compile(r"^\s*-[^\s-]")
_IN_APOSTROPHES = re.compile(r"(?:^|[\s\[{,])'[^']*'\w")
_IN_QUOTES = re.compile(r'(?:^|[\s\[{,])"[^"]*"\w')
_COLON_INSIDE = re.compile(rf"^\s*(?:- )?(?:{_KEY}: +)?[^'\"|>#\s].*?\S ?: ")
_ELISION = re.compile(r"(?:^|\W)(?:\w|qu)'$")  # "de l'"
_SPECIAL_START = re.compile(rf"^\s*(?:- |(?:- )?{_KEY}: +)([@`%&*!|>?\]}},])")


def visible_slip(text: str) -> Slip | None:
    """What makes a text unfit before it is parsed: conflict markers, signs that nobody sees."""
    if found := _CONFLICT_LINE.search(text):
        return Slip(_line(text, found.start()), _CONFLICT)
    if found := yaml.reader.Reader.NON_PRINTABLE.search(text) or _INVISIBLE.search(text, 1):  # a BOM may come first
        sign = f"U+{ord(found.group()):04X}"
        return Slip(_line(text, found.start()), f"un signe invisible ({sign}) : l'effacer, au besoin retaper la ligne")
    return None


def cause(text: str, error: yaml.MarkedYAMLError) -> Slip:
    """The likely slip behind an error of YAML, and the line where it was made."""
    lines = text.splitlines() or [""]
    mark = error.problem_mark or error.context_mark
    at = min(mark.line if mark else 0, len(lines) - 1)
    opened = min(error.context_mark.line if error.context_mark else at, at)
    problem, context = error.problem or "", error.context or ""
    if "quoted scalar" in context:
        return Slip(opened + 1, _OPEN_QUOTE)
    if (open_ := _open_quote(lines, at)) is not None:
        return Slip(open_ + 1, _OPEN_QUOTE)
    for line in range(opened, at + 1):
        if message := _spaced_wrongly(lines[line], problem):
            return Slip(line + 1, message)
    for line in range(at, max(opened, at - 3) - 1, -1):  # YAML often notices a line or two later
        if message := _slip_in(lines[line], problem):
            return Slip(line + 1, message)
    return Slip(opened + 1 if "flow" in context else at + 1, _by_the_parser(context, problem))


def _by_the_parser(context: str, problem: str) -> str:
    """What the words of the parser mean where no line gives the slip away."""
    if "flow" in context:
        return f"il manque une virgule, ou « {']' if 'sequence' in context else '}'} » à la fin de ce qui s'ouvre ici"
    if "single document" in context:
        return _SECOND
    if "tag" in problem:
        return _TAG
    if "expected" in problem or "not allowed" in problem or "simple key" in context:
        return _INDENT
    return f"ce n'est pas du YAML ({problem}) : {_QUOTE_IT}, ou revoir le retrait"


def _spaced_wrongly(line: str, problem: str) -> str | None:
    """A tab or a hard space where YAML wants plain ones."""
    if "\t" in line[: len(line) - len(line.lstrip())] or ("'\\t'" in problem and "\t" in line):
        return _TAB
    return _NBSP if _HARD_INDENT.search(line) else None


def _slip_in(line: str, problem: str) -> str | None:
    """What is wrong with one line on which YAML gave up, or near which it did."""
    tests = (
        (_SMART_OPENING, _SMART),
        (_IN_APOSTROPHES, _APOSTROPHE),
        (_IN_QUOTES, _INNER_QUOTE),
        (_TIGHT_COLON, _NO_SPACE),
        (_TIGHT_DASH, _NO_SPACE_DASH),
    )
    for pattern, message in tests:
        if pattern.search(line):
            return message
    if "mapping values" in problem and _COLON_INSIDE.search(line):
        return _COLON
    if ("cannot start" in problem or "alias" in problem or "tag" in problem) and (found := _SPECIAL_START.search(line)):
        return f"un texte qui commence par « {found[1]} » : {_QUOTE_IT}"
    return None


def _open_quote(lines: Sequence[str], at: int) -> int | None:
    """The line of a quote that was left open and closed by the next one, lines below, before a given line."""
    for start in range(at, max(-1, at - 12), -1):
        found = re.match(rf"\s*(?:- |(?:- )?{_KEY}: +)\"", lines[start])
        if found and lines[start].count('"') % 2 and '"' not in lines[start][found.end() :]:
            return start
    return None


def hidden_slips(text: str, root: yaml.Node | None) -> Iterator[Slip]:
    """What YAML accepts and a curator did not mean: texts cut, joined, or with a quote as their last letter."""
    lines = text.splitlines()
    todo = [root] if root is not None else []
    while todo:
        node = todo.pop()
        if isinstance(node, yaml.MappingNode):
            todo.extend(part for pair in node.value for part in pair)
        elif isinstance(node, yaml.SequenceNode):
            todo.extend(node.value)
        elif isinstance(node, yaml.ScalarNode):
            yield from _hidden_in(node, lines)


def _hidden_in(node: yaml.ScalarNode, lines: Sequence[str]) -> Iterator[Slip]:
    first, last = node.start_mark.line, min(node.end_mark.line, len(lines) - 1)
    if node.style in ("'", '"') and any(_STRUCTURE.match(line) for line in lines[first + 1 : last + 1]):
        yield Slip(first + 1, _OPEN_QUOTE)
    if TO_WRITE in node.value:
        yield Slip(first + 1, f"reste à écrire (« {TO_WRITE} »)")
    if node.style:  # None or empty where nothing quotes it
        return
    for number in range(first + 1, last + 1):
        if number < last or lines[number][: node.end_mark.column].strip():  # else the text ends where another begins
            yield from _joined(lines[number].strip(), number + 1)
    if lines and (note := re.match(r"( +)#(.?)", lines[last][node.end_mark.column :])):
        if note[2].strip(" #"):
            yield Slip(last + 1, _CUT)
        elif len(note[1]) == 1 and node.value:
            yield Slip(last + 1, _MAYBE_CUT, certain=False)
    if message := _misquoted(node.value):
        yield Slip(first + 1, message)


def _joined(line: str, number: int) -> Iterator[Slip]:
    """What should have begun anew on a line that YAML takes for more of the text above."""
    if line.startswith(("- ", "-\u00a0")):
        yield Slip(number, _GLUED)
    elif _TIGHT_DASH.match(line):
        yield Slip(number, _NO_SPACE_DASH)
    elif _TIGHT_COLON.match(line):
        yield Slip(number, _NO_SPACE)


def _misquoted(value: str) -> str | None:
    """What is wrong with the first or the last letter of a text without quotes."""
    if value[:1] in ("“", "”", "„", "‘"):
        return _SMART
    if value[:1] == "\u00a0":
        return _NBSP
    if value[-1:] == '"' and value.count('"') % 2:
        return _NO_OPENING
    if value[-1:] == "'" and not _ELISION.search(value) and not re.search(r"(?:^|\W)'", value[:-1]):
        return _NO_OPENING_APOSTROPHE
    return None


def _line(text: str, index: int) -> int:
    return text.count("\n", 0, index) + 1
