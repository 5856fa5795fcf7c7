"""Hands letters over to the mail server, and says what a failure means."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import aiosmtplib
import structlog

from bot.chat.people import File
from bot.knowledge.schema.entries import Knowledge
from bot.mail.letters import Curator, Letter, Letters, NoAddressError
from bot.mail.links import Links
from bot.mail.mime import Enclosure, message
from bot.mail.return_address import ReturnAddress
from bot.process.addresses import MailServer, local
from bot.process.outage import Outage
from bot.requests.digest import Digests
from bot.store.away import is_away, reason
from bot.store.mails import Mails, Post
from bot.store.outbox.calls import utc_now

_PATIENCE = 60.0  # seconds for one letter, well under the time for which it is claimed
_FAREWELL = 2.0  # seconds for saying goodbye, which changes nothing any more
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
_LONGEST_SLEEP = 30.0  # seconds; what another process queued is found by then
_AFTER_ERROR = 5.0
_PERMANENT = 500
_ENDS = {"document": "", "photo": ".jpg", "voice": ".ogg", "audio": ".mp3", "video": ".mp4", "video_note": ".mp4"}
_ENCLOSED = 10 * 1024 * 1024  # bytes of files in a letter; many servers take 20 MiB, and encoding adds a third

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class LetterLater:
    """It did not get through, and may another time."""

    error: str


@dataclass(frozen=True, slots=True)
class LetterRefused:
    """It will never get through to this address."""

    error: str


Fetch = Callable[[File], Awaitable[bytes | None]]


async def _nothing(file: File) -> bytes | None:
    """No file can be had."""
    del file
    return None


class Mailer:
    """Sends what the table of letters holds until it is cancelled.

    ``operator``, ``links``, ``returns``, ``bot``, ``digests`` and ``curator`` are what letters are written with
    (``Letters``); ``fetch`` gives the content of a file that was joined, None where it cannot be had.
    """

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
        links: Links | None = None,
        returns: ReturnAddress | None = None,
        bot: str = "",
        digests: Callable[[], Awaitable[Digests]] | None = None,
        curator: Curator | None = None,
        fetch: Fetch = _nothing,
        outage: Outage | None = None,
    ) -> None:
        self._outage = outage or Outage("database")
        self._mails = mails
        self._server = server
        self._operator = operator
        self._knowledge = knowledge
        self._clock = clock
        self._patience = patience
        self._tls = tls
        self._links = links
        self._returns = returns
        self._bot = bot
        self._digests = digests
        self._curator = curator
        self._fetch = fetch
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
                if is_away(error):
                    self._outage.missed(reason(error))
                else:
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
        told = {"letter": post.id, "about": post.about, "reference": post.reference}
        digests = await self._weeks(post)
        letters = Letters(
            self._knowledge(), self._operator, self._links, self._bot, digests, self._curator, self._returns
        )
        try:
            written = letters.letter(post)
        except NoAddressError:
            log.warning("letter without address", **told)
            await self._mails.ended(post, "failed", "no address")
            return
        if written is None:
            await self._mails.ended(post, "moot")
            return
        try:
            made = await self._made(letters, written, post)
        except ValueError:  # an address that cannot stand in a header
            await self._mails.ended(post, "failed", "unwritable")
            return
        match await deliver(self._server, made, self._patience, self._tls):
            case None:
                await self._mails.ended(post, "sent")
                log.info("letter sent", **told)
            case LetterLater(error):
                waits = await self._mails.later(post, _backoff(post.tries), error)
                log.warning("letter put off" if waits else "letter given up", **told, error=error)
            case LetterRefused(error):
                await self._mails.ended(post, "failed", error)
                log.warning("letter refused", **told, error=error)

    async def _weeks(self, post: Post) -> Digests | None:
        return await self._digests() if post.week is not None and self._digests is not None else None

    async def _made(self, letters: Letters, written: Letter, post: Post) -> EmailMessage:
        """The letter with the files that could be had, and a word on those that could not."""
        texts, room = letters.knowledge.texts.letter, _ENCLOSED
        enclosed, left = list[Enclosure](), list[str]()
        for number, file in enumerate(written.files, 1):
            named = texts.photo if file.kind == "photo" else letters.knowledge.texts.history.step["file"]
            name = file.name or f"{named}-{number}{_ENDS[file.kind]}"
            content = await self._fetch(file)
            if content is None or len(content) > room:
                left.append(name)
                continue
            room -= len(content)
            enclosed.append(Enclosure(name, content))
        joined = ", ".join(one.name for one in enclosed)
        said = [texts.files.format(names=joined)] if enclosed else []
        said += [texts.files_left.format(names=", ".join(left))] if left else []
        whole = replace(written, blocks=(*written.blocks[:1], *said, *written.blocks[1:]))
        return message(whole, texts, self._server.sender, post, reply_to=self._operator, enclosures=enclosed)


async def deliver(
    server: MailServer, made: EmailMessage, patience: float, tls: ssl.SSLContext | None = None
) -> LetterLater | LetterRefused | None:
    """Hand a letter over; None where the server took it. Never raises for what the server or the network does."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user or None,
        password=server.password or None,
        use_tls=server.security == "smtps",
        start_tls=server.security == "smtp+starttls",
        tls_context=tls or (None if not local(server.host) else unproven()),
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
        return LetterLater(f"{type(error).__name__} {error.code}")
    except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
        return LetterLater(type(error).__name__)
    finally:
        with suppress(aiosmtplib.SMTPException, OSError):
            await client.quit(timeout=_FAREWELL)
        client.close()
    return None


def _judged(what: str, code: int, *, permanent: bool) -> LetterLater | LetterRefused:
    """The code of an answer without its words, which may cite an address."""
    return LetterRefused(f"{what} {code}") if permanent else LetterLater(f"{what} {code}")


def unproven() -> ssl.SSLContext:
    """On this computer nobody stands between, and certificates are seldom made out to it."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _backoff(tries: int) -> timedelta:
    return min(_FIRST_WAIT * float(2 ** min(tries, 20)), _LONGEST_WAIT)
