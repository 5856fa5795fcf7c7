"""Tells of something that is away: a line when it goes, one a minute while it lasts, and one when it is back."""

import time
from collections.abc import Callable

import structlog

_AGAIN = 60.0  # seconds between two lines about the same outage
_HEARD = 10.0  # seconds; what is used all the time and was not reached in them keeps silent

log = structlog.get_logger()


class SilentError(Exception):
    """It is away, or keeps silent."""


class Outage:
    """The outages of one thing, as the database; whoever misses it and whoever reaches it says so."""

    def __init__(self, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds."""
        self._what = what
        self._clock = clock
        self._since: float | None = None
        self._reached = clock()
        self._told = 0.0
        self._reasons: set[str] = set()  # of this outage, each told at once when it comes up

    @property
    def lasts(self) -> bool:
        """Whether it was missed and not reached since."""
        return self._since is not None

    def over(self) -> None:
        """Ask whether it serves those who use it all the time.

        Raises:
            SilentError: where it was missed, or was not reached for some seconds.
        """
        if self.lasts or self._clock() - self._reached > _HEARD:
            raise SilentError

    def missed(self, why: str) -> None:
        """It did not answer."""
        now = self._clock()
        if self._since is None:
            self._since = now
            self._reasons.clear()
        elif now - self._told < _AGAIN and why in self._reasons:
            return
        self._told = now
        self._reasons.add(why)
        log.warning("out of reach", what=self._what, why=why, seconds=round(now - self._since))

    def reached(self) -> None:
        """It answered."""
        self._reached = self._clock()
        if self._since is not None:
            log.info("in reach again", what=self._what, seconds=round(self._clock() - self._since))
            self._since = None
