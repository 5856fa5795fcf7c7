"""What knowledge/dialogue.yaml may hold: the words that lead a conversation, whatever it is about."""

from collections.abc import Mapping
from typing import Annotated

from bot.knowledge.schema.entries import Id, Line, Model
from bot.knowledge.schema.text_kinds import Every
from bot.knowledge.vocabulary import Cue


class Dialogue(Model):
    """Phrases by what they ask of the conversation; ``filler`` are words that add nothing around them.

    ``settles`` are the cues that tell, of several entries that may be meant, which one is.
    """

    filler: tuple[Line, ...]
    cues: Annotated[Mapping[Cue, tuple[Line, ...]], Every(Cue)]
    settles: Mapping[Cue, Id] = {}
