"""Drafts of new entries: every field with what it holds, and the mark that the check refuses until it is written."""

import json
from collections.abc import Sequence
from datetime import date

from bot.knowledge import descriptions
from bot.knowledge.kinds import FileKind, Shape
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


def draft(
    kind: FileKind,
    slug: str,
    today: date,
    questions: Sequence[str] = (),
    *,
    see_also: Sequence[str] = (),
    note: str = "",
) -> str:
    """The text of a new entry of a kind; of kinds that share a file, the block that goes to its end.

    ``questions`` are those that it shall answer, ``see_also`` the ids of its neighbours; the ``note`` stands above it
    as a comment.
    """
    given = _VALUES | _EXAMPLES
    if questions:
        given["questions"] = "".join(f"\n  - {json.dumps(one, ensure_ascii=False)}" for one in questions)
    if see_also:
        given["see_also"] = f"[{', '.join(see_also)}]"
    lines: list[str] = []
    for name, info in kind.model.model_fields.items():
        field = info.alias or name
        if field == "id" or not (info.is_required() or field in _ASKED):
            continue
        value = given.get(field, TO_WRITE)
        if field == "verified_on":
            value = today.isoformat()
        if description := descriptions.of_field(kind.model.__name__, field):
            lines.append(f"# {description}")
        lines += f"{field}: {value}".replace(": \n", ":\n").splitlines()
    if kind.shape is Shape.KEYED:
        lines = [f"{slug}:", *(f"  {line}" for line in lines)]
    return "\n".join([*(f"# {line}" for line in note.splitlines()), *lines]) + "\n"
