"""What a contact or a position answers: a line of a form, or where the relay is looked for."""

from dataclasses import dataclass, replace
from datetime import date

from bot.assistant.tools import Tools
from bot.chat.case import PLACE
from bot.chat.conversation import Conversation
from bot.chat.events import Attached
from bot.chat.flow import AnswerRefused, Course, Taken
from bot.chat.replies import Turn
from bot.requests.form import INTAKE, IntakeFlow
from bot.tools.places.around import Surroundings
from bot.tools.places.flow import COMMUNE


@dataclass(frozen=True, slots=True)
class Shared:
    """Takes what was shared where it answers something."""

    tools: Tools
    form: IntakeFlow | None
    surroundings: Surroundings | None

    def turn(self, conversation: Conversation, event: Attached, today: date) -> Turn | None:
        """What a contact or a position leads to; None where it answers nothing here."""
        if event.phone:
            return self._contact(conversation, event, today)
        return self._position(conversation, event, today) if event.position is not None else None

    def _contact(self, conversation: Conversation, event: Attached, today: date) -> Turn | None:
        course = conversation.course
        if self.form is None or course is None or course.flow != INTAKE:
            return None
        meant = self.form.shared(course.asking, event.name, event.phone, course.given, today)
        return self._answered(conversation, event, meant, today)

    def _position(self, conversation: Conversation, event: Attached, today: date) -> Turn | None:
        """Which commune it is, asked: in the form for its line, elsewhere to look for the relay."""
        course, places = conversation.course, self.surroundings
        if places is None or event.position is None or not places.known:
            return None
        if course is not None and course.asking and course.flow != PLACE:
            if (course.flow, course.asking) != (INTAKE, "place"):
                return None  # something else is asked
        else:
            conversation = replace(conversation, course=Course(PLACE, asking=COMMUNE))
        return self._answered(conversation, event, places.asked(self.tools.knowledge.texts, event.position), today)

    def _answered(
        self, conversation: Conversation, event: Attached, meant: Taken | AnswerRefused | None, today: date
    ) -> Turn | None:
        shown = self.tools.conductor.answered(conversation, meant, today)
        return Turn(shown.conversation, (replace(self.tools.said(shown), to=event.message),)) if shown else None
