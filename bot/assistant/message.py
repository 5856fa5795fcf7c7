"""A text that was written, read once for all that the conversation asks of it."""

from dataclasses import dataclass

from bot.assistant import telling
from bot.assistant.cues import CueReading
from bot.assistant.telling import Told
from bot.chat.case import PERSON

_FEW = 4  # words of a message that can hardly be about something new


@dataclass(frozen=True, slots=True)
class Message:
    """A text that was written, read once: its cues, what it tells each tool, and whether it names somebody told of.

    ``relative`` is who of the family is presented as another person to judge: "et sa sœur, 27 ans".
    """

    text: str
    heard: CueReading
    told: Told
    names: bool = False
    relative: str = ""

    @property
    def newcomer(self) -> str | None:
        """The word by which it presents a person not told of before; None where it presents nobody."""
        return self.relative or telling.new_person(self.heard)

    @property
    def asks(self) -> bool:
        """Tell whether it has the form of a question."""
        return "?" in self.text

    @property
    def leans(self) -> bool:
        """Tell whether it only makes sense after what was said before."""
        cues = self.heard.cues
        return (
            self.names
            or telling.corrects_briefly(self.heard)
            or bool(self.heard.first & {"correct", "suppose"})
            or bool(cues & {"pronoun", "not_that"})
        )

    @property
    def corrects(self) -> bool:
        """Tell whether it says that something told before was wrong."""
        return "correct" in self.heard.first or telling.corrects_briefly(self.heard)

    @property
    def supposes(self) -> bool:
        """Tell whether it puts the case otherwise: "et si c'était …"."""
        return "if" in self.heard.first

    @property
    def is_short(self) -> bool:
        """Tell whether it is too short to be about something new."""
        return len(self.heard.spoken) <= _FEW

    @property
    def presents(self) -> bool:
        """Tell whether it begins to speak of another person, whose age it says: "et sa sœur, 27 ans"."""
        introduced = bool(self.relative) or "person" in self.heard.cues
        return introduced and "suppose" in self.heard.first and "age" in self.told.facts(PERSON)
