"""What is asked of Telegram at the start, and what keeps the bot from starting, in an operator's terms."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

import structlog
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.assistant.assistant import Assistant
from bot.runtime.start import AwayError, StartError
from bot.telegram import commands, webhook
from bot.telegram.webhook import Hook

_PATIENT = 5  # times that Telegram may ask for a moment

_Got = TypeVar("_Got")

log = structlog.get_logger()


async def know(bot: Bot, api_url: str) -> None:
    """Ask Telegram who we are."""
    with _told(api_url):
        await bot.initialize()


async def introduce(bot: Bot, assistant: Assistant, api_url: str) -> None:
    """Ask Telegram who we are, and tell it our commands."""
    await know(bot, api_url)
    with _told(api_url):
        await _patiently(lambda: commands.register(bot, assistant.knowledge.texts))


async def attach(bot: Bot, hook: Hook, api_url: str) -> None:
    """Have Telegram post to the webhook."""
    with _told(api_url):
        try:
            await _patiently(lambda: webhook.attach(bot, hook))
        except BadRequest as error:  # Telegram says what is wrong with the address, without the secret
            raise StartError(f"CLAUSETTE_WEBHOOK_URL: Telegram refuses it: {error.message}") from None


async def detach(bot: Bot, api_url: str) -> None:
    """Have Telegram keep updates until we fetch them."""
    with _told(api_url):
        if await _patiently(lambda: webhook.detach(bot)):
            log.info("webhook removed, updates are fetched")


@contextmanager
def _told(api_url: str) -> Iterator[None]:
    """What Telegram answers at the start, in an operator's terms."""
    try:
        yield
    except InvalidToken:
        raise
    except NetworkError:
        raise AwayError(f"CLAUSETTE_API_URL: {api_url} does not answer; check the address and the network") from None
    except TelegramError as error:
        raise AwayError(f"CLAUSETTE_API_URL: {api_url} refused to serve: {type(error).__name__}") from None


async def _patiently(call: Callable[[], Awaitable[_Got]]) -> _Got:
    """Make a call at the start; Telegram slows down several processes that start together."""
    for _ in range(_PATIENT):
        try:
            return await call()
        except RetryAfter as error:
            wait = error.retry_after
            await asyncio.sleep(wait.total_seconds() if isinstance(wait, timedelta) else wait)
    return await call()
