"""The address that an answer to a letter comes back to: the mailbox's, with a token behind a plus sign.

The token says which request, until which day, and a signature (HMAC-SHA256, 100 bits of it) over these and the relay,
which only this program can make. It is short and knows no capitals, for mail servers that fold them: with the mailbox's
own name it stays within the 64 characters of a local part (RFC 5321, 4.5.3.1.1).
"""

import hashlib
import hmac
import re
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.mail.links import Access, ExpiredError, ForgedError
from bot.requests.model.reference import as_typed

_SIGNS = 20  # of 5 bits each
_DAY = timedelta(days=1)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_PURPOSE = b"relay answers a letter 1\n"  # what is signed with this secret is nothing else
_TOKEN = re.compile(rf"([0-9a-z]{{4,8}})-(\d{{5}})-([a-z2-7]{{{_SIGNS}}})")


@dataclass(frozen=True, slots=True)
class ReturnAddress:
    """Makes addresses of one mailbox (``equipe@exemple.fr``), each for a relay's answers about a request."""

    mailbox: str
    secret: bytes = field(repr=False)

    def to(self, access: Access) -> str:
        """The address for one relay and one request; it holds until the end of the day (UTC) of ``access.until``."""
        name, _, domain = self.mailbox.rpartition("@")
        day = (access.until - _BEGINNING) // _DAY
        body = access.reference.partition("-")[2].lower()
        return f"{name}+{body}-{day}-{self._signature(access.reference, access.relay, day)}@{domain}"

    def token(self, addresses: Iterable[str]) -> str:
        """The token of the first address that is the mailbox's with something behind a plus sign; empty for none."""
        name, _, domain = self.mailbox.lower().rpartition("@")
        for address in addresses:
            local, _, at = address.strip().lower().rpartition("@")
            if at == domain and local.startswith(f"{name}+"):
                return local.removeprefix(f"{name}+")
        return ""

    def read(self, token: str, relays: Iterable[str], now: datetime) -> Access:
        """What a token gives to which of the relays.

        Raises:
            ForgedError: where it is not ours, or for none of them.
            ExpiredError: where it holds no more.
        """
        found = _TOKEN.fullmatch(token)
        reference = as_typed(found[1]) if found else ""
        if found is None or not reference:
            raise ForgedError
        day = int(found[2])
        signed = [relay for relay in relays if hmac.compare_digest(found[3], self._signature(reference, relay, day))]
        if not signed:
            raise ForgedError
        access = Access(reference, signed[0], _BEGINNING + (day + 1) * _DAY)
        if now >= access.until:
            raise ExpiredError(access)
        return access

    def _signature(self, reference: str, relay: str, day: int) -> str:
        said = f"{reference}\n{relay}\n{day}".encode()
        whole = b32encode(hmac.new(self.secret, _PURPOSE + said, hashlib.sha256).digest()).decode().lower()
        return whole[:_SIGNS]
