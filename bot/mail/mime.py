"""A letter as it is handed to a mail server: plain text and HTML, in the thread of its request."""

import html
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from bot.chat.markup import in_page
from bot.knowledge.schema.texts_letters import LetterTexts
from bot.mail.letters import Block, Button, Letter, Row
from bot.store.mails import Post

_NAME = "Clausette"
_REFERENCES = 12  # letters that a letter refers to: the first, and the last ones
_BODY = "margin:0 auto;padding:16px;max-width:600px;font:16px/1.5 Arial,sans-serif;color:#161616;background:#ffffff"
_BUTTON = (
    "display:block;margin:8px 0;padding:12px 16px;background:#000091;color:#ffffff;border-radius:4px;"
    "text-align:center;text-decoration:none;font-weight:bold;border:2px solid #000091"
)
_OTHER = _BUTTON.replace("background:#000091;color:#ffffff", "background:#ffffff;color:#000091")
_CELL = "padding:2px 12px 2px 0;vertical-align:top"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    content: bytes


def message(
    letter: Letter,
    texts: LetterTexts,
    sender: str,
    post: Post,
    *,
    reply_to: str | None = None,
    enclosures: Sequence[Enclosure] = (),
) -> EmailMessage:
    """The letter as it is handed over. A second one of the same row bears the same Message-ID.

    Answers go to ``reply_to`` where the letter itself names no address for them.

    Raises:
        ValueError: where an address or the subject cannot stand in a header.
    """
    domain = sender.rpartition("@")[2]
    made = EmailMessage(SMTP)
    made["From"] = formataddr((_NAME, sender))
    made["To"] = letter.to
    if answers_to := letter.reply_to or reply_to:
        made["Reply-To"] = answers_to
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(post.created)
    made["Message-ID"] = _number(post.reference, post.id, domain)
    if earlier := [_number(post.reference, one, domain) for one in post.earlier]:
        made["In-Reply-To"] = earlier[-1]
        made["References"] = " ".join([*earlier[:1], *earlier[1:][-_REFERENCES:]])
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = "fr"
    made.set_content(_plain(letter, texts))
    made.add_alternative(_html(letter, texts), subtype="html")
    for enclosure in enclosures:
        kind = mimetypes.guess_type(enclosure.name)[0] or "application/octet-stream"
        main, _, sub = kind.partition("/")
        made.add_attachment(enclosure.content, maintype=main, subtype=sub, filename=enclosure.name)
    return made


def _number(reference: str, row: int, domain: str) -> str:
    return f"<{reference.lower() or 'semaine'}.{row}@{domain}>"


def _plain(letter: Letter, texts: LetterTexts) -> str:
    return "\n\n".join([*map(_plain_block, _blocks(letter)), f"-- \n{texts.footer}"]) + "\n"


def _blocks(letter: Letter) -> Sequence[Block]:
    return (letter.above, *letter.blocks) if letter.above else letter.blocks


def _plain_block(block: Block) -> str:
    if isinstance(block, str):
        return block
    return "\n".join(
        f"{one.label} : {one.address}" if isinstance(one, Button) else f"{one.heading} : {one.shown}" for one in block
    )


def _html(letter: Letter, texts: LetterTexts) -> str:
    body = "".join(map(_html_block, _blocks(letter)))
    footer = f'<p style="color:#555555;font-size:14px">{in_page(texts.footer)}</p>'
    return (
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{in_page(letter.subject)}</title>'
        f'</head>\n<body style="{_BODY}">\n{body}{footer}</body></html>\n'
    )


def _html_block(block: Block) -> str:
    if isinstance(block, str):
        return "".join(f"<p>{in_page(text).replace(chr(10), '<br>')}</p>\n" for text in block.split("\n\n"))
    rows = [one for one in block if isinstance(one, Row)]
    buttons = [one for one in block if isinstance(one, Button)]
    return _table(rows) + "".join(_button(one, _OTHER if at else _BUTTON) for at, one in enumerate(buttons))


def _button(button: Button, style: str) -> str:
    return f'<a href="{html.escape(button.address)}" style="{style}">{in_page(button.label)}</a>\n'


def _table(rows: Sequence[Row]) -> str:
    lines = "".join(
        f'<tr><th scope="row" align="left" style="{_CELL}">'
        f'{in_page(row.heading)}</th><td style="{_CELL}">{_cell(row)}</td></tr>\n'
        for row in rows
    )
    return f'<table style="font-size:16px">\n{lines}</table>\n' if lines else ""


def _cell(row: Row) -> str:
    shown = in_page(row.shown).replace("\n", "<br>")
    return f'<a href="{html.escape(row.address)}">{shown}</a>' if row.address else shown
