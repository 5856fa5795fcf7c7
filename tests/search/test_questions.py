"""Clear questions in everyday French: each has one entry that answers it, or a few that serve as well (« | »)."""

import unicodedata

import pytest

from bot.search.router import Routed

OFFERED = ("answer", "tool", "choice")

CLEAR = [
    # Publics
    ("les plus de 50 ans au chomage ils comptent ?", "public/senior"),
    ("un refugié syrien je peu le compter", "public/refugies"),
    ("une maman seule avec ses gosses est ce un public de la clause", "public/parent-isole"),
    ("quelqu'un qui vient de sortir de prison, sa passe ?", "public/justice"),
    ("mon gars habite un quartier prioritaire, il est eligible ?", "public/qpv-zrr"),
    ("un travailleur handicapé avec la RQTH est-il éligible à la clause ?", "public/rqth-boeth"),
    ("il touche l'ASS, c bon pour mes heures ?", "public/beneficiaire-ass"),
    ("une personne à l'AAH rentre-t-elle dans la clause", "public/beneficiaire-aah"),
    ("un jeune de 20 ans sans aucun diplome ca marche ?", "public/jeune-sans-qualification"),
    ("jeune qui sort de l'aide sociale à l'enfance", "public/sortant-ase-sans-abri"),
    ("un sdf que j'embauche sur le chantier il compte ?", "public/sortant-ase-sans-abri"),
    ("jeune en contrat d'engagement jeune à la mission locale, eligible ?", "public/parcours-renforce"),
    ("quelqu'un suivi par le PLIE est-il éligible", "public/plie"),
    ("un stagiaire de l'école de la deuxième chance", "public/epide-e2c"),
    ("un salarié d'une regie de quartier", "public/regie-de-quartier"),
    ("elle a une pension d'invalidité, est ce que ça compte", "public/pension-invalidite"),
    ("il a une rente depuis son accident du travail, il est éligible ?", "public/accident-du-travail-atmp"),
    ("demandeur d'asile qui touche l'ADA", "public/beneficiaire-ata-ada"),
    ("chomeur de longue durée ca compte ?", "public/deld"),
    ("une dame au RSA, je peux la compter dans la clause ?", "public/beneficiaire-rsa | tool/eligibility"),
    # A company
    ("un aprenti ça compte dans mes heures ?", "faq/apprenti"),
    ("je peux prendre qqn en contrat pro pour la clause", "faq/contrat-pro"),
    ("les heures d'interim sont comptées ?", "faq/heures-interim"),
    ("est-ce que les heures de formation du gars comptent", "faq/heures-formation"),
    ("le temps passé par le tuteur, on le compte ?", "faq/heures-tutorat"),
    ("je signe un CDI, ça marche pour la clause ?", "faq/cdi"),
    ("un stagiaire est ce que ça compte", "faq/stagiaire"),
    ("j'ai personne a embaucher je fais quoi", "faq/pas-de-candidat"),
    ("mon gars en insertion a laché le chantier", "faq/abandon-candidat"),
    ("c'est quoi la pénalité si je fais pas mes heures", "faq/penalites"),
    ("je dois embaucher quelqu'un de la commune ?", "faq/lieu-habitation"),
    ("quels papiers envoyer tous les mois pendant le chantier", "faq/suivi-mensuel"),
    ("quels papiers je demande au candidat", "faq/justificatifs-personne"),
    ("je peux regrouper les heures de deux chantiers ?", "faq/globalisation"),
    ("le facilitateur c'est payant ?", "faq/prix-public-gratuit"),
    ("sous traiter mes heures a une entreprise d'insertion, possible ?", "faq/sous-traitance-iae"),
    ("mon sous-traitant a pas fait ses heures, qui paye ?", "faq/sous-traitant-responsable"),
    ("je suis une toute petite boite, la clause c'est pour moi ?", "faq/petite-entreprise"),
    ("on peut refuser la clause et répondre quand meme ?", "faq/refuser-clause"),
    ("quelles aides a l'embauche", "faq/aides"),
    ("je peux tester la personne avant de signer ?", "faq/immersion"),
    ("mettre l'embauche au bureau au lieu du chantier", "faq/postes-administratifs"),
    ("est ce qu'il va y avoir un controle des heures", "faq/controle"),
    ("une attestation comme quoi j'ai fait mes heures, j'en aurai une ?", "faq/preuve-fin"),
    ("elle a plus le rsa depuis que je l'ai prise, ça compte encore ?", "faq/perte-critere"),
    ("un ouvrier deja dans ma boite peut il compter", "faq/salarie-existant"),
    # A buyer, a relay
    ("la clause sociale est elle obligatoire", "faq/obligation"),
    ("a partir de quel montant je mets une clause", "faq/seuil-minimum"),
    ("je dois écrire quoi dans le dce pour la clause", "faq/dce"),
    ("comment on reserve un marché a l'insertion ou au handicap", "faq/marche-reserve"),
    ("peut on noter l'insertion dans les critères", "faq/critere-insertion"),
    ("quel poids pour le critère insertion", "faq/ponderation"),
    ("clause ou critère, je choisis quoi ?", "faq/condition-ou-critere"),
    ("la clause c'est pas discriminatoire ?", "faq/discrimination"),
    ("mettre une clause dans une DSP", "faq/concession | article/ccp-l3114-2"),
    ("une clause en maitrise d'oeuvre c'est possible ?", "faq/marches-prestations-intellectuelles"),
    ("l'entreprise fait pas ses heures, je peux faire quoi en tant qu'acheteur", "faq/entreprise-defaillante"),
    ("choisir les lots ou mettre de l'insertion", "faq/choix-lots"),
    ("comment fixer le volume d'heures de mon marché", "faq/volume-heures"),
    ("combien de temps dure un parcours IAE", "faq/duree-pass"),
    ("qui peut prescrire un parcours iae", "faq/diagnostic"),
    ("y a pas de relais par chez moi, je me tourne vers qui", "faq/sans-relais"),
    # Words of the field
    ("c koi un GEIQ", "term/geiq | faq/geiq"),
    ("c quoi une ETTI", "term/etti"),
    ("ça veut dire quoi CCAP", "term/ccap"),
    ("cest quoi le CCTP", "term/cctp"),
    ("definition MOE", "term/moe"),
    ("que signifie SPASER", "term/spaser | faq/spaser"),
    ("CDDI kesako", "term/cddi"),
    ("l'acronyme QPV", "term/qpv"),
    ("ESAT ça veut dire quoi", "term/esat"),
    ("PMSMP c koi", "term/pmsmp"),
    ("c'est koi une SIAE", "term/siae"),
    ("E2C ?", "term/e2c"),
    ("qu'est ce que le taux d'effort", "term/taux-d-effort"),
    ("que veut dire allotissement", "term/allotissement"),
    ("DREETS c est quoi", "term/dreets"),
    ("un MAPA c'est quoi", "term/mapa"),
    ("boeth definition", "term/boeth"),
    # Bodies
    ("telephone de la maison de l'emploi de haute saintonge", "relay/mde-haute-saintonge"),
    ("coordonnées cap emploi deux sevres", "relay/cap-emploi-79"),
    ("geiq btp poitou charentes contact", "relay/geiq-btp-poitou-charentes"),
    ("niort agglo cellule clauses sociales", "relay/niort-agglo-cellule-clauses"),
    # A person is wanted
    ("rappelez moi svp j'ai besoin d'un humain", "tool/intake"),
    ("je voudrai etre rappelé par qqn", "tool/intake"),
]

