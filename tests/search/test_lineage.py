"""Law of the day first: an article that is gone does not come before what replaced it, unless it is asked for."""

from datetime import date

import pytest

TODAY = date(2026, 11, 29)
OLD = date(2012, 5, 1)

# What is asked without a number; the article of today, and the one of 2012.
UNNAMED = [
    ("un marché réservé aux ESAT, quel article", "article/ccp-l2113-12", "article/cmp-15"),
    ("article pour noter l'insertion", "article/ccp-r2152-7", "article/cmp-53"),
    ("découper en lots, article", "article/ccp-l2113-10", "article/cmp-10"),
    ("définir le besoin avec le développement durable, article", "article/ccp-l2111-1", "article/cmp-5"),
]

# An old text is named, or a time.
OF_OLD = [
    ("l'article du code des marchés publics pour réserver aux esat", "article/cmp-15"),
    ("marché réservé aux ESAT dans l'ordonnance de 2015", "article/ord2015-36"),
    ("à l'époque quel article réservait aux esat", "article/cmp-15"),
    ("ancien article sur les marchés réservés au handicap", "article/cmp-15"),
    ("art 15", "article/cmp-15"),
    ("une clause article 14", "article/cmp-14"),
]


@pytest.mark.parametrize(("question", "today", "then"), UNNAMED)
def test_the_article_of_the_day_comes_first(router, question, today, then):
    assert router.route(question, day=TODAY).ranked[0].id == today
    assert router.route(question, day=OLD).ranked[0].id == then


@pytest.mark.parametrize(("question", "asked"), OF_OLD)
def test_an_old_article_that_is_asked_for_stays_first(router, question, asked):
    assert router.route(question, day=TODAY).ranked[0].id == asked


def test_who_asks_for_no_day_gets_the_ranking_as_it_is(router):
    for question, *_ in UNNAMED:
        routed, dated = router.route(question), router.route(question, day=TODAY)
        assert (routed.kind, routed.signs) == (dated.kind, dated.signs)
        assert [r.score for r in routed.ranked] == [r.score for r in dated.ranked]


def test_a_text_that_was_never_replaced_keeps_its_place(router):
    question = "c'est quoi le plan national pour des achats durables"
    assert router.route(question, day=TODAY).ranked == router.route(question).ranked
