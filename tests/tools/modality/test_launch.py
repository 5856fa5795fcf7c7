"""The day that counts is the launch's, and what follows from an older contract has that one's day."""

from datetime import date

import pytest

from bot.tools.modality.decision import decide
from bot.tools.modality.reading import heard
from tests import shipped

TODAY = date(2026, 11, 23)
TABLES = shipped.tables()
WORDS = shipped.contract_words()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("avis envoyé le 2-sept-2026", "2026-09-02"),
        ("avis envoyé le 2 sept. 2026", "2026-09-02"),
        ("avis du 2/sept/26", "2026-09-02"),
        ("consultation lancée le 5 juil. 2026", "2026-07-05"),
        ("publication prévue en févr. 2027", "2027-02-01"),
        ("aapc publié le 30.06.2026", "2026-06-30"),
        ("début des prestations le 1er mars 2027, avis publié le 30 juin 2026", "2026-06-30"),
        ("lancé en mai, attribué en octobre 2026", "2026-05-01"),
        ("en ligne depuis le 6 juillet 2026, consultation de nettoyage", "2026-07-06"),
        ("signé le 4 juin 2025", "2025-06-04"),  # launched before that day, under the same law
        ("date limite de réception des offres le 3 août 2026", "2026-08-03"),
        ("avenant à un marché de 2024", "2024-07-01"),
        ("marché subséquent de décembre 2026, accord-cadre de 2025", "2025-07-01"),
        ("travaux du 1er mars au 30 juin 2027", None),
        ("marché subséquent d'un accord-cadre lancé en septembre 2026", "2026-09-01"),
        ("nouveau marché, après l'accord-cadre de 2022 qui se termine", None),
        ("remplace un contrat de 2021", None),
        ("lancé l'an dernier", "2025-07-01"),
        ("lancé avant le 22 août 2026", "2026-08-21"),
        ("à lancer avant fin décembre", "2026-12-25"),
        ("avis au BOAMP du 20 août", "2026-08-20"),
        ("DCE mis en ligne 07/07", "2026-07-07"),
        ("consultation ouverte du 10 août au 15 septembre 2026", "2026-08-10"),
        ("travaux de voirie, la maîtrise d'œuvre est signée depuis 2025", None),
        ("le marché précédent (2022) donnait satisfaction", None),
        ("lancé après le 1er septembre 2026", "2026-09-01"),
        ("publié le 2026/09/15", "2026-09-15"),
        ("on a reçu l'an dernier de bonnes offres", None),
        ("travaux sur 2 semestres", None),
        ("début d'exécution en mars 2027", None),  # to come: nothing says that it is launched
    ],
)
def test_the_day_of_the_launch_counts(text: str, day: str | None) -> None:
    told = heard(text, WORDS, TODAY)
    assert told.facts.as_json().get("date") == day
    assert told.unsure == frozenset()


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("marché notifié le 15 septembre 2026", "launch"),
        ("ordre de service le 10 décembre 2026", "launch"),  # so soon that it is launched, and perhaps before 22 August
        ("attribué en conseil municipal du 12 septembre 2026", "launch"),
        ("ordre de service le 5 oct. 2026", "launch"),
        ("remise des offres le 15 septembre 2026", "launch"),
        ("avis d'attribution publié le 10 octobre 2026", "launch"),
        ("prestations à partir de septembre 2026", "launch"),
        ("prestations dès le 1er octobre 2026", "launch"),
        ("lancé en août 2026", "span"),
        ("lancé avant le 15 octobre 2026", "launch"),
        ("lancé après le 1er juin 2026", "launch"),
        ("offres reçues le 10 septembre 2026", "launch"),
        ("CAO du 15 octobre 2026", "launch"),
        ("titulaire choisi en septembre 2026", "launch"),
        ("publié le 30 février 2026", "impossible"),
        ("avis du 31/09/2026", "impossible"),
        ("avenant au marché de nettoyage", "origin"),
        ("marché subséquent lancé en décembre 2026", "origin"),
    ],
)
def test_a_day_that_does_not_settle_which_rule_holds_is_asked_about(text: str, doubt: str) -> None:
    told = heard(f"{text}, commune, services, 500 000 € HT", WORDS, TODAY)
    assert [one.kind for one in told.doubts] == [doubt]
    assert told.doubts[0].said(TABLES.modality.says)
    decision = decide(TABLES.modality, told.facts, TODAY, unsure=told.unsure)
    assert (decision.compulsory, decision.ask) == (None, "date")
