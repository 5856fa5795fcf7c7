"""Does this hire count? A presumption with its reason, its proof and who validates it, never a decision."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.chat.flow import AnswerRefused, Answers, Choice, Outcome, Question, Taken, Value
from bot.chat.markup import bold, escape, italic
from bot.knowledge.ruleset import REFERENCE, Tables
from bot.knowledge.schema.eligibility import Grid
from bot.knowledge.schema.entries import Knowledge, Public, Relay
from bot.knowledge.schema.person import NAMES, Facts
from bot.language.durations import spans
from bot.language.fold import fold, words
from bot.language.numbers import digits
from bot.tools.eligibility.packing import pack, unpack
from bot.tools.eligibility.reading import Profile, ProfileWords, ReadingProblem, longer_than_life, read, read_persons
from bot.tools.eligibility.rules import Ground, Held, Presumption, Verdict, evidence, reasons, told_early, verdict

_FIRST = 2  # publics told without a tap
_SHOWN = 3  # publics told with their reason
_DIGITS = 18  # of a number that is read; a longer one is out of all bounds anyway
_FEW = 6  # words of an answer that only tells how long: "cela fait deux ans et demi"
_NOTHING = frozenset({"non", "aucun", "aucune", "rien"})
_NONE = "none"  # the button of a set that says "none of these"
_GRID, _STRUCTURE = "grid", "structure"  # what is asked beside the facts of the person


class EligibilityFlow:
    """The questions of ``/eligibilite``, by the grid of rules of the relay in question or of the person's choice.

    The profile of a person is held only as long as the questions last; to see it by another grid, the button under
    the outcome holds it.
    """

    name = "tool/eligibility"
    keeps = False
    ways = frozenset({_GRID, _STRUCTURE})

    def __init__(self, knowledge: Knowledge, tables: Tables, said: ProfileWords) -> None:
        self._knowledge = knowledge
        self._said = said
        self._grids = tables.grids
        self._named = sorted(
            ((fold(line), name) for name, grid in tables.grids.items() for line in grid.words),
            key=lambda named: -len(named[0]),
        )
        self._sheets = tables.facts.facts
        self._yes = frozenset(tables.facts.hearing.affirmed)

    def prefill(self, text: str, today: date, relay: str) -> Taken:
        """What a description already states, and the grid that it names, else that of the relay."""
        profile, *further = read_persons(text, self._said, today)
        grid = self._grid_named(text) or self._grid_of_relay(relay)
        chosen = {_GRID: grid} if grid else {}
        problem = next(iter(profile.problems), None) or self._open(profile, chosen)
        note = "\n".join(profile.notices)
        others = tuple({**chosen, **_answers(one.facts)} for one in further)
        decisive = bool(problem.fact) and problem not in profile.problems
        taken = Taken({**chosen, **_answers(profile.facts)}, problem.says, problem.fact, decisive=decisive, note=note)
        return replace(taken, undone=profile.undone, awaited=profile.awaited, others=others)

    def _open(self, profile: Profile, chosen: Answers) -> ReadingProblem:
        """What was spoken of and not understood, where without it nothing may be presumed; empty where nothing is."""
        found = verdict(self._grid(chosen), profile.facts, unclear=profile.unclear)
        if found.ask is None or found.ask not in profile.unclear:
            return ReadingProblem("", "")
        return ReadingProblem(found.ask, self._said.file.complaints.unclear)

    def next(self, answers: Answers, today: date) -> Question | Outcome:
        """The fact that decides most, or the presumption."""
        del today
        facts = facts_of(answers)
        declined = frozenset(name for name, value in answers.items() if value is None)
        grid, structure = self._grid(answers), answers.get(_STRUCTURE)
        found = verdict(grid, facts, declined=declined, structure=structure if isinstance(structure, str) else None)
        wanted = found.ask or (_STRUCTURE if _STRUCTURE not in answers and _depends(grid, found) else None)
        if wanted is not None and (question := self.ask(wanted, answers)) is not None:
            return replace(question, above=escape("\n".join(told_early(grid, facts.completed(), wanted))))
        return self._outcome(found, answers)

    def ask(self, key: str, answers: Answers) -> Question | None:
        """The question of a fact, of the grid, or of the structure where the grid counts by structure."""
        if key == _GRID:
            grids = tuple(Choice(name, grid.label) for name, grid in self._grids.items())
            return Question(key, self._knowledge.texts.eligibility.ask_grid, grids, may_be_unknown=False)
        if key == _STRUCTURE:
            together = self._grid(answers).together
            kinds = tuple(Choice(kind, self._structure(kind)) for kind in together.enough) if together else ()
            return Question(key, self._knowledge.texts.eligibility.ask_structure, kinds) if kinds else None
        if key not in self._sheets:
            return None
        sheet = self._sheets[key]
        choices = [Choice(value, label) for value, label in sheet.answers.items()]
        if sheet.type == "set":
            choices.append(Choice(_NONE, self._knowledge.texts.flow.none))
        return Question(key, sheet.question, tuple(choices))

    def admits(self, key: str, value: Value, answers: Answers, today: date) -> bool:
        """Tell whether the grids and the sheets have such an answer."""
        del today
        if key == _GRID:
            return value in self._grids
        if key == _STRUCTURE:
            together = self._grid(answers).together
            return together is not None and value in together.enough
        sheet = self._sheets[key]
        match sheet.type:
            case "integer":
                number = value if isinstance(value, int) and not isinstance(value, bool) else None
                return number is not None and (sheet.bounds is None or sheet.bounds.hold(number))
            case "boolean":
                return isinstance(value, bool)
            case "set":
                return isinstance(value, tuple) and set(value) <= set(sheet.answers)
            case _:
                return isinstance(value, str) and value in sheet.answers

    def resumed(self, value: str) -> Answers | None:
        """The profile that a button holds, with the grid by which to look at it."""
        grid, _, packed = value.partition(".")
        answers = unpack(packed, self._sheets) if grid in self._grids else None
        return None if answers is None else {_GRID: grid, **answers}

    def press(self, key: str, value: str) -> Value | None:
        """The value that a button states."""
        if key == _GRID:
            return value if value in self._grids else None
        if key == _STRUCTURE:
            return (
                value if any(value in grid.together.enough for grid in self._grids.values() if grid.together) else None
            )
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

    def read(self, key: str, text: str, answers: Answers, today: date) -> Taken | AnswerRefused | None:
        """A typed answer: a number alone, yes or no, or any words that state facts or name a grid."""
        profile = read(text, self._said, today)
        if grid := self._grid_named(text):
            return Taken({_GRID: grid, **_answers(profile.facts)})
        if key in (_GRID, _STRUCTURE):
            return self._structure_named(key, profile)
        alone = self._alone(key, words(text))
        if alone is None:
            alone = self._lasting(key, text, today)
        if isinstance(alone, AnswerRefused):
            return alone
        stated = _answers(profile.facts) if alone is None else {key: alone}
        problem = next(iter(profile.problems), None) if alone is None else None
        if problem is None:
            stated, problem = self._doubted(stated, answers)
        if problem is not None:
            return Taken(stated, problem.says, problem.fact)
        return Taken(stated, note="\n".join(profile.notices)) if stated or profile.notices else None

    def _structure_named(self, key: str, profile: Profile) -> Taken | None:
        """The kind of structure that a text names, where it is asked for."""
        said = profile.facts.programme or frozenset()
        kind = next((one for one in sorted(said) if key == _STRUCTURE and self.press(key, one)), None)
        return Taken({key: kind}) if kind else None

    def _doubted(self, stated: Answers, answers: Answers) -> tuple[Answers, ReadingProblem | None]:
        """The facts stated without the one that makes something last longer than the person lives, and the problem."""
        problem = longer_than_life(facts_of({**answers, **stated}), self._said.file)
        if problem is None:
            return stated, None
        wrong = next((name for name in (problem.fact, "age") if name in stated), problem.fact)
        return {name: value for name, value in stated.items() if name != wrong}, ReadingProblem(wrong, problem.says)

    def _alone(self, key: str, spoken: Sequence[str]) -> Value | AnswerRefused:
        """The value of an answer in a word or two: a number, yes or no; None where it is more than that."""
        sheet = self._sheets[key]
        if sheet.type == "integer" and len(spoken) == 1 and spoken[0].isdigit():
            number = int(spoken[0][:_DIGITS])
            if sheet.bounds and not sheet.bounds.hold(number):
                return AnswerRefused(sheet.bounds.otherwise.format(values=number))
            return number
        if sheet.type == "boolean" and spoken and len(spoken) < 4:  # noqa: PLR2004  "non pas encore" is an answer
            for label, value in (("oui", True), ("non", False)):
                if spoken[0] == label or (label == "oui" and spoken[0] in self._yes):
                    return value
        if spoken and spoken[0] in _NOTHING and len(spoken) < 3:  # noqa: PLR2004  "non rien"
            return () if sheet.type == "set" else _NONE if _NONE in sheet.answers else None
        return None

    def _lasting(self, key: str, text: str, today: date) -> Value | AnswerRefused | None:
        """The months of an answer that is nothing but a duration: "2 mois", "un an et demi"."""
        sheet, said = self._sheets[key], digits(text)
        found = spans(said, today) if sheet.type == "integer" and sheet.unit == "mois" else []
        if len(found) != 1 or len(words(text)) > _FEW:
            return None
        months = found[0].months
        if sheet.bounds and not sheet.bounds.hold(months):
            return AnswerRefused(sheet.bounds.otherwise.format(values=months))
        return months

    def shown(self, key: str, value: Value) -> str:
        """An answer in the words of the base."""
        if key == _GRID:
            return self._grids[str(value)].short if value in self._grids else ""
        if key == _STRUCTURE:
            return self._structure(str(value))
        stated = facts_of({key: value}).get(key)
        said = ", ".join(reasons(Held("", (Ground(key, stated),)), self._sheets)) if stated is not None else ""
        return said or self._knowledge.texts.flow.none_of_these

    def _grid_named(self, text: str) -> str | None:
        """The grid that a text names, by the longest of its names."""
        said = f" {fold(text)} "
        return next((name for line, name in self._named if f" {line} " in said), None)

    def _grid_of_relay(self, relay: str) -> str | None:
        body = self._knowledge.get(relay)
        return body.grid if isinstance(body, Relay) and body.grid in self._grids else None

    def _grid(self, answers: Answers) -> Grid:
        return self._grids.get(str(answers.get(_GRID)), self._grids[REFERENCE])

    def _structure(self, kind: str) -> str:
        return self._sheets["programme"].answers.get(kind, kind)

    def _outcome(self, found: Verdict, answers: Answers) -> Outcome:
        texts, grid = self._knowledge.texts, self._grid(answers)
        own = grid is self._grids[REFERENCE]
        heading = {
            Presumption.ELIGIBLE: texts.eligibility.eligible if own else texts.eligibility.by_grid,
            Presumption.ON_OPINION: texts.eligibility.on_opinion,
            Presumption.UNDETERMINED: texts.eligibility.undetermined,
            Presumption.INELIGIBLE: texts.eligibility.ineligible,
        }[found.kind]
        blocks = [bold(heading)]
        if not own:
            blocks.append(escape(texts.eligibility.grid.format(grid=grid.label)))
        if found.ruled_out:
            blocks.append(escape("\n".join(found.ruled_out)))
        else:
            blocks.extend(self._grounds(found))
        told = 0 if found.kind is Presumption.ELIGIBLE else 1  # who counts reads what else there is behind the verdict
        blocks.extend(map(escape, found.advice[:told]))
        more = [*map(escape, found.advice[told:]), *self._further(found)]
        if found.kind is not Presumption.ELIGIBLE and found.unchecked:
            labels = ", ".join(self._label(public) for public in found.unchecked[:_SHOWN])
            more.append(escape(texts.eligibility.unchecked.format(publics=labels)))
        more.append(italic(" ".join(grid.caveats)))
        see_also = found.publics if not found.ruled_out else ("faq/salarie-existant",)
        packed = pack(answers, self._sheets)
        others = tuple(
            Choice(f"{name}.{packed}", other.short) for name, other in self._grids.items() if other is not grid
        )
        next_ = ("tool/relay", "tool/intake")
        see_also = see_also or ("faq/avis-motive",)
        heading_, *rest = blocks
        return Outcome(f"{heading_}\n\n{chr(10).join(rest)}", see_also, next_, others, more="\n\n".join(more))

    def _grounds(self, found: Verdict) -> Iterator[str]:
        """Why a person counts: the publics with their reasons, what counts together, and the papers."""
        texts = self._knowledge.texts
        if found.held:
            yield "\n".join(self._held(held) for held in found.held[:_FIRST])
        if found.together:
            yield escape(texts.eligibility.together.format(criteria=" ; ".join(found.together)))
        if found.kind is Presumption.ELIGIBLE and found.structures:
            kinds = ", ".join(self._structure(kind) for kind in found.structures)
            yield escape(texts.eligibility.structures.format(structures=kinds))
        if found.held and (papers := self._papers(found)):
            yield f"{bold(texts.entry.proof + ' :')} {escape(papers[0])}"

    def _further(self, found: Verdict) -> Iterator[str]:
        """What stands folded: the other publics, all papers, and who validates."""
        if found.ruled_out or not found.held:
            return
        if others := found.held[_FIRST:_SHOWN]:
            yield "\n".join(self._held(held) for held in others)
        yield from self._proofs(found)

    def _held(self, held: Held) -> str:
        because = ", ".join(reasons(held, self._sheets))
        reason = f" ({because})" if because else ""
        return escape(f"- {self._label(held.public)}{reason}")

    def _proofs(self, found: Verdict) -> list[str]:
        texts = self._knowledge.texts
        blocks = []
        if papers := self._papers(found):
            listed = "\n".join(f"- {paper}" for paper in papers)
            blocks.append(f"{bold(texts.entry.proof + ' :')}\n{escape(listed)}")
        first = self._knowledge.get(found.publics[0])
        if isinstance(first, Public) and first.validated_by:
            blocks.append(f"{bold(texts.entry.validated_by + ' :')} {escape(', '.join(first.validated_by))}")
        return blocks

    def _papers(self, found: Verdict) -> Sequence[str]:
        entries = {public: self._knowledge.get(public) for public in found.publics}
        proofs = {public: entry.proof for public, entry in entries.items() if entry is not None}
        return evidence(found, proofs)[:_SHOWN]

    def _label(self, public: str) -> str:
        entry = self._knowledge.get(public)
        return entry.label if entry else public


def _depends(grid: Grid, found: Verdict) -> bool:
    """Tell whether a person counts for some kinds of structure and not for others."""
    together = grid.together
    return together is not None and bool(found.structures) and len(found.structures) < len(together.enough)


def facts_of(answers: Answers) -> Facts:
    """The facts that answers state; what nobody knows is left out."""
    facts = Facts()
    for name, value in answers.items():
        if name in NAMES and value is not None and not isinstance(value, float):
            facts = facts.stating(name, frozenset(value) if isinstance(value, tuple) else value)
    return facts


def _answers(facts: Facts) -> Answers:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in facts.as_json().items()}
