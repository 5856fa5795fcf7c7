"""``/rediger``: the clause for the contract of the case as a document, or the proofs of the person described."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import get_args

from bot.chat.case import CONTRACT, HOURS, PERSON, Case
from bot.chat.conversation import Conversation
from bot.chat.flow import Answers, Flow
from bot.chat.markup import escape
from bot.chat.replies import Deliver, Say, Turn
from bot.knowledge.ruleset import REFERENCE
from bot.knowledge.schema.entries import Relay
from bot.knowledge.schema.hours import Key
from bot.tools.clause.draft import Composer, Draft, Given, Lot
from bot.tools.eligibility.flow import facts_of
from bot.tools.eligibility.rules import verdict
from bot.tools.hours.volume import Figures
from bot.tools.modality.facts import FactError, Facts, facts_from


@dataclass(frozen=True, slots=True)
class Drafting:
    """Composes what a chat takes away."""

    flows: Mapping[str, Flow]
    composer: Composer

    def drafted(self, conversation: Conversation, text: str, today: date) -> Turn:
        """The document or the text; what stands behind the command is added to the case first."""
        case = self._told(conversation.case, text, conversation.relay, today)
        after = replace(conversation, case=case)
        contract, hours, person = case.for_(CONTRACT), case.for_(HOURS), case.of(PERSON)
        if case.topic == PERSON and person:
            return Turn(after, (Say(escape(self._proofs(person, conversation.relay, today).plain().strip())),))
        if not contract and not hours:
            return Turn(after, (Say(escape(self.composer.words.nothing)),))
        relay = self._relay(conversation.relay)
        lots = (Lot("", _figures(hours)),)
        given = Given(self._facts(contract, today), lots, relay, self._grid(relay))
        made = self.composer.draft(given, today)
        return Turn(after, (Deliver("clause", self.composer.words.told, content=made.as_json()),))

    def _told(self, case: Case, text: str, relay: str, today: date) -> Case:
        """The case with what a text says of a contract and its hours; of a person where it says nothing of those."""
        for tool in (CONTRACT, HOURS) if text else ():
            if values := self.flows[tool].prefill(text, today, relay).values:
                case = case.holding(tool, {**case.of(tool), **values}, today)
        if not text or case.topic in (CONTRACT, HOURS):
            return case
        values = self.flows[PERSON].prefill(text, today, relay).values
        return case.meeting().holding(PERSON, values, today) if values else case

    def _facts(self, answers: Answers, today: date) -> Facts:
        """The facts that were told and can be; a date that does not settle when is left to complete."""
        known = {key: value for key, value in answers.items() if value not in (None, "")}
        try:
            return facts_from(known, self.composer.tables.modality.limits, today)
        except FactError as error:  # kept by an older base
            return self._facts({key: value for key, value in known.items() if key != error.key}, today)

    def _proofs(self, answers: Answers, relay: str, today: date) -> Draft:
        grid = self.composer.tables.grids[self._grid(self._relay(relay))]
        return self.composer.proofs(verdict(grid, facts_of(answers)), today)

    def _relay(self, id_: str) -> Relay | None:
        entry = self.composer.knowledge.get(id_)
        return entry if isinstance(entry, Relay) else None

    def _grid(self, relay: Relay | None) -> str:
        named = relay.grid if relay else None
        return named if named and named in self.composer.tables.grids else REFERENCE


def _figures(answers: Answers) -> Figures:
    found: dict[str, Decimal] = {}
    for key in get_args(Key):
        try:
            found[key] = Decimal(str(answers[key]))
        except (KeyError, InvalidOperation):
            continue
    return Figures(**found)
