"""Communes, EPCI and departments, read from the CSV files of ``knowledge/territory``.

Source: see ``knowledge/territory/README.md`` (INSEE, DGCL and La Poste, through Etalab; Licence Ouverte).
"""

import csv
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.knowledge.areas import Commune, Departement, Epci, FormerName
from bot.knowledge.problems import KnowledgeError, Problem

LARGEST = 20_000_000  # bytes of a file; the largest shipped one has 2 500 000
_COLUMNS: Mapping[str, frozenset[str]] = {
    "communes.csv": frozenset({"insee", "name", "postal_codes", "epci_siren", "departement", "population"}),
    "communes_anciennes.csv": frozenset({"name", "commune_actuelle_insee"}),
    "epci.csv": frozenset({"siren", "name", "type", "departements"}),
    "departements.csv": frozenset({"code", "name"}),
}


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes that a relay may cover, each with its name."""

    epci: Mapping[str, str]
    departements: Mapping[str, str]
    communes: Mapping[str, str]

    def nearest_epci(self, siren: str) -> str | None:
        """The EPCI whose number looks most like this one."""
        found = process.extractOne(siren, self.epci.keys(), scorer=fuzz.ratio, score_cutoff=80)
        return found[0] if found else None


def communes(folder: Path) -> Iterator[Commune]:
    """Every commune, in the order of the file."""
    columns = ("insee", "name", "postal_codes", "epci_siren", "departement", "population")
    for insee, name, postal, siren, departement, population in _rows(folder / "communes.csv", *columns):
        codes = tuple(postal.split("|")) if postal else ()
        yield Commune(insee, name, codes, siren, departement, int(population or 0))


def former_names(folder: Path) -> Iterator[FormerName]:
    """Every former or delegated name."""
    for name, insee in _rows(folder / "communes_anciennes.csv", "name", "commune_actuelle_insee"):
        yield FormerName(name, insee)


def epci(folder: Path) -> Iterator[Epci]:
    """Every EPCI, in the order of the file."""
    for siren, name, kind, departements in _rows(folder / "epci.csv", "siren", "name", "type", "departements"):
        yield Epci(siren, name, kind, tuple(filter(None, departements.split("|"))))


def departements(folder: Path) -> Iterator[Departement]:
    """Every department, in the order of the file."""
    for code, name in _rows(folder / "departements.csv", "code", "name"):
        yield Departement(code, name)


def codes(folder: Path) -> Codes:
    """The codes by which relays say what they cover."""
    return Codes(
        epci=_named(folder / "epci.csv", "siren"),
        departements=_named(folder / "departements.csv", "code"),
        communes=_named(folder / "communes.csv", "insee"),
    )


def _named(path: Path, key: str) -> dict[str, str]:
    return {code: name for code, name in _rows(path, key, "name")}  # noqa: C416  rows of two, which dict cannot know


def _rows(path: Path, *wanted: str) -> Iterator[tuple[str, ...]]:
    """The rows of a file: the wanted columns, two or more, in their order.

    Raises:
        KnowledgeError: where it cannot be read, lacks a column, or a row is too short.
    """
    name = f"territory/{path.name}"
    try:
        if not stat.S_ISREG((status := path.stat()).st_mode) or status.st_size > LARGEST:
            raise KnowledgeError([Problem(name, 1, f"un fichier de {LARGEST} octets au plus était attendu")])
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)  # 45 000 rows: DictReader takes twice the time
            columns = next(reader, [])
            if missing := _COLUMNS[path.name] - set(columns):
                raise KnowledgeError([Problem(name, 1, f"il manque des colonnes : {', '.join(sorted(missing))}")])
            width, picked = len(columns), itemgetter(*map(columns.index, wanted))
            counted = columns.index("population") if "population" in columns else None
            for cells in filter(None, reader):
                if len(cells) < width:
                    raise KnowledgeError(
                        [Problem(name, reader.line_num, "une ligne à laquelle il manque des colonnes")]
                    )
                if counted is not None and not (cells[counted] or "0").isdecimal():
                    raise KnowledgeError([Problem(name, reader.line_num, "population : un nombre était attendu")])
                yield picked(cells)
    except OSError as error:
        raise KnowledgeError([Problem(name, 1, f"illisible ({error.strerror})")]) from error
    except csv.Error as error:
        raise KnowledgeError([Problem(name, reader.line_num, f"ce n'est pas du CSV ({error})")]) from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise KnowledgeError(
            [Problem(name, line, "ce n'est pas de l'UTF-8 : enregistrer le fichier avec l'encodage UTF-8")]
        ) from error
