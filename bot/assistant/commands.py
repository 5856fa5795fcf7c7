"""Commands, and entries that are asked for by name."""

from dataclasses import dataclass, replace
from datetime import date

from bot.assistant.keyboards import Keyboards
from bot.assistant.tools import Tools
from bot.chat.buttons import Verb, data
from bot.chat.case import Case
from bot.chat.conversation import Conversation
from bot.chat.events import Commanded, Said
from bot.chat.markup import escape
from bot.chat.replies import Button, Say, Turn, rows
from bot.knowledge.schema.entries import Entry, Knowledge
from bot.requests.form import INTAKE

COMMANDS = {
    "eligibilite": "tool/eligibility",
    "article": "tool/modality",
    "heures": "tool/hours",
    "relais": "tool/relay",
    "demande": "tool/intake",
}


@dataclass(frozen=True, slots=True)
class Commands:
    """Carries out commands; ``retention`` is for how many days a request is kept after its end."""

    knowledge: Knowledge
    tools: Tools
    retention: int

    def commanded(self, conversation: Conversation, event: Commanded, today: date) -> Turn:
        """What a command leads to."""
        name = event.name.casefold()
        if name in COMMANDS:
            return self.opened(conversation, self.knowledge[COMMANDS[name]], today, event.argument)
        entry = self.knowledge.get(_entry_of(event.argument)) if name == "start" else None
        if entry is not None:
            return self.opened(conversation, entry, today)
        if name == "oublier":
            return self._forgotten(conversation)
        if name == "annuler":
            conversation = Conversation(
                count=conversation.count, missed=conversation.missed, withdrawn=conversation.withdrawn
            )
        return Turn(conversation, (self._said_to(name),))

    def opened(self, conversation: Conversation, entry: Entry, today: date, said: str = "") -> Turn:
        """An entry that was asked for by name: a flow begins with what was said, anything else is shown."""
        if entry.id in self.tools.flows:
            return self.tools.begun(conversation, entry.id, Said(said), today)
        shown = self.tools.questions.shown(conversation, entry, said or entry.label, today)
        return Turn(shown.conversation, (Say(shown.html, shown.keyboard),))

    def _forgotten(self, conversation: Conversation) -> Turn:
        """What was told of the case goes; a request that is being made stays."""
        texts, course = self.knowledge.texts.case, conversation.course
        told = conversation.case != Case() or bool(conversation.known)
        form = course if course and course.flow == INTAKE else None
        left = replace(conversation, case=Case(), known=(), course=form, ended="")
        said = escape(texts.forgotten if told else texts.nothing_told)
        return Turn(left, (Say(said, Keyboards(self.knowledge).topics()),))

    def _said_to(self, name: str) -> Say:
        """What a command that changes nothing says; an unknown one gets help."""
        texts, topics = self.knowledge.texts, Keyboards(self.knowledge).topics()
        match name:
            case "start":
                return Say(escape(texts.welcome), topics)
            case "annuler":
                return Say(escape(texts.cancelled), topics)
            case "confidentialite":
                return Say(escape(texts.privacy.format(days=self.retention)))
            case "effacer":
                erase = Button(texts.button.erase, data(Verb.ERASE), style="danger")
                return Say(escape(texts.erase_confirm), rows([erase, Button(texts.button.keep, data(Verb.KEEP))]))
            case _:
                return Say(escape(texts.help), topics)


def _entry_of(payload: str) -> str:
    """The id that a deep link names, in any case: ``public_deld`` is ``public/deld``."""
    return payload.casefold().replace("_", "/", 1)
