"""What is only partly understood is asked back: whose right it is, whether it holds, and what may exclude a hire."""

from datetime import date
from typing import Any

import pytest

from bot.tools.eligibility.reading import Profile, read, read_persons
from bot.tools.eligibility.rules import Presumption, Verdict, verdict
from tests import shipped

TODAY = date(2026, 11, 30)
TABLES = shipped.tables()
WORDS = shipped.person_words()


def _read(text: str) -> Profile:
    return read(text, WORDS, TODAY)


def _judged(text: str) -> Verdict:
    said = _read(text)
    return verdict(TABLES.grids["reference"], said.facts, unclear=said.unclear)


def _states(text: str, wanted: dict[str, Any]) -> None:
    facts = _read(text).facts.as_json()
    assert {name: facts.get(name) for name in wanted} == wanted


RSA, NO_RSA = {"benefits": ["rsa"]}, {"benefits": None}
RQTH = {"disability_recognised": True}

OWNERS = [
    ("ils vivent du RSA de sa mère, 26 ans", NO_RSA),
    ("le RSA est versé à son épouse, 36 ans", NO_RSA),
    ("le RSA lui est versé chaque mois, 36 ans", RSA),
    ("la RQTH est celle de sa sœur, 31 ans", {"disability_recognised": None}),
    ("la RQTH, c'est sa fille qui l'a, 47 ans", {"disability_recognised": None}),
    ("touche la pension d'invalidité de son époux, 47 ans", NO_RSA),
    ("tous ses frères sont au RSA sauf lui, 27 ans", NO_RSA),
    ("ses frères travaillent, lui est au RSA, 27 ans", RSA),
    ("la sœur a une RQTH, mais pas le candidat, 27 ans", {"disability_recognised": None}),
    ("vit en couple avec une femme au RSA, 27 ans", NO_RSA),
    ("hébergé chez un copain, RSA, 27 ans", RSA),
    ("fille de réfugiés, 27 ans", {"protection": None}),
    ("fille de 3 ans à charge, réfugiée, 27 ans", {"protection": "refugee"}),
    ("s'est séparée de son conjoint et touche le RSA, 27 ans", RSA),
    ("il vit avec sa grand-mère et perçoit l'AAH, 27 ans", {"benefits": ["aah"]}),
    ("sa grand-mère vit avec lui et perçoit l'AAH, 27 ans", NO_RSA),
    ("notre atelier est en QPV, il cherche du travail, 27 ans", {"priority_area": None}),
    ("son appartement est en QPV, il cherche du travail, 27 ans", {"priority_area": "qpv"}),
    ("notre dépôt est en ZRR et lui habite en QPV, 27 ans", {"priority_area": "qpv"}),
    ("nous sommes un GEIQ, le candidat a 27 ans", {"programme": None}),
    ("il est salarié d'un GEIQ, 27 ans", {"programme": ["geiq"]}),
    ("parents au RSA, le jeune a 27 ans", NO_RSA),
    ("mère au RSA, 27 ans, deux enfants", RSA),
    ("son mec est au RSA, elle a 27 ans", NO_RSA),
    ("un ami à lui est en ESAT, il a 27 ans", {"programme": None}),
    ("son assistante sociale confirme le RSA, 27 ans", RSA),
    ("l'AAH perçue par le conjoint, 27 ans", NO_RSA),
    ("mère d'un enfant handicapé, elle a 27 ans", {"disability_recognised": None}),
    ("mère d'un enfant, RQTH, 27 ans", RQTH),
    ("suivie par une référente du PLIE, 27 ans", {"programme": ["plie"]}),
    ("suivie par sa référente, qui a une RQTH, 27 ans", {"disability_recognised": None}),
    ("mon apprenti a une RQTH, et un autre de 27 ans ?", {"disability_recognised": None}),
    ("son assistante sociale a une RQTH, il a 27 ans", {"disability_recognised": None}),
]


@pytest.mark.parametrize(("text", "wanted"), OWNERS)
def test_the_owner_of_a_right_is_found_wherever_it_is_named(text: str, wanted: dict[str, Any]) -> None:
    _states(text, wanted)


