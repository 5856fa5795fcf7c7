"""What several commands take: their shared parameters, settings, and lines of standard input."""

import sys
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot.cli._output import stop
from bot.language.dates import day_in_france
from bot.process import settings
from bot.process.settings import Settings

_E = TypeVar("_E", bound=StrEnum)

Knowledge = Annotated[Path | None, typer.Option("--knowledge", help="The folder of the knowledge base.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Tell the law as it stood on that day.")]


settings_file: Path | None = None  # that of --settings


def read_settings() -> Settings:
    """The settings of this process; the command stops where one cannot be used."""
    try:
        return settings.read(settings_file)
    except settings.SettingsError as error:
        stop(str(error))


def lines(given: str | None) -> Iterator[str]:
    """The argument where one was given, else each line of standard input; any bytes become readable text."""
    if given is not None:
        yield given.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", errors="replace").rstrip("\r\n")


def day(given: str | None, option: str) -> date | None:
    """The day that an option names; the command stops where it is none."""
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        stop(f"{option}: {given} is not a date; expected year-month-day, as 2012-05-01")


def one_of(kind: type[_E], given: str, option: str, without: Collection[_E] = ()) -> _E:
    """The value of an enum that an option names; the command stops where it is none."""
    known = {member.value: member for member in kind if member not in without}
    if given not in known:
        stop(f"{option}: '{given}' is not one of {', '.join(known)}")
    return known[given]


def today() -> date:
    """The day in France."""
    return day_in_france(datetime.now(UTC))
