"""What only the whole base shows: references that lead nowhere, phrasings that two entries share, old facts."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from rapidfuzz import fuzz, process

from bot.knowledge.loader import Loaded
from bot.knowledge.problems import Problem
from bot.knowledge.schema.entries import Article, Entry, Relay
from bot.knowledge.territory import Codes
from bot.language.fold import fold

STALE_AFTER = timedelta(days=365)


def errors(loaded: Loaded, codes: Codes) -> list[Problem]:
    """Faults that make the base unusable, sorted by place."""
    entries = list(loaded.knowledge.entries())
    ids = {entry.id for entry in entries}
    found: list[Problem] = []
    for entry in entries:
        found.extend(_dangling(loaded, entry, ids))
        found.extend(_versions(loaded, entry))
        if isinstance(entry, Relay):
            found.extend(_coverage(loaded, entry, codes))
    found.extend(_shared_phrasings(loaded))
    return sorted(found)


def warnings(loaded: Loaded, today: date) -> list[Problem]:
    """What a curator should look at again: facts verified long ago, law that is no longer in force."""
    found: list[Problem] = []
    for entry in loaded.knowledge.entries():
        place = loaded.places[entry.id]
        if today - entry.verified_on > STALE_AFTER:
            found.append(
                place.problem(("verified_on",), f"verified on {entry.verified_on}, more than a year ago: verify again")
            )
        if entry.verified_on > today:
            found.append(place.problem(("verified_on",), f"{entry.verified_on} is in the future"))
        if isinstance(entry, Article):
            ended = entry.ended()
            if ended and ended < today and not entry.replaced_by:
                found.append(
                    place.problem(("versions",), f"no longer in force since {ended}, and nothing in 'replaced_by'")
                )
            continue
        for position, id_ in enumerate(entry.see_also):
            article = loaded.knowledge.get(id_)
            if isinstance(article, Article) and (ended := article.ended()) and ended < today:
                found.append(
                    place.problem(
                        ("see_also", position), f"{id_} is no longer in force since {ended}; cite what stands today"
                    )
                )
    return sorted(found)


def _dangling(loaded: Loaded, entry: Entry, ids: set[str]) -> Iterator[Problem]:
    fields: dict[str, tuple[str, ...]] = {"see_also": entry.see_also, "next": entry.next}
    if isinstance(entry, Article):
        fields |= {
            "replaces": tuple(f"article/{slug}" for slug in entry.replaces),
            "replaced_by": tuple(f"article/{slug}" for slug in entry.replaced_by),
        }
    for field, references in fields.items():
        for position, id_ in enumerate(references):
            if id_ not in ids:
                near = process.extractOne(id_, ids, scorer=fuzz.ratio, score_cutoff=70)
                hint = f"; did you mean '{near[0]}'?" if near else ""
                yield loaded.places[entry.id].problem((field, position), f"'{id_}' is not in the base{hint}")
        if field == "next" and any(not id_.startswith("tool/") for id_ in references):
            yield loaded.places[entry.id].problem((field,), "only tools may stand here; expected tool/…")


def _versions(loaded: Loaded, entry: Entry) -> Iterator[Problem]:
    for position, (earlier, later) in enumerate(zip(entry.versions, entry.versions[1:], strict=False), start=1):
        if earlier.to is None or later.from_ is None or later.from_ <= earlier.to:
            yield loaded.places[entry.id].problem(
                ("versions", position),
                "must begin after the version before it ended; expected versions in the order of time",
            )


def _coverage(loaded: Loaded, relay: Relay, codes: Codes) -> Iterator[Problem]:
    place = loaded.places[relay.id]
    for position, siren in enumerate(relay.covers.epci):
        if siren not in codes.epci:
            near = codes.nearest_epci(siren)
            hint = f"; did you mean '{near}' ({codes.epci[near]})?" if near else ""
            yield place.problem(("covers", "epci", position), f"'{siren}' is not an EPCI{hint}")
    for position, code in enumerate(relay.covers.departements):
        if code not in codes.departements:
            yield place.problem(
                ("covers", "departements", position), f"'{code}' is not a department; expected a code as 86"
            )
    for position, insee in enumerate(relay.covers.communes):
        if insee not in codes.communes:
            yield place.problem(
                ("covers", "communes", position), f"'{insee}' is not a commune; expected an INSEE code as 86194"
            )


def _shared_phrasings(loaded: Loaded) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for entry in loaded.knowledge.entries():
        mine: Mapping[str, int] = {}
        for position, question in enumerate(entry.questions):
            key = fold(question)
            if key in first and key not in mine:
                yield loaded.places[entry.id].problem(
                    ("questions", position), f"'{question}' is also a phrasing of {first[key]}; keep it in one entry"
                )
            elif key in mine:
                yield loaded.places[entry.id].problem(
                    ("questions", position), f"'{question}' stands twice in this entry"
                )
            first.setdefault(key, entry.id)
            mine = {**mine, key: position}
