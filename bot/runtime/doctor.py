"""Looks at all that a bot needs to serve, and says of what is wrong what to do. It changes nothing."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

import aiohttp
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.mail.links import PLACE
from bot.mail.mailbox import MailboxError, opened
from bot.mail.mailer import deliver
from bot.mail.style import HEADERS
from bot.process import addresses, version
from bot.process.settings import SERVICE_FILE, Settings
from bot.runtime import assembly
from bot.runtime.start import client
from bot.store import failures
from bot.store.database import Database, DatabaseError
from bot.store.leases import failed_backup, last_backup
from bot.store.requests import linked

_MIB = 1024 * 1024
_FULL, _NEARLY_FULL = 50 * _MIB, 500 * _MIB  # bytes free on the disk of the database
_OLD_BACKUP = timedelta(hours=36)
_LATE = timedelta(minutes=5)  # for which a call waits in the outbox
_DRIFT = timedelta(seconds=30)  # of the clock: links, codes and reminders go by it
_PATIENCE = 15.0  # seconds for a server


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing, and where it is not right, what to do."""

    what: str
    state: Literal["ok", "warning", "fault"]
    told: str
    advice: str = ""

    def __str__(self) -> str:
        advice = f"\n    {self.advice}" if self.advice else ""
        return f"{self.state:<8}{self.what}: {self.told}{advice}"


async def examine(settings: Settings, today: date, *, letter: bool = False, failed: str = "") -> list[Finding]:
    """Everything, in the order in which it is worth mending; ``letter`` where the operator is to be written to.

    ``failed`` is the unit of systemd because of which all this is looked at.
    """
    found = [Finding("unit", "fault", f"{failed} failed", f"journalctl --unit={failed} says why")] if failed else []
    found += [Finding("program", "ok", f"Clausette {version.installed()}".rstrip()), _settings(settings)]
    found += [finding async for finding in _telegram(settings)]
    found.append(await _clock(settings))
    found += [finding async for finding in _database(settings)]
    found.append(_knowledge(settings, today))
    if settings.smtp_url is not None:
        found.append(await _links(settings))
        found.append(await _mailbox(settings))
    return [*found, await _mail(settings, found if letter else None)]


def _settings(settings: Settings) -> Finding:
    file = f"the environment, then {settings.file}" if settings.file else "the environment"
    if settings.token:
        return Finding("settings", "ok", f"read from {file}")
    advice = f"write CLAUSETTE_TOKEN into {SERVICE_FILE} (deploy/.env.example has every setting)"
    return Finding("settings", "fault", f"no token in {file}", advice)


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    if not settings.token:
        return
    bot = client(settings.token.get_secret_value(), settings.api_url)
    try:
        await bot.initialize()
        yield Finding("token", "ok", f"that of @{bot.username} at {settings.api_url}")
        yield _groups(bot)
        yield _inline(bot)
        yield _webhook(settings, await bot.get_webhook_info())
    except InvalidToken:
        yield Finding(
            "token", "fault", "Telegram does not know it", "copy it again from @BotFather (/mybots, API Token)"
        )
    except TelegramError as error:
        advice = "check the network, the firewall, and CLAUSETTE_API_URL"
        yield Finding("telegram", "fault", f"{settings.api_url} does not answer: {type(error).__name__}", advice)
    finally:
        await bot.shutdown()


def _groups(bot: Bot) -> Finding:
    if bot.can_read_all_group_messages:
        advice = "switch privacy mode on: @BotFather, /setprivacy, Enable"
        return Finding("groups", "warning", "the bot reads every message of its groups", advice)
    if not bot.can_join_groups:
        advice = "allow it: @BotFather, /setjoingroups, Enable; relays receive requests in groups"
        return Finding("groups", "warning", "the bot cannot be invited to a group", advice)
    return Finding("groups", "ok", "the bot can be invited, and reads only what is meant for it")


def _inline(bot: Bot) -> Finding:
    if bot.supports_inline_queries:
        return Finding("inline", "ok", f"@{bot.username} can be asked from any chat")
    return Finding("inline", "warning", "answers cannot be searched from other chats", "@BotFather, /setinline")


