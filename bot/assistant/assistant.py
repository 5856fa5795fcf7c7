"""The assistant itself: one event in, what is said and kept out. No I/O, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.assistant.case_lead import Lead
from bot.assistant.case_replies import Leading
from bot.assistant.commands import COMMANDS, Commands
from bot.assistant.contact_or_position import Shared
from bot.assistant.cues import Cues
from bot.assistant.drafting import Drafting
from bot.assistant.followups import FollowUps
from bot.assistant.inline import offer
from bot.assistant.keyboards import Keyboards
from bot.assistant.presses import Presses
from bot.assistant.questions import CHOICES, Questions
from bot.assistant.said_before import Sentences
from bot.assistant.tools import Tools, first
from bot.assistant.unanswered import between_people, unmet
from bot.chat.buttons import Verb, read
from bot.chat.conversation import Conversation
from bot.chat.events import Attached, Commanded, Event, Left, Moved, Pressed, Said, Searched
from bot.chat.flow import Flow
from bot.chat.markup import escape
from bot.chat.replies import Acknowledge, Correct, Forget, Move, Reachable, Rekey, Say, Tell, Turn
from bot.knowledge.schema.entries import Knowledge
from bot.language.fold import words
from bot.language.personal_data import candidate_data
from bot.requests.company import CompanySide
from bot.requests.form import INTAKE, IntakeFlow
from bot.requests.model.request import KEPT
from bot.requests.model.snapshot import ContextQuery, RequestContext
from bot.requests.relay import RelaySide
from bot.requests.share_button import with_sharing
from bot.search.router import Routed, RouteKind, Router
from bot.tools.clause.draft import Composer
from bot.tools.places.around import Surroundings
from bot.tools.places.relays import Bodies

_NO_CONTEXT = RequestContext()


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers from one knowledge base, by the router built from it."""

    knowledge: Knowledge
    router: Router
    flows: Mapping[str, Flow] = field(default_factory=dict)
    bodies: Bodies | None = None
    cues: Cues | None = None
    sentences: Sentences | None = None
    composer: Composer | None = None
    surroundings: Surroundings | None = None
    draws: bool = False  # whether pictures can be made here
    retention: int = KEPT  # days for which a request is kept after its end

    def query(self, conversation: Conversation, event: Event) -> ContextQuery:
        """What has to be known of requests before an event is responded to."""
        conversation = conversation.of(_speaker(conversation, event))
        company, relay = self._company_side.plan(conversation, event), self._relay_side.plan(conversation, event)
        return company.query | relay.query

    def respond(
        self, conversation: Conversation, event: Event, today: date, context: RequestContext = _NO_CONTEXT
    ) -> Turn:
        """What one event leads to: the conversation after it, what is shown, what is kept.

        ``context`` is the answer to the ``query`` about requests.
        """
        speaker = _speaker(conversation, event)
        own = conversation.of(speaker)
        turn = self._heard_once(own, event, self._turn(own, event, today, context), context)
        case = turn.conversation.case.since(own.case, context.now)
        turn = replace(turn, conversation=replace(turn.conversation, case=case))
        if self._form is not None and not context.among_several:
            turn = with_sharing(self.knowledge.texts, self._form, own, turn)
        if not context.among_several or isinstance(event, Moved | Left):
            return turn
        forgotten = any(isinstance(effect, Forget) for effect in turn.effects)
        after = turn.conversation if forgotten else conversation.with_(speaker, turn.conversation)
        return replace(turn, conversation=after)

    def _turn(self, conversation: Conversation, event: Event, today: date, context: RequestContext) -> Turn:
        left = conversation.left or conversation.ended
        conversation = replace(conversation, case=conversation.case.on(today, context.now))
        conversation = conversation if isinstance(event, Pressed) else replace(conversation, ended="", left="")
        if candidate_data(_written(event)):  # nothing of it is stored, nor shown, nor passed on
            return self._unread(conversation, self.knowledge.texts.candidate_data, today)
        for side in (self._relay_side, self._company_side):
            if (turn := side.plan(conversation, event).respond(context)) is not None:
                return turn
        if isinstance(event, Pressed) and (turn := self._for_us(conversation, event, today)) is not None:
            return turn
        turn = self._answered(conversation, left, event, today)
        turn = self._company_side.complete(conversation, event, turn, context)
        form = self._form
        heard = form.listener.heard(event.text) if form and context.talks and isinstance(event, Said) else None
        turn = self._relay_side.complete(conversation, event, turn, context, heard)
        return between_people(conversation, turn, context)

    def _for_us(self, conversation: Conversation, event: Pressed, today: date) -> Turn | None:
        """A text of which it was not sure whom it is for, and that is for Clausette: answered as any question."""
        verb, fields = read(event.data) or (None, ())
        unsent = conversation.unsent_of(fields[0]) if verb is Verb.MINE else None
        if unsent is None:
            return None
        said = Said(unsent.text, unsent.message)
        turn = self._answered(conversation.without(unsent), "", said, today)
        return replace(turn, replies=(Acknowledge(event.press), Rekey(event.message), *turn.replies))

    def _heard_once(self, before: Conversation, event: Event, turn: Turn, context: RequestContext) -> Turn:
        """Of an album each file counts, and one is spoken of."""
        if not isinstance(event, Attached) or not event.album:
            return turn
        replies = turn.replies
        if event.album == before.album:
            replies = tuple(
                reply
                for reply in replies
                if not (isinstance(reply, Say) or (isinstance(reply, Tell) and reply.chat == context.chat))
            )
        return replace(turn, conversation=replace(turn.conversation, album=event.album), replies=replies)

    def apology(self) -> Say:
        """What is said where a message had to be set aside."""
        return Say(escape(self.knowledge.texts.apology), Keyboards(self.knowledge).topics())

    def slowed(self, conversation: Conversation, event: Event, *, told: bool) -> Turn:
        """Where a chat writes too fast: a word, once; a press is acknowledged all the same."""
        said = self.knowledge.texts.slow_down
        noted = (Acknowledge(event.press, said),) if isinstance(event, Pressed) else ()
        return Turn(conversation, noted if told else (*noted, Say(escape(said))))

    @property
    def questions(self) -> Questions:
        """What answers questions."""
        return Questions(self.knowledge)

    def _answered(self, conversation: Conversation, left: str, event: Event, today: date) -> Turn:
        match event:
            case Said() if left == INTAKE and self._form and self._form.continues(event.text, today):
                return self._tools.begun(conversation, INTAKE, event, today)
            case Said():
                led = self._led(conversation, left, event, today)
                return led or self._said(conversation, event, today)
            case Commanded():
                return self._commanded(conversation, event, today)
            case Pressed():
                return Presses(self.knowledge, self._commands).pressed(conversation, event, today)
            case Attached():
                return self._attached(conversation, event, today)
            case Searched():
                return Turn(conversation, (offer(self.knowledge, self.router, event, today),))
            case Moved(to):
                return Turn(conversation, effects=(Move(to),))
            case Left(back):
                return Turn(conversation, effects=(Reachable(back),))

    def _commanded(self, conversation: Conversation, event: Commanded, today: date) -> Turn:
        """What a command leads to; one whose tool this base does not have is read as a text."""
        name, argument = event.name.casefold(), event.argument
        if name == "rediger" and self.composer:
            return Drafting(self.flows, self.composer).drafted(conversation, argument, today)
        if argument and COMMANDS.get(name, "") not in ("", *self.flows):
            return self._said(conversation, Said(argument), today)
        return self._commands.commanded(conversation, event, today)

    def _led(self, conversation: Conversation, left: str, event: Said, today: date) -> Turn | None:
        """What a text leads to that only makes sense after what was said; ``left`` is the tool said or left last."""
        leading = self._leading
        if leading is not None and (turn := leading.led(conversation, event, left, today)) is not None:
            return turn
        return self._tools.another_way(conversation, left, event, today)

    def _attached(self, conversation: Conversation, event: Attached, today: date) -> Turn:
        """What is no text: a contact or a position answers, a caption is read, anything else is told not to be."""
        unread, caption = self.knowledge.texts.received[event.what], event.caption
        if (turn := Shared(self._tools, self._form, self.surroundings).turn(conversation, event, today)) is not None:
            return turn
        turn = self._said(conversation, Said(caption, event.message, by=event.by), today) if words(caption) else None
        return turn if turn and turn.band != RouteKind.UNKNOWN else self._unread(conversation, unread, today)

    def _unread(self, conversation: Conversation, why: str, today: date) -> Turn:
        """What is said of a message that was not taken; a question that is open is asked again."""
        shown = self._tools.conductor.again(conversation, today, escape(why), brief=True)
        if shown is None:
            return Turn(conversation, (Say(escape(why), Keyboards(self.knowledge).topics()),))
        return Turn(shown.conversation, (Say(shown.html, shown.keyboard),))

    def _said(self, conversation: Conversation, event: Said, today: date) -> Turn:
        """A text: an answer to what a flow asks, a tool that begins, or a question."""
        texts, tools = self.knowledge.texts, self._tools
        if not words(event.text):
            html, keyboard = self.questions.wordless(event.text)
            return Turn(conversation, (Say(html, keyboard, event.message),))
        leading = self._leading
        if conversation.course is not None and not event.edited:
            elsewhere, asks = (
                (leading.elsewhere, leading.asks(conversation, event, today)) if leading else (None, False)
            )
            turn = tools.midway(conversation, event, today, elsewhere, asks=asks)
            if turn is not None:
                return turn
        if event.edited and conversation.course is not None and conversation.course.flow == INTAKE:
            again = tools.conductor.again(conversation, today, escape(texts.form.edited))
            if again is not None:  # a form is not left by mending a word of it
                return Turn(again.conversation, (Say(again.html, again.keyboard),))
        last = conversation.last
        routed = self.router.route(event.text, previous=last.question if last else None, day=today)
        if leading is not None:
            message = leading.lead.listen(conversation, event.text, today)
            routed = leading.follow.settled(message.heard, routed)
            if (turn := leading.answered(conversation, event, message, routed, today)) is not None:
                return turn
            conversation = leading.lead.kept(conversation, message, today)
        tool = routed.ranked[0].id if routed.kind is RouteKind.TOOL else ""
        tool = COMMANDS["relais"] if self._names_place(routed, event.text) else tool
        if tool in self.flows:
            return replace(tools.begun(conversation, tool, event, today), band=RouteKind.TOOL, entry=tool)
        found = self.questions.answered(replace(conversation, course=None), routed, event.text, today)
        kind = Correct if event.edited else Say
        above = escape(leading.progress(event.text)) if leading and routed.kind is RouteKind.ANSWER else ""
        reply = kind("\n\n".join(filter(None, (above, found.html))), found.keyboard, event.message)
        effects = () if event.edited else unmet(conversation, routed, event.text)
        return Turn(found.conversation, (reply,), effects, band=routed.kind, entry=first(routed))

    def _names_place(self, routed: Routed, text: str) -> bool:
        """Tell whether a text is the name of a commune, however small, and nothing that the base is surer of.

        Small talk or a subject that only sounds like the name gives way to it; a choice does where a place is in it.
        """
        gazetteer = self.bodies.gazetteer if self.bodies else None
        unsure = routed.kind in (RouteKind.UNKNOWN, RouteKind.SMALLTALK) and not routed.reference
        offered = routed.kind is RouteKind.CHOICE and any(
            ranked.id == COMMANDS["relais"] for ranked in routed.ranked[:CHOICES]
        )
        if gazetteer is None:
            return False
        reach = self.cues is not None and "reach" in self.cues.heard(text).cues
        whom = (
            routed.kind is RouteKind.CHOICE and reach and routed.ranked[0].id.startswith(("relay/", COMMANDS["relais"]))
        )
        return ((unsure or offered) and gazetteer.is_name(text)) or (whom and gazetteer.find(text).match == "exact")

    @property
    def _leading(self) -> Leading | None:
        gazetteer = self.bodies.gazetteer if self.bodies else None
        if self.cues is None or self.sentences is None:
            return None
        lead = Lead(self.knowledge, self.flows, self.cues, self.sentences, gazetteer)
        follow = FollowUps(self.knowledge, self.flows, self.sentences, self.router, self.cues)
        return Leading(self._tools, lead, follow)

    @property
    def _tools(self) -> Tools:
        return Tools(self.knowledge, self.router, self.flows, self.questions)

    @property
    def _commands(self) -> Commands:
        return Commands(self.knowledge, self._tools, self.retention)

    @property
    def _form(self) -> IntakeFlow | None:
        flow = self.flows.get(INTAKE)
        return flow if isinstance(flow, IntakeFlow) else None

    @property
    def _company_side(self) -> CompanySide:
        return CompanySide(self.knowledge, self._form)

    @property
    def _relay_side(self) -> RelaySide:
        return RelaySide(self.knowledge, self.bodies or Bodies(self.knowledge.relays), self.draws)


def _speaker(conversation: Conversation, event: Event) -> int:
    """Who does something in a group; what stands under an answer belongs to whom it was given to."""
    match event:
        case Pressed(data) if (held := read(data)) and held[0] in (Verb.JUDGE, Verb.REASON, Verb.OTHER):
            owners = (person for person, theirs in conversation.people if theirs.find(held[1][0]) is not None)
            return next(owners, event.by.id)
        case Said() | Commanded() | Pressed() | Attached():
            return event.by.id
        case _:
            return 0


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
