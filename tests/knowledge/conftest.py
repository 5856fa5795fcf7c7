"""A knowledge base of one entry of each kind, small enough to know its lines by heart."""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.loader import Loaded, load
from bot.runtime import assembly as app

TODAY = date(2026, 11, 23)

FAQ = """\
label: Un CDD suffit-il pour la clause ?
answer: Oui, un CDD convient, à faire valider par le facilitateur.
see_also: [public/deld]
sources:
  - {title: Diaporama, url: "https://exemple.fr/clause"}
verified_on: 2026-11-01
confidence: high
questions:
  - un cdd ça compte ?
  - contrat court accepté ou pas
  - je peux signer pour six mois ?
  - cdd de trois semaines
  - faut-il un contrat long
  - c koi la durée minimum du contrat
  - contrat à durée déterminée et heures d'insertion
  - un cdd saisonnier, valable ?
  - deux contrats à la suite
  - remplacement d'un salarié absent
  - j'ai pris quelqu'un pour le chantier seulement
  - quel contrat choisir
"""

PUBLIC = """\
label: Demandeur d'emploi de longue durée
answer: Oui, à partir de douze mois d'inscription à France Travail.
validated_by: [Le facilitateur]
sources:
  - {title: Diaporama}
verified_on: 2026-11-01
confidence: high
questions:
  - chômeur longue durée
  - au chômage depuis deux ans
  - inscrit depuis plus d'un an
  - quatorze mois sans travail
  - deld
  - ne trouve rien depuis longtemps
  - plus d'un an à France Travail
  - chomeur de lg duree
  - demandeur d'emploi ancien
  - pointe depuis trois ans
  - longtemps sans emploi
  - ancienneté d'inscription
"""

ARTICLE = """\
label: "Code de la commande publique L2112-2 : conditions d'exécution"
text: Code de la commande publique
number: L2112-2
title: Conditions d'exécution
versions:
  - {from: 2019-04-01, to: 2026-08-21, says: Tout est facultatif.}
  - {from: 2026-08-22, says: L'environnement est obligatoire.}
replaces: [cmp-14]
answer: Oui, l'acheteur peut imposer des heures d'insertion par cet article.
sources:
  - {title: Légifrance}
verified_on: 2026-11-01
confidence: high
questions: [quel texte, base légale, fondement, article à viser, de quel droit, clause d'exécution]
"""

DEAD_ARTICLE = """\
label: "Code des marchés publics, article 14"
text: Code des marchés publics (2006)
number: "14"
title: Conditions d'exécution
versions:
  - {from: 2006-09-01, to: 2016-03-31, says: L'exécution peut comporter une action d'insertion.}
replaced_by: [ccp-l2112-2]
answer: L'article 14 n'est plus en vigueur, voyez l'article L2112-2.
sources:
  - {title: Légifrance}
verified_on: 2026-11-01
confidence: high
questions: [art 14, article 14, ancien article, code de 2006, le vieux 14, quatorze du cmp]
"""

RELAY = """\
label: Cellule clauses du Niortais
name: Niort Agglo
kind: epci
status: relay_verified
covers:
  epci: ['200041317']
  communes: ['79191']
  departements: ['79']
phone: 05 49 00 00 00
answer: C'est le relais du Niortais, pour les entreprises et les acheteurs.
sources:
  - {title: Site de Niort Agglo}
verified_on: 2026-11-01
confidence: high
questions: [relais de niort]
"""

GLOSSARY = """\
dce:
  label: "DCE : Dossier de consultation des entreprises"
  acronym: [DCE]
  expansion: Dossier de consultation des entreprises
  answer: Le DCE est l'ensemble des pièces remises aux candidats.
  next: [tool/relay]
  sources:
    - {title: Diaporama}
  verified_on: 2026-11-01
  confidence: high
  questions: [c quoi le dce, dce signification, dossier de consultation, pièces du marché]
"""

TOOLS = """\
relay:
  label: Trouver le relais d'une commune
  answer: Dites-moi la commune du chantier, je cherche le relais.
  sources:
    - {title: Diaporama}
  verified_on: 2026-11-01
  confidence: high
  questions: [mon relais]
"""

LEXICON = """\
synonyms:
  embaucher: [embaucher, recruter]
abbreviations:
  slt: salut
stopwords: [le, la]
codes:
  ccp: [ccp]
"""

SMALLTALK = """\
greeting:
  phrases: [bonjour]
  answer: Bonjour, posez votre question.
"""

OUTSIDE = """\
rsa:
  label: Demander le RSA
  answer: Le RSA se demande à la CAF.
  questions: [demander le rsa, montant du rsa, dossier caf, rsa en ligne]
"""

FILES = {
    "faq/cdd.yaml": FAQ,
    "publics/deld.yaml": PUBLIC,
    "articles/ccp-l2112-2.yaml": ARTICLE,
    "articles/cmp-14.yaml": DEAD_ARTICLE,
    "relays/niort.yaml": RELAY,
    "glossary.yaml": GLOSSARY,
    "tools.yaml": TOOLS,
    "lexicon.yaml": LEXICON,
    "smalltalk.yaml": SMALLTALK,
    "outside.yaml": OUTSIDE,
    "territory/communes.csv": (
        "insee,name,postal_codes,epci_siren,epci_name,departement,region,population\n"
        "79191,Niort,79000,200041317,CA du Niortais,79,75,59000\n"
    ),
    "territory/communes_anciennes.csv": "insee,name,commune_actuelle_insee,type\n",
    "territory/epci.csv": "siren,name,type,departements,nb_communes\n200041317,CA du Niortais,CA,79,40\n",
    "territory/departements.csv": "code,name,region,region_name,chef_lieu_insee\n79,Deux-Sèvres,75,NA,79191\n",
}


@dataclass(frozen=True)
class SmallBase:
    """A folder of knowledge that a test spoils as a curator would."""

    folder: Path

    def write(self, name: str, text: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def change(self, name: str, old: str, new: str) -> None:
        """Put a text in place of one that stands exactly once in the file."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def line(self, name: str, part: str) -> int:
        """The line, from 1, of the first place that holds a text."""
        lines = (self.folder / name).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, start=1) if part in line)

    def load(self) -> Loaded:
        return load(self.folder)

    def errors(self) -> list[str]:
        """What ``clausette check`` prints in red."""
        return [str(problem) for problem in app.check(self.folder, TODAY).errors]

    def warnings(self, today: date = TODAY) -> list[str]:
        """What ``clausette check`` prints in yellow."""
        checked = app.check(self.folder, today)
        assert checked.errors == ()
        return [str(problem) for problem in checked.warnings]


@pytest.fixture
def small(tmp_path: Path, knowledge_folder: Path) -> SmallBase:
    """A valid base of one entry of each kind."""
    base = SmallBase(tmp_path / "knowledge")
    for name, text in FILES.items():
        base.write(name, text)
    shutil.copyfile(knowledge_folder / "texts.yaml", base.folder / "texts.yaml")
    return base
