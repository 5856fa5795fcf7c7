"""Whose files a command writes: root goes on as the user to whom the data belong."""

import os
from contextlib import suppress
from pathlib import Path


def act_as_owner(file: Path) -> None:
    """Where root runs this process, go on as the owner of a file or of the folder in which it will stand.

    What is written then belongs to the service's own user, who could not open a file of root's.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    owner = _nearest(file).stat()
    if owner.st_uid == 0:
        return
    os.setgroups([])
    os.setgid(owner.st_gid)
    os.setuid(owner.st_uid)
    with suppress(KeyError):  # an owner without a name has no home
        os.environ["HOME"] = _home(owner.st_uid)


def owner_of(file: Path) -> str:
    """The user to whom a file belongs, or the folder in which it will stand; empty where the system does not tell."""
    try:
        return _nearest(file).owner()
    except (OSError, KeyError, NotImplementedError):
        return ""


def current_user() -> str:
    """The user as whom this process acts; empty where the system does not tell."""
    try:
        import pwd  # noqa: PLC0415  not everywhere

        return pwd.getpwuid(os.geteuid()).pw_name
    except (ImportError, KeyError):
        return ""


def _nearest(file: Path) -> Path:
    return next((place for place in (file, *file.parents) if place.exists()), file.parent)


def _home(user: int) -> str:
    import pwd  # noqa: PLC0415  not everywhere

    return pwd.getpwuid(user).pw_dir
