"""The database that a command works on: the one of the bot, named on standard error, as the user to whom it belongs."""

import typer
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.cli._input import read_settings
from bot.cli._output import stop
from bot.process.owner import act_as_owner
from bot.process.settings import Settings
from bot.store.database import file_of


def settings() -> Settings:
    """The settings of a command that works on the database, which is then named; the command may stop instead."""
    read = read_settings()
    if read.hidden is not None:
        stop(f"{read.hidden}: the service's settings cannot be read by this user: run the command as root")
    try:
        file, name = file_of(read.database()), make_url(read.database()).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return read  # opening it tells what is wrong
    if file is not None:
        act_as_owner(file)
    typer.echo(f"database: {file or name}", err=True)
    return read
