"""What is due for a curator, as one page to read and to print: whole in one file, without script."""

from collections.abc import Sequence
from datetime import date
from html import escape
from importlib.resources import files
from itertools import groupby

from bot.knowledge.review import Due
from bot.knowledge.schema.texts_site import ReviewTexts
from bot.language.dates import in_french

_STYLE = """
body { max-width: 64rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; }
th[scope="row"] { font-weight: 400; }
@media print { thead { display: table-header-group; } tr { break-inside: avoid; } }
"""


def page(texts: ReviewTexts, found: Sequence[Due], today: date) -> str:
    """The page; ``found`` in the order in which it is shown, what has the same reason together."""
    style = files("bot.site").joinpath("assets", "style.css").read_text(encoding="utf-8") + _STYLE
    groups = [(why, list(group)) for why, group in groupby(found, key=lambda one: one.why)]
    body = "\n".join(_section(texts, why, group) for why, group in groups) or f"<p>{escape(texts.nothing)}</p>"
    return f"""<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(texts.title)}</title>
<link rel="icon" href="data:,">
<style>
{style}</style>
</head>
<body>
<main>
<h1>{escape(texts.title)}</h1>
<p>{escape(texts.made.format(day=in_french(today)))}</p>
{body}
</main>
</body>
</html>
"""


def _section(texts: ReviewTexts, why: str, found: Sequence[Due]) -> str:
    """What is due for one reason: a table of entries, or a list of what concerns none."""
    heading = f"<h2>{escape(why[:1].upper() + why[1:])} ({len(found)})</h2>"
    if not any(one.id for one in found):
        rows = "\n".join(f"<li>{escape(one.detail)}</li>" for one in found)
        return f"<section>\n{heading}\n<ul>\n{rows}\n</ul>\n</section>"
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in (texts.entry, texts.place, texts.detail))
    rows = "\n".join(
        f'<tr><th scope="row">{escape(one.id)}</th><td>{escape(f"{one.file}:{one.line}")}</td>'
        f"<td>{escape(one.detail)}</td></tr>"
        for one in found
    )
    table = f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    return f"<section>\n{heading}\n{table}\n</section>"
