"""A chat with the assistant, without any program between: what it says and does is read as a person would."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot import app
from bot.dialogue.assistant import Assistant
from bot.dialogue.conversation import Conversation
from bot.dialogue.events import Commanded, Event, Pressed, Said
from bot.dialogue.markup import without_tags
from bot.dialogue.replies import Acknowledge, Button, Correct, Effect, Rekey, Reply, Say, Turn

TODAY = date(2026, 11, 24)
# https://core.telegram.org/bots/api#html-style
TELEGRAMS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "tg-spoiler", "a", "code", "pre", "blockquote"}


@dataclass(frozen=True)
class Seen:
    """What a person sees of a turn."""

    turn: Turn

    @property
    def replies(self) -> tuple[Reply, ...]:
        return self.turn.replies

    @property
    def effects(self) -> tuple[Effect, ...]:
        return self.turn.effects

    @property
    def html(self) -> str:
        return "\n".join(reply.html for reply in self.replies if isinstance(reply, Say | Correct))

    @property
    def text(self) -> str:
        return without_tags(self.html)

    @property
    def notes(self) -> list[str]:
        return [reply.note for reply in self.replies if isinstance(reply, Acknowledge)]

    @property
    def buttons(self) -> list[Button]:
        """Those of the messages said; not those that a message said before keeps."""
        return [b for reply in self.replies if isinstance(reply, Say | Correct) for row in reply.keyboard for b in row]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    @property
    def kept_buttons(self) -> list[Button] | None:
        """Those that the message of a pressed button keeps, None where they stay as they were."""
        rekeyed = [reply for reply in self.replies if isinstance(reply, Rekey)]
        return [button for row in rekeyed[-1].keyboard for button in row] if rekeyed else None


class Chat:
    """One chat; what it remembers goes from one event to the next."""

    def __init__(self, assistant: Assistant, today: date = TODAY) -> None:
        self.assistant = assistant
        self.today = today
        self.conversation = Conversation()

    def does(self, event: Event) -> Seen:
        turn = self.assistant.respond(self.conversation, event, self.today)
        self.conversation = turn.conversation
        return Seen(turn)

    def says(self, text: str, *, message: int = 0, edited: bool = False) -> Seen:
        return self.does(Said(text, message, edited))

    def commands(self, line: str) -> Seen:
        name, _, argument = line.removeprefix("/").partition(" ")
        return self.does(Commanded(name, argument))

    def presses(self, data: str) -> Seen:
        return self.does(Pressed(data, message=7, press="press-1"))

    def presses_on(self, label: str, seen: Seen) -> Seen:
        """Press the button of that label among those seen."""
        return self.presses(next(button.data for button in seen.buttons if button.label == label))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TELEGRAMS or [name for name, _ in attrs] != (["href"] if tag == "a" else []):
            self.faults.append(f"<{tag} {attrs}>")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if "<" in data or ">" in data:
            self.faults.append(data)


def _faults(html: str) -> list[str]:
    tags = _Tags()
    tags.feed(html)
    tags.close()
    return tags.faults + [f"<{tag}> stays open" for tag in tags.open]


@pytest.fixture(scope="session")
def assistant(knowledge_folder: Path) -> Assistant:
    """The assistant of the shipped base."""
    return app.assistant(knowledge_folder)


@pytest.fixture(scope="session")
def today() -> date:
    """The day on which the tests ask."""
    return TODAY


@pytest.fixture
def chat(assistant: Assistant) -> Chat:
    """A chat in which nothing was said."""
    return Chat(assistant)


@pytest.fixture(scope="session")
def faults() -> Callable[[str], list[str]]:
    """What Telegram would refuse in a text of its HTML: tags that it does not know, or that do not balance."""
    return _faults


@pytest.fixture(scope="session")
def vague(assistant: Assistant) -> str:
    """A question for which several entries are offered."""
    return next(q for q in ("clause", "contrat", "jeune", "heures") if assistant.router.route(q).kind == "choice")
