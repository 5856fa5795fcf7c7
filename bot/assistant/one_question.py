"""One question outside any chat: what ``clausette ask`` gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.assistant.answers import answer
from bot.assistant.questions import CHOICES, Questions
from bot.chat.markup import without_tags
from bot.knowledge.schema.entries import Knowledge, Source
from bot.language.fold import words
from bot.search.ranking import Ranked
from bot.search.router import Routed, RouteKind, Router


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer to one question: its band, its entries best first, its text and sources."""

    question: str
    kind: RouteKind
    ranked: tuple[Ranked, ...]
    text: str
    sources: Sequence[Source]

    def as_json(self) -> dict[str, Any]:
        """What ``clausette ask --json`` prints of it."""
        return {
            "question": self.question,
            "kind": str(self.kind),
            "entries": [{"id": r.id, "score": round(r.score, 4)} for r in self.ranked],
            "text": self.text,
            "sources": [source.model_dump() for source in self.sources],
        }


def ask(knowledge: Knowledge, router: Router, question: str, today: date, *, as_of: date | None = None) -> Asked:
    """Answer one question; ``as_of`` tells law as it stood on a day."""
    if not words(question):
        return Asked(question, RouteKind.UNKNOWN, (), knowledge.texts.empty, ())
    routed = router.route(question, day=as_of or today)
    if routed.kind in (RouteKind.ANSWER, RouteKind.TOOL):
        entry = knowledge[routed.ranked[0].id]
        text = without_tags(answer(knowledge, entry, today, as_of=as_of))
        return Asked(question, routed.kind, routed.ranked, text, entry.sources)
    entries = () if routed.kind is RouteKind.UNKNOWN else routed.ranked
    return Asked(question, routed.kind, entries, _otherwise(knowledge, routed, question), ())


def _otherwise(knowledge: Knowledge, routed: Routed, question: str) -> str:
    questions = Questions(knowledge)
    if routed.kind is RouteKind.CHOICE:
        labels = "\n".join(f"- {knowledge[r.id].label}" for r in routed.ranked[:CHOICES])
        return f"{questions.choice_text(routed)}\n{labels}"
    if routed.kind is RouteKind.SMALLTALK:
        return knowledge.smalltalk[routed.topic].answer
    return questions.unknown_text(routed, question)
