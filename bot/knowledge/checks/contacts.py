"""Relays: what they cover, and by which telephone and e-mail address they are reached."""

import re
from collections.abc import Iterator

from bot.knowledge.loader import Loaded
from bot.knowledge.problems import Problem
from bot.knowledge.schema.entries import Relay
from bot.knowledge.territory import Codes

_REGIONS = ("FR", "GP", "MQ", "GF", "RE", "YT", "PM")  # each writes its numbers 0…, in a plan of its own
_SHORT = re.compile(r"[13]\d{3}")  # 3949 and its like, which stand in no plan


def errors(loaded: Loaded, codes: Codes | None) -> Iterator[Problem]:
    """Codes of no territory, telephone numbers that nobody can have, addresses to which no letter goes."""
    for relay in loaded.entries.values():
        if isinstance(relay, Relay):
            if codes:
                yield from _coverage(loaded, relay, codes)
            yield from _reach(loaded, relay)


def _coverage(loaded: Loaded, relay: Relay, codes: Codes) -> Iterator[Problem]:
    place = loaded.places[relay.id]
    for position, siren in enumerate(relay.covers.epci):
        if siren not in codes.epci:
            near = codes.nearest_epci(siren)
            hint = f" ; vouliez-vous dire « {near} » ({codes.epci[near]}) ?" if near else ""
            yield place.problem(("covers", "epci", position), f"« {siren} » n'est pas une intercommunalité{hint}")
    for position, code in enumerate(relay.covers.departements):
        if code not in codes.departements:
            message = f"« {code} » n'est pas un département ; un code comme « 86 » était attendu"
            yield place.problem(("covers", "departements", position), message)
    for position, insee in enumerate(relay.covers.communes):
        if insee not in codes.communes:
            message = f"« {insee} » n'est pas une commune ; un code INSEE comme « 86194 » était attendu"
            yield place.problem(("covers", "communes", position), message)


def _reach(loaded: Loaded, relay: Relay) -> Iterator[Problem]:
    place = loaded.places[relay.id]
    if relay.phone and not _is_telephone(relay.phone):
        yield place.problem(("phone",), f"« {relay.phone} » ne peut pas être un numéro de téléphone : le relire")
    if relay.email and not _is_email(relay.email):
        yield place.problem(("email",), f"« {relay.email} » ne peut pas être une adresse e-mail : la relire")


def _is_telephone(number: str) -> bool:
    import phonenumbers  # noqa: PLC0415  costs a start 50 ms, and is needed only where a base is checked

    def valid(region: str) -> bool:
        try:
            return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
        except phonenumbers.NumberParseException:
            return False

    return any(map(valid, _REGIONS)) or _SHORT.fullmatch(number.replace(" ", "")) is not None


def _is_email(address: str) -> bool:
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415  as above

    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
