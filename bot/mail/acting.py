"""What a relay does from a letter: the same steps as a card's buttons, for whoever has the link."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.people import Member
from bot.chat.replies import Effect, Reply
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.vocabulary import LetterAction, Refusal, Result, Status
from bot.language.personal_data import candidate_data
from bot.mail.links import Access
from bot.requests.card import owner_name, relay_name, spaced
from bot.requests.company_words import LONGEST
from bot.requests.effects import Mail
from bot.requests.model.request import Intake, Note
from bot.requests.model.snapshot import ContextQuery, RequestContext
from bot.requests.reaching import is_gone
from bot.requests.relay import OUTCOMES
from bot.requests.steps import StepResult, Steps
from bot.store import received, requests
from bot.store.context import context_of
from bot.store.database import Database
from bot.store.outbox.calls import Call, utc_now
from bot.store.unit_of_work import carry_out

_WORDS, _LATELY = 20, timedelta(hours=1)  # words of a relay to one company, and the time in which they are too many
Received = Literal["passed on", "refused", "repeated", "foreign"]  # what became of a letter that came in
_OPEN = (LetterAction.REPLY, LetterAction.CLOSE, LetterAction.NOT_OURS)
_OFFERED: Mapping[Status, Sequence[LetterAction]] = {
    Status.SENT: (LetterAction.TAKE, LetterAction.REACH, *_OPEN),
    Status.TAKEN: (LetterAction.REACH, *_OPEN),
    Status.CONTACTED: _OPEN,
    Status.CLOSED: (LetterAction.REOPEN, LetterAction.REPLY),
}
_STEPS: Mapping[LetterAction, Callable[[Steps], StepResult | Refusal]] = {
    LetterAction.TAKE: Steps.take,
    LetterAction.REACH: Steps.reach,
    LetterAction.REOPEN: Steps.reopen,
    LetterAction.NOT_OURS: lambda steps: steps.close(Result.NOT_OURS),
}


def offered(intake: Intake) -> Sequence[LetterAction]:
    """What a relay can do with a request as it stands, the step that comes next first."""
    return () if intake.erased else _OFFERED[intake.status]


@dataclass(frozen=True, slots=True)
class Press:
    """What was pressed on a page; ``outcome`` and ``word`` are what was filled in there."""

    action: LetterAction
    outcome: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a press led to; ``intake`` is the request as it stands now, None where the relay has no part in it.

    ``amends`` where the page is to be filled in otherwise, ``again`` where the word had gone before.
    """

    said: str
    intake: Intake | None = None
    amends: bool = False
    again: bool = False
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()


def answer(knowledge: Knowledge, context: RequestContext, access: Access, press: Press) -> Answer:
    """Decide on a press: what is said, and what is done about the request."""
    subject, texts = context.subject, knowledge.texts.relay_page
    if (refused := barred(knowledge, subject, access)) or subject is None:
        return Answer(refused)
    steps = Steps(knowledge, context, Member(0, texts.member))
    result: StepResult | Refusal
    match press.action:
        case LetterAction.REPLY:
            return _word(knowledge, context, subject, steps, press.word)
        case LetterAction.CLOSE:
            outcome = next((one for one in OUTCOMES if one == press.outcome), None)
            if outcome is None:
                return Answer(texts.outcome_missing, subject, amends=True)
            result = steps.close(outcome)
        case action:
            result = _STEPS[action](steps)
    if isinstance(result, StepResult):
        return Answer(texts.done[press.action], result.intake, replies=result.replies, effects=result.effects)
    name = owner_name(knowledge.texts, subject.owner)
    return Answer(texts.refused[result].format(name=name), subject)


def barred(knowledge: Knowledge, subject: Intake | None, access: Access) -> str:
    """Why a relay has no part in a request (any more); empty where it has."""
    texts = knowledge.texts.relay_page
    if subject is None or subject.erased:
        return texts.refused[Refusal.ERASED]
    if subject.relay != access.relay:
        return texts.elsewhere.format(relay=relay_name(knowledge, access.relay))
    return ""


