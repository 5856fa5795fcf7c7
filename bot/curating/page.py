"""The pages of the editor, as HTML; everything that comes from a person or a file is escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from bot.curating.forms import Field
from bot.knowledge.schema.entries import Entry
from bot.knowledge.schema.texts_site import CurateTexts

_STYLE = """
:root{color-scheme:light dark;--ink:#1c1c1c;--paper:#fff;--link:#0b4f8a}
@media(prefers-color-scheme:dark){:root{--ink:#ececec;--paper:#17191c;--link:#8cc4ff}}
*{box-sizing:border-box}a{color:var(--link)}
body{color:var(--ink);background:var(--paper)}
body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1rem}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:1.5rem}
label{display:block;font-weight:600;margin-top:.8rem}small{display:block}
input,textarea,select{font:inherit;width:100%;padding:.4rem}textarea{min-height:6rem;field-sizing:content}
:focus-visible{outline:3px solid var(--link);outline-offset:1px}
.chat{border:1px solid #767676;border-radius:.6rem;padding:.8rem;white-space:pre-wrap;overflow-wrap:anywhere}
.fault{border-left:4px solid #b00020;padding-left:.6rem}.good{border-left:4px solid #1b7f3b;padding-left:.6rem}
button{font:inherit;padding:.5rem 1rem;margin:.8rem .5rem 0 0}
"""


@dataclass(frozen=True, slots=True)
class Editing:
    """The entry that is edited, its form, and what the form carries unseen."""

    entry: str
    form: Sequence[Field]
    hidden: Sequence[tuple[str, str]]


def page(texts: CurateTexts, title: str, body: str) -> str:
    """A whole page."""
    return f"""<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title><style>{_STYLE}</style></head>
<body><header><a href="/">{escape(texts.title)}</a></header><main>{body}</main></body></html>"""


def home(texts: CurateTexts, asked: str, found: Sequence[Entry], answer: str) -> str:
    """The first page: a question or a word, what the bot says of it, and the entries that come closest."""
    rows = "".join(map(_listed, found))
    told = f'<h2>{escape(texts.answered)}</h2><div class="chat">{escape(answer)}</div>' if answer else ""
    body = f"""<h1>{escape(texts.title)}</h1>
<form method="get" action="/" role="search"><label for="q">{escape(texts.search)}</label>
<input id="q" name="q" type="search" value="{escape(asked)}"><button>{escape(texts.ask)}</button></form>
{told}<h2>{escape(texts.entries)}</h2><ol>{rows}</ol>"""
    return page(texts, texts.title, body)


def editor(texts: CurateTexts, editing: Editing, told: str, preview: str) -> str:
    """The form of an entry, with the entry as the chat shows it beside."""
    kept = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in editing.hidden)
    rows = "".join(_row(field) for field in editing.form)
    entry = escape(editing.entry)
    body = f"""<h1>{entry}</h1>{told}
<div class="two"><form method="post" action="/{entry}">{kept}{rows}
<button name="do" value="preview">{escape(texts.preview)}</button>
<button name="do" value="save">{escape(texts.save)}</button>
</form><section><h2>{escape(texts.shown)}</h2><div class="chat">{preview}</div></section></div>"""
    return page(texts, editing.entry, body)


def _listed(entry: Entry) -> str:
    return f'<li><a href="/{entry.id}">{escape(entry.label)}</a> <small>{entry.id}</small></li>'


def told(lines: Sequence[str], *, good: bool) -> str:
    """What is said above a form."""
    rows = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<div role="status" class="{"good" if good else "fault"}">{rows}</div>' if lines else ""


def _row(field: Field) -> str:
    name, value, needed = escape(field.name), escape(field.value), " required" if field.required else ""
    about = f'id="f-{name}" name="{name}" aria-describedby="h-{name}"{needed}'
    match field.widget:
        case "line" | "date":
            kind = "date" if field.widget == "date" else "text"
            control = f'<input type="{kind}" {about} value="{value}">'
        case "choice":
            options = "".join(
                f"<option{' selected' if one == field.value else ''}>{escape(one)}</option>"
                for one in (*([] if field.required else [""]), *field.choices)
            )
            control = f"<select {about}>{options}</select>"
        case _:
            control = f"<textarea {about}>\n{value}</textarea>"
    return f'<label for="f-{name}">{name}</label><small id="h-{name}">{escape(field.help)}</small>{control}'
