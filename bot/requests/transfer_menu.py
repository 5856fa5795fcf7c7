"""To which bodies a request can be handed on, as buttons of its card."""

from bot.chat.replies import Button, Keyboard, rows
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.schema.texts import Texts
from bot.requests.model.request import Intake
from bot.requests.model.snapshot import RequestContext
from bot.tools.places.relays import Bodies

_PAGE = 6  # bodies on one page
_LABEL = 60  # characters that a telephone shows in one button
_DATA = 64  # bytes that Telegram takes


def reachable(relay: Relay, context: RequestContext) -> bool:
    """Tell whether the program itself can tell a body of a request."""
    return relay.id in context.linked or (context.by_mail and relay.email is not None)


def chosen(knowledge: Knowledge, context: RequestContext, name: str) -> Relay | None:
    """The body of a button, by its id without the kind; None where a request cannot be handed on to it."""
    relay = knowledge.get(f"relay/{name}")
    return relay if isinstance(relay, Relay) and _eligible(relay, context) else None


def told(texts: Texts, relay: Relay, context: RequestContext) -> str:
    """What whoever hands a request on reads: how the other body learns of it."""
    if relay.id in context.linked:
        return texts.transfer.by_chat.format(relay=relay.name)
    if reachable(relay, context):
        return texts.transfer.by_mail.format(relay=relay.name)
    return texts.transfer.unreachable.format(relay=relay.name)


def menu(texts: Texts, bodies: Bodies, intake: Intake, context: RequestContext, page: str, *, linked: bool) -> Keyboard:
    """One page of the bodies that could have a request, the nearest first.

    First those that are ``linked``; behind "another body", those that are not: by e-mail, or by the telephone that the
    company is then given.
    """
    number = intake.reference
    around = [relay for relay in bodies.around(intake.form.place) if relay.id != intake.relay]
    some = [relay for relay in around if (relay.id in context.linked) == linked and _eligible(relay, context)]
    choices = [
        Button(relay.name[:_LABEL], data)
        for relay in some
        if len((data := f"k:to:{number}:{relay.id.removeprefix('relay/')}").encode()) <= _DATA
    ]
    last = max(0, (len(choices) - 1) // _PAGE)
    here = next((one for one in range(last + 1) if page == str(one)), 0)
    verb = "move" if linked else "else"
    turns = [Button(texts.list.previous, f"k:{verb}:{number}:{here - 1}")] if here else []
    turns += [Button(texts.list.next, f"k:{verb}:{number}:{here + 1}")] if here < last else []
    other = [Button(texts.transfer.elsewhere, f"k:else:{number}")] if linked else []
    back = Button(texts.relay_chat.back, f"k:back:{number}" if linked else f"k:move:{number}")
    return (*rows(choices[here * _PAGE : (here + 1) * _PAGE]), *rows(turns, 2), *rows([*other, back]))


def _eligible(relay: Relay, context: RequestContext) -> bool:
    """Tell whether a body can have a request: it can be told of it, or the company can call it."""
    return reachable(relay, context) or (relay.status != "directory" and bool(relay.phone or relay.email))
