"""The assistant itself: one event in, what is said and kept out. No I/O, no clock."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import get_args

from bot.assistant.answers import answer, details, gist
from bot.assistant.cues import Cues
from bot.assistant.lead import Lead
from bot.assistant.said_before import Sentences
from bot.chat.case import Case
from bot.chat.conversation import Conversation, Shown, mark_of
from bot.chat.events import Attached, Commanded, Event, Left, Moved, Pressed, Said, Searched
from bot.chat.flow import Flow
from bot.chat.flow_runner import Conductor
from bot.chat.flow_runner import Shown as Conducted
from bot.chat.markup import bold, escape, without_tags
from bot.chat.replies import (
    Acknowledge,
    Button,
    Correct,
    Found,
    KeepFeedback,
    Keyboard,
    Move,
    Offer,
    Reachable,
    Rekey,
    Reply,
    Say,
    Turn,
    rows,
)
from bot.knowledge.schema.entries import Entry, Knowledge, Relay
from bot.knowledge.vocabulary import Reason
from bot.language.fold import words
from bot.language.personal_data import candidate_data
from bot.requests.company import CompanySide
from bot.requests.form import INTAKE, IntakeFlow
from bot.requests.model.request import KEPT
from bot.requests.model.snapshot import ContextQuery, RequestContext
from bot.requests.relay import RelaySide
from bot.search.router import Kind, Routed, Router
from bot.tools.places.relays import Bodies

CHOICES = 3
NEAREST = 2  # topics offered where nothing fits
BUTTON = 60  # characters of a label that a telephone shows in one button
LONG = 700  # characters: what is longer is a letter, not a question
SUMMARY = 120  # characters of an inline result's second line
_PRIVATE = re.compile(r"\S+@\S+|\d(?:[ .-]?\d){7,}")
_ASSENT = "ok"  # the small talk of "oui" and "non", which in a flow are answers
_NO_CONTEXT = RequestContext()
COMMANDS = {
    "eligibilite": "tool/eligibility",
    "article": "tool/modality",
    "heures": "tool/hours",
    "relais": "tool/relay",
    "demande": "tool/intake",
}


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers from one knowledge base, by the router built from it."""

    knowledge: Knowledge
    router: Router
    flows: Mapping[str, Flow] = field(default_factory=dict)
    bodies: Bodies | None = None
    cues: Cues | None = None
    sentences: Sentences | None = None
    retention: int = KEPT  # days for which a request is kept after its end

    def query(self, conversation: Conversation, event: Event) -> ContextQuery:
        """What has to be known of requests before an event is responded to."""
        company, relay = self._company_side.plan(conversation, event), self._relay_side.plan(conversation, event)
        return company.query | relay.query

    def respond(
        self, conversation: Conversation, event: Event, today: date, context: RequestContext = _NO_CONTEXT
    ) -> Turn:
        """What one event leads to: the conversation after it, what is shown, what is kept.

        ``context`` is the answer to the ``query`` about requests.
        """
        ended = conversation.ended
        conversation = replace(conversation, case=conversation.case.on(today))
        conversation = conversation if isinstance(event, Pressed) else replace(conversation, ended="")
        if candidate_data(_written(event)):  # nothing of it is stored, nor shown, nor passed on
            return self._unread(conversation, self.knowledge.texts.candidate_data, today)
        for side in (self._relay_side, self._company_side):
            if (turn := side.plan(conversation, event).respond(context)) is not None:
                return turn
        turn = self._answered(conversation, ended, event, today)
        return self._company_side.complete(conversation, event, turn, context)

    def _answered(self, conversation: Conversation, ended: str, event: Event, today: date) -> Turn:
        match event:
            case Said():
                return self._another_way(conversation, ended, event, today) or self._said(conversation, event, today)
            case Commanded():
                return self._commanded(conversation, event, today)
            case Pressed():
                return self._pressed(conversation, event, today)
            case Attached():
                return self._unread(conversation, self.knowledge.texts.received[event.what], today)
            case Searched():
                return Turn(conversation, (self._offer(event, today),))
            case Moved(to):
                return Turn(conversation, effects=(Move(to),))
            case Left(back):
                return Turn(conversation, effects=(Reachable(back),))

    def _unread(self, conversation: Conversation, why: str, today: date) -> Turn:
        """What is said of a message that was not taken; a question that is open is asked again."""
        shown = self._conductor.again(conversation, today, escape(why))
        if shown is None:
            return Turn(conversation, (Say(escape(why), self._topics()),))
        return Turn(shown.conversation, (Say(shown.html, shown.keyboard),))

    @property
    def _company_side(self) -> CompanySide:
        flow = self.flows.get(INTAKE)
        return CompanySide(self.knowledge, flow if isinstance(flow, IntakeFlow) else None)

    @property
    def _relay_side(self) -> RelaySide:
        return RelaySide(self.knowledge, self.bodies or Bodies(self.knowledge.relays))

    def apology(self) -> Say:
        """What is said where a message had to be set aside."""
        return Say(escape(self.knowledge.texts.apology), self._topics())

    def slowed(self, conversation: Conversation, event: Event, *, told: bool) -> Turn:
        """Where a chat writes too fast: a word, once; a press is acknowledged all the same."""
        said = self.knowledge.texts.slow_down
        noted = (Acknowledge(event.press, said),) if isinstance(event, Pressed) else ()
        return Turn(conversation, noted if told else (*noted, Say(escape(said))))

    # What is written

    def _said(self, conversation: Conversation, event: Said, today: date) -> Turn:
        texts = self.knowledge.texts
        if not words(event.text):
            return Turn(conversation, (self._reply(event, escape(texts.empty), self._topics()),))
        if conversation.course is not None and not event.edited and (turn := self._midway(conversation, event, today)):
            return turn
        if event.edited and conversation.course is not None and conversation.course.flow == INTAKE:
            again = self._conductor.again(conversation, today, escape(texts.form.edited))
            if again is not None:  # a form is not left by mending a word of it
                return Turn(again.conversation, (Say(again.html, again.keyboard),))
        last, lead = conversation.last, self._lead
        message = lead.listen(conversation, event.text, today) if lead else None
        routed = self.router.route(event.text, previous=last.question if last else None, day=today)
        if lead and message:
            if (shown := lead.verdict(conversation, message, routed, today)) is not None:
                reply = self._reply(event, shown.html, self._around(shown))
                return Turn(shown.conversation, (reply,), band=routed.kind, entry=_first(routed))
            conversation = lead.kept(conversation, message, today)
        tool = routed.ranked[0].id if routed.kind is Kind.TOOL else ""
        tool = COMMANDS["relais"] if self._names_place(routed, event.text) else tool
        if tool in self.flows:
            return replace(self._begun(conversation, tool, event, today), band=Kind.TOOL, entry=tool)
        conversation = replace(conversation, course=None)
        html, keyboard, conversation = self._routed(conversation, routed, event.text, today)
        return Turn(conversation, (self._reply(event, html, keyboard),), band=routed.kind, entry=_first(routed))

    def _names_place(self, routed: Routed, text: str) -> bool:
        """Tell whether a text in which the base finds nothing is the name of a commune, however small."""
        gazetteer = self.bodies.gazetteer if self.bodies else None
        lost = routed.kind is Kind.UNKNOWN and not routed.topic and not routed.reference
        return lost and gazetteer is not None and gazetteer.is_name(text)

    def _routed(
        self, conversation: Conversation, routed: Routed, question: str, today: date
    ) -> tuple[str, Keyboard, Conversation]:
        texts = self.knowledge.texts
        match routed.kind:
            case Kind.ANSWER | Kind.TOOL:
                others = tuple(ranked.id for ranked in routed.ranked[1:3])
                return self._show(conversation, self.knowledge[routed.ranked[0].id], question, today, others)
            case Kind.CHOICE:
                said = self.choice_text(routed)
                buttons = [self._choice(ranked.id, question) for ranked in routed.ranked[:CHOICES]]
                return escape(said), rows([*buttons, Button(texts.button.none, "n")]), conversation.choosing(question)
            case Kind.SMALLTALK:
                said = self.knowledge.smalltalk[routed.topic].answer
                return escape(said), self._topics(), conversation
            case Kind.UNKNOWN:
                near = () if routed.topic or routed.reference else routed.ranked[:NEAREST]
                human = () if self._is_alone(routed) else self._human()
                keyboard = (*rows([self._choice(ranked.id, question) for ranked in near]), *human)
                return escape(self.unknown_text(routed, question)), keyboard, conversation.choosing(question)

    def choice_text(self, routed: Routed) -> str:
        """What is said above a choice."""
        texts = self.knowledge.texts
        return texts.ambiguous_reference if routed.by_reference else texts.choice

    def unknown_text(self, routed: Routed, question: str) -> str:
        """What is said where nothing fits."""
        texts = self.knowledge.texts
        if routed.reference:
            return texts.unknown_reference.format(reference=routed.reference)
        if routed.topic:
            said = self.knowledge.outside[routed.topic].answer
            return said if self._is_alone(routed) else texts.outside.format(answer=said)
        if len(question) > LONG:
            return texts.too_long
        return texts.unknown_nearest if routed.ranked else texts.unknown

    def _is_alone(self, routed: Routed) -> bool:
        return bool(routed.topic) and self.knowledge.outside[routed.topic].alone

    def _show(
        self, conversation: Conversation, entry: Entry, question: str, today: date, others: tuple[str, ...] = ()
    ) -> tuple[str, Keyboard, Conversation]:
        html = answer(self.knowledge, entry, today)
        conversation = conversation.showing(question, entry.id)
        if isinstance(entry, Relay):
            conversation = replace(conversation, relay=entry.id)
        shown = conversation.shown[-1]
        html += f"\n\n{bold(self.knowledge.texts.useful)}"
        return html, self._under(entry, shown, others), conversation

    # Flows

    @property
    def _lead(self) -> Lead | None:
        gazetteer = self.bodies.gazetteer if self.bodies else None
        if self.cues is None or self.sentences is None:
            return None
        return Lead(self.knowledge, self.flows, self.cues, self.sentences, gazetteer)

    @property
    def _conductor(self) -> Conductor:
        return Conductor(self.flows, self.knowledge.texts)

    def _begun(self, conversation: Conversation, tool: str, event: Said, today: date) -> Turn:
        conductor, course = self._conductor, conversation.course
        if tool == INTAKE and (waiting := conversation.set_aside or course) and waiting.flow == INTAKE:
            resumed = replace(conversation, course=waiting, set_aside=None)
            shown = conductor.again(resumed, today, escape(self.knowledge.texts.form.resumed))
        else:
            shown = None
            if course is not None and course.flow == INTAKE:
                conversation = replace(conversation, set_aside=course)
        known = conversation.known if tool == INTAKE else ()
        shown = shown or conductor.begin(conversation, tool, event.text, today, known)
        return Turn(shown.conversation, (self._reply(event, shown.html, self._around(shown)),))

    def _another_way(self, conversation: Conversation, tool: str, event: Said, today: date) -> Turn | None:
        """A text right under an outcome that only says how else to look: the flow begins again that way."""
        shown = (
            self._conductor.another_way(conversation, tool, event.text, today) if tool and not event.edited else None
        )
        return Turn(shown.conversation, (self._reply(event, shown.html, self._around(shown)),)) if shown else None

    def _midway(self, conversation: Conversation, event: Said, today: date) -> Turn | None:
        """A text while a flow asks: an answer to it, else a question of its own, after which the flow goes on."""
        conductor = self._conductor
        asks = "?" in event.text and not conductor.takes_anything(conversation)
        if asks and (shown := conductor.explained(conversation, event.text, today)):
            return Turn(shown.conversation, (self._reply(event, shown.html, shown.keyboard),))
        shown = None if asks else conductor.typed(conversation, event.text, today)
        routed = self.router.route(event.text, day=today) if shown is None or shown.refused else None
        if shown and not (routed and _is_article(routed)):
            return Turn(shown.conversation, (self._reply(event, shown.html, self._around(shown)),))
        assert routed is not None  # noqa: S101  by the choice above
        is_talk = routed.kind is Kind.SMALLTALK and routed.topic != _ASSENT
        beside = routed.kind is Kind.ANSWER or is_talk or (routed.kind is Kind.UNKNOWN and routed.topic)
        if beside and (again := conductor.again(conversation, today)):
            html, keyboard, after = self._routed(conversation, routed, event.text, today)
            replies = (Say(html, () if is_talk else keyboard, event.message), Say(again.html, again.keyboard))
            return Turn(after, replies, band=routed.kind, entry=_first(routed))
        if routed.kind is Kind.TOOL and conversation.course and routed.ranked[0].id != conversation.course.flow:
            return None
        shown = conductor.typed(conversation, event.text, today) if asks else None
        shown = shown or conductor.again(conversation, today, escape(self.knowledge.texts.flow.not_understood))
        return Turn(shown.conversation, (self._reply(event, shown.html, self._around(shown)),)) if shown else None

    def _around(self, shown: Conducted) -> Keyboard:
        """The buttons of a flow; under an outcome, also what helps next."""
        if shown.outcome is None:
            return shown.keyboard
        also = rows([self._to(id_) for id_ in shown.outcome.see_also[:CHOICES]])
        tools = rows([self._tool(id_) for id_ in shown.outcome.next], 2)
        return (*shown.keyboard, *also, *tools)

    # Commands

    def _commanded(self, conversation: Conversation, event: Commanded, today: date) -> Turn:
        name = event.name.casefold()
        if name in COMMANDS and event.argument and COMMANDS[name] not in self.flows:
            return self._said(conversation, Said(event.argument), today)
        if name in COMMANDS:
            return self._opened(conversation, self.knowledge[COMMANDS[name]], today, event.argument)
        entry = self.knowledge.get(event.argument.replace("_", "/", 1)) if name == "start" else None
        if entry is not None:
            return self._opened(conversation, entry, today)
        if name == "oublier":
            return self._forgotten(conversation)
        if name == "annuler":
            conversation = Conversation(count=conversation.count, missed=conversation.missed)
        return Turn(conversation, (self._said_to(name),))

    def _forgotten(self, conversation: Conversation) -> Turn:
        """What was told of the case goes; a request that is being made stays."""
        texts, course = self.knowledge.texts.case, conversation.course
        told = conversation.case != Case() or bool(conversation.known)
        left = replace(
            conversation, case=Case(), known=(), course=course if course and course.flow == INTAKE else None, ended=""
        )
        return Turn(left, (Say(escape(texts.forgotten if told else texts.nothing_told), self._topics()),))

    def _said_to(self, name: str) -> Say:
        """What a command that changes nothing says; an unknown one gets help."""
        texts = self.knowledge.texts
        match name:
            case "start":
                return Say(escape(texts.welcome), self._topics())
            case "annuler":
                return Say(escape(texts.cancelled), self._topics())
            case "confidentialite":
                return Say(escape(texts.privacy.format(days=self.retention)))
            case "effacer":
                buttons = [Button(texts.button.erase, "x:erase"), Button(texts.button.keep, "x:keep")]
                return Say(escape(texts.erase_confirm), rows(buttons))
            case _:
                return Say(escape(texts.help), self._topics())

    def _opened(self, conversation: Conversation, entry: Entry, today: date, said: str = "") -> Turn:
        """An entry that was asked for by name: a flow begins with what was said, anything else is shown."""
        if entry.id in self.flows:
            return self._begun(conversation, entry.id, Said(said), today)
        return self._shown(conversation, entry, today, said or entry.label)

    # Buttons

    def _pressed(self, conversation: Conversation, event: Pressed, today: date) -> Turn:
        verb, _, rest = event.data.partition(":")
        named, _, mark = rest.partition(":")
        entry = self.knowledge.get(named)
        if verb == "f":
            shown = self._conductor.pressed(conversation, rest, today)
            if shown is None:
                return Turn(conversation, (Acknowledge(event.press, self.knowledge.texts.flow.stale),))
            said = Say(shown.html, self._around(shown) or self._topics())
            return self._after(event, Turn(shown.conversation, (Rekey(event.message), said)))
        conversation = replace(conversation, ended="")
        if verb in ("e", "c") and entry is not None:
            question = conversation.chosen_for(mark) if verb == "c" else ""
            return self._after(event, self._opened(conversation, entry, today, question))
        if verb == "d" and entry is not None and (html := details(self.knowledge, entry)):
            return self._after(event, Turn(conversation, (Say(html, self._see_also(entry)),)))
        if verb == "n":
            said = Say(escape(self.knowledge.texts.none_of_these), self._human())
            return self._after(event, Turn(conversation.choosing(""), (Rekey(event.message), said)))
        if verb == "u":
            return self._judged(conversation, event, rest)
        if verb == "r":
            return self._reasoned(conversation, event, rest, today)
        if verb == "x" and rest == "keep":
            kept = Say(escape(self.knowledge.texts.kept), self._topics())
            return self._after(event, Turn(conversation, (Rekey(event.message), kept)))
        return Turn(conversation, (Acknowledge(event.press, self.knowledge.texts.stale_button),))

    def _judged(self, conversation: Conversation, event: Pressed, rest: str) -> Turn:
        texts = self.knowledge.texts
        token, _, judgement = rest.partition(":")
        shown = conversation.find(token)
        entry = self.knowledge.get(shown.entry) if shown is not None else None
        if shown is None or entry is None or judgement not in ("y", "n"):
            return Turn(conversation, (Acknowledge(event.press, texts.stale_button),))
        kept = Rekey(event.message, self._under(entry, None))
        if shown.useful is not None:
            return Turn(conversation, (Acknowledge(event.press, texts.already_answered), kept))
        useful = judgement == "y"
        replies: tuple[Reply, ...] = (Acknowledge(event.press, texts.feedback.thanks if useful else ""), kept)
        if not useful:
            reasons = [Button(texts.feedback.reason[reason], f"r:{token}:{reason}") for reason in get_args(Reason)]
            replies += (Say(escape(texts.feedback.sorry), rows(reasons)),)
        return Turn(conversation.judged(token, useful=useful), replies, (self._feedback(shown, useful=useful),))

    def _reasoned(self, conversation: Conversation, event: Pressed, rest: str, today: date) -> Turn:
        del today
        texts = self.knowledge.texts
        token, _, said = rest.partition(":")
        shown = conversation.find(token)
        reason = next((known for known in get_args(Reason) if known == said), None)
        if shown is None or shown.useful is not False or reason is None:
            return Turn(conversation, (Acknowledge(event.press, texts.stale_button), Rekey(event.message)))
        replies = (
            Acknowledge(event.press),
            Rekey(event.message),
            Say(escape(texts.feedback.reason_thanks), self._human()),
        )
        return Turn(conversation, replies, (self._feedback(shown, useful=False, reason=reason),))

    def _feedback(self, shown: Shown, *, useful: bool, reason: Reason | None = None) -> KeepFeedback:
        entry = self.knowledge.get(shown.entry)
        return KeepFeedback(
            shown.token, _masked(shown.question), shown.entry, entry.answer if entry else "", useful, reason
        )

    def _after(self, event: Pressed, turn: Turn) -> Turn:
        return Turn(turn.conversation, (Acknowledge(event.press), *turn.replies), turn.effects)

    # Inline search

    def _offer(self, event: Searched, today: date) -> Offer:
        routed = self.router.route(event.text, day=today) if words(event.text) else None
        entries = [self.knowledge[ranked.id] for ranked in routed.ranked] if routed else []
        if not entries:
            entries = list(self.knowledge.tools)
        return Offer(
            event.query,
            tuple(
                Found(
                    entry.id,
                    entry.label,
                    _shorten(gist(self.knowledge, entry, today), SUMMARY),
                    answer(self.knowledge, entry, today),
                )
                for entry in entries
            ),
            self.knowledge.texts.inline_none,
        )

    # Keyboards

    def _shown(self, conversation: Conversation, entry: Entry, today: date, question: str = "") -> Turn:
        html, keyboard, conversation = self._show(conversation, entry, question or entry.label, today)
        return Turn(conversation, (Say(html, keyboard),))

    def _reply(self, event: Said, html: str, keyboard: Keyboard) -> Reply:
        return Correct(html, keyboard, event.message) if event.edited else Say(html, keyboard, event.message)

    def _under(self, entry: Entry, shown: Shown | None, others: tuple[str, ...] = ()) -> Keyboard:
        """The buttons under an answer; those of the feedback go once it was given (``shown`` None)."""
        texts = self.knowledge.texts
        first = []
        if shown is not None:
            first = [
                Button(texts.button.useful_yes, f"u:{shown.token}:y"),
                Button(texts.button.useful_no, f"u:{shown.token}:n"),
            ]
        more = [Button(texts.button.details, f"d:{entry.id}")] if details(self.knowledge, entry) else []
        tools = [self._tool(id_) for id_ in entry.next if id_ != entry.id] or [self._tool("tool/intake")]
        also = [id_ for id_ in dict.fromkeys((*others, *entry.see_also)) if not id_.startswith("tool/")]
        return (
            *rows(first, 2),
            *rows(more),
            *rows([self._to(id_) for id_ in also[:CHOICES]]),
            *rows(tools[:2], 2),
        )

    def _see_also(self, entry: Entry) -> Keyboard:
        return (
            *rows([self._to(id_) for id_ in entry.see_also[:CHOICES]]),
            *rows([self._tool(id_) for id_ in dict.fromkeys((*entry.next, "tool/intake"))][:2], 2),
        )

    def _topics(self) -> Keyboard:
        return rows([self._tool(id_) for id_ in COMMANDS.values()])

    def _human(self) -> Keyboard:
        return rows([self._tool("tool/relay"), self._tool("tool/intake")])

    def _tool(self, id_: str) -> Button:
        return Button(self.knowledge.texts.button.tool[id_.removeprefix("tool/")], f"e:{id_}")

    def _to(self, id_: str) -> Button:
        entry = self.knowledge[id_]
        label = entry.name if isinstance(entry, Relay) else entry.label
        return Button(_shorten(label, BUTTON), f"e:{id_}")

    def _choice(self, id_: str, question: str) -> Button:
        return Button(self._to(id_).label, f"c:{id_}:{mark_of(question)}")


def _written(event: Event) -> str:
    """What a person wrote that something would be kept of."""
    match event:
        case Said(text):
            return text
        case Commanded(_, argument):
            return argument
        case Attached(caption=caption):
            return caption
        case _:
            return ""


def _is_article(routed: Routed) -> bool:
    """Tell whether a text is sure to name an article, whose number is no answer to anything else."""
    return routed.kind is Kind.ANSWER and routed.ranked[0].id.startswith("article/")


def _first(routed: Routed) -> str:
    """The entry that a question was routed to first; empty where nothing fits."""
    return routed.ranked[0].id if routed.ranked and routed.kind not in (Kind.UNKNOWN, Kind.SMALLTALK) else ""


def _masked(text: str) -> str:
    """A question without what could name a person: numbers of eight digits and more, e-mail addresses."""
    return _PRIVATE.sub("…", text)


def _shorten(text: str, size: int) -> str:
    text = " ".join(without_tags(text).split())
    return text if len(text) <= size else text[: size - 1].rsplit(" ", 1)[0] + "…"
