"""Sends the outbox: in order per chat, several chats at a time, each failure in its own chat."""

import asyncio
from contextlib import suppress
from functools import partial

import structlog
from telegram import Bot

from bot.store.ledger import utc_now
from bot.store.outbox import Due, Outbox
from bot.telegram.sending import Later, Make, Moved, Refused, Sent, nothing, send
from bot.telegram.watching import Unwatched, Watch

_AT_ONCE = 20
_LONGEST_SLEEP = 30.0  # seconds; what another process queued is found by then
_AFTER_ERROR = 1.0

log = structlog.get_logger()


class Dispatcher:
    """Sends what the outbox holds until it is cancelled; ``make`` gives the documents that are delivered."""

    def __init__(self, bot: Bot, outbox: Outbox, watch: Watch | None = None, make: Make = nothing) -> None:
        self._bot = bot
        self._make = make
        self._outbox = outbox
        self._watch = watch or Unwatched()
        self._wake = asyncio.Event()
        self._busy: dict[int, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Something was queued."""
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled; a call that was begun is finished first."""
        try:
            while True:
                self._wake.clear()
                try:
                    await self._begin_due()
                    sleep = await self._until_next()
                except Exception as error:  # noqa: BLE001  a database that is away comes back; messages stay in it
                    log.warning("outbox unreadable", error=type(error).__name__)
                    sleep = _AFTER_ERROR
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), sleep)
        finally:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _begin_due(self) -> None:
        free = _AT_ONCE - len(self._busy)
        for due in await self._outbox.due(free, tuple(self._busy)) if free else ():
            task = asyncio.create_task(self._send(due))
            self._busy[due.chat] = task
            task.add_done_callback(partial(self._done, due.chat))

    def _done(self, chat: int, _task: asyncio.Task[None]) -> None:
        del self._busy[chat]
        self.wake()

    async def _until_next(self) -> float:
        if len(self._busy) == _AT_ONCE:  # a finished call wakes us
            return _LONGEST_SLEEP
        moment = await self._outbox.next_time(tuple(self._busy))
        if moment is None:
            return _LONGEST_SLEEP
        return min(max((moment - utc_now()).total_seconds(), 0.0), _LONGEST_SLEEP)

    async def _send(self, due: Due) -> None:
        try:
            match await send(self._bot, due, self._make):
                case Sent(message):
                    self._watch.sent(due.method, "sent")
                    await self._outbox.sent(due.id, message)
                case Later(wait, error):
                    self._watch.sent(due.method, "later")
                    log.info("sending later", outbox=due.id, method=due.method, wait=wait.total_seconds(), error=error)
                    await self._outbox.later(due.id, wait, error)
                case Refused(error, gone):
                    self._watch.sent(due.method, "refused")
                    log.warning("telegram refused", outbox=due.id, method=due.method, error=error)
                    await self._outbox.failed(due.id, error, gone=gone)
                case Moved(to):
                    await self._outbox.moved(due.id, to)
        except Exception as error:  # noqa: BLE001  it stays pending: shown twice rather than lost
            log.warning("outbox not marked", outbox=due.id, error=type(error).__name__)
            await asyncio.sleep(_AFTER_ERROR)
