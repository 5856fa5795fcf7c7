import json
from pathlib import Path

import pytest

from bot.knowledge.schema.entries import Knowledge
from bot.search.features import Reader
from bot.search.index import Index, build
from bot.search.learning import learn, scores, views
from bot.search.ranking import Ranked, rank

QUESTIONS = [
    json.loads(line)["q"]
    for line in (Path(__file__).parent / "questions.jsonl").read_text(encoding="utf-8").splitlines()[::25]
]
NOTHING: list[dict[str, float]] = [{}, {}, {}]


@pytest.fixture(scope="module")
def index(base: Knowledge) -> Index:
    """The index of the shipped base, which here knows no places."""
    return build(base, ())


@pytest.fixture(scope="module")
def asked(base: Knowledge, index: Index) -> list[list[dict[str, float]]]:
    """What every question holds."""
    reader = Reader(base.lexicon, index.known)
    read = [reader.read(question) for question in QUESTIONS]
    return [[dict.fromkeys(view, 1.0) for view in views(one.features, one.words)] for one in read]


def test_an_entry_that_is_named_is_ranked_whatever_else_was_asked(index, asked):
    named = {"article/cmp-14": 0.9, "term/moe": 0.5}
    for one in asked:
        plain = {ranked.id: ranked.score for ranked in rank(index, one, {})}
        gained = {ranked.id: ranked.score for ranked in rank(index, one, named)}
        assert gained.keys() >= named.keys()
        assert all(gained[id_] == pytest.approx(plain[id_] + gain) for id_, gain in named.items() if id_ in plain)


def test_what_shares_nothing_with_the_question_is_not_ranked(index):
    assert rank(index, [{"zzz": 1.0}, {"zzz": 1.0}, {"zzzz": 1.0}], {}) == []
    assert rank(index, NOTHING, {}) == []
    assert rank(index, NOTHING, {"term/moe": 0.5}) == [Ranked("term/moe", 0.5)]


def test_the_same_base_is_learnt_in_the_same_way(base, index):
    assert build(base, ()).learnt == index.learnt


def test_a_base_with_nothing_beside_its_entries_is_ranked(base, asked):
    alone = build(base.model_copy(update={"outside": {}, "smalltalk": {}}), ())
    assert all(rank(alone, one, {}) for one in asked)


def test_what_a_large_base_learns_in_parts_still_leads_to_each_document():
    subjects = ("le tuteur", "la prime de fin", "un papier de la caf", "un lot de peinture", "ce stage", "qui paie")
    read = [(at, views(words, words)) for at, one in enumerate(subjects) for words in (one.split(),) for _ in range(3)]
    learnt = learn(read, len(subjects), together=2)
    for document, seen in read:
        found = scores(learnt, [dict.fromkeys(view, 1.0) for view in seen], len(subjects))
        assert max(range(len(found)), key=found.__getitem__) == document
