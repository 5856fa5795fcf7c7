"""The week of a relay in a few lines: what came in, what became of it, what waits."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from bot.chat.markup import bold, escape
from bot.knowledge.schema.texts import Texts
from bot.requests.model.calendar import HOURS, working_hours_between
from bot.requests.model.request import Intake
from bot.requests.patrol_notices import day

_NAMED = 5  # references, publics, territories in one line


@dataclass(frozen=True, slots=True)
class Digests:
    """Writes digests; what a need says of publics is read at that moment and kept nowhere.

    ``publics`` gives the labels of the publics that a need speaks of, ``territory`` the name of that of a commune, by
    its INSEE code.
    """

    texts: Texts
    publics: Callable[[str], Sequence[str]]
    territory: Callable[[str], str]

    def digest(self, intakes: Sequence[Intake], late: Sequence[str], since: datetime, until: datetime) -> str:
        """The digest of the time from ``since`` to ``until``, in Telegram's HTML; empty where there is nothing to say.

        ``intakes`` are the relay's requests that are open or that something happened to in that time; ``late`` are the
        references of those that are late.
        """

        def within(moment: datetime | None) -> bool:
            return moment is not None and since <= moment < until

        received = [one for one in intakes if within(one.created)]
        taken = [one for one in intakes if within(one.taken)]
        contacted = [one for one in intakes if within(one.contacted)]
        closed = [one for one in intakes if within(one.closed) and not one.open]
        waiting = [one for one in intakes if one.open]
        if not (received or taken or contacted or closed or waiting):
            return ""
        texts = self.texts
        lines = [
            bold(texts.digest.title.format(day=day(since))),
            escape(texts.digest.received.format(count=len(received))),
            escape(texts.digest.taken.format(count=len(taken))),
            escape(texts.digest.closed.format(count=len(closed))) + self._outcomes(closed),
            *self._contact(contacted),
            escape(texts.digest.open.format(count=len(waiting))),
            *self._late(late),
            *self._by(texts.digest.territories, [[self._place(one)] for one in received]),
            *self._by(
                texts.digest.publics, [self.publics(one.form.need) or [texts.digest.unknown] for one in received]
            ),
        ]
        return "\n".join(lines)

    def _outcomes(self, closed: Sequence[Intake]) -> str:
        counts = Counter(one.result for one in closed if one.result is not None)
        named = ", ".join(f"{self.texts.digest.result[result]} {count}" for result, count in counts.most_common())
        return f" ({escape(named)})" if named else ""

    def _contact(self, contacted: Sequence[Intake]) -> Iterator[str]:
        if waited := [working_hours_between(one.created, one.contacted) for one in contacted if one.contacted]:
            hours = median(waited)
            short = hours < HOURS
            said = self.texts.digest.contact_hours if short else self.texts.digest.contact_days
            count = f"{hours if short else hours / HOURS:.1f}".removesuffix(".0").replace(".", ",")
            yield escape(said.format(count=count))

    def _late(self, late: Sequence[str]) -> Iterator[str]:
        if late:
            named = ", ".join(late[:_NAMED]) + ("…" if len(late) > _NAMED else "")
            yield escape(self.texts.digest.late.format(count=len(late), references=named))

    def _by(self, heading: str, named: Sequence[Sequence[str]]) -> Iterator[str]:
        counts = Counter(name for names in named for name in names).most_common(_NAMED)
        if counts:
            told = [self.texts.digest.counted.format(name=name, count=count) for name, count in counts]
            yield f"{bold(heading)} : {escape(' ; '.join(told))}"

    def _place(self, one: Intake) -> str:
        return (self.territory(one.form.place) if one.form.place else "") or self.texts.digest.unknown
