import subprocess
import sys
from datetime import date

import pytest

from bot.knowledge.loader import load
from bot.knowledge.problems import KnowledgeError
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.where import every_file
from bot.knowledge.yaml import YamlFile, parse

CDD = "faq/cdd.yaml"
SOURCES = 'sources:\n  - {title: Diaporama, url: "https://exemple.fr/clause"}\n'
A_DATE = "ce n'est pas une date ; écrire l'année, le mois, le jour, comme 2026-11-23"
A_FIELD = "un texte était attendu, YAML lit ici un champ à cause de « : » ; mettre le texte entre guillemets"
A_NUMBER = "un texte était attendu, YAML lit ici un nombre ; mettre la valeur entre guillemets"
A_TRUTH = "un texte était attendu, YAML lit ici vrai ou faux ; mettre la valeur entre guillemets"
A_NAME = "des minuscules sans accent, des chiffres, des traits d'union, comme « contrat-pro »"

# What a curator changed in which file, and what the check says to that.
FAULTS = {
    "an unknown key that looks like another": (
        CDD,
        ("verified_on: 2026-11-01", "verified_on: 2026-11-01\nchek: Regardez le CCAP."),
        ["faq/cdd.yaml:7: chek : champ inconnu ; vouliez-vous dire « check » ?"],
    ),
    "a misspelt key is unknown, and its own is missing": (
        CDD,
        ("confidence: high", "confidance: high"),
        [
            "faq/cdd.yaml:1: confidence : champ obligatoire, il manque",
            "faq/cdd.yaml:7: confidance : champ inconnu ; vouliez-vous dire « confidence » ?",
        ],
    ),
    "no source": (CDD, (SOURCES, ""), ["faq/cdd.yaml:1: sources : champ obligatoire, il manque"]),
    "an empty list of sources": (
        CDD,
        (SOURCES, "sources: []\n"),
        ["faq/cdd.yaml:4: sources : 0 ne suffisent pas, il en faut au moins 1"],
    ),
    "a date in the French order": (CDD, ("2026-11-01", "1/11/2026"), [f"faq/cdd.yaml:6: verified_on : {A_DATE}"]),
    "a date without its day": (CDD, ("2026-11-01", "2026-11"), [f"faq/cdd.yaml:6: verified_on : {A_DATE}"]),
    "a date in words": (CDD, ("2026-11-01", "hier"), [f"faq/cdd.yaml:6: verified_on : {A_DATE}"]),
    "no date behind its key": (
        CDD,
        (" 2026-11-01", ""),
        ["faq/cdd.yaml:6: verified_on : rien n'est écrit ; écrire une valeur, ou retirer la ligne"],
    ),
    "a date as a number": (
        CDD,
        ("2026-11-01", "20261101"),
        ["faq/cdd.yaml:6: verified_on : une date était attendue, avec ses tirets, comme 2026-11-23"],
    ),
    "a text that YAML reads as a mapping": (
        CDD,
        ("confidence: high", "confidence: high\nproof:\n  - le contrat\n  - le motif : un remplacement"),
        [f"faq/cdd.yaml:10: proof.2 : {A_FIELD}"],
    ),
    "a text with a colon": (
        CDD,
        ("answer: Oui, un CDD", "answer: Oui : un CDD"),
        ["faq/cdd.yaml:2: un texte qui contient « : » : mettre le texte entre guillemets"],
    ),
    "a date where a text stands": (
        CDD,
        ("label: Un CDD suffit-il pour la clause ?", "label: 2026-11-01"),
        [("faq/cdd.yaml:1: label : un texte était attendu, YAML lit ici une date ; mettre la valeur entre guillemets")],
    ),
    "a number where a text stands": (
        "articles/cmp-14.yaml",
        ('number: "14"', "number: 14"),
        [f"articles/cmp-14.yaml:3: number : {A_NUMBER}"],
    ),
    "a text where a list stands": (
        CDD,
        ("[public/deld]", "public/deld"),
        ["faq/cdd.yaml:3: see_also : une liste était attendue : un élément par ligne, derrière « - »"],
    ),
    "a key twice": (
        CDD,
        ("confidence: high", "confidence: high\nconfidence: low"),
        ["faq/cdd.yaml:8: confidence : écrit deux fois, n'en garder qu'un"],
    ),
    "a key twice in a deeper place": (
        CDD,
        ("{title: Diaporama,", "{title: Diaporama, title: Autre,"),
        ["faq/cdd.yaml:5: title : écrit deux fois, n'en garder qu'un"],
    ),
    "an alias": (
        CDD,
        ("label: Un CDD suffit-il pour la clause ?", "label: &l Un CDD suffit-il ?\nwhy: *l"),
        [
            (
                "faq/cdd.yaml:1: un renvoi (*nom) n'est pas permis ici : écrire le texte de nouveau, ou le "
                "mettre entre guillemets"
            )
        ],
    ),
    "a key that is a list": (
        CDD,
        ("confidence: high", "confidence: high\n? [a, b]\n: c"),
        ["faq/cdd.yaml:8: un nom de champ doit être un simple mot"],
    ),
    "a list that is not closed": (
        CDD,
        ("[public/deld]", "[public/deld"),
        ["faq/cdd.yaml:3: il manque une virgule, ou « ] » à la fin de ce qui s'ouvre ici"],
    ),
    "a second document": (
        CDD,
        ("confidence: high", "confidence: high\n---\nlabel: encore"),
        ["faq/cdd.yaml:8: « --- » commence un second document : une seule fiche par fichier"],
    ),
    "a tag that would run a program": (
        CDD,
        ("confidence: high", "confidence: !!python/object/apply:os.system [ls]"),
        ["faq/cdd.yaml:7: un texte qui commence par « ! » : mettre le texte entre guillemets"],
    ),
    "a value that is not one of the known": (
        CDD,
        ("confidence: high", "confidence: sûr"),
        ["faq/cdd.yaml:7: confidence : valeur inconnue ici ; au choix : 'high', 'medium' ou 'low'"],
    ),
    "too few phrasings of a question": (
        CDD,
        ("  - quel contrat choisir\n", ""),
        ["faq/cdd.yaml:8: questions : 11 ne suffisent pas, il en faut au moins 12"],
    ),
    "too few phrasings of a public": (
        "publics/deld.yaml",
        ("  - ancienneté d'inscription\n", ""),
        ["publics/deld.yaml:8: questions : 11 ne suffisent pas, il en faut au moins 12"],
    ),
    "too few phrasings of an article": (
        "articles/ccp-l2112-2.yaml",
        (", clause d'exécution]", "]"),
        ["articles/ccp-l2112-2.yaml:14: questions : 5 ne suffisent pas, il en faut au moins 6"],
    ),
    "too few phrasings of a word": (
        "glossary.yaml",
        (", pièces du marché]", "]"),
        ["glossary.yaml:11: questions : 3 ne suffisent pas, il en faut au moins 4"],
    ),
    "too few phrasings of a subject beside": (
        "outside.yaml",
        (", rsa en ligne]", "]"),
        ["outside.yaml:4: questions : 3 ne suffisent pas, il en faut au moins 4"],
    ),
    "an answer too short to be one": (
        CDD,
        ("Oui, un CDD convient, à faire valider par le facilitateur.", "Oui."),
        ["faq/cdd.yaml:2: answer : texte trop court, 20 caractères au moins"],
    ),
    "an answer longer than a telephone's screen": (
        CDD,
        (
            "Oui, un CDD convient",
            "Oui, un CDD convient" + " vraiment" * 100,
        ),
        ["faq/cdd.yaml:2: answer : texte trop long, 900 caractères au plus"],
    ),
    "an id that no entry can have": (
        CDD,
        ("public/deld", "publics/deld"),
        [
            (
                "faq/cdd.yaml:3: see_also.1 : « publics/deld » n'est pas un identifiant ; vouliez-vous "
                "dire « public/deld » ?"
            )
        ],
    ),
    "an id in the file": (
        CDD,
        ("confidence: high", "confidence: high\nid: faq/cdd"),
        ["faq/cdd.yaml:8: id : le nom du fichier ou la clé suffit, retirer ce champ"],
    ),
    "a version that ends before it begins": (
        "articles/ccp-l2112-2.yaml",
        ("to: 2026-08-21", "to: 2018-08-21"),
        ["articles/ccp-l2112-2.yaml:6: versions.1 : « from » (2019-04-01) est après « to » (2018-08-21)"],
    ),
    "a version with a bad date": (
        "articles/ccp-l2112-2.yaml",
        ("from: 2026-08-22", "from: 22 août 2026"),
        [f"articles/ccp-l2112-2.yaml:7: versions.2.from : {A_DATE}"],
    ),
    "a SIREN that YAML reads as a number": (
        "relays/niort.yaml",
        ("'200041317'", "200041317"),
        [f"relays/niort.yaml:6: covers.epci.1 : {A_NUMBER}"],
    ),
    "a relay of unknown status": (
        "relays/niort.yaml",
        ("relay_verified", "vérifié"),
        [
            (
                "relays/niort.yaml:4: status : valeur inconnue ici ; au choix : 'relay_verified', "
                "'relay_historical', 'network_historical', 'fallback', 'directory' ou 'not_relay_partner'"
            )
        ],
    ),
    "a telephone that is none": (
        "relays/niort.yaml",
        ("05 49 00 00 00", "voir le site"),
        [
            (
                "relays/niort.yaml:9: phone : « voir le site » n'a pas la forme attendue : un numéro de "
                "téléphone, des chiffres et des espaces"
            )
        ],
    ),
    "a word whose key has capitals": (
        "glossary.yaml",
        ("dce:", "DCE:"),
        [f"glossary.yaml:1: « DCE » ne va pas, ce nom fait l'identifiant : {A_NAME}"],
    ),
    "a misspelt key of a word": (
        "glossary.yaml",
        ("  next:", "  nextt:"),
        ["glossary.yaml:6: nextt : champ inconnu ; vouliez-vous dire « next » ?"],
    ),
    "an idea whose key has capitals": (
        "lexicon.yaml",
        ("embaucher: [", "Embaucher: ["),
        [f"lexicon.yaml:2: synonyms.Embaucher : « Embaucher » n'a pas la forme attendue : {A_NAME}"],
    ),
    "a lexicon with a key too many": (
        "lexicon.yaml",
        ("stopwords:", "stopword:"),
        [
            "lexicon.yaml:1: stopwords : champ obligatoire, il manque",
            "lexicon.yaml:5: stopword : champ inconnu ; vouliez-vous dire « stopwords » ?",
        ],
    ),
    "small talk without an answer": (
        "smalltalk.yaml",
        ("  answer: Bonjour, posez votre question.\n", ""),
        ["smalltalk.yaml:1: answer : champ obligatoire, il manque"],
    ),
}


