"""The company follows its requests: where they stand, and the steps that it takes itself."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.chat.buttons import Verb, data
from bot.chat.conversation import Conversation
from bot.chat.events import Pressed
from bot.chat.markup import bold, escape, shortened
from bot.chat.replies import Acknowledge, Button, Keyboard, Rekey, Reply, Say, Tell, Turn, rows
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import AboutRequest, Refusal, Result
from bot.language.dates import moment_in_french
from bot.requests import callback_question
from bot.requests.card import relay_name, result_said
from bot.requests.effects import Save, Write
from bot.requests.form import INTAKE
from bot.requests.history import line
from bot.requests.model import request
from bot.requests.model.request import Intake, Note
from bot.requests.model.snapshot import RequestContext
from bot.requests.plan import done_with
from bot.requests.reaching import Reaching, noted
from bot.tools.places.contact import numbers

_LAST = 3  # words of an exchange that are shown again
_SHORT = 60  # characters of such a word: it stands whole above, and the rest has to fit a screen


@dataclass(frozen=True, slots=True)
class Following:
    """Shows a company's requests, and takes its steps."""

    knowledge: Knowledge

    def every(self, context: RequestContext, *, waiting: bool = False) -> tuple[Reply, ...]:
        """Where the requests of a chat are; one that is half filled in is ``waiting``."""
        texts = self._texts
        shown = [one for one in context.own if not one.erased]
        if waiting:
            resume = Say(escape(texts.follow.unsent), ((Button(texts.notice.resume, data(Verb.OPEN, INTAKE)),),))
            return (*self.every(context), resume) if shown else (resume,)
        if not shown:
            return (Say(escape(texts.follow.none), ((Button(texts.button.tool["intake"], data(Verb.OPEN, INTAKE)),),)),)
        if len(shown) == 1:
            return (self.told(shown[0], context),)
        lines = [f"- {escape(self._line(one))}" for one in shown]
        return (Say("\n".join([bold(texts.follow.list), *lines]), each(shown)),)

    def asked(self, about: AboutRequest, context: RequestContext, *, waiting: bool = False) -> tuple[Reply, ...]:
        """What a company asks of its request in words: of the only open one, else of the last."""
        known, opened = [one for one in context.own if not one.erased], context.open
        if not known or len(opened) > 1 or waiting:
            return self.every(context, waiting=waiting)
        one = opened[0] if opened else known[0]
        match about:
            case AboutRequest.CANCEL if one.open:
                return (self.reasons(one, context),)
            case AboutRequest.NUMBER if one.open and one.relay:
                return (self._to_call(self._texts.notice.call, one, context),)
            case AboutRequest.SILENT if one.open and one.relay:
                waits = self._to_call(self._texts.notice.uncalled, one, context)
                return (replace(waits, html=f"{bold(self._line(one))}\n{waits.html}"),)
            case AboutRequest.AGAIN if not one.open:
                said = escape(self._texts.follow.again.format(reference=one.reference))
                anew = Button(self._texts.follow.anew, data(Verb.OPEN, INTAKE))
                reopen = Button(self._texts.follow.reopen, data(Verb.REOPEN, one.reference))
                return (Tell(context.chat, one.reference, said, ((reopen, anew),)),)
            case _:
                return (self.told(one, context),)

    def told(self, intake: Intake, context: RequestContext) -> Tell:
        """Where one request stands: who has it, since when, what was said last."""
        texts, stands = self._texts.follow, [bold(self._line(intake))]
        for said, moment in ((texts.sent_on, intake.created), (texts.taken_on, intake.taken)):
            if moment is not None:
                stands.append(escape(said.format(moment=moment_in_french(moment))))
        blocks = ["\n".join(stands)]
        relay = self.knowledge.get(intake.relay)
        if isinstance(relay, Relay):
            blocks.append(Reaching(self.knowledge).address(relay, context))
        elif intake.open:
            blocks.append(escape(texts.nobody))
        subject = context.subject
        if subject is not None and subject.reference == intake.reference:
            spoken = [note for note in context.notes if note.kind in ("word", "file")][-_LAST:]
            blocks.append(
                "\n".join(
                    line(self.knowledge, replace(note, author="", text=shortened(note.text, _SHORT))) for note in spoken
                )
            )
        html = "\n\n".join(filter(None, blocks))
        return Tell(context.chat, intake.reference, html, self.under(intake, context))

    def under(self, intake: Intake, context: RequestContext) -> Keyboard:
        """What the company can do with a request."""
        texts, number = self._texts, intake.reference
        word = Button(texts.follow.word, data(Verb.WORD, number))
        every = ((Button(texts.follow.all, data(Verb.OWN)),),) if len(context.own) > 1 else ()
        if not intake.open:
            return ((Button(texts.follow.reopen, data(Verb.REOPEN, number)), word), *every)
        file, end = (
            Button(texts.follow.file, data(Verb.FILE, number)),
            Button(texts.follow.close, data(Verb.CLOSE, number)),
        )
        return ((word, file), (end,), *every)

    def reasons(self, intake: Intake, context: RequestContext) -> Tell:
        """Why it is to be closed, as buttons."""
        texts, number = self._texts, intake.reference
        every = [
            Button(texts.follow.met, data(Verb.MET, number)),
            Button(texts.follow.dropped, data(Verb.DROP, number)),
        ]
        return Tell(context.chat, number, escape(texts.follow.why_close.format(reference=number)), rows(every, 2))

    def close(
        self, conversation: Conversation, event: Pressed, intake: Intake, context: RequestContext, result: Result
    ) -> Turn:
        """The company needs it no more."""
        texts = self._texts
        closed = request.close(intake, result, context.now)
        if isinstance(closed, Refusal):
            return Turn(conversation, (Acknowledge(event.press, texts.follow.closed_already), Rekey(event.message)))
        reason = result_said(texts, result)
        said = texts.to_relay.closed.format(company=intake.form.company, reference=intake.reference, reason=reason)
        note = noted("closed", context, str(result))
        return self._stepped(conversation, event, closed, context, note=note, told=texts.follow.closed, said=said)

    def reopen(self, conversation: Conversation, event: Pressed, intake: Intake, context: RequestContext) -> Turn:
        """The company needs it again."""
        texts = self._texts
        opened = request.reopen(intake)
        if isinstance(opened, Refusal):
            return Turn(conversation, (Acknowledge(event.press, texts.follow.open_already),))
        told = texts.follow.reopened.format(reference=intake.reference)
        said = texts.to_relay.reopened.format(company=intake.form.company, reference=intake.reference)
        return self._stepped(
            conversation, event, opened, context, note=noted("reopened", context), told=told, said=said
        )

    def called(
        self, conversation: Conversation, event: Pressed, intake: Intake, context: RequestContext, *, was: bool
    ) -> Turn:
        """Somebody called the company, it says: nobody is reminded any more. Or nobody did: whom it can call itself."""
        texts, reached = self._texts, request.called(intake, context.now)
        if isinstance(reached, Refusal):
            note = texts.follow.closed_already if reached is Refusal.CLOSED else texts.notice.called_already
            return Turn(conversation, (Acknowledge(event.press, note), Rekey(event.message)))
        if not was:
            still = Rekey(event.message, callback_question.yes(texts, intake, context.notes))
            told = replace(self._to_call(texts.notice.uncalled, intake, context), keyboard=())
            return Turn(conversation, (Acknowledge(event.press), still, told))
        html = escape(texts.notice.called.format(reference=intake.reference))
        word = texts.to_relay.called.format(company=intake.form.company, reference=intake.reference)
        replies = (
            *done_with(event),
            Tell(context.chat, intake.reference, html, self.under(reached, context)),
            *Reaching(self.knowledge).told(reached, word, len(context.files)),  # it may have a chat by now
        )
        return Turn(conversation, replies, (Save(reached), Write(intake.reference, noted("called", context))))

    @property
    def _texts(self) -> Texts:
        return self.knowledge.texts

    def _line(self, intake: Intake) -> str:
        status = self._texts.follow.status[intake.status]
        return self._texts.follow.line.format(reference=intake.reference, place=intake.form.place_name, status=status)

    def _to_call(self, said: str, intake: Intake, context: RequestContext) -> Tell:
        """Whom the company can reach itself, meanwhile."""
        relay = self.knowledge.get(intake.relay)
        html = escape(said.format(relay=relay_name(self.knowledge, intake.relay)))
        if isinstance(relay, Relay):
            html = f"{html}\n{numbers(self.knowledge, relay)}"
        return Tell(context.chat, intake.reference, html, self.under(intake, context))

    def _stepped(
        self,
        conversation: Conversation,
        event: Pressed,
        intake: Intake,
        context: RequestContext,
        *,
        note: Note,
        told: str,
        said: str,
    ) -> Turn:
        """A step of the company: its relay is told, by chat or by e-mail."""
        reaching = Reaching(self.knowledge)
        also = self._texts.follow.untold if intake.open else ""
        if reaching.reached(intake, context):
            also = self._texts.follow.told
        replies = (
            *done_with(event),
            Tell(context.chat, intake.reference, escape(f"{told} {also}".strip()), self.under(intake, context)),
            *reaching.told(intake, said, len(context.files)),
        )
        effects = (Save(intake), Write(intake.reference, note), *reaching.mailed(intake, context))
        return Turn(conversation, replies, effects)


def each(intakes: Iterable[Intake], verb: Verb = Verb.SHOW, *more: str) -> Keyboard:
    """A button for each of some requests; ``more`` is what its data holds beside the reference."""
    return rows(
        [Button(f"{one.reference} · {one.form.place_name}"[:60], data(verb, one.reference, *more)) for one in intakes]
    )
