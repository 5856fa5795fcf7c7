"""Nobody reads a relay's chat for a while: until when, and who gets what comes meanwhile."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.chat.buttons import Verb, data
from bot.chat.conversation import Conversation
from bot.chat.events import Commanded, Pressed
from bot.chat.markup import escape
from bot.chat.replies import Acknowledge, Button, Keyboard, Rewrite, Say, Turn, rows
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.language.dates import day_in_france, in_french
from bot.language.days import days
from bot.language.fold import fold
from bot.requests.card import relay_name
from bot.requests.effects import BeAbsent
from bot.requests.model.snapshot import Absence, RequestContext

_LONGEST = timedelta(days=366)
_OFFERED = 6  # relays that can stand in
_LABEL = 60  # characters of a button
_DAY = "%y%m%d"


def standing_in(
    candidates: Iterable[Relay], absent: Mapping[str, Absence], find: Callable[[str], object]
) -> list[Relay]:
    """The bodies to turn to for a request, the best first, while some of them are ``absent``.

    Whoever stands in for one comes in its place; who is absent comes last: there a request waits, and the company is
    told. ``find`` gives a body by its id.
    """
    here: list[Relay] = []
    away: list[Relay] = []
    for relay in candidates:
        absence = absent.get(relay.id)
        if absence is None:
            here.append(relay)
            continue
        away.append(relay)
        deputy = find(absence.deputy)
        if isinstance(deputy, Relay) and deputy.id not in absent:
            here.append(deputy)
    return list({relay.id: relay for relay in (*here, *away)}.values())


@dataclass(frozen=True, slots=True)
class AbsenceDesk:
    """Serves ``/absent``."""

    knowledge: Knowledge

    def said(self, conversation: Conversation, event: Commanded, context: RequestContext) -> Turn:
        """The command: until when, that somebody is back, or how to say either."""
        texts = self.knowledge.texts
        if not context.relay:
            return Turn(conversation, (Say(escape(texts.link.none)),))
        if fold(event.argument) in map(fold, texts.absence.back_words):
            return Turn(conversation, (Say(escape(texts.absence.back)),), (BeAbsent(None),))
        if not event.argument:
            return Turn(conversation, (Say(escape(self._how(context))),))
        today = day_in_france(context.now)
        until = _until(event.argument, today)
        if until is None or until < today or until - today > _LONGEST:
            return Turn(conversation, (Say(escape(texts.absence.unread)),))
        said = self._away(until, "")
        return Turn(conversation, (Say(escape(said), self._keyboard(until, context)),), (BeAbsent(until),))

    def pressed(
        self, conversation: Conversation, event: Pressed, context: RequestContext, day: str, name: str
    ) -> Turn | None:
        """A button below: who stands in until a day, or that somebody is back; None where it is none."""
        texts = self.knowledge.texts
        if day == "back":
            back = Rewrite(event.message, escape(texts.absence.back))
            return Turn(conversation, (Acknowledge(event.press), back), (BeAbsent(None),))
        until, relay = _read(day), self.knowledge.get(f"relay/{name}")
        if until is None or not isinstance(relay, Relay) or relay.id not in context.linked:
            return None
        shown = Rewrite(event.message, escape(self._away(until, relay.id)), self._keyboard(until, context, relay.id))
        return Turn(conversation, (Acknowledge(event.press), shown), (BeAbsent(until, relay.id),))

    def _how(self, context: RequestContext) -> str:
        texts, absence = self.knowledge.texts.absence, context.absent.get(context.relay)
        return f"{self._away(absence.until, absence.deputy)}\n\n{texts.how}" if absence else texts.how

    def _away(self, until: date, deputy: str) -> str:
        texts = self.knowledge.texts.absence
        head = texts.away.format(day=in_french(until))
        if not deputy:
            return f"{head} {texts.nobody}"
        return f"{head} {texts.deputy.format(relay=relay_name(self.knowledge, deputy))}"

    def _keyboard(self, until: date, context: RequestContext, chosen: str = "") -> Keyboard:
        """Who could stand in, those of the same department first, and that somebody is back."""
        own = _departements(self.knowledge.get(context.relay))
        linked = [one for one in self.knowledge.relays if one.id in context.linked and one.id != context.relay]
        linked.sort(key=lambda one: (own.isdisjoint(_departements(one)), one.name))
        buttons = [
            Button(
                f"✓ {one.name}"[:_LABEL] if one.id == chosen else one.name[:_LABEL],
                data(Verb.AWAY, f"{until:{_DAY}}", one.id.removeprefix("relay/")),
            )
            for one in linked[:_OFFERED]
            if one.id not in context.absent
        ]
        return rows([*buttons, Button(self.knowledge.texts.absence.here, data(Verb.AWAY, "back"))])


def _departements(relay: object) -> frozenset[str]:
    """The departments in which a body works, as far as the base says so by itself."""
    if not isinstance(relay, Relay):
        return frozenset()
    return frozenset({*relay.covers.departements, *(insee[:2] for insee in relay.covers.communes)})


def _until(text: str, today: date) -> date | None:
    """The last day that a text names; None where it names none."""
    for attempt in (text, f"le {text}"):
        if found := days(attempt, today):
            return max(one.last for one in found)
    return None


def _read(written: str) -> date | None:
    """The day of a button, written as YYMMDD."""
    try:
        return date(2000 + int(written[:2]), int(written[2:4]), int(written[4:]))
    except ValueError:
        return None
