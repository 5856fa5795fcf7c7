"""Articles are found by their number in every spelling, and by no other number."""

import pytest

SPELT = [
    *(
        (written, "article/ccp-l2112-2")
        for written in (
            "L2112-2", "l2112-2", "L. 2112-2", "l.2112-2", "L 2112-2", "L-2112-2", "l 2112 2", "l 2112.2", "2112-2",
            "article L2112-2", "article 2112-2", "art L2112-2", "art. l 2112-2", "artL2112-2", "artcile L 2112-2",
            "L2112-2?", "l'article L. 2112-2", "que dit l'article L. 2112-2 ?", "L.2112-2 CCP", "ccp l2112-2",
            "L2112\u20112", "L2112\u20132", "ARTICLE L.2112 - 2", "l'art 2112-2 du code de la commande publique",
        )
    ),
    ("l2112-2-1", "article/ccp-l2112-2-1"),
    ("L. 2112 - 2 - 1", "article/ccp-l2112-2-1"),
    ("2112-2-1", "article/ccp-l2112-2-1"),
    ("article L 2112-2-1 svp", "article/ccp-l2112-2-1"),
    ("art14", "article/cmp-14"),
    ("art 14", "article/cmp-14"),
    ("art.14", "article/cmp-14"),
    ("art. 14 du cmp", "article/cmp-14"),
    ("article 14", "article/cmp-14"),
    ("article n° 14", "article/cmp-14"),
    ("artcile 14", "article/cmp-14"),
    ("clause article 14", "article/cmp-14"),
    ("l'article 14 du code des marchés publics", "article/cmp-14"),
    ("cmp 14", "article/cmp-14"),
    ("14 cmp", "article/cmp-14"),
    ("l'ancien article 53 du cmp", "article/cmp-53"),
    ("art 30 cmp", "article/cmp-30"),
    ("article 15 code des marches publics", "article/cmp-15"),
    ("ordonnance 2015-899 article 38", "article/ord2015-38"),
    ("article 38 de l'ordonnance", "article/ord2015-38"),
    ("art 36 ordonnance 2015", "article/ord2015-36"),
    ("décret 2016-360 art. 62", "article/dec2016-62"),
    ("L5132-4", "article/ct-l5132-4"),
    ("l. 5132-4 du code du travail", "article/ct-l5132-4"),
    ("code du travail L1253-1", "article/ct-l1253-1"),
    ("article r2152-7", "article/ccp-r2152-7"),
    ("R 2123-1", "article/ccp-r2123-1"),
    ("d2111-3", "article/ccp-d2111-3"),
    ("l2113-13", "article/ccp-l2113-13"),
    ("L2113-13-1", "article/ccp-l2113-13-1"),
    ("l2113 12", "article/ccp-l2113-12"),
    ("ccp l 2113-15", "article/ccp-l2113-15"),
    ("L344-2 casf", "article/casf-l344-2"),
    ("l'art L3114-2-1 des concessions", "article/ccp-l3114-2-1"),
    ("arrêt 417580", "article/ce-2018-nantes"),
    ("ccag travaux article 20", "article/ccag-travaux-2021-20"),
    ("20.1 du ccag travaux", "article/ccag-travaux-2021-20"),
    ("article 16.1 CCAG FCS", "article/ccag-fcs-2021-16"),
    ("art 35 loi climat", "article/loi-2021-1104-35"),
]  # fmt: skip

LACKING = [
    ("art 99", "99"),
    ("art. 99", "99"),
    ("article 99 du cmp", "99"),
    ("art 999", "999"),
    ("<b>art 99</b>", "99"),
    ("L9999-1", "L9999-1"),
    ("article L. 8888-8", "L8888-8"),
    ("article R4321-99 du code du travail", "R4321-99"),
]

SLIPS = ["L2112-9", "article L2112-9", "L2113-99", "L5132-44", "R2152-77", "L2212-2", "R2112-2", "D2112-2"]

NO_REFERENCE = [
    "j'ai 14 personnes à placer",
    "53 ans et au chômage",
    "un marché de 2112 euros",
    "il reste 30 heures à faire",
    "14 mois de chômage",
]


@pytest.mark.parametrize(("written", "id_"), SPELT)
def test_an_article_is_found_however_it_is_spelt(router, written, id_):
    routed = router.route(written)
    assert routed.kind in ("answer", "choice")
    assert routed.ranked[0].id == id_


def test_every_article_of_a_code_is_found_by_its_number(router, base):
    for article in base.articles:
        if article.code in ("ccp", "ct", "casf"):
            routed = router.route(f"article {article.number}")
            assert (routed.kind, routed.ranked[0].id) == ("answer", article.id)


@pytest.mark.parametrize("question", ["L2152-7 et R2152-7", "différence entre le L2152-7 et le R2152-7"])
def test_two_articles_named_together_come_first_in_their_order(router, question):
    ids = [ranked.id for ranked in router.route(question).ranked]
    assert ids[:2] == ["article/ccp-l2152-7", "article/ccp-r2152-7"]


def test_a_decision_is_found_by_its_court_year_and_town(router):
    for question in ("CE 2018 Nantes", "Conseil d'État 2018 Nantes Métropole"):
        assert router.route(question).ranked[0].id == "article/ce-2018-nantes"


@pytest.mark.parametrize(("question", "named"), LACKING)
def test_an_article_that_the_base_lacks_is_named_and_not_guessed(router, question, named):
    routed = router.route(question)
    assert (routed.kind, routed.reference, routed.ranked) == ("unknown", named, ())


@pytest.mark.parametrize("question", SLIPS)
def test_a_number_that_no_article_bears_is_never_answered_as_sure(router, question):
    assert router.route(question).kind in ("choice", "unknown")


@pytest.mark.parametrize(
    ("question", "id_"),
    [("L5132-4 ccp", "article/ct-l5132-4"), ("art L2112-2 du code du travail", "article/ccp-l2112-2")],
)
def test_a_number_of_another_code_is_not_taken_for_its_neighbours(router, question, id_):
    routed = router.route(question)
    assert routed.kind == "unknown" or (routed.kind == "choice" and routed.ranked[0].id == id_)


def test_a_number_that_several_texts_bear_alike_is_asked_back(router):
    routed = router.route("article 16")
    assert routed.kind == "choice"
    assert routed.by_reference
    ids = {"article/ccag-pi-2021-16", "article/ccag-fcs-2021-16", "article/ccag-tic-2021-16"}
    assert ids == {ranked.id for ranked in routed.ranked[:3]}


@pytest.mark.parametrize(
    ("question", "habit", "other"),
    [
        ("art 30", "article/cmp-30", "article/ord2015-30"),
        ("art 14", "article/cmp-14", "article/dec2016-14"),
        ("article 28", "article/cmp-28", "article/dec2016-28"),
    ],
)
def test_the_text_that_people_mean_by_a_bare_number_comes_first(router, question, habit, other):
    routed = router.route(question)
    ids = [ranked.id for ranked in routed.ranked]
    assert ids[0] == habit
    assert other in ids


@pytest.mark.parametrize("question", NO_REFERENCE)
def test_a_number_of_people_years_euros_or_hours_names_no_article(router, question):
    routed = router.route(question)
    assert not routed.reference
    assert not [ranked.id for ranked in routed.ranked[:1] if ranked.id.startswith("article/cmp")]
