"""What a beginner types wrong, and what the check tells: the file, the line, and the likely cause."""

import pytest

CDD, DELD, L2112, NIORT = "faq/cdd.yaml", "publics/deld.yaml", "articles/ccp-l2112-2.yaml", "relays/niort.yaml"
LABEL, ANSWER = (
    "label: Un CDD suffit-il pour la clause ?",
    "answer: Oui, un CDD convient, à faire valider par le facilitateur.",
)

# What was typed in which file in place of what; the line of the fault counted from there; and its cause.
SLIPS = {
    "a tab": (CDD, ("  - cdd de trois semaines", "\t- cdd de trois semaines"), 0, "une tabulation"),
    "a tab before a key": (CDD, (ANSWER, f"\t{ANSWER}"), 0, "une tabulation"),
    "a text cut at a hash": (CDD, (LABEL, "label: Le relais #1 de la région"), 0, "le texte est coupé devant « # »"),
    "an item glued to the one above": (
        CDD,
        ("  - cdd de trois semaines", "    - cdd de trois semaines"),
        0,
        "cet élément est collé au texte du dessus",
    ),
    "a dash without its space": (
        CDD,
        ("  - cdd de trois semaines", "  -cdd de trois semaines"),
        0,
        "derrière le tiret",
    ),
    "no opening quote": (CDD, (LABEL, 'label: Un CDD suffit-il ?"'), 0, "sans guillemet ouvrant"),
    "no closing quote": (CDD, (LABEL, 'label: "Un CDD suffit-il ?'), 0, "un guillemet ouvert ici n'est jamais refermé"),
    "no closing quote in a list": (
        CDD,
        ("  - cdd de trois semaines", '  - "cdd de trois semaines'),
        0,
        "un guillemet ouvert ici n'est jamais refermé",
    ),
    "a quote that the next one closes": (
        CDD,
        ("  - cdd de trois semaines\n  - faut-il un contrat long", '  - "trois : semaines\n  - "un : contrat long"'),
        0,
        "un guillemet ouvert ici n'est jamais refermé",
    ),
    "an apostrophe in single quotes": (
        CDD,
        (LABEL, "label: 'L'acheteur : que faire ?'"),
        0,
        "une apostrophe dans un texte",
    ),
    "quotes in quotes": (CDD, (LABEL, 'label: "Dire "oui" ou non"'), 0, "un guillemet dans un texte entre guillemets"),
    "smart quotes": (CDD, (LABEL, "label: “Un CDD suffit-il ?”"), 0, "des guillemets courbes"),
    "smart quotes around a colon": (CDD, (LABEL, "label: “Un CDD : suffit-il ?”"), 0, "des guillemets courbes"),
    "a colon in a text": (CDD, (LABEL, "label: Un CDD : suffit-il ?"), 0, "un texte qui contient « : »"),
    "no space behind a colon": (CDD, (ANSWER, ANSWER.replace(": ", ":")), 0, "il manque une espace derrière « : »"),
    "a hard space behind a colon": (CDD, (ANSWER, ANSWER.replace(": ", ":\u00a0")), 0, "une espace insécable"),
    "hard spaces in front": (
        CDD,
        ("  - cdd de trois semaines", "\u00a0\u00a0- cdd de trois semaines"),
        0,
        ("insécable", "collé"),
    ),
    "a wrong indentation": (CDD, (ANSWER, f"  {ANSWER}"), 0, ("retrait", "contient « : »")),
    "31 February": (
        CDD,
        ("verified_on: 2026-11-01", "verified_on: 2026-02-31"),
        0,
        "« 2026-02-31 » : ce jour n'existe pas",
    ),
    "conflict markers": (
        CDD,
        (LABEL, f"<<<<<<< HEAD\n{LABEL}\n=======\nlabel: Autre\n>>>>>>> curateur"),
        0,
        "une marque de conflit de Git",
    ),
    "an invisible sign": (CDD, (LABEL, LABEL.replace("CDD", "C\u200bDD")), 0, "un signe invisible (U+200B)"),
    "a text that begins with a sign": (CDD, (LABEL, "label: @tous : un CDD"), 0, "commence par « @ »"),
    "a bracket left open": (CDD, ("[public/deld]", "[public/deld"), 0, "ou « ] » à la fin de ce qui s'ouvre ici"),
    "an empty item": (CDD, ("  - cdd de trois semaines", "  -"), 0, "questions.4 : rien n'est écrit"),
    "a French key": (
        CDD,
        ("confidence: high", "confidence: high\nvérifier: Le CCAP."),
        1,
        "vouliez-vous dire « check » ?",
    ),
    "a key without its letter": (CDD, ("confidence: high", "confidence: high\nchek: Le CCAP."), 1, "« check »"),
    "an id without its kind": (CDD, ("[public/deld]", "[deld]"), 0, "vouliez-vous dire « public/deld » ?"),
    "yes as a text": (CDD, (LABEL, "label: yes"), 0, "YAML lit ici vrai ou faux"),
    "a telephone that cannot be": (
        NIORT,
        ("05 49 00 00 00", "05 49 00 00"),
        0,
        "ne peut pas être un numéro de téléphone",
    ),
    "an e-mail that cannot be": (
        NIORT,
        ("phone: 05 49 00 00 00", "email: clause@niort..fr"),
        0,
        "ne peut pas être une adresse e-mail",
    ),
    "a missing key of a word": (
        "glossary.yaml",
        ("  expansion: Dossier de consultation des entreprises\n", ""),
        -3,
        "expansion : champ obligatoire, il manque",
    ),
}


