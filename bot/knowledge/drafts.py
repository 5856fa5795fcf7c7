"""Drafts of new entries: every field with what it holds, and the mark that the check refuses until it is written."""

from datetime import date

from bot.knowledge import descriptions
from bot.knowledge.kinds import Kind, Shape
from bot.knowledge.slips import TO_WRITE

_VALUES = {
    "answer": f">-\n  {TO_WRITE}",
    "short": f"|\n  {TO_WRITE}",
    "questions": f"\n  - {TO_WRITE}",
    "phrases": f"\n  - {TO_WRITE}",
    "sources": f'\n  - {{title: {TO_WRITE}, url: "https://{TO_WRITE}"}}',
    "versions": f"\n  - {{from: 2026-01-01, says: {TO_WRITE}}}",
    "number": f'"{TO_WRITE}"',
    "confidence": "low",
    "status": "fallback",
}
# Optional fields that a curator is asked about; the guide names the others
_ASKED = {"short", "why", "proof", "see_also", "next", "covers", "phone", "contact_date"}
_EXAMPLES = {
    "proof": "[]", "see_also": "[]", "next": "[]",
    "covers": "{epci: [], communes: [], departements: []}", "phone": "null", "contact_date": "null",
}  # fmt: skip


def draft(kind: Kind, slug: str, today: date) -> str:
    """The text of a new entry of a kind; of kinds that share a file, the block that goes to its end."""
    lines: list[str] = []
    for name, info in kind.model.model_fields.items():
        field = info.alias or name
        if field == "id" or not (info.is_required() or field in _ASKED):
            continue
        value = _EXAMPLES.get(field) or _VALUES.get(field) or TO_WRITE
        if field == "verified_on":
            value = today.isoformat()
        if description := descriptions.of_field(kind.model.__name__, field):
            lines.append(f"# {description}")
        lines += f"{field}: {value}".replace(": \n", ":\n").splitlines()
    if kind.shape is Shape.KEYED:
        lines = [f"{slug}:", *(f"  {line}" for line in lines)]
    return "\n".join(lines) + "\n"
