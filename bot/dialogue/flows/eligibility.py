"""Does this hire count? A presumption with its reason, its proof and who validates it, never a decision."""

from datetime import date

from bot.deciding.eligibility import Ground, Held, Kind, Verdict, evidence, reasons, verdict
from bot.deciding.facts import NAMES, Facts
from bot.deciding.profile import ProfileWords, read
from bot.deciding.tables import REFERENCE, Tables
from bot.dialogue.flow import Answers, Choice, Outcome, Question, Refused, Taken, Value
from bot.dialogue.markup import bold, escape, italic
from bot.knowledge.models import Knowledge, Public
from bot.language.fold import words

_SHOWN = 3  # publics told with their reason
_NONE = "none"  # the button of a set that says "none of these"


class EligibilityFlow:
    """The questions of ``/eligibilite``, by one grid of rules.

    The profile of a person is held only as long as the questions last.
    """

    name = "tool/eligibility"
    keeps = False

    def __init__(self, knowledge: Knowledge, tables: Tables, said: ProfileWords) -> None:
        self._knowledge = knowledge
        self._said = said
        self._grid = tables.grids[REFERENCE]
        self._sheets = tables.facts.facts
        self._yes = frozenset(tables.facts.hearing.affirmed)

    def prefill(self, text: str, today: date) -> Answers:
        """What a description already states."""
        return _answers(read(text, self._said, today).facts)

    def next(self, answers: Answers, today: date) -> Question | Outcome:
        """The fact that decides most, or the presumption."""
        del today
        facts = _facts(answers)
        declined = frozenset(name for name, value in answers.items() if value is None)
        found = verdict(self._grid, facts, declined=declined)
        if found.ask is not None and (question := self.ask(found.ask, answers)) is not None:
            return question
        return self._outcome(found)

    def ask(self, key: str, answers: Answers) -> Question | None:  # noqa: ARG002  the same whatever was answered
        """The question of a fact."""
        if key not in self._sheets:
            return None
        sheet = self._sheets[key]
        choices = [Choice(value, label) for value, label in sheet.answers.items()]
        if sheet.type == "set":
            choices.append(Choice(_NONE, self._knowledge.texts.flow_none))
        return Question(key, sheet.question, tuple(choices))

    def press(self, key: str, value: str) -> Value | None:
        """The value that a button states."""
        sheet = self._sheets.get(key)
        if sheet is not None and sheet.type == "set" and value == _NONE:
            return ()
        if sheet is None or value not in sheet.answers:
            return None
        match sheet.type:
            case "boolean":
                return value == "oui"
            case "set":
                return (value,)
            case _:
                return value

    def read(self, key: str, text: str, today: date) -> Taken | Refused | None:
        """A typed answer: a number alone, yes or no, or any words that state facts."""
        sheet = self._sheets[key]
        spoken = words(text)
        if sheet.type == "integer" and len(spoken) == 1 and spoken[0].isdigit():
            number = int(spoken[0])
            if sheet.bounds and not sheet.bounds.hold(number):
                return Refused(sheet.bounds.otherwise.format(values=number))
            return Taken({key: number})
        if sheet.type == "boolean" and spoken and len(spoken) < 4:  # noqa: PLR2004  "non pas encore" is an answer
            for label, value in (("oui", True), ("non", False)):
                if spoken[0] == label or (label == "oui" and spoken[0] in self._yes):
                    return Taken({key: value})
        profile = read(text, self._said, today)
        if profile.problems:
            return Refused(profile.problems[0].says)
        stated = _answers(profile.facts)
        return Taken(stated) if stated else None

    def shown(self, key: str, value: Value) -> str:
        """An answer in the words of the base."""
        stated = _facts({key: value}).get(key)
        said = ", ".join(reasons(Held("", (Ground(key, stated),)), self._sheets)) if stated is not None else ""
        return said or self._knowledge.texts.flow_none_of_these

    def _outcome(self, found: Verdict) -> Outcome:
        texts = self._knowledge.texts
        heading = {
            Kind.ELIGIBLE: texts.eligibility_eligible,
            Kind.ON_OPINION: texts.eligibility_on_opinion,
            Kind.UNDETERMINED: texts.eligibility_undetermined,
            Kind.INELIGIBLE: texts.eligibility_ineligible,
        }[found.kind]
        blocks = [bold(heading)]
        if found.ruled_out:
            blocks.append(escape("\n".join(found.ruled_out)))
        elif found.held:
            blocks.append("\n".join(self._held(held) for held in found.held[:_SHOWN]))
            blocks.extend(self._proofs(found))
        if found.advice:
            blocks.append(escape("\n".join(found.advice)))
        if found.kind is not Kind.ELIGIBLE and found.unchecked:
            labels = ", ".join(self._label(public) for public in found.unchecked[:_SHOWN])
            blocks.append(escape(texts.eligibility_unchecked.format(publics=labels)))
        blocks.append(italic(" ".join(self._grid.caveats)))
        see_also = found.publics if not found.ruled_out else ("faq/salarie-existant",)
        return Outcome("\n\n".join(blocks), see_also or ("faq/avis-motive",), ("tool/relay", "tool/intake"))

    def _held(self, held: Held) -> str:
        because = ", ".join(reasons(held, self._sheets))
        reason = f" ({because})" if because else ""
        return escape(f"- {self._label(held.public)}{reason}")

    def _proofs(self, found: Verdict) -> list[str]:
        texts = self._knowledge.texts
        entries = {public: self._knowledge.get(public) for public in found.publics}
        proofs = {public: entry.proof for public, entry in entries.items() if entry is not None}
        blocks = []
        if papers := evidence(found, proofs)[:_SHOWN]:
            listed = "\n".join(f"- {paper}" for paper in papers)
            blocks.append(f"{bold(texts.said_proof + ' :')}\n{escape(listed)}")
        first = entries.get(found.publics[0])
        if isinstance(first, Public) and first.validated_by:
            blocks.append(f"{bold(texts.said_validated_by + ' :')} {escape(', '.join(first.validated_by))}")
        return blocks

    def _label(self, public: str) -> str:
        entry = self._knowledge.get(public)
        return entry.label if entry else public


def _facts(answers: Answers) -> Facts:
    facts = Facts()
    for name, value in answers.items():
        if name in NAMES and value is not None and not isinstance(value, float):
            facts = facts.stating(name, frozenset(value) if isinstance(value, tuple) else value)
    return facts


def _answers(facts: Facts) -> Answers:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in facts.as_json().items()}
