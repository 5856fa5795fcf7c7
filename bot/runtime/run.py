"""``clausette run``: what an earlier life left to send goes out while all the rest is still being loaded."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from telegram import Bot

from bot.process.memory import give_back
from bot.process.settings import Settings
from bot.process.sole import TakenError, sole
from bot.runtime.start import AwayError, StartError, client, opened, start
from bot.store.database import Database
from bot.store.outbox.outbox import Outbox
from bot.telegram import limits
from bot.telegram.dispatcher import Dispatcher

_TURN = 0.0005  # seconds after which the thread that loads lets the others go on: they have little to do

Serve = Callable[[Database, str], Awaitable[None]]


def run(settings: Settings) -> None:
    """Serve Telegram until SIGTERM or SIGINT."""
    start(_run(settings), settings)


async def _run(settings: Settings) -> None:
    if not settings.token:
        raise StartError("CLAUSETTE_TOKEN: not set; give the token that @BotFather gave, or try: clausette demo")
    token = settings.token.get_secret_value()
    database = await opened(settings.database())
    try:
        with _alone(database):
            await _served(settings, token, database)
    finally:
        await database.close()


async def _served(settings: Settings, token: str, database: Database) -> None:
    async with _sending(database, client(token, settings.api_url)):
        serve = await asyncio.to_thread(_loaded, settings)
    await serve(database, token)


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Keep a second process from serving on the same file: both would send what waits."""
    if database.file is None:
        yield
        return
    try:
        with sole(database.file):
            yield
    except TakenError:
        raise AwayError(
            f"CLAUSETTE_DATABASE_URL: another clausette run serves on {database.file}: stop that one; several processes"
            " need PostgreSQL and the webhook"
        ) from None


def _loaded(settings: Settings) -> Serve:
    from bot.runtime import serve as serving  # noqa: PLC0415  it brings the whole assistant with it

    prepared = serving.prepared(settings)
    give_back()
    return prepared


@asynccontextmanager
async def _sending(database: Database, bot: Bot) -> AsyncIterator[None]:
    """What an earlier life left to send is sent while the assistant is being loaded, which takes the longest."""

    async def later(chat: int, payload: Mapping[str, Any]) -> None:
        """Who makes documents is not there yet: they are asked for again."""
        del chat, payload
        raise NotImplementedError

    dispatcher = asyncio.create_task(Dispatcher(bot, Outbox(database, limits=limits.TELEGRAM), make=later).run())
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
        dispatcher.cancel()
        await asyncio.gather(dispatcher, return_exceptions=True)
        await bot.request.shutdown()
