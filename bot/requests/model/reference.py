"""References and codes that a person can read over the telephone: no letter looks like a digit."""

import re
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O, 1 I L
_MARK = "CL-"
_SIZE = 4  # 31 ** 4 = 923 521 of them; the store tries again where one is taken, and longer ones when many are

_WRITTEN = re.compile(rf"\b{_MARK}[{ALPHABET}]{{{_SIZE},{2 * _SIZE}}}\b")


def reference(choose: Callable[[str], str], size: int = _SIZE) -> str:
    """A reference such as CL-7K3F; ``choose`` picks one character."""
    return _MARK + "".join(choose(ALPHABET) for _ in range(size))


def named(text: str) -> str:
    """The reference that a text of ours names; empty where it names none, or several."""
    found = set(_WRITTEN.findall(text))
    return found.pop() if len(found) == 1 else ""


def as_typed(text: str) -> str:
    """The reference that a person typed in any spelling ("cl 7k3f"), in its own; empty where it is none."""
    plain = "".join(character for character in text.upper() if character.isalnum())
    body = plain.removeprefix(_MARK.rstrip("-"))
    if not _SIZE <= len(body) <= 2 * _SIZE or any(character not in ALPHABET for character in body):
        return ""
    return _MARK + body
