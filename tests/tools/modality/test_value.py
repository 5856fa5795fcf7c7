"""The value of a contract in a buyer's words: over years, renewals, lots; this contract's amount and no other's."""

from datetime import date

import pytest

from bot.tools.modality.reading import heard
from tests import shipped

TODAY = date(2026, 11, 23)
WORDS = shipped.contract_words()

YEARS: list[tuple[str, int]] = [
    ("propreté, 30 000 € HT par an, contrat d'un an renouvelable deux fois", 90_000),
    ("propreté, 30 000 € HT par an, contrat d'un an non renouvelable", 30_000),
    ("tonte, 25 000 € HT chaque année, un an ferme puis quatre reconductions", 125_000),
    ("tonte, estimation annuelle de 25 000 € HT, deux reconductions d'un an", 75_000),
    ("vitrerie, 10 000 € HT par période d'un an, reconductible trois fois", 40_000),
    ("vitrerie, 10 000 € HT par période, marché de 2 ans reconductible 1 fois", 20_000),
    ("collecte, 90 000 € HT l'année, deux ans prolongeable d'un an", 270_000),
    ("collecte : 90 000 € HT / an ; durée : 12 mois ; reconductions : 2", 270_000),
    ("lingerie, 8 000 € HT par trimestre pendant 3 ans", 96_000),
    ("lingerie, 16 000 € HT par semestre x 3 ans", 96_000),
    ("lingerie, 32 000 € HT x 3 ans", 96_000),
    ("lingerie, 32 000 € HT/an x3, commune", 96_000),
    ("accueil, 2 500 € HT mensuels sur 24 mois", 60_000),
    ("accueil, 70 000 € HT sur 2 ans, renouvelable une fois pour la même durée", 140_000),
    ("accueil, 70 000 € HT sur 2 ans", 70_000),
    ("accueil, 70 000 € HT au total, un an renouvelable trois fois", 70_000),
    ("accueil, 70 000 € HT, reconductions comprises, un an renouvelable trois fois", 70_000),
    ("accueil, montant maximum de 70 000 € HT sur la durée totale, un an renouvelable trois fois", 70_000),
    ("ménage, 3 x 15 000 € HT", 45_000),
    ("ménage, marché triennal, 12 000 € HT par an", 36_000),
    ("ménage, 5 000 € HT la période, quatre périodes", 20_000),
    ("ménage, 520 € HT par semaine pendant 2 ans", 54_080),
    ("ménage, 20 000 € HT/an, un an puis deux périodes de reconduction d'un an", 60_000),
    ("ménage, 20 000 € HT/an, 3 ans dont 2 reconductions", 60_000),
    ("ménage, contrat de 36 mois, 1 000 € HT par mois", 36_000),
]
PERIODS_BEFORE: list[tuple[str, int]] = [
    ("accueil, loyer mensuel de 1 500 € HT, durée totale 24 mois", 36_000),
    ("accueil, montant trimestriel : 6 000 € HT, deux ans", 48_000),
    ("accueil, 6 000 € HT semestriels pendant 2 ans", 24_000),
    ("accueil, chaque mois 1 500 € HT, 24 mois", 36_000),
    ("réunion mensuelle comprise, accueil, 36 000 € HT", 36_000),
    ("accueil, 36 000 € HT sur la durée du contrat (2 ans + 1 reconduction)", 36_000),
]
SPANS: list[tuple[str, int]] = [
    ("propreté, 30 000 € HT par an, du 01/07/2027 au 30/06/2029", 60_000),
    ("propreté, 30 000 € HT par an de 2027 à 2029", 90_000),
    ("propreté, 1 000 € HT par mois, de mars 2027 à décembre 2027", 10_000),
    ("propreté, 30 000 € HT jusqu'au 30/06/2029", 30_000),
    ("propreté, 30 000 € HT par an, publication du 1er au 31 mars 2027, marché de 2 ans", 60_000),
    ("propreté, 30 000 € HT par an, 2 ans puis une reconduction annuelle", 90_000),
    ("propreté, 30 000 € HT par an, un an, deux périodes supplémentaires d'un an", 90_000),
    ("propreté, 30 000 € HT par an, un an puis deux années en option", 90_000),
    ("propreté, 30 000 € HT par an, 12 mois que l'on peut reconduire deux fois", 90_000),
    ("propreté, 30 000 € HT annuels, 2 ans puis deux fois un an", 120_000),
    ("propreté, 30 000 € HT par an, reconduction expresse possible 3 fois, durée initiale d'un an", 120_000),
]
SINGLE_YEARS: list[tuple[str, int]] = [
    ("propreté, 30 000 € HT la première année puis 20 000 € HT les suivantes, 3 ans", 70_000),
    ("propreté, 30 000 € HT la 1ère année et 20 000 € HT les deux années suivantes", 70_000),
    ("propreté, 30 000 € HT la première année, puis 20 000 € HT pour chacune des deux suivantes", 70_000),
    ("propreté, année 1 : 30 000 € HT, année 2 : 20 000 € HT", 50_000),
    ("propreté, 30 000 € HT en 2027, 20 000 € HT en 2028", 50_000),
    ("propreté, 30 000 € HT la première année, ensuite 20 000 € HT par an, sur quatre ans", 90_000),
    ("propreté, 30 000 € HT la première année, puis 20 000 € HT par an pendant trois ans", 90_000),
    ("propreté, an 1 : 30 000 € HT, années suivantes : 20 000 € HT, total 4 ans", 90_000),
    ("propreté, la 1re année 30 000 € HT, les trois autres 20 000 € HT", 90_000),
    ("propreté, lancement en 2027, 30 000 € HT", 30_000),
]
RENEWED_AT_THE_SAME_PRICE: list[tuple[str, int | None]] = [
    ("propreté, 40 000 € HT la première année puis deux reconductions d'un an", 120_000),
    ("propreté, 40 000 € HT pour la 1ère année, renouvelable trois fois aux mêmes conditions financières", 160_000),
    ("propreté, 40 000 € HT la première année puis deux reconductions d'un an à 30 000 € HT", 100_000),
    ("propreté, un an à 40 000 € HT, reconductible trois fois", 160_000),
    ("propreté, contrat de 12 mois pour 40 000 € HT, tacitement reconductible une fois", 80_000),
    ("propreté, 40 000 € HT, un an reconductible deux fois au même prix", 120_000),
    ("propreté, 40 000 € HT la première année, reconductible deux fois, 110 000 € HT au total", 110_000),
    ("propreté, un an à 40 000 € HT reconductible deux fois, soit 120 000 € HT", 120_000),
    ("propreté, contrat d'un an à 40 000 € HT non reconductible", 40_000),
    ("propreté, un an à 40 000 € HT reconductible deux fois, reconductions comprises", 40_000),
    ("propreté, 40 000 € HT la première année puis deux reconductions à prix réduit", None),
    ("propreté, un an à 40 000 € HT reconductible deux fois, le montant des suivantes reste à définir", None),
    ("propreté, un an à 40 000 € HT, reconductible", None),
    ("propreté, deux ans à 40 000 € HT, reconductible une fois", None),
]
SOUGHT: list[tuple[str, str, int | None]] = [
    ("la commune cherche un maître d'œuvre pour rénover la halle, travaux de 2 M€ HT, honoraires 160 000 € HT",
     "services", 160_000),
    ("la commune cherche un maître d'œuvre pour rénover la halle, travaux de 2 M€ HT", "services", None),
    ("besoin d'une équipe de maîtres d'œuvre, extension de la crèche, 2 M€ HT de travaux, rémunération 160 000 € HT",
     "services", 160_000),
    ("recherchons économiste de la construction, rénovation de la halle, travaux 2 M€ HT, honoraires 30 000 € HT",
     "services", 30_000),
    ("l'agglo choisit un paysagiste concepteur pour aménager un square, travaux 2 M€ HT, honoraires 70 000 € HT",
     "services", 70_000),
    ("la commune cherche une entreprise pour rénover la halle, travaux estimés à 2 M€ HT", "works", 2_000_000),
    ("le maître d'œuvre cherche une entreprise pour rénover la halle, 2 M€ HT", "works", 2_000_000),
    ("notre architecte estime les travaux de rénovation de la halle à 2 M€ HT", "works", 2_000_000),
    ("rénovation de la halle 2 M€ HT, on a un maître d'œuvre", "works", 2_000_000),
]  # fmt: skip
TRADES: list[tuple[str, int]] = [
    ("école : maçonnerie 90 000 € HT, charpente 40 000 € HT, plomberie 20 000 € HT", 150_000),
    ("école : 90 000 € HT de maçonnerie, 40 000 € HT de charpente", 130_000),
    ("propreté 30 000 € HT, vitrerie 12 000 € HT", 42_000),
    ("maçonnerie 90 000 € HT, charpente 40 000 € HT, total 135 000 € HT", 135_000),
]
PARTS: list[tuple[str, int]] = [
    ("deux lots de 40 000 € HT chacun", 80_000),
    ("deux lots pour un total de 40 000 € HT", 40_000),
    ("lot 1 à 40 000 € HT, lot 2 à 25 000 € HT", 65_000),
    ("lot 2 du marché, 25 000 € HT (l'ensemble des lots fait 90 000 € HT)", 90_000),
    ("tranche ferme 100 000 € HT + tranche optionnelle 50 000 € HT", 150_000),
    ("tranche ferme de 100 000 € HT et trois tranches optionnelles de 50 000 € HT chacune", 250_000),
    ("école en six lots, 1,4 M€ HT", 1_400_000),
    ("voirie, phase 1 : 100 000 € HT, phase 2 : 50 000 € HT", 150_000),
    ("voirie, 200 000 € HT dont 30 000 € HT de signalisation", 200_000),
    ("propreté, 2 lots (nord et sud) de 40 000 € HT", 80_000),
    ("propreté, 200 000 € HT en 4 lots de 50 000 € HT", 200_000),
    ("propreté en trois lots : 40, 30 et 20 k€ HT", 90_000),
    ("école : gros œuvre 90 000 € HT, lots secondaires 60 000 € HT", 150_000),
    ("achat de 3 camions à 40 000 € HT pièce", 120_000),
    ("achat de 2 véhicules à 30 000 € HT chacun", 60_000),
    ("groupement de trois communes, 30 000 € HT chacune, propreté", 90_000),
    ("propreté, 4 x 12 mois à 1 000 € HT par mois", 48_000),
    ("broyage, trois campagnes à 10 000 € HT chacune", 30_000),
    ("propreté, 1ère période 30 000 € HT, 2e période 20 000 € HT", 50_000),
    ("voirie, TF 100 000 € HT, TO 40 000 € HT", 140_000),
    ("voirie, 100 000 € HT en tranche ferme et 40 000 € HT en tranche optionnelle", 140_000),
    ("propreté, lot 1 : 40 000 € HT, lot 2 : 25 000", 65_000),
    ("propreté, secteur nord 40 000 € HT, secteur sud 40 000 € HT", 80_000),
    ("école 150 000 € HT : gros œuvre 90 000 € HT, charpente 60 000 € HT", 150_000),
    ("voirie, TF : 100 000 € HT + TO1 : 40 000 € HT + TO2 : 30 000 € HT", 170_000),
    ("voirie 100 000 € HT, à quoi s'ajoutent 20 000 € HT d'éclairage", 120_000),
    ("voirie, minimum 50 000 € HT, maximum 200 000 € HT", 200_000),
]
WHOSE: list[tuple[str, int]] = [
    ("maîtrise d'œuvre de 80 000 € HT pour des travaux de 1,1 M€ HT", 80_000),
    ("contrôle technique 12 000 € HT, montant des travaux 3 M€ HT", 12_000),
    ("mission SPS sur un chantier de 4 M€ HT : 9 000 € HT", 9_000),
    ("OPC, 60 000 € HT, construction d'un lycée à 20 M€ HT", 60_000),
    ("bureau de contrôle (2 M€ HT de travaux), 14 000 € HT", 14_000),
    ("étude de faisabilité 20 000 € HT en vue d'un projet de 900 000 € HT", 20_000),
    ("maîtrise d'œuvre pour la rénovation de la crèche, 45 000 € HT", 45_000),
    ("travaux du stade 2 M€ HT ; la maîtrise d'œuvre a déjà été attribuée à 150 000 € HT", 2_000_000),
    ("travaux du stade 2 M€ HT, hors maîtrise d'œuvre (150 000 € HT)", 2_000_000),
    ("travaux du stade 2 M€ HT, la maîtrise d'œuvre relève d'un autre marché de 150 000 € HT", 2_000_000),
    ("je suis architecte, travaux du stade 2 M€ HT", 2_000_000),
    ("l'ancien marché était de 70 000 € HT, le nouveau est estimé à 95 000 € HT", 95_000),
    ("nettoyage, 95 000 € HT contre 70 000 € HT", 95_000),
    ("gardiennage 60 000 € TTC soit 50 000 € HT", 50_000),
    ("architecte pour une école à 3 M€ HT, honoraires de 210 000 € HT", 210_000),
    ("assurance dommages-ouvrage 40 000 € HT pour un chantier de 5 M€ HT", 40_000),
    ("nettoyage de fin de chantier 20 000 € HT sur une opération de 6 M€ HT", 20_000),
    ("étude d'impact 30 000 € HT pour un projet de 12 M€ HT", 30_000),
    ("gardiennage 50 000 € HT, subvention de 20 000 € de l'État", 50_000),
    ("gardiennage, sous réserve de subvention, 50 000 € HT", 50_000),
    ("travaux du stade 2 M€ HT, avec une aide du département de 500 000 €", 2_000_000),
    ("travaux du stade 2 M€ HT, dont l'État paie une part : 700 000 € de dotation", 2_000_000),
    ("étude 20 000 € HT pour préparer une délégation de service public de 9 M€", 20_000),
    ("maîtrise d'œuvre, taux de 10 % appliqué au montant de travaux de 1 M€ HT", 100_000),
    ("travaux du stade 2 M€ HT payés par un emprunt de 3 M€", 2_000_000),
    ("gardiennage 50 000 € HT, le titulaire sortant en facturait 60 000 € HT", 50_000),
    ("diagnostic amiante avant travaux : 7 000 € HT, puis travaux estimés à 1 M€ HT", 7_000),
    ("maîtrise d'œuvre, honoraires de 9 % d'un montant de travaux de 1 M€ HT", 90_000),
    ("architecte, 9 % de 2 M€ HT", 180_000),
    ("architecte rémunéré 7,5 % du coût des travaux, estimé à 2 M€ HT", 150_000),
    ("architecte, 8 % du montant des travaux, soit 90 000 € HT", 90_000),
    ("maîtrise d'œuvre 90 000 € HT, soit 9 % de 1 M€ HT de travaux", 90_000),
    ("budget global de la commune 9 M€, gardiennage 50 000 € HT", 50_000),
    ("travaux du stade 2 M€ HT (hors honoraires de maîtrise d'œuvre 150 000 € HT)", 2_000_000),
    ("travaux du stade 2 M€ HT, l'architecte est déjà choisi pour 150 000 € HT", 2_000_000),
    ("mission de MOE à 9,5 % sur un budget travaux de 2 M€ HT", 190_000),
    ("étude de programmation 20 000 € HT pour un centre de loisirs de 3 M€ HT", 20_000),
    ("gardiennage 50 000 € HT (45 000 € HT lors du précédent marché)", 50_000),
    ("travaux du stade 2 M€ HT, prêt de la Caisse des dépôts et consignations de 800 000 €", 2_000_000),
    ("travaux du stade 2 M€ HT, financés par la Banque des territoires à hauteur de 900 000 €", 2_000_000),
    ("travaux du stade 2 M€ HT, subvention de l'Agence nationale du sport de 300 000 €", 2_000_000),
    ("travaux du stade 2 M€ HT, étude de sol déjà faite 20 000 € HT", 2_000_000),
    ("travaux du stade 2 M€ HT, fonds vert 300 000 €", 2_000_000),
    ("travaux du stade 2 M€ HT, la maîtrise d'œuvre (150 000 €) est signée", 2_000_000),
    ("travaux du stade, la Banque des territoires prête 900 000 €, coût 2 M€ HT", 2_000_000),
    ("gardiennage 50 000 € HT, le marché précédent (2022) s'élevait à 45 000 € HT", 50_000),
    ("gardiennage 50 000 € HT, avance de 5 % soit 2 500 €", 50_000),
    ("on est prêt à lancer un gardiennage de 50 000 € HT", 50_000),
    ("opération de 5 M€ HT tous lots, dont lot vitrerie 60 000 € HT", 5_000_000),
    ("lot 3 vitrerie 60 000 € HT, l'opération totale s'élève à 5 M€ HT", 5_000_000),
]


