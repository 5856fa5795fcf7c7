"""To which bodies a request can be handed on, as buttons of its card."""

from collections.abc import Iterator

from bot.chat.buttons import Verb, data, fits
from bot.chat.replies import Button, Keyboard, rows
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import Way
from bot.requests.model.request import Intake
from bot.requests.model.snapshot import RequestContext
from bot.tools.places.relays import Bodies

_PAGE = 6  # bodies on one page
_LABEL = 60  # characters that a telephone shows in one button


def way(relay: Relay, context: RequestContext) -> Way:
    """How a body learns of a request."""
    if relay.id in context.linked:
        return Way.CHAT
    return Way.MAIL if context.by_mail and relay.email is not None else Way.ALONE


def chosen(knowledge: Knowledge, context: RequestContext, name: str) -> Relay | None:
    """The body of a button, by its id without the kind; None where a request cannot be handed on to it."""
    relay = knowledge.get(f"relay/{name}")
    return relay if isinstance(relay, Relay) and _eligible(relay, context) else None


def menu(texts: Texts, bodies: Bodies, intake: Intake, context: RequestContext, page: str, *, first: bool) -> Keyboard:
    """One page of the bodies that could have a request.

    ``first`` are those that cover the place and those that are linked: whoever is both, whoever covers it, whoever is
    linked elsewhere, the nearest first. Behind "another body" are the rest.
    """
    number = intake.reference
    choices = [
        Button(_label(texts, relay, context), data(Verb.RECEIVER, number, name))
        for relay in _offered(bodies, intake, context, first=first)
        if fits(Verb.RECEIVER, number, name := relay.id.removeprefix("relay/"))
    ]
    last = max(0, (len(choices) - 1) // _PAGE)
    here = next((one for one in range(last + 1) if page == str(one)), 0)
    verb = Verb.TRANSFER if first else Verb.ELSEWHERE
    turns = [Button(texts.list.previous, data(verb, number, str(here - 1)))] if here else []
    turns += [Button(texts.list.next, data(verb, number, str(here + 1)))] if here < last else []
    other = [Button(texts.transfer.elsewhere, data(Verb.ELSEWHERE, number))] if first else []
    back = Button(texts.relay_chat.back, data(Verb.CARD_BACK, number) if first else data(Verb.TRANSFER, number))
    return (*rows(choices[here * _PAGE : (here + 1) * _PAGE]), *rows(turns, 2), *rows([*other, back]))


def _offered(bodies: Bodies, intake: Intake, context: RequestContext, *, first: bool) -> Iterator[Relay]:
    """The bodies of a menu in their order."""
    covering = {relay.id for relay in bodies.covering(intake.form.place)}

    def rank(relay: Relay) -> tuple[bool, bool]:
        return relay.id not in covering, relay.id not in context.linked

    for relay in sorted(bodies.around(intake.form.place), key=rank):  # the nearest first among equals
        if relay.id != intake.relay and _eligible(relay, context) and (all(rank(relay)) != first):
            yield relay


def _label(texts: Texts, relay: Relay, context: RequestContext) -> str:
    if relay.id not in context.linked:
        return relay.name[:_LABEL]
    end = texts.transfer.linked
    return f"{relay.name[: _LABEL - len(end) - 1]} {end}"


def _eligible(relay: Relay, context: RequestContext) -> bool:
    """Tell whether a body can have a request: it can be told of it, or the company can call it."""
    if way(relay, context) is not Way.ALONE:
        return True
    return relay.status != "directory" and bool(relay.phone or relay.email)
