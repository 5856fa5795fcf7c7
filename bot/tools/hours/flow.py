"""How many hours: four figures, each with published values as buttons, then the calculation line by line."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import cast

from bot.chat.flow import AnswerRefused, Answers, Choice, Outcome, Question, Taken, Value
from bot.chat.markup import bold, escape, italic
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.schema.hours import HoursFile, Key, Published
from bot.language.fold import fold
from bot.tools.hours.reading import figure, is_sentence, told
from bot.tools.hours.volume import Figures, ImpossibleFigureError, check, in_french, rate_for, volume

_KEYS: tuple[Key, ...] = ("amount", "labour_share", "hourly_cost", "rate")


class HoursFlow:
    """The questions of ``/heures``; with a number of hours instead of a rate, the reverse."""

    name = "tool/hours"
    keeps = True
    ways: frozenset[str] = frozenset()

    def __init__(self, knowledge: Knowledge, file: HoursFile) -> None:
        self._knowledge = knowledge
        self._file = file

    def prefill(self, text: str, today: date, relay: str) -> Taken:
        """The figures that a sentence states; one that cannot be is named."""
        del today, relay
        figures, lack = told(text, self._file)
        values: dict[str, Value] = {}
        wrong: list[ImpossibleFigureError] = []
        for key in (*_KEYS, "hours"):
            if (value := figures.get(key)) is not None:
                try:
                    values[key] = str(check(key, value, self._file))
                except ImpossibleFigureError as error:
                    wrong.append(error)
        if lack:
            return Taken(values, self._file.said.of(lack), "amount")
        return Taken(values, str(wrong[0]), wrong[0].key or "") if wrong else Taken(values)

    def next(self, answers: Answers, today: date) -> Question | Outcome:
        """The first figure that is missing, or the volume."""
        del today
        reverse = answers.get("hours") is not None and answers.get("rate") is None
        missing = next((key for key in _KEYS if key not in answers and not (reverse and key == "rate")), None)
        if missing is not None:
            return cast("Question", self.ask(missing, answers))
        figures = Figures(**{key: Decimal(str(value)) for key, value in answers.items() if value is not None})
        try:
            found = rate_for(figures, self._file) if reverse else volume(figures, self._file)
        except ImpossibleFigureError as error:
            return Outcome(bold(str(error)), ("faq/volume-heures",), ("tool/relay",))
        texts = self._knowledge.texts
        hours = in_french(Decimal(found.hours))
        said = texts.hours.rate.format(rate=in_french(found.rate), hours=hours) if reverse else texts.hours.volume
        heading = bold(said.format(hours=hours))
        blocks = [heading, escape("\n".join(found.steps))]
        return Outcome(
            "\n\n".join(blocks),
            ("faq/volume-heures", "faq/calcul-heures-offre"),
            ("tool/relay", "tool/intake"),
            known=(("hours", str(found.hours)),),
            more=italic(" ".join(self._file.caveats)),
        )

    def ask(self, key: str, answers: Answers) -> Question | None:  # noqa: ARG002  the same whatever was answered
        """The question of a figure, with published values as buttons."""
        sheet = self._file.figures.get(cast("Key", key))
        if sheet is None:
            return None
        choices = tuple(Choice(slug, self._offered(key, one)) for slug, one in self._published(key).items())
        return Question(key, f"{sheet.question} ({sheet.example}){self._caution(key)}", choices, may_be_unknown=False)

    def admits(self, key: str, value: Value, answers: Answers, today: date) -> bool:
        """Tell whether the figure can be."""
        del answers, today
        try:
            check(cast("Key", key), Decimal(str(value)), self._file)
        except (ImpossibleFigureError, InvalidOperation):
            return False
        return True

    def resumed(self, value: str) -> None:
        """Nothing: the answers are kept after the outcome."""

    def press(self, key: str, value: str) -> Value | None:
        """The published value of a button."""
        one = self._published(key).get(value)
        return None if one is None else str(one.value)

    def read(self, key: str, text: str, answers: Answers, today: date) -> Taken | AnswerRefused | None:  # noqa: ARG002
        """A figure typed in any spelling, or several in one sentence."""
        stated = self.prefill(text, today, "")
        if len(stated.values) > 1:
            return stated
        if fold(text) in {fold(said) for said in self._file.reading.lacking}:
            return AnswerRefused(self._file.said.lacking)
        if not any(character.isdigit() for character in text) and not (stated.values or stated.refused):
            return None
        if is_sentence(text) and not (stated.values or stated.refused):
            return None
        try:
            return Taken({key: str(figure(cast("Key", key), text, self._file))})
        except ImpossibleFigureError as error:
            return AnswerRefused(str(error))

    def shown(self, key: str, value: Value) -> str:
        """A figure with its name and unit."""
        sheet = self._file.figures[cast("Key", key)]
        return f"{sheet.label} {in_french(Decimal(str(value)))} {sheet.unit}"

    def _published(self, key: str) -> Mapping[str, Published]:
        return {"labour_share": self._file.trades, "rate": self._file.rates, "hourly_cost": self._file.costs}.get(
            key, {}
        )

    def _offered(self, key: str, one: Published) -> str:
        return f"{in_french(one.value)} {self._file.figures[cast('Key', key)].unit} · {one.label}"

    def _caution(self, key: str) -> str:
        """What is said of published values that are old."""
        if not any(one.old for one in self._published(key).values()):
            return ""
        return f" {self._file.said.old_cost if key == 'hourly_cost' else self._file.said.old}"
