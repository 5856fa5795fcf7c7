"""What the company writes and joins to a request, on its way to the relay."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.chat.buttons import Verb, data
from bot.chat.conversation import Adding, Conversation, mark_of
from bot.chat.events import Attached, Pressed, Said
from bot.chat.markup import bold, escape, under_file
from bot.chat.people import File
from bot.chat.replies import Acknowledge, Button, Correct, Effect, Keyboard, Pass, Reply, Say, Tell, ThreadMessage, Turn
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.schema.texts import Texts
from bot.requests.addressee import Addressee, Talk, addressee, routing, talk
from bot.requests.card import card
from bot.requests.effects import Join, Write
from bot.requests.following import Following, each
from bot.requests.form import CONSENT, INTAKE
from bot.requests.listening import RequestQuestion
from bot.requests.model.request import Intake
from bot.requests.model.snapshot import RequestContext
from bot.requests.plan import done_with
from bot.requests.reaching import Reaching, noted

FILES = 5  # files of one request
LONGEST = 2000  # characters of a word
_ADDING = timedelta(minutes=30)  # for which the next text or file is still for the relay


@dataclass(frozen=True, slots=True)
class Thread:
    """Carries words and files of companies."""

    knowledge: Knowledge

    def subject(self, conversation: Conversation, event: Said | Attached, context: RequestContext) -> Intake | None:
        """The request of this chat for which a text or a file is: by a reply, or because it was asked for."""
        subject, adding = context.subject, conversation.adding
        if subject is None or subject.chat != context.chat or not context.chat or subject.erased:
            return None
        asked = adding is not None and adding.reference == subject.reference and context.now <= adding.until
        if isinstance(event, Said) and event.edited:
            return subject if context.aimed else None
        return subject if asked or (event.answers and context.aimed) else None

    def said(self, conversation: Conversation, event: Said, context: RequestContext) -> Turn | None:
        """A text goes to the relay where it is for one."""
        subject = self.subject(conversation, event, context)
        if subject is None:
            return None
        return self.say(replace(conversation, adding=None), event, subject, context)

    def addressed(
        self, before: Conversation, event: Said, answered: Turn, context: RequestContext, heard: RequestQuestion
    ) -> Turn:
        """Where a text goes while a request is open: to the relay, unless it is ``answered`` here; else one asks."""
        opened = context.open
        if not opened or is_form(before) or is_form(answered.conversation) or _took(before, answered.conversation):
            return answered
        stands = talk(context.notes, "company", context.now) if len(opened) == 1 else Talk.NONE
        match addressee(routing(answered), heard, stands, "company"):
            case Addressee.CLAUSETTE:
                return answered
            case Addressee.BOTH:
                return self._offered(answered, event, opened)
            case Addressee.OTHER if len(opened) == 1:
                return self.say(replace(before, adding=None), event, opened[0], context)
            case Addressee.GUESSED if len(opened) == 1:
                said = self.say(replace(before, adding=None), event, opened[0], context)
                return instead(self._texts, said, event)
            case _:
                return self._unsure(before, event, opened)

    def say(self, conversation: Conversation, word: Said, subject: Intake, context: RequestContext) -> Turn:
        """A word goes to the relay of a request, or the correction of one."""
        texts, reaching = self._texts, Reaching(self.knowledge)
        if (over := len(word.text) - LONGEST) > 0:
            said = texts.follow.too_long.format(over=over, most=LONGEST)
            return Turn(conversation, (Tell(context.chat, subject.reference, escape(said)),))
        seen = replace(self._told(reaching.passed(subject, context), subject, context), to=word.message)
        replies: list[Reply] = [seen]
        head = texts.to_relay.from_company
        if word.edited:
            head = texts.to_relay.corrected
            replies = [Correct(escape(texts.follow.word_corrected), seen.keyboard, word.message)]
        if subject.relay:
            head = head.format(company=subject.form.company, reference=subject.reference)
            replies.append(ThreadMessage(subject.reference, subject.relay, f"{bold(head)}\n{escape(word.text)}"))
        effects = (Write(subject.reference, noted("word", context, word.text)), *reaching.mailed(subject, context))
        return Turn(conversation, tuple(replies), effects)

    def asked(
        self, conversation: Conversation, event: Pressed, subject: Intake, context: RequestContext, *, file: bool
    ) -> Turn:
        """The next text or file is for the relay of a request."""
        asked = self._texts.follow.ask_file if file else self._texts.follow.ask_word
        adding = replace(conversation, adding=Adding(subject.reference, context.now + _ADDING))
        return Turn(adding, (Acknowledge(event.press), Tell(context.chat, subject.reference, escape(asked))))

    def which(self, conversation: Conversation, event: Pressed, context: RequestContext, mark: str) -> Turn:
        """For which of several requests a text is that was written before."""
        if conversation.unsent_of(mark) is None or not context.open:
            return Turn(conversation, (Acknowledge(event.press, self._texts.stale_button),))
        asked = Say(escape(self._texts.follow.which), each(context.open, Verb.TO_RELAY, mark))
        return Turn(conversation, (Acknowledge(event.press), asked))

    def passed(
        self, conversation: Conversation, event: Pressed, subject: Intake, context: RequestContext, mark: str
    ) -> Turn:
        """A text that was written before goes to the relay of this request, once."""
        unsent = conversation.unsent_of(mark)
        if unsent is None:
            return Turn(conversation, (Acknowledge(event.press, self._texts.stale_button),))
        turn = self.say(conversation.without(unsent), Said(unsent.text, unsent.message), subject, context)
        return replace(turn, replies=(*done_with(event), *turn.replies))

    def attached(self, conversation: Conversation, event: Attached, context: RequestContext) -> Turn | None:
        """A file goes to the relay where it is for one, waits for the choice of a request, or for the form."""
        texts = self._texts
        subject = self.subject(conversation, event, context) or self._awaiting(conversation, context)
        if subject is not None and (event.file or event.says or event.answers or conversation.adding):
            if event.file is None and event.says:
                said = Said("\n".join(filter(None, (event.says, event.caption))))
                return self.say(replace(conversation, adding=None), said, subject, context)
            if event.file is None:
                return Turn(conversation, (Tell(context.chat, subject.reference, escape(texts.follow.file_only)),))
            return self.join(replace(conversation, adding=None), (event.file,), event.caption, subject, context)
        if event.file is None:
            return None
        if not waits(conversation) and context.open:
            files = (*conversation.files, event.file)[-FILES:]
            caption = event.caption or (conversation.open_question if conversation.files else "")
            asked = Say(escape(texts.follow.file_which), each(context.open, Verb.JOIN))
            return Turn(replace(conversation, files=files).choosing(caption), (asked,))
        return self._to_form(conversation, event.file) if is_form(conversation) else None

    def joined(self, conversation: Conversation, event: Pressed, subject: Intake, context: RequestContext) -> Turn:
        """The files that waited for the choice of a request are joined to this one."""
        without = replace(conversation, files=()).choosing("")
        turn = self.join(without, conversation.files, conversation.open_question, subject, context)
        return replace(turn, replies=(*done_with(event), *turn.replies))

    def join(
        self,
        conversation: Conversation,
        files: tuple[File, ...],
        caption: str,
        subject: Intake,
        context: RequestContext,
    ) -> Turn:
        """Files go to the relay of a request, the first with a caption."""
        texts = self._texts
        if len(context.files) + len(files) > FILES:
            said = texts.form.file_many.format(most=FILES)
            return Turn(conversation, (Tell(context.chat, subject.reference, escape(said)),))
        mailed = Reaching(self.knowledge).mailed(subject, context)
        told = texts.follow.file_mailed if mailed else texts.follow.file_waits
        told = texts.follow.file_sent if subject.relay in context.linked else told
        replies: list[Reply] = [self._told(told.format(reference=subject.reference), subject, context)]
        head = texts.to_relay.file.format(company=subject.form.company, reference=subject.reference)
        if subject.relay:
            replies.append(card(self.knowledge, subject, len(context.files) + len(files)))
        effects: list[Effect] = []
        for file, said in zip(files, (caption, *[""] * len(files)), strict=False):
            if subject.relay:
                under = under_file(head, said)
                replies.append(Pass(subject.reference, file, under, relay=subject.relay))
            note = noted("file", context, " : ".join(filter(None, (file.name, said))))
            effects += [Join(subject.reference, file), Write(subject.reference, note)]
        return Turn(conversation, tuple(replies), (*effects, *mailed))

    @property
    def _texts(self) -> Texts:
        return self.knowledge.texts

    def _awaiting(self, conversation: Conversation, context: RequestContext) -> Intake | None:
        """The only open request, where its relay waits for a reply, or this company is in the midst of one."""
        if waits(conversation) or len(context.open) != 1:
            return None
        return context.open[0] if talk(context.notes, "company", context.now) is not Talk.NONE else None

    def _offered(self, answered: Turn, event: Said, opened: list[Intake]) -> Turn:
        """What was answered here, with a button by which the relay gets it too."""
        mark = mark_of(event.text)
        held = data(Verb.ALSO, opened[0].reference, mark) if len(opened) == 1 else data(Verb.WHICH, mark)
        also = Button(self._texts.follow.send_to_relay, held)
        kept = answered.conversation.keeping(event.text, event.message)
        return replace(answered, conversation=kept, replies=with_button(answered.replies, also))

    def _unsure(self, conversation: Conversation, event: Said, opened: list[Intake]) -> Turn:
        """For whom a text is, asked once; it waits meanwhile."""
        texts, mark = self._texts, mark_of(event.text)
        own = (Button(texts.follow.for_clausette, data(Verb.MINE, mark)),)
        if len(opened) == 1:
            keyboard: Keyboard = (
                (Button(texts.follow.for_relay, data(Verb.TO_RELAY, opened[0].reference, mark)), *own),
            )
        else:
            keyboard = (*each(opened, Verb.TO_RELAY, mark), own)
        asked = Say(escape(texts.follow.for_whom), keyboard, event.message)
        return Turn(conversation.keeping(event.text, event.message), (asked,))

    def _told(self, said: str, subject: Intake, context: RequestContext) -> Tell:
        under = Following(self.knowledge).under(subject, context)
        return Tell(context.chat, subject.reference, escape(said), under)

    def _to_form(self, conversation: Conversation, file: File) -> Turn:
        """A file is kept for the request that is being made."""
        texts, course = self._texts.form, conversation.course
        if course is None or course.given.get(CONSENT) is not True:
            return Turn(conversation, (Say(escape(texts.file_first)),))
        if len(conversation.files) >= FILES:
            return Turn(conversation, (Say(escape(texts.file_many.format(most=FILES))),))
        files = (*conversation.files, file)
        said = texts.file_kept.format(count=len(files), most=FILES)
        return Turn(replace(conversation, files=files), (Say(escape(said)),))


def with_button(replies: tuple[Reply, ...], button: Button) -> tuple[Reply, ...]:
    """The replies with one more button under the last message."""
    at = max((i for i, reply in enumerate(replies) if isinstance(reply, Say | Correct)), default=None)
    if at is None:
        return replies
    last = replies[at]
    assert isinstance(last, Say | Correct)  # noqa: S101  by the choice above
    return (*replies[:at], replace(last, keyboard=(*last.keyboard, (button,))), *replies[at + 1 :])


def instead(texts: Texts, turn: Turn, word: Said) -> Turn:
    """What became of a word of which it was guessed whom it is for, with how to ask Clausette instead."""
    own = Button(texts.follow.for_clausette, data(Verb.MINE, mark_of(word.text)))
    replies = tuple(
        replace(reply, html=f"{reply.html} {escape(texts.follow.instead)}", keyboard=((own,), *reply.keyboard))
        if isinstance(reply, Tell) and reply.to and reply.to == word.message
        else reply
        for reply in turn.replies
    )
    return replace(turn, conversation=turn.conversation.keeping(word.text, word.message), replies=replies)


def _took(before: Conversation, after: Conversation) -> bool:
    """Tell whether a text answered what a tool was asking."""
    return before.course is not None and bool(before.course.asking) and after.course != before.course


def is_form(conversation: Conversation) -> bool:
    """Tell whether the form of a request is under way."""
    return conversation.course is not None and conversation.course.flow == INTAKE


def waits(conversation: Conversation) -> bool:
    """Tell whether a form is half filled in."""
    return is_form(conversation) or conversation.set_aside is not None
