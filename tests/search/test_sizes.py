"""Ages, times and amounts have a size: on either side of a threshold, two figures are not the same."""

import pytest

from bot.language.figures import marks
from bot.search.sizes import size

APART = [
    ("24 ans", "55 ans"),
    ("moins de 26 ans", "26 ans"),
    ("depuis 6 mois", "depuis 13 mois"),
    ("depuis 6 mois", "depuis 3 ans"),
    ("depuis 11 mois", "depuis un an".replace("un", "1")),
    ("80 000 euros", "120 000 euros"),
    ("300 k€", "1,2 million"),
]
ALIKE = [
    ("24 ans", "22 ans"),
    ("depuis 13 mois", "depuis 14 mois"),
    ("depuis 2 ans", "depuis 25 mois"),
    ("250 000 €", "300k€"),
]


def _sizes(text: str) -> set[str]:
    return {size(mark) for mark in marks(text)[0]}


@pytest.mark.parametrize(("one", "other"), APART)
def test_figures_on_two_sides_of_a_threshold_differ(one, other):
    assert _sizes(one) != _sizes(other)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_figures_between_two_thresholds_are_alike(one, other):
    assert _sizes(one) == _sizes(other)
    assert "" not in _sizes(one)


@pytest.mark.parametrize("text", ["35 heures", "10 %", "le 3e lot", "en 2016"])
def test_other_figures_have_no_size(text):
    assert _sizes(text) <= {""}
