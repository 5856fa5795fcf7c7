"""Working days and hours in France: when somebody may be reminded, and how long somebody has waited."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from bot.language.dates import FRANCE

OPENS, CLOSES = time(9), time(18)
HOURS = CLOSES.hour - OPENS.hour  # in a working day
_SATURDAY = 5
_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Tell whether a day is neither of a week-end nor a public holiday of mainland France."""
    return day.weekday() < _SATURDAY and day not in _holidays(day.year)


def is_working_moment(at: datetime) -> bool:
    """Tell whether a moment lies in the working hours of a working day."""
    local = at.astimezone(FRANCE)
    return is_working_day(local.date()) and OPENS <= local.time() < CLOSES


def next_working_moment(at: datetime) -> datetime:
    """The moment itself where it is a working one, else the next opening; in UTC."""
    local = at.astimezone(FRANCE)
    day, hour = local.date(), local.time()
    if is_working_day(day) and hour < CLOSES:
        return at.astimezone(UTC) if hour >= OPENS else _at(day, OPENS)
    return _at(_working_day_after(day), OPENS)


def after_working_days(at: datetime, days: int) -> datetime:
    """The moment that many working days later, at the same hour; waiting begins with the next working moment."""
    local = next_working_moment(at).astimezone(FRANCE)
    day = local.date()
    for _ in range(days):
        day = _working_day_after(day)
    return _at(day, local.time())


def working_days_before(end: datetime, days: int) -> datetime:
    """The last moment from which that many whole working days passed: from a later one, fewer; in UTC."""
    local = end.astimezone(FRANCE)
    day, hour = local.date(), local.time()
    if not is_working_day(day) or hour < OPENS:  # then the whole of the last working day passed
        day, hour = _working_day_before(day), CLOSES
    for _ in range(days):
        day = _working_day_before(day)
    # waiting that begins when offices close begins the next morning
    return _at(day, hour) if hour < CLOSES else _at(day, CLOSES) - timedelta.resolution


def working_hours_between(begin: datetime, end: datetime) -> float:
    """The working hours that passed; 0 where the end stands before the beginning."""
    day, last = begin.astimezone(FRANCE).date(), end.astimezone(FRANCE).date()
    hours = 0.0
    while day <= last:
        if is_working_day(day):
            some = min(end, _at(day, CLOSES)) - max(begin, _at(day, OPENS))
            hours += max(some, timedelta()) / timedelta(hours=1)
        day += _DAY
    return hours


def week_of(at: datetime) -> date:
    """The Monday, in France, of the week in which a moment lies."""
    local = at.astimezone(FRANCE).date()
    return local - timedelta(days=local.weekday())


def begins(day: date) -> datetime:
    """The moment at which a day begins in France; in UTC."""
    return _at(day, time())


@cache
def _holidays(year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415  slow to import, and few commands need it

    return frozenset(holidays.country_holidays("FR", years=year))


def _working_day_after(day: date) -> date:
    day += _DAY
    while not is_working_day(day):
        day += _DAY
    return day


def _working_day_before(day: date) -> date:
    day -= _DAY
    while not is_working_day(day):
        day -= _DAY
    return day


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, FRANCE).astimezone(UTC)
