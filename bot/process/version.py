"""The version of the installed program."""

from importlib.metadata import PackageNotFoundError, version


def installed() -> str:
    """The version as it was installed; empty where the program is run from a checkout that never was."""
    try:
        return version("clausette")
    except PackageNotFoundError:
        return ""
