"""What leads the conversation on: words that stop, wait or go back, and questions about what was just said.

What was said before answers: the last entries shown, the verdict on the case, the choice that is open.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.assistant.cues import CueReading, Cues
from bot.assistant.questions import CHOICES
from bot.assistant.said_before import Sentences, gist
from bot.chat.buttons import Verb, data
from bot.chat.case import CONTRACT, PERSON, PLACE
from bot.chat.conversation import Conversation
from bot.chat.flow import Flow, Outcome, Question
from bot.chat.flow_runner import Conductor, Shown
from bot.chat.markup import bold, escape, without_tags
from bot.knowledge.schema.entries import Article, Entry, Knowledge, Public
from bot.language.fold import words
from bot.language.stems import stem
from bot.requests.form import CONSENT, INTAKE
from bot.search.router import Routed, RouteKind, Router

_AROUND_A_NUMBER = frozenset({"et", "ou", "l", "le", "la", "art", "article", "pour", "c", "est", "quoi", "du", "alors"})
_FEW = 12  # words of a question about what was just said
_TELLING = 2  # words that say something, of a question to which one of them may be the answer
_SHARE = 3  # of the words of a question about a verdict, one at least of so many stands in what answers it
_SUMMING_UP = 8  # words of "donc je peux le prendre lundi ?"
_ROOT = 6  # letters that two words of one family share: "apprenti", "apprentissage"


@dataclass(frozen=True, slots=True)
class Led:
    """What a message leads to: an entry to show whole (``show``), the questions of a tool (``shown``), or a text.

    ``entries`` and ``tools`` are offered below a text.
    """

    conversation: Conversation
    html: str = ""
    show: str = ""
    begin: str = ""
    shown: Shown | None = None
    entries: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Answers what only makes sense after what was said before."""

    knowledge: Knowledge
    flows: Mapping[str, Flow]
    sentences: Sentences
    router: Router
    cues: Cues

    @property
    def _conductor(self) -> Conductor:
        return Conductor(self.flows, self.knowledge.texts)

    def led(self, conversation: Conversation, heard: CueReading, left: str, today: date) -> Led | None:
        """What words lead to that say nothing but how to go on; ``left`` is the tool that was given up just before."""
        course = conversation.course
        if course is not None and course.asking:
            return self._under_way(conversation, heard, today)
        if "reopen" in heard.whole and left in self.flows:
            return Led(conversation, begin=left)
        if "stop" in heard.whole:
            case = conversation.case
            dropped = replace(conversation, course=None, case=case.without(case.topic) if case.topic else case)
            return Led(dropped, escape(self.knowledge.texts.cancelled))
        if "wait" in heard.whole:
            return Led(conversation, escape(self.knowledge.texts.case.waiting))
        return self._about_shown(conversation, heard, today)

    def _under_way(self, conversation: Conversation, heard: CueReading, today: date) -> Led | None:
        """Words that lead the questions of a tool: each does what its button does."""
        course, conductor = conversation.course, self._conductor
        if course is None:
            return None
        key, flow = course.asking, self.flows.get(course.flow)
        asked = flow.ask(key, course.given) if flow else None
        if press := _decided(key, heard):
            return self._pressed(conversation, press, today)
        if heard.whole & {"why", "clarify"} and (why := self._why(course.flow, asked)):
            again = conductor.again(conversation, today, escape(why), brief=True)
        elif "wait" in heard.whole and not (asked and asked.takes_anything):
            again = conductor.again(conversation, today, escape(self.knowledge.texts.case.waiting))
        elif (
            course.flow == INTAKE
            and key != CONSENT
            and "privacy" in heard.cues
            and flow
            and (told := flow.ask(CONSENT, {}))
        ):
            again = conductor.again(conversation, today, told.above, brief=True)
        else:
            return self._pressed(conversation, _moved(key, heard, asked), today)
        return Led(conversation, shown=again) if again else None

    def _why(self, tool: str, asked: Question | None) -> str:
        """What explains a question, or the rule behind the verdict that stands above it; empty where nothing does."""
        if asked is not None and (asked.explained or asked.takes_anything):
            return asked.explained
        rules = (entry.why for entry in self.knowledge.entries() if tool == CONTRACT and entry.decided_by == tool)
        return next(filter(None, rules), "") or ""

    def _pressed(self, conversation: Conversation, press: str, today: date) -> Led | None:
        shown = self._conductor.pressed(conversation, press, today) if press else None
        return Led(shown.conversation, shown=shown) if shown else None

    # About what was shown

    def _about_shown(self, conversation: Conversation, heard: CueReading, today: date) -> Led | None:
        """A question about the last answers, that names nothing by itself."""
        if len(heard.spoken) > _FEW:
            return None
        conversation = _turned(conversation, heard)
        entries = self._last(conversation)
        if "difference" in heard.cues and (two := self.compared(heard) or entries[1::-1]) and len(two) > 1:
            return _beside_each_other(conversation, two)
        if numbered := self._numbered(entries, heard):
            return Led(conversation, show=numbered)
        if chosen := self._chosen(conversation, heard, today):
            return Led(conversation, show=chosen)
        if told := self._validated(conversation, entries, heard, today) or self._field(
            conversation, entries, heard, today
        ):
            return told
        if "reach" in heard.cues and conversation.case.topic == PLACE and self.knowledge.get(conversation.relay):
            return Led(conversation, show=conversation.relay)
        about = heard.whole & {"why", "clarify", "confirm"}
        sums_up = "confirm" in heard.first and len(heard.spoken) <= _SUMMING_UP
        if (about or sums_up) and self._verdict_last(conversation):
            return self._verdict_again(conversation, today)
        if about and entries:
            return self._told(conversation, entries[0], self._reason(entries[0], heard))
        return None

    def compared(self, heard: CueReading) -> list[Entry]:
        """The two entries that a question about a difference names: "entre une EI et un GEIQ"; none where it does not.

        A question that the base answers by itself is left to it.
        """
        if "difference" not in heard.cues or self.router.route(heard.text.source).kind is RouteKind.ANSWER:
            return []
        sides = re.split(r"\s(?:et|ou|avec|vs)\s|/", re.split(r"\bentre\b", heard.text.source)[-1], maxsplit=1)
        named = [self.router.route(side) for side in sides] if len(sides) > 1 else []
        terms = [next((id_ for id_ in ids if id_.startswith("term/")), ids[0]) for ids in map(_offered, named) if ids]
        if len(terms) < len(sides) or terms[0] == terms[-1]:
            return []
        return [self.knowledge[id_] for id_ in terms]

    def _validated(
        self, conversation: Conversation, entries: list[Entry], heard: CueReading, today: date
    ) -> Led | None:
        """Who validates what was spoken of last: the public's bodies, or whose agreement the entry tells of."""
        if "validates" not in heard.cues:
            return None
        if public := self._public(conversation, entries, today):
            said = f"{bold(self.knowledge.texts.entry.validated_by + ' :')} {escape(', '.join(public.validated_by))}."
            return Led(conversation, said, entries=("faq/validation-avant", public.id), tools=("tool/relay",))
        if not entries or self._verdict_last(conversation):
            return None
        return self._told(conversation, entries[0], self.sentences.naming(entries[0], self.cues.words("validates")))

    def _field(self, conversation: Conversation, entries: list[Entry], heard: CueReading, today: date) -> Led | None:
        """What the public spoken of last has to present, or for how long it counts."""
        public = self._public(conversation, entries, today)
        texts = self.knowledge.texts.entry
        if public is not None and "proof" in heard.cues and public.proof:
            listed = "\n".join(f"- {document}" for document in public.proof)
            said = f"{bold(f'{public.label} : {texts.proof.lower()}')}\n{escape(listed)}"
        elif public is not None and "lasting" in heard.cues and public.duration:
            said = f"{bold(f'{public.label} : {texts.duration.lower()}')}\n{escape(public.duration)}"
        else:
            return None
        return Led(conversation, said, entries=(public.id,), tools=("tool/relay",))

    def beside(self, conversation: Conversation, heard: CueReading, routed: Routed) -> Led | None:
        """What the entries that a tool stands for say of a question in the midst of its questions."""
        course = conversation.course
        if course is None or len(heard.spoken) > _FEW or not _asks(heard):
            return None
        entries = [self.knowledge[routed.ranked[0].id]] if routed.kind is RouteKind.ANSWER else []
        if not entries and course.flow == CONTRACT:
            entries = [entry for entry in self.knowledge.entries() if entry.decided_by == CONTRACT]
        found = ((self.sentences.fit(entry, heard), entry) for entry in entries if entry.decided_by == course.flow)
        fit, entry = max(found, key=lambda one: one[0].shared, default=(None, None))
        if fit is None or entry is None or not fit.rare or fit.shared * _SHARE < len(self.sentences.telling(heard)):
            return None
        return self._told(conversation, entry, fit.text)

    def fitting(self, conversation: Conversation, heard: CueReading, routed: Routed) -> Led | None:
        """What the last entry shown says of a question that leads nowhere else, or back to that entry."""
        entries = self._last(conversation)
        if not entries or self._verdict_last(conversation) or len(heard.spoken) > _FEW:
            return None
        last, lost = entries[0], _is_lost(routed)
        leans = bool(heard.first & {"suppose", "correct", "confirm"}) or "that" in heard.cues
        first = routed.ranked[0].id if routed.ranked else ""
        back = (routed.kind is RouteKind.ANSWER or (lost and leans)) and (first == last.id or "that" in heard.cues)
        if not (back or (lost and (leans or _asks(heard)))):
            return None
        if conversation.last and conversation.last.question == heard.text.source:
            return None
        fit = self.sentences.fit(last, heard)
        if fit.shared < (1 if back or leans or len(self.sentences.telling(heard)) <= _TELLING else 2):
            return None
        return self._told(conversation, last, fit.text)

    def of_verdict(self, conversation: Conversation, heard: CueReading, routed: Routed, today: date) -> Led | None:
        """What stands in the last verdict, or folded behind it, on a question that leads nowhere else."""
        tool = conversation.case.topic
        if not (_asks(heard) and _is_lost(routed) and self._verdict_last(conversation)) or len(heard.spoken) > _FEW:
            return None
        coming = self.flows[tool].next(conversation.case.of(tool), today)
        if isinstance(coming, Question):
            return None
        fit = self.sentences.fit_text(without_tags(f"{coming.html}\n{coming.more}"), heard)
        if not fit.rare or fit.shared * _SHARE < len(self.sentences.telling(heard)):
            return None
        return Led(conversation, escape(fit.text), entries=coming.see_also[:2], tools=("tool/relay",))

    def settled(self, heard: CueReading, routed: Routed) -> Routed:
        """What was routed; sure of the entry, of those that a choice offers, for which a cue speaks, where one does."""
        offered = routed.ranked[:CHOICES] if routed.kind is RouteKind.CHOICE else ()
        meant = [id_ for cue, id_ in self.cues.settles.items() if cue in heard.cues]
        first = next((one for id_ in meant for one in offered if one.id == id_), None)
        if first is None:
            return routed
        others = (one for one in routed.ranked if one is not first)
        return replace(routed, kind=RouteKind.ANSWER, ranked=(first, *others))

    def named(self, heard: CueReading, routed: Routed) -> str:
        """The entry, first of an unsure ranking, whose label holds all that a message says; empty where none does."""
        if (
            routed.kind not in (RouteKind.CHOICE, RouteKind.UNKNOWN)
            or not routed.ranked
            or "suppose" not in heard.first
        ):
            return ""
        entry = self.knowledge[routed.ranked[0].id]
        asked = self.sentences.telling(heard)
        if entry.decided_by or not asked:
            return ""
        label = [stem(word) for word in words(entry.label)]
        return entry.id if all(any(one[:_ROOT] == held[:_ROOT] for held in label) for one in asked) else ""

    def _told(self, conversation: Conversation, entry: Entry, said: str) -> Led | None:
        if not said:
            return None
        tools = tuple(tool for tool in entry.next if tool != entry.id)[:1] or ("tool/relay",)
        return Led(conversation, escape(said), entries=(entry.id,), tools=tools)

    def _last(self, conversation: Conversation) -> list[Entry]:
        """The entries shown last, the newest first, each once."""
        ids = dict.fromkeys(shown.entry for shown in reversed(conversation.shown))
        return [entry for id_ in ids if (entry := self.knowledge.get(id_)) is not None]

    def _verdict_last(self, conversation: Conversation) -> bool:
        """Tell whether a verdict on the case was the last thing said, rather than an entry."""
        case = conversation.case
        return bool(case.topic) and bool(case.of(case.topic)) and not case.aside

    def _verdict_again(self, conversation: Conversation, today: date) -> Led | None:
        """The verdict on the case once more, with what stands behind it."""
        tool = conversation.case.topic
        facts = conversation.case.of(tool)
        coming = self.flows[tool].next(facts, today)
        if isinstance(coming, Question):
            return None
        verdict, _, rest = coming.html.partition("\n\n")
        reasons = self._reasons(coming) or rest.partition("\n\n")[0]
        return Led(conversation, f"{verdict}\n\n{reasons}", entries=coming.see_also[:2], tools=("tool/relay",))

    def _public(self, conversation: Conversation, entries: list[Entry], today: date) -> Public | None:
        """The public of the verdict, or of the entry, that was the last thing said."""
        entry = entries[0] if entries else None
        if conversation.case.topic == PERSON:
            coming = self.flows[PERSON].next(conversation.case.of(PERSON), today)
            entry = self.knowledge.get(next(iter(coming.see_also), "")) if isinstance(coming, Outcome) else entry
        return entry if isinstance(entry, Public) and entry.validated_by else None

    def _reasons(self, outcome: Outcome) -> str:
        entry = next((self.knowledge[id_] for id_ in outcome.see_also if self.knowledge.get(id_)), None)
        return escape(entry.why) if entry and entry.why else ""

    def _reason(self, entry: Entry, heard: CueReading) -> str:
        if "confirm" in heard.whole:
            return gist(entry)
        return entry.why or entry.check or entry.answer

    def _numbered(self, entries: list[Entry], heard: CueReading) -> str:
        """The article of a bare number, of the text from which the last one shown is."""
        numbers = [word for word in heard.spoken if word.isdigit()]
        rest = [word for word in heard.spoken if not word.isdigit()]
        if len(numbers) != 1 or not _AROUND_A_NUMBER.issuperset(rest) or not entries:
            return ""
        last = entries[0]
        if not isinstance(last, Article):
            return ""
        section, dash, _ = last.number.rpartition("-")  # after L2113-13, "le 12" is L2113-12
        meant = {numbers[0], f"{section}{dash}{numbers[0]}"}
        return next((one.id for one in self.knowledge.articles if one.code == last.code and one.number in meant), "")

    def _chosen(self, conversation: Conversation, heard: CueReading, today: date) -> str:
        """The entry that "le premier" means, while a choice is open."""
        at = next((at for at, cue in enumerate(("first", "second")) if cue in heard.whole), None)
        if at is None or not conversation.open_question:
            return ""
        routed = self.router.route(conversation.open_question, day=today)
        return routed.ranked[at].id if len(routed.ranked) > at else ""


