"""Who asks what a thing is, and nothing else, is told for sure where the base defines it."""

import pytest

from bot.search.router import RouteKind
from tests import shipped

ROUTER = shipped.assistant().router


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("c'est quoi, la clause sociale ?", "faq/clause-cest-quoi"),
        ("qu'est-ce qu'une mise à disposition", "faq/mise-a-disposition"),
        ("ça veut dire quoi allocation aux adultes handicapés", "term/aah"),
        ("Contrat à durée déterminée d'insertion, c'est quoi ?", "term/cddi"),
    ],
)
def test_what_the_base_defines_is_told_for_sure(question: str, entry: str) -> None:
    routed = ROUTER.route(question)
    assert (routed.kind, routed.ranked[0].id) == (RouteKind.ANSWER, entry)


@pytest.mark.parametrize("question", ["c'est quoi son numéro", "c'est quoi la météo", "qu'est-ce que je dois faire"])
def test_what_is_no_name_is_no_definition(question: str) -> None:
    routed = ROUTER.route(question)
    assert not (routed.kind is RouteKind.ANSWER and routed.ranked[0].id.startswith("term/"))


def test_a_question_about_more_than_the_name_is_not_answered_by_its_definition() -> None:
    routed = ROUTER.route("c'est quoi la durée maximum d'une mise à disposition")
    assert not (routed.kind is RouteKind.ANSWER and routed.ranked[0].id == "term/ai")
