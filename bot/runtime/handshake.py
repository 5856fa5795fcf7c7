"""The calls at the start: who the bot is, its commands, its webhook; their failures in an operator's terms."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import structlog
from telegram import Bot, InputProfilePhotoStatic
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.assistant.assistant import Assistant
from bot.knowledge.schema.texts import Texts
from bot.runtime.start import AwayError, StartError
from bot.telegram import commands, webhook
from bot.telegram.webhook import Hook

if TYPE_CHECKING:
    from bot.knowledge.vocabulary import FacePart

_RETRIES = 5  # times that Telegram may ask to wait

_Got = TypeVar("_Got")

log = structlog.get_logger()


async def identify(bot: Bot, api_url: str) -> None:
    """Ask Telegram who we are."""
    with _in_operators_terms(api_url):
        await bot.initialize()


async def introduce(bot: Bot, assistant: Assistant, api_url: str) -> None:
    """Ask Telegram who we are, and tell it our commands."""
    await identify(bot, api_url)
    with _in_operators_terms(api_url):
        await _retrying(lambda: commands.register(bot, assistant.knowledge.texts))


async def dress(bot: Bot, texts: Texts, picture: bytes, api_url: str) -> tuple[str, ...]:
    """Give the bot its name, descriptions, commands and picture; what Telegram refuses of it, in the base's words.

    ``picture`` is a JPEG, as Telegram takes no other (https://core.telegram.org/bots/api#inputprofilephotostatic).
    """
    face, refused = texts.face, []
    calls: dict[FacePart, Callable[[], Awaitable[bool]]] = {
        "name": lambda: bot.set_my_name(face.name),
        "description": lambda: bot.set_my_description(face.description),
        "short": lambda: bot.set_my_short_description(face.short),
        "picture": lambda: bot.set_my_profile_photo(InputProfilePhotoStatic(picture)),
    }
    with _in_operators_terms(api_url):
        await _retrying(lambda: commands.register(bot, texts))
        for part, call in calls.items():
            try:
                await _retrying(call)
            except BadRequest:  # too often today, or a server that does not know the method
                refused.append(face.parts[part])
    return tuple(refused)


async def attach(bot: Bot, hook: Hook, api_url: str) -> None:
    """Have Telegram post to the webhook."""
    with _in_operators_terms(api_url):
        try:
            await _retrying(lambda: webhook.attach(bot, hook))
        except BadRequest as error:  # Telegram says what is wrong with the address, without the secret
            raise StartError(f"CLAUSETTE_WEBHOOK_URL: Telegram refuses it: {error.message}") from None


async def detach(bot: Bot, api_url: str) -> None:
    """Have Telegram keep updates until we fetch them."""
    with _in_operators_terms(api_url):
        if await _retrying(lambda: webhook.detach(bot)):
            log.info("webhook removed, updates are fetched")


@contextmanager
def _in_operators_terms(api_url: str) -> Iterator[None]:
    """Turn what Telegram answers at the start into what an operator can act on."""
    try:
        yield
    except InvalidToken:
        raise
    except NetworkError:
        raise AwayError(f"CLAUSETTE_API_URL: {api_url} does not answer; check the address and the network") from None
    except TelegramError as error:
        raise AwayError(f"CLAUSETTE_API_URL: {api_url} refused to serve: {type(error).__name__}") from None


async def _retrying(call: Callable[[], Awaitable[_Got]]) -> _Got:
    """Make a call, and make it again where Telegram asks to wait: it slows down processes that start together."""
    for _ in range(_RETRIES):
        try:
            return await call()
        except RetryAfter as error:
            wait = error.retry_after
            await asyncio.sleep(wait.total_seconds() if isinstance(wait, timedelta) else wait)
    return await call()
