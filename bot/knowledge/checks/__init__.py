"""What only the whole base shows: references that lead nowhere, rules that fit no fact, old law, shared phrasings."""

from datetime import date

from bot.knowledge.checks import contacts, law, links, phrasings, rules, wording
from bot.knowledge.checks.phrases import unreadable
from bot.knowledge.loader import Loaded
from bot.knowledge.problems import Problem
from bot.knowledge.territory import Codes

__all__ = ["errors", "unreadable", "warnings"]


def errors(loaded: Loaded, codes: Codes | None) -> list[Problem]:
    """Faults that make the base unusable, sorted by place; those of form are not among them.

    Without ``codes`` of territories nobody can tell whether what a relay covers exists.
    """
    return sorted(
        {
            *links.errors(loaded),
            *law.errors(loaded),
            *contacts.errors(loaded, codes),
            *phrasings.errors(loaded),
            *rules.errors(loaded),
        }
    )


def warnings(loaded: Loaded, today: date) -> list[Problem]:
    """What a curator should look at again, sorted by place: old facts, law about to change, texts and rules at odds."""
    return sorted({*loaded.warnings, *law.warnings(loaded, today), *wording.warnings(loaded)})
