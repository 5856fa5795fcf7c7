"""The pages of the site, from one base: a page an entry, and a first page to search from. Pure text, no file."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib.resources import files
from itertools import groupby

from bot.knowledge.schema.entries import Article, Entry, Knowledge, Public, Relay
from bot.knowledge.schema.texts_site import SiteTexts
from bot.knowledge.vocabulary import EntryKind
from bot.language.dates import in_french
from bot.site.search import index, path_of

_KINDS: Mapping[str, EntryKind] = {
    "public": "publics", "article": "articles", "faq": "faq", "relay": "relays", "term": "glossary",
}  # fmt: skip
_ASSETS = ("style.css", "search.js")


@dataclass(frozen=True, slots=True)
class Site:
    """Makes the pages; ``bot`` is the name of the bot in Telegram to which they lead, empty where there is none."""

    knowledge: Knowledge
    today: date
    bot: str = ""

    @property
    def _texts(self) -> SiteTexts:
        return self.knowledge.texts.site

    def pages(self) -> Mapping[str, str]:
        """Every file of the site by its path."""
        entries = [entry for entry in self.knowledge.entries() if not entry.id.startswith("tool/")]
        found = {path_of(entry.id): self._entry(entry) for entry in entries}
        found["index.html"] = self._home(entries)
        found["index.js"] = f"const INDEX = {json.dumps(index(entries), ensure_ascii=False, separators=(',', ':'))};\n"
        for name in _ASSETS:
            found[name] = files("bot.site").joinpath("assets", name).read_text(encoding="utf-8")
        return found

    def _home(self, entries: list[Entry]) -> str:
        texts = self._texts
        counted = f'data-none="{escape(texts.none)}" data-some="{escape(texts.some)}"'
        search = f"""<form role="search" id="search" hidden>