@pytest.mark.parametrize(("name", "change", "after", "cause"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_told_at_its_line_with_its_cause(small, name, change, after, cause):
    line = small.line(name, change[0].splitlines()[0]) + after
    small.change(name, *change)
    told = [error for error in small.errors() if error.startswith(f"{name}:{line}: ")]
    causes = (cause,) if isinstance(cause, str) else cause
    assert any(one in error for one in causes for error in told), small.errors()


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (CDD, (LABEL, f"{LABEL} # 3 ou 4"), "faq/cdd.yaml:1: ce qui suit « # » est perdu"),
        (L2112, ("from: 2026-08-22", "from: 2026-10-22"), "7: versions.2 : aucune version entre le 2026-08-21 et"),
        (
            L2112,
            ("from: 2026-08-22", "from: 2026-08-22, to: 2026-12-31, says: x}\n  - {from: 2027-01-01"),
            "8: versions.3 : commence le 2027-01-01, dont « answer » ne dit rien",
        ),
        (
            L2112,
            ("verified_on: 2026-11-01", "verified_on: 2026-08-01"),
            "7: versions.2 : a commencé le 2026-08-22, après « verified_on »",
        ),
    ],
)
def test_what_may_be_a_slip_is_warned_about(small, name, change, said):
    small.change(name, *change)
    [warning] = small.warnings()
    assert said in warning


def test_a_note_behind_two_spaces_is_no_slip(small):
    small.change(CDD, LABEL, f"{LABEL}  # à relire")
    small.change(CDD, "  - cdd de trois semaines", "  - cdd de trois semaines      # vu à Niort")
    assert small.errors() == []
    assert small.warnings() == []


def test_a_telephone_of_four_digits_or_with_its_country_is_none_that_cannot_be(small):
    for number in ("05 49 78 79 80", "+33 5 49 78 79 80", "0590 20 20 20"):
        small.change(NIORT, "phone: 05 49 00 00 00", f"phone: {number}")
        assert small.errors() == []
        small.change(NIORT, f"phone: {number}", "phone: 05 49 00 00 00")


def test_twenty_faults_in_one_base_are_all_named(small):
    every = {name: change for name, (_, change, _, _) in SLIPS.items()}
    files = []
    for number, (_, (old, new)) in enumerate(sorted(every.items())[:24]):
        text = (small.folder / CDD).read_text(encoding="utf-8")
        if text.count(old) == 1:
            files.append(f"faq/fiche-{number}.yaml")
            small.write(files[-1], text.replace(old, new))
    assert len(files) >= 20
    faulty = {error.partition(":")[0] for error in small.errors()}
    assert set(files) <= faulty
