"""What is known of requests when an event comes: asked for by the core, filled in by the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.chat.people import File
from bot.knowledge.vocabulary import Scope
from bot.language.dates import day_in_france
from bot.requests.model.request import Intake, Note

PAGE = 6  # requests in one page of a list

THIS_YEAR = -1  # in place of a year, for whoever has no clock


def of_moment(year: int, now: datetime) -> int:
    """The year that is meant, by the clocks of France."""
    return day_in_france(now).year if year == THIS_YEAR else year


@dataclass(frozen=True, slots=True)
class Page:
    """Which requests of a relay are listed: ``member`` is who asks, for their own; ``number`` counts pages from 0."""

    scope: Scope
    number: int = 0
    member: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many requests of a relay are open, of those how many are the member's, and how many are late."""

    open: int = 0
    mine: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a relay's requests, the oldest first, and how many there are in all."""

    page: Page
    intakes: tuple[Intake, ...]
    counts: Counts

    @property
    def total(self) -> int:
        """How many requests the list has on all its pages."""
        return int(getattr(self.counts, self.page.scope))


@dataclass(frozen=True, slots=True)
class Absence:
    """Until which day nobody reads the chats of a relay, that day included; ``deputy`` is the relay that stands in."""

    until: date
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A code that links a relay's chat: its public half, the hash of its secret half, how long it holds."""

    key: str
    relay: str
    secret: str
    expires: datetime
    tries: int = 0
    used: bool = False


@dataclass(frozen=True, slots=True)
class ContextQuery:
    """What an event needs to know of requests.

    ``link``: which relay this chat belongs to. ``own``: the latest requests of this chat, or ``every`` one.
    ``reference``: the request that a button names; ``message``: the message that is answered, which may belong to a
    request, else to the one ``named`` in it, as when it was shown twice after a crash. ``listing``: a page of the
    requests of this chat's relay, or of the code's. ``reach``: which relays can be reached, and a reference for a new
    request. ``code``: the public half of a code. ``edited``: a text that was corrected, and may have been passed on.
    ``topic``: the request whose topic this is. ``thread``: the only open request of this chat where nothing else names
    one; of a relay's private chat, those that were shown there last. ``year``: everything of this chat's relay that
    something happened to in a year.
    """

    link: bool = False
    own: bool = False
    every: bool = False
    reference: str = ""
    message: int = 0
    named: str = ""
    listing: Page | None = None
    reach: bool = False
    code: str = ""
    edited: int = 0
    thread: bool = False
    year: int = 0
    topic: int = 0

    def __or__(self, other: "ContextQuery") -> "ContextQuery":
        """What either wants."""
        return ContextQuery(
            link=self.link or other.link,
            own=self.own or other.own,
            every=self.every or other.every,
            reference=self.reference or other.reference,
            message=self.message or other.message,
            named=self.named or other.named,
            listing=self.listing or other.listing,
            reach=self.reach or other.reach,
            code=self.code or other.code,
            edited=self.edited or other.edited,
            thread=self.thread or other.thread,
            year=self.year or other.year,
            topic=self.topic or other.topic,
        )


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What the store knew of requests as the event came, as far as it was wanted.

    ``relay`` is the id of the relay that this chat is linked to, ``own`` this chat's requests, the newest first;
    ``subject`` the request that the event is about, with its ``notes`` and ``files``, the oldest first. ``linked`` are
    the relays with a chat that can be written to, ``absent`` those of them where nobody reads any for a while;
    ``by_mail`` tells whether e-mail can be sent at all. ``fresh`` is a reference that was never given. The event is
    ``aimed`` where it names the subject itself, by a button or a reply, and ``inner`` where it is a reply to what stays
    among colleagues. Where the group ``moved``, the event comes from before, and ``chat`` is where it goes on.
    ``talks`` are the open requests that were shown last in a relay's private chat, the newest first; ``of_year`` those
    of its relay that something happened to in the year that was asked for.
    """

    chat: int = 0
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    relay: str = ""
    own: tuple[Intake, ...] = ()
    subject: Intake | None = None
    notes: tuple[Note, ...] = ()
    files: tuple[File, ...] = ()
    listing: Listing | None = None
    linked: frozenset[str] = frozenset()
    by_mail: bool = False
    fresh: str = ""
    code: Code | None = None
    aimed: bool = True
    talks: tuple[Intake, ...] = ()
    inner: bool = False
    moved: bool = False
    of_year: tuple[Intake, ...] = ()
    absent: Mapping[str, Absence] = field(default_factory=dict)

    @property
    def among_several(self) -> bool:
        """Tell whether this chat is a group: Telegram numbers groups below zero."""
        return self.chat < 0

    @property
    def open(self) -> list[Intake]:
        """The open requests of this chat; a group has none of its own."""
        return [one for one in self.own if one.open and not self.among_several]

    @property
    def allowed(self) -> bool:
        """Tell whether this chat may act on the subject as its relay."""
        return self.subject is not None and bool(self.relay) and self.subject.relay == self.relay
