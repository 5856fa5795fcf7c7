"""The company's side of a request: it is sent, followed, added to, closed and reopened."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.chat.conversation import Adding, Conversation
from bot.chat.events import Attached, Commanded, Event, Pressed, Said
from bot.chat.markup import bold, escape
from bot.chat.people import File
from bot.chat.replies import (
    Acknowledge,
    Button,
    Correct,
    Deliver,
    Effect,
    Forget,
    Keyboard,
    Pass,
    Rekey,
    Reply,
    Say,
    Tell,
    Turn,
    Word,
    rows,
)
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import NoteKind, Refusal, Result
from bot.language.dates import moment_in_french
from bot.requests import callback_question as called
from bot.requests.card import card, relay_name, result_said
from bot.requests.effects import Join, Mail, Record, Save, Write
from bot.requests.form import CONFIRM, CONSENT, INTAKE, SEND, IntakeFlow
from bot.requests.model import request
from bot.requests.model.recipient import Receiver, receiver
from bot.requests.model.request import Form, Intake, Note, close, erase, reopen
from bot.requests.model.snapshot import Desk, Wanted
from bot.tools.places.contact import contact

FILES = 5  # files of one request
OPEN = 3  # requests of one chat that are open at once
DAILY = 5  # requests of one chat in a day
LONGEST = 2000  # characters of a word
_TWICE = timedelta(minutes=10)  # within which the same form is the same request
_DAY = timedelta(days=1)
_ADDING = timedelta(minutes=30)  # for which the next text or file is still for the relay
_CAPTION = 1000  # characters under a file; Telegram takes 1024
_SEND = f"f:a:{CONFIRM}:{SEND}"


@dataclass(frozen=True, slots=True)
class Counter:
    """Serves companies, in private chats. The data of its buttons begin with ``i:``."""

    knowledge: Knowledge
    flow: IntakeFlow | None = None

    def wanted(self, conversation: Conversation, event: Event) -> Wanted:
        """What has to be known of requests before an event is responded to."""
        adding = conversation.adding.reference if conversation.adding else ""
        match event:
            case Pressed(data) if data.startswith("i:"):
                return Wanted(own=True, reference=_named(data)[1], reach=True)
            case Pressed(data):
                return Wanted(own=True, every=data == "x:erase", reach=data in (_SEND, "x:erase"))
            case Said(answers=answers, named=named) | Attached(answers=answers, named=named):
                concerned = bool(answers or adding or _asking(conversation) == CONFIRM)
                reference = "" if answers else adding
                return Wanted(own=True, message=answers, named=named, reference=reference, reach=concerned)
            case Commanded():
                return Wanted(own=True)
            case _:
                return Wanted()

    def respond(self, conversation: Conversation, event: Event, desk: Desk) -> Turn | None:
        """What an event leads to; None where it is no business of a request."""
        match event:
            case Pressed(data) if data.startswith("i:"):
                return self._pressed(conversation, event, desk)
            case Pressed(data) if data == _SEND:
                return self._send(conversation, event, desk)
            case Pressed(data) if data == "x:erase":
                return self._erase(conversation, event, desk)
            case Commanded("suivi"):
                return Turn(conversation, self._follow(desk, waiting=_waits(conversation)))
            case Commanded("mesdonnees"):
                return Turn(conversation, (Deliver("data", self._texts.my_data),))
            case Said() if (subject := self._addressed(conversation, event, desk)) is not None:
                return self._say(replace(conversation, adding=None), event.text, subject, desk)
            case Said(text, edited=False) if self.flow is not None and self._at_end(conversation):
                return self._send(conversation, event, desk) if self.flow.agrees(text) else None
            case Attached():
                return self._attached(conversation, event, desk)
            case _:
                return None

    def complete(self, before: Conversation, event: Event, turn: Turn, desk: Desk) -> Turn:
        """What the assistant answered to an event, completed by what requests have to say of it."""
        after = turn.conversation
        if _is_form(after) and not _is_form(before):
            if desk.among_several:
                return Turn(before, (*_seen(event), self._in_private()))
            if (refused := self._enough(desk)) is not None:
                return Turn(before, (*_seen(event), refused))
            if before.set_aside is None:  # a file that waited for another request is not for this one
                after = replace(after, files=())
        if after.files and _asking(after) == CONFIRM:
            turn = replace(turn, replies=_headed(turn.replies, self._texts.form.files.format(count=len(after.files))))
        if after.files and not _is_form(after) and after.set_aside is None:
            after = replace(after, files=())
        if after.adding and isinstance(event, Pressed | Commanded):  # something else is wanted now
            after = replace(after, adding=None)
        turn = replace(turn, conversation=after)
        if isinstance(event, Said) and event.text and after.open_question == event.text and self._open(desk):
            return replace(turn, replies=_with(turn.replies, Button(self._texts.follow.send_to_relay, "i:pass")))
        return turn

    @property
    def _texts(self) -> Texts:
        return self.knowledge.texts

    # A request is sent

    def _at_end(self, conversation: Conversation) -> bool:
        course = conversation.course
        if self.flow is None or course is None or not _is_form(conversation) or course.asking != CONFIRM:
            return False
        return self.flow.complete(course.given)

    def _send(self, conversation: Conversation, event: Said | Pressed, desk: Desk) -> Turn | None:
        course, texts = conversation.course, self._texts
        if self.flow is None or course is None or not self._at_end(conversation):
            sent = next((one for one in desk.own if desk.now - one.created < _TWICE), None)
            if sent is None or not isinstance(event, Pressed):
                return None
            note = texts.form.already.format(reference=sent.reference)
            return Turn(conversation, (Acknowledge(event.press, note), Rekey(event.message)))
        seen = _acknowledged(event)
        form = self.flow.form(course.given)
        done = replace(conversation, course=None, files=(), set_aside=None)
        if (twin := _twin(form, desk)) is not None:
            said = texts.form.already.format(reference=twin.reference)
            return Turn(done, (*seen, Tell(desk.chat, twin.reference, escape(said), self._under(twin, desk))))
        if (refused := self._enough(desk)) is not None:
            return Turn(conversation, (*seen, refused))
        relays = self.flow.relays(form.place)
        found = receiver(relays, desk.linked, by_mail=desk.by_mail)
        intake = Intake(desk.fresh, desk.chat, found.relay.id if found else "", form, desk.now)
        files = conversation.files
        replies: list[Reply] = [*seen, self._confirmation(intake, found, relays, desk)]
        if intake.relay:
            replies.append(card(self.knowledge, intake, len(files)))
            replies.extend(Pass(intake.reference, file, "", relay=intake.relay) for file in files)
        effects: list[Effect] = [Record(intake, files), Write(intake.reference, self._note("sent", desk))]
        if found is not None and found.way == "mail":
            effects.append(Mail(intake.reference, intake.relay, "new"))
        return Turn(done, tuple(replies), tuple(effects))

    def _confirmation(self, intake: Intake, found: Receiver | None, relays: list[Relay], desk: Desk) -> Tell:
        texts = self._texts
        blocks = [bold(texts.form.sent.format(reference=intake.reference))]
        if found is not None:
            told = texts.form.sent_to if found.way == "chat" else texts.form.sent_to_by_mail
            told = told.format(relay=found.relay.name)
            blocks.append(f"{escape(told)}\n{contact(self.knowledge, found.relay)}")
            blocks.append(escape(texts.form.sent_next))
        else:
            blocks.append(escape(texts.form.sent_nobody if relays else texts.form.sent_nobody_at_all))
            blocks.extend(f"{bold(relay.name)}\n{contact(self.knowledge, relay)}" for relay in relays[:1])
        blocks.append(escape(texts.form.sent_add))
        return Tell(desk.chat, intake.reference, "\n\n".join(blocks), self._under(intake, desk))

    def _enough(self, desk: Desk) -> Say | None:
        """What is said to a chat that has as many requests as it may; None to any other."""
        texts, open_ = self._texts, self._open(desk)
        recent = [one for one in desk.own if desk.now - one.created < _DAY]
        if len(open_) >= OPEN:
            return Say(escape(texts.form.open_enough.format(count=len(open_))), _each(open_))
        if len(recent) >= DAILY:
            return Say(escape(texts.form.day_enough.format(count=len(recent))), _each(recent))
        return None

    def _in_private(self) -> Say:
        button = Button(self._texts.form.private_open, "", start=INTAKE.replace("/", "_"))
        return Say(escape(self._texts.form.private), ((button,),))

    # It is followed

    def _follow(self, desk: Desk, *, waiting: bool = False) -> tuple[Reply, ...]:
        """Where the requests of a chat are; one that is half filled in is ``waiting``."""
        texts = self._texts
        shown = [one for one in desk.own if not one.erased]
        if waiting:
            resume = Say(escape(texts.follow.unsent), ((Button(texts.notice.resume, f"e:{INTAKE}"),),))
            return (*self._follow(desk), resume) if shown else (resume,)
        if not shown:
            return (Say(escape(texts.follow.none), ((Button(texts.button.tool["intake"], f"e:{INTAKE}"),),)),)
        if len(shown) == 1:
            return (self._told(shown[0], desk),)
        every = [f"- {escape(self._line(one))}" for one in shown]
        return (Say("\n".join([bold(texts.follow.list), *every]), _each(shown)),)

    def _line(self, intake: Intake) -> str:
        return self._texts.follow.line.format(
            reference=intake.reference, place=intake.form.place_name, status=self._status(intake)
        )

    def _status(self, intake: Intake) -> str:
        return self._texts.follow.status[intake.status]

    def _told(self, intake: Intake, desk: Desk) -> Tell:
        texts = self._texts
        blocks = [
            f"{bold(self._line(intake))}\n{escape(texts.follow.sent_on.format(moment=moment_in_french(intake.created)))}"
        ]
        relay = self.knowledge.get(intake.relay)
        if isinstance(relay, Relay):
            blocks.append(f"{bold(relay.name)}\n{contact(self.knowledge, relay)}")
        elif intake.open:
            blocks.append(escape(texts.follow.nobody))
        return Tell(desk.chat, intake.reference, "\n\n".join(blocks), self._under(intake, desk))

    def _under(self, intake: Intake, desk: Desk) -> Keyboard:
        """What the company can do with a request."""
        texts, number = self._texts, intake.reference
        word = Button(texts.follow.word, f"i:word:{number}")
        every = ((Button(texts.follow.all, "i:list"),),) if len(desk.own) > 1 else ()
        if not intake.open:
            return ((Button(texts.follow.reopen, f"i:open:{number}"), word), *every)
        file, end = Button(texts.follow.file, f"i:file:{number}"), Button(texts.follow.close, f"i:close:{number}")
        return ((word, file), (end,), *every)

    # A button

    def _pressed(self, conversation: Conversation, event: Pressed, desk: Desk) -> Turn:
        texts, subject = self._texts, desk.subject
        verb, number, more = _named(event.data)
        if verb == "list":
            return Turn(conversation, (Acknowledge(event.press), *self._follow(desk)))
        if verb == "pass" and not number:
            return self._pass_on(conversation, event, desk)
        if subject is None or subject.chat != desk.chat or subject.erased or desk.chat == 0:
            return Turn(conversation, (Acknowledge(event.press, texts.follow.not_yours),))
        if verb in ("called", "uncalled") and called.holds(more, desk.notes):
            return self._called(conversation, event, subject, desk, was=verb == "called")
        return self._on_own(conversation, event, verb, subject, desk)

    def _on_own(self, conversation: Conversation, event: Pressed, verb: str, subject: Intake, desk: Desk) -> Turn:
        """A button about a request of this chat."""
        texts, number, seen = self._texts, subject.reference, Acknowledge(event.press)
        match verb:
            case "show":
                return Turn(conversation, (seen, self._told(subject, desk)))
            case "word" | "file" | "join":
                return self._add(conversation, event, verb, subject, desk)
            case "close" if subject.open:
                reasons = [
                    Button(texts.follow.met, f"i:met:{number}"),
                    Button(texts.follow.dropped, f"i:drop:{number}"),
                ]
                return Turn(
                    conversation, (seen, Tell(desk.chat, number, escape(texts.follow.why_close), rows(reasons, 2)))
                )
            case "met" | "drop":
                return self._close(conversation, event, subject, desk, met=verb == "met")
            case "open":
                return self._reopen(conversation, event, subject, desk)
            case "pass" if conversation.open_question:
                turn = self._say(conversation.choosing(""), conversation.open_question, subject, desk)
                return replace(turn, replies=(seen, Rekey(event.message), *turn.replies))
            case _:
                note = texts.follow.closed_already if verb == "close" else texts.stale_button
                return Turn(conversation, (Acknowledge(event.press, note),))

    def _add(self, conversation: Conversation, event: Pressed, verb: str, subject: Intake, desk: Desk) -> Turn:
        """A word or a file is asked for; files that were sent before they were asked for are joined."""
        if verb == "join" and conversation.files and not _waits(conversation):
            joined = replace(conversation, files=()).choosing("")
            turn = self._join(joined, conversation.files, conversation.open_question, subject, desk)
            return replace(turn, replies=(*_acknowledged(event), *turn.replies))
        asked = self._texts.follow.ask_word if verb == "word" else self._texts.follow.ask_file
        adding = replace(conversation, adding=Adding(subject.reference, desk.now + _ADDING))
        told = Tell(desk.chat, subject.reference, escape(asked))
        return Turn(adding, (Acknowledge(event.press), told))

    def _pass_on(self, conversation: Conversation, event: Pressed, desk: Desk) -> Turn:
        """A question that nobody could answer here goes to the relay of the only open request, or of one chosen."""
        texts, open_ = self._texts, self._open(desk)
        if not conversation.open_question or not open_:
            return Turn(conversation, (Acknowledge(event.press, texts.stale_button),))
        seen = Acknowledge(event.press)
        if len(open_) == 1:
            turn = self._say(conversation.choosing(""), conversation.open_question, open_[0], desk)
            return replace(turn, replies=(seen, Rekey(event.message), *turn.replies))
        return Turn(conversation, (seen, Say(escape(texts.follow.which), _each(open_, "pass"))))

    def _close(self, conversation: Conversation, event: Pressed, subject: Intake, desk: Desk, *, met: bool) -> Turn:
        texts = self._texts
        result = Result.MET if met else Result.DROPPED
        closed = close(subject, result, desk.now)
        if isinstance(closed, Refusal):
            return Turn(conversation, (Acknowledge(event.press, texts.follow.closed_already), Rekey(event.message)))
        reason = result_said(texts, result)
        said = texts.to_relay.closed.format(company=subject.form.company, reference=subject.reference, reason=reason)
        note = self._note("closed", desk, str(result))
        return self._stepped(conversation, event, closed, desk, note=note, told=texts.follow.closed, said=said)

    def _called(self, conversation: Conversation, event: Pressed, subject: Intake, desk: Desk, *, was: bool) -> Turn:
        """Somebody called the company, it says: nobody is reminded any more. Or nobody did: whom it can call itself."""
        texts, reached = self._texts, request.called(subject, desk.now)
        if isinstance(reached, Refusal):
            note = texts.follow.closed_already if reached is Refusal.CLOSED else texts.notice.called_already
            return Turn(conversation, (Acknowledge(event.press, note), Rekey(event.message)))
        if not was:
            said, relay = texts.notice.uncalled, self.knowledge.get(subject.relay)
            html = escape(said.format(relay=relay_name(self.knowledge, subject.relay)))
            html = f"{html}\n{contact(self.knowledge, relay)}" if isinstance(relay, Relay) else html
            still = Rekey(event.message, called.yes(texts, subject, desk.notes))
            return Turn(conversation, (Acknowledge(event.press), still, Tell(desk.chat, subject.reference, html)))
        html = escape(texts.notice.called.format(reference=subject.reference))
        replies: list[Reply] = [
            *_acknowledged(event),
            Tell(desk.chat, subject.reference, html, self._under(reached, desk)),
        ]
        if reached.relay:  # which may have a chat by now
            word = texts.to_relay.called.format(company=subject.form.company, reference=subject.reference)
            replies.append(card(self.knowledge, reached, len(desk.files)))
            replies.append(Word(subject.reference, subject.relay, escape(word)))
        effects = (Save(reached), Write(subject.reference, self._note("called", desk)))
        return Turn(conversation, tuple(replies), effects)

    def _reopen(self, conversation: Conversation, event: Pressed, subject: Intake, desk: Desk) -> Turn:
        texts = self._texts
        opened = reopen(subject)
        if isinstance(opened, Refusal):
            return Turn(conversation, (Acknowledge(event.press, texts.follow.open_already),))
        told = texts.follow.reopened.format(reference=subject.reference)
        said = texts.to_relay.reopened.format(company=subject.form.company, reference=subject.reference)
        note = self._note("reopened", desk)
        return self._stepped(conversation, event, opened, desk, note=note, told=told, said=said)

    def _stepped(
        self,
        conversation: Conversation,
        event: Pressed,
        intake: Intake,
        desk: Desk,
        *,
        note: Note,
        told: str,
        said: str,
    ) -> Turn:
        """A step of the company: its relay is told, by chat or by e-mail."""
        also = self._texts.follow.untold if intake.open else ""
        if self._reached(intake, desk):
            also = self._texts.follow.told
        replies: list[Reply] = [
            *_acknowledged(event),
            Tell(desk.chat, intake.reference, escape(f"{told} {also}".strip()), self._under(intake, desk)),
        ]
        if intake.relay:
            replies.append(card(self.knowledge, intake, len(desk.files)))
            replies.append(Word(intake.reference, intake.relay, escape(said)))
        effects = (Save(intake), Write(intake.reference, note), *self._mailed(intake, desk))
        return Turn(conversation, tuple(replies), effects)

    # A word, a file

    def _addressed(self, conversation: Conversation, event: Said | Attached, desk: Desk) -> Intake | None:
        """The request of this chat for which a text or a file is: by a reply, or because it was asked for."""
        subject, adding = desk.subject, conversation.adding
        if subject is None or subject.chat != desk.chat or not desk.chat or subject.erased:
            return None
        asked = adding is not None and adding.reference == subject.reference and desk.now <= adding.until
        edited = isinstance(event, Said) and event.edited
        return subject if event.answers or (asked and not edited) else None

    def _say(self, conversation: Conversation, text: str, subject: Intake, desk: Desk) -> Turn:
        texts = self._texts
        if (over := len(text) - LONGEST) > 0:
            said = texts.follow.too_long.format(over=over, most=LONGEST)
            return Turn(conversation, (Tell(desk.chat, subject.reference, escape(said)),))
        told = texts.follow.word_sent if self._reached(subject, desk) else texts.follow.word_waits
        replies: list[Reply] = [
            Tell(
                desk.chat,
                subject.reference,
                escape(told.format(reference=subject.reference)),
                self._under(subject, desk),
            )
        ]
        if subject.relay:
            head = texts.to_relay.from_company.format(company=subject.form.company, reference=subject.reference)
            replies.append(Word(subject.reference, subject.relay, f"{bold(head)}\n{escape(text)}"))
        effects = (Write(subject.reference, self._note("word", desk, text)), *self._mailed(subject, desk))
        return Turn(conversation, tuple(replies), effects)

    def _attached(self, conversation: Conversation, event: Attached, desk: Desk) -> Turn | None:
        texts = self._texts
        subject = self._addressed(conversation, event, desk)
        if subject is not None:
            if event.file is None:
                return Turn(conversation, (Tell(desk.chat, subject.reference, escape(texts.follow.file_only)),))
            return self._join(replace(conversation, adding=None), (event.file,), event.caption, subject, desk)
        course = conversation.course
        if event.file is not None and not _waits(conversation) and (open_ := self._open(desk)):
            files = (*conversation.files, event.file)[-FILES:]
            caption = event.caption or (conversation.open_question if conversation.files else "")
            asked = Say(escape(texts.follow.file_which), _each(open_, "join"))
            return Turn(replace(conversation, files=files).choosing(caption), (asked,))
        if course is None or not _is_form(conversation) or event.file is None:
            return None
        if course.given.get(CONSENT) is not True:
            return self._of_file(conversation, texts.form.file_first)
        if len(conversation.files) >= FILES:
            return self._of_file(conversation, texts.form.file_many.format(most=FILES))
        files = (*conversation.files, event.file)
        said = texts.form.file_kept.format(count=len(files), most=FILES)
        return self._of_file(replace(conversation, files=files), said)

    def _of_file(self, conversation: Conversation, said: str) -> Turn:
        return Turn(conversation, (Say(escape(said)),))

    def _join(
        self, conversation: Conversation, files: tuple[File, ...], caption: str, subject: Intake, desk: Desk
    ) -> Turn:
        """Files go to the relay of a request, the first with a caption."""
        texts = self._texts
        if len(desk.files) + len(files) > FILES:
            said = texts.form.file_many.format(most=FILES)
            return Turn(conversation, (Tell(desk.chat, subject.reference, escape(said)),))
        by_chat = subject.relay in desk.linked
        told = (texts.follow.file_sent if by_chat else texts.follow.file_waits).format(reference=subject.reference)
        replies: list[Reply] = [Tell(desk.chat, subject.reference, escape(told), self._under(subject, desk))]
        head = texts.to_relay.file.format(company=subject.form.company, reference=subject.reference)
        if subject.relay:
            replies.append(card(self.knowledge, subject, len(desk.files) + len(files)))
        effects: list[Effect] = []
        for file, said in zip(files, (caption, *[""] * len(files)), strict=False):
            if subject.relay:
                under = f"{head}\n{said}".strip()[:_CAPTION]
                replies.append(Pass(subject.reference, file, under, relay=subject.relay))
            note = self._note("file", desk, " : ".join(filter(None, (file.name, said))))
            effects += [Join(subject.reference, file), Write(subject.reference, note)]
        return Turn(conversation, tuple(replies), (*effects, *self._mailed(subject, desk)))

    def _reached(self, intake: Intake, desk: Desk) -> bool:
        """Tell whether the relay of a request can be told of anything at all."""
        return intake.relay in desk.linked or bool(self._mailed(intake, desk))

    def _mailed(self, intake: Intake, desk: Desk) -> tuple[Effect, ...]:
        """The e-mail that a relay without a chat gets of a word or a step."""
        relay = self.knowledge.get(intake.relay)
        if intake.relay in desk.linked or not desk.by_mail or not isinstance(relay, Relay) or not relay.email:
            return ()
        return (Mail(intake.reference, intake.relay, "withdrawn" if intake.erased else "word"),)

    # It is erased

    def _erase(self, conversation: Conversation, event: Pressed, desk: Desk) -> Turn:
        """Nothing that was said stays; wrong codes go on to count, or who guesses would erase and go on."""
        texts = self._texts
        replies: list[Reply] = [*_acknowledged(event), Say(escape(texts.erased), self._next())]
        effects: list[Effect] = [Forget()]
        for intake in desk.own:
            if intake.erased:
                continue
            gone = erase(intake, desk.now)
            effects += [Save(gone), Write(gone.reference, Note("erased", "company", "", "", desk.now))]
            effects += self._mailed(gone, desk) if intake.open else ()
            if gone.relay:
                replies.append(card(self.knowledge, gone))
                if intake.open:
                    said = texts.to_relay.withdrawn.format(reference=gone.reference)
                    replies.append(Word(gone.reference, gone.relay, escape(said)))
        if any(isinstance(effect, Save) for effect in effects):
            is_told = any(one.open and self._reached(one, desk) for one in desk.own)
            replies.append(Say(escape(f"{texts.erase_requests} {texts.follow.told if is_told else ''}".strip())))
        return Turn(Conversation(missed=conversation.misses(desk.now)), tuple(replies), tuple(effects))

    def _next(self) -> Keyboard:
        texts = self._texts
        return rows(
            [Button(texts.button.tool["relay"], "e:tool/relay"), Button(texts.button.tool["intake"], f"e:{INTAKE}")]
        )

    def _open(self, desk: Desk) -> list[Intake]:
        return [one for one in desk.own if one.open and not desk.among_several]

    def _note(self, kind: NoteKind, desk: Desk, text: str = "") -> Note:
        return Note(kind, "company", "", text, desk.now)


def _named(data: str) -> tuple[str, str, str]:
    """The verb of a button's data, the reference that it names, and what else it holds."""
    _, _, rest = data.partition(":")
    verb, _, rest = rest.partition(":")
    number, _, more = rest.partition(":")
    return verb, number, more


