"""A text that leads the conversation on, or that the case answers: what is shown of it."""

from dataclasses import dataclass, replace
from datetime import date

from bot.assistant.case_lead import Lead
from bot.assistant.followups import FollowUps, Led
from bot.assistant.meaning import changes
from bot.assistant.message import Message
from bot.assistant.progress import progress
from bot.assistant.telling import corrects_briefly
from bot.assistant.tools import Tools, first
from bot.chat.case import CONTRACT, PERSON, TOOLS
from bot.chat.conversation import Conversation
from bot.chat.events import Said
from bot.chat.flow_runner import Shown
from bot.chat.markup import escape
from bot.chat.replies import Correct, Say, Turn, rows
from bot.requests.form import INTAKE
from bot.search.router import Routed


@dataclass(frozen=True, slots=True)
class Leading:
    """Shows what a text leads to, in the light of what was said before."""

    tools: Tools
    lead: Lead
    follow: FollowUps

    def led(self, conversation: Conversation, event: Said, left: str, today: date) -> Turn | None:
        """What a text leads to that says nothing but how to go on, or asks about what was just said."""
        if event.edited:
            return None
        if (shown := self.lead.which_place(conversation, event.text, today)) is not None:
            return self._of_tool(event, shown)
        if (shown := self.lead.granted(conversation, event.text, today)) is not None:
            return self._of_tool(event, shown)
        led = self.follow.led(conversation, self.lead.cues.heard(event.text), left, today)
        return self._shown(led, event, today) if led else None

    def elsewhere(self, conversation: Conversation, event: Said, routed: Routed, today: date) -> Turn | None:
        """A text in the middle of a tool's questions that another tool answers; a form is not left for that."""
        course = conversation.course
        if course is None or course.flow == INTAKE:
            return None
        message = self.lead.listen(conversation, event.text, today)
        settled = self.follow.settled(message.heard, routed)
        shown = self.lead.elsewhere(conversation, message, settled, today)
        if shown is not None:
            return replace(self._of_tool(event, shown), band=routed.kind)
        conductor = self.tools.conductor
        if message.told.facts(course.flow) and not self.asks(conversation, event, today):
            return None
        led = self.follow.beside(conversation, message.heard, settled)
        if led is None and settled is not routed:
            return self.tools.beside(conversation, settled, event, today)
        again = conductor.again(conversation, today, brief=True) if led else None
        if led is None or again is None:
            return None
        told = self._shown(led, event, today).replies[0]
        return Turn(conversation, (told, Say(again.html, again.keyboard)), band=routed.kind, entry=first(routed))

    def asks(self, conversation: Conversation, event: Said, today: date) -> bool:
        """Tell whether a text in the midst of a tool asks, even without a mark: what a word means, how many hours."""
        cues = self.lead.cues.heard(event.text).cues
        flow = conversation.course.flow if conversation.course else ""
        if flow in TOOLS and corrects_briefly(self.lead.cues.heard(event.text)):
            return changes(conversation.case, self.lead.listen(conversation, event.text, today))
        if flow == PERSON and cues & {"relative", "person"}:  # another person than the one who is asked about
            return self.lead.listen(conversation, event.text, today).presents
        first = self.lead.cues.heard(event.text).first
        return bool(cues & {"defines", "proof"}) or "asks" in first or ("hours" in cues and flow == CONTRACT)

    def progress(self, text: str) -> str:
        """What is left to do of the hours that a text says are due and done; empty where it does not tell both."""
        told, texts = progress(self.lead.cues.heard(text)), self.lead.knowledge.texts.case
        if told is None:
            return ""
        return (texts.left if told.left else texts.reached).format(left=told.left, done=told.done, due=told.due)

    def answered(
        self, conversation: Conversation, event: Said, message: Message, routed: Routed, today: date
    ) -> Turn | None:
        """What the case, or the entry shown last, answers to a text that was routed; None where neither does."""
        turn: Turn | None = None
        if named := self.follow.named(message.heard, routed):
            turn = self._entry(conversation, named, event, today)
        elif led := self.follow.fitting(conversation, message.heard, routed):
            turn = self._shown(led, event, today)
        elif (shown := self.lead.verdict(conversation, message, routed, today)) is not None:
            turn = replace(self._of_tool(event, shown), entry=first(routed))
        elif led := self.follow.of_verdict(conversation, message.heard, routed, today):
            turn = self._shown(led, event, today)
        return replace(turn, band=routed.kind) if turn else None

    def _shown(self, led: Led, event: Said, today: date) -> Turn:
        if led.begin:
            return self.tools.begun(led.conversation, led.begin, replace(event, text=""), today)
        if led.show:
            return self._entry(led.conversation, led.show, event, today)
        keyboards = self.tools.questions.keyboards
        if led.shown:
            said = self.tools.told(event, led.shown)
            if isinstance(said, Say) and not said.keyboard:
                said = replace(said, keyboard=keyboards.topics())
            return Turn(led.shown.conversation, (said,))
        offered = [*(keyboards.to(id_) for id_ in led.entries), *(keyboards.tool(id_) for id_ in led.tools)]
        return Turn(led.conversation, (Say(led.html, rows(offered) or keyboards.topics(), event.message),))

    def _of_tool(self, event: Said, shown: Shown) -> Turn:
        return Turn(shown.conversation, (self.tools.told(event, shown),))

    def _entry(self, conversation: Conversation, id_: str, event: Said, today: date) -> Turn:
        questions = self.tools.questions
        found = questions.shown(replace(conversation, course=None), questions.knowledge[id_], event.text, today)
        kind = Correct if event.edited else Say
        html = "\n\n".join(filter(None, (escape(self.progress(event.text)), found.html)))
        return Turn(found.conversation, (kind(html, found.keyboard, event.message),), entry=id_)
