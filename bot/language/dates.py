"""Days as French says them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

FRANCE = ZoneInfo("Europe/Paris")

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def day_in_france(moment: datetime) -> date:
    """The day by the clocks of mainland France: the same on every machine.

    >>> day_in_france(datetime.fromisoformat("2026-11-23T23:05:00+00:00"))
    datetime.date(2026, 11, 24)
    """
    return moment.astimezone(FRANCE).date()


def in_french(day: date) -> str:
    """A day in words.

    >>> in_french(date(2019, 4, 1))
    '1er avril 2019'
    """
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def moment_in_french(moment: datetime) -> str:
    r"""A moment in words, by the clocks of mainland France.

    >>> moment_in_french(datetime.fromisoformat("2026-11-23T08:05:00+00:00"))
    '23 novembre 2026 à 9\xa0h\xa005'
    """
    there = moment.astimezone(FRANCE)
    return f"{in_french(there.date())} à {there.hour}\u00a0h\u00a0{there.minute:02}"
