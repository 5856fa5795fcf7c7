"""Addresses as an operator writes them, read into their parts. A fault says what would be right, never the value."""

import re
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

Security = Literal["smtp", "smtp+starttls", "smtps"]
BoxSecurity = Literal["imap", "imaps"]

_MAIL_FORMS: dict[str, tuple[Security, int]] = {
    "smtp": ("smtp", 25),
    "smtp+starttls": ("smtp+starttls", 587),
    "smtps": ("smtps", 465),
}
_BOX_FORMS: dict[str, tuple[BoxSecurity, int]] = {"imap": ("imap", 143), "imaps": ("imaps", 993)}
# https://core.telegram.org/bots/webhooks, "The short version": where Telegram posts updates from
TELEGRAM_NETWORKS = (ip_network("149.154.160.0/20"), ip_network("91.108.4.0/22"))
_LISTENED = "expected HOST:PORT, as 127.0.0.1:8080 or [::1]:8080"
_HOOK = "expected an https:// address without user, query or fragment, as https://bot.exemple.fr/telegram"
_PUBLIC = "expected an https:// address without user, query or fragment, as https://clausette.exemple.fr"
_MAIL = (
    "expected smtp://, smtp+starttls:// or smtps:// with [USER:PASSWORD@]HOST[:PORT]?from=ADDRESS, user and password"
    " percent-encoded"
)
_BOX = (
    "expected imaps://USER:PASSWORD@HOST[:PORT][/FOLDER][?address=ADDRESS], user and password percent-encoded, the"
    " address needed where the user is none"
)
_BOX_NAME = "expected an address with at most 28 characters before the @, so that a token fits behind them"
_NETWORKS = "expected telegram, or networks with commas between them, as 149.154.160.0/20,91.108.4.0/22"
_BOX_USER = re.compile(r"[!#-'+-\[\]-z|}~]+")  # an atom
_BOX_FOLDER = re.compile(r"[ !#-\[\]-~]+")  # what stands between quotes
_LONGEST_BOX_NAME = 28  # of the 64 characters that a local part may have (RFC 5321); a token takes up to 36
_MAILBOX = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens; port 0 takes a free one."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed over, and from whom it comes; ``user`` is empty where no login is wanted."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class BoxServer:
    """Where e-mail is read: a folder of somebody's, and the address by which letters come there."""

    host: str
    port: int
    security: BoxSecurity
    user: str
    password: str = field(repr=False)
    folder: str
    address: str


Network = IPv4Network | IPv6Network


def listening(text: str) -> Address:
    """Read ``HOST:PORT``.

    Raises:
        ValueError: where it has another form.
    """
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([\w.-]+)):(\d{1,5})", text, flags=re.ASCII)
    if not found or int(found[3]) > 65535:  # noqa: PLR2004  the last port there is
        raise ValueError(_LISTENED)
    return Address(found[1] or found[2], int(found[3]))


def hook(text: str) -> str:
    """The address of a webhook; plain HTTP is for a Bot API server on this computer.

    Raises:
        ValueError: where Telegram would not post to it.
    """
    if not _is_web(text):
        raise ValueError(_HOOK)
    return text


def public(text: str) -> str:
    """The address under which people reach pages of this program; plain HTTP is for this computer.

    Raises:
        ValueError: where a link to it would not be safe, or is none.
    """
    if not _is_web(text):
        raise ValueError(_PUBLIC)
    return text


def _is_web(text: str) -> bool:
    """Tell whether a text is an address of HTTPS, or of plain HTTP on this computer."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        right = bool(host) and parts.port != 0 and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        return False
    secure = parts.scheme == "https" or (parts.scheme == "http" and local(host))
    return right and secure and not re.search(r"[\s\"<>]", text)


def path_of(url: str) -> str:
    """The path of an address, as a server sees it."""
    return unquote(urlsplit(url).path) or "/"


def local(host: str) -> bool:
    """Whether a host is this computer."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def mail_server(text: str) -> MailServer:
    """Read ``smtp+starttls://user:password@host:587?from=address``.

    Raises:
        ValueError: where a part is wrong.
    """
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
        given = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    except ValueError:
        raise ValueError(_MAIL) from None
    (sender, *others) = given.pop("from", [""])
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if others or given or parts.path not in ("", "/") or parts.fragment or bool(user) != bool(password):
        raise ValueError(_MAIL)
    if not host or parts.scheme not in _MAIL_FORMS or not mailbox(sender):
        raise ValueError(_MAIL)
    security, usual = _MAIL_FORMS[parts.scheme]
    return MailServer(host, port or usual, security, sender, user, password)


def box_server(text: str) -> BoxServer:
    """Read ``imaps://user:password@host/folder?address=address``; without TLS only on this computer.

    Raises:
        ValueError: where a part is wrong or missing.
    """
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
        given = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True) if parts.query else {}
    except ValueError:
        raise ValueError(_BOX) from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    (address, *others) = given.pop("address", [user])
    if others or given or parts.fragment or not host or parts.scheme not in _BOX_FORMS:
        raise ValueError(_BOX)
    security, usual = _BOX_FORMS[parts.scheme]
    folder = unquote(parts.path).strip("/") or "INBOX"
    read = BoxServer(host, port or usual, security, user, password, folder, address)
    if not _can_be_opened(read):
        raise ValueError(_BOX)
    if len(address.rpartition("@")[0]) > _LONGEST_BOX_NAME:
        raise ValueError(_BOX_NAME)
    return read


def _can_be_opened(server: BoxServer) -> bool:
    """Whether a login and a folder are what IMAP takes (RFC 3501, 9), and nobody on the way reads the password."""
    login = _BOX_USER.fullmatch(server.user) and server.password and server.password.isascii()
    safe = server.security == "imaps" or local(server.host)
    right = mailbox(server.address) and server.address.isascii() and _BOX_FOLDER.fullmatch(server.folder)
    return bool(login and server.password.isprintable() and safe and right)


def mailbox(text: str) -> bool:
    """Whether a text has the form of an e-mail address."""
    return _MAILBOX.fullmatch(text) is not None


def networks(text: str) -> tuple[Network, ...]:
    """Read networks with commas between them, or ``telegram`` for those that Telegram posts from.

    Raises:
        ValueError: where one has another form, or none is named.
    """
    if text.casefold() == "telegram":
        return TELEGRAM_NETWORKS
    try:
        found = tuple(ip_network(part.strip()) for part in text.split(","))
    except ValueError:
        raise ValueError(_NETWORKS) from None
    return found
