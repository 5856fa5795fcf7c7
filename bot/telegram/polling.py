"""Long polling that acknowledges an update only after what it led to is committed.

python-telegram-bot's own polling moves the offset when an update enters a queue in memory (its issue 2993): a process
killed then loses it. Here the offset moves after the commit, so that Telegram delivers again what was not handled.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.process.outage import Outage
from bot.telegram.api import call
from bot.telegram.incoming import UPDATES
from bot.telegram.updates import chat_of, numbered

_LONG_POLL = 25  # seconds
_MARGIN = 10.0  # seconds that the answer to a long poll may take on its way
_LONGEST_WAIT = 30.0

log = structlog.get_logger()


async def poll(bot: Bot, handle: Callable[[Update], Awaitable[bool]]) -> None:
    """Fetch updates and handle them in order, until cancelled.

    ``handle`` answers True where the update is done with (committed, or set aside), False where it must come again.

    Raises:
        InvalidToken: where Telegram no longer knows the token.
    """
    offset: int | None = None
    wait, outage = 0.0, Outage("telegram")
    while True:
        if wait:
            await asyncio.sleep(wait)
        try:
            updates = await _fetch(bot, offset)
        except InvalidToken:
            raise
        except RetryAfter as error:
            wait = error.retry_after.total_seconds() if isinstance(error.retry_after, timedelta) else error.retry_after
            continue
        except Conflict:
            wait = _longer(wait)
            log.warning("another program receives this bot's updates: stop it, or delete its webhook", wait=wait)
            continue
        except TelegramError as error:
            wait = _longer(wait)
            outage.missed(type(error).__name__)
            continue
        outage.reached()
        done = await _handle_by_chat(updates, handle)
        offset = next((one.update_id for one in updates if one.update_id not in done), _next_offset(updates, offset))
        wait = 0.0 if len(done) == len(updates) else 1.0


async def _fetch(bot: Bot, offset: int | None) -> list[Update]:
    """The updates that wait on the server; what has no number is passed over.

    The library's own method reads all or none: one message of an unknown make, and no update would ever be read again.
    """
    parameters = {"timeout": _LONG_POLL, "allowed_updates": UPDATES} | ({} if offset is None else {"offset": offset})
    found = await call(bot, "getUpdates", parameters, wait=_LONG_POLL + _MARGIN)
    updates = [update for raw in found if (update := numbered(raw))] if isinstance(found, list) else []
    if found and not updates:
        raise TelegramError("this is no list of updates")
    return updates


async def _handle_by_chat(updates: Sequence[Update], handle: Callable[[Update], Awaitable[bool]]) -> set[int]:
    """Handle updates, those of one chat in their order up to the first that must come again; the numbers of the others.

    What comes again although it was handled is recognised by its number.
    """
    of_chat: dict[int, list[Update]] = {}
    for update in updates:
        of_chat.setdefault(chat_of(update), []).append(update)

    async def in_order(some: Sequence[Update]) -> list[int]:
        done = []
        for update in some:
            if not await handle(update):
                break
            done.append(update.update_id)
        return done

    return {number for done in await asyncio.gather(*map(in_order, of_chat.values())) for number in done}


def _next_offset(updates: Sequence[Update], offset: int | None) -> int | None:
    return max(update.update_id for update in updates) + 1 if updates else offset


def _longer(wait: float) -> float:
    return min(max(1.0, wait * 2), _LONGEST_WAIT)
