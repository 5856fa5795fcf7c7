"""Questions that ask the same thing are counted together."""

from datetime import date

from bot.search.unanswered import Unanswered, clusters

DAY = date(2026, 12, 1)


def _asked(*questions: str, nearest: str = "") -> list[Unanswered]:
    return [Unanswered("unknown", question, nearest, DAY) for question in questions]


def test_one_question_in_several_words_is_one_subject():
    asked = _asked(
        "la mutuelle est payée par qui ?",
        "par qui, la mutuelle payée",
        "mutuelles payées par qui",
        "le permis de conduire",
    )
    (first, second) = clusters(asked)
    assert (first.count, second.head, second.count) == (3, "le permis de conduire", 1)


def test_small_words_alone_make_nothing_alike():
    assert len(clusters(_asked("est-ce que je peux avoir une grue ?", "est-ce que je peux avoir un stage ?"))) == 2


def test_the_same_nearest_entry_brings_two_questions_together():
    apart = _asked("location de grue et grutier", "prix au mois d'une location de grue")
    assert len(clusters(apart)) == 2
    (both,) = clusters(_asked(*(one.question for one in apart), nearest="faq/location"))
    assert (both.count, both.closest) == (2, "faq/location")


def test_why_and_reasons_are_counted_and_the_last_day_told():
    asked = [
        Unanswered("no", "qui paie la mutuelle ?", "faq/cdd", DAY, "false"),
        Unanswered("none", "qui paie la mutuelle ?", "faq/cdd", date(2026, 12, 9)),
    ]
    (cluster,) = clusters(asked)
    assert (cluster.why, cluster.reasons, cluster.last) == ({"no": 1, "none": 1}, {"false": 1}, date(2026, 12, 9))


def test_the_most_asked_comes_first_whatever_the_order():
    asked = _asked("le permis", "une grue", "une grue", "le casque")
    for turned in (asked, asked[::-1]):
        assert [(one.head, one.count) for one in clusters(turned)] == [
            ("une grue", 2), ("le casque", 1), ("le permis", 1)
        ]  # fmt: skip


def test_nothing_gives_nothing():
    assert clusters([]) == []