# A person is described: the check opens, or the public answers.
DESCRIBED = [
    "femme 47 ans inscrite à france travail depuis 14 mois",
    "homme 23 ans sans diplôme suivi par la mission locale",
    "j'ai un candidat de 55 ans au chômage depuis 2 ans",
    "mec 38 ans, RSA, 3 gosses, il passe ?",
    "candidate de 29 ans, bac+2, en recherche depuis 7 mois, éligible ?",
    "gars de 19 ans pas de bac pas de boulot",
    "peintre 42 ans rqth sans emploi depuis 18 mois ca passe",
    "chomeur depuis 2 ans et demi 53ans",
]

FIGURES = [
    "marché de 800 000 €, 45 % de main d'oeuvre, 35 €/h, 5 % : combien d'heures ?",
    "calcule les heures pour 2M€ avec 50% de MO a 32 euros et 7%",
    "450000 euros 60 % 30 €/h 10 %",
    "combien d'heures pour 1,5 million avec 40 % de main d'oeuvre, 5 % et 34 € de l'heure",
]

# Two figures and the wish, however it is spelt: for sure the calculator.
HOW_MANY = [
    "cb d'heures je dois faire pr 90000 euros a 7%",
    "conbien dheur il fau que je fasse pour un marche a 90000€ et 7 %",
    "je dois faire combien d'heures sur un lot à 320 000 € si la clause est de 5 % ?",
    "nombre d'heure que je dois réaliser: 430000 € et 6%",
    "marché 75000 taux 8 pour cent cb d heures on doit",
    "combien d'heures à faire pour 1,5 M€ à 5 % ?",
]

# The rule itself is asked for: its answer, and no calculator.
RULE = [
    "comment se calculent les heures ?",
    "comment les acheteurs calculent le nombre d'heures ?",
    "comment on calcule les heures d'insertion",
    "sur quoi se base le calcul des heures",
    "c koi la formule pour calculer les heures",
    "combien d'heures je dois faire ?",
    "combien d'heures d'insertion je dois faire sur mon marché ?",
]

