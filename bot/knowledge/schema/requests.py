"""What knowledge/intake.yaml may hold: the words by which people answer the form of a request."""

from bot.knowledge.schema.entries import Line, Model


class RequestWords(Model):
    """Words and phrases.

    ``agreed`` and ``declined`` answer what is agreed to; ``lacking`` leaves an optional question open; ``soon`` is
    today, said of the start. In a first sentence a day is the start beside ``begins``, never beside ``calls``.
    """

    agreed: tuple[Line, ...]
    declined: tuple[Line, ...]
    lacking: tuple[Line, ...]
    soon: tuple[Line, ...]
    begins: tuple[Line, ...]
    calls: tuple[Line, ...]
