"""What is due for a curator: law about to change, what was verified long ago or is unsure, relays without contact."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.knowledge.loader import Loaded
from bot.knowledge.schema.entries import Article, Entry, Relay

OLD_AFTER = timedelta(days=270)  # three months before the check warns
SOON = timedelta(days=180)
_A_DAY = timedelta(days=1)


class _Told(NamedTuple):
    """Why an entry is due, at which of its fields, and in detail."""

    why: str
    field: tuple[str | int, ...]
    detail: str


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to look at: why, in French, at which entry and line, and in detail; the id is empty for a host."""

    why: str
    id: str
    file: str
    line: int
    detail: str


def due(loaded: Loaded, today: date) -> list[Due]:
    """Everything that is due, by reason, the most pressing first; then how often each host is cited as a source."""
    found = [one for entry in loaded.entries.values() for one in _of_entry(loaded, entry, today)]
    order = ("la loi change", "vérification ancienne", "peu sûr", "sans coordonnées", "source sans page")
    found.sort(key=lambda one: (order.index(one.why), one.detail, one.id))
    return found + list(_hosts(loaded))


def _of_entry(loaded: Loaded, entry: Entry, today: date) -> Iterator[Due]:
    for one in chain(_law(entry, today), _doubts(entry, today), _sources(entry)):
        problem = loaded.places[entry.id].problem(one.field, "")
        yield Due(one.why, entry.id, problem.file, problem.line, one.detail)


def _law(entry: Entry, today: date) -> Iterator[_Told]:
    """Versions that begin or end soon."""
    for position, version in enumerate(entry.versions):
        if version.from_ and today < version.from_ <= today + SOON:
            yield _Told("la loi change", ("versions", position), f"nouvelle version le {version.from_}")
        elif version.to and today <= version.to <= today + SOON and version is entry.versions[-1]:
            yield _Told("la loi change", ("versions", position), f"plus en vigueur le {version.to + _A_DAY}")


def _doubts(entry: Entry, today: date) -> Iterator[_Told]:
    """What was verified long ago or is unsure, and bodies that nobody can call."""
    ended = isinstance(entry, Article) and (last := entry.ended()) is not None and last < today
    if today - entry.verified_on > OLD_AFTER and not ended:  # what the law was does not change any more
        yield _Told("vérification ancienne", ("verified_on",), f"vérifié le {entry.verified_on}")
    if entry.confidence == "low":
        yield _Told("peu sûr", ("confidence",), (entry.uncertain or entry.label).splitlines()[0])
    if isinstance(entry, Relay) and not (entry.phone or entry.email):
        yield _Told("sans coordonnées", (), f"{entry.name} : ni téléphone ni e-mail")


def _sources(entry: Entry) -> Iterator[_Told]:
    """Sources that lead to a site and to none of its pages."""
    for position, source in enumerate(entry.sources):
        parts = urlsplit(source.url or "")
        if source.url and not parts.path.strip("/") and not parts.query:  # "?p=1362" is a page
            yield _Told("source sans page", ("sources", position), source.url)


def _hosts(loaded: Loaded) -> Iterator[Due]:
    urls = {source.url for entry in loaded.entries.values() for source in entry.sources if source.url}
    hosts = Counter(urlsplit(url).hostname or "" for url in urls)
    yield from (Due("site cité", "", "", 0, f"{host} : {count}") for host, count in hosts.most_common())
