"""A relay's requests as a list, page by page, and as a table to take away."""

from typing import get_args

from bot.chat.buttons import Verb, data
from bot.chat.markup import bold, escape
from bot.chat.replies import Button, Deliver, Keyboard, Rewrite, Say, rows
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import Period, Scope, Status, Table
from bot.language.dates import FRANCE
from bot.requests.card import owner_name
from bot.requests.model.request import Intake
from bot.requests.model.snapshot import PAGE, Listing, Page

_FARTHEST = 100_000  # pages
_LABEL = 30  # characters of a button, two of which stand in one row
_SHORT = 40  # characters of a company's name in a line


def page(name: str, number: str, member: int) -> Page | None:
    """The page that a button asks for, of the requests of a scope; None where it asks for none."""
    scope = next((known for known in get_args(Scope) if known == name), None)
    if scope is None or not (number.isascii() and number.isdecimal()) or len(number) > len(str(_FARTHEST)):
        return None
    return Page(scope, int(number), member)


def listed(texts: Texts, listing: Listing) -> Say:
    """One page of a relay's requests, with a button for each and for the other lists."""
    pages = max(1, -(-listing.total // PAGE))
    head = bold(texts.list.title)
    if pages > 1:
        head += f" {escape(texts.list.page.format(page=listing.page.number + 1, pages=pages))}"
    lines = [_line(texts, intake) for intake in listing.intakes] or [escape(texts.list.none)]
    return Say("\n".join([head, "", *lines]), _keyboard(texts, listing, pages))


def relisted(texts: Texts, listing: Listing, message: int) -> Rewrite:
    """The same in place of the page that was shown before."""
    said = listed(texts, listing)
    return Rewrite(message, said.html, said.keyboard)


def offered(texts: Texts) -> Say:
    """The tables that can be had: of which requests, for which program."""
    buttons = [
        Button(f"{texts.export.period[period]}, {texts.export.table[table]}", data(Verb.EXPORT, table, period))
        for period in get_args(Period)
        for table in get_args(Table)
    ]
    return Say(escape(texts.export.which), rows(buttons, 2))


def delivered(texts: Texts, name: str, which: str, relay: str) -> Deliver | None:
    """The table that a button asks for, of the requests of a period; None where it asks for none."""
    table = next((known for known in get_args(Table) if known == name), None)
    period = next((known for known in get_args(Period) if known == which), None)
    if table is None or period is None:
        return None
    return Deliver(table, texts.export.period[period], relay, period)


def _line(texts: Texts, intake: Intake) -> str:
    form = intake.form
    match intake.status:
        case Status.SENT:
            day = intake.created.astimezone(FRANCE)
            stands = texts.list.sent.format(day=f"{day:%d/%m}")
        case Status.TAKEN:
            stands = texts.list.taken.format(name=owner_name(texts, intake.owner))
        case Status.CONTACTED if intake.owner is None:
            stands = texts.list.called
        case Status.CONTACTED:
            stands = texts.list.contacted.format(name=owner_name(texts, intake.owner))
        case _:
            stands = texts.list.closed
    where = ", ".join(part for part in (_cut(form.company, _SHORT), form.place_name) if part)
    return f"{bold(intake.reference)} {escape(f'{where} : {stands}' if where else stands)}"


def _keyboard(texts: Texts, listing: Listing, pages: int) -> Keyboard:
    here, number = listing.page.scope, listing.page.number
    lists = []
    for scope in get_args(Scope):
        label = texts.list.scope[scope].format(count=getattr(listing.counts, scope))
        lists.append(Button(f"• {label}" if scope == here else label, data(Verb.REQUESTS, scope, "0")))
    cards = [
        Button(_cut(f"{one.reference} {one.form.company}".strip(), _LABEL), data(Verb.CARD, one.reference))
        for one in listing.intakes
    ]
    turns = []
    if number > 0:
        turns.append(Button(texts.list.previous, data(Verb.REQUESTS, here, str(min(number, pages) - 1))))
    if number + 1 < pages:
        turns.append(Button(texts.list.next, data(Verb.REQUESTS, here, str(number + 1))))
    return (*rows(lists, 3), *rows(cards, 2), *rows(turns, 2))


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else text[: size - 1].rstrip() + "…"
