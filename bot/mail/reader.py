"""Reads the mailbox to which relays answer: each answer goes to the company of its request, once.

A letter is marked as read after what it led to is committed. Killed in between, it is found unread again, and known.
"""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Literal

import structlog

from bot.knowledge.schema.entries import Knowledge, Relay
from bot.mail.acting import Acting, Received
from bot.mail.incoming import Incoming, incoming
from bot.mail.links import Access, ExpiredError, ForgedError, Links
from bot.mail.mailbox import Mailbox, MailboxError, opened
from bot.mail.return_address import ReturnAddress
from bot.process.addresses import BoxServer
from bot.process.outage import Outage
from bot.store.away import is_away, reason
from bot.store.leases import Leases

_RESTS = 0.9  # of the interval: for so long after a round no process makes another
_TRIES = 3  # after which a letter that makes the program fail is left to the operator
Outcome = Received | Literal["automatic", "unaddressed", "forged", "expired", "unreadable", "failed"]
_TO_LOOK_AT: frozenset[Outcome] = frozenset({"unaddressed", "forged", "expired", "foreign", "unreadable", "failed"})

log = structlog.get_logger()


class Reader:
    """Makes rounds of a mailbox, every ``interval`` seconds."""

    def __init__(
        self,
        server: BoxServer,
        returns: ReturnAddress,
        acting: Acting,
        *,
        links: Links | None = None,
        interval: float = 60.0,
        outage: Outage | None = None,
    ) -> None:
        self._server = server
        self._returns = returns
        self._acting = acting
        self._links = links
        self._interval = interval
        self._outage = outage or Outage("database")
        self._away = Outage("mailbox")
        self._failed = Counter[str]()

    async def run(self, leases: Leases) -> None:
        """Make rounds until cancelled; what is away is tried again at the next one."""
        while True:
            try:
                async with leases.held("mailbox", timedelta(seconds=self._interval * _RESTS)) as ours:
                    if ours:
                        await self.round()
            except MailboxError as error:
                self._away.missed(str(error))
            except Exception as error:  # noqa: BLE001  whatever it is, the next round finds the same letters unread
                if is_away(error):
                    self._outage.missed(reason(error))
                else:
                    log.warning("mailbox unreadable", error=type(error).__name__)
            await asyncio.sleep(self._interval)

    async def round(self) -> list[Outcome]:
        """Handle what is unread; what became of each letter.

        Raises:
            MailboxError: where the server is away or refuses.
        """
        sitting = opened(self._server)
        box = await asyncio.to_thread(sitting.__enter__)
        try:
            self._away.reached()
            return [await self._whole(box, uid) for uid in await asyncio.to_thread(box.unread)]
        finally:
            await asyncio.to_thread(sitting.__exit__, None, None, None)

    async def _whole(self, box: Mailbox, uid: str) -> Outcome:
        """Handle a letter and mark it, also where this is cancelled meanwhile."""
        task = asyncio.create_task(self._letter(box, uid))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await task
            raise

    async def _letter(self, box: Mailbox, uid: str) -> Outcome:
        raw = await asyncio.to_thread(box.fetched, uid)
        outcome = await self._handled(raw) if raw is not None else "repeated"
        if outcome == "failed":
            self._failed[uid] += 1
            if self._failed[uid] < _TRIES:
                return outcome  # unread still, and so tried again
        await asyncio.to_thread(box.settle, uid, flagged=outcome in _TO_LOOK_AT)
        return outcome

    async def _handled(self, raw: bytes) -> Outcome:
        """What becomes of a letter, committed when this returns."""
        knowledge = self._acting.knowledge
        try:
            letter = await asyncio.to_thread(incoming, raw, knowledge.texts.letter.above)
        except Exception as error:  # noqa: BLE001  the standard library raises many things at odd letters
            log.warning("answer unreadable", error=type(error).__name__)
            return "unreadable"
        token = self._returns.token(letter.to)
        access = self._access(letter, token)
        if not isinstance(access, Access):
            if access in _TO_LOOK_AT:
                log.warning("answer refused", why=access)
            else:
                log.info("answer left alone", why=access)
            return access
        word = said(knowledge, letter)
        if self._gives_access(word, token):
            word = ""
        try:
            outcome = await self._acting.receive(access, letter.number, letter.sender, word)
        except Exception as error:  # one letter keeps no other from being read
            if is_away(error):
                raise
            log.error("answer failed", reference=access.reference, error=type(error).__name__)
            return "failed"
        log.info("relay answered", outcome=outcome, reference=access.reference)
        return outcome

    def _access(self, letter: Incoming, token: str) -> Access | Outcome:
        """What the address of a letter gives, or why the letter is left alone."""
        if letter.automatic:
            return "automatic"
        if not token:
            return "unaddressed"
        relays = [entry.id for entry in self._acting.knowledge.entries() if isinstance(entry, Relay)]
        try:
            return self._returns.read(token, relays, self._acting.clock())
        except ForgedError:
            return "forged"
        except ExpiredError:
            return "expired"

    def _gives_access(self, word: str, token: str) -> bool:
        """Whether a word cites what a company is not to have: the address of return, or a link of a letter."""
        plain = "".join(word.split()).casefold()
        return token in plain or (self._links is not None and self._links.place.casefold() in plain)


def said(knowledge: Knowledge, letter: Incoming) -> str:
    """The word of a letter, which tells how many files it leaves behind."""
    texts = knowledge.texts.letter
    match letter.attached:
        case 0:
            left = ""
        case 1:
            left = texts.file_left
        case count:
            left = texts.files_left_out.format(count=count)
    return f"{letter.word}\n\n{left}".strip()