GOVERNED = [
    ("la CAF a zappé son RSA, 40 ans", NO_RSA),
    ("la CAF a ouvert son RSA, 40 ans", RSA),
    ("son RSA a sauté en mai, 40 ans", NO_RSA),
    ("son RSA a été rétabli en mai, 40 ans", RSA),
    ("rendez-vous à la CAF pour le RSA, 40 ans", NO_RSA),
    ("remplit les conditions du RSA, 40 ans", NO_RSA),
    ("titulaire du RSA, 40 ans", RSA),
    ("l'AAH lui sera versée en janvier, 40 ans", NO_RSA),
    ("l'AAH lui est versée depuis janvier, 40 ans", {"benefits": ["aah"]}),
    ("il pense faire une RQTH, 40 ans", {"disability_recognised": None}),
    ("il vient d'avoir sa RQTH, 40 ans", RQTH),
    ("on veut recruter un BRSA, 40 ans", RSA),
    ("on veut demander une RQTH, 40 ans", {"disability_recognised": None}),
    ("RQTH en cours de validité, 40 ans", RQTH),
    ("RQTH en cours, 40 ans", {"disability_recognised": None}),
    ("il a déjà eu le RSA, 40 ans", NO_RSA),
    ("il a toujours le RSA, 40 ans", RSA),
    ("en fin de droits à l'ASS, 50 ans", NO_RSA),
    ("RQTH 2018-2023, 40 ans", {"disability_recognised": False}),
    ("RQTH 2024-2029, 40 ans", RQTH),
    ("RQTH obtenue en 2016 pour 5 ans, 40 ans", {"disability_recognised": False}),
    ("RQTH obtenue en 2024 pour 5 ans, 40 ans", RQTH),
    ("commence en chantier d'insertion mardi, 40 ans", {"programme": None}),
    ("en chantier d'insertion depuis mardi, 40 ans", {"programme": ["aci"]}),
    ("RSA suspendu puis rétabli, 40 ans", RSA),
    ("RSA : terminé en mai, 40 ans", NO_RSA),
    ("intègre un GEIQ en mars, 40 ans", {"programme": None}),
    ("dans un GEIQ depuis mars, 40 ans", {"programme": ["geiq"]}),
    ("rupture de son CEJ en mai, 22 ans", {"programme": None}),
    ("placé sous bracelet, 40 ans", {"justice": True}),
    ("a été placé sous bracelet en 2019, 40 ans", {"justice": None}),
    ("suivi du SPIP en cours, 40 ans", {"justice": True}),
    ("a droit au RSA depuis deux ans mais ne l'a jamais réclamé, 40 ans", NO_RSA),
    ("RQTH : dossier envoyé, 40 ans", {"disability_recognised": None}),
    ("RQTH : dossier envoyé puis accordé, 40 ans", RQTH),
    ("l'ASS ne lui est plus versée, 50 ans", NO_RSA),
    ("passé par un chantier d'insertion, 40 ans", {"programme": None}),
    ("a décliné un poste en chantier d'insertion, 40 ans", {"programme": None}),
    ("en poste dans un chantier d'insertion, 40 ans", {"programme": ["aci"]}),
]


@pytest.mark.parametrize(("text", "wanted"), GOVERNED)
def test_a_right_is_stated_where_what_governs_it_is_understood(text: str, wanted: dict[str, Any]) -> None:
    _states(text, wanted)


ASKED = [
    ("ADA, 27 ans", "may_work"),
    ("demandeur d'asile, il touche l'ADA", "may_work"),
    ("RSA, récépissé de demande de carte de séjour, 29 ans", "may_work"),
    ("RQTH, visa étudiant, 22 ans", "may_work"),
    ("RQTH, titre de séjour visiteur, 42 ans", "may_work"),
    ("RQTH, encore en CDI, préavis en cours, 45 ans", "employed_elsewhere"),
    ("RQTH, salarié d'un autre artisan, 45 ans", "employed_elsewhere"),
    ("RQTH, auto-entrepreneur, 45 ans", "employed_elsewhere"),
    ("RQTH, il fait 30 h chez un fleuriste, 45 ans", "employed_elsewhere"),
    ("RQTH, il compte quitter son poste, 45 ans", "employed_elsewhere"),
    ("RSA, dépose une demande de titre de séjour, 30 ans", "may_work"),
    ("je crois qu'il est en CDI à la mairie, RQTH, 45 ans", "employed_elsewhere"),
    ("secrétaire dans un chantier d'insertion, 45 ans", "employed_elsewhere"),
    ("inscrit depuis 20 mois, avec de l'intérim de temps en temps, 45 ans", "months_worked_last_12"),
    ("inscrit depuis 20 mois dont 7 mois travaillés, 45 ans", "months_worked_last_12"),
    ("deux ans de chômage par périodes, 45 ans", "months_worked_last_12"),
]