def _word(knowledge: Knowledge, context: RequestContext, subject: Intake, steps: Steps, typed: str) -> Answer:
    """A word goes to the company once, however often it is sent."""
    texts, word = knowledge.texts, typed.replace("\r\n", "\n").strip()
    page = texts.relay_page
    if not word:
        return Answer(page.word_missing, subject, amends=True)
    if (over := len(word) - LONGEST) > 0:
        return Answer(page.word_long.format(over=over, most=LONGEST), subject, amends=True)
    if candidate_data(word):
        return Answer(page.candidate, subject, amends=True)
    if not subject.chat:
        return Answer(texts.relay_chat.company_gone, subject)
    if is_gone(context.notes):
        return Answer(texts.relay_chat.not_delivered.format(reach=spaced(subject.form.reach)), subject)
    if _is_said(context.notes, word):
        return Answer(page.word_again, subject, again=True)
    if _are_many(context.notes, context.now):
        return Answer(page.word_many, subject, amends=True)
    result = steps.word(word)
    return Answer(page.done[LetterAction.REPLY], result.intake, replies=result.replies, effects=result.effects)


def _is_said(notes: Sequence[Note], word: str) -> bool:
    """Tell whether the last word of the exchange is this one, from the relay: a page that was sent twice."""
    last = next((note for note in reversed(notes) if note.kind in ("word", "file")), None)
    return last is not None and last.kind == "word" and last.side == "relay" and last.text == word


def _are_many(notes: Sequence[Note], now: datetime) -> bool:
    """Tell whether so much was written of late that it is no relay any more who writes."""
    lately = [note for note in notes if note.kind == "word" and note.side == "relay" and now - note.at < _LATELY]
    return len(lately) >= _WORDS


class Acting:
    """Has presses carried out on the requests of a database, each in a transaction of its own.

    ``calls`` turns a reply into calls of the Bot API; ``queued`` is called when something was queued.
    """

    def __init__(
        self,
        database: Database,
        knowledge: Callable[[], Knowledge],
        calls: Callable[[int, Reply], Iterable[Call]],
        *,
        clock: Callable[[], datetime] = utc_now,
        queued: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._calls = calls
        self._queued = queued
        self.clock = clock

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge base of the moment."""
        return self._knowledge()

    async def look(self, access: Access) -> Intake | None:
        """The request of a link as it stands; nothing is changed."""
        async with self._database.transaction() as connection:
            return await requests.intake(connection, access.reference)

    async def press(self, access: Access, press: Press) -> Answer:
        """Carry a press out; who presses twice takes one step."""
        now = self.clock()
        async with self._database.transaction() as connection:
            context = await self._context(connection, access, now)
            answered = answer(self.knowledge, context, access, press)
            await self._carry_out(connection, answered, answered.effects, now)
        self._queued()
        return answered

    async def receive(self, access: Access, number: str, sender: str, word: str) -> Received:
        """Pass on a word that came by letter, as if it stood on the page; the letter of that ``number`` only once.

        A relay whose word does not go on is written to, once an hour at most, whatever answers it.
        """
        now, press = self.clock(), Press(LetterAction.REPLY, word=word)
        async with self._database.transaction() as connection:
            if not await received.first_time(connection, number, now):
                return "repeated"
            context = await self._context(connection, access, now)
            if context.subject and sender.casefold() == context.subject.form.reach.casefold():
                return "foreign"  # the company, in an answer to all: who reads it has it already
            answered = answer(self.knowledge, context, access, press)
            effects = answered.effects
            if not effects and not answered.again:
                lately = await received.was_told(connection, access.reference, access.relay, now - _LATELY)
                effects = () if lately else (Mail(access.reference, access.relay, "unsent"),)
            await self._carry_out(connection, answered, effects, now)
        self._queued()
        return "passed on" if answered.effects else "repeated" if answered.again else "refused"

    @staticmethod
    async def _context(connection: AsyncConnection, access: Access, now: datetime) -> RequestContext:
        return await context_of(connection, 0, ContextQuery(reference=access.reference), now, by_mail=True)

    async def _carry_out(
        self, connection: AsyncConnection, answered: Answer, effects: Sequence[Effect], now: datetime
    ) -> None:
        made = [call for reply in answered.replies for call in self._calls(0, reply)]
        await carry_out(connection, 0, effects, made, now)
