"""A letter that came in, read: whom it is to, whether a person wrote it, what is new in it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message, MIMEPart
from email.parser import BytesHeaderParser, BytesParser
from email.utils import getaddresses

from bot.language.signs import visible
from bot.mail.quotations import from_html, written

_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_LONGEST = 100_000  # characters of a body that are looked at; what is new stands at its beginning
_BY_MACHINES = frozenset({"bulk", "junk", "list", "auto_reply"})  # https://www.rfc-editor.org/rfc/rfc3834, 2
_ANSWERERS = ("X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond")
_POSTMEN = ("mailer-daemon", "postmaster")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A letter: ``number`` recognises it when it comes again, and tells nothing of it.

    ``automatic`` where a program answered, or a server gave the letter back; ``attached`` counts the files with it.
    """

    number: str
    to: tuple[str, ...]
    sender: str
    automatic: bool
    word: str
    attached: int


def incoming(raw: bytes, above: str) -> Incoming:
    """Read a letter; ``above`` is the line of ours above which answers stand.

    Whatever is wrong with a letter, the standard library may raise any exception at its body.
    """
    heads = BytesHeaderParser().parsebytes(raw)  # as they stand: an odd header is no reason not to read a letter
    body = BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)
    identity = str(heads.get("Message-ID", "")).strip().encode("utf-8", "replace") or raw
    return Incoming(
        number=hashlib.sha256(identity).hexdigest(),
        to=tuple(_addresses(heads, *_TO)),
        sender=next(_addresses(heads, "From"), ""),
        automatic=_is_automatic(heads),
        word=visible(written(_body(body), above)),
        attached=sum(1 for part in body.walk() if _is_attached(part)),
    )


def _addresses(heads: Message, *names: str) -> Iterator[str]:
    given = [str(value) for name in names for value in heads.get_all(name, [])]
    return (address for _, address in getaddresses(given) if address)


def _is_automatic(heads: Message) -> bool:
    submitted = str(heads.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    if submitted != "no" or str(heads.get("Precedence", "")).strip().lower() in _BY_MACHINES:
        return True
    if any(name in heads for name in _ANSWERERS) or str(heads.get("Return-Path", "")).strip() == "<>":
        return True
    if heads.get_content_type() == "multipart/report":
        return True
    return next(_addresses(heads, "From"), "").partition("@")[0].lower() in _POSTMEN


def _body(body: EmailMessage) -> str:
    part = body.get_body(("plain", "html"))
    if part is None:
        return ""
    content = _text(part)[:_LONGEST]
    return content if part.get_content_type() == "text/plain" else from_html(content)


def _text(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except LookupError:  # a set of characters that nobody knows
        content = part.get_payload(decode=True)
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _is_attached(part: Message) -> bool:
    """Whether a part is a file of its own, and no picture that belongs into the text."""
    if part.get_content_disposition() == "attachment":
        return True
    return part.get_filename() is not None and "Content-ID" not in part
