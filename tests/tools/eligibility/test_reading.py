"""Facts read from everyday French: tables of what people write and what that states."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tools.eligibility.reading import Profile, read
from tests import shipped

TODAY = date(2026, 11, 23)
CASES = Path(__file__).parents[3] / "shared/questions/profiles.jsonl"


WORDS = shipped.person_words()


def _read(text: str) -> Profile:
    return read(text, WORDS, TODAY)


def _states(text: str, said: dict[str, Any]) -> None:
    facts = _read(text).facts.as_json()
    assert {name: facts.get(name) for name in said} == said


WORK: list[tuple[str, dict[str, Any]]] = [
    (
        "j'ai un gars de 52 ans au chômage depuis 8 mois, ça passe ?",
        {"age": 52, "registered_jobseeker": True, "months_unemployed": 8},
    ),
    ("chomeur depuis 2 ans et demi 53ans", {"age": 53, "registered_jobseeker": True, "months_unemployed": 30}),
    ("g un mec ki pointe o chomage depui 2 ans c bon", {"registered_jobseeker": True, "months_unemployed": 24}),
    (
        "14 mois de chomdu, 33 ans, je peux le compter ?",
        {"age": 33, "registered_jobseeker": True, "months_unemployed": 14},
    ),
    ("le maçon que je vois est à Pôle emploi depuis 18 mois", {"registered_jobseeker": True, "months_unemployed": 18}),
    (
        "elle pointe depuis dix-neuf mois sans rien avoir trouvé, 44 ans",
        {"age": 44, "registered_jobseeker": True, "months_unemployed": 19},
    ),
    ("un plaquiste sans emploi depuis treize mois", {"jobseeking": True, "months_unemployed": 13}),
    (
        "Une dame sans travail depuis 2 ans mais jamais inscrite nulle part",
        {"jobseeking": True, "months_unemployed": 24, "registered_jobseeker": False},
    ),
    (
        "il perçoit l'are, 45 ans, chomage depuis un an tout pile",
        {"age": 45, "registered_jobseeker": True, "months_unemployed": 12},
    ),
    ("la cinquantaine, au chomage", {"registered_jobseeker": True}),
    ("né en 1998, au chômage depuis janvier 2024", {"age": 28, "registered_jobseeker": True, "months_unemployed": 34}),
    ("demandeur d'emploi longue durée, 40 ans", {"age": 40, "registered_jobseeker": True, "months_unemployed": 12}),
    (
        "cinquante-huit ans, chomage depuis plus d'un an",
        {"age": 58, "registered_jobseeker": True, "months_unemployed": 13},
    ),
    ("inscrit depuis mars 2025 à pôle emploi", {"registered_jobseeker": True, "months_unemployed": 20}),
    ("inscrite FT depuis septembre, 27 ans", {"age": 27, "registered_jobseeker": True, "months_unemployed": 2}),
    (
        "ça fait 3 ans qu'il cherche du travail, 45 ans, pas inscrit",
        {"age": 45, "jobseeking": True, "months_unemployed": 36, "registered_jobseeker": False},
    ),
    ("a perdu son emploi il y a 6 mois, 48 ans", {"age": 48, "jobseeking": True, "months_unemployed": 6}),
    ("n'a pas travaillé depuis 5 ans, 42 ans", {"age": 42, "jobseeking": True, "months_unemployed": 60}),
    ("elle a 26 ans et demi, sans emploi", {"age": 26, "jobseeking": True}),
    (
        "homme 61 ans demandeur d'emploi inscrit depuis 3 semaines",
        {"age": 61, "registered_jobseeker": True, "months_unemployed": 0},
    ),
    ("femme 50 ans pile, inscrite a france travaille", {"age": 50, "registered_jobseeker": True}),
    ("au chomaj depui 15 moi, 40 an", {"age": 40, "registered_jobseeker": True, "months_unemployed": 15}),
    ("n'est pas inscrit, ne cherche pas, 60 ans", {"age": 60, "registered_jobseeker": False, "jobseeking": False}),
    (
        "quelqu'un qui a la quarantaine, inscrit à Pôle Emploi depuis un an et demi",
        {"registered_jobseeker": True, "months_unemployed": 18},
    ),
    ("plus de 50 ans, inscrit", {"age": 51, "registered_jobseeker": True}),
    ("inscrit à l'ANPE depuis 10 ans, 55 ans", {"age": 55, "registered_jobseeker": True, "months_unemployed": 120}),
    ("fin de droits, 52 ans, sans emploi", {"age": 52, "jobseeking": True}),
    (
        "elle a cinquante et un ans et elle cherche du travail depuis 3 mois",
        {"age": 51, "jobseeking": True, "months_unemployed": 3},
    ),
    ("Il aura 50 ans en mars, au chômage", {"age": 49, "registered_jobseeker": True}),
    (
        "inscrite comme demandeuse d'emploi depuis le 12 janvier 2025",
        {"registered_jobseeker": True, "months_unemployed": 22},
    ),
    ("au chômage depuis deux ans et trois mois", {"registered_jobseeker": True, "months_unemployed": 27}),
    (
        "sans activité depuis la fin de son CDD en avril, 37 ans, inscrit",
        {"age": 37, "registered_jobseeker": True, "jobseeking": True, "months_unemployed": 7},
    ),
    ("Chômage : 14 mois. Age : 36 ans. RSA : non.", {"age": 36, "registered_jobseeker": True, "months_unemployed": 14}),
    (
        "le RSA lui a été refusé, 34 ans, inscrit depuis 3 mois",
        {"age": 34, "registered_jobseeker": True, "months_unemployed": 3},
    ),
    (
        "sa femme touche le RSA, lui est au chômage depuis 13 mois",
        {"registered_jobseeker": True, "months_unemployed": 13},
    ),
    ("nouvelle embauche, 50 ans et un mois, inscrit à FT", {"age": 50, "registered_jobseeker": True}),
    ("on voudrait l'embaucher, il a 60 ans, chômeur", {"age": 60, "registered_jobseeker": True}),
    (
        "licenciée économique en juin 2025, inscrite à France Travail depuis, 46 ans",
        {"age": 46, "registered_jobseeker": True, "months_unemployed": 17},
    ),
    ("chômage depuis le 1er décembre 2025, 40 ans", {"age": 40, "registered_jobseeker": True, "months_unemployed": 11}),
    ("au chômage depuis l'an dernier, 40 ans", {"age": 40, "registered_jobseeker": True}),
    (
        "inscrit à france travail il y a une semaine, 33 ans",
        {"age": 33, "registered_jobseeker": True, "months_unemployed": 0},
    ),
    ("environ 18 mois de chômage, 33 ans", {"age": 33, "registered_jobseeker": True, "months_unemployed": 18}),
    ("presque 2 ans de chomage, 33 ans", {"age": 33, "registered_jobseeker": True, "months_unemployed": 23}),
    ("moins d'un an de chômage, 33 ans", {"age": 33, "registered_jobseeker": True, "months_unemployed": 11}),
    ("une quarantaine d'années, chomeur longue durée", {"registered_jobseeker": True, "months_unemployed": 12}),
    (
        "pl au rsa mais inscri pole emploi dpuis 1 an et 2 moi, 38an",
        {"age": 38, "registered_jobseeker": True, "months_unemployed": 14},
    ),
    ("g 1 candidat de 58 ans o chomage", {"age": 58, "registered_jobseeker": True}),
    ("chomage 11moi et demi 40an", {"age": 40, "registered_jobseeker": True, "months_unemployed": 11}),
    ("On ne sait pas s'il est inscrit, il a 53 ans et ne travaille pas", {"age": 53, "jobseeking": True}),
    ("120 ans au chômage", {"registered_jobseeker": True}),
    ("18 ans, au chômage depuis 10 ans", {"age": 18, "registered_jobseeker": True}),
    (
        "Situation : demandeur d'emploi. Durée : 20 mois. Âge : 44.",
        {"age": 44, "registered_jobseeker": True, "months_unemployed": 20},
    ),
    ("49 ans et 11 mois, demandeur d'emploi", {"age": 49, "registered_jobseeker": True}),
    ("plus au chômage, 40 ans", {"age": 40, "registered_jobseeker": False}),
    ("radié de France Travail, 40 ans", {"age": 40, "registered_jobseeker": False}),
    ("non inscrit, sans emploi, 40 ans", {"age": 40, "registered_jobseeker": False, "jobseeking": True}),
    ("ne travaille pas, 52 ans", {"age": 52, "jobseeking": True}),
    (
        "ancien de la légion, 40 ans, inscrit depuis 15 mois",
        {"age": 40, "registered_jobseeker": True, "months_unemployed": 15},
    ),
    ("54 ans passés, au chômage", {"age": 54, "registered_jobseeker": True}),
    ("43 ans 10 mois de chomage", {"age": 43, "registered_jobseeker": True, "months_unemployed": 10}),
    (
        "nous envisageons de recruter une dame de 53 ans privée d'emploi depuis 7 mois",
        {"age": 53, "jobseeking": True, "months_unemployed": 7},
    ),
    (
        "mme de 60 ans, plus de boulot depuis 1 an, pas inscrite FT",
        {"age": 60, "jobseeking": True, "months_unemployed": 12, "registered_jobseeker": False},
    ),
    (
        "touche encore le chomage, 41 ans, inscrit depuis 10 mois",
        {"age": 41, "registered_jobseeker": True, "months_unemployed": 10},
    ),
    (
        "ne touche plus le chômage, en fin de droits, toujours inscrit, 41 ans",
        {"age": 41, "registered_jobseeker": True},
    ),
    ("il a 26 ans demain, sans emploi", {"age": 25, "jobseeking": True}),
    ("un peu plus de 50 ans, inscrit à pole emploi", {"age": 51, "registered_jobseeker": True}),
    ("né le 12/05/1974, chômage", {"age": 52, "registered_jobseeker": True}),
    ("je compte embaucher un homme de 55 ans au chômage", {"age": 55, "registered_jobseeker": True}),
    (
        "il est au chômage depuis qu'il a perdu son boulot en février, 43 ans",
        {"age": 43, "registered_jobseeker": True, "months_unemployed": 9},
    ),
    ("chômeur depuis novembre 2025, 43 ans", {"age": 43, "registered_jobseeker": True, "months_unemployed": 12}),
    ("chômeur depuis le 15 décembre 2025, 43 ans", {"age": 43, "registered_jobseeker": True, "months_unemployed": 11}),
    ("inscrite depuis 2023, 43 ans", {"age": 43, "registered_jobseeker": True}),
    ("1 an et demi de chômage, 43 ans", {"age": 43, "registered_jobseeker": True, "months_unemployed": 18}),
    ("43 ans, 8e mois de chômage", {"age": 43, "registered_jobseeker": True}),
    ("chomage 3 ans 38 ans", {"age": 38, "registered_jobseeker": True, "months_unemployed": 36}),
    ("38 ans 3 ans de chomage", {"age": 38, "registered_jobseeker": True, "months_unemployed": 36}),
    ("trente-huit ans, dix-huit mois sans boulot", {"age": 38, "jobseeking": True, "months_unemployed": 18}),
    ("38 ans. Au chômage. Depuis 15 mois.", {"age": 38, "registered_jobseeker": True, "months_unemployed": 15}),
    ("pas sûr qu'il soit inscrit, sans emploi, 51 ans", {"age": 51, "jobseeking": True}),
    ("chomeur 58 an inscri pole enploi dpuis 6 moi", {"age": 58, "registered_jobseeker": True, "months_unemployed": 6}),
    ("demandeur demploi depuis 27mois 46ans", {"age": 46, "registered_jobseeker": True, "months_unemployed": 27}),
    (
        "au chômage depuis 24 mois, 6 mois travaillés dans l'année",
        {"registered_jobseeker": True, "months_unemployed": 24},
    ),
    (
        "reprend après un congé parental de 3 ans, inscrite depuis 2 mois",
        {"registered_jobseeker": True, "months_unemployed": 2},
    ),
    ("pole emploi depuis 15 mois", {"registered_jobseeker": True, "months_unemployed": 15}),
    ("inscrit en catégorie B depuis 14 mois", {"registered_jobseeker": True, "months_unemployed": 14}),
    ("radié de France Travail, 39 ans", {"registered_jobseeker": False, "age": 39}),
    (
        "il n'est pas inscrit mais il cherche depuis 2 ans",
        {"registered_jobseeker": False, "jobseeking": True, "months_unemployed": 24},
    ),
    ("61 ans et elle cherche", {"age": 61, "jobseeking": True}),
    ("cherche un CDI, 52 ans", {"age": 52, "jobseeking": True}),
    ("elle trouve pas de taf, 24 ans", {"age": 24, "jobseeking": True}),
    ("femme au foyer depuis 10 ans, 48 ans, veut retravailler", {"age": 48, "jobseeking": True}),
    ("habite en QPV mais ne cherche pas de travail", {"jobseeking": False, "priority_area": "qpv"}),
    ("en arrêt maladie longue durée, 48 ans", {"age": 48, "registered_jobseeker": None, "months_unemployed": None}),
    ("12 mois et 1 jour de chômage", {"registered_jobseeker": True, "months_unemployed": 12}),
    ("11 mois et 29 jours de chômage", {"registered_jobseeker": True, "months_unemployed": 11}),
    ("50 ans dans 2 mois, chômeur", {"age": 49, "registered_jobseeker": True, "months_unemployed": None}),
]


@pytest.mark.parametrize(("text", "said"), WORK)
def test_it_reads_work_and_unemployment(text: str, said: dict[str, Any]) -> None:
    _states(text, said)


STUDIES: list[tuple[str, dict[str, Any]]] = [
    (
        "25 ans bientôt 26, jamais travaillé, sorti de la fac",
        {"age": 25, "work_experience": False, "left_studies": True},
    ),
    ("jeune de 19 ans sorti en 3eme sans diplome", {"age": 19, "left_studies": True, "qualification": "none"}),
    ("20 ans CAP maçon obtenu en juin, cherche du taf", {"age": 20, "qualification": "cap-bep", "jobseeking": True}),
    ("apprenti 18 ans", {"age": 18, "left_studies": False}),
    ("lycéen de 17 ans", {"age": 17, "left_studies": False}),
    (
        "BTS, 24 ans, n'a jamais bossé, études finies l'an dernier",
        {"age": 24, "qualification": "higher", "work_experience": False, "left_studies": True},
    ),
    (
        "elle a arrêté l'école il y a 2 ans, 19 ans, aucun diplôme",
        {"age": 19, "months_since_studies": 24, "qualification": "none"},
    ),
    ("décrocheur scolaire 17 ans", {"age": 17, "left_studies": True}),
    ("NEET 22 ans", {"age": 22, "left_studies": True}),
    (
        "21 ans, n'est plus étudiante depuis 8 mois, en recherche d'emploi",
        {"age": 21, "months_since_studies": 8, "jobseeking": True},
    ),
    (
        "master en poche, 23 ans, diplômée depuis 7 mois, sans emploi",
        {"age": 23, "qualification": "higher", "months_since_studies": 7, "jobseeking": True},
    ),
    (
        "touche rien, pas de diplome, 24 ans, a fini l'école, bossé un peu",
        {"age": 24, "benefits": [], "qualification": "none", "left_studies": True},
    ),
    (
        "a travaillé 20 ans dans le bâtiment, 54 ans, au chômage",
        {"age": 54, "work_experience": True, "registered_jobseeker": True},
    ),
    (
        "premier emploi, 22 ans, sorti de formation depuis 4 mois",
        {"age": 22, "work_experience": False, "months_since_studies": 4},
    ),
    ("aucune expérience pro, 19 ans, a quitté le lycée", {"age": 19, "work_experience": False, "left_studies": True}),
    (
        "que des stages et jobs d'été, 20 ans, bac pro, a fini le lycée",
        {"age": 20, "work_experience": False, "qualification": "bac", "left_studies": True},
    ),
    ("étudiant de 20 ans qui cherche un job", {"age": 20, "left_studies": False}),
    ("il a 17ans et demi, descolarisé", {"age": 17, "left_studies": True}),
    (
        "jeune 22 ans sans diplome ni experience, plus a lecole",
        {"age": 22, "qualification": "none", "work_experience": False, "left_studies": True},
    ),
    (
        "BAC+5, 25 ans, au chômage depuis 3 mois, études terminées en juillet",
        {
            "age": 25,
            "qualification": "higher",
            "registered_jobseeker": True,
            "months_unemployed": 3,
            "months_since_studies": 4,
        },
    ),
    ("un jeune de moins de 26 ans sans qualification", {"age": 25, "qualification": "none"}),
    (
        "sans diplôme ni qualification, 30 ans, au chomage depuis 11 mois",
        {"age": 30, "qualification": "none", "registered_jobseeker": True, "months_unemployed": 11},
    ),
    (
        "salut c pr une nana de 24ans ki a pa de diplome et ki a laché lecole ya 3 ans",
        {"age": 24, "qualification": "none", "months_since_studies": 36},
    ),
    ("Il a eu 26 ans hier, sorti de l'école sans diplôme", {"age": 26, "left_studies": True, "qualification": "none"}),
    (
        "25 ans révolus, bac +2, cherche un emploi, a terminé ses études en 2024",
        {"age": 25, "qualification": "higher", "jobseeking": True, "left_studies": True},
    ),
    ("niveau CAP, 19 ans, pas de diplôme, plus scolarisé", {"age": 19, "qualification": "none", "left_studies": True}),
    (
        "bac pro, 20 ans, jamais travaillé, sorti du lycée en juillet",
        {"age": 20, "qualification": "bac", "work_experience": False, "left_studies": True, "months_since_studies": 4},
    ),
    (
        "licence, 23 ans, cherche depuis 5 mois, fini la fac en juin",
        {"age": 23, "qualification": "higher", "left_studies": True},
    ),
    ("a arrêté en seconde, 18 ans", {"age": 18, "left_studies": True}),
    ("sortie du collège en 4e, 17 ans, rien depuis", {"age": 17, "left_studies": True, "qualification": "none"}),
    ("toujours étudiant, 21 ans", {"age": 21, "left_studies": False}),
    ("en terminale, 18 ans", {"age": 18, "left_studies": False}),
    ("en formation jusqu'en mars, 22 ans", {"age": 22, "left_studies": False}),
    ("n'a jamais eu d'emploi, 22 ans, scolarité terminée", {"age": 22, "work_experience": False, "left_studies": True}),
    (
        "a déjà bossé 6 mois en usine, 22 ans, plus à l'école, CAP",
        {"age": 22, "work_experience": True, "left_studies": True, "qualification": "cap-bep"},
    ),
    (
        "aucune expérience professionnelle, 25 ans, diplômé, sans emploi",
        {"age": 25, "work_experience": False, "jobseeking": True},
    ),
    (
        "20ans, ss diplome, jms bossé, pu a lécole",
        {"age": 20, "qualification": "none", "work_experience": False, "left_studies": True},
    ),
    (
        "Jeune femme de 22 ans. Sortie du système scolaire depuis 1 an. Sans qualification. Jamais travaillé.",
        {"age": 22, "months_since_studies": 12, "qualification": "none", "work_experience": False},
    ),
    ("vient d'être diplômé d'un BTS, 21 ans", {"age": 21, "qualification": "higher"}),
    ("veut préparer un CAP, 19 ans, sans diplôme", {"age": 19, "qualification": "none"}),
    (
        "on me propose un jeune homme de dix-neuf ans, sorti du lycée pro sans avoir eu son CAP, jamais salarié",
        {"age": 19, "left_studies": True, "work_experience": False},
    ),
    (
        "pas de diplôme, 22 ans, ne va plus à l'école, a jamais eu de contrat",
        {"age": 22, "qualification": "none", "left_studies": True, "work_experience": False},
    ),
    (
        "22 ans CAP cuisine, école finie, au RSA",
        {"age": 22, "qualification": "cap-bep", "left_studies": True, "benefits": ["rsa"]},
    ),
    ("sans le bac, 24 ans, a arrêté la fac, cherche un boulot", {"age": 24, "left_studies": True, "jobseeking": True}),
    (
        "titulaire du bac pro élec, 19 ans, fin de scolarité en juin 2026, inscrit depuis septembre",
        {
            "age": 19,
            "qualification": "bac",
            "left_studies": True,
            "months_since_studies": 5,
            "registered_jobseeker": True,
            "months_unemployed": 2,
        },
    ),
    (
        "jeune diplômée bac+5 de 24 ans sans emploi depuis la fin de ses études",
        {"age": 24, "qualification": "higher", "jobseeking": True, "left_studies": True},
    ),
    (
        "âgé de 17 ans, n'est plus scolarisé, aucune expérience",
        {"age": 17, "left_studies": True, "work_experience": False},
    ),
    ("née en 2004, sans diplôme", {"age": 22, "qualification": "none"}),
    ("20 ans, bac, ne fait plus d'études", {"age": 20, "qualification": "bac", "left_studies": True}),
    ("19 ans, parti du CFA, CAP non obtenu", {"left_studies": True, "qualification": "none"}),
    ("a quitté le lycée sans rien, 18 ans", {"left_studies": True, "qualification": "none"}),
    ("aucun passé pro, formation finie", {"left_studies": True, "work_experience": False}),
    ("sans exp ni diplome, 23 ans", {"qualification": "none", "work_experience": False}),
    ("21 ans, bac+2 fini en juin", {"left_studies": True, "months_since_studies": 5, "qualification": "higher"}),
    ("diplômé d'un master en septembre 2025", {"left_studies": True, "qualification": "higher"}),
]


@pytest.mark.parametrize(("text", "said"), STUDIES)
def test_it_reads_studies_diplomas_and_experience(text: str, said: dict[str, Any]) -> None:
    _states(text, said)


BENEFITS: list[tuple[str, dict[str, Any]]] = [
    ("ne touche ni le RSA ni l'ASS mais a l'AAH", {"benefits": ["aah"]}),
    ("elle est au rsa socle", {"benefits": ["rsa"]}),
    ("quarantaine d'années, rsa", {"benefits": ["rsa"]}),
    ("il touche la pension d'invalidité 2e catégorie", {"benefits": ["invalidity"]}),
    ("en invalidité, 47 ans", {"age": 47, "benefits": ["invalidity"]}),
    ("rente accident du travail, 12%", {"benefits": ["atmp-pension"]}),
    ("allocation pour demandeur d'asile, 28 ans", {"age": 28, "benefits": ["ada"]}),
    ("ass depuis 3 ans, 58 ans", {"age": 58, "benefits": ["ass"]}),
    ("aucune allocation", {"benefits": []}),
    ("RSA: oui, RQTH: non", {"benefits": ["rsa"], "disability_recognised": False}),
    ("chomeuse 51 an, rsa", {"age": 51, "registered_jobseeker": True, "benefits": ["rsa"]}),
    ("jé un gar de 30an o rsa", {"age": 30, "benefits": ["rsa"]}),
    ("le chantier dure 2 ans, 43 ans, RSA", {"age": 43, "benefits": ["rsa"]}),
    ("mon frère est au RSA, 30 ans", {"age": 30, "benefits": ["rsa"]}),
    ("titulaire de l'AAH et de la RQTH, 45 ans", {"age": 45, "benefits": ["aah"], "disability_recognised": True}),
    ("bénéficiaire du revenu de solidarité active", {"benefits": ["rsa"]}),
    ("R.S.A., 47 ans", {"age": 47, "benefits": ["rsa"]}),
    (
        "trente ans, RSA depuis 6 mois, au chômage depuis 2 ans",
        {"age": 30, "benefits": ["rsa"], "registered_jobseeker": True, "months_unemployed": 24},
    ),
    ("homme, 39 ans, allocataire RSA depuis 2019, sans emploi", {"age": 39, "benefits": ["rsa"], "jobseeking": True}),
    ("âge 29, RSA oui, RQTH non", {"age": 29, "benefits": ["rsa"], "disability_recognised": False}),
    ("pension d'invalidité de la CPAM, 49 ans", {"age": 49, "benefits": ["invalidity"]}),
    (
        "perçoit une rente AT/MP, 51 ans, cherche un emploi",
        {"age": 51, "benefits": ["atmp-pension"], "jobseeking": True},
    ),
    ("bénéficiaire de l'ASS, en fin de droits, 57 ans", {"age": 57, "benefits": ["ass"]}),
    ("J'ai un gars au RSA", {"benefits": ["rsa"]}),
    ("ne perçoit aucune prestation", {"benefits": []}),
    ("ne touche rien du tout, 28 ans, en recherche d'emploi", {"age": 28, "benefits": [], "jobseeking": True}),
    ("il ont 45 ans rsa", {"age": 45, "benefits": ["rsa"]}),
    ("Je ne sais pas son âge, il est au RSA", {"benefits": ["rsa"]}),
    ("19 ans, senior, RSA", {"benefits": ["rsa"]}),
    ("3 ans, RSA", {"benefits": ["rsa"]}),
    ("bientôt 50 ans, RSA", {"age": 49, "benefits": ["rsa"]}),
    ("RSA depuis 4 ans, 39 ans, 3 enfants, divorcée", {"age": 39, "benefits": ["rsa"]}),
    ("35 ans, AAH + RQTH, habite quartier prio", {"age": 35, "benefits": ["aah"], "disability_recognised": True}),
    ("n'a pas de RQTH mais une pension d'invalidité", {"disability_recognised": False, "benefits": ["invalidity"]}),
    ("gars 38a rsa", {"benefits": ["rsa"]}),
    (
        "38 ans; chomage (15 mois); rsa (oui)",
        {"age": 38, "registered_jobseeker": True, "months_unemployed": 15, "benefits": ["rsa"]},
    ),
    ("il dit être au RSA, 38 ans", {"age": 38, "benefits": ["rsa"]}),
    ("benefisiaire du rsa 33 ans", {"age": 33, "benefits": ["rsa"]}),
    ("alocation adulte handicapé, 40 ans", {"age": 40, "benefits": ["aah"]}),
    ("un BRSA de 33 ans", {"benefits": ["rsa"]}),
    ("a perdu le RSA en janvier", {"benefits": None}),
]


@pytest.mark.parametrize(("text", "said"), BENEFITS)
def test_it_reads_benefits_and_what_is_none(text: str, said: dict[str, Any]) -> None:
    _states(text, said)


DISABILITY: list[tuple[str, dict[str, Any]]] = [
    ("sans RQTH, 41 ans", {"age": 41, "disability_recognised": False}),
    ("carte d'invalidité, 39 ans", {"age": 39, "disability_recognised": True}),
    ("a la reconnaissance travailleur handicapé", {"disability_recognised": True}),
    ("reconnu par la MDPH, 36 ans", {"age": 36, "disability_recognised": True}),
    ("RQTH refusée, 30 ans", {"age": 30, "disability_recognised": False}),
    ("rqht valide", {"disability_recognised": True}),
    ("pas handicapé, pas au RSA, 33 ans", {"age": 33, "disability_recognised": False}),
    ("RQTH : non, RSA : non, 44 ans", {"age": 44, "disability_recognised": False}),
    (
        "48 ans inscrite au chômage 26 mois rqth",
        {"age": 48, "registered_jobseeker": True, "months_unemployed": 26, "disability_recognised": True},
    ),
    (
        "Candidat 1 : 45 ans. Inscrit France Travail : oui, depuis 7 mois. RSA : non. RQTH : non.",
        {"age": 45, "registered_jobseeker": True, "months_unemployed": 7, "disability_recognised": False},
    ),
    (
        "J'ai reçu un candidat de 47 ans, inscrit à France Travail depuis 16 mois, pas de RQTH. Est-ce bon pour vous ?",
        {"age": 47, "registered_jobseeker": True, "months_unemployed": 16, "disability_recognised": False},
    ),
    (
        "ni rqth ni rsa, 12 mois de chômage pile, 45 ans",
        {"age": 45, "disability_recognised": False, "registered_jobseeker": True, "months_unemployed": 12},
    ),
    ("pas de handicap reconnu", {"disability_recognised": False}),
    ("n'a jamais eu de RQTH", {"disability_recognised": False}),
    ("handicapé mais pas de RQTH", {"disability_recognised": False}),
    ("titulaire d'une RQTH jusqu'en 2028", {"disability_recognised": True}),
    (
        "travailleur handicapé (RQTH), 44 ans, DELD depuis 18 mois",
        {"age": 44, "disability_recognised": True, "registered_jobseeker": True, "months_unemployed": 18},
    ),
    ("handicap reconnu à 60%", {"disability_recognised": True}),
    (
        "inscrit à France Travail ? oui, depuis 2 ans. RQTH ? non",
        {"registered_jobseeker": True, "months_unemployed": 24, "disability_recognised": False},
    ),
    ("j'ignore s'il touche le RSA, 38 ans, RQTH", {"age": 38, "disability_recognised": True}),
    ("aucune idée de son âge, RQTH", {"disability_recognised": True}),
    ("travailleur handicaper 40 ans", {"age": 40, "disability_recognised": True}),
]


@pytest.mark.parametrize(("text", "said"), DISABILITY)
def test_it_reads_a_disability_only_where_it_is_recognised(text: str, said: dict[str, Any]) -> None:
    _states(text, said)


PROGRAMMES: list[tuple[str, dict[str, Any]]] = [
    ("salarié d'une entreprise d'insertion", {"programme": ["ei"]}),
    ("vient d'un chantier d'insertion", {"programme": ["aci"]}),
    ("mis à dispo par une association intermédiaire", {"programme": ["ai"]}),
    ("par une AI du coin", {"programme": ["ai"]}),
    ("j'ai un intérimaire d'une ETTI, 29 ans", {"age": 29, "programme": ["etti"]}),
    ("régie de quartier", {"programme": ["regie"]}),
    ("il bosse en ESAT", {"programme": ["esat"]}),
    ("stagiaire EPIDE 19 ans", {"age": 19, "programme": ["epide"]}),
    ("école de la deuxième chance, 18 ans", {"age": 18, "programme": ["e2c"]}),
    ("contrat d'engagement jeune", {"programme": ["cej"]}),
    ("PACEA mission locale", {"programme": ["pacea"]}),
    ("suivi par le PLIE", {"programme": ["plie"]}),
    ("le geik nous prete un gars", {"programme": ["geiq"]}),
    ("service militaire volontaire", {"programme": ["smv"]}),
    ("accompagnement intensif jeunes de France Travail", {"programme": ["aij"]}),
    (
        "aucun dispositif d'insertion, pas de handicap, aucune aide",
        {"programme": [], "disability_recognised": False, "benefits": []},
    ),
    ("suivi nulle part", {"programme": []}),
    ("en contrat dans une boîte d'insertion, 41 ans", {"age": 41, "programme": ["ei"]}),
    ("salarié en ACI", {"programme": ["aci"]}),
    ("AI, mise à disposition, 44 ans", {"age": 44, "programme": ["ai"]}),
    ("intérim d'insertion, 26 ans", {"age": 26, "programme": ["etti"]}),
    ("travailleur d'ESAT mis à disposition", {"programme": ["esat"]}),
    ("entreprise adaptée de travail temporaire", {"programme": ["eatt"]}),
    ("alternant GEIQ BTP, 20 ans", {"age": 20, "programme": ["geiq"]}),
    (
        "contrat d'engagement jeune à la mission locale, 19 ans, jamais travaillé",
        {"age": 19, "programme": ["cej"], "work_experience": False},
    ),
    ("suivi AIJ à France Travail", {"programme": ["aij"]}),
    ("il sort de l'EPIDE, 21 ans", {"age": 21, "programme": ["epide"]}),
    ("suivi par aucun dispositif, ni PLIE ni IAE", {"programme": []}),
    (
        "aucun accompagnement, aucune allocation, aucun handicap",
        {"programme": [], "benefits": [], "disability_recognised": False},
    ),
    ("presque 26 ans, CEJ", {"age": 25, "programme": ["cej"]}),
    ("Salariée d'un atelier et chantier d'insertion, 28 ans", {"age": 28, "programme": ["aci"]}),
    ("envoyé par l'ETTI Id'ees Intérim, 40 ans", {"age": 40, "programme": ["etti"]}),
    ("agence d'intérim d'insertion", {"programme": ["etti"]}),
    ("via la régie de quartier des Couronneries", {"programme": ["regie"]}),
    ("un gars du GEIQ BTP 86", {"programme": ["geiq"]}),
    ("contrat de pro avec un groupement d'employeurs pour l'insertion et la qualification", {"programme": ["geiq"]}),
    ("accompagnée PLIE, au RSA", {"programme": ["plie"], "benefits": ["rsa"]}),
    ("volontaire du service militaire volontaire, 20 ans", {"age": 20, "programme": ["smv"]}),
    ("en EPIDE depuis 6 mois", {"programme": ["epide"]}),
    ("il n'est suivi par personne", {"programme": []}),
]


@pytest.mark.parametrize(("text", "said"), PROGRAMMES)
def test_it_reads_structures_and_programmes(text: str, said: dict[str, Any]) -> None:
    _states(text, said)


PLACES_AND_PROTECTION: list[tuple[str, dict[str, Any]]] = [
    ("demandeur d'asile avec l'ADA", {"protection": "asylum-seeker", "benefits": ["ada"]}),
    (
        "statut de réfugié, afghan, 25 ans, inscrit à France Travail",
        {"age": 25, "protection": "refugee", "registered_jobseeker": True},
    ),
    ("pas réfugié, français, 40 ans", {"age": 40, "protection": "none"}),
    (
        "ukrainienne sous protection temporaire, inscrite à France Travail depuis 14 mois",
        {"protection": "temporary", "registered_jobseeker": True, "months_unemployed": 14},
    ),
    ("habite en quartier prioritaire, cherche du boulot", {"priority_area": "qpv", "jobseeking": True}),
    ("n'habite pas en QPV, 30 ans", {"age": 30, "priority_area": "none"}),
    ("hors qpv", {"priority_area": "none"}),
    (
        "en ZFRR, inscrit FT depuis 5 mois",
        {"priority_area": "zrr", "registered_jobseeker": True, "months_unemployed": 5},
    ),
    ("RSA + RQTH + QPV", {"benefits": ["rsa"], "disability_recognised": True, "priority_area": "qpv"}),
    ("il bénéficie de l'AAH et vit en QPV", {"benefits": ["aah"], "priority_area": "qpv"}),
    ("l'ADA depuis 4 mois, demandeur d'asile", {"benefits": ["ada"], "protection": "asylum-seeker"}),
    ("pas d'allocation, pas de dispositif, pas de QPV", {"benefits": [], "programme": [], "priority_area": "none"}),
    ("Réfugiée statutaire, 33 ans, cherche un emploi", {"age": 33, "protection": "refugee", "jobseeking": True}),
    ("Afghane sous protection subsidiaire", {"protection": "subsidiary"}),
    (
        "Ukrainien, protection temporaire, 41 ans, au chômage depuis 13 mois",
        {"age": 41, "protection": "temporary", "registered_jobseeker": True, "months_unemployed": 13},
    ),
    ("demande d'asile en cours, 25 ans", {"age": 25, "protection": "asylum-seeker"}),
    (
        "un réfugié qui vit en zone rurale ZRR, 31 ans, au chômage depuis 1 mois",
        {
            "age": 31,
            "protection": "refugee",
            "priority_area": "zrr",
            "registered_jobseeker": True,
            "months_unemployed": 1,
        },
    ),
    ("quartier prioritaire de la politique de la ville, cherche emploi", {"priority_area": "qpv", "jobseeking": True}),
    (
        "homme 31 ans, BEP, chômeur 22 mois, QPV",
        {
            "age": 31,
            "qualification": "cap-bep",
            "registered_jobseeker": True,
            "months_unemployed": 22,
            "priority_area": "qpv",
        },
    ),
    ("vit dans un QPV, ne travaille pas, 29 ans", {"age": 29, "priority_area": "qpv", "jobseeking": True}),
    ("n'habite ni dans un QPV ni en ZRR", {"priority_area": "none"}),
    ("commune en ZRR, 45 ans, sans emploi", {"age": 45, "priority_area": "zrr", "jobseeking": True}),
    ("a obtenu l'asile, statut réfugié, 30 ans", {"age": 30, "protection": "refugee"}),
    ("ni réfugié ni demandeur d'asile", {"protection": "none"}),
    ("française, 44 ans", {"age": 44, "protection": "none"}),
    ("refujié soudanais 24 ans", {"age": 24, "protection": "refugee"}),
    ("kartier prioritaire, cherche du taf, 29 ans", {"age": 29, "priority_area": "qpv", "jobseeking": True}),
]


@pytest.mark.parametrize(("text", "said"), PLACES_AND_PROTECTION)
def test_it_reads_where_a_person_lives_and_by_which_protection(text: str, said: dict[str, Any]) -> None:
    _states(text, said)


JUSTICE_FAMILY_HOUSING: list[tuple[str, dict[str, Any]]] = [
    ("sorti de prison en septembre, 38 ans", {"age": 38, "justice": True}),
    ("bracelet électronique", {"justice": True}),
    ("suivi par le SPIP, 27 ans", {"age": 27, "justice": True}),
    ("pas de soucis avec la justice", {"justice": False}),
    ("casier vierge", {"justice": False}),
    ("maman solo, 2 enfants de 3 et 5 ans, 29 ans", {"age": 29, "lone_parent": True}),
    (
        "élève seule ses enfants, au chômage depuis 5 mois, 33 ans",
        {"age": 33, "lone_parent": True, "registered_jobseeker": True, "months_unemployed": 5},
    ),
    ("mariée, deux enfants", {"lone_parent": False}),
    ("SDF, 50 ans, sans emploi", {"age": 50, "care_leaver_or_homeless": True, "jobseeking": True}),
    ("dort dans sa voiture, RSA", {"care_leaver_or_homeless": True, "benefits": ["rsa"]}),
    ("sortant ASE 18 ans", {"age": 18, "care_leaver_or_homeless": True}),
    ("ancien enfant placé, 21 ans, RSA", {"age": 21, "care_leaver_or_homeless": True, "benefits": ["rsa"]}),
    ("hébergé en CHRS", {"care_leaver_or_homeless": True}),
    ("ancien détenu, 33 ans", {"age": 33, "justice": True}),
    (
        "en couple, logé, jamais eu affaire à la justice",
        {"lone_parent": False, "care_leaver_or_homeless": False, "justice": False},
    ),
    ("je voudrais embaucher un gars de 35 ans qui sort de taule", {"age": 35, "justice": True}),
    (
        "nationalité française, pas de QPV, pas de justice",
        {"protection": "none", "priority_area": "none", "justice": False},
    ),
    ("libéré en janvier, suivi SPIP", {"justice": True}),
    ("en liberté conditionnelle, 29 ans", {"age": 29, "justice": True}),
    ("sous contrôle judiciaire", {"justice": True}),
    ("aucune condamnation", {"justice": False}),
    ("jamais fait de prison", {"justice": False}),
    (
        "vit seule avec ses 3 enfants, 38 ans, inscrite depuis 4 mois",
        {"age": 38, "lone_parent": True, "registered_jobseeker": True, "months_unemployed": 4},
    ),
    ("père isolé", {"lone_parent": True}),
    ("famille monoparentale, RSA majoré", {"lone_parent": True, "benefits": ["rsa"]}),
    ("pas d'enfant", {"lone_parent": False}),
    ("hébergée chez une amie, 30 ans", {"age": 30, "care_leaver_or_homeless": True}),
    ("sans logement stable", {"care_leaver_or_homeless": True}),
    ("il a un logement, célibataire sans enfant", {"care_leaver_or_homeless": False, "lone_parent": False}),
    ("sort de l'aide sociale à l'enfance, 18 ans et demi", {"age": 18, "care_leaver_or_homeless": True}),
    ("il vit à la rue depuis 2 ans", {"care_leaver_or_homeless": True}),
    ("sorti de détention il y a 3 mois, cherche du travail", {"justice": True, "jobseeking": True}),
    ("condamné avec sursis, suivi par le SPIP", {"justice": True}),
    ("n'a pas de suivi judiciaire", {"justice": False}),
    ("sans problème de justice", {"justice": False}),
    ("elle élève seule son fils de 4 ans, RSA majoré, 26 ans", {"age": 26, "lone_parent": True, "benefits": ["rsa"]}),
    (
        "papa solo, 2 gosses, 37 ans, chômage 5 mois",
        {"age": 37, "lone_parent": True, "registered_jobseeker": True, "months_unemployed": 5},
    ),
    ("vit en couple, 2 enfants", {"lone_parent": False}),
    ("sans domicile, dort au 115, 34 ans", {"age": 34, "care_leaver_or_homeless": True}),
    ("placé en foyer jusqu'à 18 ans, 19 ans aujourd'hui", {"age": 19, "care_leaver_or_homeless": True}),
    ("ancien ASE, 20 ans, plus d'études", {"age": 20, "care_leaver_or_homeless": True, "left_studies": True}),
    (
        "locataire, pas d'enfants, pas de soucis judiciaires",
        {"care_leaver_or_homeless": False, "lone_parent": False, "justice": False},
    ),
    ("sorti 2 prison, 29 ans", {"age": 29, "justice": True}),
    ("veuve avec deux enfants à charge", {"lone_parent": True}),
    ("sa mère l'héberge", {"care_leaver_or_homeless": None}),
    ("logé en foyer", {"care_leaver_or_homeless": None}),
]


@pytest.mark.parametrize(("text", "said"), JUSTICE_FAMILY_HOUSING)
def test_it_reads_justice_family_and_housing(text: str, said: dict[str, Any]) -> None:
    _states(text, said)


HIRE: list[tuple[str, dict[str, Any]]] = [
    ("avis motivé de la mission locale obtenu, 34 ans", {"age": 34, "opinion": True}),
    ("on a un avis motivé de France Travail", {"opinion": True}),
    ("pas d'avis motivé", {"opinion": False}),
    ("mon salarié a 52 ans et la RQTH", {"age": 52, "disability_recognised": True, "already_employed": True}),
    ("déjà en CDI chez nous depuis 2 ans, 55 ans", {"age": 55, "already_employed": True}),
    ("un de mes ouvriers vient d'avoir la RQTH", {"already_employed": True, "disability_recognised": True}),
    ("pas encore embauché, 51 ans, au chômage", {"age": 51, "registered_jobseeker": True, "already_employed": False}),
    ("France Travail a donné un avis motivé", {"opinion": True}),
    ("l'avis motivé a été refusé", {"opinion": False}),
    ("elle travaille déjà chez nous, 52 ans", {"age": 52, "already_employed": True}),
    ("il est dans la boîte depuis 3 ans, RQTH", {"disability_recognised": True, "already_employed": True}),
    ("embauché chez moi en janvier, RSA", {"already_employed": True, "benefits": ["rsa"]}),
    ("le PLIE nous a donné un avis motivé, 46 ans", {"age": 46, "opinion": True}),
    ("avis motivé refusé par France Travail", {"opinion": False}),
    ("sans avis motivé", {"opinion": False}),
    ("notre salariée depuis 4 ans a 53 ans", {"age": 53, "already_employed": True}),
    ("il bosse déjà pour moi, 52 ans, rqth", {"age": 52, "disability_recognised": True, "already_employed": True}),
    ("en CDD chez moi jusqu'en décembre", {"already_employed": True}),
    ("la mission locale a donné un avis favorable", {"opinion": True}),
    ("avis motivé de France Travail", {"opinion": True}),
    ("la mission locale refuse de donner un avis", {"opinion": False}),
]


@pytest.mark.parametrize(("text", "said"), HIRE)
def test_it_reads_an_opinion_and_who_is_on_the_staff(text: str, said: dict[str, Any]) -> None:
    _states(text, said)


AGES: list[tuple[str, dict[str, Any]]] = [
    ("ni AAH ni RSA, 40 ans", {"age": 40}),
    ("il n'a plus le RSA, 35 ans", {"age": 35}),
    ("prime d'activité et petit boulot, 31 ans", {"age": 31}),
    ("23 ans, senior", {}),
    ("il a 5 ans", {}),
    ("age 250", {}),
    ("RQTH en cours, 30 ans", {"age": 30}),
    ("j'ai un intérimaire classique 29 ans", {"age": 29}),
    ("pas suivi par le plie, 45 ans", {"age": 45}),
    ("avis motivé demandé, en attente", {}),
    ("je sais pas s'il a la RQTH, 44 ans", {"age": 44}),
    ("peut-être au RSA, 44 ans", {"age": 44}),
    ("44 ans, RSA je crois", {"age": 44}),
    ("son mari est au RSA, elle a 40 ans et rien", {"age": 40}),
    ("pas de RSA, d'AAH ni d'ASS, 40 ans", {"age": 40}),
    ("un retraité de 66 ans", {"age": 66}),
    ("au chômage partiel, 45 ans", {"age": 45}),
    ("inscrit à la mission locale, 20 ans", {"age": 20}),
    ("un mec 55 balais qui pointe plus depuis 6 mois", {"age": 55}),
    ("Elle ne touche pas le RSA mais la prime d'activité, 34 ans", {"age": 34}),
    ("Il touchait le RSA avant, 34 ans, plus maintenant", {"age": 34}),
    ("ancien allocataire du RSA", {}),
    ("demande de RSA en cours, 34 ans", {"age": 34}),
    ("AAH supprimée, 40 ans", {"age": 40}),
    ("il a un handicap, 30 ans", {"age": 30}),
    ("dossier MDPH en cours, 30 ans", {"age": 30}),
    ("pas encore d'avis motivé", {}),
    ("apparemment RQTH, 53 ans", {"age": 53}),
    ("il me semble qu'elle touche l'AAH, 36 ans", {"age": 36}),
    ("RSA, pas sûr, 36 ans", {"age": 36}),
    ("il n'est ni au RSA, ni à l'ASS, ni à l'AAH; 50 ans", {"age": 50}),
    ("retraité, 67 ans", {"age": 67}),
    ("indemnisé par l'ARE depuis 13 mois, 33 ans", {"age": 33}),
    ("elle a seulement la prime d'activité et les APL, 33 ans", {"age": 33}),
    ("pas d'aides à part les allocs familiales, 33 ans", {"age": 33}),
    ("suivi Cap emploi, RQTH en cours de renouvellement, 33 ans", {"age": 33}),
    ("RQTH expirée, 33 ans", {"age": 33}),
    ("elle vient d'avoir 50 ans, elle cherche", {"age": 50}),
    ("pas en insertion, pas au PLIE, 30 ans", {"age": 30}),
    ("j'ai embauché en mars un gars de 55 ans", {"age": 55}),
    ("jsé pa sil é inscri, 38 an", {"age": 38}),
    ("dmdeur d'emploi 27 mois 46 ans", {"age": 46}),
    ("sorti de l'ASE à 18 ans, il en a 20, a 20 ans", {"age": 20}),
    ("inscrit le 15/01/2025, 40 ans", {"age": 40, "months_unemployed": 22}),
    ("inscription FT janvier 2025", {"months_unemployed": 22}),
]


@pytest.mark.parametrize(("text", "said"), AGES)
def test_it_reads_only_an_age_or_nothing_at_all(text: str, said: dict[str, Any]) -> None:
    _states(text, said)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("il n'a plus le RSA", "benefits"),
        ("ni AAH ni RSA", "benefits"),
        ("prime d'activité seulement", "benefits"),
        ("touche l'ARE depuis 7 mois", "benefits"),
        ("indemnisé par l'ARE depuis 13 mois", "months_unemployed"),
        ("demande de RSA en cours", "benefits"),
        ("touchait le RSA l'an dernier", "benefits"),
        ("sa femme touche le RSA", "benefits"),
        ("peut-être au RSA", "benefits"),
        ("RSA, pas sûr", "benefits"),
        ("au RSA ou pas, je sais pas", "benefits"),
        ("faut-il en plus demander le RSA ?", "benefits"),
        ("RQTH en cours", "disability_recognised"),
        ("je sais pas s'il a la RQTH", "disability_recognised"),
        ("il lui manque un bras", "disability_recognised"),
        ("il a un handicap", "disability_recognised"),
        ("carte d'invalidité", "benefits"),
        ("inscrit à la mission locale", "registered_jobseeker"),
        ("on ne sait pas s'il est inscrit", "registered_jobseeker"),
        ("au chômage partiel", "registered_jobseeker"),
        ("en intérim chez Adecco depuis 2 ans", "programme"),
        ("pas suivi par le plie", "programme"),
        ("j'ai un gars au RSA", "programme"),
        ("au RSA depuis 2 ans", "months_unemployed"),
        ("en ACI depuis 4 mois", "months_unemployed"),
        ("il parle à peine français", "protection"),
        ("la cinquantaine, au chômage", "age"),
        ("environ 48 ans", "age"),
        ("sorti de l'école à 16 ans", "age"),
        ("carte de séjour de 10 ans", "age"),
        ("a bossé 20 ans dans le bâtiment", "age"),
        ("2 enfants de 3 et 5 ans", "age"),
        ("avis motivé demandé, en attente", "opinion"),
        ("pas encore d'avis motivé", "opinion"),
        ("je compte embaucher un homme de 55 ans", "already_employed"),
        ("inscrit depuis 2025", "months_unemployed"),
    ],
)
def test_what_was_not_said_stays_unknown(text: str, unknown: str) -> None:
    assert _read(text).facts.as_json().get(unknown) is None


@pytest.mark.parametrize(
    ("text", "fact", "says"),
    [
        ("il a 5 ans, RSA", "age", "5 ans, ce n'est pas un âge possible"),
        ("âge 250, RSA", "age", "250 ans, ce n'est pas un âge possible"),
        ("né en 1920, RSA", "age", "106 ans"),
        ("23 ans, senior, RSA", "age", "23 ans, senior"),
        ("un mineur de 22 ans, RSA", "age", "22 ans, mineur"),
        ("deux jeunes de 19 et 22 ans, RSA", "age", "19 ans, 22 ans"),
        ("45 ans, RSA, enfin 46 ans", "age", "45 ans, 46 ans"),
        ("18 ans, au chômage depuis 10 ans, RSA", "months_unemployed", "120 mois"),
        ("au chômage depuis 90 ans, RSA", "months_unemployed", "1080 mois"),
        ("au chômage depuis 3 mois, RSA, inscrit depuis 8 mois", "months_unemployed", "3 mois, 8 mois"),
        ("a déjà travaillé, n'a jamais travaillé, RSA", "work_experience", "ne vont pas ensemble"),
    ],
)
def test_what_cannot_be_is_named_and_not_taken_and_the_rest_kept(text: str, fact: str, says: str) -> None:
    profile = _read(text)
    assert [problem.fact for problem in profile.problems] == [fact]
    assert says in profile.problems[0].says
    assert fact not in profile.facts.as_json()
    assert profile.facts.benefits == frozenset({"rsa"})


@pytest.mark.parametrize(
    ("today", "months"), [(date(2026, 11, 23), 8), (date(2026, 3, 1), 0), (date(2027, 2, 1), 11), (date(2027, 4, 1), 1)]
)
def test_since_a_month_counts_from_today(today: date, months: int) -> None:
    assert read("inscrit à France Travail depuis mars", WORDS, today).facts.months_unemployed == months


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "?",
        ":",
        ",,,",
        "12",
        "ans",
        "depuis",
        "pas",
        "ni",
        "1 an " * 400,
        "depuis le 31/13/2099",
        "\x00",
        "9" * 500,
    ],
)
def test_odd_texts_state_no_benefit_and_do_not_fail(text: str) -> None:
    assert _read(text).facts.benefits is None


PIECES = st.sampled_from(
    [
        "RSA",
        "RQTH",
        "AAH",
        "23",
        "ans",
        "depuis",
        "2",
        "pas",
        "de",
        "ni",
        ",",
        ".",
        ":",
        "?",
        "(",
        ")",
        "chômage",
        "inscrit",
        "mois",
        "un",
        "an",
        "et",
        "demi",
        "non",
        "aucune",
        "mars",
        "2024",
        "né",
        "en",
        "le",
        "plus",
        "18",
        "à",
        "école",
        "diplôme",
        "sans",
        "99999",
        "0",
        "senior",
        "moins",
        "d'un",
        "CAP",
        "bac",
        "+3",
        "12/13/2025",
        "avis",
        "motivé",
        "oui",
        "chez",
        "nous",
    ]
)


@given(st.text(max_size=200) | st.lists(PIECES, max_size=30).map(" ".join))
def test_reading_never_fails_and_never_takes_an_impossible_value(text: str) -> None:
    facts = _read(text).facts
    for name, sheet in WORDS.file.facts.items():
        value = facts.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            assert sheet.bounds is not None
            assert sheet.bounds.hold(value)
        if isinstance(value, str):
            assert value in sheet.values
        if isinstance(value, frozenset):
            assert value <= set(sheet.values)


@given(
    st.permutations(["41 ans", "inscrit à France Travail depuis 9 mois", "au RSA", "sans RQTH", "habite un QPV", "BEP"])
)
def test_the_order_of_sentences_changes_nothing(said: list[str]) -> None:
    assert _read(". ".join(said)).facts.as_json() == {
        "age": 41,
        "registered_jobseeker": True,
        "months_unemployed": 9,
        "qualification": "cap-bep",
        "benefits": ["rsa"],
        "disability_recognised": False,
        "priority_area": "qpv",
    }


@pytest.mark.skipif(not CASES.exists(), reason="the labelled cases are not on this machine")
def test_the_labelled_cases_are_read() -> None:
    wrong = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        facts = _read(case["text"]).facts.completed().as_json()
        loose = case.get("loose", [])
        wrong += [
            case["text"] for name, value in case["facts"].items() if name not in loose and facts.get(name) != value
        ]
    assert wrong == []