@pytest.mark.parametrize(("name", "change", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_said_with_its_file_and_line_and_what_was_expected(small, name, change, said):
    small.change(name, *change)
    assert small.errors() == said


TEXTS = [
    ("Vérifié le {day}", "Vérifié le {jour}", "entry.verified : contient {jour}, le programme attend {day}"),
    (
        "Vérifié le {day}",
        "Vérifié récemment",
        "entry.verified : ne contient aucun mot entre accolades, le programme attend {day}",
    ),
    ("Vérifié le {day}", "Vérifié {} {day}", "entry.verified : contient {}, {day}, le programme attend {day}"),
    ('"yes": Oui', '"yes": Oui {nom}', "button.yes : contient {nom}, le programme n'en remplit aucun"),
    ('"yes": Oui', f'"yes": {"Oui" * 14}', "button.yes : texte trop long, 30 caractères au plus"),
    ('"yes": Oui', '"yes": yes', f"button.yes : {A_TRUTH}"),
    ('"yes": Oui', '"yes":', "button.yes : rien n'est écrit ; écrire une valeur, ou retirer la ligne"),
]


@pytest.mark.parametrize(("old", "new", "said"), TEXTS)
def test_a_text_that_lost_a_placeholder_or_grew_too_long_is_said(small, old, new, said):
    text = (small.folder / "texts.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, found in enumerate(text, start=1) if found.startswith(old) or found.endswith(old))
    text[line - 1] = text[line - 1].replace(old, new)
    small.write("texts.yaml", "\n".join(text) + "\n")
    assert small.errors() == [f"texts.yaml:{line}: {said}"]


def test_a_text_that_is_gone_and_one_too_many_are_said(small):
    line = small.line("texts.yaml", "  proof:")
    small.change("texts.yaml", "  proof:", "  prof:")
    assert small.errors() == [
        f"texts.yaml:{line - 1}: entry.proof : champ obligatoire, il manque",
        f"texts.yaml:{line}: entry.prof : champ inconnu ; vouliez-vous dire « proof » ?",
    ]


MISSING = {
    "faq": "faq:1: ce dossier n'existe pas, il tient un fichier par fiche",
    "publics": "publics:1: ce dossier n'existe pas, il tient un fichier par fiche",
    "articles": "articles:1: ce dossier n'existe pas, il tient un fichier par fiche",
    "relays": "relays:1: ce dossier n'existe pas, il tient un fichier par fiche",
    "glossary.yaml": "glossary.yaml:1: ce fichier n'existe pas, la base en a besoin",
    "tools.yaml": "tools.yaml:1: ce fichier n'existe pas, la base en a besoin",
    "lexicon.yaml": "lexicon.yaml:1: ce fichier n'existe pas, la base en a besoin",
    "texts.yaml": "texts.yaml:1: ce fichier n'existe pas, la base en a besoin",
    "smalltalk.yaml": "smalltalk.yaml:1: ce fichier n'existe pas, la base en a besoin",
    "outside.yaml": "outside.yaml:1: ce fichier n'existe pas, la base en a besoin",
    "territory/epci.csv": "territory/epci.csv:1: illisible (No such file or directory)",
    "territory/communes.csv": "territory/communes.csv:1: illisible (No such file or directory)",
    "territory/departements.csv": "territory/departements.csv:1: illisible (No such file or directory)",
    "territory/communes_anciennes.csv": ("territory/communes_anciennes.csv:1: illisible (No such file or directory)"),
}


@pytest.mark.parametrize(("name", "said"), MISSING.items())
def test_a_missing_file_or_folder_is_said(small, name, said):
    (small.folder / name).rename(small.folder.parent / "elsewhere")
    assert small.errors() == [said]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(KnowledgeError, match=r"nowhere:1: ce dossier n'existe pas, la base était attendue$"):
        load(tmp_path / "nowhere")


def test_a_file_given_as_the_folder_is_said(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(KnowledgeError, match=r"file:1: ce dossier n'existe pas, la base était attendue$"):
        load(tmp_path / "file")


@pytest.mark.parametrize(
    ("part", "line"),
    [("Un CDD suffit-il", 1), ("à faire valider", 2), ("contrat à durée", 15)],
)
def test_a_file_that_is_not_utf_8_is_said_with_the_line_of_its_first_bad_letter(small, part, line):
    text = (small.folder / CDD).read_bytes()
    spoilt = part.encode().replace("à".encode(), b"\xe0").replace(b"Un", b"\xc9n")
    small.write(CDD, text.replace(part.encode(), spoilt))
    assert small.errors() == [
        f"faq/cdd.yaml:{line}: ce n'est pas de l'UTF-8 : enregistrer le fichier avec l'encodage UTF-8"
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16"])
def test_a_file_in_another_encoding_is_said(small, encoding):
    text = (small.folder / CDD).read_text(encoding="utf-8")
    small.write(CDD, text.encode(encoding))
    assert [error.split(": ", 1)[1] for error in small.errors()] == [
        "ce n'est pas de l'UTF-8 : enregistrer le fichier avec l'encodage UTF-8"
    ]


@pytest.mark.parametrize("change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n"), lambda t: t.rstrip()])
def test_what_an_editor_of_windows_adds_does_no_harm(small, change):
    text = (small.folder / CDD).read_text(encoding="utf-8")
    small.write(CDD, change(text).encode())
    assert small.errors() == []
    assert small.load().knowledge["faq/cdd"].label == "Un CDD suffit-il pour la clause ?"


@pytest.mark.parametrize("text", ["", "# rien encore\n", "- un\n- deux\n", "bonjour\n", "42\n"])
def test_a_file_that_is_no_mapping_is_said(small, text):
    small.write(CDD, text)
    assert small.errors() == ["faq/cdd.yaml:1: des champs étaient attendus, chacun avec « : » et sa valeur"]
    small.write("glossary.yaml", text)
    assert "glossary.yaml:1: des clés étaient attendues, une pour chaque fiche" in small.errors()


def test_a_word_that_is_no_mapping_is_said_at_its_own_line(small):
    text = (small.folder / "glossary.yaml").read_text(encoding="utf-8")
    small.write("glossary.yaml", f"{text}ccap: Cahier des clauses\n")
    assert small.errors() == ["glossary.yaml:12: des champs étaient attendus, chacun avec « : » et sa valeur"]


@pytest.mark.parametrize("name", ["faq/cdd.md", "faq/nouveau.yml", "faq/note", "relays/anciens/niort.yaml"])
def test_a_file_that_would_be_forgotten_is_said(small, name):
    small.write(name, "x")
    place = "relays/anciens" if name.startswith("relays") else name
    assert small.errors() == [f"{place}:1: rien ne le lit : le nom d'une fiche finit par .yaml"]


@pytest.mark.parametrize(
    "name",
    ["faq/.cdd.yaml.swp", "faq/.DS_Store", "faq/cdd.yaml~", "faq/~$cdd.yaml", "relays/desktop.ini", "faq/Thumbs.db"],
)
def test_what_an_editor_or_a_system_leaves_behind_is_no_entry_and_warned_about(small, name):
    small.write(name, "x")
    assert small.warnings() == [f"{name}:1: laissé par le système ou l'éditeur, rien ne le lit : à supprimer"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("fak/cdd.yaml", "fak:1: rien ne lit ce qui porte ce nom ici"),
        ("public/deld.yaml", "public:1: rien ne lit ce qui porte ce nom ici ; vouliez-vous dire « publics » ?"),
        ("glosary.yaml", "glosary.yaml:1: rien ne lit ce qui porte ce nom ici ; vouliez-vous dire « glossary.yaml » ?"),
    ],
)
def test_a_file_beside_the_known_ones_is_warned_about(small, name, said):
    small.write(name, "x")
    assert small.warnings() == [said]


@pytest.mark.parametrize("name", ["faq/CDD.yaml", "faq/mon cdd.yaml", "faq/durée.yaml"])
def test_a_file_whose_name_makes_no_id_is_said(small, name):
    (small.folder / CDD).rename(small.folder / name)
    stem = name.removeprefix("faq/").removesuffix(".yaml")
    assert f"{name}:1: « {stem} » ne va pas, ce nom fait l'identifiant : {A_NAME}" in small.errors()


def test_every_fault_of_every_file_is_said_at_once_in_the_order_of_places(small):
    small.change(CDD, "confidence: high", "confidence: sûr")
    small.change(CDD, "verified_on: 2026-11-01", "verified_on: hier")
    small.change("articles/cmp-14.yaml", 'number: "14"', "number: 14")
    small.change("glossary.yaml", "expansion:", "expension:")
    small.change("lexicon.yaml", "slt: salut", "slt: 3")
    small.change("publics/deld.yaml", "[Le facilitateur]", "[Le facilitateur")
    (small.folder / "smalltalk.yaml").unlink()
    small.write("outside.yaml", b"rsa: \xe9\n")
    assert [error.partition(": ")[0] for error in small.errors()] == [
        "articles/cmp-14.yaml:3",
        "faq/cdd.yaml:6",
        "faq/cdd.yaml:7",
        "glossary.yaml:1",
        "glossary.yaml:4",
        "lexicon.yaml:4",
        "outside.yaml:1",
        "publics/deld.yaml:3",
        "smalltalk.yaml:1",
    ]


def test_the_error_holds_every_problem_line_by_line(small):
    small.change(CDD, "confidence: high", "confidence: sûr")
    small.change("articles/cmp-14.yaml", 'number: "14"', "number: 14")
    with pytest.raises(KnowledgeError) as raised:
        small.load()
    assert str(raised.value).splitlines() == small.errors()


@pytest.mark.parametrize("day", ["2026-13-01", "2026-02-30", "2026-11-31"])
def test_a_day_that_no_calendar_has_is_said_at_its_line(small, day):
    small.change(CDD, "2026-11-01", day)
    assert [error.partition(": ")[0] for error in small.errors()] == ["faq/cdd.yaml:6"]


@pytest.mark.parametrize(
    ("name", "old", "new", "known"),
    [
        (CDD, "{title: Diaporama, url:", "{title: Diaporama, ulr:", "url"),
        ("articles/ccp-l2112-2.yaml", "{from: 2026-08-22", "{form: 2026-08-22", "from"),
        ("relays/niort.yaml", "  communes: ['79191']", "  commune: ['79191']", "communes"),
    ],
)
def test_an_unknown_key_inside_a_value_is_told_the_keys_of_that_value(small, name, old, new, known):
    small.change(name, old, new)
    [error] = small.errors()
    assert f"« {known} »" in error or f" {known}" in error.partition("ici :")[2]
    assert "verified_on" not in error


def test_a_key_that_may_not_be_given_is_not_offered(small):
    small.change(CDD, "confidence: high", "confidence: high\nzzz: 1")
    [error] = small.errors()
    assert "ici : label, button, audience" in error


def test_a_faulty_item_of_a_list_is_not_said_to_be_missing_too(small):
    small.change(CDD, "https://exemple.fr/clause", "exemple.fr/clause")
    assert [error.partition(": ")[2] for error in small.errors()] == [
        (
            "sources.1.url : « exemple.fr/clause » n'a pas la forme attendue : "
            "une adresse du web entière, qui commence par https:// et sans espace"
        )
    ]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("smalltalk.yaml", "greeting:", "Bonjour:"),
        ("smalltalk.yaml", "greeting:", "on:"),
        ("outside.yaml", "rsa:", "RSA et CAF:"),
    ],
)
def test_small_talk_and_subjects_beside_with_a_bad_key_are_said(small, name, old, new):
    small.change(name, old, new)
    assert [error.partition(": ")[0] for error in small.errors()] == [f"{name}:1"]


