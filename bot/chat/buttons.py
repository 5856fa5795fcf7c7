"""What a button holds: the one place where its data is made and read.

Data is a verb and its fields, joined by ``:``; the last field may hold that sign. Telegram takes 64 bytes at most.
"""

from enum import StrEnum

LONGEST = 64  # bytes


class Verb(StrEnum):
    """What a button asks for. The values stand in messages that were sent: they stay as they are."""

    OPEN = "e"  # an entry, or the tool of that name
    CHOOSE = "c"  # an entry, for the question of a mark
    DETAILS = "d"  # what an answer leaves out
    OTHER = "o"  # what else there is under the answer of a token
    NONE = "n"  # none of the topics offered
    CHOSEN = "z"  # nothing: it shows what was chosen
    JUDGE = "u"  # whether the answer of a token served
    REASON = "r"  # why it did not
    ERASE = "x:erase"
    KEEP = "x:keep"
    ANSWER = "f:a"  # a key of the flow under way, and the value
    UNKNOWN = "f:u"
    BACK = "f:b"
    CORRECT = "f:k"  # the key that is asked, and the one to correct
    LIST = "f:l"
    ASK = "f:q"
    STOP = "f:x"
    RESUME = "f:r"  # a tool, and the answers that an outcome holds


_FIELDS = {
    Verb.OPEN: 1,
    Verb.CHOOSE: 2,
    Verb.DETAILS: 1,
    Verb.OTHER: 1,
    Verb.NONE: 0,
    Verb.CHOSEN: 0,
    Verb.JUDGE: 2,
    Verb.REASON: 2,
    Verb.ERASE: 0,
    Verb.KEEP: 0,
    Verb.ANSWER: 2,
    Verb.UNKNOWN: 1,
    Verb.BACK: 1,
    Verb.CORRECT: 2,
    Verb.LIST: 1,
    Verb.ASK: 1,
    Verb.STOP: 1,
    Verb.RESUME: 2,
}


def data(verb: Verb, *fields: str) -> str:
    """What a button holds.

    >>> data(Verb.OPEN, "term/etti")
    'e:term/etti'

    Raises:
        ValueError: where the verb takes other fields, or Telegram would not take it.
    """
    made = ":".join((verb, *fields))
    if len(fields) != _FIELDS[verb] or len(made.encode()) > LONGEST:
        raise ValueError(f"{verb.name}: {made}")
    return made


def fits(verb: Verb, *fields: str) -> bool:
    """Tell whether Telegram would take a button that holds these."""
    return len(":".join((verb, *fields)).encode()) <= LONGEST


def read(held: str) -> tuple[Verb, tuple[str, ...]] | None:
    """The verb and the fields of a button; None where no button of today's holds that.

    >>> read("f:a:place:17300")
    (<Verb.ANSWER: 'f:a'>, ('place', '17300'))
    >>> read("autre chose") is None
    True
    """
    for verb, count in _FIELDS.items():
        if held == verb and not count:
            return verb, ()
        if count and held.startswith(f"{verb}:"):
            fields = tuple(held[len(verb) + 1 :].split(":", count - 1))
            return (verb, fields) if len(fields) == count else None
    return None
