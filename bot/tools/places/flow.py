"""Who is my relay? By the place of the work, whatever the spelling."""

import re
from collections.abc import Sequence
from datetime import date

from bot.chat.flow import AnswerRefused, Answers, Choice, Outcome, Question, Taken, Value
from bot.chat.markup import bold, escape, italic
from bot.knowledge.areas import Commune
from bot.knowledge.schema.entries import Knowledge
from bot.tools.places.contact import contact
from bot.tools.places.gazetteer import Gazetteer
from bot.tools.places.match import PlaceMatch
from bot.tools.places.relays import relays_for

_PLACE, COMMUNE = "place", "commune"
_CODE = re.compile(r"\W*(\d{2})\s?(\d{3})\W*")
_OFFERED = 12  # communes offered as buttons
_NAMED = 3  # communes of a postal code that are named
_TOLD = 2  # bodies told with their contact; the others stand as buttons


class RelayFlow:
    """The questions of ``/relais``."""

    name = "tool/relay"
    keeps = True
    ways: frozenset[str] = frozenset()

    def __init__(self, knowledge: Knowledge, gazetteer: Gazetteer) -> None:
        self._knowledge = knowledge
        self._gazetteer = gazetteer

    def prefill(self, text: str, today: date, relay: str) -> Taken:
        """The place that a text names; a number that may be a postal code and is none is named."""
        del today, relay
        found = self._gazetteer.find(text)
        taken = self._taken(found, text)
        code = "" if taken else _code(text)
        refused = self._knowledge.texts.relay.unknown_code.format(code=code) if code else ""
        return Taken(taken, refused=refused, note=self._became(found))

    def next(self, answers: Answers, today: date) -> Question | Outcome:
        """The place, then which of several communes, then who helps there."""
        del today
        chosen = self._commune(answers.get(COMMUNE))
        if chosen is not None:
            return self._outcome([chosen])
        said = answers.get(_PLACE)
        if not isinstance(said, str):
            return self._where(_PLACE)
        found = self._gazetteer.find(said)
        if found.match == "ambiguous" and COMMUNE not in answers:
            if relays_for(found.communes, self._knowledge.relays):
                return self._outcome(found.communes)  # wherever it is among these, the same bodies help
            return self._which(found)
        return self._outcome(found.communes)

    def ask(self, key: str, answers: Answers) -> Question | None:
        """The question of the place, or which commune of those that the place may be."""
        said = answers.get(_PLACE)
        if key == COMMUNE:
            # a commune that was named as such is asked for by the place
            return self._which(self._gazetteer.find(said)) if isinstance(said, str) else self._where(COMMUNE)
        return self._where(_PLACE) if key == _PLACE else None

    def admits(self, key: str, value: Value, answers: Answers, today: date) -> bool:
        """Tell whether the commune still exists."""
        del answers, today
        return key == _PLACE or self._commune(value) is not None

    def resumed(self, value: str) -> None:
        """Nothing: the answers are kept after the outcome."""

    def press(self, key: str, value: str) -> Value | None:
        """The commune of a button."""
        return value if key == COMMUNE and self._commune(value) is not None else None

    def read(self, key: str, text: str, answers: Answers, today: date) -> Taken | AnswerRefused | None:
        """A place in any spelling."""
        del key, answers, today
        found = self._gazetteer.find(text)
        if found.match == "none":
            return AnswerRefused(self._knowledge.texts.relay.unknown_place)
        return Taken(self._taken(found, text), note=self._became(found))

    def shown(self, key: str, value: Value) -> str:
        """The place by its name, a postal code with some of its communes."""
        commune = self._commune(value) if key == COMMUNE else None
        if commune is None and (code := _code(str(value))):
            communes = [commune.name for commune in self._gazetteer.find(code).communes]
            more = ["…"] if len(communes) > _NAMED else []
            return f"{code} ({', '.join([*communes[:_NAMED], *more])})"
        return f"{commune.name} ({commune.departement})" if commune else str(value)

    def _taken(self, found: PlaceMatch, text: str) -> Answers:
        if found.match in ("exact", "fuzzy"):
            return {COMMUNE: found.communes[0].insee}
        return {_PLACE: text} if found.match == "ambiguous" else {}

    def _became(self, found: PlaceMatch) -> str:
        """What became of a former commune that was named."""
        if not found.former:
            return ""
        return self._knowledge.texts.relay.became.format(former=found.former, commune=found.communes[0].name)

    def _which(self, found: PlaceMatch) -> Question:
        choices = [Choice(c.insee, f"{c.name} ({c.departement})") for c in found.communes[:_OFFERED]]
        return Question(COMMUNE, self._knowledge.texts.relay.which, tuple(choices), may_be_unknown=False)

    def _where(self, key: str) -> Question:
        return Question(key, self._knowledge.texts.relay.ask_place, may_be_unknown=False)

    def _commune(self, insee: Value) -> Commune | None:
        return self._gazetteer.commune(insee) if isinstance(insee, str) else None

    def _outcome(self, communes: Sequence[Commune]) -> Outcome:
        texts = self._knowledge.texts
        relays = relays_for(communes, self._knowledge.relays)
        told = [f"{bold(relay.name)}\n{contact(self._knowledge, relay)}" for relay in relays[:_TOLD]]
        blocks = [] if relays else [escape(texts.relay.by_place)]
        if relays and not relays[0].proven:
            blocks.append(italic(texts.relay.none_proven))
        blocks.extend(told[:1])
        see_also = tuple(relay.id for relay in relays[_TOLD:]) or tuple(relay.id for relay in relays[:1])
        first = relays[0].id if relays else ""
        known = (("place", communes[0].insee),) if len(communes) == 1 else ()
        more = [*told[1:], escape(texts.relay.by_place)]
        return Outcome(
            "\n\n".join(blocks),
            see_also,
            ("tool/intake", "tool/eligibility"),
            relay=first,
            known=known,
            more="\n\n".join(more),
        )


def _code(text: str) -> str:
    """The postal code, or what looks like one, that a text holds and nothing else; else nothing."""
    alone = _CODE.fullmatch(text)
    return "".join(alone.groups()) if alone else ""
