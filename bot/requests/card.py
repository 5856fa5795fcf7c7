"""How a request is shown: to the company before it is sent, to the relay on its card."""

from collections.abc import Iterator

from bot.chat.buttons import Verb, data
from bot.chat.markup import bold, escape
from bot.chat.people import Member
from bot.chat.replies import Button, Card, Keyboard, rows
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import Result, Status
from bot.language.dates import in_french, moment_in_french
from bot.requests.model.request import Form, Intake


def card(knowledge: Knowledge, intake: Intake, files: int = 0, *, chat: int = 0, anew: bool = False) -> Card:
    """The card of a request as it stands, for the chats of the relay that it lies with; ``files`` were joined to it."""
    texts = knowledge.texts
    html = _html(texts, intake, escape(standing(texts, intake)), files)
    name = " · ".join(filter(None, (intake.reference, intake.form.place_name)))
    says = "" if intake.erased else escape(texts.relay_chat.topic_says)
    keyboard = buttons(texts, intake)
    return Card(intake.reference, intake.relay, html, keyboard, chat, anew, name, says, done=not intake.open)


def handed_over(
    knowledge: Knowledge, intake: Intake, before: str, said: str, files: int = 0, *, back: bool = False, chat: int = 0
) -> Card:
    """What the card becomes in the chats of the relay that had the request ``before``: ``said`` tells who has it now.

    That relay goes on following the request, and can have it ``back`` for a while.
    """
    texts, number = knowledge.texts, intake.reference
    follow, undo = (
        Button(texts.transfer.see, data(Verb.FOLLOW, number)),
        Button(texts.transfer.undo, data(Verb.UNDO, number)),
    )
    keyboard = rows([follow, *([undo] if back else [])], 2)
    return Card(number, before, _html(texts, intake, escape(said), files), keyboard, chat)


def standing(texts: Texts, intake: Intake) -> str:
    """Where a request stands, in words, and who has it since when."""
    match intake.status:
        case _ if intake.erased:
            return texts.card.erased
        case Status.TAKEN if intake.taken:
            return texts.card.taken.format(name=owner_name(texts, intake.owner), moment=moment_in_french(intake.taken))
        case Status.CONTACTED if intake.contacted and intake.owner is None:
            return texts.card.called.format(moment=moment_in_french(intake.contacted))
        case Status.CONTACTED if intake.contacted:
            name = owner_name(texts, intake.owner)
            return texts.card.contacted.format(name=name, moment=moment_in_french(intake.contacted))
        case Status.CLOSED if intake.closed:
            return texts.card.closed.format(
                result=result_said(texts, intake.result), moment=moment_in_french(intake.closed)
            )
        case _:
            return texts.card.sent


def owner_name(texts: Texts, member: Member | None) -> str:
    """How a member of a relay is named to colleagues."""
    return (member.name if member else "") or texts.card.someone


def relay_name(knowledge: Knowledge, id_: str) -> str:
    """How a body is named; its id where the base has it no more."""
    found = knowledge.get(id_)
    return found.name if isinstance(found, Relay) else id_


def result_said(texts: Texts, result: Result | None) -> str:
    """With what a request was closed, in words."""
    return texts.result[result or Result.BY_COMPANY]


def buttons(texts: Texts, intake: Intake) -> Keyboard:
    """The buttons of a card: the step that comes next first; none where nothing can be done any more."""
    if intake.erased:
        return ()
    number = intake.reference
    history = Button(texts.card.history, data(Verb.HISTORY, number))
    if not intake.open:
        return rows([Button(texts.card.reopen, data(Verb.OPEN_AGAIN, number)), history], 2)
    reach, end = Button(texts.card.reach, data(Verb.REACHED, number)), Button(texts.card.close, data(Verb.END, number))
    transfer = Button(texts.card.transfer, data(Verb.TRANSFER, number))
    take, over = (
        Button(texts.card.take, data(Verb.TAKE, number)),
        Button(texts.card.take_over, data(Verb.TAKE_OVER, number)),
    )
    match intake.status:
        case Status.SENT:
            return ((take,), (reach, end), (transfer, history))
        case Status.TAKEN:
            return ((reach, end), (transfer, over), (history,))
        case _:
            return ((end, transfer), (over if intake.owner else take, history))


def lines(texts: Texts, form: Form) -> Iterator[tuple[str, str, str]]:
    """Each answer of a form that was given: its key, its heading, and the answer as it is shown."""
    for key in ("company", "siret", "contact", "reach", "place", "contract", "need", "hours", "start"):
        if shown := _shown(form, key):
            yield key, texts.form.line[key], shown


def listed(texts: Texts, form: Form) -> str:
    """The answers of a form, a line each, in Telegram's HTML."""
    return "\n".join(f"{bold(heading + ' :')} {escape(shown)}" for _, heading, shown in lines(texts, form))


def _html(texts: Texts, intake: Intake, standing_: str, files: int) -> str:
    blocks = [f"{bold(texts.card.title.format(reference=intake.reference))}\n{standing_}", listed(texts, intake.form)]
    last = [texts.card.files.format(count=files)] if files and not intake.erased else []
    last.append(texts.card.came.format(moment=moment_in_french(intake.created)))
    return "\n\n".join(block for block in (*blocks, escape("\n".join(last))) if block)


def _shown(form: Form, key: str) -> str:
    match key:
        case "place":
            return form.place_name or form.place
        case "siret":
            return f"{form.siret[:3]} {form.siret[3:6]} {form.siret[6:9]} {form.siret[9:]}".strip()
        case "reach":
            return spaced(form.reach)
        case "hours":
            return f"{form.hours:.2f}".rstrip("0").rstrip(".").replace(".", ",") if form.hours is not None else ""
        case "start":
            return in_french(form.start) if form.start else ""
        case _:
            return str(getattr(form, key))


def dialled(reach: str) -> str:
    """A telephone as it is dialled in France, and as a spreadsheet takes it for no formula.

    >>> dialled("+33612345678"), dialled("+32475123456"), dialled("a@b.fr")
    ('06 12 34 56 78', '0032475123456', 'a@b.fr')
    """
    if not (reach.startswith("+") and reach[1:].isdecimal()):
        return reach
    return f"0{spaced(reach)[4:]}" if reach.startswith("+33") else f"00{reach[1:]}"


def spaced(reach: str) -> str:
    """A French number as it is read; in international form, Telegram makes it a link to the telephone."""
    if not (reach.startswith("+33") and reach[1:].isdecimal()):
        return reach
    rest = reach[4:]
    return " ".join([reach[:3], reach[3:4], *(rest[i : i + 2] for i in range(0, len(rest), 2))])
