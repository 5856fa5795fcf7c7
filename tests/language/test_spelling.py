import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.spelling import Speller, budget, typos, words_by_sound

VOCABULARY = {
    "article": 9,
    "attestation": 6,
    "clause": 20,
    "classe": 1,
    "marche": 8,
    "manche": 1,
    "penalite": 4,
    "insertion": 12,
    "inscription": 5,
    "chomage": 7,
    "embauche": 7,
    "facilitateur": 6,
    "quel": 9,
    "heures": 9,
    "caisse": 2,
    "relais": 9,
    "rsa": 9,
    "aah": 3,
    "geiq": 9,
    "2112": 1,
    "53ans": 1,
}

BUDGET = [
    ("", 0),
    ("l", 0),
    ("rsa", 0),
    ("geiq", 0),
    ("heure", 1),
    ("caisse", 1),
    ("penalite", 1),
    ("insertion", 2),
    ("attestation", 2),
]

TYPOS = [
    ("clause", "clause", 0),
    ("artcile", "article", 1),  # a swap counts once
    ("atestation", "attestation", 1),
    ("clausse", "clause", 1),
    ("cleuse", "clause", 1),
    ("mlause", "clause", 2),  # a wrong first letter counts double
    ("lcause", "clause", 2),
    ("lause", "clause", 2),
    ("", "a", 2),
    ("", "", 0),
]

MEANT = [
    ("clause", "clause"),
    ("artcile", "article"),
    ("aticle", "article"),
    ("articlle", "article"),
    ("penalitee", "penalite"),
    ("atestation", "attestation"),
    ("attesatoin", "attestation"),
    ("insertoin", "insertion"),
    ("insrtin", None),  # seven letters hold one typo, not two
    ("mttestation", "attestation"),
    ("kel", "quel"),
    ("chomaj", "chomage"),
    ("anboche", "embauche"),
    ("fasilitater", "facilitateur"),
    ("ouerhe", None),
    ("qsdfgh", None),
]

NEVER = [
    "cl4use",
    "clause2",
    "2attestation",
    "2113",
    "211",
    "54ans",
    "53an",
    "14h",
    "l2112",
    "",
    "l",
    "rs",
    "ok",
    "bac2",
    "é2",
    "€",
]


@pytest.mark.parametrize(("word", "allowed"), BUDGET)
def test_longer_words_may_hold_more_typos(word, allowed):
    assert budget(word) == allowed


@pytest.mark.parametrize(("word", "meant", "distance"), TYPOS)
def test_a_swap_counts_once_and_a_wrong_first_letter_double(word, meant, distance):
    assert typos(word, meant) == distance


@pytest.mark.parametrize(("word", "meant"), MEANT)
def test_a_misspelt_word_becomes_the_one_meant_or_nothing(word, meant):
    assert Speller(VOCABULARY).correct(word) == meant


@pytest.mark.parametrize("word", NEVER)
def test_figures_and_words_of_one_or_two_letters_are_never_corrected(word):
    assert Speller(VOCABULARY).correct(word) is None


@pytest.mark.parametrize("word", ["rsb", "rta", "asr", "geid", "beiq", "gieb"])
def test_a_short_word_is_never_taken_for_an_acronym_that_looks_like_it(word):
    assert Speller(VOCABULARY).correct(word) is None


@pytest.mark.parametrize("word", ["rsa", "aah", "geiq", "2112", "53ans"])
def test_acronyms_and_figures_that_are_known_stay(word):
    assert Speller(VOCABULARY).correct(word) == word


@pytest.mark.parametrize("word", ["rsaa", "aaa", "geik", "geiqq", "rqht", "attestatoin"])
def test_no_word_is_ever_corrected_into_one_that_must_match_exactly(word):
    exact = {"rsa": 9, "aah": 3, "geiq": 9, "rqth": 9, "attestation": 9}
    speller = Speller(exact, exact=exact.keys())
    assert speller.correct(word) is None
    assert all(speller.correct(known) == known for known in exact)


def test_a_wrong_first_letter_is_too_much_for_a_word_of_medium_length():
    assert Speller({"clause": 9}).correct("mlause") is None
    assert Speller({"clause": 9}).correct("clousse") is None


def test_a_typo_elsewhere_is_spent_where_the_first_letter_is_wrong():
    assert Speller({"attestation": 9}).correct("mttestation") == "attestation"
    assert Speller({"attestation": 9}).correct("mttestatoin") is None


def test_the_nearest_word_wins_over_a_more_frequent_one():
    assert Speller({"attestation": 1, "attentation": 99}).correct("attestatoin") == "attestation"


def test_the_most_frequent_word_wins_among_those_as_near():
    assert Speller({"marche": 8, "manche": 1}).correct("mabche") == "marche"
    assert Speller({"marche": 1, "manche": 8}).correct("mabche") == "manche"


def test_a_word_that_sounds_the_same_wins_over_one_that_looks_nearer():
    assert Speller({"quel": 1, "belle": 99}).correct("kelle") == "quel"


def test_no_word_is_taken_for_one_that_only_begins_the_same():
    assert Speller({"compte": 99}).correct("cons") is None


def test_a_speller_without_words_corrects_nothing():
    assert Speller({}).correct("clause") is None


def test_only_the_words_of_the_vocabulary_are_known():
    speller = Speller(VOCABULARY)
    assert speller.knows("clause")
    assert not speller.knows("clausse")
    speller.correct("clausse")
    assert not speller.knows("clausse")


def test_what_was_computed_by_ear_before_gives_the_same_corrections():
    kept = Speller(VOCABULARY, words_by_sound(VOCABULARY))
    fresh = Speller(VOCABULARY)
    assert [kept.correct(word) for word, _ in MEANT] == [fresh.correct(word) for word, _ in MEANT]


def test_only_words_long_enough_are_gathered_by_ear():
    heard = {
        word for some in words_by_sound({"l": 1, "rs": 1, "rsa": 1, "2112": 1, "bac2": 1}).values() for word in some
    }
    assert heard == {"rsa"}


def test_endless_new_words_do_not_fill_the_memory():
    speller = Speller({"clause": 1})
    for number in range(20_500):
        speller.correct("".join(chr(ord("a") + int(digit)) for digit in f"{number:05}"))
    assert len(speller._seen) <= 20_001
    assert speller.correct("clausse") == "clause"


@given(st.dictionaries(st.text(min_size=1, max_size=12), st.integers(1, 9), min_size=1), st.data())
def test_a_known_word_always_stays(vocabulary, data):
    word = data.draw(st.sampled_from(sorted(vocabulary)))
    assert Speller(vocabulary).correct(word) == word


@given(st.one_of(st.text(), st.text(alphabet="aceilnrstu", max_size=12)))
def test_a_correction_is_a_known_word_or_nothing_and_always_the_same(word):
    speller = Speller(VOCABULARY)
    meant = speller.correct(word)
    assert meant is None or speller.knows(meant)
    assert speller.correct(word) == meant


@given(st.integers(min_value=0).map(str).filter(lambda number: number not in VOCABULARY))
def test_a_number_is_never_another(number):
    assert Speller(VOCABULARY).correct(number) is None


@given(st.sampled_from([word for word in VOCABULARY if word.isalpha() and len(word) > 8]), st.data())
def test_one_typo_behind_the_first_letter_of_a_long_word_is_mended(word, data):
    at = data.draw(st.integers(1, len(word) - 2))
    spoilt = data.draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            ]
        )
    )
    assert Speller(VOCABULARY).correct(spoilt) == word
