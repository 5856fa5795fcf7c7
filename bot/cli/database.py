"""What an operator does with the database: its schema, its copies, what waits in it and what failed."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.cli import _store
from bot.cli._input import AsJson, read_settings
from bot.cli._output import FAILED, print_fields, print_row, print_rows, stop, tell_none
from bot.process.settings import Settings
from bot.runtime import replay, serve
from bot.runtime.start import StartError, opened, start, using
from bot.store import backups, copying, failures, leases
from bot.store.copying import CopyError
from bot.store.database import Database

commands = typer.Typer()


@commands.command()
def migrate() -> None:
    """Bring the database to the current schema."""
    settings = _store.settings()

    async def made() -> None:
        database = await opened(settings.database())
        await database.close()

    start(made(), settings)


@commands.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="Where the backups are kept.")],
    keep: Annotated[int, typer.Option(min=1, metavar="N", help="How many of the newest stay there.")] = 14,
    *,
    as_json: AsJson = False,
) -> None:
    """Back the database up, the bot running, and read the backup back."""
    settings, now = _store.settings(), datetime.now(UTC)
    try:
        with _stopped_tidily("stopped before the backup was whole; none was written"):
            saved = backups.save(settings.database(), folder, keep, now)
    except backups.BackupError as error:
        typer.echo(f"clausette: {error}", err=True)
        start(_note_failure(settings, now), settings)
        raise typer.Exit(FAILED) from None

    async def note(database: Database) -> None:
        async with database.transaction() as connection:
            await leases.note_backup(connection, now)

    using(settings, note)  # for those who watch over the service
    deleted = [old.name for old in saved.deleted]
    print_fields({"file": str(saved.file), "rows": dict(saved.rows), "deleted": deleted}, as_json=as_json)


async def _note_failure(settings: Settings, now: datetime) -> None:
    """Note that a backup failed, for those who watch over the service, where the same cause does not forbid it too."""
    with suppress(StartError, SQLAlchemyError):
        database = await opened(settings.database(), create=False)
        try:
            async with database.transaction() as connection:
                await leases.note_failed_backup(connection, now)
        finally:
            await database.close()


@contextmanager
def _stopped_tidily(told: str) -> Iterator[None]:
    """Let a signal end the block as an error does, which leaves nothing half done."""
    before = signal.signal(signal.SIGTERM, lambda *_: stop(told, FAILED))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Even where a database stands there already.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup in place of the database; the bot must be stopped."""
    try:
        restored = backups.restore(_store.settings().database(), file, datetime.now(UTC), force=force)
    except backups.BackupError as error:
        stop(str(error), FAILED)
    before = str(restored.before) if restored.before else None
    print_fields({"rows": dict(restored.rows), "before": before}, as_json=as_json)


@commands.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM_URL", help="The database that there is.")],
    target: Annotated[str, typer.Argument(metavar="TO_URL", help="A new one, without any row.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Copy a database into another, SQLite into PostgreSQL or back; the bot must be stopped."""

    async def work() -> dict[str, int] | CopyError:
        try:
            return dict(await copying.copy(source, target))
        except CopyError as error:
            return error

    copied = start(work(), read_settings())
    if isinstance(copied, CopyError):
        stop(f"nothing was copied: {copied}", FAILED)
    print_fields({"rows": copied}, as_json=as_json)


@commands.command()
def updates(
    action: Annotated[str | None, typer.Argument(help="replay; without it, all are listed.")] = None,
    number: Annotated[int | None, typer.Argument(metavar="UPDATE_ID", help="For replay: which one.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the updates that failed, without what they say, or have one handled again."""
    settings = _store.settings()
    if action is None:

        async def failed(database: Database) -> list[dict[str, Any]]:
            async with database.transaction() as connection:
                return [_fields(update) for update in await failures.updates(connection)]

        print_rows(using(settings, failed), "no update failed", as_json=as_json)
        return
    if action != "replay" or number is None:
        stop(f"{action}: expected nothing, or replay UPDATE_ID")
    match using(settings, lambda database: replay.replay(settings, database, number)):
        case replay.Unknown():
            stop(f"{number}: no such update failed; clausette updates lists them")
        case replay.Failed(why):
            stop(f"{number}: {why}", FAILED)
    print_fields({"update": number, "handled": True}, as_json=as_json)


@commands.command()
def outbox(*, as_json: AsJson = False) -> None:
    """Tell how much waits to be sent, and which calls and letters failed, without what they say or to whom."""

    async def waiting(database: Database) -> list[dict[str, Any]]:
        async with database.transaction() as connection:
            rows = [_fields(backlog) for backlog in await failures.backlogs(connection)]
            rows += [{"what": "call"} | _fields(call) for call in await failures.calls(connection)]
            return rows + [{"what": "letter"} | _fields(letter) for letter in await failures.letters(connection)]

    for row in using(_store.settings(), waiting):
        print_row(row, as_json=as_json)


@commands.command()
def patrol(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")] = False,
    as_json: AsJson = False,
) -> None:
    """Do once what the bot does every minute: reminders, requests that lie nowhere, what is kept too long."""
    settings = _store.settings()
    tasks = using(settings, lambda database: serve.patrol_once(settings, database, dry_run=dry_run))
    tell_none(tasks, "nothing is due", as_json=as_json)
    for task in tasks:
        if as_json:
            print_row({"step": str(task.what), "subject": task.subject}, as_json=True)
        else:
            typer.echo(f"{task.what} {task.subject}".rstrip())


def _fields(row: Any) -> dict[str, Any]:
    """The fields of a dataclass, ready for JSON."""
    return {name: v.isoformat() if isinstance(v, datetime) else v for name, v in asdict(row).items()}