@pytest.mark.parametrize(("text", "fact"), ASKED)
def test_what_may_exclude_the_hire_is_asked_before_anything_is_presumed(text: str, fact: str) -> None:
    found = _judged(text)
    assert (found.kind, found.ask, found.publics) == (Presumption.UNDETERMINED, fact, ())


@pytest.mark.parametrize(
    "text",
    [
        "demandeur d'asile avec l'ADA et une autorisation de travail, 27 ans",
        "touchait l'ADA, réfugié depuis mai, 27 ans",
        "RSA, récépissé autorisant son titulaire à travailler, 29 ans",
        "RQTH, carte de séjour salarié, 42 ans",
        "RQTH, ancien auto-entrepreneur, ne travaille pas, 45 ans",
        "RQTH, licencié de son CDI en mai, 45 ans",
        "salariée en parcours dans un chantier d'insertion, 45 ans",
        "inscrit depuis 2 ans, a fait 2 mois de CDD cet été, 45 ans",
        "inscrit depuis 20 mois, sans rien depuis, 45 ans",
        "RQTH, cherche un emploi stable, 45 ans",
        "RQTH, préfère un CDI, 45 ans",
        "après 12 ans de CDI, au chômage depuis 14 mois, 45 ans",
        "étudiant jusqu'en juin, au chômage, 23 ans",
        "future retraitée, 61 ans, demandeuse d'emploi",
    ],
)
def test_what_is_said_plainly_is_presumed(text: str) -> None:
    assert _judged(text).kind is Presumption.ELIGIBLE


@pytest.mark.parametrize(
    "text",
    [
        "RQTH, embauchée à durée indéterminée par une banque, 45 ans",
        "infirmière titulaire à l'hôpital, RQTH, 45 ans",
        "titre de séjour périmé, RSA, 35 ans",
        "sa carte de séjour n'a pas été renouvelée, RSA, 35 ans",
    ],
)
def test_what_excludes_the_hire_is_told(text: str) -> None:
    assert _judged(text).kind is Presumption.INELIGIBLE


def test_who_does_not_know_whether_the_person_may_work_gets_no_presumption() -> None:
    said = _read("demandeur d'asile, ADA, 27 ans")
    found = verdict(TABLES.grids["reference"], said.facts, declined=frozenset({"may_work"}))
    assert (found.kind, found.ask) == (Presumption.UNDETERMINED, None)
    assert "public/beneficiaire-ata-ada" in found.unchecked


def test_people_named_one_after_the_other_are_several() -> None:
    found = read_persons("Karim 29 ans au RSA et Julie 34 ans en CDI ailleurs", WORDS, TODAY)
    assert [one.facts.age for one in found] == [29, 34]
    assert [one.facts.employed_elsewhere for one in found] == [None, True]


def test_people_in_a_list_are_several() -> None:
    found = read_persons("j'ai Sonia, 38 ans, RSA / Malik, 41 ans, RQTH", WORDS, TODAY)
    assert [one.facts.as_json() for one in found] == [
        {"age": 38, "benefits": ["rsa"]},
        {"age": 41, "disability_recognised": True},
    ]


def test_a_name_without_an_age_begins_nobody() -> None:
    found = read_persons("29 ans, habite chez Karim et Julie, au RSA", WORDS, TODAY)
    assert [one.facts.as_json() for one in found] == [{"age": 29, "benefits": ["rsa"]}]
