"""What a message asks of a request that was sent, in whatever words, and what only sounds like it."""

import pytest

from bot.knowledge.vocabulary import AboutRequest


@pytest.mark.parametrize(
    "text",
    [
        "dites, notre dossier, qui le traite ?",
        "mon dossier quelqu'un l'a regardé ?",
        "bonjour, est-ce que quelquun suit ma demande",
        "quelquun s'en occupe ou pas",
        "où en est ma demande ?",
    ],
)
def test_whether_somebody_sees_to_it_is_asked_of_the_request(desks, text):
    assert desks.flows["tool/intake"].listener.heard(text).about is AboutRequest.STATUS


@pytest.mark.parametrize(
    "text",
    [
        "quelqu'un au RSA, ça compte ?",
        "qui s'occupe de valider l'éligibilité ?",
        "j'ai quelqu'un qui a 55 ans",
        "ma demande d'agrément",
    ],
)
def test_what_asks_after_no_request_is_none(desks, text):
    heard = desks.flows["tool/intake"].listener.heard(text)
    assert heard.about is None or not heard.plainly


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("on va me contacter ou non", AboutRequest.STATUS),
        ("alors quelqu'un m'appelle ou pas", AboutRequest.STATUS),
        ("toujours aucun coup de fil", AboutRequest.SILENT),
        ("je n'ai reçu aucun appel, pas eu un coup de téléphone", AboutRequest.SILENT),
    ],
)
def test_who_waits_for_a_call_asks_after_the_request(desks, text, about):
    assert desks.flows["tool/intake"].listener.heard(text).about is about


@pytest.mark.parametrize(
    "text",
    [
        "on va vous appeler demain",
        "il va vous contacter directement",
        "pas de coup de fil le matin svp",
        "toujours partant pour un coup de fil",
    ],
)
def test_a_call_that_is_arranged_asks_after_nothing(desks, text):
    assert desks.flows["tool/intake"].listener.heard(text).about is None
