"""Whose fact it is, and whether it holds today: each kind with its negative twin."""

from datetime import date
from typing import Any

import pytest

from bot.tools.eligibility.reading import Profile, read, read_persons
from bot.tools.eligibility.rules import Presumption, verdict
from tests import shipped

TODAY = date(2026, 11, 30)
TABLES = shipped.tables()
WORDS = shipped.person_words()


def _read(text: str) -> Profile:
    return read(text, WORDS, TODAY)


def _states(text: str, wanted: dict[str, Any]) -> None:
    facts = _read(text).facts.as_json()
    assert {name: facts.get(name) for name in wanted} == wanted


WHOSE = [
    ("son mari est au RSA, elle a 41 ans", {"benefits": None, "age": 41}),
    ("son mari est décédé, elle est au RSA, 41 ans", {"benefits": ["rsa"], "age": 41}),
    ("la mère de ce jeune touche l'AAH, lui a 24 ans", {"benefits": None, "age": 24}),
    ("mon épouse a une RQTH mais moi non, je cherche un emploi, 47 ans", {"disability_recognised": None, "age": 47}),
    ("mon épouse travaille, j'ai une RQTH, 47 ans", {"disability_recognised": True, "age": 47}),
    ("notre tuteur a 58 ans, le jeune a 20 ans", {"age": 20}),
    ("le patron a 61 ans, la candidate 34, au RSA", {"age": 34, "benefits": ["rsa"]}),
    ("son père est réfugié, lui est né en France, 19 ans", {"protection": "none", "age": 19}),
    ("réfugié, son père est resté au pays, 19 ans", {"protection": "refugee", "age": 19}),
    ("ses deux frères sont en prison, il a 22 ans", {"justice": None, "age": 22}),
    ("il sort de prison, ses deux frères l'hébergent", {"justice": True}),
    ("sa fille de 19 ans est sans diplôme, elle a 45 ans", {"age": 45, "qualification": None}),
    ("le conjoint d'une bénéficiaire de l'AAH, 44 ans", {"benefits": None, "age": 44}),
    ("mariée à un allocataire du RSA, 33 ans", {"benefits": None, "age": 33}),
    ("elle élève seule sa fille de 6 ans, RSA majoré, 29 ans", {"benefits": ["rsa"], "lone_parent": True, "age": 29}),
    ("sa collègue est suivie par Cap emploi et a la RQTH, lui n'a rien, 50 ans", {"disability_recognised": None}),
    (
        "mon fils a 19 ans, pas de diplôme, sorti de l'école, je peux l'embaucher ?",
        {"age": 19, "qualification": "none"},
    ),
    ("je voudrais embaucher ma nièce, 23 ans, au RSA", {"age": 23, "benefits": ["rsa"]}),
    ("les voisins m'ont parlé d'un gars de 53 ans au chômage", {"age": 53, "registered_jobseeker": True}),
    ("l'AAH, c'est sa sœur qui la touche, pas lui, 36 ans", {"benefits": None, "age": 36}),
    ("habite en QPV chez ses parents, 24 ans", {"priority_area": "qpv", "age": 24}),
    ("habite chez sa sœur qui est en QPV", {"priority_area": None}),
    ("fils d'un allocataire du RSA, 27 ans", {"benefits": None, "age": 27}),
    ("la mère touche le RSA, le fils a 19 ans et n'a pas de diplôme", {"benefits": None, "age": 19}),
    ("le beau-père de la candidate est en ESAT, elle a 33 ans", {"programme": None, "age": 33}),
    ("d'après son conseiller il touche le RSA, 36 ans", {"benefits": ["rsa"], "age": 36}),
    ("un de mes salariés a 55 ans, la personne à embaucher en a 31", {"already_employed": None, "age": 31}),
    ("je suis au RSA, mon mari aussi, 40 ans", {"benefits": ["rsa"], "age": 40}),
    ("hébergé par un ami au RSA, 26 ans", {"benefits": None, "age": 26}),
    ("je veux embaucher un cousin au RSA, 26 ans", {"benefits": ["rsa"], "age": 26}),
    ("la personne a un frère en ESAT, 30 ans", {"programme": None, "age": 30}),
]


@pytest.mark.parametrize(("text", "wanted"), WHOSE)
def test_a_fact_is_the_persons_own(text: str, wanted: dict[str, Any]) -> None:
    _states(text, wanted)


