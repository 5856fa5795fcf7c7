"""Hands letters over to the mail server, and says what a failure means."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

import aiosmtplib
import structlog

from bot.knowledge.schema.entries import Knowledge
from bot.mail.letters import NoAddressError, letter, message
from bot.process.addresses import MailServer, local
from bot.store.mails import Mails, Post
from bot.store.outbox.calls import utc_now

_PATIENCE = 60.0  # seconds for one letter, well under the time for which it is claimed
_FAREWELL = 2.0  # seconds for saying goodbye, which changes nothing any more
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
_LONGEST_SLEEP = 30.0  # seconds; what another process queued is found by then
_AFTER_ERROR = 5.0
_PERMANENT = 500

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Later:
    """It did not get through, and may another time."""

    error: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never get through to this address."""

    error: str


class Mailer:
    """Sends what the table of letters holds until it is cancelled."""

    def __init__(
        self,
        mails: Mails,
        server: MailServer,
        operator: str | None,
        knowledge: Callable[[], Knowledge],
        *,
        clock: Callable[[], datetime] = utc_now,
        patience: float = _PATIENCE,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._mails = mails
        self._server = server
        self._operator = operator
        self._knowledge = knowledge
        self._clock = clock
        self._patience = patience
        self._tls = tls
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """A letter was queued."""
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled; a letter that was handed over is noted first."""
        while True:
            self._wake.clear()
            try:
                while await self.round():
                    pass
                sleep = await self._until_next()
            except Exception as error:  # noqa: BLE001  a database that is away comes back; letters stay in it
                log.warning("letters unreadable", error=type(error).__name__)
                sleep = _AFTER_ERROR
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), sleep)

    async def round(self) -> int:
        """Send some letters that are due; how many there were."""
        posts = await self._mails.claim()
        for post in posts:
            task = asyncio.create_task(self._post(post))
            try:
                await asyncio.shield(task)
            except asyncio.CancelledError:
                await task  # within its patience
                raise
        return len(posts)

    async def _until_next(self) -> float:
        moment = await self._mails.next_time()
        if moment is None:
            return _LONGEST_SLEEP
        return min(max((moment - self._clock()).total_seconds(), 0.1), _LONGEST_SLEEP)

    async def _post(self, post: Post) -> None:
        knowledge = self._knowledge()
        told = {"letter": post.id, "about": post.about, "reference": post.reference}
        try:
            written = letter(knowledge, post, self._operator)
        except NoAddressError:
            log.warning("letter without address", **told)
            await self._mails.ended(post, "failed", "no address")
            return
        if written is None:
            await self._mails.ended(post, "moot")
            return
        try:
            made = message(written, knowledge.texts, self._server.sender, post)
        except ValueError:  # an address that cannot stand in a header
            await self._mails.ended(post, "failed", "unwritable")
            return
        match await deliver(self._server, made, self._patience, self._tls):
            case None:
                await self._mails.ended(post, "sent")
                log.info("letter sent", **told)
            case Later(error):
                waits = await self._mails.later(post, _backoff(post.tries), error)
                log.warning("letter put off" if waits else "letter given up", **told, error=error)
            case Refused(error):
                await self._mails.ended(post, "failed", error)
                log.warning("letter refused", **told, error=error)


async def deliver(
    server: MailServer, made: EmailMessage, patience: float, tls: ssl.SSLContext | None = None
) -> Later | Refused | None:
    """Hand a letter over; None where the server took it. Never raises for what the server or the network does."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user or None,
        password=server.password or None,
        use_tls=server.security == "smtps",
        start_tls=server.security == "smtp+starttls",
        tls_context=tls or (None if not local(server.host) else _unproven()),
        timeout=patience,
    )
    try:
        async with asyncio.timeout(patience):
            await client.connect()
            await client.send_message(made)
    except aiosmtplib.SMTPRecipientsRefused as error:
        codes = [one.code for one in error.recipients]
        return _judged("recipient refused", codes[0] if codes else 0, permanent=all(c >= _PERMANENT for c in codes))
    except aiosmtplib.SMTPDataError as error:
        return _judged("letter refused", error.code, permanent=error.code >= _PERMANENT)
    except aiosmtplib.SMTPResponseException as error:  # the greeting, the login, the sender: the operator can mend it
        return Later(f"{type(error).__name__} {error.code}")
    except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
        return Later(type(error).__name__)
    finally:
        with suppress(aiosmtplib.SMTPException, OSError):
            await client.quit(timeout=_FAREWELL)
        client.close()
    return None


def _judged(what: str, code: int, *, permanent: bool) -> Later | Refused:
    """The code of an answer without its words, which may cite an address."""
    return Refused(f"{what} {code}") if permanent else Later(f"{what} {code}")


def _unproven() -> ssl.SSLContext:
    """On this computer nobody stands between, and certificates are seldom made out to it."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _backoff(tries: int) -> timedelta:
    return min(_FIRST_WAIT * float(2 ** min(tries, 20)), _LONGEST_WAIT)
