"""Entries looked for from another chat, as « @bot question » does it."""

from datetime import date

from bot.assistant.answers import answer, gist
from bot.chat.events import Searched
from bot.chat.markup import shortened, without_tags
from bot.chat.replies import InlineResult, Offer
from bot.knowledge.schema.entries import Knowledge
from bot.language.fold import words
from bot.search.router import Router

SUMMARY = 120  # characters of a result's second line


def offer(knowledge: Knowledge, router: Router, event: Searched, today: date) -> Offer:
    """The entries that answer a search, the tools where none does."""
    routed = router.route(event.text, day=today) if words(event.text) else None
    entries = [knowledge[ranked.id] for ranked in routed.ranked] if routed else []
    found = tuple(
        InlineResult(
            entry.id,
            entry.label,
            shortened(without_tags(gist(knowledge, entry, today)), SUMMARY),
            answer(knowledge, entry, today),
        )
        for entry in entries or knowledge.tools
    )
    return Offer(event.query, found, knowledge.texts.inline_none)
