import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.stems import stem

SAME = [
    ("embauche", "embauches"),
    ("embauche", "embauchait"),
    ("embaucher", "embaucherons"),
    ("heure", "heures"),
    ("penalite", "penalites"),
    ("marche", "marches"),
    ("facilitateur", "facilitatrice"),
    ("facilitateur", "facilitateurs"),
    ("eligible", "eligibles"),
    ("jeune", "jeunes"),
    ("valider", "validation"),
    ("reserve", "reserves"),
    ("entreprise", "entreprises"),
    ("structure", "structures"),
    ("apprenti", "apprentie"),
]

OTHER = [
    ("heure", "heureux"),
    ("marche", "marchand"),
    ("public", "publicite"),
    ("stage", "stade"),
    ("chomage", "chomeur"),
    ("insertion", "inscription"),
]

WHOLE = ["rsa", "ass", "aah", "moe", "ei", "l", "2026", "2112", "bac2", "53ans", ""]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_forms_of_one_word_share_their_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_words_keep_their_own_stem(one, other):
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", WHOLE)
def test_acronyms_and_figures_have_no_ending_to_lose(word):
    assert stem(word) == word


@given(st.from_regex(r"[a-z0-9]{0,30}", fullmatch=True))
def test_a_stem_is_never_empty_nor_longer_than_its_word_by_more_than_a_letter(word):
    assert bool(stem(word)) == bool(word)
    assert len(stem(word)) <= len(word) + 1
