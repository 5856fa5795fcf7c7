"""A company has all that is held of it erased: its requests are withdrawn, and their relays are told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.chat.buttons import Verb, data
from bot.chat.case import PLACE
from bot.chat.conversation import Conversation
from bot.chat.events import Pressed
from bot.chat.markup import escape
from bot.chat.replies import Button, Effect, Forget, Reply, Say, ThreadMessage, Turn, rows
from bot.knowledge.schema.entries import Knowledge
from bot.requests.card import card
from bot.requests.effects import Save, Write
from bot.requests.form import INTAKE
from bot.requests.model.request import Intake, erase
from bot.requests.model.snapshot import RequestContext
from bot.requests.plan import done_with
from bot.requests.reaching import Reaching, noted


def erased(knowledge: Knowledge, conversation: Conversation, event: Pressed, context: RequestContext) -> Turn:
    """Nothing that was said stays; wrong codes and requests go on to count, or whoever is held back would erase."""
    texts, reaching = knowledge.texts, Reaching(knowledge)
    tools = (("relay", PLACE), ("intake", INTAKE))
    next_ = rows([Button(texts.button.tool[name], data(Verb.OPEN, tool)) for name, tool in tools])
    held = [one for one in context.own if not one.erased]
    replies: list[Reply] = [*done_with(event), Say(escape(texts.erased), next_)]
    effects: list[Effect] = [Forget()]
    for intake in held:
        gone = erase(intake, context.now)
        effects += [Save(gone), Write(gone.reference, noted("erased", context))]
        effects += reaching.mailed(gone, context) if intake.open else ()
        replies += _withdrawn(knowledge, gone, told=intake.open)
    if held:
        is_told = any(one.open and reaching.reached(one, context) for one in held)
        replies.append(Say(escape(f"{texts.erase_requests} {texts.follow.told if is_told else ''}".strip())))
    left = Conversation(
        missed=conversation.misses(context.now), withdrawn=_withdrawals(conversation, held, context.now)
    )
    return Turn(left, tuple(replies), tuple(effects))


def _withdrawals(conversation: Conversation, gone: Sequence[Intake], now: datetime) -> tuple[int, ...]:
    """When the requests were sent that were erased, of those that still count."""
    sent = sorted(int(intake.created.timestamp()) for intake in gone)
    return replace(conversation, withdrawn=(*conversation.withdrawn, *sent)).withdrawals(now)


def _withdrawn(knowledge: Knowledge, gone: Intake, *, told: bool) -> list[Reply]:
    """What becomes of the card in the relay's chats, and a word where somebody still worked on it."""
    if not gone.relay:
        return []
    said = knowledge.texts.to_relay.withdrawn.format(reference=gone.reference)
    word = [ThreadMessage(gone.reference, gone.relay, escape(said))] if told else []
    return [card(knowledge, gone), *word]
