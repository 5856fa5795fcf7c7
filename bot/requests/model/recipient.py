"""Who receives a request: the body that covers the place of the work, else the department's, else the operator."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.knowledge.schema.entries import Relay

Way = Literal["chat", "mail"]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who receives a request, and by what way; ``first`` where no other body comes before it for the place."""

    relay: Relay
    way: Way
    first: bool


def receiver(candidates: Sequence[Relay], linked: Collection[str], *, by_mail: bool) -> Receiver | None:
    """The first of the bodies, best first, that can be told of a request; None where none can: the operator sees to it.

    A chat comes before an e-mail address. The national directory is nobody's relay, and is never told.
    """
    able = [relay for relay in candidates if relay.status != "directory"]
    for position, relay in enumerate(able):
        if relay.id in linked:
            return Receiver(relay, "chat", first=position == 0)
        if by_mail and relay.email:
            return Receiver(relay, "mail", first=position == 0)
    return None


def bystander(candidates: Sequence[Relay], silent: str, linked: Collection[str], *, by_mail: bool) -> Receiver | None:
    """Who is told of a request that stays without an answer where it lies: the body that answers for a department.

    None where it is that very body which is silent, or where it cannot be told: the operator sees to it.
    """
    departments = [one for one in candidates if one.covers.departements and one.id != silent]
    return receiver(departments, linked, by_mail=by_mail)
