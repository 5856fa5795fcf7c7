"""How a company can be reached: a telephone number or an e-mail address, checked without asking anybody.

The libraries are imported when they are needed: together they cost a start a tenth of a second.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.knowledge.vocabulary import ReachProblem as Problem

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_AT_HOME = "FR"
_OVERSEAS = ("GP", "MQ", "GF", "RE", "YT")  # dialled from anywhere in France as they are, or behind +33
_NUMBER = re.compile(r"\+?[\d(](?:[\s().\-/\u00a0\u202f]{0,3}\d)+")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:]*@[^\s<>()\[\],;:]*")
_FEW = 4  # digits under which nobody meant a telephone number


@dataclass(frozen=True, slots=True)
class Reach:
    """A telephone number in international form (E.164), or an e-mail address.

    ``others`` are further telephone numbers of the same text, as they were written.
    """

    value: str
    others: tuple[str, ...] = ()


def read(text: str) -> Reach | Problem:
    """The first telephone number of a text, else its e-mail address; else what is wrong with what was given."""
    number = _phone(text)
    if isinstance(number, Reach):
        return number
    if "@" in text:
        return _mail(text)
    return number


def _phone(text: str) -> Reach | Problem:
    import phonenumbers  # noqa: PLC0415  see above

    problem: Problem = "neither"
    bare = _ADDRESS.sub(" ", text)
    if sum(character.isdigit() for character in bare) < _FEW:
        return problem
    written = [match[0] for match in _NUMBER.finditer(bare)]
    valid = [(one, number) for one in written if (number := _valid(one)) is not None]
    if valid:
        value = phonenumbers.format_number(valid[0][1], phonenumbers.PhoneNumberFormat.E164)
        return Reach(value, tuple(one.strip() for one, _ in valid[1:]))
    try:
        problem = _wrong(phonenumbers.parse(written[0] if written else bare, _AT_HOME))
    except phonenumbers.NumberParseException:
        problem = "phone_unknown"
    return problem


def _valid(written: str) -> "PhoneNumber | None":
    """The number that was written, in mainland France before overseas; None where nobody can have it."""
    import phonenumbers  # noqa: PLC0415  see above

    for region in (_AT_HOME, *_OVERSEAS):
        bare = re.sub(r"^\s*(?:\+|00)33\s?(?:\(0\))?\s?", "0", written) if region != _AT_HOME else written
        try:
            number = phonenumbers.parse(bare, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return number
    return None


def _wrong(number: "PhoneNumber") -> Problem:
    from phonenumbers import ValidationResult, is_possible_number_with_reason  # noqa: PLC0415  see above

    match is_possible_number_with_reason(number):
        case ValidationResult.TOO_SHORT:
            return "phone_short"
        case ValidationResult.TOO_LONG:
            return "phone_long"
        case _:
            return "phone_unknown"


def _mail(text: str) -> Reach | Problem:
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415  see above

    found = _ADDRESS.search(text)
    address = (found[0] if found else text).strip(".")
    try:
        return Reach(validate_email(address, check_deliverability=False).normalized)
    except EmailNotValidError:
        before, _, behind = address.partition("@")
        if not before:
            return "mail_start"
        return "mail_end" if "." not in behind.strip(".") else "mail_signs"
