"""Leads a person through a flow: asks, understands, goes back, corrects, and shows the outcome."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.chat import case
from bot.chat.buttons import Verb, data, fits, read
from bot.chat.conversation import Conversation, Known
from bot.chat.flow import AnswerRefused, Answers, Choice, Course, Flow, Outcome, Question, Taken, Value, step
from bot.chat.markup import bold, escape, folded, italic, shortened
from bot.chat.replies import Button, Keyboard, rows
from bot.knowledge.schema.texts import Texts
from bot.language.fold import fold, words

_BUTTON = 30  # characters that a telephone shows in one button
_SHORT = 14  # characters of a label, two of which stand in one row
_CORRECTABLE = 2  # answers from which a choice of what to correct is worth a button
_MOST_ASKED = 5  # questions of a tool before it says what it can
_COUNTED = (case.PERSON, case.CONTRACT)  # tools whose number of questions nobody can foresee


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a flow, and the conversation after it; ``outcome`` where the flow came to its end.

    ``recalled`` then tells what it was decided by, and ``ends`` are the buttons that change it. ``refused`` where an
    answer was read and cannot be; ``chosen`` is the label of the button that was pressed.
    """

    conversation: Conversation
    html: str
    keyboard: Keyboard = ()
    outcome: Outcome | None = None
    refused: bool = False
    flow: str = ""
    recalled: str = ""
    ends: tuple[Button, ...] = ()
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Conductor:
    """Conducts the flows, by the id of their tool."""

    flows: Mapping[str, Flow]
    texts: Texts

    def begin(self, conversation: Conversation, tool: str, text: str, today: date, known: Known = ()) -> Shown:
        """Start a flow with what is known already and what a text says."""
        flow = self.flows[tool]
        taken = flow.prefill(text, today, conversation.relay)
        said = {**dict(known), **taken.values}
        return self._taken(conversation, flow, Course(tool).answered(said), taken, today, understood=said)

    def told(self, conversation: Conversation, tool: str, taken: Taken, today: date, change: str = "") -> Shown:
        """The question or the outcome of a flow from all that was told; ``change`` says what the last word changed."""
        course = Course(tool).answered(taken.values)
        return self._taken(conversation, self.flows[tool], course, taken, today, understood=taken.values, change=change)

    def another_way(self, conversation: Conversation, tool: str, text: str, today: date) -> Shown | None:
        """Start a flow that came to its end once more, where a text only says by what else to decide."""
        flow = self.flows.get(tool)
        taken = flow.prefill(text, today, "") if flow and "?" not in text else None
        if flow is None or taken is None or not taken.values or not flow.ways.issuperset(taken.values):
            return None
        known = {**conversation.case.of(tool), **taken.values}
        return self._taken(conversation, flow, Course(tool).answered(known), taken, today, understood=known)

    def typed(self, conversation: Conversation, text: str, today: date) -> Shown | None:
        """A text in the middle of a flow; None where it is no answer to what was asked."""
        course, flow = self._under_way(conversation)
        if course is None or flow is None or not course.asking:
            return None
        if (held := self._named(flow, course, text)) and (shown := self.pressed(conversation, held, today)):
            return shown
        return self.answered(conversation, flow.read(course.asking, text, course.given, today), today)

    def answered(self, conversation: Conversation, meant: Taken | AnswerRefused | None, today: date) -> Shown | None:
        """What an answer to the open question leads to, in words or not; None where it is none, or nothing is asked."""
        course, flow = self._under_way(conversation)
        if course is None or flow is None or not course.asking:
            return None
        if isinstance(meant, AnswerRefused):
            why = escape(meant.why)
            again = self._show(conversation, flow, course, today, before=why, instead=meant.choices, brief=True)
            return replace(again, refused=True)
        if isinstance(meant, Taken):
            beside = [key for key in meant.values if key != course.asking]
            answered = course.answered(meant.values)
            return self._taken(conversation, flow, answered, meant, today, understood=beside)
        return None

    def asking(self, conversation: Conversation) -> str:
        """What the flow under way asks, empty where none does."""
        course, flow = self._under_way(conversation)
        return course.asking if course is not None and flow is not None else ""

    def outcome(self, conversation: Conversation, tool: str, today: date) -> Outcome | None:
        """What a flow came to whose answers are kept; None where they are not, or it still asks."""
        course, flow = self._under_way(conversation)
        coming = step(flow, course, today)[1] if course and flow and course.flow == tool else None
        return coming if isinstance(coming, Outcome) else None

    def takes_anything(self, conversation: Conversation) -> bool:
        """Tell whether any words answer what is asked."""
        course, flow = self._under_way(conversation)
        asked = flow.ask(course.asking, course.given) if course and flow and course.asking else None
        return asked is not None and asked.takes_anything

    def explained(self, conversation: Conversation, text: str, today: date) -> Shown | None:
        """What is asked, explained; None where the text does not ask about it."""
        course, flow = self._under_way(conversation)
        asked = flow.ask(course.asking, course.given) if course and flow and course.asking else None
        if asked is None or not set(asked.terms).intersection(words(text)):
            return None
        return self.again(conversation, today, escape(asked.explained), brief=True)

    def _named(self, flow: Flow, course: Course, text: str) -> str:
        """The data of the button whose label was typed, or what means the same as « Je ne sais pas »."""
        asked, said = flow.ask(course.asking, course.given), fold(text)
        buttons = [button for row in self._keyboard(course, asked) for button in row] if asked and said else []
        if asked and asked.may_be_unknown and said in map(fold, self.texts.flow.unknown_said.splitlines()):
            return data(Verb.UNKNOWN, course.asking)
        return next((button.data for button in buttons if fold(button.label) == said), "")

    def again(self, conversation: Conversation, today: date, before: str = "", *, brief: bool = False) -> Shown | None:
        """The question that is open, asked once more; None where no flow is under way.

        ``brief`` leaves out what stands above it, which was just read.
        """
        course, flow = self._under_way(conversation)
        if course is None or flow is None or not course.asking:
            return None
        return self._show(conversation, flow, course, today, before=before, brief=brief)

    def pressed(self, conversation: Conversation, held: str, today: date) -> Shown | None:
        """What a button of a flow leads to, by its data; None where it is stale or was pressed before."""
        match read(held):
            case (Verb.RESUME, (slug, value)):
                return self._resumed(conversation, f"tool/{slug}", value, today)
            case (Verb() as verb, (key, *more)):
                return self._moved(conversation, verb, key, "".join(more), today)
            case _:
                return None

    def _moved(self, conversation: Conversation, verb: Verb, key: str, value: str, today: date) -> Shown | None:
        """What a button leads to that stands under the question of a key."""
        course, flow = self._under_way(conversation)
        if course is None or flow is None or key != course.asking:
            return None
        match verb:
            case Verb.ANSWER if (meant := flow.press(key, value)) is not None:
                shown = self._show(conversation, flow, course.answered({key: meant}), today)
                return replace(shown, chosen=self._label(flow, course, value))
            case Verb.UNKNOWN if key:
                return self._left_open(conversation, flow, course, today)
            case Verb.BACK if course.answers or course.replaced:
                return self._show(conversation, flow, course.back(), today)
            case Verb.CORRECT if value in course.given:
                return self._show(conversation, flow, course.correcting(value), today)
            case Verb.LIST:
                return self._listed(conversation, flow, course)
            case Verb.ASK:
                return self._show(conversation, flow, course, today)
            case Verb.STOP:
                return self._stopped(conversation, flow.ask(key, course.given))
            case _:
                return None

    def _label(self, flow: Flow, course: Course, value: str) -> str:
        """What the button says that gives a value to what is asked."""
        asked = flow.ask(course.asking, course.given)
        return next((choice.label for choice in asked.choices if choice.value == value), "") if asked else ""

    def _listed(self, conversation: Conversation, flow: Flow, course: Course) -> Shown:
        """The answers given, each as a button that corrects it, and the way back to the question."""
        key = course.asking
        facts = [(k, _fact(flow, k, v)) for k, v in course.answers if flow.ask(k, course.given)]
        buttons = [Button(fact, data(Verb.CORRECT, key, k)) for k, fact in facts if fact]
        back = Button(self.texts.flow.back, data(Verb.ASK, key))
        return Shown(conversation, escape(self.texts.flow.which), rows([*buttons, back]))

    def _left_open(self, conversation: Conversation, flow: Flow, course: Course, today: date) -> Shown:
        key = course.asking
        asked = flow.ask(key, course.given)
        note = escape(asked.skipped) if asked else ""
        again = bool(course.answers) and course.answers[-1][1] is None and flow.name in case.TOOLS
        course = course.answered({key: None})
        course = _given_up(flow, course, today) if again else course
        shown = self._show(conversation, flow, course, today, before=note)
        return replace(shown, chosen=(asked.skip if asked else "") or self.texts.flow.unknown)

    def _stopped(self, conversation: Conversation, asked: Question | None) -> Shown:
        said = asked.stopped if asked and asked.stopped else self.texts.cancelled
        left = conversation.course.flow if conversation.course else ""
        told = conversation.case.without(left) if left in case.TOOLS else conversation.case
        return Shown(replace(conversation, course=None, case=told, left=left), escape(said), ())

    def _resumed(self, conversation: Conversation, tool: str, value: str, today: date) -> Shown | None:
        """The flow once more with the answers that a button under its outcome holds."""
        flow, course = self.flows.get(tool), conversation.course
        answers = flow.resumed(value) if flow else None
        if flow is None or answers is None:
            return None
        if course is not None and course.flow == tool and answers.items() <= course.given.items():
            return None  # pressed before, and answered on since
        return self._show(conversation, flow, Course(tool).answered(answers), today)

    def _taken(
        self,
        conversation: Conversation,
        flow: Flow,
        course: Course,
        taken: Taken,
        today: date,
        *,
        understood: Iterable[str] = (),
        change: str = "",
    ) -> Shown:
        """What was understood is kept, what cannot be is named and, where it still matters, asked again."""
        if taken.again and (taken.decisive or isinstance(step(flow, course, today)[1], Question)):
            course = replace(course, asking=taken.again)
        before = "\n\n".join(escape(said) for said in (taken.refused, taken.note) if said)
        shown = self._show(conversation, flow, course, today, before=before, understood=understood, change=change)
        after = shown.conversation
        return replace(shown, conversation=replace(after, case=after.case.awaiting(taken.awaited)))

    def _under_way(self, conversation: Conversation) -> tuple[Course | None, Flow | None]:
        course = conversation.course
        return course, self.flows.get(course.flow) if course else None

    def _show(
        self,
        conversation: Conversation,
        flow: Flow,
        course: Course,
        today: date,
        *,
        before: str = "",
        understood: Iterable[str] = (),
        instead: tuple[Choice, ...] = (),
        brief: bool = False,
        change: str = "",
    ) -> Shown:
        """The next question or the outcome; ``brief`` leaves out what stands above a question, just read."""
        course, coming = _coming(flow, course, today)
        given = course.given
        if flow.name in case.TOOLS:
            conversation = replace(conversation, case=conversation.case.holding(flow.name, given, today))
        if isinstance(coming, Outcome):
            return self._ended(conversation, flow, course, coming, before=before, change=escape(change))
        recalled = self._recalled(flow, given, [key for key in understood if given.get(key) is not None])
        above = "" if brief else coming.above
        question = self._question(flow, course, coming, brief=brief)
        told = (above, recalled) if flow.name in case.TOOLS else (recalled, above)  # a verdict stands before its facts
        shown = "\n\n".join(filter(None, (before, escape(change), *told, question)))
        if instead:
            coming = replace(coming, choices=instead)
        asked = replace(conversation, course=course, ended="")
        return Shown(asked, shown, self._keyboard(course, coming), flow=flow.name)

    def _ended(
        self, conversation: Conversation, flow: Flow, course: Course, outcome: Outcome, *, before: str, change: str
    ) -> Shown:
        """The outcome of a flow, and what is kept of its answers; ``change`` says what the last word changed."""
        given = course.given
        kept = course if flow.keeps else None
        ends = (Button(self.texts.flow.correct, data(Verb.LIST, "")),) if kept and given else ()
        after = replace(
            conversation,
            course=kept,
            relay=outcome.relay or conversation.relay,
            ended="" if flow.keeps else flow.name,
            known=tuple((dict(conversation.known) | dict(outcome.known)).items()),
        )
        shown = "\n\n".join(filter(None, (before, change, outcome.html)))
        recalled = self._recalled(flow, given, given)
        ends = (*ends, *_others(flow, outcome))
        if change:  # the facts that changed stand above; all of them fold
            outcome, recalled = replace(outcome, more="\n\n".join(filter(None, (recalled, outcome.more)))), ""
        return Shown(after, shown, outcome=outcome, flow=flow.name, recalled=recalled, ends=ends)

    def _question(self, flow: Flow, course: Course, question: Question, *, brief: bool) -> str:
        """A question, with how many were asked before and what is folded behind it."""
        said = bold(question.text)
        if flow.name in _COUNTED and len(course.asked) > 1:
            counted = self.texts.case.counted.format(number=len(course.asked), most=_MOST_ASKED)
            said += f"\n{italic(counted)}"
        if question.more and not brief:
            said += f"\n{folded([question.more])}"
        return said

    def _recalled(self, flow: Flow, given: Answers, keys: Iterable[str]) -> str:
        """What is known, in a line: « 53 ans · inscrite à France Travail »."""
        shown = list(filter(None, (flow.shown(key, given[key]) for key in keys if given[key] is not None)))
        return italic(" · ".join(shown)) if shown else ""

    def _keyboard(self, course: Course, question: Question) -> Keyboard:
        texts, key = self.texts, question.key
        choices = [Button(shortened(one.label, _BUTTON), data(Verb.ANSWER, key, one.value)) for one in question.choices]
        width = 2 if all(len(choice.label) <= _SHORT for choice in choices) else 1
        if question.final:
            main = tuple(replace(one, style="primary") for one in choices)
            drop = Button(texts.flow.drop, data(Verb.STOP, key), style="danger")
            return (*rows(main, width), (Button(texts.flow.change, data(Verb.LIST, key)), drop))
        unknown = [Button(question.skip or texts.flow.unknown, data(Verb.UNKNOWN, key))]
        moves = [Button(texts.flow.back, data(Verb.BACK, key))] if course.answers or course.replaced else []
        if len(course.answers) >= _CORRECTABLE:
            moves.append(Button(texts.flow.correct, data(Verb.LIST, key)))
        moves.append(Button(texts.flow.stop, data(Verb.STOP, key)))
        return (*rows(choices, width), *rows(unknown if question.may_be_unknown else []), *rows(moves, len(moves)))


