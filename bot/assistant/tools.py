"""The tools in a chat: begun, answered by words in their midst, left for a question, and what stands under them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.assistant.answers import provenance
from bot.assistant.questions import Questions
from bot.chat.buttons import Verb, data
from bot.chat.case import PLACE, TOOLS
from bot.chat.conversation import Conversation
from bot.chat.events import Said
from bot.chat.flow import Flow, Outcome
from bot.chat.flow_runner import Conductor
from bot.chat.flow_runner import Shown as Conducted
from bot.chat.markup import escape, folded
from bot.chat.replies import Button, Correct, Keyboard, Reply, Say, Turn, rows
from bot.knowledge.schema.entries import Knowledge
from bot.requests.form import INTAKE
from bot.search.router import Routed, RouteKind, Router

Elsewhere = Callable[[Conversation, Said, Routed, date], Turn | None]
_ASSENT = "ok"  # the small talk of "oui" and "non", which in a flow are answers


@dataclass(frozen=True, slots=True)
class Tools:
    """Leads through the flows, by the id of their tool."""

    knowledge: Knowledge
    router: Router
    flows: Mapping[str, Flow]
    questions: Questions

    @property
    def conductor(self) -> Conductor:
        """What conducts the flows."""
        return Conductor(self.flows, self.knowledge.texts)

    def begun(self, conversation: Conversation, tool: str, event: Said, today: date) -> Turn:
        """A tool begins with what a text says; a request that was half filled in goes on where it was."""
        conductor, course = self.conductor, conversation.course
        if tool == INTAKE and (waiting := conversation.set_aside or course) and waiting.flow == INTAKE:
            resumed = replace(conversation, course=waiting, set_aside=None)
            shown = conductor.again(resumed, today, escape(self.knowledge.texts.form.resumed))
        else:
            shown = None
            if course is not None and course.flow == INTAKE:
                conversation = replace(conversation, set_aside=course)
        known = conversation.known if tool == INTAKE else ()
        shown = shown or conductor.begin(conversation, tool, event.text, today, known)
        return Turn(shown.conversation, (self.told(event, shown),))

    def another_way(self, conversation: Conversation, tool: str, event: Said, today: date) -> Turn | None:
        """A text right under an outcome that only says how else to look: the flow begins again that way."""
        if not tool or event.edited:
            return None
        shown = self.conductor.another_way(conversation, tool, event.text, today)
        return Turn(shown.conversation, (self.told(event, shown),)) if shown else None

    def midway(
        self,
        conversation: Conversation,
        event: Said,
        today: date,
        elsewhere: Elsewhere | None = None,
        *,
        asks: bool = False,
    ) -> Turn | None:
        """A text while a flow asks: an answer to it, else a question of its own, after which the flow goes on.

        ``elsewhere`` tells what another tool answers to it; where it ``asks``, it is a question without its mark.
        """
        conductor = self.conductor
        anything = conductor.takes_anything(conversation)
        if asks and anything and "?" in event.text:  # no name and no need is "c'est quoi… ?"
            meant = self.router.route(event.text, day=today)
            if meant.kind is not RouteKind.CHOICE and (beside := self.beside(conversation, meant, event, today)):
                return beside
        asks = ("?" in event.text or asks) and not anything
        if asks and (shown := conductor.explained(conversation, event.text, today)):
            return self._turn(event, shown)
        shown = None if asks else conductor.typed(conversation, event.text, today)
        if shown and not shown.refused:
            return self._turn(event, shown)
        routed = self.router.route(event.text, day=today)
        if elsewhere and (turn := elsewhere(conversation, event, routed, today)):
            return turn
        if shown and not _is_article(routed):
            return self._turn(event, shown)
        return self._astray(conversation, event, routed, today, asks=asks)

    def _astray(
        self, conversation: Conversation, event: Said, routed: Routed, today: date, *, asks: bool
    ) -> Turn | None:
        """What no question of the flow takes: answered beside it, else the flow asks again; None where it ends."""
        conductor, course = self.conductor, conversation.course
        if routed.kind is not RouteKind.CHOICE and (beside := self.beside(conversation, routed, event, today)):
            return beside
        if routed.kind is RouteKind.TOOL and course and routed.ranked[0].id != course.flow:
            return None
        shown = conductor.typed(conversation, event.text, today) if asks else None
        is_open = asks and course is not None and course.flow in TOOLS and (shown is None or shown.refused)
        if is_open and (beside := self.beside(conversation, routed, event, today)):
            return beside
        shown = shown or conductor.again(conversation, today, escape(self.knowledge.texts.flow.not_understood))
        return self._turn(event, shown)

    def _turn(self, event: Said, shown: Conducted | None) -> Turn | None:
        """What a flow shows as the answer to a text, where it shows anything."""
        return Turn(shown.conversation, (self.told(event, shown),)) if shown else None

    def beside(self, conversation: Conversation, routed: Routed, event: Said, today: date) -> Turn | None:
        """A question of its own in the midst of a flow: answered, and what was asked is asked again."""
        is_talk = routed.kind is RouteKind.SMALLTALK and routed.topic != _ASSENT
        beside = (
            routed.kind in (RouteKind.ANSWER, RouteKind.CHOICE)
            or is_talk
            or (routed.kind is RouteKind.UNKNOWN and routed.topic)
        )
        again = self.conductor.again(conversation, today, brief=True) if beside else None
        if again is None:
            return None
        answered = self.questions.answered(conversation, routed, event.text, today)
        said = Say(answered.html, () if is_talk else answered.keyboard, event.message)
        asked = Say(again.html, again.keyboard)
        return Turn(answered.conversation, (said, asked), band=routed.kind, entry=first(routed))

    def told(self, event: Said, shown: Conducted) -> Reply:
        """What a flow shows, as the answer to a text; an edited one corrects its answer."""
        said = self.said(shown)
        if event.edited:
            return Correct(said.html, said.keyboard, event.message)
        return replace(said, to=event.message)

    def said(self, shown: Conducted) -> Say:
        """What a flow shows; an outcome with what is folded behind it, and with what helps next."""
        outcome = shown.outcome
        if outcome is None:
            return Say(shown.html, shown.keyboard)
        behind = folded([outcome.more, self._sources(outcome)])
        read = (shown.recalled, shown.html) if shown.flow == PLACE else (shown.html, shown.recalled)
        html = "\n\n".join(filter(None, read))
        return Say("\n".join(filter(None, (html, behind))), self._around(shown, outcome))

    def _sources(self, outcome: Outcome) -> str:
        """Where an outcome comes from: the sources of the first entry that it rests on."""
        first_one = next(iter(outcome.see_also), "")
        entry = self.knowledge.get(first_one)
        return provenance(self.knowledge, entry) if entry is not None else ""

    def _around(self, shown: Conducted, outcome: Outcome) -> Keyboard:
        keyboards = self.questions.keyboards
        main = [*(keyboards.to(id_) for id_ in outcome.see_also[:1]), *(keyboards.tool(id_) for id_ in outcome.next)]
        flow = shown.flow
        other = Button(self.knowledge.texts.button.other, data(Verb.OTHER, flow))
        return (*rows(main[:3]), (*shown.ends, other))


def first(routed: Routed) -> str:
    """The entry that a question was routed to first; empty where nothing fits."""
    return routed.ranked[0].id if routed.ranked and routed.kind not in (RouteKind.UNKNOWN, RouteKind.SMALLTALK) else ""


def _is_article(routed: Routed) -> bool:
    """Tell whether a text is sure to name an article, whose number is no answer to anything else."""
    return routed.kind is RouteKind.ANSWER and routed.ranked[0].id.startswith("article/")
