"""What letters say: made from a request as it stands when they are sent."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import quote

from bot.chat.markup import without_tags
from bot.chat.people import File
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.schema.texts_letters import LetterTexts
from bot.knowledge.vocabulary import NoteKind, Status
from bot.mail.acting import offered
from bot.mail.links import HOLDS, Access, Links
from bot.mail.return_address import ReturnAddress
from bot.requests.card import lines, relay_name, result_said
from bot.requests.company_words import LONGEST
from bot.requests.digest import Digests
from bot.requests.history import line
from bot.requests.model.calendar import begins
from bot.requests.model.handover import last_handover, taker_of
from bot.requests.model.reminders import waiting_since
from bot.requests.model.request import Intake, Note
from bot.requests.patrol_notices import day
from bot.search.unanswered import Unanswered
from bot.store.mails import Post, Unmet, Week

_WORDS = 5  # of the company, the newest
_EXCHANGE = 20  # lines of what was said and done, the newest
_LISTED = 20  # open requests in a digest
_SPOKEN: tuple[NoteKind, ...] = ("word", "file")
_EXCHANGED: tuple[NoteKind, ...] = (
    *_SPOKEN,
    "taken",
    "contacted",
    "called",
    "closed",
    "reopened",
    "transferred",
)


@dataclass(frozen=True, slots=True)
class Row:
    """An answer of a form under its heading; ``address`` is where a press on it leads, if anywhere."""

    heading: str
    shown: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A link that looks like a button."""

    label: str
    address: str


Block = str | Sequence[Row] | Sequence[Button]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to an address: texts, tables and rows of buttons, in order; ``files`` go with it.

    An answer goes to ``reply_to``, and stands over the line ``above``; both are empty where none is read.
    """

    subject: str
    blocks: tuple[Block, ...]
    to: str = ""
    files: tuple[File, ...] = ()
    reply_to: str = ""
    above: str = ""


@dataclass(frozen=True, slots=True)
class Curator:
    """The address of who writes the base, and what tells in Telegram's HTML what was not answered since a day."""

    address: str
    writes: Callable[[Sequence[Unanswered], date], str]


