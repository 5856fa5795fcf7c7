"""The button in place of a person's keyboard by which a form is told a number or a place, while it asks for one."""

from collections.abc import Mapping
from dataclasses import replace

from bot.chat.conversation import Conversation
from bot.chat.markup import escape, italic
from bot.chat.replies import Correct, Reply, Say, Sharing, Turn
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import Shareable
from bot.requests.form import INTAKE, IntakeFlow

_SENT_BY: Mapping[str, Shareable] = {"contact": "contact", "reach": "contact", "place": "location"}


def with_sharing(texts: Texts, form: IntakeFlow, before: Conversation, turn: Turn) -> Turn:
    """A turn of a private chat, with the button while the form asks for what it sends, and without it on any way out.

    Telegram lets one message bear either buttons or a keyboard: the button comes with a line of its own.
    """
    after = turn.conversation
    asked, stands = _asked(after), before.sharing
    what = _SENT_BY.get(asked)
    turn = replace(turn, conversation=replace(after, sharing=what or ""))
    if (what or "") == stands:
        return turn
    if what:
        offered = Say(italic(texts.form.share_how), sharing=Sharing(what, texts.form.share[what]))
        return replace(turn, replies=_before_last(turn.replies, offered))
    for at, reply in enumerate(turn.replies):
        if isinstance(reply, Say) and not reply.keyboard and not reply.sharing:
            bare = replace(reply, sharing=Sharing())
            return replace(turn, replies=(*turn.replies[:at], bare, *turn.replies[at + 1 :]))
    said = _noted(form, _asked(before), after) or texts.form.share_gone
    return replace(turn, replies=_before_last(turn.replies, Say(italic(said), sharing=Sharing())))


def _asked(conversation: Conversation) -> str:
    course = conversation.course
    return course.asking if course is not None and course.flow == INTAKE else ""


def _noted(form: IntakeFlow, key: str, after: Conversation) -> str:
    """What was answered to what was asked; empty where nothing was."""
    given = after.course.given if after.course is not None and after.course.flow == INTAKE else {}
    return escape(form.shown(key, given[key])) if given.get(key) is not None else ""


def _before_last(replies: tuple[Reply, ...], said: Say) -> tuple[Reply, ...]:
    """The replies with one more right before the last message, at the end where there is none."""
    at = max((i for i, reply in enumerate(replies) if isinstance(reply, Say | Correct)), default=len(replies))
    return (*replies[:at], said, *replies[at:])
