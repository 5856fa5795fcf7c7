"""The words that code and texts share: what people send, states and steps of a request, columns of a table.

Each has its French in ``knowledge/texts.yaml``, in a mapping that has every one of them.
"""

from enum import StrEnum
from typing import Literal

Confidence = Literal["high", "medium", "low"]
RelayStatus = Literal[
    "relay_verified", "relay_historical", "network_historical", "fallback", "directory", "not_relay_partner"
]
ToolName = Literal["eligibility", "modality", "hours", "relay", "intake"]
Command = Literal[
    "start",
    "aide",
    "eligibilite",
    "article",
    "heures",
    "rediger",
    "relais",
    "demande",
    "suivi",
    "confidentialite",
    "mesdonnees",
    "effacer",
    "annuler",
    "oublier",
    "connexion",
    "deconnexion",
    "demandes",
    "export",
    "note",
    "absent",
    "bilan",
]
Attachment = Literal["sticker", "voice", "photo", "file", "location", "contact", "other"]
Shareable = Literal["contact", "location"]
Reason = Literal["wrong_topic", "unclear", "incomplete", "false"]
EntryKind = Literal["publics", "articles", "faq", "relays", "glossary"]
FacePart = Literal["name", "description", "short", "picture"]
Unmet = Literal["unknown", "none", "left"]
FormKey = Literal["siret", "company", "contact", "reach", "place", "contract", "need", "hours", "start"]
ReachProblem = Literal["neither", "phone_short", "phone_long", "phone_unknown", "mail_start", "mail_end", "mail_signs"]
Table = Literal["csv", "xlsx"]
Period = Literal["open", "year", "all"]
Scope = Literal["open", "mine", "late"]
Column = Literal[
    "reference",
    "status",
    "result",
    "relay",
    "owner",
    "created",
    "taken",
    "contacted",
    "closed",
    "company",
    "siret",
    "contact",
    "reach",
    "place",
    "contract",
    "need",
    "hours",
    "start",
]
About = Literal["new", "reminder", "word", "escalation", "returned"]
LetterRefusal = Literal["yours_already", "anothers", "closed", "not_closed", "erased"]
ToOperator = Literal["stranded", "moved", "escalation"]
Side = Literal["company", "relay", "program"]
NoteKind = Literal[
    "word",
    "file",
    "note",
    "sent",
    "taken",
    "contacted",
    "called",
    "closed",
    "reopened",
    "transferred",
    "returned",
    "reminded",
    "escalated",
    "warned",
    "erased",
    "gone",
    "back",
]
Cue = Literal[
    "stop",
    "wait",
    "back",
    "unknown",
    "agree",
    "decline",
    "reopen",
    "correct",
    "suppose",
    "if",
    "granted",
    "not_that",
    "pronoun",
    "person",
    "not_person",
    "counts",
    "compulsory",
    "hours",
    "why",
    "clarify",
    "difference",
    "validates",
    "confirm",
    "first",
    "second",
    "other",
    "request",
    "asks",
    "that",
    "general",
    "alike",
    "privacy",
    "defines",
    "proof",
    "lasting",
    "reach",
    "relative",
    "also",
    "due",
    "done",
    "risk",
    "quoted",
    "both",
]
Outcome = Literal["helped", "nothing_found", "unreachable", "not_ours"]


class LetterAction(StrEnum):
    """What a relay can do from a letter."""

    TAKE = "take"
    REACH = "reach"
    REPLY = "reply"
    CLOSE = "close"
    NOT_OURS = "not_ours"
    REOPEN = "reopen"


class AboutRequest(StrEnum):
    """What a company asks of a request that it sent."""

    STATUS = "status"  # where it stands
    SILENT = "silent"  # nobody called
    NUMBER = "number"  # how to reach whoever has it
    CANCEL = "cancel"
    AGAIN = "again"  # the need is still there
    SENT = "sent"  # whether it was sent at all


class Manner(StrEnum):
    """How somebody speaks while a request is open."""

    ASKS = "asks"  # a question
    TO_OTHER = "to_other"  # it is to be passed on
    MEETS = "meets"  # a day or an hour
    ASSENTS = "assents"  # yes, no, thanks
    ADDRESSES = "addresses"  # somebody is spoken to
    INTRODUCES = "introduces"  # somebody says who they are
    PROMISES = "promises"  # somebody says what they will do
    NEEDS = "needs"  # what a relay asks about the need
    STATES = "states"  # a sentence, no mere subject
    TELLS = "tells"  # what was done, or is wanted: a question asks none of it
    SEEKS = "seeks"  # something is to be explained, or found
    PARTS = "parts"  # good-bye, you are welcome


class Status(StrEnum):
    """Where a request stands."""

    SENT = "sent"  # nobody has it yet
    TAKEN = "taken"  # somebody of the relay has it
    CONTACTED = "contacted"  # the company was reached
    CLOSED = "closed"


class Result(StrEnum):
    """With what a request was closed."""

    HELPED = "helped"
    NOTHING_FOUND = "nothing_found"
    UNREACHABLE = "unreachable"
    NOT_OURS = "not_ours"
    MET = "met"  # the company says that its need is met
    DROPPED = "dropped"  # the company no longer needs it
    BY_COMPANY = "by_company"  # the company closed it, and why is not known
    WITHDRAWN = "withdrawn"  # the company erased its data


class Way(StrEnum):
    """How a body learns of a request that is handed on to it."""

    CHAT = "chat"
    MAIL = "mail"
    ALONE = "alone"  # not from the program: whoever hands it on has to tell it


class Refusal(StrEnum):
    """Why a step cannot be taken."""

    YOURS_ALREADY = "yours_already"
    ANOTHERS = "anothers"
    CLOSED = "closed"
    NOT_CLOSED = "not_closed"
    SAME_RELAY = "same_relay"
    ERASED = "erased"
    GIVEN = "given"  # it was not handed on by whoever wants it back
    TOO_LATE = "too_late"
    TAKEN_THERE = "taken_there"  # somebody has it where it was handed on to
