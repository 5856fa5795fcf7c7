"""A relay's chats and a company's, with the store's part played by plain values: what a context would hold."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.assistant.assistant import Assistant
from bot.chat.conversation import Conversation
from bot.chat.events import Event
from bot.chat.people import File
from bot.chat.replies import Turn
from bot.requests.effects import Join, Link, Miss, Record, Save, Unlink, Write
from bot.requests.model.request import Form, Intake, Note
from bot.requests.model.snapshot import Code, Counts, Listing, RequestContext

COMPANY, NIORT, GROUP, ROYAN, STRANGER = 1001, 2001, -3001, 4001, 5001
RELAY, OTHER, THIRD = "relay/niort-agglo-cellule-clauses", "relay/cara-royan", "relay/departement-79"
CAME = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
FORM = Form(
    company="Martin & Fils <BTP>",
    contact="Anne Martin",
    reach="+33549000000",
    place="79191",
    place_name="Niort",
    need="2 maçons",
)
NUMBER = "CL-7K3F"


@dataclass
class Town:
    """Chats, what they are linked to, and the requests."""

    assistant: Assistant
    links: dict[int, str] = field(default_factory=lambda: {NIORT: RELAY, GROUP: RELAY, ROYAN: OTHER})
    intakes: dict[str, Intake] = field(default_factory=lambda: {NUMBER: Intake(NUMBER, COMPANY, RELAY, FORM, CAME)})
    notes: list[tuple[str, Note]] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    about: dict[int, str] = field(default_factory=lambda: {70: NUMBER})
    conversations: dict[int, Conversation] = field(default_factory=dict)
    now: datetime = CAME + timedelta(hours=1)
    by_mail: bool = False

    @property
    def intake(self) -> Intake:
        return self.intakes[NUMBER]

    def does(self, chat: int, event: Event) -> Turn:
        """What an event in a chat leads to; its effects are carried out."""
        conversation = self.conversations.get(chat, Conversation())
        query = self.assistant.query(conversation, event)
        relay = self.links.get(chat, "") if query.link else ""
        subject = self.intakes.get(query.reference or self.about.get(query.message, ""))
        code = self.codes.get(query.code)
        listing = None
        if query.listing and (listed := relay or (code.relay if code else "")):
            every = tuple(one for one in self.intakes.values() if one.relay == listed and one.open)
            listing = Listing(query.listing, every[:8], Counts(open=len(every)))
        context = RequestContext(
            chat=chat,
            now=self.now,
            relay=relay,
            subject=subject,
            notes=tuple(note for number, note in self.notes if subject and number == subject.reference),
            files=tuple(self.files) if subject else (),
            listing=listing,
            linked=frozenset(self.links.values()) if query.reach else frozenset(),
            by_mail=self.by_mail,
            code=code,
        )
        turn = self.assistant.respond(conversation, event, self.now.date(), context)
        self.conversations[chat] = turn.conversation
        for effect in turn.effects:
            self._apply(chat, effect)
        return turn

    def _apply(self, chat: int, effect: object) -> None:
        match effect:
            case Record(intake) | Save(intake):
                self.intakes[intake.reference] = intake
            case Write(number, note):
                self.notes.append((number, note))
            case Join(_, file):
                self.files.append(file)
            case Link(relay, key, _):
                self.links[chat] = relay
                self.codes[key] = replace(self.codes[key], used=True)
            case Unlink():
                self.links.pop(chat, None)
            case Miss(key):
                self.codes[key] = replace(self.codes[key], tries=self.codes[key].tries + 1)
            case _:
                pass
