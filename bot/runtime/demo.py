"""The sandbox on this computer: a company, a relay and the relay's group, served by the bot as Telegram's chats are."""

import sys
import tempfile
from contextlib import AsyncExitStack

import typer

from bot.knowledge.schema.texts import Texts
from bot.knowledge.where import Where
from bot.process.settings import Settings
from bot.runtime import serve, start
from bot.runtime.live import loaded
from bot.runtime.start import StartError
from bot.sandbox import Person, Place, Sandbox
from bot.sandbox import serve as serve_sandbox
from bot.sandbox.state import COMPANY, RELAY, TEAM
from bot.store import link_codes
from bot.store.database import Database
from bot.store.outbox.calls import utc_now
from bot.telegram import limits

_TOKEN = "42:sandbox"  # noqa: S105  opens nothing but the sandbox on this computer


def demo(settings: Settings, folders: Where, port: int) -> None:
    """Serve the sandbox until SIGTERM or SIGINT."""
    start.start(_demo(folders, port), settings)


async def _demo(folders: Where, port: int) -> None:
    live = loaded(folders)
    texts = live.assistant.knowledge.texts
    async with AsyncExitStack() as stack:
        kept = stack.enter_context(tempfile.TemporaryDirectory(prefix="clausette-"))
        database = await start.opened(f"sqlite+aiosqlite:///{kept}/demo.db")
        stack.push_async_callback(database.close)
        relay = texts.sandbox.linked
        links = [await _link(database, relay) if live.assistant.knowledge.get(relay) else "" for _ in range(2)]
        bot = Person(42, "Clausette", "clausette_bot", is_bot=True)
        rooms = Sandbox(tokens=(_TOKEN,), bot=bot, places=_places(texts, *links))
        try:
            url = await stack.enter_async_context(serve_sandbox(rooms, port=port))
        except OSError:
            raise StartError(f"--port: {port} is taken by another program; give another, as --port 0") from None
        typer.echo(texts.sandbox.address.format(address=url))
        sys.stdout.flush()
        await serve.serve(live, database, _TOKEN, url, rates=limits.NONE)


async def _link(database: Database, relay: str) -> str:
    """What a chat of the relay writes to be linked."""
    async with database.transaction() as connection:
        code, _ = await link_codes.issue(connection, relay, utc_now())
    return f"/connexion {code}"


def _places(texts: Texts, private: str, team: str) -> tuple[Place, ...]:
    """The chats side by side, each with what its person may begin with: the relay's with the command that links it."""
    return (
        _place(COMPANY.id, texts.sandbox.company, texts.sandbox.company_role, texts.sandbox.company_suggestions),
        _place(
            RELAY.id, texts.sandbox.relay, texts.sandbox.relay_role, f"{private}\n{texts.sandbox.relay_suggestions}"
        ),
        _place(TEAM, texts.sandbox.team, texts.sandbox.team_role, f"{team}\n{texts.sandbox.team_suggestions}"),
    )


def _place(chat: int, title: str, role: str, suggestions: str) -> Place:
    return Place(chat, title, role, tuple(line.strip() for line in suggestions.splitlines() if line.strip()))
