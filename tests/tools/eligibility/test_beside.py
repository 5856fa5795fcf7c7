"""Who is told of beside the person, in relatives and behind verbs, and what came of a right: each with its twin."""

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


RSA, AAH, NONE = {"benefits": ["rsa"]}, {"benefits": ["aah"]}, {"benefits": None}
RQTH, NO_RQTH = {"disability_recognised": True}, {"disability_recognised": None}

BESIDE = [
    ("divorcé d'une dame qui perçoit l'AAH, 39 ans", {**NONE, "age": 39}),
    ("divorcé, il perçoit l'AAH, 39 ans", {**AAH, "age": 39}),
    ("séparée d'un homme qui a le RSA, 39 ans", NONE),
    ("séparée d'un homme violent, elle touche le RSA, 39 ans", RSA),
    ("séparée de son mari, RSA, 31 ans", RSA),
    ("vit en colocation avec trois bénéficiaires du RSA, 24 ans", NONE),
    ("vit en colocation, bénéficiaire du RSA, 24 ans", RSA),
    ("partage une maison avec deux jeunes sous protection subsidiaire, 24 ans", {"protection": None}),
    ("il partage une maison avec un copain et est réfugié, 24 ans", {"protection": "refugee"}),
    ("candidature envoyée par une allocataire de l'AAH, le candidat a 30 ans", {**NONE, "age": 30}),
    ("candidature envoyée par la mission locale, touche l'AAH, 30 ans", AAH),
    ("profil adressé par un détenteur de la RQTH, il a 42 ans", {**NO_RQTH, "age": 42}),
    ("profil adressé par Cap emploi, détenteur de la RQTH, 42 ans", RQTH),
    ("logé dans une famille d'accueil qui perçoit le RSA, 20 ans", NONE),
    ("sort d'une famille d'accueil, perçoit le RSA, 25 ans", {**RSA, "care_leaver_or_homeless": True}),
    ("recommandée par une amie de 55 ans qui a la RQTH, elle a 29 ans", {**NO_RQTH, "age": 29}),
    ("recommandée par une amie, 55 ans, RQTH", {**RQTH, "age": 55}),
    ("un voisin de 60 ans au RSA nous recommande un carreleur de 41 ans", {**NONE, "age": 41}),
    ("un voisin de 60 ans nous recommande un carreleur de 41 ans au RSA", {**RSA, "age": 41}),
    (
        "une collègue de 58 ans au chômage m'a présenté une vendeuse de 45 ans",
        {"age": 45, "registered_jobseeker": None},
    ),
    ("un ami de 59 ans me recommande sa nièce de 22 ans sans diplôme", {"age": 22, "qualification": "none"}),
    ("une dame nous présente une RQTH, 44 ans", {**RQTH, "age": 44}),
    (
        "une de nos salariées est en CDI chez nous, ce serait pour sa fille, 22 ans, au chômage",
        {"age": 22, "already_employed": None, "employed_elsewhere": None, "registered_jobseeker": True},
    ),
    ("notre salarié est en CDI chez nous, 40 ans", {"age": 40, "already_employed": True}),
    ("mon peintre il a 54 ans et la RQTH", {**RQTH, "age": 54}),
    ("mon collègue il a 52 ans, le candidat 30", {"age": 30}),
]

GOT = [
    ("elle a demandé le RSA au printemps et le touche depuis septembre, 28 ans", RSA),
    ("elle a demandé le RSA au printemps et ne le touche pas, 28 ans", NONE),
    ("elle a déposé sa demande d'AAH en mars et la perçoit depuis juillet, 28 ans", AAH),
    ("elle a déposé sa demande d'AAH en mars et attend depuis juillet, 28 ans", NONE),
    ("a fait une demande de RQTH en janvier, il l'a depuis mai, 47 ans", RQTH),
    ("a fait une demande de RQTH en janvier, il ne l'a pas encore, 47 ans", NO_RQTH),
    ("il a demandé la RQTH, on lui a dit que c'était bon, 33 ans", RQTH),
    ("il touche le RSA, son permis on lui a dit que c'était mort, 51 ans", RSA),
    ("il a demandé la RQTH, on lui a dit que c'était fichu, 33 ans", {"disability_recognised": False}),
    ("sa RQTH arrive bientôt à échéance, 48 ans", RQTH),
    ("sa RQTH expire dans deux mois, 48 ans", RQTH),
    ("sa RQTH est arrivée à échéance, 48 ans", {"disability_recognised": False}),
    ("n'a pas encore demandé sa retraite, 61 ans", {"employed_elsewhere": False}),
    ("a déjà pris sa retraite, 63 ans", {"employed_elsewhere": True}),
    ("son CDI s'est arrêté en juin, licencié, au RSA, 44 ans", {**RSA, "employed_elsewhere": None}),
    ("en CDI chez un boulanger, touche le RSA, 44 ans", {**RSA, "employed_elsewhere": True}),
]

STAFF = [
    ("formatrice dans une école de la deuxième chance, 35 ans", {"programme": None}),
    ("élève à l'école de la deuxième chance, 19 ans", {"programme": ["e2c"]}),
    ("animateur à l'EPIDE, 36 ans", {"programme": None}),
    ("volontaire à l'EPIDE, 20 ans", {"programme": ["epide"]}),
    ("surveillant en prison, 36 ans", {"justice": None}),
    ("ancien formateur, sort de prison, 36 ans", {"justice": True}),
    ("chargée d'insertion au PLIE, 36 ans", {"programme": None}),
    ("suivie par une chargée d'insertion au PLIE, 36 ans", {"programme": ["plie"]}),
    ("prise en charge par la PJJ, 17 ans", {"justice": True}),
]


@pytest.mark.parametrize(("text", "wanted"), BESIDE)
def test_a_fact_of_who_stands_beside_is_not_the_persons(text: str, wanted: dict[str, Any]) -> None:
    _states(text, wanted)


@pytest.mark.parametrize(("text", "wanted"), GOT)
def test_what_came_of_a_right_is_what_counts(text: str, wanted: dict[str, Any]) -> None:
    _states(text, wanted)


@pytest.mark.parametrize(("text", "wanted"), STAFF)
def test_who_works_for_a_structure_is_not_its_public(text: str, wanted: dict[str, Any]) -> None:
    _states(text, wanted)


def test_who_works_for_a_structure_is_asked_of_a_steady_job() -> None:
    said = _read("moniteur à l'EPIDE, 53 ans, inscrit à France Travail depuis 2 ans")
    found = verdict(TABLES.grids["reference"], said.facts, unclear=said.unclear)
    assert found.kind is not Presumption.ELIGIBLE
    assert found.ask == "employed_elsewhere"


TWO = [
    ("j'en ai un de 27 ans au RSA, l'autre 56 ans au chômage", [27, 56]),
    ("une de 27 ans en QPV, l'autre 56 ans RQTH", [27, 56]),
    ("un zingueur de 53 ans en recherche et une vendeuse de 37 ans au chômage", [53, 37]),
    ("un zingueur de 53 ans en recherche d'emploi, une carrière de 32 ans dans le bâtiment", [53]),
    ("un de 27 ans au RSA, l'autre jour il cherchait un CDI", [27]),
]


@pytest.mark.parametrize(("text", "ages"), TWO)
def test_one_and_the_other_are_two_persons(text: str, ages: list[int]) -> None:
    assert [one.facts.age for one in read_persons(text, WORDS, TODAY)] == ages
