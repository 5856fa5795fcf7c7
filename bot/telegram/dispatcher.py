"""Sends the outbox: in order per chat, several chats at a time, each failure in its own chat."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress

import structlog
from telegram import Bot

from bot.process.outage import Outage
from bot.store.away import is_away, reason
from bot.store.outbox.calls import CallDone, CallLater, CallRefused, Due, Sent, utc_now
from bot.store.outbox.outbox import Outbox
from bot.telegram.sending import Make, nothing, send
from bot.telegram.watch import Unwatched, Watch

_AT_ONCE = 12  # calls that are answered as fast as usual: more cost more than they bring
_USUALLY = 0.3  # seconds, after which a call takes nobody's place any more: a chat that hangs delays its own messages
_EVER = 500  # calls under way
_AFTER_ERROR = 1.0  # seconds
_PATIENCE = 30.0  # seconds for what was begun to be finished and noted

log = structlog.get_logger()


class Dispatcher:
    """Sends what the outbox holds until it is cancelled; ``make`` gives the documents that are delivered."""

    def __init__(
        self,
        bot: Bot,
        outbox: Outbox,
        watch: Watch | None = None,
        make: Make = nothing,
        outage: Outage | None = None,
    ) -> None:
        """``outage`` is what else in this process misses the database tells its outages by."""
        self._outage = outage or Outage("database")
        self._bot = bot
        self._make = make
        self._outbox = outbox
        self._watch = watch or Unwatched()
        self._wake = asyncio.Event()
        self._sending: dict[asyncio.Task[None], float] = {}  # since when
        self._done: list[CallDone] = []
        self._stopping = False
        outbox.listen(self.wake)

    def wake(self) -> None:
        """Something was queued."""
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled; what was begun is then finished and noted first."""
        turns = asyncio.create_task(self._turns())
        try:
            await asyncio.shield(turns)  # a turn that is cut may or may not have been committed
        except asyncio.CancelledError:
            self._stopping = True
            self.wake()
            with suppress(TimeoutError):  # without its database it ends too; then something is shown twice
                await asyncio.wait_for(turns, _PATIENCE)
            raise

    async def _turns(self) -> None:
        try:
            while not self._stopping or self._sending or self._done:
                self._wake.clear()
                sleep = await self._turn()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), sleep)
        finally:
            await self._outbox.close()

    async def _turn(self) -> float:
        """Note what came in and begin what is due; gives the seconds after which to look again."""
        done, self._done = self._done, []
        room = 0 if self._stopping else self._room()
        try:
            if self._outage.lasts:  # a turn that only reads would not notice that nothing can be written
                await self._outbox.probe()
            turn = await self._outbox.turn(done, room)
        except Exception as error:  # noqa: BLE001  a database that is away comes back; messages stay in it
            if is_away(error):
                self._outage.missed(reason(error))
            else:
                log.warning("outbox unreadable", error=type(error).__name__)
                done = await self._noted_alone(done)
            self._done = done + self._done
            return _AFTER_ERROR
        self._outage.reached()
        for due in turn.claimed:
            task = asyncio.create_task(self._send(due))
            self._sending[task] = time.monotonic()
            task.add_done_callback(self._sending.pop)
        sleep = max((turn.again - utc_now()).total_seconds(), 0.0)
        return sleep if room else min(sleep, _USUALLY)

    async def _noted_alone(self, done: Sequence[CallDone]) -> list[CallDone]:
        """Note outcomes one by one, so that one that cannot be noted costs its own call; those that are left."""
        left = []
        for one in done:
            bare = Sent() if isinstance(one.outcome, Sent) else CallRefused("unknown outcome")
            for outcome in (one.outcome, bare):
                try:
                    await self._outbox.turn([CallDone(one.due, outcome)])
                except Exception as error:  # noqa: BLE001  whatever it is, it is this outcome's
                    log.warning("outcome not noted", outbox=one.due.id, error=type(error).__name__)
                else:
                    break
            else:
                left.append(one)
        return left

    def _room(self) -> int:
        """How many calls may begin now."""
        usual = time.monotonic() - _USUALLY
        fresh = sum(began > usual for began in self._sending.values())
        return max(min(_AT_ONCE - fresh, _EVER - len(self._sending)), 0)

    async def _send(self, due: Due) -> None:
        outcome = await send(self._bot, due, self._make)
        match outcome:
            case Sent():
                self._watch.sent(due.method, "sent")
            case CallLater(wait, error):
                self._watch.sent(due.method, "later")
                log.info("sending later", outbox=due.id, method=due.method, wait=wait.total_seconds(), error=error)
            case CallRefused(error):
                self._watch.sent(due.method, "refused")
                log.warning("telegram refused", outbox=due.id, method=due.method, error=error)
        self._done.append(CallDone(due, outcome))
        self.wake()
