"""A right had at last and told by a pronoun, who works for a structure, and "c'est X qui…": each with its twin."""

from datetime import date
from typing import Any

import pytest

from bot.tools.eligibility.reading import read, read_persons
from bot.tools.eligibility.rules import Presumption, verdict
from tests import shipped

TODAY = date(2026, 11, 30)
TABLES = shipped.tables()
WORDS = shipped.person_words()

AAH, RSA, NONE = {"benefits": ["aah"]}, {"benefits": ["rsa"]}, {"benefits": None}

HAD_AT_LAST = [
    ("dossier d'AAH de cette dame de 48 ans envoyé au printemps, il a été accepté et elle la reçoit maintenant", AAH),
    ("le RSA de cette dame de 48 ans", RSA),
    ("le RSA de sa mère, 48 ans", NONE),
    ("sa référente lui a fait obtenir l'AAH et elle la perçoit tous les mois, 35 ans", AAH),
    ("sa référente touche l'AAH et lui a fait obtenir un stage, 35 ans", NONE),
    ("sa référente va lui faire obtenir l'AAH, 35 ans", NONE),
    ("il avait demandé le RSA. Il a été accepté et il le reçoit depuis mai, 35 ans", RSA),
    ("il avait demandé le RSA. Il a été accepté en formation, 35 ans", NONE),
    ("dossier envoyé pour l'AAH ; elle a été accordée et il la touche, 35 ans", AAH),
    ("demande de RSA accordée mais pas encore payée, 35 ans", NONE),
    ("demande de RSA accordée, elle ne le perçoit pas encore, 35 ans", NONE),
    ("demande de RSA accordée, le versement n'a pas débuté, 35 ans", NONE),
    ("demande de RSA accordée, le versement a débuté, 35 ans", RSA),
    ("demande de RSA rejetée et elle la conteste, 35 ans", NONE),
    ("RQTH accordée, la carte n'est pas encore arrivée, 35 ans", {"disability_recognised": True}),
]
RECOMMENDED = [
    (
        "Luc, 52 ans, au chômage ; c'est Marco, qui est en CDI à l'hôpital, qui nous l'envoie",
        {"age": 52, "registered_jobseeker": True, "employed_elsewhere": None},
    ),
    ("Luc, 52 ans ; c'est Marco qui touche l'AAH", {**NONE, "age": 52}),
    ("Luc, 52 ans ; c'est Luc qui touche l'AAH", {**AAH, "age": 52}),
    ("Luc, 52 ans ; c'est lui qui touche l'AAH", {**AAH, "age": 52}),
    ("c'est Marco qui touche l'AAH, il a 52 ans", {**AAH, "age": 52}),
    ("c'est Marco qui me l'envoie, qui est en CDI ; Luc a 52 ans et touche l'AAH", {**AAH, "employed_elsewhere": None}),
    ("c'est une collègue à l'AAH qui m'a donné son numéro, il a 45 ans", {**NONE, "age": 45}),
    ("c'est une ancienne collègue qui m'a donné son numéro, il a 45 ans et l'AAH", {**AAH, "age": 45}),
    ("c'est Marco, 60 ans, qui nous l'a présentée : femme de 33 ans, AAH", {**AAH, "age": 33}),
    ("c'est un jeune à l'AAH qui nous a été adressé par la mission locale, 24 ans", {**AAH, "age": 24}),
]
STAFF = [
    "salariée permanente d'une ETTI, 44 ans",
    "encadrante technique permanente en CDI dans un atelier et chantier d'insertion, 44 ans",
    "conseillère en insertion professionnelle en CDI à l'association intermédiaire, 44 ans",
    "CIP en CDI dans un ACI, 44 ans",
    "accompagnateur socioprofessionnel, poste permanent dans une entreprise d'insertion, 44 ans",
]
IN_INSERTION = [
    "salariée en insertion dans une ETTI, 44 ans",
    "en CDDI dans un atelier et chantier d'insertion, suivie par l'encadrante technique permanente, 44 ans",
    "sans logement permanent, salarié d'un chantier d'insertion, 44 ans",
    "en parcours dans une entreprise d'insertion, CDDI de 6 mois, 44 ans",
]


@pytest.mark.parametrize(("text", "wanted"), [*HAD_AT_LAST, *RECOMMENDED])
def test_what_is_had_at_last_and_what_is_told_of_who_recommends(text: str, wanted: dict[str, Any]) -> None:
    assert len(read_persons(text, WORDS, TODAY)) == 1
    facts = read(text, WORDS, TODAY).facts.as_json()
    assert {name: facts.get(name) for name in wanted} == wanted


@pytest.mark.parametrize("text", STAFF)
def test_a_permanent_employee_of_a_structure_is_not_in_its_programme_and_does_not_look_for_work(text: str) -> None:
    facts = read(text, WORDS, TODAY).facts
    assert (facts.programme, facts.employed_elsewhere) == (None, True)
    assert verdict(TABLES.grids["reference"], facts).kind is Presumption.INELIGIBLE


@pytest.mark.parametrize("text", IN_INSERTION)
def test_who_is_in_insertion_in_a_structure_is_in_its_programme(text: str) -> None:
    facts = read(text, WORDS, TODAY).facts
    assert facts.programme
    assert verdict(TABLES.grids["reference"], facts).kind is Presumption.ELIGIBLE
