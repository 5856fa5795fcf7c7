"""Where a base stands: one folder, or several of which the later win."""

from collections.abc import Sequence
from pathlib import Path

Where = Path | Sequence[Path]
"""One folder, or several of which the later win."""

_FORMS = ("*.yaml", "*/*.yaml")  # a base has folders, and they have none


def each(where: Where) -> tuple[Path, ...]:
    """The folders of a base, the first first."""
    return (where,) if isinstance(where, Path) else tuple(where)


def territory_folder(where: Where) -> Path:
    """The folder of communes and their like: that of the last folder that has one."""
    every = each(where)
    return next(
        (folder / "territory" for folder in reversed(every) if (folder / "territory").is_dir()), every[0] / "territory"
    )


def every_file(where: Where) -> list[Path]:
    """Every file that may say something, in a fixed order; more than is read costs at most a reading anew."""
    found = {path for folder in each(where) for form in _FORMS for path in folder.glob(form)}
    return sorted(path for path in found | set(territory_folder(where).glob("*.csv")) if path.is_file())