@pytest.mark.parametrize(("text", "value"), [*YEARS, *PERIODS_BEFORE, *SPANS, *SINGLE_YEARS, *TRADES, *PARTS, *WHOSE])
def test_the_value_is_the_whole_of_this_contract(text: str, value: int) -> None:
    told = heard(text, WORDS, TODAY)
    assert (told.facts.value, told.doubts) == (value, ())


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("propreté, 30 000 € HT par an, reconductible", "years"),
        ("propreté, 30 000 € HT par an", "years"),
        ("propreté, 30 000 € HT, un an renouvelable deux fois", "renewals"),
        ("propreté, 4 ans à 30 000 € HT", "renewals"),
        ("30 000 € HT de produits tous les ans, 4 ans", "renewals"),
        ("30 000 € HT par lot", "parts"),
        ("repas à 5 € HT par repas", "parts"),
        ("travaux 300 000 € HT et maîtrise d'œuvre 30 000 € HT", "several"),
        ("propreté 30 000 € HT ou vitrerie 12 000 € HT", "several"),
        ("propreté 30 000 € HT, 12 000 € HT", "several"),
        ("voirie 300 000 € HT, gardiennage 12 000 € HT", "several"),  # works and services are not one list
        ("propreté, 30 000 € HT la première année puis 20 000 € HT les suivantes", "years"),
        ("propreté, 30 000 € HT la première année", "years"),
        ("propreté, 30 000 € HT par an jusqu'au 30/06/2029", "years"),
        ("lot vitrerie 60 000 € HT d'une opération de 5 M€ HT", "operation"),
        ("voirie, tranche ferme de 100 000 € HT, tranche optionnelle non chiffrée", "parts"),
        ("propreté 36 000 €, HT ou TTC je ne sais plus", "ttc"),
        ("maîtrise d'œuvre pour la construction d'une crèche à 2 M€ HT", "fee"),
        ("maîtrise d'œuvre d'une crèche à 2 M€ HT, avec 5 % des heures en insertion", "fee"),
        ("maîtrise d'œuvre d'une crèche, travaux 2 M€ HT, taux de 8 % à 10 % du montant", "fee"),
        ("lot plâtrerie 60 000 € HT d'une opération de 5 M€ HT", "operation"),
        ("opération estimée à 5 M€ HT, lot relancé 60 000 € HT", "operation"),
        ("propreté, 30 000 € HT par an, validité des offres 120 jours", "years"),
        ("propreté, cinq lots dont le plus gros à 30 000 € HT", "parts"),
        ("propreté de la mairie 30 000 € HT, et de l'école 30 000 € HT", "several"),
        ("propreté, 10 000 € HT par saison, trois saisons", "parts"),
        ("le lot vitrerie fait 60 000 € HT, le reste de l'opération est attribué", "operation"),
        ("achat de 2 véhicules à 30 000 € HT", "parts"),
        ("achat de 200 ordinateurs, 900 € HT l'unité", "parts"),
        ("propreté 36 000 € TTC", "ttc"),
        ("propreté 36 000 € TTC par an sur 2 ans", "ttc"),
    ],
)
def test_a_multiplier_or_an_amount_that_stays_unused_is_asked_about(text: str, doubt: str) -> None:
    told = heard(text, WORDS, TODAY)
    assert told.facts.value is None
    assert [one.kind for one in told.doubts] == [doubt]
    assert told.doubts[0].said(shipped.tables().modality.says)


def test_a_mission_beside_works_is_a_service() -> None:
    assert heard("3 M€ HT de travaux, contrôle technique 12 000 € HT", WORDS, TODAY).facts.nature == "services"
    assert heard("travaux du stade, 3 M€ HT", WORDS, TODAY).facts.nature == "works"


@pytest.mark.parametrize(("text", "value"), RENEWED_AT_THE_SAME_PRICE)
def test_the_price_of_a_year_holds_for_its_counted_renewals_where_nothing_else_is_told(
    text: str, value: int | None
) -> None:
    said = heard(text, WORDS, TODAY)
    assert said.facts.value == value
    assert bool(said.doubts) == (value is None)


@pytest.mark.parametrize(("text", "nature", "value"), SOUGHT)
def test_who_is_sought_to_design_or_follow_works_is_paid_a_fee_and_not_the_works(
    text: str, nature: str, value: int | None
) -> None:
    facts = heard(text, WORDS, TODAY).facts
    assert (facts.nature, facts.value) == (nature, value)
