import subprocess
import sys
from datetime import date

import pytest

from bot.knowledge.loader import files, load
from bot.knowledge.problems import KnowledgeError
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.yaml import YamlFile, parse

CDD = "faq/cdd.yaml"
SOURCES = 'sources:\n  - {title: Diaporama, url: "https://exemple.fr/clause"}\n'
A_DATE = "not a date; expected year-month-day, as 2026-11-23"
A_TEXT = 'a text was expected; quote a number, a date or a text that holds ": "'
AN_ID = "^(public|article|faq|term|relay|tool)/[a-z0-9]+(-[a-z0-9]+)*$"

# What a curator changed in which file, and what the check says to that.
FAULTS = {
    "an unknown key that looks like another": (
        CDD,
        ("verified_on: 2026-11-01", "verified_on: 2026-11-01\nchek: Regardez le CCAP."),
        ["faq/cdd.yaml:7: chek: unknown key; did you mean 'check'?"],
    ),
    "a misspelt key is unknown, and its own is missing": (
        CDD,
        ("confidence: high", "confidance: high"),
        [
            "faq/cdd.yaml:1: confidence: missing; it must be given",
            "faq/cdd.yaml:7: confidance: unknown key; did you mean 'confidence'?",
        ],
    ),
    "no source": (CDD, (SOURCES, ""), ["faq/cdd.yaml:1: sources: missing; it must be given"]),
    "an empty list of sources": (
        CDD,
        (SOURCES, "sources: []\n"),
        ["faq/cdd.yaml:4: sources: too few (0); expected at least 1"],
    ),
    "a date in the French order": (
        CDD,
        ("2026-11-01", "1/11/2026"),
        [f"faq/cdd.yaml:6: verified_on: {A_DATE}"],
    ),
    "a date without its day": (CDD, ("2026-11-01", "2026-11"), [f"faq/cdd.yaml:6: verified_on: {A_DATE}"]),
    "a date in words": (CDD, ("2026-11-01", "hier"), [f"faq/cdd.yaml:6: verified_on: {A_DATE}"]),
    "no date behind its key": (CDD, (" 2026-11-01", ""), [f"faq/cdd.yaml:6: verified_on: {A_DATE}"]),
    "a date as a number": (
        CDD,
        ("2026-11-01", "20261101"),
        ["faq/cdd.yaml:6: verified_on: a date was expected, as 2026-11-23"],
    ),
    "a text that YAML reads as a mapping": (
        CDD,
        ("confidence: high", "confidence: high\nproof:\n  - le contrat\n  - le motif : un remplacement"),
        [f"faq/cdd.yaml:10: proof.1: {A_TEXT}"],
    ),
    "a text with a colon": (
        CDD,
        ("answer: Oui, un CDD", "answer: Oui : un CDD"),
        [
            (
                "faq/cdd.yaml:2: not YAML: mapping values are not allowed in this context; "
                "quote a text that holds ': ' or ' #'"
            )
        ],
    ),
    "a date where a text stands": (
        CDD,
        ("label: Un CDD suffit-il pour la clause ?", "label: 2026-11-01"),
        [f"faq/cdd.yaml:1: label: {A_TEXT}"],
    ),
    "a number where a text stands": (
        "articles/cmp-14.yaml",
        ('number: "14"', "number: 14"),
        [f"articles/cmp-14.yaml:3: number: {A_TEXT}"],
    ),
    "a text where a list stands": (
        CDD,
        ("[public/deld]", "public/deld"),
        ["faq/cdd.yaml:3: see_also: a list was expected: one item a line, each behind '- '"],
    ),
    "a key twice": (
        CDD,
        ("confidence: high", "confidence: high\nconfidence: low"),
        ["faq/cdd.yaml:8: confidence: stands twice; keep one"],
    ),
    "a key twice in a deeper place": (
        CDD,
        ("{title: Diaporama,", "{title: Diaporama, title: Autre,"),
        ["faq/cdd.yaml:5: title: stands twice; keep one"],
    ),
    "an alias": (
        CDD,
        ("label: Un CDD suffit-il pour la clause ?", "label: &l Un CDD suffit-il ?\nwhy: *l"),
        ["faq/cdd.yaml:1: an alias (*name) is not allowed here: write the text again"],
    ),
    "a key that is a list": (
        CDD,
        ("confidence: high", "confidence: high\n? [a, b]\n: c"),
        ["faq/cdd.yaml:8: a key must be a plain word"],
    ),
    "a list that is not closed": (
        CDD,
        ("[public/deld]", "[public/deld"),
        [
            (
                "faq/cdd.yaml:4: not YAML: while parsing a flow sequence did not find expected ',' or ']'; "
                "quote a text that holds ': ' or ' #'"
            )
        ],
    ),
    "a second document": (
        CDD,
        ("confidence: high", "confidence: high\n---\nlabel: encore"),
        [
            (
                "faq/cdd.yaml:8: not YAML: expected a single document in the stream but found another document; "
                "quote a text that holds ': ' or ' #'"
            )
        ],
    ),
    "a tag that would run a program": (
        CDD,
        ("confidence: high", "confidence: !!python/object/apply:os.system [ls]"),
        [
            (
                "faq/cdd.yaml:7: not YAML: could not determine a constructor for the tag "
                "'tag:yaml.org,2002:python/object/apply:os.system'; quote a text that holds ': ' or ' #'"
            )
        ],
    ),
    "a value that is not one of the known": (
        CDD,
        ("confidence: high", "confidence: sûr"),
        [
            "faq/cdd.yaml:7: confidence: not one of the values known here; expected 'high', 'medium' or 'low'",
        ],
    ),
    "too few phrasings of a question": (
        CDD,
        ("  - quel contrat choisir\n", ""),
        ["faq/cdd.yaml:8: questions: too few (11); expected at least 12"],
    ),
    "too few phrasings of a public": (
        "publics/deld.yaml",
        ("  - ancienneté d'inscription\n", ""),
        ["publics/deld.yaml:8: questions: too few (11); expected at least 12"],
    ),
    "too few phrasings of an article": (
        "articles/ccp-l2112-2.yaml",
        (", clause d'exécution]", "]"),
        ["articles/ccp-l2112-2.yaml:14: questions: too few (5); expected at least 6"],
    ),
    "too few phrasings of a word": (
        "glossary.yaml",
        (", pièces du marché]", "]"),
        ["glossary.yaml:11: questions: too few (3); expected at least 4"],
    ),
    "too few phrasings of a subject beside": (
        "outside.yaml",
        (", rsa en ligne]", "]"),
        ["outside.yaml:4: questions: too few (3); expected at least 4"],
    ),
    "an answer too short to be one": (
        CDD,
        ("Oui, un CDD convient, à faire valider par le facilitateur.", "Oui."),
        ["faq/cdd.yaml:2: answer: too short; expected at least 20 characters"],
    ),
    "an answer longer than a telephone's screen": (
        CDD,
        ("Oui, un CDD convient", "Oui, un CDD convient" + " vraiment" * 100),
        ["faq/cdd.yaml:2: answer: too long; expected at most 900 characters"],
    ),
    "an id that no entry can have": (
        CDD,
        ("public/deld", "publics/deld"),
        [f"faq/cdd.yaml:3: see_also.0: does not have the form expected: {AN_ID}"],
    ),
    "an id in the file": (
        CDD,
        ("confidence: high", "confidence: high\nid: faq/cdd"),
        ["faq/cdd.yaml:8: id: is given by the file's name; leave it out"],
    ),
    "a version that ends before it begins": (
        "articles/ccp-l2112-2.yaml",
        ("to: 2026-08-21", "to: 2018-08-21"),
        ["articles/ccp-l2112-2.yaml:6: versions.0: 'from' (2019-04-01) stands after 'to' (2018-08-21)"],
    ),
    "a version with a bad date": (
        "articles/ccp-l2112-2.yaml",
        ("from: 2026-08-22", "from: 22 août 2026"),
        [f"articles/ccp-l2112-2.yaml:7: versions.1.from: {A_DATE}"],
    ),
    "a SIREN that YAML reads as a number": (
        "relays/niort.yaml",
        ("'200041317'", "200041317"),
        [f"relays/niort.yaml:6: covers.epci.0: {A_TEXT}"],
    ),
    "a relay of unknown status": (
        "relays/niort.yaml",
        ("relay_verified", "vérifié"),
        [
            (
                "relays/niort.yaml:4: status: not one of the values known here; expected 'relay_verified', "
                "'relay_historical', 'network_historical', 'fallback', 'directory' or 'not_relay_partner'"
            )
        ],
    ),
    "a telephone that is none": (
        "relays/niort.yaml",
        ("05 49 00 00 00", "voir le site"),
        ["relays/niort.yaml:9: phone: does not have the form expected: ^[0-9 +().]{8,20}$"],
    ),
    "a word whose key has capitals": (
        "glossary.yaml",
        ("dce:", "DCE:"),
        [f"glossary.yaml:1: id: does not have the form expected: {AN_ID}"],
    ),
    "a misspelt key of a word": (
        "glossary.yaml",
        ("  next:", "  nextt:"),
        ["glossary.yaml:6: nextt: unknown key; did you mean 'next'?"],
    ),
    "an idea whose key has capitals": (
        "lexicon.yaml",
        ("embaucher: [", "Embaucher: ["),
        ["lexicon.yaml:2: synonyms.Embaucher: does not have the form expected: ^[a-z0-9]+(-[a-z0-9]+)*$"],
    ),
    "a lexicon with a key too many": (
        "lexicon.yaml",
        ("stopwords:", "stopword:"),
        [
            "lexicon.yaml:1: stopwords: missing; it must be given",
            "lexicon.yaml:5: stopword: unknown key; did you mean 'stopwords'?",
        ],
    ),
    "small talk without an answer": (
        "smalltalk.yaml",
        ("  answer: Bonjour, posez votre question.\n", ""),
        ["smalltalk.yaml:1: answer: missing; it must be given"],
    ),
}


