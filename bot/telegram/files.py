"""The content of a file that Telegram holds: passed on at once, and kept nowhere."""

import asyncio

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.chat.people import File

_PATIENCE = 30.0  # seconds for one file

log = structlog.get_logger()


async def fetched(bot: Bot, file: File) -> bytes | None:
    """The content of a file; None where Telegram does not give it: gone, larger than 20 MB, or away."""
    try:
        async with asyncio.timeout(_PATIENCE):
            found = await bot.get_file(file.id)
            return bytes(await found.download_as_bytearray())
    except (TelegramError, TimeoutError) as error:
        log.warning("file not fetched", error=type(error).__name__)
        return None
