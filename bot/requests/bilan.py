"""What became of requests in a year, quarter by quarter: counts and the wait for a first contact. No names."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from bot.chat.markup import bold, escape
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import Result
from bot.language.dates import FRANCE
from bot.requests.model.calendar import HOURS, working_hours_between
from bot.requests.model.request import Intake

_MONTHS = 3  # in a quarter
QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a quarter, or of the year where ``quarter`` is 0.

    ``wait`` is the median time from a request to the first contact, in working hours; None where there was none.
    """

    year: int
    quarter: int
    received: int
    taken: int
    contacted: int
    closed: int
    results: Mapping[Result, int]
    wait: float | None

    @property
    def helped(self) -> int:
        """How many were closed because the company was helped, or says itself that its need is met."""
        return self.results.get(Result.HELPED, 0) + self.results.get(Result.MET, 0)


def figures(intakes: Sequence[Intake], year: int) -> tuple[Figures, ...]:
    """The figures of a year: its four quarters by the clocks of France, then the whole of it.

    A request counts in the quarter in which it came, in that in which it was taken, and so on.
    """
    return tuple(_of(intakes, year, quarter) for quarter in (*QUARTERS, 0))


def told(texts: Texts, every: Sequence[Figures], name: str) -> str:
    """The figures of a year in Telegram's HTML, a line for each quarter in which something happened."""
    words = texts.bilan
    lines = [bold(words.title.format(year=every[-1].year, relay=name))]
    lines.extend(escape(_line(texts, one)) for one in every if one.received or one.contacted or one.closed)
    return "\n".join(lines if len(lines) > 1 else [*lines, escape(words.nothing)])


def waited(texts: Texts, hours: float | None) -> str:
    """The wait for a first contact in words; empty where nobody was contacted."""
    if hours is None:
        return ""
    said, count = (texts.bilan.hours, hours) if hours < HOURS else (texts.bilan.days, hours / HOURS)
    return said.format(count=f"{count:.1f}".removesuffix(".0").replace(".", ","))


def named(texts: Texts, one: Figures) -> str:
    """The quarter, or the year, in words."""
    return texts.bilan.quarter.format(number=one.quarter) if one.quarter else texts.bilan.year.format(year=one.year)


def _line(texts: Texts, one: Figures) -> str:
    counted = texts.bilan.line.format(
        name=named(texts, one), received=one.received, contacted=one.contacted, closed=one.closed, helped=one.helped
    )
    wait = waited(texts, one.wait)
    return f"{counted} {texts.bilan.wait.format(wait=wait)}" if wait else counted


def _of(intakes: Sequence[Intake], year: int, quarter: int) -> Figures:
    def within(moment: datetime | None) -> bool:
        if moment is None:
            return False
        day = moment.astimezone(FRANCE)
        return day.year == year and quarter in (0, (day.month - 1) // _MONTHS + 1)

    def count(when: Callable[[Intake], datetime | None]) -> int:
        return sum(within(when(one)) for one in intakes)

    closed = [one for one in intakes if not one.open and within(one.closed)]
    waits = list(_waits(one for one in intakes if within(one.contacted)))
    return Figures(
        year,
        quarter,
        received=count(lambda one: one.created),
        taken=count(lambda one: one.taken),
        contacted=count(lambda one: one.contacted),
        closed=len(closed),
        results=Counter(one.result for one in closed if one.result is not None),
        wait=median(waits) if waits else None,
    )


def _waits(contacted: Iterator[Intake]) -> Iterator[float]:
    for one in contacted:
        if one.contacted is not None:
            yield working_hours_between(one.created, one.contacted)
