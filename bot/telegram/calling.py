"""A call of the Bot API with its parameters as Telegram writes them, through the library's connection and errors."""

from typing import Any

from telegram import Bot
from telegram.error import EndPointNotFound, InvalidToken
from telegram.request import BaseRequest


async def call(bot: Bot, method: str, parameters: dict[str, Any], *, wait: float | None = None) -> Any:
    """What Telegram answers, as JSON. ``wait`` is how many seconds it may take, where that is longer than usual.

    The library's own methods make objects of what goes and of what comes, which takes longer than the rest of a call.
    It warns where this way is taken to a method that it knows by its name: Telegram's names are case-insensitive.

    Raises:
        TelegramError: as the library's own methods.
    """
    patience = BaseRequest.DEFAULT_NONE if wait is None else wait
    try:
        return await bot.do_api_request(method.lower(), api_kwargs=parameters, read_timeout=patience)
    except EndPointNotFound:  # so the library takes it where Telegram does not know the token
        raise InvalidToken from None
