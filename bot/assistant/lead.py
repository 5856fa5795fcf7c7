"""The case answers first: a message is read in the light of what was told before, and the verdict on it comes first."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.assistant import telling
from bot.assistant.cues import Cues, Heard
from bot.assistant.said_before import Sentences, first_sentence
from bot.assistant.telling import Told
from bot.chat.case import CONTRACT, HOURS, PERSON, PLACE, TOOLS, Case
from bot.chat.conversation import Conversation
from bot.chat.flow import Answers, Flow, Outcome, Question, Taken, Value
from bot.chat.flow_runner import Conductor, Shown
from bot.chat.markup import bold, escape, without_tags
from bot.knowledge.schema.entries import Article, Entry, Faq, Knowledge, Public
from bot.search.router import Kind, Routed
from bot.tools.places.gazetteer import Gazetteer

_WHICH = frozenset({"first", "second", "other"})  # cues that tell one of several people from the others
_FEW = 4  # words of a message that can hardly be about something new
_TOLD = 3  # facts by which one of several people is told from the others
_NOT_THERE = re.compile(r"(?i)\bpas\s+(?:à\s+|a\s+)?[^,;.]+[,;.]")  # "non pas Thouars, Bressuire"
_WITH_REASONS = 2  # people of whom the reasons and papers are told too
_HEADLINE = 40  # characters of a verdict that is told in a line with the one before


@dataclass(frozen=True, slots=True)
class Message:
    """A text that was written, read once: its cues, what it tells each tool, and whether it names somebody told of.

    ``relative`` is who of the family is presented as another person to judge: "et sa sœur, 27 ans".
    """

    text: str
    heard: Heard
    told: Told
    names: bool = False
    relative: str = ""

    @property
    def newcomer(self) -> str | None:
        """The word by which it presents a person not told of before; None where it presents nobody."""
        return self.relative or telling.new_person(self.heard)

    @property
    def asks(self) -> bool:
        """Tell whether it has the form of a question."""
        return "?" in self.text

    @property
    def leans(self) -> bool:
        """Tell whether it only makes sense after what was said before."""
        cues = self.heard.cues
        return (
            self.names
            or telling.corrects_briefly(self.heard)
            or bool(self.heard.first & {"correct", "suppose"})
            or bool(cues & {"pronoun", "not_that"})
        )

    @property
    def corrects(self) -> bool:
        """Tell whether it says that something told before was wrong."""
        return "correct" in self.heard.first or telling.corrects_briefly(self.heard)

    @property
    def supposes(self) -> bool:
        """Tell whether it puts the case otherwise: "et si c'était …"."""
        return "if" in self.heard.first

    @property
    def is_short(self) -> bool:
        """Tell whether it is too short to be about something new."""
        return len(self.heard.spoken) <= _FEW


@dataclass(frozen=True, slots=True)
class Lead:
    """Reads messages in the light of the case."""

    knowledge: Knowledge
    flows: Mapping[str, Flow]
    cues: Cues
    sentences: Sentences
    gazetteer: Gazetteer | None = None

    def listen(self, conversation: Conversation, text: str, today: date) -> Message:
        """Read a message, once for all."""
        heard = self.cues.heard(text)
        names = _named(conversation.case, heard)
        relative, presented = telling.relative(heard)
        named = rf"(?i)(?:\b(?:le|la|son|sa|mon|ma)\s+)?\b(?:{'|'.join(names)})\b"
        meant = re.sub(named, "il", text) if names else presented or text
        meant = telling.in_euros(conversation.case, meant, heard)
        told = telling.read(meant, heard, self.flows, today, conversation.relay)
        again = bool(heard.first & {"suppose", "correct"}) or telling.corrects_briefly(heard)
        if again and (lasted := telling.lasted(conversation.case, heard, told, today)):
            told = told.with_(PERSON, lasted)
        bare = telling.bare_number(heard, today) if again else None
        if bare is not None and not any(told.facts(tool) for tool in (PERSON, HOURS)):
            last = next(reversed(conversation.case.of(HOURS)), "") if "correct" in heard.first else ""
            told = told.with_number(conversation.case.topic, bare, "rate" if last in ("", "amount") else last)
        return Message(text, heard, told, bool(names), relative)

    def verdict(self, conversation: Conversation, message: Message, routed: Routed, today: date) -> Shown | None:
        """The verdict on the case as the message leaves it, or the question that it still needs.

        None where the message is about something else.
        """
        if "both" in message.heard.cues and not message.told.of_person and len(conversation.case.persons) > 1:
            return self._all(conversation, today)
        tool = self._meant(conversation, message, routed)
        if not tool:
            return None
        entry = self.knowledge.get(routed.ranked[0].id) if routed.kind is Kind.ANSWER else None
        rule = entry if entry and entry.decided_by == tool else None
        return self._told(conversation, tool, message, rule, today)

    def elsewhere(self, conversation: Conversation, message: Message, routed: Routed, today: date) -> Shown | None:
        """The verdict that a message in the middle asks for: another tool's, or on what it corrects of the contract."""
        course = conversation.course
        if course is None:
            return None
        tool = self._meant(conversation, message, routed)
        corrects = course.flow in (CONTRACT, HOURS) and message.leans and bool(message.told.facts(course.flow))
        mends = message.corrects and self.changes(conversation, message)
        corrects = corrects or (course.flow == PERSON and (mends or self.presents(message)))
        return (
            self._told(conversation, tool, message, None, today) if tool and (tool != course.flow or corrects) else None
        )

    def changes(self, conversation: Conversation, message: Message) -> bool:
        """Tell whether a message says otherwise what was told of the subject spoken of last."""
        return _changes(conversation.case, message)

    def presents(self, message: Message) -> bool:
        """Tell whether a message begins to speak of another person, whose age it says: "et sa sœur, 27 ans"."""
        introduced = bool(message.relative) or "person" in message.heard.cues
        return introduced and "suppose" in message.heard.first and "age" in message.told.facts(PERSON)

    def kept(self, conversation: Conversation, message: Message, today: date) -> Conversation:
        """The conversation with what a message told beside its own question, of a person or a contract described."""
        told, case = message.told, conversation.case
        if told.describes_contract:
            case = case.holding(CONTRACT, telling.merged(case, CONTRACT, told.facts(CONTRACT)), today)
        elif told.of_person and (message.newcomer is not None or "pronoun" in message.heard.cues):
            case = self._met(case, message)
            case = case.holding(PERSON, telling.merged(case, PERSON, told.facts(PERSON)), today)
        return replace(conversation, case=case)

    def which_place(self, conversation: Conversation, text: str, today: date) -> Shown | None:
        """The relay, where a text tells which of several communes of one name is meant."""
        course = conversation.course
        if course is None or course.flow != PLACE or course.asking != "commune":
            return None
        message = Message(text, self.cues.heard(text), Told({}))
        taken = self._among(conversation.case, message)
        return Conductor(self.flows, self.knowledge.texts).told(conversation, PLACE, taken, today) if taken else None

    # Which tool decides

    def _meant(self, conversation: Conversation, message: Message, routed: Routed) -> str:
        """The tool whose verdict a message asks for or changes; empty where it is about something else."""
        heard, case = message.heard, conversation.case
        points = message.is_short or bool(heard.first & {"suppose", *_WHICH})
        if len(case.persons) > 1 and heard.cues & _WHICH and points:
            return PERSON
        if "hours" in heard.cues and case.for_(HOURS) and routed.kind is not Kind.ANSWER:
            return HOURS
        if routed.kind is Kind.TOOL:
            first = routed.ranked[0].id if routed.ranked else ""
            return first if first in TOOLS else ""
        if routed.kind is Kind.ANSWER:
            return self._deciding(case, message, routed)
        if routed.topic and routed.kind is Kind.UNKNOWN and not message.told.undone(case):
            return ""
        about = self._about(case, message)
        if about and (message.leans or message.is_short or routed.kind is not Kind.CHOICE):
            return about
        return "" if "general" in heard.cues else self._described(case, message)

    def _deciding(self, case: Case, message: Message, routed: Routed) -> str:
        """The tool that decides on the case what an entry answers in general, or whose case a message corrects."""
        cues = message.heard.cues
        if "general" in cues:
            return ""
        if decided_by := self.knowledge[routed.ranked[0].id].decided_by:
            return decided_by if self._decides(decided_by, case, message) else ""
        if "counts" in cues and message.told.of_person > 1 and message.newcomer is not None:
            return PERSON
        corrects = ("correct" in message.heard.first or "pronoun" in cues) and not message.asks
        return self._about(case, message) if corrects or (message.supposes and _changes(case, message)) else ""

    def _about(self, case: Case, message: Message) -> str:
        """The tool of whose case a message tells more: the one spoken of last before all others."""
        told = message.told
        order = dict.fromkeys((case.topic, PERSON, CONTRACT, HOURS))
        if told.undone(case):
            return PERSON
        found = next((tool for tool in order if tool and case.of(tool) and told.facts(tool)), "")
        if not found and case.topic == PLACE and message.leans and self._place(case, message):
            return PLACE
        return found

    def _decides(self, tool: str, case: Case, message: Message) -> bool:
        """Tell whether a tool can answer a question from the case, where its entry says that it may."""
        told, cues = message.told, message.heard.cues
        if tool == PERSON:
            somebody = message.newcomer is not None or "pronoun" in cues or told.of_person > 1
            leans = "pronoun" in cues or (told.of_person > 0 and (message.leans or message.is_short))
            known = bool(case.person and case.person.facts) and leans
            return known or (somebody and told.of_person > 0)
        if tool == CONTRACT:
            return bool(case.for_(CONTRACT)) or told.describes_contract or "value" in told.facts(CONTRACT)
        return bool(case.of(HOURS)) or told.describes_hours or ("hours" in cues and bool(case.for_(HOURS)))

    def _described(self, case: Case, message: Message) -> str:
        """The tool for which a message, written as a telegram, says enough."""
        told, cues = message.told, message.heard.cues
        if told.describes_contract:
            return HOURS if "hours" in cues else CONTRACT
        if told.describes_hours:
            return HOURS
        if "hours" in cues and (case.for_(HOURS) or told.facts(HOURS)):
            return HOURS
        presented = message.newcomer is not None
        if (
            told.facts(CONTRACT).get("goal") == "reserve" and not presented
        ):  # "un marché réservé aux EA" is about no person
            return ""
        if told.of_person > 1 or (told.of_person and (presented or "counts" in cues)):
            return PERSON
        if presented and "counts" in cues:
            return PERSON
        if "compulsory" in cues and (case.of(CONTRACT) or told.of_contract):
            return CONTRACT
        return ""

    # What is said of it

    def _told(
        self, conversation: Conversation, tool: str, message: Message, entry: Entry | None, today: date
    ) -> Shown | None:
        if tool == PERSON and message.told.of(PERSON).others:
            return self._each(conversation, message, today)
        case = self._met(conversation.case, message) if tool == PERSON else conversation.case
        flow, known = self.flows[tool], case.for_(tool) if case.of(tool) else {}
        taken, change = self._updated(case, tool, message, known, today)
        conductor = Conductor(self.flows, self.knowledge.texts)
        shown = conductor.told(replace(conversation, case=case, course=None), tool, taken, today, change)
        before = flow.next(known, today) if known and tool == PERSON else None
        held = next(iter(before.see_also), "") if isinstance(before, Outcome) and change else ""
        unchanged = shown.outcome is not None and isinstance(before, Outcome) and _same(before, shown.outcome)
        if shown.outcome is not None and change and _headline(shown.outcome) in change:  # said once is enough
            shown = replace(shown, html=shown.html.replace(f"{_first_block(shown.outcome)}\n\n", "", 1))
        coming = flow.next(taken.values, today)
        judged = tool == CONTRACT and isinstance(coming, Question) and bool(coming.above)
        return self._with_rule(shown, entry, message, unchanged=bool(change) and unchanged, judged=judged, lost=held)

    def _updated(self, case: Case, tool: str, message: Message, known: Answers, today: date) -> tuple[Taken, str]:
        """What is known with a message, and the sentence that tells what this changed."""
        flow = self.flows[tool]
        if tool == PLACE:
            return self._place(case, message) or flow.prefill(message.text, today, ""), ""
        undone = message.told.undone(case) if tool == PERSON else ()
        told = message.told.facts(tool)
        told = telling.together(known, told) if "also" in message.heard.cues else told
        values = telling.merged(case, tool, told, undone)
        taken = replace(message.told.of(tool), values=values)
        if lost := [key for key, _ in undone if key in known and key not in values]:
            facts = ", ".join(filter(None, (flow.shown(key, known[key]) for key in lost)))
            return taken, self.knowledge.texts.case.not_yet.format(facts=facts)
        return taken, self._change(tool, known, values, today) if known and message.leans else ""

    def _each(self, conversation: Conversation, message: Message, today: date) -> Shown:
        """Of several people told of in one message, each with a verdict in a line."""
        taken, case = message.told.of(PERSON), conversation.case
        words = message.heard.text.words
        presented = [one for one in message.heard.found if one.tag in ("person", "relative")]
        names = [words[one.end - 1] for one in sorted(presented, key=lambda one: one.start)]
        alike = taken.values if "alike" in message.heard.cues else {}
        for at, own in enumerate((taken.values, *taken.others)):
            facts = {**alike, **own}
            case = case.meeting(names[at] if len(names) == len(taken.others) + 1 else "").holding(PERSON, facts, today)
        persons = case.persons[-len(taken.others) - 1 :]
        return self._listed(replace(conversation, case=case), [person.given for person in persons], today)

    def _all(self, conversation: Conversation, today: date) -> Shown:
        """Of all who were told of, the verdict in a line each."""
        return self._listed(conversation, [person.given for person in conversation.case.persons], today)

    def _listed(self, conversation: Conversation, persons: list[dict[str, Value]], today: date) -> Shown:
        flow, texts = self.flows[PERSON], self.knowledge.texts.case
        lines, publics = list[str](), list[str]()
        for facts in persons:
            coming = flow.next(facts, today)
            if isinstance(coming, Question):
                said = texts.open.format(question=coming.text)
            else:
                said = without_tags("\n".join(coming.html.split("\n\n")[: 2 if len(persons) <= _WITH_REASONS else 1]))
                if len(persons) > _WITH_REASONS and (public := self.knowledge.get(next(iter(coming.see_also), ""))):
                    said = f"{said}\n- {public.label}" if isinstance(public, Public) else said
                publics += coming.see_also[:1]
            shown = " · ".join(filter(None, (flow.shown(key, value) for key, value in list(facts.items())[:_TOLD])))
            lines.append(f"{bold(shown)}\n{escape(said)}")
        outcome = Outcome("", tuple(dict.fromkeys(publics)), ("tool/relay", "tool/intake"))
        return Shown(replace(conversation, course=None, ended=PERSON), "\n\n".join(lines), (), outcome)

    def _met(self, case: Case, message: Message) -> Case:
        """The case with the person whom the message speaks of at its end: a new one, or one told before."""
        heard, told = message.heard, message.told
        named = [at for at, one in enumerate(case.persons) if one.name and one.name in heard.text.words]
        presented = telling.new_person(heard)
        if named and presented is None:
            return case.turning_to(named[-1])
        if len(case.persons) > 1 and presented is None and heard.cues & _WHICH:
            return case.turning_to(0 if "first" in heard.cues else len(case.persons) - 2)
        known = case.of(PERSON)
        other_age = told.facts(PERSON).get("age") not in (None, known.get("age"))
        corrects = bool(heard.first & {"correct"}) or bool(heard.cues & {"pronoun", "not_that"})
        if message.relative or self.presents(message):
            return case.meeting(message.newcomer or "")
        fresh = presented is not None or (other_age and told.of_person > 1)
        return case.meeting(presented or "") if fresh and not corrects else case

    def _change(self, tool: str, before: Answers, after: Answers, today: date) -> str:
        """What the last word changed in the verdict."""
        texts, flow = self.knowledge.texts.case, self.flows[tool]
        then, now = flow.next(before, today), flow.next(after, today)
        new = [key for key, value in after.items() if value is not None and before.get(key) != value]
        facts = ", ".join(filter(None, (flow.shown(key, after[key]) for key in new)))
        if not facts or isinstance(then, Question):
            return ""
        facts = facts[:1].upper() + facts[1:]
        if isinstance(now, Question):
            return texts.changed.format(facts=facts)
        was, is_ = _headline(then), _headline(now)
        if was == is_:
            other_texts = tool == CONTRACT and then.see_also != now.see_also
            return (texts.changed if other_texts else texts.unchanged).format(facts=facts)
        if max(len(was), len(is_)) <= _HEADLINE and tool == HOURS:
            return texts.instead.format(facts=facts, now=is_, before=_without_its_end(was, is_))
        return texts.changed.format(facts=facts)

    def _with_rule(
        self, shown: Shown, entry: Entry | None, message: Message, *, unchanged: bool, judged: bool, lost: str = ""
    ) -> Shown:
        """The verdict with the rule in a line, or the sentence of its public that speaks of what was supposed.

        ``judged`` where a verdict stands above the question that is asked.
        """
        texts = self.knowledge.texts.case
        outcome = shown.outcome
        if outcome is not None and unchanged and outcome.html in shown.html:
            above, verdict = shown.html.partition(outcome.html)[0], outcome.html.partition("\n\n")[0]
            public = next(iter(outcome.see_also), None)
            said = self.sentences.fitting(self.knowledge[public], message.heard) if public else ""
            return replace(shown, html="\n\n".join(filter(None, (f"{above}{verdict}", escape(said)))))
        if outcome is None and lost:
            said = self.sentences.fitting(self.knowledge[lost], message.heard)
            return replace(shown, html="\n\n".join(filter(None, (escape(said), shown.html))))
        if entry is not None and outcome is None and message.asks and not judged:
            fit = self.sentences.fit(entry, message.heard)
            said = fit.text if fit.rare and fit.shared > 1 else first_sentence(entry.answer)
            return replace(shown, html=f"{escape(texts.rule.format(rule=_within(said)))}\n\n{shown.html}")
        if isinstance(entry, Faq | Article) and outcome is not None:
            rule = texts.rule.format(rule=_within(first_sentence(entry.short or entry.answer)))
            return replace(shown, html=f"{shown.html}\n\n{escape(rule)}")
        return shown

    def _place(self, case: Case, message: Message) -> Taken | None:
        """The place that a message names, by itself or to tell which of several bore the name said before."""
        if self.gazetteer is None or PLACE not in self.flows:
            return None
        if taken := self._among(case, message):
            return taken
        found = self.gazetteer.find(_NOT_THERE.sub(" ", message.text))
        return Taken({"commune": found.communes[0].insee}) if found.match in ("exact", "fuzzy") else None

    def _among(self, case: Case, message: Message) -> Taken | None:
        """Which of several communes of the name said before is meant: that of a department, or the other of two."""
        before = case.of(PLACE).get("place")
        if self.gazetteer is None or not isinstance(before, str):
            return None
        found, among = self.gazetteer.find(message.text), self.gazetteer.find(before).communes
        here = {commune.departement for commune in found.communes}
        meant = [commune for commune in among if commune.departement in here]
        if "other" in message.heard.cues and len(among) == 2 and len(here) != 1:  # noqa: PLR2004  the other of two
            last = case.of(PLACE).get("commune")
            meant = [commune for commune in among if commune.insee != last]
        return Taken({"place": before, "commune": meant[0].insee}) if len(meant) == 1 and len(among) > 1 else None


