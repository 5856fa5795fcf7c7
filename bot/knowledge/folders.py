"""Finds and opens the files of the knowledge base: the only place that reads them."""

import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.knowledge.explain import nearest
from bot.knowledge.kinds import BESIDE, KINDS, RULES, FileKind, Shape
from bot.knowledge.problems import Problem
from bot.knowledge.schema import forms
from bot.knowledge.where import Where, each
from bot.knowledge.yaml import YamlFile, parse

LARGEST = 1_000_000  # bytes of a file; the largest shipped one has 160 000
_MISSING_FILE = "ce fichier n'existe pas, la base en a besoin"
NAME = f"ce nom fait l'identifiant : {forms.IN_FRENCH[forms.SLUG]}"
_SLUG = re.compile(forms.SLUG)
# What systems and editors leave in folders: desktop.ini, .DS_Store, ~$fiche.yaml, .fiche.yaml.swp, fiche.yaml~
_LEFT_BEHIND = re.compile(r"\..*|~\$.*|.*~|#.*#|.*\.(?:swp|bak|tmp|orig|rej)|desktop\.ini|thumbs\.db", re.IGNORECASE)


@dataclass(slots=True)
class FolderContents:
    """The parsed files of each kind, those of the later folders last, and the names of those that are not right."""

    files: Mapping[str, list[YamlFile]]
    unread: Mapping[str, list[str]]
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def fits_a_name(name: str) -> bool:
    """Tell whether a name can be part of an id."""
    return _SLUG.fullmatch(name) is not None


def texts(where: Where, kinds: Sequence[FileKind]) -> Iterator[tuple[Path, FileKind, str]]:
    """The files of the folders that can be read, each with its kind and text, in a fixed order."""
    for folder in each(where):
        for kind in kinds:
            for path in _paths(folder, kind, "", FolderContents({}, {})):
                with suppress(OSError, UnicodeDecodeError):
                    if _unfit(path, path.name) is None:
                        yield path, kind, path.read_bytes().decode("utf-8")


def read(where: Where, kinds: Sequence[FileKind]) -> FolderContents:
    """Parse every file of some kinds; what cannot be opened or parsed, lacks or is too many, is noted."""
    found = FolderContents({kind.name: [] for kind in kinds}, {kind.name: [] for kind in kinds})
    every = each(where)
    for at, folder in enumerate(every):
        if not folder.is_dir():
            found.errors.append(Problem(str(folder), 1, "ce dossier n'existe pas, la base était attendue"))
            continue
        prefix = f"{folder.name}/" if at else ""  # the first folder is the base itself
        for kind in kinds:
            for path in _paths(folder, kind, prefix, found):
                _open(path, f"{prefix}{path.relative_to(folder).as_posix()}", kind, found)
        if len(kinds) == len(KINDS):
            found.warnings.extend(_strangers(folder, prefix))
    if every[0].is_dir():
        found.errors.extend(_missing(every, kinds))
    return found


def _paths(folder: Path, kind: FileKind, prefix: str, found: FolderContents) -> Iterator[Path]:
    """The files of a kind in one folder; others that lie among them are noted."""
    place = folder / kind.place
    if kind.shape is not Shape.FOLDER:
        if place.exists() or place.is_symlink():
            yield place
        return
    for path in sorted(place.glob("*")):
        name = f"{prefix}{path.relative_to(folder).as_posix()}"
        if _LEFT_BEHIND.fullmatch(path.name):
            found.warnings.append(Problem(name, 1, "laissé par le système ou l'éditeur, rien ne le lit : à supprimer"))
        elif path.suffix != ".yaml":
            found.errors.append(Problem(name, 1, "rien ne le lit : le nom d'une fiche finit par .yaml"))
        else:
            yield path


def _strangers(folder: Path, prefix: str) -> Iterator[Problem]:
    """What lies beside the known files and folders, where nothing reads it."""
    places = {kind.place for kind in KINDS} | BESIDE
    for path in sorted(folder.iterdir()):
        if path.name in places or path.name.startswith("."):
            continue
        near = nearest(path.name, places)
        hint = f" ; vouliez-vous dire « {near} » ?" if near else ""
        yield Problem(f"{prefix}{path.name}", 1, f"rien ne lit ce qui porte ce nom ici{hint}")


def _missing(every: Sequence[Path], kinds: Sequence[FileKind]) -> Iterator[Problem]:
    """What no folder has. The tables may all lack together: a base without any answers, and decides nothing."""
    lacking = [
        kind
        for kind in kinds
        if not kind.optional
        and not any((folder / kind.place).exists() or (folder / kind.place).is_symlink() for folder in every)
    ]
    undecided = len(kinds) == len(KINDS) and all(kind in lacking for kind in RULES)
    for kind in lacking:
        if not (undecided and kind in RULES):
            folder = kind.shape is Shape.FOLDER
            what = "ce dossier n'existe pas, il tient un fichier par fiche" if folder else _MISSING_FILE
            yield Problem(kind.place, 1, what)


def _open(path: Path, name: str, kind: FileKind, found: FolderContents) -> None:
    parsed: YamlFile | Problem
    try:
        parsed = _unfit(path, name) or parse(name, path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        parsed = Problem(name, line, "ce n'est pas de l'UTF-8 : enregistrer le fichier avec l'encodage UTF-8")
    except OSError as error:
        parsed = Problem(name, 1, f"illisible ({error.strerror})")
    if isinstance(parsed, Problem):
        found.errors.append(parsed)
        if kind.shape is Shape.FOLDER:
            found.unread[kind.name].append(path.stem)
        return
    for slip in parsed.slips:
        (found.errors if slip.certain else found.warnings).append(Problem(name, slip.line, slip.message))
    found.files[kind.name].append(parsed)


def _unfit(path: Path, name: str) -> Problem | None:
    """What must not even be opened: a pipe would be waited for, and a file without end read until memory is full."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        return Problem(name, 1, "ce n'est pas un fichier ; un texte YAML était attendu")
    if status.st_size > LARGEST:
        return Problem(name, 1, f"{status.st_size} octets, au plus {LARGEST} : est-ce le bon fichier ?")
    return None