<label for="q">{escape(texts.search)}</label>
<input id="q" type="search" autocomplete="off" maxlength="200">
<p id="count" role="status" {counted}></p>
</form>
<ol id="found" aria-label="{escape(texts.found)}" hidden></ol>"""
        body = [
            f"<h1>{escape(texts.title)}</h1>\n<p>{escape(texts.about)}</p>",
            search,
            *self._lists(entries),
            '<script src="index.js"></script>\n<script src="search.js"></script>',
        ]
        return self._page(texts.title, "\n".join(body), "")

    def _lists(self, entries: list[Entry]) -> Iterator[str]:
        for kind, group in groupby(entries, key=lambda entry: entry.kind):
            heading = self._texts.kinds[_KINDS[kind]]
            rows = "\n".join(
                f'<li><a href="{path_of(entry.id)}">{escape(entry.label)}</a></li>'
                for entry in sorted(group, key=lambda entry: entry.label.casefold())
            )
            yield f"<details><summary><h2>{escape(heading)}</h2></summary>\n<ul>\n{rows}\n</ul>\n</details>"

    def _entry(self, entry: Entry) -> str:
        body = "\n".join(self._parts(entry))
        return self._page(entry.label, f"<article>\n<h1>{escape(entry.label)}</h1>\n{body}\n</article>", "../")

    def _parts(self, entry: Entry) -> Iterator[str]:
        """What an entry says, in the order in which it is read."""
        if entry.short:
            yield f'<div class="short">{_prose(entry.short)}</div>'
        yield _prose(entry.answer)
        if isinstance(entry, Relay):
            yield self._contact(entry)
        if entry.why:
            yield _prose(entry.why)
        yield from self._headed(entry)
        if entry.details:
            yield f"<h2>{escape(self._texts.details)}</h2>\n{_prose(entry.details)}"
        if entry.versions:
            yield f"<h2>{escape(self._texts.versions)}</h2>\n{self._versions(entry)}"
        yield from self._also(entry)
        yield self._sources(entry)
        if self.bot:
            start = f"https://t.me/{self.bot}?start={entry.id.replace('/', '_', 1)}"
            yield f'<p class="ask"><a href="{escape(start)}">{escape(self._texts.ask)}</a></p>'

    def _headed(self, entry: Entry) -> Iterator[str]:
        """What stands under a heading of its own: proofs, who validates, how long, what to check."""
        shared = self.knowledge.texts.entry
        proof = shared.references if isinstance(entry, Article) else shared.proof
        validated = entry.validated_by if isinstance(entry, Public) else ()
        duration = entry.duration if isinstance(entry, Public) else None
        for heading, items in ((proof, entry.proof), (shared.validated_by, validated)):
            if items:
                yield f"<h2>{escape(heading)}</h2>\n{_list(items)}"
        told = ((shared.duration, duration), (shared.check, entry.check), (shared.uncertain, entry.uncertain))
        for heading, text in told:
            if text:
                yield f"<h2>{escape(heading)}</h2>\n{_prose(text)}"

    def _also(self, entry: Entry) -> Iterator[str]:
        """The neighbours of an entry that are pages too."""
        name = escape(self._texts.also)
        if also := [self.knowledge[id_] for id_ in entry.see_also if not id_.startswith("tool/")]:
            links = "\n".join(f'<li><a href="../{path_of(one.id)}">{escape(one.label)}</a></li>' for one in also)
            yield f'<nav aria-label="{name}">\n<h2>{name}</h2>\n<ul>\n{links}\n</ul>\n</nav>'

    def _contact(self, relay: Relay) -> str:
        shared = self.knowledge.texts.relay
        rows = [(shared.address, relay.address), (shared.phone, relay.phone), (shared.email, relay.email)]
        lines = [f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows if value]
        if relay.website:
            lines.append(f"<dt>{escape(shared.website)}</dt><dd>{_link(relay.website, relay.website)}</dd>")
        return f"<p>{escape(shared.status[relay.status])}</p>\n" + (f"<dl>{''.join(lines)}</dl>" if lines else "")

    def _versions(self, entry: Entry) -> str:
        rows = []
        for version in reversed(entry.versions):
            begins = in_french(version.from_) if version.from_ else "…"
            ends = in_french(version.to) if version.to else "…"
            rows.append(f"<dt>{escape(begins)} → {escape(ends)}</dt><dd>{_prose(version.says)}</dd>")
        return f"<dl>{''.join(rows)}</dl>"

    def _sources(self, entry: Entry) -> str:
        shared = self.knowledge.texts
        rows = "\n".join(
            f"<li>{_link(source.title, source.url) if source.url else escape(source.title)}</li>"
            for source in entry.sources
        )
        verified = shared.entry.verified.format(day=in_french(entry.verified_on))
        told = f"{verified} ({shared.confidence[entry.confidence]})"
        return (
            f"<footer>\n<h2>{escape(shared.entry.sources)}</h2>\n<ul>\n{rows}\n</ul>\n<p>{escape(told)}</p>\n</footer>"
        )

    def _page(self, title: str, body: str, root: str) -> str:
        texts = self._texts
        made = escape(texts.made.format(day=in_french(self.today)))
        name = title if title == texts.title else f"{title} – {texts.title}"
        return f"""<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(name)}</title>
<link rel="stylesheet" href="{root}style.css">
<link rel="icon" href="data:,">
</head>
<body>
<a class="skip" href="#main">{escape(texts.skip)}</a>
<header><a href="{root}index.html">{escape(texts.home)}</a></header>
<main id="main" tabindex="-1">
{body}
</main>
<footer class="site"><p>{made}</p></footer>
</body>
</html>
"""


def _link(title: str, url: str) -> str:
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(title)}</a>'


def _list(items: Iterable[str]) -> str:
    return "<ul>\n" + "\n".join(f"<li>{escape(item)}</li>" for item in items) + "\n</ul>"


def _prose(text: str) -> str:
    """Paragraphs, and lists where lines begin with a dash."""
    blocks = []
    for paragraph in text.strip().split("\n\n"):
        for is_list, lines in groupby(paragraph.splitlines(), key=lambda line: line.startswith("- ")):
            held = list(lines)
            if is_list:
                blocks.append(_list(line.removeprefix("- ") for line in held))
            else:
                blocks.append(f"<p>{'<br>'.join(map(escape, held))}</p>")
    return "\n".join(blocks)
