import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.language.fold import fold, plain, words

PLAIN = [
    ("", ""),
    ("Clause", "clause"),
    ("ÉLIGIBILITÉ", "eligibilite"),
    ("Châtellerault", "chatellerault"),
    ("Île-d'Aix", "ile-d'aix"),
    ("cœur, œuvre, LÆTITIA", "coeur, oeuvre, laetitia"),
    ("L’Œuvre à Saint‑Étienne", "l'oeuvre a saint-etienne"),
    ("2019–2026 — fin", "2019-2026 - fin"),
    ("e\u0301ligible", "eligible"),  # the accent as a sign of its own, as a Mac writes it
    ("conﬁrmé", "confirme"),  # a ligature copied from a PDF
    ("Ｌ２１１２", "l2112"),
    ("150\u00a0h", "150 h"),  # a space that does not break, as word processors put it
    ("5 %, 1 500 € !", "5 %, 1 500 € !"),
    ("Straße", "strasse"),
]

FOLDED = [
    ("", ""),
    ("   ", ""),
    ("?!…", ""),
    ("  C'est QUOI, la « clause » ? ", "c est quoi la clause"),
    ("L'Œuvre", "l oeuvre"),
    ("L.2112-2", "l 2112 2"),
    ("France\tTravail\n(ex-Pôle emploi)", "france travail ex pole emploi"),
    ("1 500,50 €", "1 500 50"),
    ("g un gars 😀 de 52ans", "g un gars de 52ans"),
    ("maître_d'œuvre", "maitre d oeuvre"),
    ("Привет", ""),
]

WORDS = [
    ("", []),
    ("J'ai 2 gars", ["j", "ai", "2", "gars"]),
    ("l'heure d’insertion", ["l", "heure", "d", "insertion"]),
    ("qu'est-ce qu'une ETTI ?", ["qu", "est", "ce", "qu", "une", "etti"]),
    ("aujourd'hui", ["aujourd", "hui"]),
    ("bac+2", ["bac", "2"]),
]


@pytest.mark.parametrize(("text", "expected"), PLAIN)
def test_a_plain_text_has_neither_capitals_nor_accents_but_its_punctuation(text, expected):
    assert plain(text) == expected


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_a_folded_text_is_words_and_single_spaces(text, expected):
    assert fold(text) == expected


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_elided_articles_stand_alone_among_the_words(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize("dash", ["\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"])
def test_every_dash_that_looks_like_a_hyphen_is_one(dash):
    assert plain(f"L2112{dash}2") == "l2112-2"


def test_a_hyphen_that_nobody_sees_does_not_cut_a_word():
    assert fold("inser\u00adtion") == "insertion"


@given(st.text())
@example("Ŀ ŉ ﬃ İ ß ẞ Ⅳ ½")
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
@example("İ")
def test_nothing_but_small_letters_digits_and_single_spaces_is_left(text):
    assert re.fullmatch(r"(?:[a-z0-9]+(?: [a-z0-9]+)*)?", fold(text))


@given(st.text(alphabet="abcéèêàùçœîôABCÉÈÀŒ'’ -.?12"))
def test_capitals_change_nothing(text):
    assert fold(text.upper()) == fold(text) == fold(text.lower())


@given(st.text())
def test_the_words_are_those_of_the_folded_text(text):
    assert " ".join(words(text)) == fold(text)
