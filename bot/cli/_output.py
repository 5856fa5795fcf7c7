"""How commands print, and how they stop."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import typer

FAILED, MISUSED = 1, 2  # exit codes: what was checked does not hold; bad usage or input


def stop(message: str, code: int = MISUSED) -> NoReturn:
    """End the command with one line on standard error."""
    typer.echo(f"clausette: {message}", err=True)
    raise typer.Exit(code)


def print_json(value: Any, indent: int | None = None) -> None:
    """Print a value as JSON, on one line where no indent is given."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")


def print_fields(fields: Mapping[str, Any], *, as_json: bool) -> None:
    """Print the fields of one thing, a line each, or all as one JSON object."""
    if as_json:
        print_json(fields)
    else:
        typer.echo("\n".join(f"{key}: {_in_words(value)}" for key, value in fields.items()))


def print_row(fields: Mapping[str, Any], *, as_json: bool) -> None:
    """Print the fields of one thing among several, on one line."""
    if as_json:
        print_json(fields)
    else:
        typer.echo(", ".join(f"{key}={_in_words(value)}" for key, value in fields.items()))


def print_rows(rows: Sequence[Mapping[str, Any]], nothing: str, *, as_json: bool) -> None:
    """Print several things, a line each; that there is none is told on standard error."""
    for row in rows:
        print_row(row, as_json=as_json)
    tell_none(rows, nothing, as_json=as_json)


def tell_none(found: Sequence[Any], nothing: str, *, as_json: bool) -> None:
    """Tell a person on standard error that a list is empty: silence might be a fault. A program reads it as it is."""
    if not found and not as_json:
        typer.echo(nothing, err=True)


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return "".join(f"\n  {_in_words(item)}" for item in value) or "-"
    if isinstance(value, dict):
        return ", ".join(f"{key}={item}" for key, item in value.items())
    return "-" if value is None else str(value)