@pytest.mark.parametrize(("name", "change", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_said_with_its_file_and_line_and_what_was_expected(small, name, change, said):
    small.change(name, *change)
    assert small.errors() == said


TEXTS = [
    ("Vérifié le {day}", "Vérifié le {jour}", "entry.verified: holds the placeholders {jour}, expected {day}"),
    ("Vérifié le {day}", "Vérifié récemment", "entry.verified: holds the placeholders none, expected {day}"),
    ("Vérifié le {day}", "Vérifié {} {day}", "entry.verified: holds the placeholders {}, {day}, expected {day}"),
    ('"yes": Oui', '"yes": Oui {nom}', "button.yes: holds the placeholders {nom}, expected none"),
    ('"yes": Oui', f'"yes": {"Oui" * 14}', "button.yes: too long; expected at most 40 characters"),
    ('"yes": Oui', '"yes": yes', f"button.yes: {A_TEXT}"),
    ('"yes": Oui', '"yes":', f"button.yes: {A_TEXT}"),
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
        f"texts.yaml:{line - 1}: entry.proof: missing; it must be given",
        f"texts.yaml:{line}: entry.prof: unknown key; did you mean 'proof'?",
    ]


MISSING = {
    "faq": "faq:1: no such folder, expected one file for each entry",
    "publics": "publics:1: no such folder, expected one file for each entry",
    "articles": "articles:1: no such folder, expected one file for each entry",
    "relays": "relays:1: no such folder, expected one file for each entry",
    "glossary.yaml": "glossary.yaml:1: no such file, the knowledge base needs it",
    "tools.yaml": "tools.yaml:1: no such file, the knowledge base needs it",
    "lexicon.yaml": "lexicon.yaml:1: no such file, the knowledge base needs it",
    "texts.yaml": "texts.yaml:1: no such file, the knowledge base needs it",
    "smalltalk.yaml": "smalltalk.yaml:1: no such file, the knowledge base needs it",
    "outside.yaml": "outside.yaml:1: no such file, the knowledge base needs it",
    "territory/epci.csv": "territory/epci.csv:1: cannot be read: No such file or directory",
    "territory/communes.csv": "territory/communes.csv:1: cannot be read: No such file or directory",
    "territory/departements.csv": "territory/departements.csv:1: cannot be read: No such file or directory",
    "territory/communes_anciennes.csv": (
        "territory/communes_anciennes.csv:1: cannot be read: No such file or directory"
    ),
}


@pytest.mark.parametrize(("name", "said"), MISSING.items())
def test_a_missing_file_or_folder_is_said(small, name, said):
    (small.folder / name).rename(small.folder.parent / "elsewhere")
    assert small.errors() == [said]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(KnowledgeError, match=r"nowhere:1: no such folder, expected the knowledge base$"):
        load(tmp_path / "nowhere")


def test_a_file_given_as_the_folder_is_said(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(KnowledgeError, match=r"file:1: no such folder, expected the knowledge base$"):
        load(tmp_path / "file")


@pytest.mark.parametrize(
    ("part", "line"),
    [("Un CDD suffit-il", 1), ("à faire valider", 2), ("contrat à durée", 15)],
)
def test_a_file_that_is_not_utf_8_is_said_with_the_line_of_its_first_bad_letter(small, part, line):
    text = (small.folder / CDD).read_bytes()
    spoilt = part.encode().replace("à".encode(), b"\xe0").replace(b"Un", b"\xc9n")
    small.write(CDD, text.replace(part.encode(), spoilt))
    assert small.errors() == [f"faq/cdd.yaml:{line}: not UTF-8; save the file as UTF-8"]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16"])
def test_a_file_in_another_encoding_is_said(small, encoding):
    text = (small.folder / CDD).read_text(encoding="utf-8")
    small.write(CDD, text.encode(encoding))
    assert [error.rpartition(": ")[2] for error in small.errors()] == ["not UTF-8; save the file as UTF-8"]


@pytest.mark.parametrize("change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n"), lambda t: t.rstrip()])
def test_what_an_editor_of_windows_adds_does_no_harm(small, change):
    text = (small.folder / CDD).read_text(encoding="utf-8")
    small.write(CDD, change(text).encode())
    assert small.errors() == []
    assert small.load().knowledge["faq/cdd"].label == "Un CDD suffit-il pour la clause ?"


@pytest.mark.parametrize("text", ["", "# rien encore\n", "- un\n- deux\n", "bonjour\n", "42\n"])
def test_a_file_that_is_no_mapping_is_said(small, text):
    small.write(CDD, text)
    assert small.errors() == ["faq/cdd.yaml:1: a mapping of keys and values was expected"]
    small.write("glossary.yaml", text)
    assert "glossary.yaml:1: a mapping was expected: one key for each entry" in small.errors()


def test_a_word_that_is_no_mapping_is_said_at_its_own_line(small):
    text = (small.folder / "glossary.yaml").read_text(encoding="utf-8")
    small.write("glossary.yaml", f"{text}ccap: Cahier des clauses\n")
    assert small.errors() == ["glossary.yaml:12: a mapping of keys and values was expected"]


@pytest.mark.parametrize("name", ["faq/cdd.md", "faq/nouveau.yml", "faq/note", "relays/anciens/niort.yaml"])
def test_a_file_that_would_be_forgotten_is_said(small, name):
    small.write(name, "x")
    place = "relays/anciens" if name.startswith("relays") else name
    assert small.errors() == [f"{place}:1: an entry's file must end with .yaml"]


@pytest.mark.parametrize("name", ["faq/.cdd.yaml.swp", "faq/.DS_Store", "faq/cdd.yaml~"])
def test_what_an_editor_leaves_behind_is_no_entry(small, name):
    small.write(name, "x")
    assert small.errors() == []


@pytest.mark.parametrize("name", ["faq/CDD.yaml", "faq/mon cdd.yaml", "faq/durée.yaml"])
def test_a_file_whose_name_makes_no_id_is_said(small, name):
    (small.folder / CDD).rename(small.folder / name)
    assert small.errors() == [f"{name}:1: id: does not have the form expected: {AN_ID}"]


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
        "publics/deld.yaml:4",
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
    assert f"'{known}'" in error or f" {known}" in error.partition("known are")[2]
    assert "verified_on" not in error


def test_a_key_that_may_not_be_given_is_not_offered(small):
    small.change(CDD, "confidence: high", "confidence: high\nzzz: 1")
    [error] = small.errors()
    assert "known are label, audience" in error


def test_a_faulty_item_of_a_list_is_not_said_to_be_missing_too(small):
    small.change(CDD, "https://exemple.fr/clause", "exemple.fr/clause")
    assert [error.partition(": ")[2] for error in small.errors()] == [
        r"sources.0.url: does not have the form expected: ^https?://[^\s<>\"]+$"
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
    assert str(loaded.places["faq/cdd"].problem(("questions", 11), "x")) == "faq/cdd.yaml:20: questions.11: x"
    assert str(loaded.places["term/dce"].problem((), "x")) == "glossary.yaml:1: x"
    assert str(loaded.places["term/dce"].problem(("sources", 0, "title"), "x")) == "glossary.yaml:8: sources.0.title: x"
    assert str(loaded.places["term/dce"].problem(("sources", 7), "x")) == "glossary.yaml:7: sources.7: x"


def test_the_files_of_a_base_are_all_listed_in_one_order(small):
    small.write("faq/apprenti.yaml", "x")
    listed = files(small.folder)
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
    assert [file.line(path) for path in ((), ("a",), ("a", 0), ("a", 0, "b"), ("a", 1), ("a", 9), ("z",))] == [
        *(1, 1, 2, 2, 3, 1, 1)
    ]