@pytest.mark.parametrize("key", ["no", "on", "yes", "off", "2"])
def test_an_abbreviation_that_yaml_reads_as_yes_or_no_is_said_at_its_line(small, key):
    small.change("lexicon.yaml", "  slt: salut", f"  slt: salut\n  {key}: non")
    assert [error.partition(": ")[0] for error in small.errors()] == ["lexicon.yaml:5"]


def test_a_sign_that_nobody_sees_is_said_at_its_line(small):
    small.change(CDD, "confidence: high", "confidence: hi\x07gh")
    assert [error.partition(": ")[0] for error in small.errors()] == ["faq/cdd.yaml:7"]


@pytest.mark.parametrize("value", ["!!bool peut-être", "!!timestamp hier", "!!int abc", "!!float abc"])
def test_a_value_that_its_tag_forbids_is_said(small, value):
    small.change(CDD, "confidence: high", f"confidence: {value}")
    assert [error.partition(":")[0] for error in small.errors()] == ["faq/cdd.yaml"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("territory/epci.csv", b"code,nom\n200041317,CA du Niortais\n"),
        ("territory/departements.csv", "code,name\n79,Deux-Sèvres\n".encode("cp1252")),
    ],
)
def test_a_territory_that_cannot_be_read_is_said(small, name, data):
    small.write(name, data)
    assert [error.partition(":")[0] for error in small.errors()] == [name]