class NoAddressError(Exception):
    """The letter has nobody to go to: the relay has no e-mail address in the base (any more), or the operator none."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Writes letters.

    ``operator`` is whom an answer reaches, by e-mail; ``links`` makes links by which relays act, None where there is no
    public address; ``bot`` is the bot's name in Telegram; ``digests`` writes the week of a relay; ``curator`` reads
    what was asked and not answered; ``returns`` makes addresses where answers are read, None where none are.
    """

    knowledge: Knowledge
    operator: str | None = None
    links: Links | None = field(default=None, repr=False)
    bot: str = ""
    digests: Digests | None = None
    curator: Curator | None = None
    returns: ReturnAddress | None = field(default=None, repr=False)

    def letter(self, post: Post) -> Letter | None:
        """The letter that is due; None where there is nothing to say any more.

        Raises:
            NoAddressError: where there is no address to send it to.
        """
        written, to = self._written(post), self._address(post)
        if written is not None and not to:
            raise NoAddressError
        return written and replace(written, to=to or "")

    def _address(self, post: Post) -> str | None:
        if post.unmet is not None:
            return self.curator.address if self.curator else None
        relay = self.knowledge.get(post.relay)
        return (relay.email if isinstance(relay, Relay) else None) if post.relay else self.operator

    @property
    def _texts(self) -> LetterTexts:
        return self.knowledge.texts.letter

    def _written(self, post: Post) -> Letter | None:
        if post.week is not None:
            return self._digest(post, post.week)
        if post.unmet is not None:
            return self._unmet(post.unmet)
        if post.about == "withdrawn":
            said = self._texts.withdrawn.format(reference=post.reference)
            return Letter(self._texts.withdrawn_subject.format(reference=post.reference), (said,))
        if post.intake is None or post.intake.erased:
            return None
        if not post.relay:
            return self._to_operator(post, post.intake) if post.intake.open else None
        if post.about == "escalation":
            return self._escalation(post, post.intake)
        if post.about == "returned":
            return self._returned(post, post.intake)
        if post.about == "unsent":
            return self._unsent(post, post.intake)
        written = self._to_relay(post, post.intake) if post.intake.relay == post.relay else None
        return written and self._answerable(post, post.intake, written)

    def _answerable(self, post: Post, intake: Intake, written: Letter) -> Letter:
        """A letter whose answer goes to the company, where answers are read."""
        if self.returns is None:
            return written
        return replace(written, reply_to=self.returns.to(_access(post, intake)), above=self._texts.above)

    def _unsent(self, post: Post, intake: Intake) -> Letter:
        """An answer to a letter did not go on."""
        subject = self._texts.unsent_subject.format(reference=post.reference)
        said = self._texts.unsent.format(reference=post.reference, most=LONGEST)
        if intake.relay != post.relay:
            return Letter(subject, (said, self._reply()))
        return self._answerable(post, intake, Letter(subject, (said, self._form(intake), *self._acts(post, intake))))

    def _to_operator(self, post: Post, intake: Intake) -> Letter:
        said = self._filled(self._texts.to_operator[post.about], post, intake)
        subject = self._texts.operator_subject.format(reference=post.reference)
        return Letter(subject, (said, self._texts.operator_see))

    def _escalation(self, post: Post, intake: Intake) -> Letter | None:
        """A request that waits with another relay."""
        if intake.relay == post.relay or intake.status is not Status.SENT:
            return None
        subject = self._texts.subject["escalation"].format(reference=post.reference)
        said = self._filled(self._texts.text["escalation"], post, intake)
        return Letter(subject, (said, self._form(intake), self._texts.answer, self._reply(), *self._telegram()))

    def _returned(self, post: Post, intake: Intake) -> Letter | None:
        """A request that was handed on to this relay, and taken back."""
        if intake.relay == post.relay:
            return None
        said = self._filled(self._texts.text["returned"], post, intake)
        return Letter(self._texts.subject["returned"].format(reference=post.reference), (said,))

    def _to_relay(self, post: Post, intake: Intake) -> Letter | None:
        """A request that lies with this relay: new, still waiting, or spoken of by its company."""
        texts, number = self._texts, post.reference
        acts = tuple(self._acts(post, intake))
        match post.about:
            case "word":
                return self._word(post, intake, acts)
            case "new" if intake.open:
                blocks = (self._new(post, intake), self._form(intake), *self._exchange(post.notes), *acts)
                subject, files = texts.subject["new"].format(reference=number), tuple(post.files)
                return Letter(subject, (*blocks, *self._telegram()), files=files)
            case "reminder" if intake.open and intake.contacted is None:
                said = self._filled(texts.text["reminder"], post, intake)
                done = texts.done_by_link if self.links else texts.done
                blocks = (said, self._form(intake), *acts, done, *self._telegram())
                return Letter(texts.subject["reminder"].format(reference=number), blocks)
            case _:  # it was contacted or closed meanwhile
                return None

    def _new(self, post: Post, intake: Intake) -> str:
        """How the request came here: from its company, or from another relay, which is named."""
        handed = [note for note in post.notes if note.kind == "transferred"]
        if not handed:
            return self._filled(self._texts.text["new"], post, intake)
        said = self._texts.handed_on if handed[-1].side == "relay" else self._texts.passed_on
        handover = last_handover(post.notes)
        giver = (handover.giver if handover else "") or (taker_of(handed[-2].text) if len(handed) > 1 else "")
        before = relay_name(self.knowledge, giver) if giver else self._texts.before
        named = relay_name(self.knowledge, intake.relay)
        return said.format(before=before, relay=named, reference=post.reference)

    def _exchange(self, notes: Sequence[Note]) -> Iterator[str]:
        """What was said and done before; by the names of bodies, never of people."""
        told = [replace(note, author="") for note in notes if note.kind in _EXCHANGED][-_EXCHANGE:]
        if told:
            yield "\n".join([self._texts.exchange, *(without_tags(line(self.knowledge, note)) for note in told)])

    def _word(self, post: Post, intake: Intake, acts: tuple[Block, ...]) -> Letter | None:
        """What the company said, or the step that it took."""
        texts, number = self._texts, post.reference
        news = [note for note in post.notes if note.side == "company"]
        step = next((note for note in reversed(news) if note.kind not in _SPOKEN), None)
        said, files = self._unanswered(post.notes)
        if not intake.open and step is not None and step.kind == "closed":
            closed = texts.closed.format(reference=number, reason=result_said(self.knowledge.texts, intake.result))
            return Letter(texts.closed_subject.format(reference=number), (closed, *said, *acts))
        if news and news[-1].kind == "reopened":
            reopened = texts.reopened.format(reference=number)
            blocks = (reopened, *said, self._form(intake), *acts)
            return Letter(texts.reopened_subject.format(reference=number), blocks)
        if not said:
            return None
        subject = texts.subject["word"].format(reference=number)
        head = self._filled(texts.text["word"], post, intake)
        return Letter(
            subject, (head, *said, self._form(intake), *acts), files=tuple(post.files[-files:] if files else ())
        )

    def _unanswered(self, notes: Sequence[Note]) -> tuple[tuple[str, ...], int]:
        """What the company said since the relay last spoke, and how many files were joined then."""
        spoken = [note for note in notes if note.kind in _SPOKEN]
        since = max((at for at, note in enumerate(spoken) if note.side != "company"), default=-1) + 1
        latest = spoken[since:]
        file = self.knowledge.texts.history.step["file"].capitalize()
        said = tuple(
            note.text if note.kind == "word" else f"{file} : {note.text or self._texts.photo}" for note in latest
        )
        return said[-_WORDS:], sum(note.kind == "file" for note in latest)

    def _form(self, intake: Intake) -> Sequence[Row]:
        """The request, with a telephone number and an e-mail address to press on."""
        rows = lines(self.knowledge.texts, intake.form)
        return [Row(heading, shown, _address(intake) if key == "reach" else "") for key, heading, shown in rows]

    def _acts(self, post: Post, intake: Intake) -> Iterator[Block]:
        """How to act on a request and to answer its company."""
        texts, access = self._texts, _access(post, intake)
        if self.links is None:
            yield from self._answers(access, texts.answer)
            return
        labels = self.knowledge.texts.relay_page.action
        yield texts.act
        yield [Button(labels[action], self.links.to(access, action)) for action in offered(intake)]
        yield texts.act_until.format(day=day(access.until), relay=relay_name(self.knowledge, intake.relay))
        yield from self._answers(access, texts.answer_by_link)

    def _answers(self, access: Access, otherwise: str) -> Iterator[str]:
        """How to write to the company: by an answer to this letter where answers are read."""
        if self.returns is None:
            yield otherwise
            yield self._reply()
        else:
            yield self._texts.answer_by_letter.format(day=day(access.until))

    def _reply(self) -> str:
        """Where an answer to the letter itself goes."""
        return self._texts.reply_operator if self.operator else self._texts.reply_nobody

    def _telegram(self) -> Iterator[str]:
        """How to receive requests in Telegram."""
        name = f"@{self.bot} (https://t.me/{self.bot})" if self.bot else "Clausette"
        yield self._texts.link.format(bot=name)
        if self.operator:
            yield self._texts.link_at.format(operator=self.operator)

    def _digest(self, post: Post, week: Week) -> Letter | None:
        """The week of a relay, with a link to each request that is open."""
        if self.digests is None or not (told := self.digests.digest(week.intakes, week.late, week.since, week.until)):
            return None
        texts = self._texts
        blocks: list[Block] = [texts.digest.format(relay=relay_name(self.knowledge, post.relay)), without_tags(told)]
        waiting = [one for one in week.intakes if one.open][:_LISTED]
        if waiting and (links := self.links):
            until = post.created + HOLDS
            blocks.append(texts.digest_open)
            blocks.append([Button(_short(one), links.to(Access(one.reference, post.relay, until))) for one in waiting])
            relay = relay_name(self.knowledge, post.relay)
            blocks.append(texts.act_until.format(day=day(until), relay=relay))
        subject = texts.digest_subject.format(day=day(week.since))
        return Letter(subject, (*blocks, self._reply(), *self._telegram()))

    def _unmet(self, unmet: Unmet) -> Letter | None:
        """What was asked and not answered; None where the base answers all of it by now."""
        told = self.curator.writes(unmet.asked, unmet.since) if self.curator else ""
        if self.curator and not told:
            return None
        subject = self.knowledge.texts.unanswered.subject.format(day=day(begins(unmet.since)))
        return Letter(subject, (without_tags(told),))

    def _filled(self, text: str, post: Post, intake: Intake) -> str:
        since = day(waiting_since(intake, post.notes))
        named = relay_name(self.knowledge, intake.relay) if intake.relay else ""
        return text.format(reference=post.reference, relay=named, day=since)


def _access(post: Post, intake: Intake) -> Access:
    return Access(intake.reference, intake.relay, post.created + HOLDS)


def _address(intake: Intake) -> str:
    """What a telephone or a mail program opens for the company."""
    reach = intake.form.reach
    if "@" in reach:
        return f"mailto:{quote(reach, safe='@')}?subject={quote(intake.reference)}"
    return f"tel:{reach}" if reach.removeprefix("+").isdecimal() else ""


def _short(intake: Intake) -> str:
    return f"{intake.reference}, {intake.form.company}, {intake.form.place_name or intake.form.place}"
