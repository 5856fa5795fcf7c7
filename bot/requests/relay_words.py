"""What a relay writes: to the company of a request, or among its colleagues."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.chat.buttons import Verb, data
from bot.chat.conversation import Conversation, mark_of
from bot.chat.events import Attached, Commanded, Pressed, Said
from bot.chat.markup import bold, escape, under_file
from bot.chat.people import Member
from bot.chat.replies import Acknowledge, Button, Correct, Pass, Reply, Say, Tell, ThreadMessage, Turn, rows
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.schema.texts import Texts
from bot.requests.addressee import Addressee, Talk, addressee, routing, talk
from bot.requests.card import owner_name, spaced
from bot.requests.company_words import instead, with_button
from bot.requests.effects import Write
from bot.requests.listening import RequestQuestion
from bot.requests.model.request import Intake, Note
from bot.requests.model.snapshot import RequestContext
from bot.requests.reaching import is_gone
from bot.requests.steps import Steps

_COMPANY = 24  # characters of a company's name in a button


@dataclass(frozen=True, slots=True)
class Answering:
    """Carries words and files of relays."""

    knowledge: Knowledge

    def answered(self, conversation: Conversation, event: Said | Attached, context: RequestContext) -> Turn | None:
        """A reply to a card or to what stands below it goes to the company; None where it is no such reply."""
        texts, subject = self._texts.relay_chat, context.subject
        if not context.relay or subject is None or not context.aimed:
            return None
        if not context.allowed:
            return None if subject.chat == context.chat else _said(conversation, texts.not_ours)
        if context.inner:
            return self._to_colleagues(conversation, event, subject, context)
        if not subject.chat:
            return _said(conversation, texts.company_gone)
        if is_gone(context.notes):
            return self._undelivered(conversation, subject, context)
        if isinstance(event, Said):
            return self._passed(conversation, event, subject, context)
        if event.file is None and event.says:
            said = "\n".join(filter(None, (event.says, event.caption)))
            return self._passed(conversation, Said(said, by=event.by), subject, context)
        if event.file is None:
            return _said(conversation, texts.cannot_pass)
        result = Steps(self.knowledge, context, event.by).file(event.file, event.caption)
        shown = under_file(self._head(subject, event.by), event.caption)
        others = Pass(subject.reference, event.file, shown, relay=subject.relay, but=context.chat)
        done = self._done(texts.passed, subject, context)
        return Turn(conversation, (*result.replies, others, done), result.effects)

    def joined(self, conversation: Conversation, event: Attached, context: RequestContext) -> Turn | None:
        """What is sent in a relay's private chat without a word goes to the company that spoke last."""
        alone = context.subject if len(context.talks) == 1 else None
        if alone is None or talk(context.notes, "relay", context.now) is Talk.NONE:
            return None
        return self.answered(conversation, event, replace(context, aimed=True))

    def noted(self, conversation: Conversation, event: Commanded, context: RequestContext) -> Turn:
        """``/note`` in a relay's chat: what stands behind it stays among colleagues."""
        texts, subject = self._texts, context.subject
        if not context.relay:
            return _said(conversation, texts.link.none)
        if subject is None or not context.allowed:
            said = texts.note.how if subject is None else texts.relay_chat.not_ours
            return _said(conversation, said)
        said = _without(event.argument, subject.reference)
        if not said:
            return Turn(conversation, (self.asked_note(subject, context),))
        return self._kept(conversation, said, event.by, subject, context)

    def asked_note(self, subject: Intake, context: RequestContext) -> ThreadMessage:
        """A message a reply to which stays among colleagues."""
        return ThreadMessage(
            subject.reference, subject.relay, escape(self._texts.note.ask), chat=context.chat, inner=True
        )

    def unsent(
        self, conversation: Conversation, event: Pressed, subject: Intake, context: RequestContext, mark: str
    ) -> Turn | None:
        """A text that was written before goes to this company, once; None where it is not there to be sent."""
        unsent = conversation.unsent_of(mark)
        if unsent is None or not subject.chat:
            return None
        word = Said(unsent.text, unsent.message, by=event.by)
        turn = self._passed(conversation.without(unsent), word, subject, context)
        return replace(turn, replies=(Acknowledge(event.press), *turn.replies))

    def complete(
        self, before: Conversation, event: Said, answered: Turn, context: RequestContext, heard: RequestQuestion
    ) -> Turn:
        """Where a relay's text goes in its private chat: to a company, unless it is ``answered`` here."""
        alone = context.subject if len(context.talks) == 1 else None
        stands = talk(context.notes, "relay", context.now) if alone else Talk.NONE
        match addressee(routing(answered), heard, stands, "relay"):
            case Addressee.CLAUSETTE:
                return answered
            case Addressee.BOTH:
                return self._offered(answered, event, context)
            case Addressee.OTHER if alone is not None and alone.chat:
                return self._passed(before, event, alone, context)
            case Addressee.GUESSED if alone is not None and alone.chat:
                return instead(self.knowledge.texts, self._passed(before, event, alone, context), event)
            case _:
                return self._unsure(before, event, context)

    @property
    def _texts(self) -> Texts:
        return self.knowledge.texts

    def _passed(self, conversation: Conversation, word: Said, subject: Intake, context: RequestContext) -> Turn:
        """A word goes to the company, or the correction of one; the other chats of the relay read it too."""
        if is_gone(context.notes):
            return self._undelivered(conversation, subject, context)
        texts = self._texts.relay_chat
        result = Steps(self.knowledge, replace(context, subject=subject), word.by).word(
            word.text, corrected=word.edited
        )
        html = f"{bold(self._head(subject, word.by, corrected=word.edited))}\n{escape(word.text)}"
        others = ThreadMessage(subject.reference, subject.relay, html, but=context.chat)
        done: Reply = replace(self._done(texts.passed, subject, context), to=word.message)
        if word.edited:
            done = Correct(escape(texts.passed_corrected), (), word.message)
        return Turn(conversation, (*result.replies, others, done), result.effects)

    def _head(self, subject: Intake, by: Member, *, corrected: bool = False) -> str:
        """Who wrote to which company, as colleagues read it in another chat."""
        texts = self._texts.relay_chat
        head = texts.colleague_corrected if corrected else texts.colleague
        name = owner_name(self._texts, by)
        return head.format(name=name, company=subject.form.company, reference=subject.reference)

    def _undelivered(self, conversation: Conversation, subject: Intake, context: RequestContext) -> Turn:
        said = self._texts.relay_chat.not_delivered.format(reach=spaced(subject.form.reach))
        return Turn(conversation, (self._done(said, subject, context),))

    def _done(self, said: str, subject: Intake, context: RequestContext) -> Tell:
        """What became of a word, as part of the thread: a reply to it goes the same way."""
        return Tell(context.chat, subject.reference, escape(said))

    # Among colleagues

    def _to_colleagues(
        self, conversation: Conversation, event: Said | Attached, subject: Intake, context: RequestContext
    ) -> Turn:
        said = event.text if isinstance(event, Said) else event.says
        if not said:
            return _said(conversation, self._texts.note.text_only)
        return self._kept(conversation, said, event.by, subject, context)

    def _kept(
        self, conversation: Conversation, said: str, by: Member, subject: Intake, context: RequestContext
    ) -> Turn:
        head = self._texts.note.head.format(name=owner_name(self._texts, by))
        shown = ThreadMessage(subject.reference, subject.relay, f"{bold(head)}\n{escape(said)}", inner=True)
        note = Note("note", "relay", by.name, said, context.now)
        return Turn(conversation, (shown,), (Write(subject.reference, note),))

    # For whom a text is

    def _offered(self, answered: Turn, event: Said, context: RequestContext) -> Turn:
        """What was answered here, with a button by which the company gets it too."""
        kept = answered.conversation.keeping(event.text, event.message)
        replies = answered.replies
        for button in self._to_companies(event, context):
            replies = with_button(replies, button)
        return replace(answered, conversation=kept, replies=replies)

    def _unsure(self, conversation: Conversation, event: Said, context: RequestContext) -> Turn:
        """For whom a text is, asked once; it waits meanwhile."""
        own = Button(self._texts.follow.for_clausette, data(Verb.MINE, mark_of(event.text)))
        asked = rows([*self._to_companies(event, context), own])
        said = Say(escape(self._texts.follow.for_whom), asked, event.message)
        return Turn(conversation.keeping(event.text, event.message), (said,))

    def _to_companies(self, event: Said, context: RequestContext) -> Sequence[Button]:
        said, mark = self._texts.relay_chat.to_company, mark_of(event.text)
        return [
            Button(said.format(company=one.form.company[:_COMPANY]), data(Verb.TO_COMPANY, one.reference, mark))
            for one in context.talks
            if one.chat
        ]


def _without(argument: str, reference: str) -> str:
    """What stands behind a command, without the request that it may name first."""
    first, _, rest = argument.partition(" ")
    return rest.strip() if first.upper().strip(":,") == reference else argument.strip()


def _said(conversation: Conversation, text: str) -> Turn:
    return Turn(conversation, (Say(escape(text)),))