WHEN = [
    ("RQTH périmée depuis juin, 44 ans", {"disability_recognised": False}),
    ("RQTH renouvelée en juin, 44 ans", {"disability_recognised": True}),
    ("RQTH valable jusqu'en 2028, 44 ans", {"disability_recognised": True}),
    ("son RSA a été suspendu, 30 ans", {"benefits": None}),
    ("le RSA vient d'être ouvert, 30 ans", {"benefits": ["rsa"]}),
    ("il percevra l'ASS à partir de janvier", {"benefits": None}),
    ("elle va toucher l'AAH bientôt", {"benefits": None}),
    ("doit entrer au GEIQ en janvier", {"programme": None}),
    ("est entré au GEIQ en janvier", {"programme": ["geiq"]}),
    ("a quitté le PLIE l'an dernier", {"programme": None}),
    ("sa demande de RQTH a été refusée", {"disability_recognised": False}),
    ("la MDPH a refusé la RQTH", {"disability_recognised": False}),
    ("dossier MDPH en cours, pas encore de RQTH", {"disability_recognised": False}),
    ("droit au RSA mais jamais demandé", {"benefits": None}),
    ("s'est désinscrit de France Travail en mai", {"registered_jobseeker": False}),
    ("va s'inscrire à Pôle emploi", {"registered_jobseeker": None}),
    ("vient de s'inscrire à Pôle emploi", {"registered_jobseeker": True}),
    ("le statut de réfugié lui a été refusé", {"protection": "none"}),
    ("le statut de réfugié lui a été accordé en 2024", {"protection": "refugee"}),
    ("touchait l'ASS l'an dernier, plus rien maintenant", {"benefits": None}),
    ("son accompagnement PLIE s'est arrêté en mars", {"programme": None}),
    ("en chantier d'insertion jusqu'en mars", {"programme": ["aci"]}),
    ("suivi par la mission locale, CEJ signé en octobre", {"programme": ["cej"]}),
    ("AAH jusqu'en mai 2025", {"benefits": None}),
    ("AAH accordée jusqu'au 30 juin 2027", {"benefits": ["aah"]}),
    ("RQTH valable jusqu'au 31/08/2026", {"disability_recognised": False}),
    ("inscription prévue lundi à France Travail", {"registered_jobseeker": None}),
    ("on lui a coupé le RSA", {"benefits": None}),
    ("RQTH demandée en mai, accordée en septembre", {"disability_recognised": True}),
    ("RQTH demandée, RSA accordé", {"disability_recognised": None, "benefits": ["rsa"]}),
    ("le droit à l'AAH a pris fin en juin", {"benefits": None}),
    ("il peut prétendre au RSA", {"benefits": None}),
    ("l'AAH vient de lui être refusée", {"benefits": None}),
    ("a droit à l'ASS, ne l'a pas demandée", {"benefits": None}),
    ("a postulé dans un chantier d'insertion", {"programme": None}),
    ("RQTH expirée mais renouvelée le mois dernier", {"disability_recognised": True}),
    ("était suivi par le SPIP, peine terminée en 2022", {"justice": None}),
]


@pytest.mark.parametrize(("text", "wanted"), WHEN)
def test_a_fact_holds_today(text: str, wanted: dict[str, Any]) -> None:
    _states(text, wanted)


ELSEWHERE = [
    ("RQTH, en CDI dans une autre entreprise, 40 ans", True),
    ("en CDI depuis 4 ans chez un concurrent, RQTH", True),
    ("il travaille en CDI à mi-temps à la mairie, au RSA", True),
    ("elle a un CDI de 10 h par semaine ailleurs et le RSA", True),
    ("agent titulaire de la fonction publique, RQTH", True),
    ("professeur fonctionnaire, 52 ans", True),
    ("retraitée, 64 ans, veut quelques heures", True),
    ("il touche sa retraite, 66 ans", True),
    ("chef d'équipe permanent d'un chantier d'insertion", True),
    ("conseillère en insertion dans une entreprise d'insertion, 41 ans", True),
    ("lycéenne, 17 ans", True),
    ("étudiant en master, 22 ans", True),
    ("son CDI s'est terminé en juin, au chômage", None),
    ("licenciée de son CDI en mai, inscrite", None),
    ("rupture conventionnelle de son CDI, inscrite à France Travail", None),
    ("il a démissionné de son CDI, au chômage depuis 3 mois", None),
    ("on veut le prendre en CDI, il a 53 ans et il est au chômage", None),
    ("je lui propose un CDI, RQTH", None),
    ("cherche un CDI, 44 ans, RQTH", None),
    ("n'a jamais eu de CDI, 30 ans", None),
    ("sort d'un CDI dans la restauration, RQTH", None),
    ("en CDD jusqu'au mois dernier, RQTH", None),
    ("pas retraité, 62 ans, au chômage", False),
    ("ancien étudiant en droit, 24 ans, au chômage", None),
    ("proche de la retraite, 61 ans, au chômage", None),
    ("salarié en parcours d'insertion dans une EI", None),
    ("fonctionnaire radié, au chômage, RQTH", False),
]