PLACES = [
    "quel relai pour chatelrault",
    "qui est mon relais à Niort ?",
    "chantier à Saintes, qui contacter ?",
    "relais Bressuire",
    "mon chantier est a la couronne, c'est qui mon relais",
    "qui appeler pour un chantier à Loudun",
    "79000",
    "86 000",
    "38500 Voiron",
]

# The question before, the short one that leans on it, and what it asks for.
FOLLOWING = [
    ("je peux compter un apprenti ?", "et pour un intérimaire ?", "faq/heures-interim"),
    ("un apprenti ça compte ?", "et un stagiaire ?", "faq/stagiaire"),
    ("un apprenti ça compte ?", "et en CDI ?", "faq/cdi"),
    ("quelle pénalité si je fais pas mes heures", "et si c'est mon sous-traitant ?", "faq/sous-traitant-responsable"),
    ("c'est quoi un GEIQ", "et une ETTI ?", "term/etti"),
    ("au RSA ça compte ?", "et l'ASS ?", "public/beneficiaire-ass"),
    ("art 14", "et l'article 53 ?", "article/cmp-53"),
]


def _first(routed: Routed) -> str:
    assert routed.kind in OFFERED, routed.kind
    return routed.ranked[0].id


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@pytest.mark.parametrize(("question", "expected"), CLEAR)
def test_a_clear_question_leads_to_its_entry_first(router, question, expected):
    assert _first(router.route(question)) in expected.split(" | ")


def test_capitals_accents_and_marks_change_nothing(router):
    for question, _ in CLEAR:
        first = _first(router.route(question))
        for written in (question.upper(), _without_accents(question), f"  {question} !!"):
            assert _first(router.route(written)) == first, written


@pytest.mark.parametrize("question", DESCRIBED)
def test_a_described_person_leads_to_the_check_or_to_a_public(router, question):
    assert _first(router.route(question)).startswith(("tool/eligibility", "public/"))


@pytest.mark.parametrize(
    ("question", "public"),
    [
        ("quel papier pour un demandeur d'emploi longue durée ?", "public/deld"),
        ("QPV ça compte ?", "public/qpv-zrr"),
        ("justificatif RQTH", "public/rqth-boeth"),
    ],
)
def test_who_asks_for_a_proof_is_not_told_what_the_word_means(router, question, public):
    assert _first(router.route(question)) == public
    assert _first(router.route(public.partition("/")[2].split("-")[0])).startswith("term/")


def test_who_asks_for_a_number_is_not_told_what_the_word_means(router):
    assert _first(router.route("c quoi le numéro du PLIE de Niort")).startswith("relay/")
    assert _first(router.route("c quoi le PLIE")) == "term/plie"


@pytest.mark.parametrize("question", FIGURES)
def test_figures_lead_to_the_calculator(router, question):
    assert _first(router.route(question)) == "tool/hours"


@pytest.mark.parametrize("question", HOW_MANY)
def test_an_amount_a_share_and_how_many_hours_lead_to_the_calculator_for_sure(router, question):
    routed = router.route(question)
    assert (routed.kind, routed.ranked[0].id) == ("tool", "tool/hours")


@pytest.mark.parametrize("question", RULE)
def test_the_rule_of_the_hours_is_told_where_nothing_is_to_be_computed(router, question):
    routed = router.route(question)
    assert routed.kind == "answer"
    assert routed.ranked[0].id in ("faq/calcul-heures-offre", "faq/combien-heures")


@pytest.mark.parametrize("question", PLACES)
def test_a_place_leads_to_the_relays(router, question):
    assert _first(router.route(question)) == "tool/relay"


@pytest.mark.parametrize(("before", "question", "expected"), FOLLOWING)
def test_a_short_question_leans_on_the_one_before(router, before, question, expected):
    assert _first(router.route(question, previous=before)) == expected


def test_a_question_that_says_all_does_not_lean(router):
    for before, question in (("je peux compter un apprenti ?", "c koi un GEIQ"), ("c koi un GEIQ", "L2112-2")):
        assert router.route(question, previous=before) == router.route(question)


def test_every_acronym_alone_leads_to_its_term(router, base):
    missed = []
    for term in base.terms:
        for acronym in term.acronym:
            for question in (acronym, acronym.lower(), f"c koi {acronym}", f"que veut dire {acronym} ?"):
                routed = router.route(question)
                if routed.kind not in OFFERED or term.id not in [ranked.id for ranked in routed.ranked[:3]]:
                    missed.append((question, str(routed.kind), [ranked.id for ranked in routed.ranked[:3]]))
    assert not missed


def test_every_label_asked_as_a_question_leads_to_its_own_entry(router, base):
    entries = list(base.entries())
    assert len(entries) >= 335
    missed = []
    for entry in entries:
        routed = router.route(entry.label)
        ids = [ranked.id for ranked in routed.ranked]
        offered = ids[:1] if routed.kind in ("answer", "tool") else ids[:3]
        if entry.id not in offered:
            missed.append((entry.id, str(routed.kind), ids[:3]))
    assert not missed
