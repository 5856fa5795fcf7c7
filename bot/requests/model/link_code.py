"""One-time codes by which a relay's chat links itself, such as K7Q2-9XWM-T4HD.

The first group looks the code up; the other two are the secret, of which only a hash is kept.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.requests.model.reference import ALPHABET
from bot.requests.model.snapshot import Code

HOLDS = timedelta(days=7)
TRIES = 5  # wrong secrets after which a code is dead: 5 chances in 31 ** 8 to guess it
_GROUP = 4
_GROUPS = 3


@dataclass(frozen=True, slots=True, repr=False)
class Typed:
    """A code as a person gives it: its public half and its secret half."""

    key: str
    secret: str

    def __str__(self) -> str:
        """The code as it is handed over."""
        every = self.key + self.secret
        return "-".join(every[i : i + _GROUP] for i in range(0, len(every), _GROUP))


def draw(choose: Callable[[str], str]) -> Typed:
    """A new code; ``choose`` picks one character, not to be guessed."""
    every = "".join(choose(ALPHABET) for _ in range(_GROUP * _GROUPS))
    return Typed(every[:_GROUP], every[_GROUP:])


def read(text: str) -> Typed | None:
    """The code that a person typed in any spelling; None where it is none."""
    plain = "".join(character for character in text.upper() if character.isalnum())
    if len(plain) != _GROUP * _GROUPS or any(character not in ALPHABET for character in plain):
        return None
    return Typed(plain[:_GROUP], plain[_GROUP:])


def hashed(typed: Typed) -> str:
    """What is kept of a code's secret half: 64 hexadecimal digits."""
    return hashlib.sha256(f"{typed.key}:{typed.secret}".encode()).hexdigest()


def opens(typed: Typed, code: Code) -> bool:
    """Tell whether what was typed is this code, in the same time whatever was typed."""
    return hmac.compare_digest(hashed(typed), code.secret)
