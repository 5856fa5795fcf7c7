"""Companies and relays in the small Telegram of a module."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.assistant.assistant import Assistant
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.schema.texts import Texts
from bot.sandbox import Sandbox
from tests import shipped
from tests.e2e.requests.driver import Company, Desk, relay_code, settled


@dataclass(frozen=True, slots=True)
class Scene:
    """A small Telegram with the bot in it, where companies and relays come and go."""

    town: Any  # its class stands in a conftest, which nothing imports
    texts: Texts

    @property
    def sandbox(self) -> Sandbox:
        """The small Telegram."""
        sandbox: Sandbox = self.town.sandbox
        return sandbox

    @property
    def file(self) -> Path:
        """The database."""
        file: Path = self.town.file
        return file

    def company(self) -> Company:
        """A company whom nobody has met yet."""
        return Company(self.town.newcomer(), self.texts)

    async def link(self, relay: str, *, group: bool = False) -> Desk:
        """A new chat that is linked to a relay: a private one, or a group of two where asked."""
        desk = Desk(self.town.group() if group else self.town.newcomer(), self.texts)
        desk.chat.says(f"/connexion {await relay_code(self.file, relay)}")
        await desk.reads(self.texts.link.done)
        return desk

    def members(self, group: Desk) -> list[int]:
        """Who could press in a group."""
        return sorted(self.sandbox.chats[group.id].members - {self.sandbox.bot.id})

    async def holds(self, *refused: int) -> None:
        """Wait until everything was handled and sent, and hold it to the oracle."""
        await settled(self.sandbox, self.file, self.texts, refused)


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The assistant with everything that it can do."""
    return shipped.assistant()


@pytest.fixture(scope="session")
def raw(base: Knowledge) -> Texts:
    """What the base makes the bot say, placeholders and all."""
    return base.texts


@pytest.fixture
def scene(town: Any, raw: Texts) -> Scene:
    """The scene of a module."""
    return Scene(town, raw)