def _webhook(settings: Settings, info: WebhookInfo) -> Finding:
    waiting = f"{info.pending_update_count} updates wait"
    failed = info.last_error_date
    if settings.webhook_url is None:
        if not info.url:
            return Finding("webhook", "ok", f"none, updates are fetched; {waiting}")
        advice = "clausette run removes it; where another program set it, stop that one"
        return Finding("webhook", "warning", f"one stands at {urlsplit(info.url).hostname}; {waiting}", advice)
    if info.url != settings.webhook_url:
        return Finding("webhook", "warning", f"Telegram does not post there; {waiting}", "clausette run sets it")
    if failed is not None and datetime.now(UTC) - failed < timedelta(hours=1):
        advice = "look at the proxy, its certificate, and whether clausette run serves CLAUSETTE_LISTEN"
        return Finding("webhook", "fault", f"{info.last_error_message} at {failed:%H:%M} UTC; {waiting}", advice)
    return Finding("webhook", "ok", f"Telegram posts there; {waiting}")


async def _clock(settings: Settings) -> Finding:
    """The clock beside that of the Bot API server, which dates its answers."""
    timeout = aiohttp.ClientTimeout(total=_PATIENCE)
    try:
        async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
            before = datetime.now(UTC)
            async with session.head(settings.api_url, allow_redirects=False) as response:
                dated = response.headers.get("Date", "")
        drift = abs(parsedate_to_datetime(dated) - before) if dated else None
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError, TypeError):
        drift = None
    if drift is None:
        return Finding("clock", "ok", "nothing to compare it with")
    if drift > _DRIFT:
        advice = "timedatectl set-ntp true"
        return Finding("clock", "fault", f"{round(drift.total_seconds())} seconds from Telegram's", advice)
    return Finding("clock", "ok", "as Telegram's")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    try:
        async with _opened(settings) as database:
            state = await database.schema()
            yield _schema(state, database)
            if database.file is not None:
                yield _disk(database)
            if state == "current":
                async with database.transaction() as connection:
                    for finding in (_relays, _backup, _waiting):
                        yield await finding(connection)
    except DatabaseError as error:
        yield Finding("database", "fault", str(error), "mend it, or CLAUSETTE_DATABASE_URL")


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database())
    try:
        yield database
    finally:
        await database.close()


def _schema(state: str, database: Database) -> Finding:
    where = str(database.file or "PostgreSQL")
    match state:
        case "none":
            return Finding(
                "database", "fault", f"{where}: there is none", "clausette run or clausette migrate makes it"
            )
        case "older":
            return Finding(
                "database", "warning", f"{where}: of an older version", "clausette migrate, or clausette run"
            )
        case "newer":
            return Finding("database", "fault", f"{where}: of a newer version", "install that version of Clausette")
    return Finding("database", "ok", where)


def _disk(database: Database) -> Finding:
    place = next(folder for folder in database.file.parents if folder.exists()) if database.file else None
    free = shutil.disk_usage(place).free if place else _NEARLY_FULL
    told, advice = f"{free // _MIB} MiB free beside the database", "make room: what cannot be written is not answered"
    state: Literal["ok", "warning", "fault"] = "fault" if free < _FULL else "warning" if free < _NEARLY_FULL else "ok"
    return Finding("disk", state, told, "" if state == "ok" else advice)


async def _relays(connection: AsyncConnection) -> Finding:
    if number := len(await linked(connection)):
        return Finding("relays", "ok", f"{number} with a linked chat")
    advice = "clausette relay-code RELAY gives a code, which the relay writes to the bot: /connexion CODE"
    return Finding("relays", "warning", "none has a linked chat: requests go by e-mail, or to you", advice)


async def _backup(connection: AsyncConnection) -> Finding:
    made, advice = await last_backup(connection), "clausette backup FOLDER, each night (deploy/clausette-backup.timer)"
    if (failed := await failed_backup(connection)) is not None:
        told = f"the one of {failed:%Y-%m-%d %H:%M} UTC failed; "
        told += f"the last good one is of {made:%Y-%m-%d %H:%M} UTC" if made else "none was ever made"
        return Finding("backup", "fault", told, "journalctl --unit=clausette-backup says why; or make one by hand")
    if made is None:
        return Finding("backup", "warning", "none was ever made", advice)
    old = datetime.now(UTC) - made > _OLD_BACKUP
    return Finding("backup", "warning" if old else "ok", f"the last one is of {made:%Y-%m-%d %H:%M} UTC", advice * old)