@pytest.mark.parametrize(("text", "wanted"), ELSEWHERE)
def test_it_knows_who_does_not_look_for_work(text: str, wanted: bool | None) -> None:  # noqa: FBT001
    _states(text, {"employed_elsewhere": wanted})


MAY_WORK = [
    ("sans papiers, 30 ans", False),
    ("en situation irrégulière, 30 ans", False),
    ("demandeur d'asile sans autorisation de travail", False),
    ("demandeur d'asile, n'a pas le droit de travailler", False),
    ("demandeur d'asile, attend son autorisation de travail", False),
    ("autorisation de travail refusée", False),
    ("demandeur d'asile, autorisation de travail obtenue", True),
    ("titre de séjour avec autorisation de travail", True),
    ("il a le droit de travailler", True),
    ("réfugié, carte de résident", True),
    ("22 ans, RSA", None),
    ("15 ans, en apprentissage", True),
]


@pytest.mark.parametrize(("text", "wanted"), MAY_WORK)
def test_it_reads_the_right_to_work(text: str, wanted: bool | None) -> None:  # noqa: FBT001
    _states(text, {"may_work": wanted})


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("14 ans, sans diplôme, plus à l'école", Presumption.INELIGIBLE),
        ("16 ans, sans diplôme, a quitté l'école", Presumption.ELIGIBLE),
        ("rente accident du travail de 9 %", Presumption.UNDETERMINED),
        ("rente accident du travail de 10 %", Presumption.ELIGIBLE),
        ("rente AT, taux d'IPP 25%", Presumption.ELIGIBLE),
        ("sorti de prison il y a 7 mois", Presumption.UNDETERMINED),
        ("sorti de prison il y a 5 mois", Presumption.ELIGIBLE),
        ("sorti de prison il y a 2 ans, suivi par le SPIP", Presumption.ELIGIBLE),
        ("inscrit depuis 18 mois, a travaillé 6 mois dans les 12 derniers mois", Presumption.UNDETERMINED),
        ("inscrit depuis 18 mois, a travaillé 5 mois dans les 12 derniers mois", Presumption.ELIGIBLE),
        ("inscrit, 12 mois de chômage dans les 15 derniers mois", Presumption.UNDETERMINED),
    ],
)
def test_the_condition_of_a_public_is_read(text: str, kind: Presumption) -> None:
    assert verdict(TABLES.grids["reference"], _read(text).facts).kind is kind


PERSONS = [
    (
        "Paul, 53 ans, au chômage ; Luc, 34 ans, au RSA",
        [{"age": 53, "benefits": None}, {"age": 34, "benefits": ["rsa"]}],
    ),
    ("l'un a 52 ans, l'autre a 24 ans et un CAP", [{"age": 52}, {"age": 24, "qualification": "cap-bep"}]),
    (
        "un de 24 ans au RSA et un de 51 ans au chômage",
        [{"age": 24, "benefits": ["rsa"]}, {"age": 51, "benefits": None}],
    ),
    ("un gars de 52 ans au chômage depuis 8 mois", [{"age": 52}]),
    ("Sofia, 31 ans, RQTH", [{"age": 31, "disability_recognised": True}]),
    ("elle a 31 ans. Elle élève seule un enfant de 5 ans.", [{"age": 31, "lone_parent": True}]),
]


@pytest.mark.parametrize(("text", "wanted"), PERSONS)
def test_two_people_in_one_message_are_two(text: str, wanted: list[dict[str, Any]]) -> None:
    found = [one.facts.as_json() for one in read_persons(text, WORDS, TODAY)]
    assert [{name: facts.get(name) for name in one} for facts, one in zip(found, wanted, strict=True)] == wanted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("RQTH expirée, 44 ans", "renouveler"),
        ("demande de RQTH en cours", "la demande est en cours"),
        ("conjoint d'un allocataire du RSA", "conjoint"),
        ("elle va toucher l'AAH", "pas encore"),
        ("rente accident du travail à 6 %", "sous 10 %"),
        ("sorti de prison il y a 9 mois", "six mois"),
    ],
)
def test_what_does_not_hold_is_told_with_what_to_do(text: str, words: str) -> None:
    assert any(words in notice for notice in _read(text).notices)


@pytest.mark.parametrize("text", ["RQTH valide, 44 ans", "pas de RSA, 30 ans", "52 ans au chômage depuis 8 mois"])
def test_nothing_is_told_where_nothing_lapsed(text: str) -> None:
    assert _read(text).notices == ()
