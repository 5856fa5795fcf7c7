"""Handles one update: through the core, in one transaction, and set aside where it fails again and again."""

import time
from collections.abc import Callable
from datetime import date

import structlog
from telegram import Update

from bot.dialogue.assistant import Assistant
from bot.dialogue.conversation import Conversation
from bot.intake.desk import Desk, Wanted
from bot.store.ledger import Decision, Ledger
from bot.telegram.incoming import incoming
from bot.telegram.outgoing import calls

log = structlog.get_logger()


class Handler:
    """Handles updates for one bot.

    ``assistant`` and ``today`` are asked anew for each update: the knowledge base is reloaded, and days pass.
    """

    def __init__(
        self,
        *,
        bot_id: int,
        username: str,
        ledger: Ledger,
        assistant: Callable[[], Assistant],
        today: Callable[[], date],
        queued: Callable[[], None],
    ) -> None:
        self._bot_id = bot_id
        self._username = username
        self._ledger = ledger
        self._assistant = assistant
        self._today = today
        self._queued = queued

    async def handle(self, update: Update) -> bool:
        """Handle an update; True where Telegram may forget it, False where it must deliver it again."""
        began = time.perf_counter()
        chat = (
            update.effective_chat.id
            if update.effective_chat
            else update.effective_user.id
            if update.effective_user
            else 0
        )
        try:
            happened = incoming(update, self._bot_id, self._username)
            if happened is None:
                return True
            assistant, today = self._assistant(), self._today()

            def wanted(conversation: Conversation) -> Wanted:
                return assistant.wanted(conversation, happened.event)

            def decide(conversation: Conversation, desk: Desk) -> Decision:
                turn = assistant.respond(conversation, happened.event, today, desk)
                made = [call for reply in turn.replies for call in calls(happened.chat, reply)]
                return Decision(turn.conversation, made, turn.effects)

            new = await self._ledger.handle(happened.update_id, happened.chat, decide, wanted)
        except Exception as error:  # noqa: BLE001  whatever it is, the update comes again or is set aside
            return await self._failed(update, chat, error)
        self._queued()
        took = round((time.perf_counter() - began) * 1000, 1)
        log.info("update handled", update=update.update_id, kind=type(happened.event).__name__, new=new, ms=took)
        return True

    async def _failed(self, update: Update, chat: int, error: Exception) -> bool:
        log.error("update failed", update=update.update_id, error=type(error).__name__, where=_where(error))
        try:
            apology = list(calls(chat, self._assistant().apology())) if chat else []
            aside = await self._ledger.failed(update.update_id, chat, error, update.to_dict(), apology)
        except Exception as second:  # noqa: BLE001  the database is away: Telegram keeps the update meanwhile
            log.error("failure not recorded", update=update.update_id, error=type(second).__name__)
            return False
        if aside:
            log.error("update set aside", update=update.update_id)
            self._queued()
        return aside


def _where(error: BaseException) -> str:
    """File and line of an error, without its message, which may cite what a person typed."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""