def _asking(conversation: Conversation) -> str:
    return conversation.course.asking if conversation.course and _is_form(conversation) else ""


def _is_form(conversation: Conversation) -> bool:
    return conversation.course is not None and conversation.course.flow == INTAKE


def _waits(conversation: Conversation) -> bool:
    """Tell whether a form is half filled in."""
    return _is_form(conversation) or conversation.set_aside is not None


def _seen(event: Event) -> tuple[Reply, ...]:
    return (Acknowledge(event.press),) if isinstance(event, Pressed) else ()


def _acknowledged(event: Event) -> tuple[Reply, ...]:
    return (Acknowledge(event.press), Rekey(event.message)) if isinstance(event, Pressed) else ()


def _twin(form: Form, desk: Desk) -> Intake | None:
    """The same form that this chat sent a moment ago."""
    return next((one for one in desk.own if one.form == form and desk.now - one.created < _TWICE), None)


def _each(intakes: list[Intake], verb: str = "show") -> Keyboard:
    return rows(
        [Button(f"{one.reference} · {one.form.place_name}"[:60], f"i:{verb}:{one.reference}") for one in intakes]
    )


def _headed(replies: tuple[Reply, ...], said: str) -> tuple[Reply, ...]:
    """The replies with a line above the last message."""
    if not replies or not isinstance(last := replies[-1], Say):
        return replies
    return (*replies[:-1], replace(last, html=f"{escape(said)}\n\n{last.html}"))


def _with(replies: tuple[Reply, ...], button: Button) -> tuple[Reply, ...]:
    """The replies with one more button under the last message."""
    at = max((i for i, reply in enumerate(replies) if isinstance(reply, Say | Correct)), default=None)
    if at is None:
        return replies
    last = replies[at]
    assert isinstance(last, Say | Correct)  # noqa: S101  by the choice above
    return (*replies[:at], replace(last, keyboard=((button,), *last.keyboard)), *replies[at + 1 :])
