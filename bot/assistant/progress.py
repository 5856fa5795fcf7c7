"""How far a company says that it is with its hours: "300 h à faire, j'en suis à 120"."""

from dataclasses import dataclass

from bot.assistant.cues import CueReading
from bot.knowledge.vocabulary import Cue

_MOST = 100_000  # hours: a larger number is no volume of a contract


@dataclass(frozen=True, slots=True)
class Progress:
    """Hours that are due, and those that are done."""

    due: int
    done: int

    @property
    def left(self) -> int:
        """Hours still to do; 0 where all are done."""
        return max(self.due - self.done, 0)


def progress(heard: CueReading) -> Progress | None:
    """The hours due and done that a message tells; None where it does not tell both."""
    due, done = _hours(heard, "due"), _hours(heard, "done")
    if due and done:
        due = due - done or due
    if len(due) != 1 or len(done) != 1:
        return None
    return Progress(max(due), max(done)) if max(due) > 0 else None


def _hours(heard: CueReading, cue: Cue) -> set[int]:
    """The numbers in the phrases of a cue."""
    spans = [one for one in heard.found if one.tag == cue]
    told = {word for one in spans for word in heard.text.words[one.start : one.end] if word.isdigit()}
    return {number for word in told if len(word) <= len(str(_MOST)) and (number := int(word)) <= _MOST}
