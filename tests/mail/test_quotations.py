"""What is new in an answer: nothing of it is lost, and nothing of the letter that it cites goes on."""

import pytest

from bot.mail.quotations import from_html, written

ABOVE = "–––––– Répondez au-dessus de cette ligne ––––––"
NEW = "Bonjour,\n\nOui, lundi à 9 h."


@pytest.mark.parametrize(
    "after",
    [
        "\n\nLe lun. 14 déc. 2026 à 10:00, Clausette <bot@exemple.fr> a écrit :\n\n> Bonjour,\n> Une entreprise…\n",
        "\n\nLe lun. 14 déc. 2026 à 10:00, Clausette\n<bot+7k3f@exemple.fr> a\nécrit :\n\n> Bonjour\n",
        "\n\nLe 14/12/2026 à 10:00, Clausette a écrit :\nBonjour,\nUne entreprise…\n",
        "\n\nOn Mon, Dec 14, 2026 at 10:00 AM Clausette <bot@exemple.fr> wrote:\n> Bonjour\n",
        "\n\n-----Message d'origine-----\nDe : Clausette\nEnvoyé : lundi\n\nBonjour\n",
        "\n\n----- Message d’origine -----\nBonjour\n",
        "\n\n-----Original Message-----\nFrom: Clausette\nBonjour\n",
        "\n\n____________\nDe : Clausette <bot@exemple.fr>\nEnvoyé : lundi 14 décembre\nÀ : PLIE\n\nBonjour",
        "\n\nFrom: Clausette <bot@exemple.fr>\nSent: Monday\nTo: PLIE\n\nBonjour",
        f"\n\n{ABOVE}\n\nBonjour,\nUne entreprise…",
        "\n\n-- \nZoé Martin\nPLIE",
        "\n--\nZoé Martin\nPLIE",
        "\n\n> Bonjour,\n> Une entreprise…",
        "\r\n\r\n> Bonjour,\r\n",
        "",
    ],
)
def test_what_is_cited_and_the_signature_stay_behind(after: str):
    assert written(NEW + after, ABOVE) == NEW


@pytest.mark.parametrize(
    "text",
    [
        "De : 9 h à 12 h, c'est possible.\nEt l'après-midi aussi.",
        "Le maire nous a écrit : il est d'accord.",
        "L'avis dit : le chantier commence -- enfin -- en mars.",
        "Deux choses :\n- le devis\n- la date",
        "A : oui\nB : non",
    ],
)
def test_what_only_looks_like_a_citation_goes_on(text: str):
    assert written(text, ABOVE) == text


def test_an_answer_below_or_between_what_is_cited_goes_on():
    text = "Le 14/12/2026 à 10:00, Clausette a écrit :\n> Combien d'heures ?\n\n70 heures.\n\n> Quand ?\n\nEn mars.\n"
    assert written(text, ABOVE) == "70 heures.\n\nEn mars."


def test_an_answer_that_only_cites_is_empty():
    assert written(f"> {ABOVE}\n> Bonjour\n", ABOVE) == ""


def test_of_a_page_stays_what_is_shown_and_new():
    page = (
        "<html><head><style>p{}</style><title>x</title></head><body><p>Oui,&nbsp;lundi<br>à 9&nbsp;h.</p>\n"
        "<div>Le 14/12/2026 à 10:00, on a écrit&nbsp;:</div><blockquote><p>Bonjour</p></blockquote></body></html>"
    )
    assert written(from_html(page), ABOVE) == "Oui, lundi\nà 9 h."
