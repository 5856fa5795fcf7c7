"""A request takes a step: what is kept of it, what its relay sees, what the company is told."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.chat.buttons import Verb, data
from bot.chat.markup import bold, escape, under_file
from bot.chat.people import NOBODY, File, Member
from bot.chat.replies import Button, Effect, Keyboard, Pass, Reply, Tell, rows
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import NoteKind, Refusal, Result, Side, Way
from bot.requests.card import card, handed_over, relay_name
from bot.requests.effects import Mail, Save, Write
from bot.requests.model import request
from bot.requests.model.handover import as_text
from bot.requests.model.request import Intake, Note
from bot.requests.model.snapshot import RequestContext
from bot.requests.reaching import Reaching
from bot.requests.transfer_menu import way


@dataclass(frozen=True, slots=True)
class StepResult:
    """What a step leads to; ``way`` is how another body learns of it, where the request is handed on."""

    intake: Intake
    replies: tuple[Reply, ...]
    effects: tuple[Effect, ...]
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """Takes steps on the subject of a context, for its relay, or for the operator where ``member`` is None."""

    knowledge: Knowledge
    context: RequestContext
    member: Member | None = None

    def take(self) -> StepResult | Refusal:
        """Nobody had it; the member has it now."""
        changed = request.take(self._subject, self._member, self.context.now)
        return self._followed(changed, "taken", tell=self._texts.company.taken)

    def take_over(self) -> StepResult | Refusal:
        """The member goes on with what a colleague had; to the company nothing changes."""
        return self._followed(request.take_over(self._subject, self._member, self.context.now), "taken")

    def reach(self) -> StepResult | Refusal:
        """The company was contacted."""
        changed = request.reach(self._subject, self._member, self.context.now)
        return self._followed(changed, "contacted", tell=self._texts.company.contacted)

    def close(self, result: Result) -> StepResult | Refusal:
        """It is over."""
        changed = request.close(self._subject, result, self.context.now, self.member)
        tell = self._texts.company.closed_with.get(result, self._texts.company.closed)
        return self._followed(changed, "closed", str(result), tell, lambda new: closed_keyboard(self._texts, new))

    def reopen(self) -> StepResult | Refusal:
        """It goes on."""
        return self._followed(request.reopen(self._subject), "reopened", tell=self._texts.company.reopened)

    def transfer(self, relay: Relay) -> StepResult | Refusal:
        """Another body has it from now on, with all that was joined; the company reads how to call that body."""
        old, texts = self._subject, self._texts
        new = request.transfer(old, relay.id)
        if isinstance(new, Refusal):
            return new
        how = way(relay, self.context)
        told = texts.company.transferred_to[how].format(by=self._by, reference=new.reference, relay=relay.name)
        replies: list[Reply] = []
        if old.relay:
            said = texts.card.handed_over_to[how].format(relay=relay.name)
            files, ours = len(self.context.files), self.member is not None
            replies.append(handed_over(self.knowledge, new, old.relay, said, files, back=ours))
        replies.append(card(self.knowledge, new, len(self.context.files), anew=True))
        replies.extend(Pass(new.reference, file, "", relay=new.relay) for file in self.context.files)
        if new.chat:
            html = f"{escape(told)}\n\n{Reaching(self.knowledge).address(relay, self.context)}"
            replies.append(Tell(new.chat, new.reference, html, company_keyboard(texts, new)))
        effects: list[Effect] = [
            Save(new),
            Write(new.reference, self._note("transferred", as_text(old.relay, relay.id))),
        ]
        if how is Way.MAIL:
            effects.append(Mail(new.reference, relay.id, "new"))
        return StepResult(new, tuple(replies), tuple(effects), how)

    def word(self, text: str, *, corrected: bool = False) -> StepResult:
        """The relay says something to the company; whoever answers first has the request."""
        subject, texts = self._subject, self._texts
        taken = request.take(subject, self._member, self.context.now)
        new = subject if isinstance(taken, Refusal) else taken
        head = texts.company.word_corrected if corrected else texts.company.word
        html = f"{bold(head.format(by=self._by, reference=new.reference))}\n\n{escape(text)}"
        replies: list[Reply] = [Tell(new.chat, new.reference, html, company_keyboard(texts, new))]
        return self._spoken(new, replies, (Write(new.reference, self._note("word", text)),))

    def file(self, file: File, caption: str) -> StepResult:
        """The relay sends a file to the company; whoever does first has the request."""
        subject, texts = self._subject, self._texts
        taken = request.take(subject, self._member, self.context.now)
        new = subject if isinstance(taken, Refusal) else taken
        head = texts.company.file.format(by=self._by, reference=new.reference)
        replies: list[Reply] = [Pass(new.reference, file, under_file(head, caption), chat=new.chat)]
        return self._spoken(new, replies, (Write(new.reference, self._note("file", caption or file.name)),))

    @property
    def _texts(self) -> Texts:
        return self.knowledge.texts

    @property
    def _subject(self) -> Intake:
        if self.context.subject is None:
            raise LookupError("a step needs a request")
        return self.context.subject

    @property
    def _member(self) -> Member:
        return self.member or NOBODY

    @property
    def _by(self) -> str:
        """Who takes the step, as the company reads it: the body, never a person."""
        relay = relay_name(self.knowledge, self._subject.relay) if self.member else ""
        return relay or self._texts.company.operator

    def _followed(
        self,
        changed: Intake | Refusal,
        kind: NoteKind,
        text: str = "",
        tell: str = "",
        keyboard: Callable[[Intake], Keyboard] | None = None,
    ) -> StepResult | Refusal:
        if isinstance(changed, Refusal):
            return changed
        replies: list[Reply] = [card(self.knowledge, changed, len(self.context.files))] if changed.relay else []
        if tell and changed.chat:
            html = escape(tell.format(by=self._by, reference=changed.reference))
            buttons = keyboard(changed) if keyboard else company_keyboard(self._texts, changed)
            replies.append(Tell(changed.chat, changed.reference, html, buttons))
        effects = (Save(changed), Write(changed.reference, self._note(kind, text)))
        return StepResult(changed, tuple(replies), effects)

    def _spoken(self, new: Intake, replies: list[Reply], effects: tuple[Effect, ...]) -> StepResult:
        if new != self._subject:
            replies.append(card(self.knowledge, new, len(self.context.files)))
            effects = (Save(new), Write(new.reference, self._note("taken", "")), *effects)
        return StepResult(new, tuple(replies), effects)

    def _note(self, kind: NoteKind, text: str) -> Note:
        side: Side = "relay" if self.member else "program"
        return Note(kind, side, self._member.name, text, self.context.now)


def company_keyboard(texts: Texts, intake: Intake) -> Keyboard:
    """What a company can do under a word about its request."""
    if not intake.open:
        return closed_keyboard(texts, intake)
    number = intake.reference
    return rows(
        [Button(texts.company.answer, data(Verb.WORD, number)), Button(texts.company.follow, data(Verb.SHOW, number))],
        2,
    )


def closed_keyboard(texts: Texts, intake: Intake) -> Keyboard:
    """What a company can do under the word that its request is closed."""
    number = intake.reference
    return rows(
        [
            Button(texts.company.reopen, data(Verb.REOPEN, number)),
            Button(texts.company.follow, data(Verb.SHOW, number)),
        ],
        2,
    )