def test_brackets_without_end_do_not_kill_the_program():
    deep = "from bot.knowledge.yaml import parse; parse('x', 'a: ' + '[' * 100_000)"
    assert subprocess.run([sys.executable, "-c", deep], check=False).returncode == 0


def test_a_valid_base_is_read_whole(small):
    knowledge = small.load().knowledge
    assert [entry.id for entry in knowledge.entries()] == [
        "public/deld",
        "article/ccp-l2112-2",
        "article/cmp-14",
        "faq/cdd",
        "term/dce",
        "relay/niort",
        "tool/relay",
    ]
    assert len(knowledge) == 7
    assert knowledge["term/dce"].slug == "dce"
    assert knowledge["term/dce"].kind == "term"
    assert knowledge.get("faq/cdi") is None
    assert knowledge["faq/cdd"].verified_on == date(2026, 11, 1)
    assert list(knowledge.smalltalk) == ["greeting"]
    assert list(knowledge.outside) == ["rsa"]
    assert knowledge.lexicon.synonyms == {"embaucher": ("embaucher", "recruter")}


def test_a_base_once_read_cannot_be_changed(small):
    entry = small.load().knowledge["faq/cdd"]
    with pytest.raises(ValueError, match="frozen"):
        entry.label = "autre"


def test_a_base_survives_being_written_and_read_as_json(base):
    assert Knowledge.model_validate_json(base.model_dump_json(by_alias=True)) == base


