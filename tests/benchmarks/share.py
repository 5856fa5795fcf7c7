"""Gives a process a part of one core, as a container's ``cpus`` does: control groups of Linux, which root may make."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_GROUPS = Path("/sys/fs/cgroup")
_PERIOD = 10_000  # microseconds: short, so that a process that used up its part does not stand still for long


@contextmanager
def shares(name: str, cores: float) -> Iterator[Path]:
    """A group whose processes together have that part of a core; a process joins by its id (``join``).

    Raises:
        OSError: where the system has no such groups, or they are not ours to make; it says so.
    """
    first = (_GROUPS / "cpu").is_dir()  # version 1 has a hierarchy for each resource
    group = (_GROUPS / "cpu" if first else _GROUPS) / f"clausette-{os.getpid()}-{name}"
    try:
        group.mkdir()
    except OSError:
        raise PermissionError("only root can give a process a part of a core, by control groups of Linux") from None
    try:
        quota = int(cores * _PERIOD)
        if first:
            (group / "cpu.cfs_period_us").write_text(str(_PERIOD))
            (group / "cpu.cfs_quota_us").write_text(str(quota))
        else:
            (group / "cpu.max").write_text(f"{quota} {_PERIOD}")
        yield group
    finally:
        group.rmdir()  # its processes have ended


def join(group: Path, process: int) -> None:
    """Put a process, and what it starts, into a group."""
    (group / "cgroup.procs").write_text(str(process))
