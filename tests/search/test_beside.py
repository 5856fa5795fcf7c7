"""What lies beside the subject: small talk is answered as such, other subjects are never answered as sure."""

import time

import pytest

TALK = [
    ("Bonjour.", "greeting"),
    ("bonjour !!", "greeting"),
    ("salut 😀", "greeting"),
    ("Bonjour Clausette !", "greeting"),
    ("bnjour", "greeting"),
    ("bonjoru", "greeting"),
    ("merci !", "thanks"),
    ("MERCI BEAUCOUP", "thanks"),
    ("merci bocoup", "thanks"),
    ("mersi", "thanks"),
    ("comen sa va ?", "how-are-you"),
    ("t un robot ???", "robot"),
    ("comment tu t'apelle ?", "name"),
    ("au revoir...", "bye"),
    ("bonne journé", "bye"),
    ("ok.", "ok"),
]

ASKED_POLITELY = [
    ("bonjour, c koi un GEIQ", "term/geiq"),
    ("Bonjour, L2112-2 merci", "article/ccp-l2112-2"),
    ("salut un apprenti ça compte dans mes heures ? merci d'avance", "faq/apprenti"),
]

OUTSIDE = [
    "quel temps fera-t-il demain à Poitiers ?",
    "donne moi une recette de tarte aux pommes",
    "qui a gagné le match hier soir ?",
    "comment renouveler ma carte d'identité",
    "combien coute un divorce",
    "je veux acheter une voiture d'occasion",
    "ma chaudière est en panne",
    "raconte moi une blague",
    "traduis cette phrase en anglais",
    "écris-moi un poème",
    "à quelle heure ouvre la caf",
    "comment faire ma demande de retraite",
    "quel est le prix du placo au m2",
    "comment poser du carrelage sur un plancher bois",
    "je cherche un appartement à louer",
    "comment déclarer ma TVA",
    "quelle est la capitale du Pérou",
    "what is the weather in London",
    "qui est le président de la république",
    "j'ai mal à la tête",
    "le prix du bitcoin",
    "comment licencier un salarié pour faute grave",
    "délai de paiement d'une facture chorus",
    "2+2",
    "asdfgh qsdf",
    "mon voisin fait du bruit",
    "prends-moi un rendez-vous chez le dentiste",
    "meilleur restaurant à La Rochelle",
    "comment installer python",
    "horaires des trains pour Bordeaux",
]


@pytest.mark.parametrize(("said", "topic"), TALK)
def test_small_talk_is_known_whatever_its_marks_and_typos(router, said, topic):
    routed = router.route(said)
    assert (routed.kind, routed.topic, routed.ranked) == ("smalltalk", topic, ())


@pytest.mark.parametrize(("question", "id_"), ASKED_POLITELY)
def test_a_question_between_politeness_is_still_a_question(router, question, id_):
    routed = router.route(question)
    assert routed.kind in ("answer", "choice")
    assert routed.ranked[0].id == id_


@pytest.mark.parametrize("question", OUTSIDE)
def test_another_subject_is_never_answered_as_sure(router, question):
    assert router.route(question).kind in ("unknown", "choice")


@pytest.mark.parametrize("said", ["oui", "non", "peut-être", "86", "250000", "2+2"])
def test_a_word_that_asks_nothing_is_never_answered_as_sure(router, said):
    assert router.route(said).kind in ("unknown", "choice", "smalltalk")


@pytest.mark.parametrize("piece", ["a", "1 ", "1", "1.", " ", "art 14, ", "2112-", "1 000 ", "depuis plus de ", "é😀"])
def test_the_longest_message_is_read_at_once(router, piece):
    """Telegram takes 4096 characters; half a second is many times what they need on a slow machine."""
    start = time.perf_counter()
    router.route(f"1{piece * 4096}"[:4095] + "x")
    assert time.perf_counter() - start < 0.5


def test_most_other_subjects_are_told_to_be_unknown(router):
    unknown = [question for question in OUTSIDE if router.route(question).kind == "unknown"]
    assert len(unknown) >= 0.8 * len(OUTSIDE)


def test_an_outside_subject_is_named_by_its_own_label(router, base):
    for slug, outside in base.outside.items():
        routed = router.route(outside.label)
        assert (routed.kind, routed.topic) == ("unknown", slug)


@pytest.mark.parametrize("question", ["", " ", "?", "😀", "zzqx wvkj blorp", "\x00", "a" * 4000])
def test_what_says_nothing_leads_nowhere(router, question):
    assert router.route(question).kind == "unknown"
