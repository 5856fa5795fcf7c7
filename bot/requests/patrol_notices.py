"""The patrol's steps: whom it tells what about a request that waits, and what is kept of it. No I/O, no clock."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat.buttons import Verb, data
from bot.chat.flow import Course
from bot.chat.markup import escape
from bot.chat.replies import Button, Effect, Keyboard, Pass, Reply, Say, Tell, ThreadMessage, rows
from bot.knowledge.schema.entries import Knowledge, Relay
from bot.knowledge.vocabulary import NoteKind
from bot.language.dates import day_in_france, in_french
from bot.requests import callback_question
from bot.requests.absence import standing_in
from bot.requests.card import card, listed, owner_name
from bot.requests.effects import Mail, Save, Write
from bot.requests.model import patrol_step
from bot.requests.model.handover import as_text, last_handover
from bot.requests.model.patrol_step import NOTICE, Case
from bot.requests.model.recipient import Receiver, bystander, receiver
from bot.requests.model.reminders import Step, waiting_since
from bot.requests.model.request import Intake, Note, erase, transfer
from bot.tools.places.contact import contact
from bot.tools.places.relays import Bodies


@dataclass(frozen=True, slots=True)
class Notices:
    """What is said and kept because of a step."""

    effects: tuple[Effect, ...] = ()
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class PatrolSteps:
    """Decides from one knowledge base and its bodies."""

    knowledge: Knowledge
    bodies: Bodies

    def step(self, case: Case) -> Step | None:
        """The step that a request is due."""
        return patrol_step.step(case, reachable=self._receiver(case) is not None)

    def address(self, id_: str) -> str | None:
        """The e-mail address of a relay, where the base has one."""
        relay = self._relay(id_)
        return relay.email if relay else None

    def take(self, step: Step, case: Case) -> Notices:
        """Take a step that is due."""
        match step:
            case Step.REMIND:
                return self._remind(case, self._untaken(case))
            case Step.CHASE:
                return self._remind(case, self._uncontacted(case))
            case Step.ESCALATE:
                return self._escalate(case)
            case Step.DISPATCH:
                return self._dispatch(case)
            case Step.WARN:
                return self._warn(case)
            case Step.ERASE:
                return self._erase(case)

    def recall(self, form: Course, until: datetime, *, aside: bool) -> Say:
        """A form that somebody began and did not send, recalled; it is dropped at a moment.

        Where it was set ``aside`` for another flow it has to be taken up again before it can be given up.
        """
        texts = self.knowledge.texts
        resume = Button(texts.notice.resume, data(Verb.OPEN, form.flow))
        buttons = [resume] if aside else [resume, Button(texts.notice.drop, data(Verb.STOP, form.asking))]
        return Say(escape(texts.notice.recall.format(day=day(until))), rows(buttons, 2))

    # Reminders

    def _untaken(self, case: Case) -> str:
        said = self.knowledge.texts.notice.untaken
        since = waiting_since(case.intake, case.notes)
        return said.format(reference=case.intake.reference, company=case.intake.form.company, day=day(since))

    def _uncontacted(self, case: Case) -> str:
        intake, said = case.intake, self.knowledge.texts.notice.uncontacted
        owner = owner_name(self.knowledge.texts, intake.owner)
        since = waiting_since(intake, case.notes)
        return said.format(reference=intake.reference, company=intake.form.company, day=day(since), owner=owner)

    def _remind(self, case: Case, said: str) -> Notices:
        intake = case.intake
        kept = (
            Save(replace(intake, reminded=intake.reminded + (intake.owner is None))),
            self._noted(case, "reminded"),
        )
        relay = self._relay(intake.relay)
        if relay is None:
            return Notices((*kept, Mail(intake.reference, "", "stranded")))
        if relay.id in case.linked:
            return Notices(kept, (ThreadMessage(intake.reference, relay.id, escape(said)),))
        if _by_mail(case, relay):
            return Notices((*kept, Mail(intake.reference, relay.id, "reminder")), (self._asked(case, relay),))
        return Notices((*kept, Mail(intake.reference, "", "stranded")))

    def _asked(self, case: Case, relay: Relay) -> Tell:
        """Whether it was called: who is written to by e-mail may have no link to say so, but the company knows."""
        intake, texts = case.intake, self.knowledge.texts
        since = day(waiting_since(intake, case.notes))
        said = texts.notice.asked.format(reference=intake.reference, relay=relay.name, day=since)
        return self._tell(intake, escape(said), callback_question.yes_or_no(texts, intake, case.notes))

    def _escalate(self, case: Case) -> Notices:
        intake, texts = case.intake, self.knowledge.texts
        relay, candidates = self._relay(intake.relay), self._candidates(case)
        found = bystander(_deliverable(case, candidates), intake.relay, case.linked, by_mail=case.by_mail)
        other = found.relay.name if found else texts.notice.operator
        relay_name = relay.name if relay else ""
        effects: list[Effect] = [
            Save(replace(intake, escalated=case.now)),
            self._noted(case, "escalated", found.relay.id if found else ""),
        ]
        replies: list[Reply] = []
        if found is None:
            effects.append(Mail(intake.reference, "", "escalation" if relay else "stranded"))
        elif found.way == "mail":
            effects.append(Mail(intake.reference, found.relay.id, "escalation"))
        else:
            since = day(waiting_since(intake, case.notes))
            said = texts.notice.escalated_other.format(reference=intake.reference, relay=relay_name, day=since)
            shown = f"{escape(said)}\n\n{listed(texts, intake.form)}"
            replies.append(ThreadMessage(intake.reference, found.relay.id, shown))
        if relay and relay.id in case.linked:
            told = texts.notice.escalated_relay.format(reference=intake.reference, other=other)
            replies.append(ThreadMessage(intake.reference, relay.id, escape(told)))
        if relay:
            head = texts.notice.escalated_company.format(reference=intake.reference, relay=relay.name, other=other)
        else:
            head = texts.notice.stranded_company.format(reference=intake.reference)
        keyboard = callback_question.yes(texts, intake, case.notes) if relay else ()
        replies.append(self._tell(intake, f"{escape(head)}\n\n{self._number(relay, candidates)}".strip(), keyboard))
        return Notices(tuple(effects), tuple(replies))

    def _number(self, relay: Relay | None, candidates: list[Relay]) -> str:
        """Whom the company can call meanwhile: the relay, else whoever has a telephone, else that none is known."""
        bodies = [*([relay] if relay else []), *(one for one in candidates if one is not relay)]
        chosen = next((one for one in bodies if one.phone), relay or next(iter(bodies), None))
        if chosen is None:
            return ""
        texts = self.knowledge.texts
        return f"{escape(texts.notice.call.format(relay=chosen.name))}\n{contact(self.knowledge, chosen)}"

    # Where a request lies

    def _dispatch(self, case: Case) -> Notices:
        intake, texts, found = case.intake, self.knowledge.texts, self._receiver(case)
        if found is None:
            return Notices((Mail(intake.reference, "", "stranded"),))
        lost = intake.relay and (found.relay.id != intake.relay or found.way == "mail")
        effects: list[Effect] = [Mail(intake.reference, "", "moved")] if lost else []
        replies: list[Reply] = []
        moved = transfer(intake, found.relay.id)
        now_there = moved if isinstance(moved, Intake) else intake
        if now_there is not intake:
            effects.append(Save(now_there))
            effects.append(self._noted(case, "transferred", as_text(intake.relay, found.relay.id)))
            said = texts.notice.moved_company.format(reference=intake.reference, relay=found.relay.name)
            replies.append(self._tell(intake, f"{escape(said)}\n{contact(self.knowledge, found.relay)}"))
        if found.way == "mail":
            effects.append(Mail(intake.reference, found.relay.id, "new"))
        else:
            files = (Pass(intake.reference, file, "", relay=found.relay.id) for file in case.files)
            replies = [card(self.knowledge, now_there, len(case.files)), *files, *replies]
        return Notices(tuple(effects), tuple(replies))

    def _receiver(self, case: Case) -> Receiver | None:
        here = self._relay(case.intake.relay)
        handover = last_handover(case.notes)
        chosen = handover is not None and handover.side == "relay"
        # a relay that handed it on by itself knows whom it has to call, and does not get it back
        candidates = [*([here] if here else []), *(() if here and chosen else self._candidates(case))]
        able = standing_in(_deliverable(case, candidates), case.absent, self.knowledge.get)
        return receiver(able, case.linked, by_mail=case.by_mail)

    def _candidates(self, case: Case) -> list[Relay]:
        return list(self.bodies.covering(case.intake.form.place))

    # What is kept no longer

    def _warn(self, case: Case) -> Notices:
        intake, said = case.intake, self.knowledge.texts.notice.warning
        told = self._tell(intake, escape(said.format(reference=intake.reference, day=day(case.now + NOTICE))))
        return Notices((self._noted(case, "warned"),), (told,))

    def _erase(self, case: Case) -> Notices:
        intake = case.intake
        erased = erase(intake, case.now)
        replies: list[Reply] = [card(self.knowledge, erased)] if case.carded else []
        if intake.open:
            said = self.knowledge.texts.notice.erased.format(reference=intake.reference)
            replies.append(self._tell(intake, escape(said)))
        return Notices((Save(erased), self._noted(case, "erased")), tuple(replies))

    def _tell(self, intake: Intake, html: str, keyboard: Keyboard = ()) -> Tell:
        return Tell(intake.chat, intake.reference, html, keyboard)

    def _noted(self, case: Case, kind: NoteKind, text: str = "") -> Write:
        return Write(case.intake.reference, Note(kind, "program", "", text, case.now))

    def _relay(self, id_: str) -> Relay | None:
        found = self.knowledge.get(id_)
        return found if isinstance(found, Relay) else None


def day(at: datetime) -> str:
    """A moment's day in France, in French."""
    return in_french(day_in_france(at))


def _by_mail(case: Case, relay: Relay) -> bool:
    return case.by_mail and bool(relay.email) and relay.id not in case.bounced


def _deliverable(case: Case, candidates: list[Relay]) -> list[Relay]:
    """The bodies without those whose letter came back and which have no chat."""
    return [one for one in candidates if one.id in case.linked or one.id not in case.bounced]
