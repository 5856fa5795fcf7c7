"""The letters: made from a request as it stands when they are sent, as plain text and as HTML."""

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import Status
from bot.requests.card import lines
from bot.requests.model.reminders import waiting_since
from bot.requests.model.request import Intake
from bot.requests.patrol import day
from bot.store.mails import Post

_WORDS = 5  # of the company, the newest
_NAME = "Clausette"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to an address: paragraphs, and the answers of a form as (heading, answer)."""

    subject: str
    paragraphs: tuple[str, ...]
    form: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()
    to: str = ""


class NoAddressError(Exception):
    """The letter has nobody to go to: the relay has no e-mail address in the base (any more), or the operator none."""


def letter(knowledge: Knowledge, post: Post, operator: str | None) -> Letter | None:
    """The letter that is due about a request; None where there is nothing to say any more.

    Raises:
        NoAddressError: where there is no address to send it to.
    """
    texts, number, relay = knowledge.texts, post.reference, knowledge.get(post.relay)
    to = (relay.email if isinstance(relay, Relay) else None) if post.relay else operator
    if post.about == "withdrawn":
        subject, said = texts.letter.withdrawn_subject, texts.letter.withdrawn
        written: Letter | None = Letter(subject.format(reference=number), (said.format(reference=number),))
    elif post.intake is None or post.intake.erased or not post.intake.open:
        return None
    else:
        holder = knowledge.get(post.intake.relay)
        named = holder.name if isinstance(holder, Relay) else ""
        since = day(waiting_since(post.intake, post.notes))
        if post.relay:
            written = _to_relay(texts, post, post.intake, operator, {"relay": named, "day": since})
        else:
            written = _to_operator(texts, post, {"relay": named, "day": since})
    if written is None:
        return None
    if not to:
        raise NoAddressError
    return replace(written, to=to)


def _to_operator(texts: Texts, post: Post, known: Mapping[str, str]) -> Letter:
    said = texts.letter.to_operator[post.about]
    subject = texts.letter.operator_subject.format(reference=post.reference)
    return Letter(subject, (said.format(reference=post.reference, **known), texts.letter.operator_see))


def _to_relay(
    texts: Texts, post: Post, intake: Intake, operator: str | None, known: Mapping[str, str]
) -> Letter | None:
    about, lies_there, unmet = post.about, intake.relay == post.relay, intake.contacted is None
    due = {
        "new": lies_there,
        "reminder": lies_there and unmet,
        "word": lies_there,
        "escalation": not lies_there and intake.status is Status.SENT,
    }
    if not due.get(about):  # it was handed on or taken meanwhile
        return None
    subject, said = texts.letter.subject[about], texts.letter.text[about]
    said = said.format(reference=post.reference, **known)
    words = tuple(note.text for note in post.notes if note.kind == "word" and note.side == "company" and note.text)
    after = [texts.letter.answer]
    if about in ("reminder", "word"):
        after.append(texts.letter.done)
    if about in ("new", "reminder"):
        after.append(texts.letter.link)
        after.extend([texts.letter.link_at.format(operator=operator)] if operator else [])
    return Letter(
        subject.format(reference=post.reference),
        (said, *(words[-_WORDS:] if about == "word" else ())),
        tuple((heading, shown) for _, heading, shown in lines(texts, intake.form)),
        tuple(after),
    )


def message(letter: Letter, texts: Texts, sender: str, post: Post) -> EmailMessage:
    """The letter as it is handed over. A second one of the same row bears the same Message-ID."""
    made = EmailMessage(SMTP)
    made["From"] = formataddr((_NAME, sender))
    made["To"] = letter.to
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(post.created)
    made["Message-ID"] = f"<{post.reference.lower()}.{post.id}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = "fr"
    made.set_content(_plain(letter, texts))
    made.add_alternative(_html(letter, texts), subtype="html")
    return made


def _plain(letter: Letter, texts: Texts) -> str:
    form = "\n".join(f"{heading} : {shown}" for heading, shown in letter.form)
    return (
        "\n\n".join([*letter.paragraphs, *([form] if form else []), *letter.after, f"-- \n{texts.letter.footer}"])
        + "\n"
    )


def _html(letter: Letter, texts: Texts) -> str:
    body = "".join([*_blocks(letter.paragraphs), _table(letter.form), *_blocks(letter.after)])
    footer = f'<p style="color:#555">{html.escape(texts.letter.footer)}</p>'
    return f'<!DOCTYPE html>\n<html lang="fr"><meta charset="utf-8"><body>{body}{footer}</body></html>\n'


def _blocks(paragraphs: Sequence[str]) -> Iterator[str]:
    for text in paragraphs:
        for block in text.split("\n\n"):
            yield f"<p>{html.escape(block).replace(chr(10), '<br>')}</p>\n"


def _table(form: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<tr><th scope="row" align="left" valign="top">{html.escape(heading)}</th>'
        f"<td>{html.escape(shown).replace(chr(10), '<br>')}</td></tr>\n"
        for heading, shown in form
    )
    return f"<table>\n{rows}</table>\n" if rows else ""
