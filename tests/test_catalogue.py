"""What must exist: ``catalogue.tsv`` holds every id that other programs and people's habits depend on.

Entries may be added to the base, none renamed.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.schema.entries import Article, Public, Relay, Term

CATALOGUE = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "catalogue.tsv").read_text(encoding="utf-8").splitlines()
]
PHRASINGS = {"public": 12, "faq": 12, "article": 6, "term": 4, "relay": 1, "tool": 1}
TELEPHONE = re.compile(r"(?:\+33|\b0)\s?\d(?:[\s.-]?\d\d){4}\b|\b3[0-9]{3}\b(?!-)|\b08\d\d\b")
# The national numbers of https://www.service-public.fr/particuliers/vosdroits/F33954, for who is in danger only
DANGER = {"3114", "3919", "112"}


def _told(entry):
    """Everything that an entry may tell a person, but for the titles of its sources."""
    texts = [
        entry.label,
        entry.short,
        entry.answer,
        entry.why,
        *entry.proof,
        entry.check,
        entry.uncertain,
        entry.details,
    ]
    texts += [version.says for version in entry.versions]
    match entry:
        case Public():
            texts += [*entry.validated_by, entry.duration]
        case Article():
            texts += [entry.text, entry.title]
        case Term():
            texts += [*entry.acronym, entry.expansion]
        case Relay():
            texts += [entry.name, entry.role, entry.address]
    return "\n".join(filter(None, texts))


def _leaves(texts, name=""):
    """Every text of nested models, by the words that lead to it."""
    for key, value in texts.items() if isinstance(texts, dict) else enumerate(texts):
        if isinstance(value, dict | list | tuple):
            yield from _leaves(value, f"{name}{key}.")
        else:
            yield f"{name}{key}", str(value)


def _digits(number):
    digits = re.sub(r"\D", "", number)
    return "0" + digits.removeprefix("33") if len(digits) > 10 else digits


@pytest.fixture(scope="module")
def told(base):
    """What every entry, subject beside and small talk tells, by id."""
    return {
        **{entry.id: _told(entry) for entry in base.entries()},
        **{f"outside/{slug}": outside.answer for slug, outside in base.outside.items()},
        **{f"talk/{slug}": talk.answer for slug, talk in base.smalltalk.items()},
        **{f"text/{name}": text for name, text in _leaves(base.texts.model_dump())},
    }


def test_the_catalogue_names_each_entry_once():
    ids = [id_ for id_, _ in CATALOGUE]
    assert len(ids) == len(set(ids)) == 335


def test_every_entry_of_the_catalogue_exists(base):
    # by its id, on which links rest; a curator may better its label
    assert [id_ for id_, _ in CATALOGUE if base.get(id_) is None] == []


@pytest.mark.parametrize(("kind", "least"), PHRASINGS.items())
def test_every_entry_is_asked_for_in_enough_ways(base, kind, least):
    entries = [entry for entry in base.entries() if entry.kind == kind]
    assert entries
    assert [entry.id for entry in entries if len(set(entry.questions)) < least] == []


def test_every_entry_tells_on_a_telephone_what_it_knows_without_a_tap(base):
    assert [entry.id for entry in base.entries() if not entry.short] == []


def test_every_entry_has_a_source_and_the_day_on_which_it_was_verified(base):
    assert [entry.id for entry in base.entries() if not (entry.sources and all(s.title for s in entry.sources))] == []
    assert [entry.id for entry in base.entries() if not date(2026, 1, 1) <= entry.verified_on] == []


def test_every_relay_with_a_telephone_or_an_address_says_how_old_it_is(base):
    assert [r.id for r in base.relays if (r.phone or r.address or r.email) and not r.contact_date] == []


def test_nobody_is_sent_to_pole_emploi_without_being_told_of_france_travail(told):
    old = re.compile(r"p[ôo]le[ -]emploi", re.IGNORECASE)
    assert [id_ for id_, text in told.items() if old.search(text) and "France Travail" not in text] == []


def test_every_telephone_number_told_is_that_of_a_relay(base, told):
    relays = {_digits(relay.phone) for relay in base.relays if relay.phone}
    numbers = {
        (id_, _digits(number))
        for id_, text in told.items()
        for number in TELEPHONE.findall(text)
        if _digits(number) not in relays
    }
    assert {number for number in numbers if number[0] != "outside/detresse"} == set()
    assert {number for _, number in numbers} <= DANGER


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Téléphone : 05 46 22 19 20.", ["0546221920"]),
        ("05.46.22.19.20 ou +33 5 46 22 19 20", ["0546221920", "0546221920"]),
        ("appelez le 3949", ["3949"]),
        ("Le 22 août 2026, 1 500 h, L2113-12, R3124-5", []),
    ],
)
def test_a_telephone_number_is_seen_in_whatever_form(text, numbers):
    assert [_digits(number) for number in TELEPHONE.findall(text)] == numbers
