"""An update that failed, handled again as if it came now; the running bot sends what it leads to."""

from dataclasses import dataclass
from datetime import UTC, datetime

from telegram.error import InvalidToken

from bot.language.dates import day_in_france
from bot.process.settings import Settings
from bot.runtime import handshake
from bot.runtime.live import loaded
from bot.runtime.start import StartError, client
from bot.store import failures
from bot.store.database import Database
from bot.store.unit_of_work import UnitOfWork
from bot.telegram.handling import Handler
from bot.telegram.updates import read
from bot.telegram.watch import Result, Unwatched


@dataclass(frozen=True, slots=True)
class Unknown:
    """No update of this number failed."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The update was not handled this time either; nothing has changed but the count of its tries."""

    why: str


async def replay(settings: Settings, database: Database, number: int) -> Unknown | Failed | None:
    """Handle the update of a number again; None where that succeeded.

    Raises:
        StartError: where the settings do not suffice, or Telegram does not answer.
    """
    async with database.transaction() as connection:
        raw = await failures.whole(connection, number)
    if raw is None:
        return Unknown()
    update = read(raw) if raw else None
    if update is None:
        return Failed("its content was not kept, or cannot be read")
    if not settings.token:
        raise StartError("CLAUSETTE_TOKEN: not set; it tells which bot the update was for")
    live = loaded(settings.knowledge, settings.retention_days)
    bot = client(settings.token.get_secret_value(), settings.api_url)
    result = _LastResult()
    try:
        await handshake.identify(bot, settings.api_url)
        handler = Handler(
            bot_id=bot.id,
            username=bot.username,
            unit_of_work=UnitOfWork(database, by_mail=settings.smtp_url is not None, again=True),
            assistant=lambda: live.assistant,
            today=lambda: day_in_france(datetime.now(UTC)),
            queued=lambda: None,
            watch=result,
        )
        await handler.handle(update)
    except InvalidToken:
        raise StartError("CLAUSETTE_TOKEN: Telegram does not know this token; copy it again from @BotFather") from None
    finally:
        await bot.shutdown()
    if result.value == "ignored":  # this version of the program finds nothing to answer in it
        async with database.transaction() as connection:
            await failures.forget(connection, number)
    elif result.value not in ("new", "again"):
        return Failed("it failed again, as the line above says, and stays where it was")
    return None


class _LastResult(Unwatched):
    """Keeps what became of the last update."""

    value: Result = "failed"

    def handled(self, kind: str, result: Result, seconds: float) -> None:
        """Keep the result."""
        del kind, seconds
        self.value = result
