import json

import pytest

from bot.assistant.one_question import ask


@pytest.fixture(scope="module")
def asked(assistant, today):
    def one(question, **more):
        return ask(assistant.knowledge, assistant.router, question, today, **more)

    return one


def test_a_sure_answer_gives_its_text_without_markup_and_its_sources(asked, base):
    given = asked("L2112-2").as_json()
    entry = base["article/ccp-l2112-2"]
    assert list(given) == ["question", "kind", "entries", "text", "sources"]
    assert (given["question"], given["kind"]) == ("L2112-2", "answer")
    assert given["entries"][0]["id"] == entry.id
    assert entry.answer in given["text"]
    assert "<b>" not in given["text"]
    assert given["sources"] == [{"title": source.title, "url": source.url} for source in entry.sources]


def test_entries_come_best_first_and_five_at_most(asked, vague):
    for question in ("L2112-2", vague, "je peux compter un apprenti ?"):
        entries = asked(question).as_json()["entries"]
        scores = [entry["score"] for entry in entries]
        assert 0 < len(entries) <= 5
        assert scores == sorted(scores, reverse=True)
        assert all(set(entry) == {"id", "score"} for entry in entries)


def test_a_choice_names_its_three_entries(asked, base, vague):
    given = asked(vague).as_json()
    assert given["kind"] == "choice"
    assert base.texts.choice in given["text"]
    for entry in given["entries"][:3]:
        assert base[entry["id"]].label in given["text"]
    assert given["sources"] == []


@pytest.mark.parametrize("question", ["zzqx wvkj blorp", "art 99", "", "  ", "😀"])
def test_a_lost_question_has_no_entries(asked, question):
    given = asked(question).as_json()
    assert (given["kind"], given["entries"], given["sources"]) == ("unknown", [], [])
    assert given["text"]


def test_an_outside_subject_has_no_entries(asked, base):
    for outside in base.outside.values():
        given = asked(outside.label).as_json()
        assert (given["kind"], given["entries"]) == ("unknown", []), outside.label
        assert outside.answer in given["text"]


def test_a_reference_that_the_base_lacks_is_named_as_it_was_written(asked, base):
    assert asked("art 99").text == base.texts.unknown_reference.format(reference="99")


def test_smalltalk_has_no_entries(asked, base):
    given = asked("bonjour").as_json()
    assert (given["kind"], given["entries"]) == ("smalltalk", [])
    assert base.smalltalk["greeting"].answer in given["text"]


def test_a_tool_is_told_as_such(asked):
    given = asked("450000 euros, 60 % de main d'oeuvre, 30 €/h, taux 10 % : combien d'heures ?").as_json()
    assert (given["kind"], given["entries"][0]["id"]) == ("tool", "tool/hours")


def test_the_answer_is_json_of_one_line(asked, vague):
    for question in ("L2112-2", vague, "art 99", "bonjour", ""):
        assert "\n" not in json.dumps(asked(question).as_json(), ensure_ascii=False)
