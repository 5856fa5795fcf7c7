"""A person who talks with the assistant and its flows; between two events the conversation is written and read."""

from datetime import date

from pydantic import TypeAdapter

from bot.assistant.assistant import Assistant
from bot.chat.conversation import Conversation
from bot.chat.events import Commanded, Event, Pressed, Said
from bot.chat.markup import without_tags
from bot.chat.replies import Button, Rekey, Say
from tests import shipped

TODAY = date(2026, 11, 23)
ASSISTANT: Assistant = shipped.assistant()
TEXTS = ASSISTANT.knowledge.texts
KEPT = TypeAdapter(Conversation)


class Chat:
    """A chat; what it remembers goes through the store's form at each event, as by a restart."""

    def __init__(self, assistant: Assistant = ASSISTANT) -> None:
        self.assistant = assistant
        self.conversation = Conversation()
        self.said: list[Say] = []

    @property
    def buttons(self) -> list[Button]:
        """Those under what was said last."""
        return [button for reply in self.said for row in reply.keyboard for button in row]

    @property
    def asking(self) -> str:
        """The key that is being asked, empty where none is."""
        return self.conversation.course.asking if self.conversation.course else ""

    def does(self, event: Event) -> str:
        turn = self.assistant.respond(self.conversation, event, TODAY)
        self.conversation = KEPT.validate_json(KEPT.dump_json(turn.conversation))
        self.said = [reply for reply in turn.replies if isinstance(reply, Say)]
        return "\n".join(without_tags(reply.html) for reply in self.said)

    def says(self, text: str) -> str:
        return self.does(Said(text, 1))

    def commands(self, line: str) -> str:
        name, _, argument = line.removeprefix("/").partition(" ")
        return self.does(Commanded(name, argument))

    def asks(self, line: str) -> str:
        """A command where the line begins with a slash, else a text."""
        return self.commands(line) if line.startswith("/") else self.says(line)

    def presses(self, label: str) -> str:
        return self.does(Pressed(next(button.data for button in self.buttons if button.label == label), 1, "p"))

    def opens_what_else(self) -> list[Button]:
        """The buttons behind « Autre »."""
        other = next(button for button in self.buttons if button.label == TEXTS.button.other)
        turn = self.assistant.respond(self.conversation, Pressed(other.data, 1, "p"), TODAY)
        return [one for reply in turn.replies if isinstance(reply, Rekey) for row in reply.keyboard for one in row]
