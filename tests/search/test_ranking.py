import json
from pathlib import Path

import pytest

from bot.knowledge.schema.entries import Knowledge
from bot.search import ranking
from bot.search.features import Reader
from bot.search.index import Index, build
from bot.search.ranking import Ranked, rank

QUESTIONS = [
    json.loads(line)["q"]
    for line in (Path(__file__).parent / "questions.jsonl").read_text(encoding="utf-8").splitlines()[::5]
]


@pytest.fixture(scope="module")
def index(base: Knowledge) -> Index:
    """The index of the shipped base, which here knows no places."""
    return build(base, ())


@pytest.fixture(scope="module")
def features(base: Knowledge, index: Index) -> list[dict[str, float]]:
    """The features of every question."""
    reader = Reader(base.lexicon, index.known)
    return [dict.fromkeys(reader.read(question).features, 1.0) for question in QUESTIONS]


def _first(index: Index, features: dict[str, float]) -> list[str]:
    entries = set(index.ids[: index.entries])
    return [ranked.id for ranked in rank(index, features, {}) if ranked.id in entries][:5]


def test_who_is_shown_is_the_same_as_if_every_phrasing_were_looked_at(index, features, monkeypatch):
    found = [_first(index, one) for one in features]
    monkeypatch.setattr(ranking, "_BEHIND", 0.0)
    every = [_first(index, one) for one in features]
    same = sum(one == other for one, other in zip(found, every, strict=True))
    assert same >= 0.98 * len(features)
    assert [one[:3] for one in found] == [one[:3] for one in every]


def test_an_entry_that_is_named_is_ranked_whatever_else_was_asked(index, features):
    named = {"article/cmp-14": 0.9, "term/moe": 0.5}
    for one in features[:10]:
        gained = {ranked.id: ranked for ranked in rank(index, one, named)}
        assert gained.keys() >= named.keys()
        assert all(gained[id_].score >= gain and gained[id_].nearest == 1.0 for id_, gain in named.items())


def test_what_shares_nothing_with_the_question_is_not_ranked(index):
    assert rank(index, {"zzz": 1.0}, {}) == []
    assert rank(index, {}, {}) == []
    assert rank(index, {}, {"term/moe": 0.5}) == [Ranked("term/moe", 0.5, 1.0)]


def test_a_base_with_nothing_beside_its_entries_is_ranked(base, features):
    alone = build(base.model_copy(update={"outside": {}, "smalltalk": {}}), ())
    assert all(_first(alone, one) for one in features[:10])
