"""A chat becomes one of a relay's by a code, and ceases to be one."""

from dataclasses import dataclass, replace

from bot.chat.buttons import Verb, data
from bot.chat.conversation import Conversation
from bot.chat.events import Commanded, Pressed
from bot.chat.markup import escape
from bot.chat.replies import Acknowledge, Button, Menu, Reply, Rewrite, Say, Turn, rows
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.schema.texts import Texts
from bot.knowledge.vocabulary import Command
from bot.requests.card import card, relay_name
from bot.requests.effects import Link, Miss, Unlink
from bot.requests.model import link_code as codes
from bot.requests.model.snapshot import ContextQuery, Page, RequestContext

WRONG_CODES = 5  # in one chat within an hour; then it has to wait
_MENU: tuple[Command, ...] = (
    "demandes",
    "note",
    "export",
    "absent",
    "bilan",
    "deconnexion",
    "aide",
    "eligibilite",
    "article",
    "heures",
    "relais",
    "confidentialite",
)


@dataclass(frozen=True, slots=True)
class Linking:
    """Serves ``/connexion`` and ``/deconnexion``."""

    knowledge: Knowledge

    def query(self, argument: str) -> ContextQuery:
        """What has to be known before a code is tried."""
        typed = codes.read(argument)
        if typed is None:
            return ContextQuery(link=True)
        return ContextQuery(link=True, code=typed.key, listing=Page("open"))

    def connect(self, conversation: Conversation, event: Commanded, context: RequestContext) -> Turn:
        """Link the chat where the code is right; a wrong one costs the code a try and the chat one of a few an hour."""
        texts = self._texts
        if context.relay:
            known = context.code is not None and context.code.relay == context.relay
            said = texts.link.already if known or not event.argument else texts.link.other_first
            return _said(conversation, said.format(relay=relay_name(self.knowledge, context.relay)))
        if not event.argument:
            return _said(conversation, texts.link.how)
        missed = conversation.misses(context.now)
        if len(missed) >= WRONG_CODES:
            return _said(conversation, texts.link.wait)
        typed, code = codes.read(event.argument), context.code
        if typed is None or code is None or code.tries >= codes.TRIES or not codes.opens(typed, code):
            effects = (Miss(code.key),) if code is not None and typed is not None else ()
            after = replace(conversation, missed=(*missed, int(context.now.timestamp())))
            return Turn(after, (Say(escape(texts.link.wrong)),), effects)
        if code.used:
            return _said(conversation, texts.link.spent)
        if code.expires <= context.now:
            return _said(conversation, texts.link.expired)
        after = replace(conversation, missed=())
        return Turn(after, self._welcome(code.relay, context), (Link(code.relay, code.key, event.by.id),))

    def leave(self, conversation: Conversation, context: RequestContext) -> Turn:
        """Ask whether the chat is to be a relay's no more."""
        texts = self._texts
        if not context.relay:
            return _said(conversation, texts.link.none)
        buttons = [Button(texts.link.leave, data(Verb.UNLINK, "y")), Button(texts.link.stay, data(Verb.UNLINK, "n"))]
        said = texts.link.leave_confirm.format(relay=relay_name(self.knowledge, context.relay))
        return Turn(conversation, (Say(escape(said), rows(buttons, 2)),))

    def left(self, conversation: Conversation, event: Pressed, context: RequestContext, *, leave: bool) -> Turn:
        """The chat is a relay's no more, or stays one."""
        texts = self._texts
        if not context.relay:
            return Turn(
                conversation, (Acknowledge(event.press, texts.link.none), Rewrite(event.message, texts.link.none))
            )
        said = (texts.link.left if leave else texts.link.stayed).format(relay=relay_name(self.knowledge, context.relay))
        replies: tuple[Reply, ...] = (Acknowledge(event.press), Rewrite(event.message, escape(said)))
        return Turn(conversation, (*replies, Menu(())), (Unlink(),)) if leave else Turn(conversation, replies)

    @property
    def _texts(self) -> Texts:
        return self.knowledge.texts

    def _welcome(self, relay: str, context: RequestContext) -> tuple[Reply, ...]:
        texts, listing = self._texts, context.listing
        waiting = listing.intakes if listing else ()
        count = listing.total if listing else 0
        blocks = [texts.link.done.format(relay=relay_name(self.knowledge, relay)), texts.link.next]
        blocks.append(texts.link.waiting.format(count=count) if count else texts.link.nothing_waiting)
        menu = Menu(tuple((name, texts.command[name]) for name in _MENU))
        cards = (card(self.knowledge, intake, chat=context.chat) for intake in waiting)
        return (Say(escape("\n\n".join(blocks))), menu, *cards)


def _said(conversation: Conversation, text: str) -> Turn:
    return Turn(conversation, (Say(escape(text)),))