def _beside_each_other(conversation: Conversation, two: Sequence[Entry]) -> Led:
    """What each of two entries is, in a few lines."""
    names = [entry.number if isinstance(entry, Article) else entry.label for entry in two]
    html = "\n\n".join(f"{bold(name)}\n{escape(gist(entry))}" for name, entry in zip(names, two, strict=True))
    return Led(conversation, html, entries=tuple(entry.id for entry in two))


def _asks(heard: CueReading) -> bool:
    """Tell whether a message is a question, with its mark or without."""
    return "?" in heard.text.source or bool(heard.cues & {"asks", "defines"})


def _offered(routed: Routed) -> list[str]:
    """The entry of which a ranking is sure, or those that it would offer."""
    most = {RouteKind.ANSWER: 1, RouteKind.CHOICE: CHOICES}.get(routed.kind, 0)
    return [ranked.id for ranked in routed.ranked[:most]]


def _is_lost(routed: Routed) -> bool:
    """Tell whether a question leads nowhere by itself; one about another subject does."""
    return routed.kind is RouteKind.CHOICE or (
        routed.kind is RouteKind.UNKNOWN and not (routed.topic or routed.reference)
    )


def _turned(conversation: Conversation, heard: CueReading) -> Conversation:
    """The conversation with the one of several people spoken of whom a question is about: "le premier"."""
    persons = conversation.case.persons
    if len(persons) < 2 or conversation.case.topic != PERSON or not heard.cues & {"proof", "lasting", "validates"}:  # noqa: PLR2004
        return conversation
    at = 0 if "first" in heard.cues else len(persons) - 2 if heard.cues & {"second", "other"} else len(persons) - 1
    return replace(conversation, case=conversation.case.turning_to(at))


def _decided(key: str, heard: CueReading) -> str:
    """The button that words press which agree, decline or stop."""
    if key == CONSENT and heard.whole & {"agree", "reopen"} and "stop" not in heard.whole:
        return data(Verb.ANSWER, key, "yes")
    if key == CONSENT and heard.whole & {"stop", "decline"}:
        return data(Verb.ANSWER, key, "no")
    return data(Verb.STOP, key) if "stop" in heard.whole else ""


def _moved(key: str, heard: CueReading, asked: Question | None) -> str:
    """The button that words press which go back, or past a question."""
    if "back" in heard.whole:
        return data(Verb.BACK, key)
    return data(Verb.UNKNOWN, key) if "unknown" in heard.whole and asked and asked.may_be_unknown else ""
