"""Which article, which modality: the buyer's questions, then the texts in force, why, and what to write."""

from collections.abc import Iterable
from datetime import date
from typing import cast

from bot.chat.flow import Answers, Choice, Outcome, Question, Refused, Taken, Value
from bot.chat.markup import bold, escape
from bot.knowledge.schema.entries import Article, Knowledge
from bot.knowledge.schema.modality import FactSheet, Key, Modality
from bot.language.dates import in_french
from bot.language.fold import words
from bot.tools.modality.decision import Decision, FactError, Facts, checked, decide, facts_from
from bot.tools.modality.reading import Heard, Words, heard

_BEFORE = ("obligation", "why", "exception", "reserve")  # what is said before the texts; the rest behind them
_YES, _NO = "true", "false"


class ModalityFlow:
    """The questions of ``/article``."""

    name = "tool/modality"
    keeps = True
    ways: frozenset[str] = frozenset()

    def __init__(self, knowledge: Knowledge, table: Modality, said: Words) -> None:
        self._knowledge = knowledge
        self._said = said
        self._table = table

    def prefill(self, text: str, today: date, relay: str) -> Taken:
        """What a buyer's text already states, and what of it must be said again."""
        del relay
        return self._taken(heard(text, self._said, today))

    def next(self, answers: Answers, today: date) -> Question | Outcome:
        """The fact that can still change the texts, or the texts."""
        decision = decide(self._table, self._facts(answers, today), today)
        if decision.ask is None:
            return self._outcome(decision)
        if decision.ask in answers:  # the person does not know it, and nothing can be decided without
            return self._undecided(decision, self._sheet(decision.ask).ask)
        return self.ask(decision.ask, answers) or self._outcome(decision)

    def ask(self, key: str, answers: Answers) -> Question | None:  # noqa: ARG002  the same whatever was answered
        """The question of a fact."""
        if key not in type(self._table.facts).model_fields:
            return None
        sheet = self._sheet(key)
        return Question(key, sheet.ask, tuple(Choice(value, label) for value, label in sheet.buttons.items()))

    def admits(self, key: str, value: Value, answers: Answers, today: date) -> bool:
        """Tell whether the fact takes such a value."""
        del answers
        try:
            checked(cast("Key", key), value, self._table.limits, today)
        except FactError:
            return False
        return True

    def resumed(self, value: str) -> None:
        """Nothing: the answers are kept after the outcome."""

    def press(self, key: str, value: str) -> Value | None:
        """The value that a button states."""
        if key not in type(self._table.facts).model_fields or value not in self._sheet(key).buttons:
            return None
        return value == _YES if value in (_YES, _NO) else value

    def read(self, key: str, text: str, answers: Answers, today: date) -> Taken | Refused | None:  # noqa: ARG002
        """A typed answer: a value of the fact itself, or any words that state facts."""
        spoken = words(text)
        if spoken and spoken[0] in ("oui", "non") and _YES in self._sheet(key).buttons:
            return Taken({key: spoken[0] == "oui"})
        said = heard(text, self._said, today)
        if said.doubts or _answers(said.facts):
            return self._taken(said)
        if any(word.isdigit() for word in spoken):
            try:
                return Taken({key: _plain(checked(cast("Key", key), text.strip(), self._table.limits, today))})
            except FactError:
                return Refused(self._sheet(key).wrong)
        return None

    def shown(self, key: str, value: Value) -> str:
        """An answer in the words of the base."""
        name = str(value).lower() if isinstance(value, bool) else str(value)
        said = self._sheet(key).values.get(name)
        if said is not None or value is None:
            return said or ""
        texts = self._knowledge.texts
        if key == "date":
            return texts.modality.date.format(value=in_french(date.fromisoformat(name)))
        templates = {"value": texts.modality.value, "works_months": texts.modality.months}
        amount = f"{value:,.0f}".replace(",", " ") if isinstance(value, int | float) else name
        return templates[key].format(value=amount) if key in templates else name

    def _taken(self, said: Heard) -> Taken:
        doubt = next(iter(said.doubts), None)
        values = _answers(said.facts)
        return Taken(values, doubt.said(self._table.says), doubt.key) if doubt else Taken(values)

    def _facts(self, answers: Answers, today: date) -> Facts:
        known = {key: value for key, value in answers.items() if value is not None}
        return facts_from(known, self._table.limits, today)

    def _sheet(self, key: str) -> FactSheet:
        return cast("FactSheet", getattr(self._table.facts, key))

    def _outcome(self, decision: Decision) -> Outcome:
        texts = self._knowledge.texts
        heading = {
            True: texts.modality.compulsory, False: texts.modality.free, None: texts.modality.open,
        }[decision.compulsory]  # fmt: skip
        first = [said.text for said in decision.says if said.topic in _BEFORE]
        after = [said.text for said in decision.says if said.topic not in _BEFORE]
        blocks = [bold(heading), *map(escape, first)]
        if decision.articles:
            blocks.append(f"{bold(texts.modality.articles + ' :')}\n{escape(self._listed(decision.articles))}")
        if decision.beside:
            blocks.append(f"{bold(texts.modality.beside + ' :')}\n{escape(self._listed(decision.beside))}")
        blocks.extend(map(escape, after))
        return Outcome("\n\n".join(blocks), decision.articles or decision.beside, ("tool/hours", "tool/relay"))

    def _undecided(self, decision: Decision, question: str) -> Outcome:
        said = [escape(said.text) for said in decision.says]
        blocks = [bold(self._knowledge.texts.modality.undecided.format(question=question)), *said]
        return Outcome("\n\n".join(blocks), (*decision.sources, "faq/comment-faire"), ("tool/relay", "tool/intake"))

    def _listed(self, ids: Iterable[str]) -> str:
        lines = []
        for id_ in ids:
            entry = self._knowledge.get(id_)
            lines.append(f"- {entry.number} : {entry.title}" if isinstance(entry, Article) else f"- {id_}")
        return "\n".join(lines)


def _answers(facts: Facts) -> Answers:
    return cast("Answers", facts.as_json())


def _plain(value: object) -> Value:
    return value.isoformat() if isinstance(value, date) else cast("Value", value)
