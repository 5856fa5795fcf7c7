"""What became of a right, who is spoken of, and how many: each kind with its negative twin."""

from datetime import date
from typing import Any

import pytest

from bot.tools.eligibility.reading import read, read_persons
from tests import shipped

TODAY = date(2026, 11, 30)
WORDS = shipped.person_words()

LAST_STEP = [
    ("pension d'invalidité arrêtée en avril puis rétablie en août, 43 ans", {"benefits": ["invalidity"]}),
    ("pension d'invalidité rétablie en avril puis arrêtée en août, 43 ans", {"benefits": None}),
    ("ASS interrompue au printemps, reprise cet automne", {"benefits": ["ass"]}),
    ("ASS interrompue au printemps, sera reprise cet automne", {"benefits": None}),
    ("n'avait plus l'AAH mais l'a de nouveau, 38 ans", {"benefits": ["aah"]}),
    ("n'a plus l'AAH mais a un nouveau logement, 38 ans", {"benefits": None}),
    ("le département lui avait refusé le RSA, puis l'a accordé en septembre", {"benefits": ["rsa"]}),
    ("le département lui a refusé le RSA, il a déposé un recours", {"benefits": None}),
    ("RQTH obtenue en 2018, expirée en 2023, 50 ans", {"disability_recognised": False}),
    ("RQTH obtenue en 2023, contrat terminé en mai, 50 ans", {"disability_recognised": True}),
    ("RSA suspendu, pas encore rouvert, 29 ans", {"benefits": None}),
    ("radiée du RSA en mai, 29 ans", {"benefits": None, "registered_jobseeker": None}),
    ("radiée de France Travail en mai, 29 ans", {"registered_jobseeker": False}),
    ("elle était accompagnée par le PLIE, 35 ans", {"programme": None}),
    ("elle est accompagnée par le PLIE, 35 ans", {"programme": ["plie"]}),
    ("on lui a parlé du PLIE, 35 ans", {"programme": None}),
    ("ASS ouverte à compter de février 2027, 44 ans", {"benefits": None}),
    ("ASS ouverte à compter de février 2026, 44 ans", {"benefits": ["ass"]}),
    ("allocataire de l'ASS, disponible à partir de février, 44 ans", {"benefits": ["ass"]}),
    ("RQTH libre dès février, 44 ans", {"disability_recognised": True}),
]


@pytest.mark.parametrize(("text", "wanted"), LAST_STEP)
def test_the_last_step_that_is_told_of_a_right_counts(text: str, wanted: dict[str, Any]) -> None:
    facts = read(text, WORDS, TODAY).facts.as_json()
    assert {name: facts.get(name) for name in wanted} == wanted


SPOKEN_OF = [
    ("mon voisin touche l'AAH, il a 47 ans", {"benefits": ["aah"], "age": 47}),
    ("mon voisin touche l'AAH, moi j'ai 47 ans", {"benefits": None, "age": 47}),
    ("mon voisin touche l'AAH, elle a 47 ans", {"benefits": None, "age": 47}),
    ("son voisin touche l'AAH, il a 47 ans", {"benefits": None, "age": 47}),
    ("loge avec deux enfants et un compagnon en ESAT, 31 ans", {"programme": None, "age": 31}),
    ("loge avec deux enfants et un compagnon, elle est en ESAT, 31 ans", {"programme": ["esat"], "age": 31}),
    ("logée chez une couturière au RSA, 31 ans", {"benefits": None, "age": 31}),
    ("une couturière au RSA, 31 ans", {"benefits": ["rsa"], "age": 31}),
    ("nous avons la candidature d'un titulaire de l'ASS", {"benefits": ["ass"]}),
    ("nous avons la candidature de la sœur d'un titulaire de l'ASS", {"benefits": None}),
    ("sa candidature au PLIE est envoyée", {"programme": None}),
    ("mé parents ont le RSA, g 25 ans", {"benefits": None, "age": 25}),
    ("g 25 ans mé jai le RSA", {"benefits": ["rsa"], "age": 25}),
    ("on me signale un maçon au RSA, 25 ans", {"benefits": ["rsa"], "age": 25}),
    ("26 ans moins deux mois, sans diplôme", {"age": 25}),
    ("notre gérant a une RQTH et embauche une personne de 22 ans", {"disability_recognised": None, "age": 22}),
    ("a fait du bénévolat avec des jeunes en prison, 36 ans", {"justice": None}),
    ("sœur cadette en ESAT, elle non, 36 ans", {"programme": None, "age": 36}),
    ("mn cousin a l'AAH moi non, 36 ans", {"benefits": None, "age": 36}),
    ("femme de détenu, 36 ans", {"justice": None, "age": 36}),
    ("femme de ménage, sortie de prison en octobre, 36 ans", {"justice": True, "age": 36}),
    ("père d'un ado en ESAT, 44 ans", {"programme": None, "age": 44}),
    ("père d'un ado, en ESAT, 44 ans", {"programme": ["esat"]}),
    ("curatrice et voisine d'une personne au RSA, 40 ans", {"benefits": None, "age": 40}),
    ("un RSA que la caisse lui a supprimé, 39 ans", {"benefits": None}),
    ("un RSA que la caisse lui verse, 39 ans", {"benefits": ["rsa"]}),
]