def test_every_entry_knows_the_line_of_its_fields(small):
    loaded = small.load()
    assert str(loaded.places["faq/cdd"].problem(("questions", 11), "x")) == "faq/cdd.yaml:20: questions.12 : x"
    assert str(loaded.places["term/dce"].problem((), "x")) == "glossary.yaml:1: x"
    assert (
        str(loaded.places["term/dce"].problem(("sources", 0, "title"), "x")) == "glossary.yaml:8: sources.1.title : x"
    )
    assert str(loaded.places["term/dce"].problem(("sources", 7), "x")) == "glossary.yaml:7: sources.8 : x"


def test_the_files_of_a_base_are_all_listed_in_one_order(small):
    small.write("faq/apprenti.yaml", "x")
    listed = every_file(small.folder)
    assert listed == sorted(listed)
    assert {path.relative_to(small.folder).as_posix() for path in listed} == {
        *("faq/apprenti.yaml", "faq/cdd.yaml", "publics/deld.yaml", "relays/niort.yaml"),
        *("articles/ccp-l2112-2.yaml", "articles/cmp-14.yaml"),
        *("glossary.yaml", "tools.yaml", "lexicon.yaml", "texts.yaml", "smalltalk.yaml", "outside.yaml"),
        *(f"territory/{name}.csv" for name in ("communes", "communes_anciennes", "epci", "departements")),
    }


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2019, 3, 31), None),
        (date(2019, 4, 1), "Tout est facultatif."),
        (date(2026, 8, 21), "Tout est facultatif."),
        (date(2026, 8, 22), "L'environnement est obligatoire."),
        (date(2099, 1, 1), "L'environnement est obligatoire."),
    ],
)
def test_an_article_says_what_it_said_on_a_day_both_ends_included(small, day, says):
    version = small.load().knowledge["article/ccp-l2112-2"].version_on(day)
    assert (version.says if version else None) == says


