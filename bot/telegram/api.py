"""A call of the Bot API with its parameters as Telegram writes them, through the library's connection and errors."""

import warnings
from typing import Any

from telegram import Bot
from telegram.error import EndPointNotFound, InvalidToken, TelegramError
from telegram.request import BaseRequest
from telegram.warnings import PTBUserWarning

# the library would have its own methods called: they make objects of what goes and of what comes, which takes longer
# than the rest of a call
warnings.filterwarnings("ignore", "Please use 'Bot", PTBUserWarning)


async def call(bot: Bot, method: str, parameters: dict[str, Any], *, wait: float | None = None) -> Any:
    """Call a method by its documented name, and give the answer as JSON; ``wait`` is in seconds, where it is unusual.

    Raises:
        TelegramError: as the library's own methods.
    """
    try:
        result = await bot.do_api_request(method, api_kwargs=parameters, read_timeout=patience(wait))
    except EndPointNotFound:  # so the library takes it where Telegram does not know the token
        raise InvalidToken from None
    if result is None:  # no method of Telegram's gives nothing
        raise TelegramError("this is no answer of a Bot API server")
    return result


def patience(wait: float | None) -> Any:
    """For how many seconds the library waits for an answer; as usual where that is not said."""
    return BaseRequest.DEFAULT_NONE if wait is None else wait