def _named(case: Case, heard: Heard) -> list[str]:
    """The names in a message of people who were told of before; none where it presents somebody new."""
    if telling.new_person(heard) is not None:
        return []
    return [one.name for one in case.persons if one.name and one.name in heard.text.words]


def _changes(case: Case, message: Message) -> bool:
    known = case.of(case.topic) if case.topic else {}
    return any(known.get(key) not in (None, value) for key, value in message.told.facts(case.topic).items())


def _within(sentence: str) -> str:
    """A sentence as it stands behind a colon; an article keeps its capital."""
    return sentence if sentence[1:2].isdigit() or sentence[:2].isupper() else sentence[:1].lower() + sentence[1:]


def _same(one: Outcome, other: Outcome) -> bool:
    """Tell whether two outcomes come to the same verdict for the same reasons."""
    return _headline(one) == _headline(other) and set(one.see_also) <= set(other.see_also)


def _without_its_end(sentence: str, other: str) -> str:
    """A sentence without the words at its end that another one has as well: "175" of "175 heures" and "280 heures"."""
    left, right = sentence.split(" "), other.split(" ")
    while len(left) > 1 and len(right) > 1 and left[-1] == right[-1]:
        left.pop()
        right.pop()
    return " ".join(left)


def _first_block(outcome: Outcome) -> str:
    return outcome.html.partition("\n\n")[0]


def _headline(outcome: Outcome) -> str:
    return without_tags(_first_block(outcome)).rstrip(" .")
