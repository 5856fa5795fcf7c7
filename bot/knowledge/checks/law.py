"""Dates: the versions of articles, what is no longer in force, what was verified long ago."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from bot.knowledge.loader import Loaded
from bot.knowledge.problems import Problem
from bot.knowledge.schema.entries import Article, Entry

STALE_AFTER = timedelta(days=365)
_A_DAY = timedelta(days=1)


def errors(loaded: Loaded) -> Iterator[Problem]:
    """Versions that do not follow each other in time."""
    for entry in loaded.entries.values():
        for position, (earlier, later) in enumerate(pairwise(entry.versions), start=1):
            if earlier.to is None or later.from_ is None or later.from_ <= earlier.to:
                yield loaded.places[entry.id].problem(
                    ("versions", position),
                    "cette version doit commencer après la fin (« to ») de la précédente ; la plus ancienne d'abord",
                )


def warnings(loaded: Loaded, today: date) -> Iterator[Problem]:
    """Facts verified long ago, law that ended, that begins, or that has a gap between two versions."""
    for entry in loaded.entries.values():
        yield from _of_verification(loaded, entry, today)
        yield from _of_versions(loaded, entry, today)
        if isinstance(entry, Article):
            yield from _ended(loaded, entry, today)
        else:
            yield from _cites_dead_law(loaded, entry, today)


def _of_verification(loaded: Loaded, entry: Entry, today: date) -> Iterator[Problem]:
    place = loaded.places[entry.id]
    if today - entry.verified_on > STALE_AFTER:
        yield place.problem(
            ("verified_on",), f"vérifié le {entry.verified_on}, il y a plus d'un an : relire les sources"
        )
    if entry.verified_on > today:
        yield place.problem(("verified_on",), f"{entry.verified_on} est dans l'avenir")


def _cites_dead_law(loaded: Loaded, entry: Entry, today: date) -> Iterator[Problem]:
    for position, id_ in enumerate(entry.see_also):
        article = loaded.entries.get(id_)
        if isinstance(article, Article) and (ended := article.ended()) and ended < today:
            yield loaded.places[entry.id].problem(
                ("see_also", position), f"{id_} n'est plus en vigueur depuis le {ended} : citer le texte d'aujourd'hui"
            )


def _ended(loaded: Loaded, article: Article, today: date) -> Iterator[Problem]:
    ended = article.ended()
    if ended and ended < today and not article.replaced_by and not article.uncertain:
        message = f"plus en vigueur depuis le {ended}, et rien dans « replaced_by » ni dans « uncertain »"
        yield loaded.places[article.id].problem(("versions",), message)


def _of_versions(loaded: Loaded, entry: Entry, today: date) -> Iterator[Problem]:
    place = loaded.places[entry.id]
    for position, (earlier, later) in enumerate(pairwise(entry.versions), start=1):
        if earlier.to and later.from_ and later.from_ > earlier.to + _A_DAY:
            yield place.problem(
                ("versions", position), f"aucune version entre le {earlier.to} et le {later.from_} : date à vérifier"
            )
    for position, version in enumerate(entry.versions):
        if version.from_ and version.from_ > today and str(version.from_.year) not in entry.answer:
            yield place.problem(
                ("versions", position),
                f"commence le {version.from_}, dont « answer » ne dit rien : l'y annoncer, puis la réécrire ce jour-là",
            )
        elif position and version.from_ and entry.verified_on < version.from_ <= today:
            yield place.problem(
                ("versions", position),
                f"a commencé le {version.from_}, après « verified_on » : relire « answer » et les sources",
            )
