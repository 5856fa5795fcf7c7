"""How long a request takes from the press of Envoyer to the card in the relay's chat, beside a bare echo.

The peer is python-telegram-bot's own Application with a handler that says the same text again: what a round through
the sandbox costs any bot.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from statistics import median

from rich.table import Column, Table
from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

from bot.process import logs
from bot.process.settings import SHIPPED_KNOWLEDGE, cache_folder
from bot.runtime import assembly
from bot.runtime import serve as serving
from bot.runtime.live import Live
from bot.sandbox import Person, Sandbox, persons, serve
from bot.store.database import Database
from bot.telegram import limits
from tests.e2e.people import Chat
from tests.e2e.requests.driver import NIORT, Company, Desk, relay_code

_TOKEN = "42:sandbox"
_AT_ONCE = 5  # requests filled in side by side in one run, then sent one after the other
_RELAY = 9001


def card(runs: int) -> Table:
    """Time from the press to the card, and of an echo."""
    logs.configure("WARNING")
    echoes, cards = asyncio.run(_measured(runs))
    table = Table(
        Column(no_wrap=True), "median ms", "slowest ms", "× echo", title=f"One request, of {len(cards)}: press to card"
    )
    peer = median(echoes)
    for name, spent in (("python-telegram-bot, an echo", echoes), ("clausette, Envoyer to the relay's card", cards)):
        middle = median(spent)
        table.add_row(name, f"{middle * 1000:.0f}", f"{max(spent) * 1000:.0f}", f"{middle / peer:.1f}")
    return table


async def _measured(runs: int) -> tuple[list[float], list[float]]:
    echoes: list[float] = []
    cards: list[float] = []
    async with _echo() as parrot, _clausette() as (sandbox, desk):
        for run in range(runs):
            people = [_met(sandbox, 10_000 + run * _AT_ONCE + number) for number in range(_AT_ONCE)]
            companies = [Company(Chat(sandbox, person), desk.texts) for person in people]
            await asyncio.gather(*(company.fills() for company in companies))
            for person, company in zip(people, companies, strict=True):
                echoes.append(await _timed(parrot, _met(parrot, person), lambda chat: persons.say(parrot, chat, "oui")))
                press = partial(_send, company)
                cards.append(await _timed(sandbox, desk.id, press))
    return echoes, cards


def _send(company: Company, _: int) -> None:
    company.press("f:a:confirm:send")


def _met(sandbox: Sandbox, number: int) -> int:
    return sandbox.meet(Person(number, f"Personne {number}"), started=True).id


async def _timed(sandbox: Sandbox, chat: int, act: Callable[[int], object]) -> float:
    """Seconds from an act to the bot's next message in a chat."""
    before = len(sandbox.history(chat, by_bot=True))
    start = time.perf_counter()
    act(chat)
    await sandbox.bell.until(lambda: len(sandbox.history(chat, by_bot=True)) > before, 30)
    return time.perf_counter() - start


@asynccontextmanager
async def _clausette() -> AsyncIterator[tuple[Sandbox, Desk]]:
    """The bot at work, with one relay linked."""
    sandbox = Sandbox(started=True)
    live = Live(assembly.conversing(SHIPPED_KNOWLEDGE, cache_folder()), SHIPPED_KNOWLEDGE)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "clausette.db"
        database = Database(f"sqlite+aiosqlite:///{file}")
        await database.migrate()
        async with serve(sandbox) as url:
            task = asyncio.create_task(serving.serve(live, database, _TOKEN, url, rates=limits.NONE))
            await sandbox.bell.until(lambda: sandbox.poll)
            desk = Desk(Chat(sandbox, _met(sandbox, _RELAY)), live.assistant.knowledge.texts)
            desk.chat.says(f"/connexion {await relay_code(file, NIORT)}")
            await desk.reads(desk.texts.link.done)
            yield sandbox, desk
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await database.close()


@asynccontextmanager
async def _echo() -> AsyncIterator[Sandbox]:
    """A bot that says everything again."""

    async def again(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.text:
            await update.message.reply_text(update.message.text)

    sandbox = Sandbox(started=True)
    async with serve(sandbox) as url:
        local = {"trust_env": False}
        builder = ApplicationBuilder().token(_TOKEN).base_url(f"{url}/bot")
        builder = builder.request(HTTPXRequest(httpx_kwargs=local))
        application = builder.get_updates_request(HTTPXRequest(httpx_kwargs=local)).build()
        application.add_handler(MessageHandler(filters.TEXT, again))
        async with application:
            await application.start()
            assert application.updater is not None
            await application.updater.start_polling(timeout=20)
            yield sandbox
            await application.updater.stop()
            await application.stop()