def _coming(flow: Flow, course: Course, today: date) -> tuple[Course, Question | Outcome]:
    """Where a course stands; a tool that has asked often enough says what it can.

    What the person wants to answer anew, by going back or correcting, is asked however much was.
    """
    wanted = course.asking
    course, coming = step(flow, course, today)
    if isinstance(coming, Outcome) or flow.name not in case.TOOLS or coming.key in (*course.asked, wanted):
        return course, coming
    if len(course.asked) >= _MOST_ASKED:
        return step(flow, _given_up(flow, course, today), today)
    return replace(course, asked=(*course.asked, coming.key)), coming


def _given_up(flow: Flow, course: Course, today: date) -> Course:
    """The course with all that is still to be asked left open; as it is where the flow cannot go on without."""
    while isinstance(coming := flow.next(course.given, today), Question):
        if coming.key in course.given or not coming.may_be_unknown:
            break
        course = course.answered({coming.key: None})
    return course


def _others(flow: Flow, outcome: Outcome) -> Iterable[Button]:
    slug = flow.name.removeprefix("tool/")
    fitting = (other for other in outcome.others if fits(Verb.RESUME, slug, other.value))
    return (Button(shortened(other.label, _BUTTON), data(Verb.RESUME, slug, other.value)) for other in fitting)


def _fact(flow: Flow, key: str, value: Value) -> str:
    return shortened(flow.shown(key, value), _BUTTON)
