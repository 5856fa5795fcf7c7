"""What a button holds: the one place where its data is made and read.

Data is a verb and its fields, joined by ``:``; the last field may hold that sign. Telegram takes 64 bytes at most.
"""

from enum import StrEnum

LONGEST = 64  # bytes
OF_COMPANY, OF_RELAY = "i:", "k:"  # how the data begins of buttons about a request, of either side


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
    # a company's side of its request
    MINE = "i:mine"  # a text that waits, by its mark, is for Clausette
    CALLED = "i:called"  # a request, and the wait that a call ended
    UNCALLED = "i:uncalled"
    WORD = "i:word"
    SHOW = "i:show"  # a request of one's own
    REOPEN = "i:open"
    OWN = "i:list"
    FILE = "i:file"
    JOIN = "i:join"
    CLOSE = "i:close"
    MET = "i:met"
    DROP = "i:drop"
    ALSO = "i:also"  # a request, and the mark of a text that goes there too
    WHICH = "i:which"  # the mark of a text
    TO_RELAY = "i:pass"  # a request, and the mark of a text that waits
    # a relay's side: below cards, lists and notices
    TAKE = "k:take"  # a request
    TAKE_OVER = "k:over"
    REACHED = "k:reach"
    END = "k:end"  # a request, and the outcome chosen
    OPEN_AGAIN = "k:open"
    HISTORY = "k:past"
    NOTE = "k:note"
    CARD = "k:card"
    CARD_BACK = "k:back"
    TRANSFER = "k:move"  # a request, and the page of the bodies
    ELSEWHERE = "k:else"
    RECEIVER = "k:to"  # a request, and a relay
    HAND_OVER = "k:go"
    FOLLOW = "k:see"
    UNDO = "k:undo"
    TO_COMPANY = "k:pass"  # a request, and the mark of a text
    REQUESTS = "k:list"  # which requests, and the page
    EXPORT = "k:out"  # the table, and of which requests
    AWAY = "k:away"  # until which day, and who stands in; or back
    UNLINK = "k:bye"  # y or n


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
    Verb.MINE: 1,
    Verb.CALLED: 1,
    Verb.UNCALLED: 1,
    Verb.WORD: 1,
    Verb.SHOW: 1,
    Verb.REOPEN: 1,
    Verb.OWN: 0,
    Verb.FILE: 1,
    Verb.JOIN: 1,
    Verb.CLOSE: 1,
    Verb.MET: 1,
    Verb.DROP: 1,
    Verb.ALSO: 2,
    Verb.WHICH: 1,
    Verb.TO_RELAY: 2,
    Verb.TAKE: 1,
    Verb.TAKE_OVER: 1,
    Verb.REACHED: 1,
    Verb.END: 1,
    Verb.OPEN_AGAIN: 1,
    Verb.HISTORY: 1,
    Verb.NOTE: 1,
    Verb.CARD: 1,
    Verb.CARD_BACK: 1,
    Verb.TRANSFER: 1,
    Verb.ELSEWHERE: 1,
    Verb.RECEIVER: 2,
    Verb.HAND_OVER: 2,
    Verb.FOLLOW: 1,
    Verb.UNDO: 1,
    Verb.TO_COMPANY: 2,
    Verb.REQUESTS: 2,
    Verb.EXPORT: 2,
    Verb.AWAY: 1,
    Verb.UNLINK: 1,
}
_MORE = {  # those that hold one more field at times, or did not hold it in older messages
    Verb.END,
    Verb.TRANSFER,
    Verb.ELSEWHERE,
    Verb.AWAY,
    Verb.CALLED,
    Verb.UNCALLED,
}


def data(verb: Verb, *fields: str) -> str:
    """What a button holds.

    >>> data(Verb.OPEN, "term/etti")
    'e:term/etti'

    Raises:
        ValueError: where the verb takes other fields, or Telegram would not take it.
    """
    made = ":".join((verb, *fields))
    if not _FIELDS[verb] <= len(fields) <= _most(verb) or len(made.encode()) > LONGEST:
        raise ValueError(f"{verb.name}: {made}")
    return made


def _most(verb: Verb) -> int:
    return _FIELDS[verb] + (verb in _MORE)


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
            fields = tuple(held[len(verb) + 1 :].split(":", _most(verb) - 1))
            return (verb, fields) if len(fields) >= count else None
    return None
