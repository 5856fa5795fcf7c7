"""Where the communes are, read from ``knowledge/territory/centres.csv.gz``.

Source: see ``knowledge/territory/README.md`` (IGN, ADMIN EXPRESS COG 2018; Licence Ouverte). Read only where somebody
sends a position: a base without the file knows no positions.
"""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

from bot.knowledge.areas import Centre, Position
from bot.knowledge.problems import KnowledgeError, Problem

NAME = "centres.csv.gz"
_COLUMNS = ["insee", "latitude", "longitude", "radius"]
_LARGEST = 10_000_000  # bytes, unpacked; the shipped one has 808 000


def centres(folder: Path) -> Iterator[Centre]:
    """Every commune whose middle is known, in the order of the file; none where there is no such file.

    Raises:
        KnowledgeError: where the file cannot be read, or a line is not of four columns.
    """
    path, name = folder / NAME, f"territory/{NAME}"
    if not path.is_file():
        return
    try:
        with gzip.open(path, "rb") as packed:
            content = packed.read(_LARGEST + 1)
        text = content.decode()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise KnowledgeError([Problem(name, 1, f"illisible ({type(error).__name__})")]) from error
    if len(content) > _LARGEST:
        raise KnowledgeError([Problem(name, 1, f"un fichier de {_LARGEST} octets au plus était attendu")])
    reader = csv.reader(text.splitlines())
    if next(reader, []) != _COLUMNS:
        raise KnowledgeError([Problem(name, 1, f"les colonnes {', '.join(_COLUMNS)} étaient attendues")])
    for cells in reader:
        try:
            insee, latitude, longitude, radius = cells
            yield Centre(insee, Position(float(latitude), float(longitude)), float(radius))
        except ValueError as error:
            raise KnowledgeError(
                [Problem(name, reader.line_num, "un code et trois nombres étaient attendus")]
            ) from error