@pytest.mark.parametrize(("text", "wanted"), SPOKEN_OF)
def test_the_one_who_is_spoken_of_is_the_person(text: str, wanted: dict[str, Any]) -> None:
    facts = read(text, WORDS, TODAY).facts.as_json()
    assert {name: facts.get(name) for name in wanted} == wanted


BY_TRADE = [
    ("pontier 41 ans et un manœuvre que nous aimerions prendre, 55 ans", [41, 55]),
    ("je veux recruter une brodeuse de 53 ans et un tourneur 28 ans", [53, 28]),
    ("soudeur 52 ans / plaquiste 24 ans", [52, 24]),
    ("un ravaleur de 45 ans, 22 ans de métier", [45]),
    ("un ravaleur de 45 ans avec 22 ans dans le bâtiment", [45]),
    ("un ravaleur de 45 ans au chômage, son fils de 20 ans", [45]),
    ("1er candidat : 33 ans, 2e candidat : 51 ans au chômage", [33, 51]),
    ("profil 1 : 33 ans ; profil 2 : 51 ans", [33, 51]),
    ("nous hésitons : A 33 ans au RSA, B 51 ans au chômage", [33, 51]),
    ("ma nièce de 22 ans et mon voisin de 57 ans, les deux comptent ?", [22, 57]),
    ("un cordonnier de 36 ans, marié, une fille de 15 ans", [36]),
    ("madame a 33 ans et un CAP, monsieur a 51 ans", [33, 51]),
    ("Madame, Monsieur, nous recevons un homme de 51 ans", [51]),
    ("premier emploi, 23 ans, deuxième entretien demain", [23]),
    ("une soudeuse de 33 ans et sa collègue tourneuse de 51 ans, toutes les deux inscrites", [33, 51]),
    ("fraiseur de 30 ans, marié à une infirmière de 34 ans", [30]),
]


@pytest.mark.parametrize(("text", "ages"), BY_TRADE)
def test_people_named_by_their_trades_are_several(text: str, ages: list[int]) -> None:
    assert [one.facts.age for one in read_persons(text, WORDS, TODAY)] == ages


STEADY_JOBS = [
    ("son CDI s'est soldé par un licenciement pour inaptitude, RQTH, 46 ans", {"employed_elsewhere": None}),
    ("son CDI a été rompu en 2023, reprise d'un CDI en 2024 dans une usine, RQTH", {"unclear": True}),
    ("elle a retrouvé un CDI, RQTH", {"unclear": True}),
    ("elle n'a pas retrouvé de CDI, RQTH", {"employed_elsewhere": None}),
    ("elle cherche un CDI, RQTH", {"employed_elsewhere": None}),
    ("en CDI dans une usine, RQTH", {"employed_elsewhere": True}),
    ("retraité de la gendarmerie, 47 ans, inscrit à France Travail", {"unclear": True}),
    ("retraité, 64 ans, inscrit à France Travail", {"employed_elsewhere": True}),
    ("touche une pension de vieillesse et a une RQTH, 66 ans", {"employed_elsewhere": True}),
    ("touche une pension d'invalidité et a une RQTH, 46 ans", {"employed_elsewhere": None}),
    ("après un CDI de 8 ans, licencié, 40 ans, inscrit", {"months_unemployed": None}),
]


@pytest.mark.parametrize(("text", "wanted"), STEADY_JOBS)
def test_a_steady_job_is_had_only_while_it_lasts(text: str, wanted: dict[str, Any]) -> None:
    found = read(text, WORDS, TODAY)
    facts = {**found.facts.as_json(), "unclear": "employed_elsewhere" in found.unclear}
    assert {name: facts.get(name) for name in wanted} == wanted


def test_the_right_of_one_of_a_couple_is_not_the_others() -> None:
    first, second = read_persons("monsieur est à l'ASS, madame a 44 ans et cherche un emploi", WORDS, TODAY)
    assert first.facts.benefits == frozenset({"ass"})
    assert (second.facts.benefits, second.facts.age) == (None, 44)
