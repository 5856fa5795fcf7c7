"""Which article, which modality: the buyer's questions, then the verdict on the contract, with the rest folded."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import cast

from bot.chat.flow import AnswerRefused, Answers, Choice, Outcome, Question, Taken, Value
from bot.chat.markup import bold, escape
from bot.knowledge.schema.entries import Article, Knowledge
from bot.knowledge.schema.modality import FactSheet, Key, Modality
from bot.language.dates import in_french
from bot.language.fold import words
from bot.tools.modality.decision import Decision, decide
from bot.tools.modality.facts import FactError, Facts, checked, facts_from
from bot.tools.modality.open_cases import open_cases
from bot.tools.modality.reading import ContractReading, heard
from bot.tools.modality.words import Words

_SHOWN = ("presumed", "relay")  # what is shown without a tap behind the verdict, its reasons and the texts
_GOALS = ("goal", "reserve_for")  # what changes the texts, hardly ever whether the condition is compulsory
_YES, _NO = "true", "false"
_UNSURE = "?"  # begins the answer of a fact that was told in a way that does not settle it, with the words: it is asked
_WORDS_KEPT = 300  # characters of them
_CODE = "ccp"


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
        return self._taken(heard(text, self._said, today), text)

    def next(self, answers: Answers, today: date) -> Question | Outcome:
        """The fact that can still change the texts, or the texts; where nobody knows it, each case."""
        facts = self._facts(answers, today)
        unsure = {key for key, value in answers.items() if _is_unsure(value)}
        unknown = {key for key, value in answers.items() if value is None}
        decision = decide(self._table, facts, today, unsure=unsure, unknown=unknown)
        if decision.ask and (asked := self.ask(decision.ask, answers)):
            return replace(asked, above=self._early(decision, answers))
        return self._undecided(decision, unknown, today) if decision.open else self._outcome(decision)

    def ask(self, key: str, answers: Answers) -> Question | None:  # noqa: ARG002  the same whatever was answered
        """The question of a fact."""
        if key not in type(self._table.facts).model_fields:
            return None
        sheet = self._sheet(key)
        return Question(key, sheet.ask, tuple(Choice(value, label) for value, label in sheet.buttons.items()))

    def admits(self, key: str, value: Value, answers: Answers, today: date) -> bool:
        """Tell whether the fact takes such a value."""
        del answers
        if _is_unsure(value):
            return True
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

    def read(self, key: str, text: str, answers: Answers, today: date) -> Taken | AnswerRefused | None:
        """A typed answer: a value of the fact itself, or any words that state facts."""
        spoken = words(text)
        if spoken and spoken[0] in ("oui", "non") and _YES in self._sheet(key).buttons:
            return Taken({key: spoken[0] == "oui"})
        said = heard(text, self._said, today)
        if said.facts.get(cast("Key", key)) is None and (whole := self._completed(key, text, answers, today)):
            return whole
        if said.doubts or _answers(said.facts):
            return self._taken(said, text)
        if any(word.isdigit() for word in spoken):
            try:
                return Taken({key: _plain(checked(cast("Key", key), text.strip(), self._table.limits, today))})
            except FactError:
                return AnswerRefused(self._sheet(key).wrong)
        return None

    def shown(self, key: str, value: Value) -> str:
        """An answer in the words of the base."""
        name = str(value).lower() if isinstance(value, bool) else str(value)
        said = self._sheet(key).values.get(name)
        if said is not None or value is None or _is_unsure(value):
            return said or ""
        texts = self._knowledge.texts
        if key == "date":
            return texts.modality.date.format(value=in_french(date.fromisoformat(name)))
        templates = {"value": texts.modality.value, "works_months": texts.modality.months}
        amount = f"{value:,.0f}".replace(",", " ") if isinstance(value, int | float) else name
        return templates[key].format(value=amount) if key in templates else name

    def _completed(self, key: str, text: str, answers: Answers, today: date) -> Taken | None:
        """What is left open by earlier words, settled by these: "60 000 € par an", then "4 ans"."""
        earlier = answers.get(key)
        if not isinstance(earlier, str) or not _is_unsure(earlier):
            return None
        facts = heard(f"{earlier.removeprefix(_UNSURE)}, {text}", self._said, today).facts
        value = facts.get(cast("Key", key))
        return None if value is None else Taken({key: _plain(value)})

    def _taken(self, said: ContractReading, text: str) -> Taken:
        doubt = next(iter(said.doubts), None)
        values: dict[str, Value] = dict(_answers(said.facts))
        values.update((key, _UNSURE + text[:_WORDS_KEPT]) for key in said.unsure)
        return Taken(values, doubt.said(self._table.says), doubt.key) if doubt else Taken(values)

    def _facts(self, answers: Answers, today: date) -> Facts:
        known = {key: value for key, value in answers.items() if not (value is None or _is_unsure(value))}
        return facts_from(known, self._table.limits, today)

    def _sheet(self, key: str) -> FactSheet:
        return cast("FactSheet", getattr(self._table.facts, key))

    def _outcome(self, decision: Decision) -> Outcome:
        verdict, *reasons = [said.text for said in decision.says if said.topic in ("verdict", "reason")] or [""]
        blocks = [bold(verdict), *map(escape, reasons)]
        if decision.articles:
            blocks.append(escape(f"{self._knowledge.texts.modality.articles} : {self._numbers(decision.articles)}."))
        blocks += [escape(said.text) for said in decision.says if said.topic in _SHOWN]
        see = dict.fromkeys((*decision.articles, *decision.sources)) or dict.fromkeys(decision.beside)
        return Outcome(
            "\n\n".join(filter(None, blocks)),
            tuple(id_ for id_ in see if self._knowledge.get(id_)),
            ("tool/hours", "tool/relay"),
            more="\n\n".join(self._more(decision)),
        )

    def _early(self, decision: Decision, answers: Answers) -> str:
        """The verdict on the obligation, where the questions that are left hardly change it."""
        verdict, *reasons = [said.text for said in decision.says if said.topic in ("verdict", "reason")] or [""]
        if not verdict or not answers:
            return ""
        texts = self._numbers(decision.sources)
        unnamed = "" if texts.partition(",")[0] in verdict else f"{self._knowledge.texts.modality.articles} : {texts}."
        return "\n\n".join(filter(None, (bold(verdict), *map(escape, reasons[:1]), escape(unnamed))))

    def _more(self, decision: Decision) -> Iterator[str]:
        """What stands folded: why, what to write, the titles of the texts, what to read too."""
        texts = self._knowledge.texts
        yield from (escape(said.text) for said in decision.says if said.topic not in ("verdict", "reason", *_SHOWN))
        if decision.articles:
            yield f"{bold(texts.modality.articles + ' :')}\n{escape(self._listed(decision.articles))}"
        if decision.beside:
            yield f"{bold(texts.modality.beside + ' :')}\n{escape(self._listed(decision.beside))}"

    def _undecided(self, decision: Decision, unknown: set[str], today: date) -> Outcome:
        """What holds anyway, each case of what nobody knows, and who may know it."""
        says = self._table.says.undecided
        deciding = [key for key in decision.open if key not in _GOALS]
        key = deciding[0] if deciding and decision.compulsory is None else decision.open[0]
        shown = decision.compulsory is not None or key == "goal"  # else the cases say it
        held = [said.text for said in decision.says if said.topic == "verdict" and shown]
        cases = [
            f"- {_capital(case.label or self.shown(key, case.value))} : {self._told(case.decision, decision)}"
            for case in open_cases(self._table, decision, key, unknown, today)
        ]
        first, *rest = [*held, says.cases]
        blocks = [bold(first), *map(escape, [*rest, "\n".join(cases), says.whom])]
        more = [escape(said.text) for said in decision.says if said.text not in held and said.topic not in _SHOWN]
        see = (*decision.sources, "faq/comment-faire")
        return Outcome("\n\n".join(blocks), see, ("tool/relay", "tool/intake"), more="\n\n".join(more))

    def _told(self, case: Decision, whole: Decision) -> str:
        """What a case comes to: whether the condition is compulsory, where that isn't said yet, and its first texts."""
        says = self._table.says.undecided
        deciding = [key for key in case.open if key not in _GOALS]
        if case.compulsory is None and case.open:
            return says.but_short if deciding == ["works_months"] else says.depends
        duty = {True: says.compulsory, False: says.free, None: says.open}[case.compulsory]
        texts = self._numbers(case.articles[:2])
        if case.compulsory is not None and case.compulsory == whole.compulsory:
            return texts or (says.depends if case.open or case.ask else says.open)
        return f"{duty} ({texts})" if texts else duty

    def _numbers(self, ids: Iterable[str]) -> str:
        """Articles by number alone; those of another code with its name."""
        every = [entry for id_ in ids if isinstance(entry := self._knowledge.get(id_), Article)]
        return ", ".join(one.number if one.code == _CODE else f"{one.number}, {one.text}" for one in every)

    def _listed(self, ids: Iterable[str]) -> str:
        lines = []
        for id_ in ids:
            entry = self._knowledge.get(id_)
            lines.append(f"- {entry.number} : {entry.title}" if isinstance(entry, Article) else f"- {id_}")
        return "\n".join(lines)


def _is_unsure(value: Value) -> bool:
    return isinstance(value, str) and value.startswith(_UNSURE)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _answers(facts: Facts) -> Answers:
    return cast("Answers", facts.as_json())


def _plain(value: object) -> Value:
    return value.isoformat() if isinstance(value, date) else cast("Value", value)