async def _waiting(connection: AsyncConnection) -> Finding:
    calls, letters = await failures.backlogs(connection)
    aside = sum(update.set_aside for update in await failures.updates(connection))
    told = f"{calls.pending} calls and {letters.pending} letters wait, {aside} updates were set aside"
    late = calls.oldest is not None and datetime.now(UTC) - calls.oldest > _LATE
    advice = "clausette outbox and clausette updates say which, and the logs why"
    return Finding("waiting", "warning" if late or aside else "ok", told, advice if late or aside else "")


def _knowledge(settings: Settings, today: date) -> Finding:
    checked = assembly.check(settings.knowledge, today)
    told = f"{len(checked.errors)} errors, {len(checked.warnings)} warnings"
    where = ", ".join(map(str, settings.knowledge))
    if checked.errors:
        return Finding("knowledge", "fault", f"{where}: {told}", "clausette check lists them")
    return Finding("knowledge", "ok", f"{where}: {told}")


async def _mail(settings: Settings, found: Sequence[Finding] | None) -> Finding:
    """The mail server; where ``found`` is given, the operator is written what was found."""
    if settings.smtp_url is None:
        curator = ", for the curator of CLAUSETTE_CURATOR_EMAIL" if settings.curator_email else ""
        advice = f"set CLAUSETTE_SMTP_URL, for relays without a linked chat{curator} and for you"
        return Finding("mail", "warning", "no server: nobody is written to", advice)
    if settings.operator_email is None:
        advice = "set CLAUSETTE_OPERATOR_EMAIL, who is told of what nobody else can receive"
        return Finding("mail", "warning", "nobody is told of a request that lies nowhere", advice)
    if found is None:
        return Finding("mail", "ok", "set; clausette doctor --letter tries it")
    server = addresses.mail_server(settings.smtp_url.get_secret_value())
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = server.sender, settings.operator_email, _subject(found)
    made.set_content("".join(f"{one}\n" for one in found))
    if (failure := await deliver(server, made, _PATIENCE)) is not None:
        advice = "check CLAUSETTE_SMTP_URL: host, port, user, password, sender"
        return Finding("mail", "fault", f"{server.host} did not take the letter: {failure.error}", advice)
    return Finding("mail", "ok", f"{server.host} took a letter to {settings.operator_email}: see that it arrived")


def _subject(found: Sequence[Finding]) -> str:
    faults = [one for one in found if one.state == "fault"]
    first = " ".join(f"{faults[0].what}: {faults[0].told}".split()) if faults else "no fault"  # one line
    return f"clausette doctor: {first}"


async def _links(settings: Settings) -> Finding:
    """Whether the links of letters lead to the pages, asked from outside as far as this computer can."""
    if settings.public_url is None:
        advice = "set CLAUSETTE_PUBLIC_URL to the https:// address whose /relais/ a proxy leads to CLAUSETTE_LISTEN"
        return Finding("links", "warning", "letters have none: relays can act in Telegram only", advice)
    timeout = aiohttp.ClientTimeout(total=_PATIENCE)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.get(f"{settings.public_url}{PLACE}/doctor", allow_redirects=False) as response,
        ):
            ours = response.headers.get("Content-Security-Policy") == HEADERS["Content-Security-Policy"]
    except (aiohttp.ClientError, OSError, TimeoutError):
        ours = False
    if ours:
        return Finding("links", "ok", "lead to the pages of relays")
    advice = "look at the proxy, its certificate, and whether clausette run of this version serves CLAUSETTE_LISTEN"
    return Finding("links", "fault", f"{settings.public_url}{PLACE}/ does not lead to the pages of relays", advice)


async def _mailbox(settings: Settings) -> Finding:
    """Whether answers to letters can be read; nothing is marked."""
    if settings.imap_url is None:
        return Finding("mailbox", "ok", "none: an answer to a letter goes to the operator, and the letter says so")
    server = addresses.box_server(settings.imap_url.get_secret_value())

    def unread() -> int:
        with opened(server, looks_only=True, patience=_PATIENCE) as box:
            return len(box.unread())

    try:
        waiting = await asyncio.to_thread(unread)
    except MailboxError as error:
        advice = "check CLAUSETTE_IMAP_URL: host, port, user, password, folder, and that the provider allows IMAP"
        return Finding("mailbox", "fault", f"{server.host} cannot be read: {error}", advice)
    told = f"{server.host} can be read, {waiting} letters wait; see that a letter to NAME+TEST@ of it arrives there"
    return Finding("mailbox", "ok", told)
