"""The little language in which curators write what people say."""

import pytest

from bot.language.phrases import phrases, root, written_out

LEFT_OUT = frozenset({"le", "la", "de", "du"})


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("demandeur emploi", "un demandeur emploi inscrit", "demandeur emploi"),
        ("sorti … école", "sorti trop tôt du lycée école", "sorti trop tôt du lycée école"),
        ("(pas|sans) diplome", "sans diplome", "sans diplome"),
        ("allocation (pour)? asile", "allocation asile", "allocation asile"),
        ("inscrit !(a|chez)", "inscrit depuis mars", "inscrit"),
        ("inscrit !(a|chez)", "inscrit a la fac", None),
        ("bac + <n>", "bac + 3", "bac + 3"),
        ("pointe $", "il pointe , 40", "pointe"),
        ("pointe $", "il pointe ici", None),
        ("=touchait", "il touche", None),
        ("=touchait", "il touchait", "touchait"),
        ("isole", "une mère isolée", "isolée"),
        ("sorti … école", "sorti , école", None),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str, found: str | None) -> None:
    words = [
        word for word in text.replace("é", "e").replace("è", "e").replace("ô", "o").split() if word not in LEFT_OUT
    ]
    matches = phrases([(phrase, "tag")], LEFT_OUT).find(words)
    wanted = found and [
        w for w in found.replace("é", "e").replace("è", "e").replace("ô", "o").split() if w not in LEFT_OUT
    ]
    assert [words[one.start : one.end] for one in matches] == ([wanted] if wanted else [])


@pytest.mark.parametrize(
    "same",
    [
        ("inscrit", "inscrite", "inscrits", "inscrites"),
        ("isole", "isolee", "isoles", "isolees"),
        ("touche", "touches", "touchent", "touchait", "touchaient", "toucher"),
        ("francais", "francaise", "francaises"),
    ],
)
def test_inflected_words_meet(same: tuple[str, ...]) -> None:
    assert len({root(word) for word in same}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("licence", "licencie"), ("loge", "logement"), ("france", "francais"), ("rsa", "rse"), ("pas", "passe")],
)
def test_words_that_state_different_things_do_not_meet(one: str, other: str) -> None:
    assert root(one) != root(other)


@pytest.mark.parametrize(
    ("phrase", "wrong"), [("a (b", "vérifier ses parenthèses"), ("…", "ne commence pas par un mot")]
)
def test_a_phrase_that_cannot_be_read_is_named(phrase: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        phrases([(phrase, "tag")], LEFT_OUT)


def test_a_group_is_written_out_and_an_unknown_one_named() -> None:
    assert written_out("perdu <travail> <n>", {"travail": ["emploi", "job"]}) == "perdu (emploi|job) <n>"
    with pytest.raises(ValueError, match="nomme un groupe qui n'existe pas, <boulot>"):
        written_out("perdu <boulot>", {"travail": ["emploi"]})
