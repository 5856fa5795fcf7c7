"""What knowledge/intake.yaml may hold: the words by which people answer the form of a request."""

from collections.abc import Mapping
from typing import Annotated

from bot.knowledge.schema.entries import Line, Model
from bot.knowledge.schema.text_kinds import Every
from bot.knowledge.vocabulary import AboutRequest, Manner


class RequestWords(Model):
    """Words and phrases.

    ``agreed`` and ``declined`` answer what is agreed to; ``lacking`` leaves an optional question open; ``soon`` is
    today, said of the start. In a first sentence a day is the start beside ``begins``, never beside ``calls``.

    ``about`` are ways to ask after a request that was sent, which name it; those of ``about_open`` do not, and are
    heard in a chat that has one. ``manner`` tells a question from a reply. ``filler`` adds nothing to a yes;
    ``changed_mind`` takes a no back. These are phrases (see ``bot.language.phrases``).
    """

    agreed: tuple[Line, ...]
    declined: tuple[Line, ...]
    lacking: tuple[Line, ...]
    soon: tuple[Line, ...]
    begins: tuple[Line, ...]
    calls: tuple[Line, ...]
    about: Mapping[AboutRequest, tuple[Line, ...]]
    about_open: Mapping[AboutRequest, tuple[Line, ...]]
    manner: Annotated[Mapping[Manner, tuple[Line, ...]], Every(Manner)]
    filler: tuple[Line, ...]
    changed_mind: tuple[Line, ...]
