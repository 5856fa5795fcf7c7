"""How a process of ours begins: its logs and exit codes, its database, what calls the Bot API. Light to import."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog
import typer
from telegram import Bot

from bot.process import logs
from bot.process.settings import SERVICE_FILE, Settings
from bot.store.database import Database, DatabaseError, NoDatabaseError
from bot.telegram.http import ApiRequest

EXIT_FAILED, EXIT_MISUSED = 1, 2

_T = TypeVar("_T")

log = structlog.get_logger()


class StartError(Exception):
    """The bot cannot start; the message names the setting and what to do."""

    code = EXIT_MISUSED  # a service is not started again by itself (deploy/clausette.service)


class AwayError(StartError):
    """The bot cannot start now, and may be able to in a moment as it is: something that it needs is away or wrong."""

    code = EXIT_FAILED


def using(settings: Settings, work: Callable[[Database], Awaitable[_T]]) -> _T:
    """Do some work on the database of the settings, brought to the current schema, as a command does it.

    Where there is no database none is made: a command typed with other settings than the bot's says so.
    """

    async def worked() -> _T:
        database = await opened(settings.database(), create=False)
        try:
            return await work(database)
        finally:
            await database.close()

    return start(worked(), settings)


def start(work: Coroutine[Any, Any, _T], settings: Settings) -> _T:
    """Run what a command does, as its process: its logs, its exit codes."""
    logs.configure(settings.log_level)
    try:
        return asyncio.run(work)
    except StartError as error:
        typer.echo(f"clausette: {error}", err=True)
        raise typer.Exit(error.code) from None
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
    except Exception as error:  # noqa: BLE001  its message may cite what a person typed
        log.error("stopped by a fault", error=type(error).__name__, where=logs.where(error))
        raise typer.Exit(EXIT_FAILED) from None


async def opened(url: str, *, create: bool = True) -> Database:
    """A database, brought to the current schema, and made where there is none, but for ``create=False``.

    Raises:
        StartError: where its URL has no known form, or there is none.
        AwayError: where it cannot be reached, read or written.
    """
    try:
        database = Database(url)
    except DatabaseError as error:
        raise StartError(f"CLAUSETTE_DATABASE_URL: {error}") from None
    try:
        await database.migrate(create=create)
    except NoDatabaseError as error:
        raise StartError(
            f"CLAUSETTE_DATABASE_URL: {error}; clausette run makes it, or clausette migrate. Settings are those of the"
            f" environment, then of {SERVICE_FILE}"
        ) from None
    except DatabaseError as error:
        raise AwayError(f"CLAUSETTE_DATABASE_URL: {error}") from None
    return database


def client(token: str, api_url: str) -> Bot:
    """What calls a Bot API server, not asked anything yet."""
    # a proxy of the environment is for what is elsewhere, not for a server on this computer
    http = ApiRequest(proxied=urlsplit(api_url).hostname not in ("127.0.0.1", "localhost", "::1"))
    files = f"{api_url}/file/bot"
    return Bot(token, base_url=f"{api_url}/bot", base_file_url=files, request=http, get_updates_request=http)
