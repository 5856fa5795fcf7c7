"""What is said of a case: the verdict, what the last word changed in it, and the rule in a line."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.assistant import telling
from bot.assistant.meaning import WHICH
from bot.assistant.message import Message
from bot.assistant.said_before import Sentences, first_sentence
from bot.assistant.whereabouts import Whereabouts
from bot.chat.case import CONTRACT, HOURS, PERSON, PLACE, Case, marked
from bot.chat.conversation import Conversation
from bot.chat.flow import Answers, Flow, Outcome, Question, Taken, Value
from bot.chat.flow_runner import Conductor, Shown
from bot.chat.markup import bold, escape, without_tags
from bot.knowledge.schema.entries import Article, Entry, Faq, Knowledge, Public

_TOLD = 3  # facts by which one of several people is told from the others
_WITH_REASONS = 2  # people of whom the reasons and papers are told too
_HEADLINE = 40  # characters of a verdict that is told in a line with the one before


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Tells the verdict on a case as a message leaves it."""

    knowledge: Knowledge
    flows: Mapping[str, Flow]
    sentences: Sentences
    where: Whereabouts

    def told(
        self, conversation: Conversation, tool: str, message: Message, entry: Entry | None, today: date
    ) -> Shown | None:
        """The verdict of a tool on the case with a message, or what it still asks; with the rule of an ``entry``."""
        if tool == PERSON and message.told.of(PERSON).others:
            return self._each(conversation, message, today)
        case = self.met(conversation.case, message) if tool == PERSON else conversation.case
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

    def all(self, conversation: Conversation, today: date) -> Shown:
        """Of all who were told of, the verdict in a line each."""
        return self._listed(conversation, [person.given for person in conversation.case.persons], today)

    def _each(self, conversation: Conversation, message: Message, today: date) -> Shown:
        """Of several people told of in one message, each with a verdict in a line."""
        taken, case = message.told.of(PERSON), conversation.case
        words = message.heard.text.words
        presented = [one for one in message.heard.found if one.tag in ("person", "relative")]
        names = [marked(name) for name in telling.called(message.heard)]
        names = names or [words[one.end - 1] for one in sorted(presented, key=lambda one: one.start)]
        alike = taken.values if "alike" in message.heard.cues else {}
        for at, own in enumerate((taken.values, *taken.others)):
            facts = {**alike, **own}
            case = case.meeting(names[at] if len(names) == len(taken.others) + 1 else "").holding(PERSON, facts, today)
        persons = case.persons[-len(taken.others) - 1 :]
        return self._listed(replace(conversation, case=case), [person.given for person in persons], today)

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

    def _updated(self, case: Case, tool: str, message: Message, known: Answers, today: date) -> tuple[Taken, str]:
        """What is known with a message, and the sentence that tells what this changed."""
        flow = self.flows[tool]
        if tool == PLACE:
            return self.where.named(case, message) or flow.prefill(message.text, today, ""), ""
        undone = message.told.undone(case) if tool == PERSON else ()
        told = message.told.facts(tool)
        told = telling.together(known, told) if "also" in message.heard.cues else told
        values = telling.merged(case, tool, told, undone)
        taken = replace(message.told.of(tool), values=values)
        if lost := [key for key, _ in undone if key in known and key not in values]:
            facts = ", ".join(filter(None, (flow.shown(key, known[key]) for key in lost)))
            return taken, self.knowledge.texts.case.not_yet.format(facts=facts)
        return taken, self._change(tool, known, values, today) if known and message.leans else ""

    def met(self, case: Case, message: Message) -> Case:
        """The case with the person whom the message speaks of at its end: a new one, or one told before."""
        heard, told = message.heard, message.told
        named = [at for at, one in enumerate(case.persons) if one.called_in(heard.text.words)]
        presented = telling.new_person(heard)
        if named and presented is None:
            return case.turning_to(named[-1])
        if len(case.persons) > 1 and presented is None and heard.cues & WHICH:
            return case.turning_to(0 if "first" in heard.cues else len(case.persons) - 2)
        known = case.of(PERSON)
        other_age = told.facts(PERSON).get("age") not in (None, known.get("age"))
        corrects = bool(heard.first & {"correct"}) or bool(heard.cues & {"pronoun", "not_that"})
        if message.relative or message.presents:
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
        if outcome is None and lost and isinstance(self.knowledge[lost], Public):
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
