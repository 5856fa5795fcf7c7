"""What people asked and did not get: kept for curators, and never of what is between a company and its relay."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.chat.conversation import Conversation
from bot.chat.markup import bold, escape, italic
from bot.chat.replies import KeepUnanswered, Turn
from bot.knowledge.schema.entries import Entry, Knowledge
from bot.knowledge.vocabulary import Unmet
from bot.language.dates import in_french
from bot.language.fold import words
from bot.language.personal_data import masked
from bot.requests.form import INTAKE
from bot.requests.model.snapshot import RequestContext
from bot.search.router import Routed, RouteKind, Router
from bot.search.unanswered import Cluster, Unanswered, clusters

LONGEST = 200  # characters of a question that are kept
_SUBJECTS = 8  # in the message of a week


def unmet(before: Conversation, routed: Routed, question: str) -> tuple[KeepUnanswered, ...]:
    """What is kept as a question was routed: this one where nothing fits, the last one where its choice was left."""
    left = before.offered and question != before.open_question
    kept = _kept("left", before.open_question, before.offered) if left else ()
    if routed.kind is not RouteKind.UNKNOWN or routed.topic:
        return kept
    return kept + _kept("unknown", question, routed.ranked[0].id if routed.ranked else "")


def none_chosen(conversation: Conversation) -> tuple[KeepUnanswered, ...]:
    """What is kept as "none of these" is chosen."""
    return _kept("none", conversation.open_question, conversation.offered) if conversation.offered else ()


def between_people(before: Conversation, turn: Turn, context: RequestContext) -> Turn:
    """The turn without those of its effects that would keep what may be meant for the other side of a request."""
    forms = (course.flow == INTAKE for course in (before.course, before.set_aside) if course)
    if not (context.open or context.talks or any(forms)):
        return turn
    return replace(turn, effects=tuple(one for one in turn.effects if not isinstance(one, KeepUnanswered)))


def _kept(why: Unmet, question: str, nearest: str) -> tuple[KeepUnanswered, ...]:
    """A question without what names anybody; nothing where no word of it is left."""
    text = masked(" ".join(question.split()))[:LONGEST]
    return (KeepUnanswered(why, text, nearest),) if words(text) else ()


@dataclass(frozen=True, slots=True)
class Weekly:
    """Tells what was asked and not answered, in the light of the base as it is."""

    knowledge: Knowledge
    router: Router

    def open(self, asked: Iterable[Unanswered]) -> list[Cluster]:
        """The questions gathered, without those that the base is sure of by now.

        What answered and did not serve stays: the base was sure of it before.
        """
        sure = (RouteKind.ANSWER, RouteKind.TOOL)
        return [one for one in clusters(asked) if one.why["no"] or self.router.route(one.head).kind not in sure]

    def nearest(self, cluster: Cluster) -> Entry | None:
        """The entry that comes closest; the one noted as it was asked may be gone."""
        if (noted := self.knowledge.get(cluster.closest)) is not None:
            return noted
        ranked = self.router.route(cluster.head).ranked
        return self.knowledge.get(ranked[0].id) if ranked else None

    def told(self, asked: Iterable[Unanswered], since: date) -> str:
        """The week in Telegram's HTML; empty where there is nothing to say."""
        texts, found = self.knowledge.texts.unanswered, self.open(asked)
        if not found:
            return ""
        count = sum(cluster.count for cluster in found)
        blocks = [bold(texts.title.format(count=count, day=in_french(since)))]
        for cluster in found[:_SUBJECTS]:
            block = escape(texts.line.format(count=cluster.count, question=cluster.head))
            if (nearest := self.nearest(cluster)) is not None:
                block += f"\n{italic(texts.nearest.format(label=nearest.label))}"
            blocks.append(block)
        if len(found) > _SUBJECTS:
            blocks.append(escape(texts.more.format(count=len(found) - _SUBJECTS)))
        return "\n\n".join([*blocks, escape(texts.how)])