def test_an_article_knows_when_it_began_and_ended(small):
    knowledge = small.load().knowledge
    assert knowledge["article/cmp-14"].began() == date(2006, 9, 1)
    assert knowledge["article/cmp-14"].ended() == date(2016, 3, 31)
    assert knowledge["article/ccp-l2112-2"].ended() is None


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("ccp-l2112-2", "ccp"),
        ("cmp-14", "cmp"),
        ("ord2015-38", "ord2015"),
        ("ccag-travaux-2021-20", "ccag-travaux"),
        ("ccag-mi-2021", "ccag-mi"),
        ("ccag-moe-2021-18", "ccag-moe"),
        ("loi-2021-1104-35", "loi"),
        ("dec-2022-767", "dec"),
        ("dec2016-13", "dec2016"),
    ],
)
def test_an_article_belongs_to_the_code_of_its_slug(small, slug, code):
    article = small.load().knowledge["article/cmp-14"]
    assert article.model_copy(update={"id": f"article/{slug}"}).code == code


def test_every_article_of_the_shipped_base_belongs_to_a_code_with_names(base):
    assert [article.id for article in base.articles if not base.lexicon.codes.get(article.code)] == []


@pytest.mark.parametrize(
    ("status", "proven"), [("relay_verified", True), ("relay_historical", True), ("fallback", False)]
)
def test_only_a_relay_that_a_source_names_is_proven(small, status, proven):
    small.change("relays/niort.yaml", "relay_verified", status)
    assert small.load().knowledge["relay/niort"].proven is proven


def test_a_position_that_no_file_has_is_said_at_the_nearest_line_above():
    file = parse("x.yaml", "a:\n  - b: 1\n  - c\n")
    assert isinstance(file, YamlFile)
    assert [file.trace(path)[0] for path in ((), ("a",), ("a", 0), ("a", 0, "b"), ("a", 1), ("a", 9), ("z",))] == [
        *(1, 1, 2, 2, 3, 1, 1)
    ]
