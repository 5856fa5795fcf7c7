"""``clausette``: its groups of commands, each imported when one of its commands is called: start-up time counts."""

import io
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

# A group of commands is a module of this package; its ``commands`` holds one command for each name.
GROUPS = {
    "questions": ("ask", "entries"),
    "chat": ("chat",),
    "tools": ("eligibility", "modality", "hours", "relay"),
    "curators": ("check", "schema", "new", "review", "diff"),
    "unanswered": ("unanswered",),
    "draft": ("draft",),
    "site": ("site",),
    "setup": ("setup",),
    "curate": ("curate",),
    "evaluate": ("evaluate",),
    "serve": ("run", "demo", "doctor"),
    "report": ("report",),
    "requests": ("relay-code", "relay-chats", "intakes", "intake"),
    "database": ("migrate", "backup", "restore", "copy", "updates", "outbox", "patrol"),
}
_GROUP_OF = {command: group for group, commands in GROUPS.items() for command in commands}


class _Commands(TyperGroup):
    """Finds a command in the module of its group; contexts and commands are those of the click inside typer."""

    def list_commands(self, ctx: Any) -> list[str]:
        del ctx
        return list(_GROUP_OF)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        del ctx
        if cmd_name not in _GROUP_OF:
            return None
        group = import_module(f"bot.cli.{_GROUP_OF[cmd_name]}")
        return typer.main.get_group(group.commands).commands[cmd_name]


cli = typer.Typer(
    cls=_Commands,
    name="clausette",
    help="Clausette, l'assistante de la clause d'insertion sociale.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line; what it writes is UTF-8 whatever the locale says, and files are for their owner alone."""
    os.umask(0o077)  # a database holds what people wrote
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    cli()


def _print_version(wanted: bool) -> None:  # noqa: FBT001  as typer calls it
    if wanted:
        from bot.process import version  # noqa: PLC0415  start-up time counts

        typer.echo(f"clausette {version.installed()}".rstrip())
        raise typer.Exit


@cli.callback()
def options(
    settings: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A file of settings; else /etc/clausette.env, where a service has it."),
    ] = None,
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""
    del version
    if settings is not None:
        from bot.cli import _input  # noqa: PLC0415  start-up time counts

        _input.settings_file = settings
