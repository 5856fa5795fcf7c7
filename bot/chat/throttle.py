"""How fast a chat may write: an allowance that each message takes from and that time fills again. No clock in here."""

from dataclasses import dataclass
from typing import Literal

Let = Literal["pass", "tell", "silence"]


@dataclass(frozen=True, slots=True)
class Budget:
    """So many messages at once, so many a second after that; ``calm`` is what ends a silence."""

    burst: float
    per_second: float
    calm: float


_BELIEVED = 60.0  # seconds ahead that a moment may be, since clocks differ

PERSON = Budget(20.0, 1.0, 5.0)  # Telegram itself lets a bot answer about once a second in a chat
CROWD = Budget(60.0, 3.0, 15.0)


@dataclass(frozen=True, slots=True)
class Pace:
    """What of its allowance a chat had ``left`` at a moment, in seconds since 1970.

    ``told`` where it was asked to slow down and has not calmed down since.
    """

    left: float
    at: float
    told: bool = False


def paced(before: Pace | None, at: float, budget: Budget) -> tuple[Pace, Let]:
    """The pace after one more message, and whether it passes.

    Where the allowance is used up the person is told once; then there is silence until they have paused for as long as
    ``calm`` takes to fill, for what comes during the silence takes from it too.
    """
    before = before or Pace(budget.burst, at)
    since = before.at if before.at <= at + _BELIEVED else at  # the clock was set back
    elapsed = max(at - since, 0.0)  # clocks differ, and updates may come in another order
    left = min(before.left + elapsed * budget.per_second, budget.burst)
    passes = left >= (budget.calm if before.told else 1.0)
    after = Pace(round(max(left - 1.0, 0.0), 3), max(at, since), told=not passes)
    if passes:
        return after, "pass"
    return after, "silence" if before.told else "tell"
