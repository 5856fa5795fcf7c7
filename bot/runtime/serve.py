"""Runs the bot against a Bot API server: Telegram's, or one like it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

import structlog
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from telegram import Bot
from telegram.error import InvalidToken

from bot.knowledge.schema.texts import Texts
from bot.language.dates import day_in_france
from bot.mail.links import Links
from bot.mail.return_address import ReturnAddress
from bot.process import addresses, health, version, web
from bot.process.addresses import Address, BoxServer, MailServer
from bot.process.outage import Outage
from bot.process.settings import Settings
from bot.requests.model.request import KEPT
from bot.runtime import handshake
from bot.runtime.forgotten import end_forgotten
from bot.runtime.live import Live, loaded
from bot.runtime.patrol import Curator, Patrol, Task
from bot.runtime.start import AwayError, StartError, client
from bot.store.away import is_away, reason
from bot.store.database import Database
from bot.store.documents import Documents
from bot.store.figures import figures
from bot.store.leases import Leases, take_notes
from bot.store.mails import Mails
from bot.store.outbox.outbox import Outbox
from bot.store.outbox.rate import Limits
from bot.store.patrol_queries import Rules
from bot.store.unit_of_work import UnitOfWork
from bot.telegram import limits, webhook
from bot.telegram.dispatcher import Dispatcher
from bot.telegram.files import fetched
from bot.telegram.handling import Handler
from bot.telegram.outgoing import calls
from bot.telegram.polling import poll
from bot.telegram.webhook import Hook

if TYPE_CHECKING:
    from bot.mail.mailer import Mailer
    from bot.mail.reader import Reader

_GRACE = 20.0  # seconds for updates that are being handled when the program is told to stop
_LONGEST_STOP = 35.0  # seconds, after which it ends whatever it waits for: a database that hangs, say
_HOUSEKEEPING = 3600.0  # seconds
_RESTING = timedelta(minutes=55)  # in which no other process does it again

log = structlog.get_logger()


def prepared(settings: Settings) -> Callable[[Database, str], Awaitable[None]]:
    """The knowledge base, loaded: what remains is to serve Telegram, on a database and with a token.

    Raises:
        StartError: where the base is not right.
    """
    live = loaded(settings.knowledge, settings.retention_days, _log_preparing)
    hook = metrics = None
    if settings.webhook_url:
        allowed = addresses.networks(settings.webhook_networks) if settings.webhook_networks else ()
        hook = Hook(settings.webhook_url, settings.hook_secret(), allowed)
    if settings.metrics_listen:
        metrics = addresses.listening(settings.metrics_listen)
    doors = Doors(hook, addresses.listening(settings.listen), metrics)

    async def served(database: Database, token: str) -> None:
        await serve(live, database, token, settings.api_url, doors, duty=_duty_of(settings))

    return served


async def patrol_once(settings: Settings, database: Database, *, dry_run: bool) -> Sequence[Task]:
    """Do once what the patrol does every minute, or only tell what it would do.

    Raises:
        StartError: where the knowledge base is not right.
    """
    live = loaded(settings.knowledge)
    duty = _duty_of(settings)
    watchman = Patrol(database, live.patrol_steps, live.digests, calls, rules=duty.rules, curator=_curator(live, duty))
    return await (watchman.due() if dry_run else watchman.round())


def _log_preparing(texts: Texts) -> None:
    """A line among the others, which a service's log is read by: the text itself is for a terminal."""
    del texts
    log.info("making the search: some seconds, then it is kept")


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the program listens: for the webhook where there is one, and for metrics where they are wanted."""

    hook: Hook | None = None
    address: Address | None = None
    metrics: Address | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """What is done unasked: letters where there is a mail server, and the patrol, every ``interval`` seconds.

    Letters have ``links`` where there is a public address, and then the program serves their pages; where there is a
    ``box``, answers to letters are read there.
    """

    server: MailServer | None = None
    operator: str | None = None
    links: Links | None = None
    kept: timedelta = timedelta(days=KEPT)
    interval: float = 60.0
    curator: int | None = None  # the chat that reads each week what was not answered
    curator_email: str | None = None  # who reads it by e-mail
    box: BoxServer | None = None
    returns: ReturnAddress | None = None

    @property
    def rules(self) -> Rules:
        """The rules by which the patrol decides what is due."""
        return Rules(by_mail=self.server is not None, kept=self.kept)


def _duty_of(settings: Settings) -> Duty:
    url = settings.smtp_url
    server = addresses.mail_server(url.get_secret_value()) if url else None
    links = Links(settings.public_url, settings.link_secret()) if settings.public_url else None
    kept = timedelta(days=settings.retention_days)
    box = addresses.box_server(settings.imap_url.get_secret_value()) if settings.imap_url else None
    return Duty(
        server,
        settings.operator_email,
        links,
        kept,
        curator=settings.curator_chat,
        curator_email=settings.curator_email,
        box=box,
        returns=ReturnAddress(box.address, settings.answer_secret()) if box else None,
    )


def _curator(live: Live, duty: Duty) -> Curator | None:
    by_mail = duty.server is not None and duty.curator_email is not None
    return Curator(live.week_of_curator, duty.curator, by_mail) if by_mail or duty.curator is not None else None


async def serve(
    live: Live,
    database: Database,
    token: str,
    api_url: str,
    doors: Doors | None = None,
    *,
    rates: Limits = limits.TELEGRAM,
    duty: Duty | None = None,
) -> None:
    """Receive and answer until SIGTERM or SIGINT: by webhook where there is one, by long polling otherwise.

    Raises:
        StartError: where Telegram does not answer, or does not know the token; where an address is taken.
    """
    doors, duty = doors or Doors(), duty or Duty()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(signal_, _stop_soon, stop)
    if not sys.stderr.isatty():  # a service; a terminal that closes ends what it began
        with suppress(NotImplementedError, AttributeError):
            loop.add_signal_handler(signal.SIGHUP, live.ask_to_reload)
    bot = client(token, api_url)
    outage = Outage("database")
    healthy = health.routes(database=lambda: _takes_notes(database, outage), knowledge=lambda: _has_entries(live))
    try:
        async with AsyncExitStack() as stack:
            if doors.metrics:
                routes = [*healthy, _metrics_route(live, database)]
                await stack.enter_async_context(_listening("CLAUSETTE_METRICS_LISTEN", doors.metrics, routes))
            await handshake.introduce(bot, live.assistant, api_url)
            unit_of_work, outbox = UnitOfWork(database, by_mail=duty.server is not None), Outbox(database, limits=rates)
            documents = Documents(database, lambda: live.assistant.knowledge)
            dispatcher = Dispatcher(bot, outbox, live.watch, documents.make, outage)
            mailer = _mailer(live, database, duty, bot, outage)

            def queued() -> None:
                dispatcher.wake()
                if mailer:
                    mailer.wake()

            watchman = Patrol(
                database,
                live.patrol_steps,
                live.digests,
                calls,
                rules=duty.rules,
                queued=queued,
                interval=duty.interval,
                curator=_curator(live, duty),
                outage=outage,
            )
            handler = Handler(
                bot_id=bot.id,
                username=bot.username,
                unit_of_work=unit_of_work,
                assistant=lambda: live.assistant,
                today=_today,
                queued=queued,
                watch=live.watch,
                outage=outage,
            )
            leases = Leases(database)
            beside = [
                dispatcher.run(),
                live.follow(),
                _housekeep(unit_of_work, leases, outage),
                *([] if database.is_sqlite else [end_forgotten(database)]),
                watchman.run(leases),
                *([mailer.run()] if mailer else []),
                *([reader.run(leases)] if (reader := _reader(live, database, duty, queued, outage)) else []),
            ]
            await stack.enter_async_context(_run_beside(*beside, stop=stop))
            stack.push_async_callback(unit_of_work.settle)  # what was begun is committed, and then sent
            pages = _pages(live, database, duty, queued)
            await stack.enter_async_context(
                _receiving(bot, handler, doors, api_url, pages=pages, healthy=healthy, stop=stop)
            )
            log.info(
                "serving",
                bot=bot.username,
                version=version.installed(),
                database=str(database.file or "postgresql"),
                entries=len(live.assistant.knowledge),
                webhook=bool(doors.hook),
            )
            await stop.wait()
            log.info("stopping")
        log.info("stopped")
    except InvalidToken:
        raise StartError("CLAUSETTE_TOKEN: Telegram does not know this token; copy it again from @BotFather") from None
    finally:
        await bot.shutdown()


@asynccontextmanager
async def _receiving(
    bot: Bot,
    handler: Handler,
    doors: Doors,
    api_url: str,
    *,
    pages: Sequence[BaseRoute],
    healthy: Sequence[BaseRoute],
    stop: asyncio.Event,
) -> AsyncIterator[None]:
    """Receive updates while the block lasts, by webhook or by polling; serve ``pages`` where there are any."""
    async with AsyncExitStack() as stack:
        hook = doors.hook if doors.address else None
        routes = [*pages, *([webhook.route(hook, handler.handle)] if hook else [])]
        if doors.address and routes:
            routes.extend(healthy)
            await stack.enter_async_context(_listening("CLAUSETTE_LISTEN", doors.address, routes))
        if hook:
            await handshake.attach(bot, hook, api_url)
        else:
            await handshake.detach(bot, api_url)
            await stack.enter_async_context(_run_beside(poll(bot, handler.handle), stop=stop))
        yield


def _stop_soon(stop: asyncio.Event) -> None:
    stop.set()
    asyncio.get_running_loop().call_later(_LONGEST_STOP, _exit_now)


def _exit_now() -> NoReturn:
    """End the process now: Telegram keeps what is not committed, the outbox what is."""
    log.warning("stopped without waiting any longer")
    os._exit(0)


@asynccontextmanager
async def _run_beside(*parts: Coroutine[Any, Any, None], stop: asyncio.Event) -> AsyncIterator[None]:
    """Run parts beside the block: the first that ends stops the program, and what it raised comes out at the end."""
    tasks = [asyncio.create_task(part) for part in parts]
    for task in tasks:
        task.add_done_callback(lambda _: stop.set())
    try:
        yield
    finally:
        done = [task for task in tasks if task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


@asynccontextmanager
async def _listening(setting: str, address: Address, routes: Sequence[BaseRoute]) -> AsyncIterator[None]:
    """Serve routes at an address while the block lasts, then finish what was begun."""
    try:
        listener = web.listening(address.host, address.port)
    except OSError:
        raise AwayError(
            f"{setting}: {address.host} port {address.port} is taken by another program, or is not this computer's"
        ) from None
    async with web.served(Starlette(routes=routes), listener, grace=_GRACE):
        yield


def _metrics_route(live: Live, database: Database) -> BaseRoute:
    from bot.runtime.metrics import Metrics  # noqa: PLC0415  only who asks for metrics loads their library

    live.watch = metrics = Metrics(lambda: figures(database))
    return metrics.route()


def _pages(live: Live, database: Database, duty: Duty, queued: Callable[[], None]) -> list[BaseRoute]:
    """The pages that letters link to, where they do."""
    if duty.links is None:
        return []
    from bot.mail.acting import Acting  # noqa: PLC0415  only who has a public address needs them
    from bot.mail.site import Site  # noqa: PLC0415  likewise

    acting = Acting(database, lambda: live.assistant.knowledge, calls, queued=queued)
    return list(Site(acting, duty.links, duty.operator).routes())


def _reader(live: Live, database: Database, duty: Duty, queued: Callable[[], None], outage: Outage) -> "Reader | None":
    """What reads the answers to letters, where they are read."""
    if duty.box is None or duty.returns is None:
        return None
    from bot.mail.acting import Acting  # noqa: PLC0415  only who has a mailbox needs them
    from bot.mail.reader import Reader  # noqa: PLC0415  likewise

    acting = Acting(database, lambda: live.assistant.knowledge, calls, queued=queued)
    return Reader(duty.box, duty.returns, acting, links=duty.links, interval=duty.interval, outage=outage)


def _mailer(live: Live, database: Database, duty: Duty, bot: Bot, outage: Outage) -> "Mailer | None":
    if duty.server is None:
        return None
    from bot.mail import letters  # noqa: PLC0415  only who sends e-mail loads its library
    from bot.mail.mailer import Mailer  # noqa: PLC0415  likewise

    return Mailer(
        Mails(database),
        duty.server,
        duty.operator,
        lambda: live.assistant.knowledge,
        links=duty.links,
        returns=duty.returns,
        bot=bot.username,
        digests=live.digests,
        curator=letters.Curator(duty.curator_email, live.week_of_curator) if duty.curator_email else None,
        fetch=lambda file: fetched(bot, file),
        outage=outage,
    )


async def _takes_notes(database: Database, outage: Outage) -> None:
    """Raise where those who use the database all the time miss it, or nothing can be written into it."""
    outage.over()
    await take_notes(database)


async def _has_entries(live: Live) -> None:
    if not len(live.assistant.knowledge):
        raise LookupError


async def _housekeep(unit_of_work: UnitOfWork, leases: Leases, outage: Outage) -> None:
    while True:
        try:
            async with leases.held("housekeeping", _RESTING) as ours:
                if ours:
                    await unit_of_work.housekeep()
        except Exception as error:  # noqa: BLE001  tried again in an hour
            if is_away(error):
                outage.missed(reason(error))
            else:
                log.warning("housekeeping put off", error=type(error).__name__)
        await asyncio.sleep(_HOUSEKEEPING)


def _today() -> date:
    return day_in_france(datetime.now(UTC))
