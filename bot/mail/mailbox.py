"""A mailbox over IMAP (RFC 3501): what is unread in a folder, fetched without marking it, and marked when it is done.

Each call waits for the server for some seconds: it belongs into a thread.
"""

import imaplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from bot.mail.mailer import unproven
from bot.process.addresses import BoxServer, local

_PATIENCE = 20.0  # seconds for each step
_LARGEST = 2 * 1024 * 1024  # bytes of a letter that are fetched: its text stands before what is attached
_AT_ONCE = 20  # letters in a round


class MailboxError(Exception):
    """The server is away or refuses; the message says what, in words of our own: a server's may cite an address."""


class Mailbox:
    """A folder that is open."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client

    def unread(self) -> Sequence[str]:
        """The numbers (UID) of some letters that are unread, the oldest first.

        Raises:
            MailboxError: where the server is away or refuses; so do the other calls.
        """
        (found, *_) = self._done("SEARCH", "UNDELETED", "UNSEEN")
        return found.decode("ascii").split()[:_AT_ONCE] if isinstance(found, bytes) else ()

    def fetched(self, uid: str) -> bytes | None:
        """A letter, or the beginning of a very long one; None where it is gone. It stays unread."""
        for part in self._done("FETCH", uid, f"(BODY.PEEK[]<0.{_LARGEST}>)"):
            if isinstance(part, tuple):
                return bytes(part[1])
        return None

    def settle(self, uid: str, *, flagged: bool) -> None:
        """Mark a letter as read, and as one to look at where it is ``flagged``."""
        self._done("STORE", uid, "+FLAGS.SILENT", r"(\Seen \Flagged)" if flagged else r"(\Seen)")

    def _done(self, command: str, *arguments: str) -> Sequence[object]:
        with _told():
            answer, data = self._client.uid(command, *arguments)
        if answer != "OK":
            raise MailboxError(f"{command} refused")
        return data or [b""]


@contextmanager
def opened(server: BoxServer, *, looks_only: bool = False, patience: float = _PATIENCE) -> Iterator[Mailbox]:
    """The folder of a server; with ``looks_only`` nothing in it can be changed. ``patience``: seconds for each step.

    Raises:
        MailboxError: where the server is away, its certificate is not right, or it refuses the login or the folder.
    """
    with _told():
        client = _connected(server, patience)
    try:
        with _told("login refused"):
            client.login(server.user, server.password)
        with _told():
            answer, _ = client.select(f'"{server.folder}"', readonly=looks_only)
        if answer != "OK":
            raise MailboxError("folder refused")
        yield Mailbox(client)
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            client.logout()
        with suppress(OSError):
            client.shutdown()


@contextmanager
def _told(refused: str = "") -> Iterator[None]:
    """Tell of what the network and the server do in words of our own."""
    try:
        yield
    except (imaplib.IMAP4.abort, OSError) as error:
        raise MailboxError(type(error).__name__) from None
    except imaplib.IMAP4.error as error:
        raise MailboxError(refused or type(error).__name__) from None


def _connected(server: BoxServer, patience: float) -> imaplib.IMAP4:
    if server.security == "imap":
        return imaplib.IMAP4(server.host, server.port, patience)
    tls = unproven() if local(server.host) else ssl.create_default_context()
    return imaplib.IMAP4_SSL(server.host, server.port, ssl_context=tls, timeout=patience)
