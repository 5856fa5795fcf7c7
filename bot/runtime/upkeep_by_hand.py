"""What an operator sees to beside the running bot: what waits, what was set aside, the move to another database."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from telegram.error import InvalidToken

from bot.process.settings import Settings
from bot.runtime import handshake as starting
from bot.runtime import serve as serving
from bot.runtime import start as opening
from bot.runtime.start import StartError
from bot.store import copying, failures
from bot.store.copying import CopyError
from bot.store.database import Database
from bot.store.unit_of_work import Ledger
from bot.telegram.handling import Handler
from bot.telegram.reading import read
from bot.telegram.watching import Result, Unwatched


class UnknownUpdateError(Exception):
    """No update of this number failed."""


class ReplayError(Exception):
    """The update was not handled this time either, and stays where it was; the message says why."""


def failed(settings: Settings) -> list[dict[str, Any]]:
    """The updates that failed, the oldest first, without what they say."""

    async def work(database: Database) -> list[dict[str, Any]]:
        async with database.transaction() as connection:
            return [_as_json(update) for update in await failures.updates(connection)]

    return opening.using(settings, work)


def replayed(settings: Settings, number: int) -> None:
    """Have an update that failed handled again, as if it came now; the running bot sends what it leads to.

    Raises:
        UnknownUpdateError, ReplayError: then nothing has changed but the count of its tries.
    """

    async def work(database: Database) -> UnknownUpdateError | ReplayError | None:
        try:
            await _replay(settings, database, number)
        except (UnknownUpdateError, ReplayError) as error:
            return error
        return None

    if (error := opening.using(settings, work)) is not None:
        raise error


async def _replay(settings: Settings, database: Database, number: int) -> None:
    async with database.transaction() as connection:
        raw = await failures.whole(connection, number)
    if raw is None:
        raise UnknownUpdateError
    update = read(raw) if raw else None
    if update is None:
        raise ReplayError("its content was not kept, or cannot be read")
    if not settings.token:
        raise StartError("CLAUSETTE_TOKEN: not set; it tells which bot the update was for")
    live = serving.loaded(settings.knowledge, settings.retention_days)
    bot = opening.client(settings.token.get_secret_value(), settings.api_url)
    seen = _Seen()
    try:
        await starting.know(bot, settings.api_url)
        handler = Handler(
            bot_id=bot.id,
            username=bot.username,
            ledger=Ledger(database, by_mail=settings.smtp_url is not None, again=True),
            assistant=lambda: live.assistant,
            today=lambda: datetime.now(UTC).astimezone().date(),
            queued=lambda: None,
            watch=seen,
        )
        await handler.handle(update)
    except InvalidToken:
        raise StartError("CLAUSETTE_TOKEN: Telegram does not know this token; copy it again from @BotFather") from None
    finally:
        await bot.shutdown()
    if seen.result == "ignored":  # there is nothing to answer in it, which this version knows
        async with database.transaction() as connection:
            await failures.forget(connection, number)
    elif seen.result not in ("new", "again"):
        raise ReplayError("it failed again, as the line above says, and stays where it was")


class _Seen(Unwatched):
    """Sees what became of an update."""

    result: Result = "failed"

    def handled(self, kind: str, result: Result, seconds: float) -> None:
        """Note it."""
        del kind, seconds
        self.result = result


def waiting(settings: Settings) -> list[dict[str, Any]]:
    """How much waits to be sent and how much failed, then each call and letter that failed."""

    async def work(database: Database) -> list[dict[str, Any]]:
        async with database.transaction() as connection:
            told = [_as_json(one) for one in await failures.backlogs(connection)]
            told += [{"what": "call"} | _as_json(one) for one in await failures.calls(connection)]
            told += [{"what": "letter"} | _as_json(one) for one in await failures.letters(connection)]
            return told

    return opening.using(settings, work)


def copied(settings: Settings, source: str, target: str) -> dict[str, Any]:
    """Copy a database into another, empty one; the rows of each table.

    Raises:
        CopyError: where nothing was copied.
    """

    async def work() -> dict[str, Any] | CopyError:
        try:
            return {"rows": dict(await copying.copy(source, target))}
        except CopyError as error:
            return error

    done = opening.start(work(), settings)
    if isinstance(done, CopyError):
        raise done
    return done


def _as_json(found: Any) -> dict[str, Any]:
    return {name: _shown(value) for name, value in asdict(found).items()}


def _shown(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
