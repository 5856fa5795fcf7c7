"""A chat with the assistant, without any program between: what it says and does is read as a person would."""

from dataclasses import dataclass
from datetime import date

import pytest

from bot.assistant.assistant import Assistant
from bot.chat.conversation import Conversation
from bot.chat.events import Commanded, Event, Pressed, Said
from bot.chat.markup import without_tags
from bot.chat.replies import Acknowledge, Button, Correct, Effect, Rekey, Reply, Say, Turn
from tests import shipped

TODAY = date(2026, 11, 24)
# https://core.telegram.org/bots/api#html-style


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


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The assistant of the shipped base."""
    return shipped.answering()


@pytest.fixture(scope="session")
def today() -> date:
    """The day on which the tests ask."""
    return TODAY


@pytest.fixture
def chat(assistant: Assistant) -> Chat:
    """A chat in which nothing was said."""
    return Chat(assistant)


@pytest.fixture(scope="session")
def vague(assistant: Assistant) -> str:
    """A question for which several entries are offered."""
    return next(q for q in ("clause", "contrat", "jeune", "heures") if assistant.router.route(q).kind == "choice")
