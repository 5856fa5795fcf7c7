"""The links in letters: each lets one relay act on one request until it expires, and nothing else.

A link says in the open what it is for, and a signature (HMAC-SHA256) which only this program can make; nothing of it is
kept. Whether the relay may act still is asked of the request, at each press.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.knowledge.vocabulary import LetterAction
from bot.process.addresses import path_of

HOLDS = timedelta(days=30)  # from the writing of a letter; each further letter brings fresh links
PLACE = "/relais"  # under the public address
WORDS: Mapping[LetterAction, str] = {  # of an action, in the address of its page
    LetterAction.TAKE: "prendre",
    LetterAction.REACH: "contacte",
    LetterAction.REPLY: "repondre",
    LetterAction.CLOSE: "clore",
    LetterAction.NOT_OURS: "pas-pour-nous",
    LetterAction.REOPEN: "rouvrir",
}
_LONGEST = 400  # characters of a token; an id of the base has 100 at most
_PURPOSE = b"relay acts on request 1\n"  # what is signed with this secret is nothing else


@dataclass(frozen=True, slots=True)
class Access:
    """What a link gives: a relay acts on a request."""

    reference: str
    relay: str
    until: datetime


class ForgedError(Exception):
    """A link that this program did not make, or that lost a part."""


class ExpiredError(Exception):
    """A link of ours that holds no more."""

    def __init__(self, access: Access) -> None:
        super().__init__("expired")
        self.access = access


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links under a public address, without a slash at its end, and reads them."""

    base: str
    secret: bytes = field(repr=False)

    @property
    def place(self) -> str:
        """Under which all links stand."""
        return f"{self.base}{PLACE}/"

    @property
    def path(self) -> str:
        """Where the pages are, as a server sees it."""
        return path_of(f"{self.base}{PLACE}")

    def to(self, access: Access, action: LetterAction | None = None) -> str:
        """The address of a request's page, or of one of its actions."""
        page = f"{self.base}{PLACE}/{self.token(access)}"
        return f"{page}/{WORDS[action]}" if action else page

    def token(self, access: Access) -> str:
        """The part of an address that gives access."""
        said = f"{access.reference}\n{access.relay}\n{int(access.until.timestamp())}".encode()
        return self._signed(said)

    def read(self, token: str, now: datetime) -> Access:
        """What a token gives.

        Raises:
            ForgedError: where it is not ours, or not whole.
            ExpiredError: where it holds no more.
        """
        if len(token) > _LONGEST:
            raise ForgedError
        try:
            said = _decoded(token.partition(".")[0])
        except ValueError:  # of base64 too
            raise ForgedError from None
        if not hmac.compare_digest(token.encode(), self._signed(said).encode()):  # whole: another spelling is no link
            raise ForgedError
        reference, relay, until = said.decode().split("\n")
        access = Access(reference, relay, datetime.fromtimestamp(int(until), UTC))
        if now >= access.until:
            raise ExpiredError(access)
        return access

    def _signed(self, said: bytes) -> str:
        signature = hmac.new(self.secret, _PURPOSE + said, hashlib.sha256).digest()
        return f"{_encoded(said)}.{_encoded(signature)}"


def _encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).decode().rstrip("=")


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4))
