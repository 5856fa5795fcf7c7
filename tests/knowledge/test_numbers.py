"""Every number that the base tells rests on a researched fact, or on a list that says what it rests on."""

import re
from pathlib import Path

import pytest
import yaml

from bot.knowledge.schema.entries import Entry, Knowledge

LISTED = Path(__file__).parent / "numbers.yaml"
# The facts were gathered beside the project, and are no part of it
FACTS = next((folder for up in Path(__file__).parents if (folder := up / "shared/facts").is_dir()), None)

_NUMBER = re.compile(r"\d+(?:[\s\u00a0\u202f.]\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
_THOUSANDS = re.compile(r"[\s\u00a0\u202f.](?=\d{3})")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def numbers(text: str) -> set[str]:
    """The numbers of a text, without the signs between thousands; of a day as 2026-08-22 also each part in words."""
    parts = {str(int(part)) for day in _DAY.findall(text) for part in day}
    return parts | {_THOUSANDS.sub("", number) for number in _NUMBER.findall(text)}


def _told(entry: Entry) -> set[str]:
    texts = (entry.short, entry.answer, entry.why, *entry.proof, entry.check, entry.uncertain, entry.details)
    told = "\n".join(filter(None, (*texts, *(version.says for version in entry.versions))))
    return numbers(re.sub(r"https?://\S+", "", told))


@pytest.fixture(scope="module")
def listed() -> set[str]:
    return {str(one) for some in yaml.safe_load(LISTED.read_text(encoding="utf-8")).values() for one in some}


@pytest.fixture(scope="module")
def known() -> set[str]:
    if FACTS is None:
        pytest.skip("the facts do not stand beside this checkout")
    return set.union(*(numbers(file.read_text(encoding="utf-8")) for file in FACTS.iterdir() if file.is_file()))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5 404 000 € HT", {"5404000"}),
        ("216.000 euros et 17,5 heures", {"216000", "17,5"}),
        ("depuis le 2026-08-22", {"2026", "8", "22", "08"}),
        ("L2112-2-1", {"2112", "2", "1"}),
    ],
)
def test_a_number_is_the_same_however_its_thousands_are_written(text: str, found: set[str]) -> None:
    assert numbers(text) == found


def test_every_number_of_the_base_rests_on_a_fact_or_is_listed(
    base: Knowledge, known: set[str], listed: set[str]
) -> None:
    unsupported = {entry.id: odd for entry in base.entries() if (odd := _told(entry) - known - listed)}
    assert unsupported == {}, "cite a source in the entry, then say in tests/knowledge/numbers.yaml what it rests on"


def test_no_number_is_listed_that_a_fact_has(known: set[str], listed: set[str]) -> None:
    assert listed & known == set()
