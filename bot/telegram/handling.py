"""Handles one update: through the core, in one transaction, and set aside where it fails again and again."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import structlog
from telegram import Update

from bot.assistant.assistant import Assistant
from bot.chat.conversation import Conversation
from bot.chat.events import Attached, Commanded, Pressed, Said
from bot.chat.throttle import CROWD, PERSON, paced
from bot.process.logs import where
from bot.process.outage import Outage
from bot.requests.effects import HasTopics
from bot.requests.model.snapshot import ContextQuery, RequestContext
from bot.store.away import is_away, reason
from bot.store.unit_of_work import Decision, UnitOfWork
from bot.telegram.incoming import Incoming, incoming
from bot.telegram.outgoing import calls, in_topic
from bot.telegram.updates import as_kept, chat_of, unread
from bot.telegram.watch import Result, Unwatched, Watch

# what an answer is written to; a search waits for each letter that is typed, and the rest is no person's doing
_COUNTED = (Said, Commanded, Attached, Pressed)

log = structlog.get_logger()


class Handler:
    """Handles updates for one bot.

    ``assistant`` and ``today`` are asked anew for each update: the knowledge base is reloaded, and days pass. ``clock``
    gives seconds since 1970.
    """

    def __init__(
        self,
        *,
        bot_id: int,
        username: str,
        unit_of_work: UnitOfWork,
        assistant: Callable[[], Assistant],
        today: Callable[[], date],
        queued: Callable[[], None],
        watch: Watch | None = None,
        clock: Callable[[], float] = time.time,
        outage: Outage | None = None,
    ) -> None:
        self._outage = outage or Outage("database")
        self._bot_id = bot_id
        self._username = username
        self._unit_of_work = unit_of_work
        self._assistant = assistant
        self._today = today
        self._queued = queued
        self._watch = watch or Unwatched()
        self._clock = clock

    async def handle(self, update: Update) -> bool:
        """Handle an update; True where Telegram may forget it, False where it must deliver it again."""
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(update=update.update_id):
            kind, result = await self._handled(update)
            took = time.perf_counter() - began
            self._watch.handled(kind, result, took)
            if result in ("new", "again"):
                log.info("update handled", kind=kind, new=result == "new", ms=round(took * 1000, 1))
        return result != "failed"

    async def _handled(self, update: Update) -> tuple[str, Result]:
        """The kind of the event, and what became of it."""
        kind, routed = "none", ("", "")
        try:
            happened = incoming(update, self._bot_id, self._username)
            if happened is None:
                return kind, "ignored"
            kind = type(happened.event).__name__
            assistant, today, now = self._assistant(), self._today(), self._clock()

            def query(conversation: Conversation) -> ContextQuery:
                return assistant.query(conversation, happened.event)

            def decide(conversation: Conversation, context: RequestContext) -> Decision:
                nonlocal routed
                known = (HasTopics(happened.forum),) if happened.forum is not None else ()
                if happened.overheard and not context.allowed:  # said among people, and to nobody in particular
                    return Decision(conversation)
                pace, let = conversation.pace, "pass"
                if isinstance(happened.event, _COUNTED):
                    pace, let = paced(pace, _moment(happened, now), CROWD if happened.chat < 0 else PERSON)
                if let == "pass":
                    turn = assistant.respond(replace(conversation, pace=None), happened.event, today, context)
                else:
                    turn = assistant.slowed(conversation, happened.event, told=let == "silence")
                routed = turn.band, turn.entry
                made = [in_topic(call, happened.topic) for call in calls(happened.chat, *turn.replies)]
                return Decision(replace(turn.conversation, pace=pace), made, (*turn.effects, *known))

            new = await self._unit_of_work.handle(happened.update_id, happened.chat, decide, query)
        except Exception as error:  # noqa: BLE001  whatever it is, the update comes again or is set aside
            return kind, await self._failed(update, error)
        self._queued()
        if routed[0]:
            self._watch.routed(*routed)
        return kind, "new" if new else "again"

    async def _failed(self, update: Update, error: Exception) -> Result:
        if is_away(error):  # the update is not to blame: Telegram keeps it until the database is back
            self._outage.missed(reason(error))
            return "failed"
        log.error("update failed", error=type(error).__name__, where=where(error))
        chat = chat_of(update)
        try:
            apology = list(calls(chat, self._assistant().apology())) if chat else []
            hopeless = unread(update) is not None
            aside = await self._unit_of_work.failed(
                update.update_id, chat, error, as_kept(update), apology, at_once=hopeless
            )
        except Exception as second:  # noqa: BLE001  the database is away: Telegram keeps the update meanwhile
            if is_away(second):
                self._outage.missed(reason(second))
            else:
                log.error("failure not recorded", error=type(second).__name__)
            return "failed"
        if not aside:
            return "failed"
        log.error("update set aside")
        self._queued()
        return "set_aside"


def _moment(happened: Incoming, now: float) -> float:
    """When something was done: what waited at Telegram while the bot was away was not written all at once."""
    return now if happened.sent is None else min(happened.sent, now)
