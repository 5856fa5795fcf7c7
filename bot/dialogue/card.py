"""How a request is shown: to the company before it is sent, to the relay on its card."""

from collections.abc import Iterator

from bot.dialogue.markup import bold, escape
from bot.intake.request import Form
from bot.knowledge.texts import Texts
from bot.language.dates import in_french


def lines(texts: Texts, form: Form) -> Iterator[tuple[str, str, str]]:
    """Each answer of a form that was given: its key, its heading, and the answer as it is shown."""
    for key in ("company", "siret", "contact", "reach", "place", "contract", "need", "hours", "start"):
        if shown := _shown(form, key):
            yield key, getattr(texts, f"intake_{key}"), shown


def listed(texts: Texts, form: Form) -> str:
    """The answers of a form, a line each, in Telegram's HTML."""
    return "\n".join(f"{bold(heading + ' :')} {escape(shown)}" for _, heading, shown in lines(texts, form))


def _shown(form: Form, key: str) -> str:
    match key:
        case "place":
            return form.place_name or form.place
        case "siret":
            return f"{form.siret[:3]} {form.siret[3:6]} {form.siret[6:9]} {form.siret[9:]}".strip()
        case "hours":
            return f"{form.hours:g}".replace(".", ",") if form.hours is not None else ""
        case "start":
            return in_french(form.start) if form.start else ""
        case _:
            return str(getattr(form, key))
