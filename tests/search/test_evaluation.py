"""What is measured, and on what."""

import pytest

from bot.search.evaluation import SMALLTALK, Labelled, evaluate, labelled, left_out
from bot.search.ranking import Ranked
from bot.search.router import Routed, RouteKind

SURE = Routed(RouteKind.ANSWER, (Ranked("faq/cdi", 1.0), Ranked("faq/cdd", 0.5)))
OFFERED = Routed(RouteKind.CHOICE, (Ranked("faq/cdi", 1.0), Ranked("faq/cdd", 0.5)))
LOST = Routed(RouteKind.UNKNOWN)


def test_each_question_counts_where_it_belongs():
    asked = [
        (Labelled("a", ("faq/cdi",), "entreprise", "sms"), SURE),
        (Labelled("b", ("faq/cdd",), "acheteur", "sms"), SURE),
        (Labelled("c", ("faq/cdd",)), OFFERED),
        (Labelled("d", ("faq/cdd",)), LOST),
        (Labelled("e", ()), LOST),
        (Labelled("f", ()), SURE),
        (Labelled("g", (SMALLTALK,)), Routed(RouteKind.SMALLTALK, topic="thanks")),
    ]
    report = evaluate(asked)
    shares = report.whole.shares()
    assert (shares["questions"], shares["outside"], shares["smalltalk"]) == (4, 2, 1)
    assert (shares["top1"], shares["top3"], shares["direct"], shares["abstained"]) == (0.25, 0.75, 0.25, 0.25)
    assert (shares["refused"], shares["held"], shares["wrong_sure"]) == (0.5, 0.5, round(2 / 6, 4))
    assert report.by["style"]["sms"].shares()["top1"] == 0.5
    assert report.confusions()[0] == {"wanted": "faq/cdd", "got": "faq/cdi", "times": 2, "questions": ["b", "c"]}


def test_what_is_left_out_is_asked_and_no_longer_held(base):
    folds = list(left_out(base, 10, 2, 1))
    asked = [one.question for _, questions in folds for one in questions]
    assert len(asked) > 1000
    for without, questions in folds:
        held = {(entry.id, question) for entry in without.entries() for question in entry.questions}
        assert not held & {(one.accept[0], one.question) for one in questions if one.accept}
    assert [q for _, q in left_out(base, 10, 2, 1)] == [q for _, q in folds]
    assert [q for _, q in left_out(base, 10, 2, 2)] != [q for _, q in folds]


@pytest.mark.parametrize("line", [{}, {"q": 1, "accept": []}, {"q": "a"}, {"q": "a", "accept": "faq/cdi"}])
def test_a_line_that_is_no_labelled_question_is_refused(line):
    with pytest.raises(ValueError, match="expected"):
        labelled(line)


def test_two_questions_of_one_message_are_both_found(router):
    routed = router.route("un apprenti ça compte dans mes heures ? c'est quoi la pénalité si je fais pas mes heures ?")
    assert routed.both == ("faq/apprenti", "faq/penalites")
    assert router.route("un apprenti ça compte dans mes heures ?").both == ()


def test_what_is_wanted_to_know_is_told_with_the_entry(router):
    assert "preuve" in router.route("quel justificatif pour la RQTH ?").intents
    assert "definition" in router.route("c'est quoi un GEIQ").intents


def test_what_spoke_for_an_entry_adds_up_to_most_of_its_score(router):
    (ranked, gains), *_ = router.explained("un apprenti ça compte dans mes heures ?")
    assert ranked.id == "faq/apprenti"
    assert 0.3 * ranked.score < sum(gain for _, gain in gains)
