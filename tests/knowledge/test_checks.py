from datetime import date

import pytest

from bot.runtime import assembly as app

CDD = "faq/cdd.yaml"
L2112 = "articles/ccp-l2112-2.yaml"
NIORT = "relays/niort.yaml"
IN_TIME = "cette version doit commencer après la fin (« to ») de la précédente ; la plus ancienne d'abord"

# What a curator changed in which file, and what the check of the whole base says to that.
ERRORS = {
    "a link that leads nowhere, with the nearest": (
        CDD,
        ("public/deld", "public/delde"),
        [
            (
                "faq/cdd.yaml:3: see_also.1 : « public/delde » n'est pas dans la base ; vouliez-vous dire "
                "« public/deld » ?"
            )
        ],
    ),
    "a link that leads nowhere, like nothing": (
        CDD,
        ("public/deld", "faq/vacances"),
        ["faq/cdd.yaml:3: see_also.1 : « faq/vacances » n'est pas dans la base"],
    ),
    "a tool that does not exist": (
        "glossary.yaml",
        ("tool/relay", "tool/relai"),
        ["glossary.yaml:6: next.1 : « tool/relai » n'est pas dans la base ; vouliez-vous dire « tool/relay » ?"],
    ),
    "an entry where a tool stands": (
        "glossary.yaml",
        ("tool/relay", "public/deld"),
        ["glossary.yaml:6: next.1 : « public/deld » n'est pas un outil ; seuls des outils vont ici (tool/…)"],
    ),
    "an article replaced that is not there": (
        L2112,
        ("[cmp-14]", "[cmp-41]"),
        [
            (
                "articles/ccp-l2112-2.yaml:8: replaces.1 : « cmp-41 » n'est pas dans la base ; "
                "vouliez-vous dire « cmp-14 » ?"
            )
        ],
    ),
    "an article replaced by one that is not there": (
        "articles/cmp-14.yaml",
        ("[ccp-l2112-2]", "[ccp-l2112-3]"),
        [
            (
                "articles/cmp-14.yaml:7: replaced_by.1 : « ccp-l2112-3 » n'est pas dans la base ; "
                "vouliez-vous dire « ccp-l2112-2 » ?"
            )
        ],
    ),
    "an EPCI with a digit lost": (
        NIORT,
        ("'200041317'", "'20004131'"),
        [
            (
                "relays/niort.yaml:6: covers.epci.1 : « 20004131 » n'est pas une intercommunalité ; "
                "vouliez-vous dire « 200041317 » (CA du Niortais) ?"
            )
        ],
    ),
    "an EPCI like no other": (
        NIORT,
        ("'200041317'", "'200041317', '999999999'"),
        ["relays/niort.yaml:6: covers.epci.2 : « 999999999 » n'est pas une intercommunalité"],
    ),
    "a postal code for an INSEE code": (
        NIORT,
        ("'79191'", "'79000'"),
        [
            (
                "relays/niort.yaml:7: covers.communes.1 : « 79000 » n'est pas une commune ; un code INSEE "
                "comme « 86194 » était attendu"
            )
        ],
    ),
    "a department that does not exist": (
        NIORT,
        ("'79']", "'79', '99']"),
        [
            (
                "relays/niort.yaml:8: covers.departements.2 : « 99 » n'est pas un département ; un code "
                "comme « 86 » était attendu"
            )
        ],
    ),
    "a phrasing twice in an entry, but for its dress": (
        CDD,
        ("  - quel contrat choisir", "  - quel contrat choisir\n  - Un CDD, ça compte"),
        ["faq/cdd.yaml:21: questions.13 : « Un CDD, ça compte » est deux fois dans cette fiche"],
    ),
    "a phrasing of another entry": (
        "glossary.yaml",
        ("[c quoi le dce,", "[Un CDD ça compte, c quoi le dce,"),
        [
            (
                "glossary.yaml:11: questions.1 : « Un CDD ça compte » est aussi une question de faq/cdd ; "
                "la garder dans une seule fiche"
            )
        ],
    ),
    "versions that overlap": (
        L2112,
        ("from: 2026-08-22", "from: 2026-08-21"),
        [f"articles/ccp-l2112-2.yaml:7: versions.2 : {IN_TIME}"],
    ),
    "a version after one without an end": (
        L2112,
        (", to: 2026-08-21", ""),
        [f"articles/ccp-l2112-2.yaml:7: versions.2 : {IN_TIME}"],
    ),
    "a later version without a beginning": (
        L2112,
        ("{from: 2026-08-22, says", "{says"),
        [f"articles/ccp-l2112-2.yaml:7: versions.2 : {IN_TIME}"],
    ),
}


def test_a_sound_base_has_neither_errors_nor_warnings(small):
    assert small.errors() == []
    assert small.warnings() == []


@pytest.mark.parametrize(("name", "change", "said"), ERRORS.values(), ids=ERRORS.keys())
def test_what_only_the_whole_base_shows_is_said_with_its_place(small, name, change, said):
    small.change(name, *change)
    assert small.errors() == said


def test_versions_in_the_wrong_order_are_said(small):
    small.change(L2112, "{from: 2019-04-01, to: 2026-08-21,", "{from: 2027-01-01,")
    assert [error.partition(" : cette")[0] for error in small.errors()] == ["articles/ccp-l2112-2.yaml:7: versions.2"]


def test_an_entry_copied_to_another_file_is_said_line_by_line(small):
    small.write("faq/cdd-bis.yaml", (small.folder / CDD).read_bytes())
    errors = small.errors()
    assert len(errors) == 12
    assert errors[0].endswith("est aussi une question de faq/cdd-bis ; la garder dans une seule fiche")
    assert [error.partition(": ")[0] for error in errors] == [f"faq/cdd.yaml:{line}" for line in range(9, 21)]


def test_all_faults_of_the_whole_base_are_said_at_once_in_the_order_of_places(small):
    for name, change, _ in (ERRORS["an EPCI with a digit lost"], ERRORS["a department that does not exist"]):
        small.change(name, *change)
    small.change(CDD, "public/deld", "public/delde")
    small.change(L2112, "[cmp-14]", "[cmp-41]")
    assert [error.partition(": ")[0] for error in small.errors()] == [
        "articles/ccp-l2112-2.yaml:8",
        "faq/cdd.yaml:3",
        "relays/niort.yaml:6",
        "relays/niort.yaml:8",
    ]


def test_faults_of_form_and_of_the_whole_are_told_together(small):
    small.change("glossary.yaml", "tool/relay", "tool/relai")
    small.change(CDD, "confidence: high", "confidence: sûr")
    assert [error.partition(": ")[0] for error in small.errors()] == ["faq/cdd.yaml:7", "glossary.yaml:6"]


def test_an_entry_that_cannot_be_read_is_not_told_to_be_missing_too(small):
    small.write("publics/deld.yaml", "label: [")
    assert [error.partition(": ")[0] for error in small.errors()] == ["publics/deld.yaml:1"]


@pytest.mark.parametrize(
    ("verified", "stale"),
    [("2025-11-23", False), ("2025-11-22", True), ("2019-04-01", True), ("2026-11-23", False)],
)
def test_what_was_verified_more_than_a_year_ago_is_to_be_verified_again(small, verified, stale):
    small.change(CDD, "verified_on: 2026-11-01", f"verified_on: {verified}")
    said = f"faq/cdd.yaml:6: verified_on : vérifié le {verified}, il y a plus d'un an : relire les sources"
    assert small.warnings(date(2026, 11, 23)) == [said] * stale


def test_a_verification_in_the_future_is_doubted(small):
    small.change(CDD, "verified_on: 2026-11-01", "verified_on: 2026-12-01")
    assert small.warnings(date(2026, 11, 23)) == ["faq/cdd.yaml:6: verified_on : 2026-12-01 est dans l'avenir"]


def test_law_that_ended_without_a_successor_is_warned_of(small):
    small.change("articles/cmp-14.yaml", "replaced_by: [ccp-l2112-2]\n", "")
    place, _, said = small.warnings()[0].partition(": versions : ")
    assert (place, len(small.warnings())) == ("articles/cmp-14.yaml:5", 1)
    assert said == "plus en vigueur depuis le 2016-03-31, et rien dans « replaced_by » ni dans « uncertain »"


def test_of_law_that_ended_it_may_be_said_that_its_successor_is_not_known(small):
    small.change("articles/cmp-14.yaml", "replaced_by: [ccp-l2112-2]\n", 'uncertain: "La suite est à confirmer."\n')
    assert small.warnings() == []


def test_law_is_in_force_on_its_last_day(small):
    small.change("articles/cmp-14.yaml", "replaced_by: [ccp-l2112-2]\n", "")
    small.change("articles/cmp-14.yaml", "to: 2016-03-31", "to: 2026-11-23")
    assert small.warnings(date(2026, 11, 23)) == []
    assert len(small.warnings(date(2026, 11, 24))) == 1


def test_an_answer_that_cites_dead_law_is_warned_of(small):
    small.change(CDD, "see_also: [public/deld]", "see_also: [public/deld, article/cmp-14]")
    [warning] = small.warnings()
    assert warning.startswith("faq/cdd.yaml:3: see_also.2 : article/cmp-14 n'est plus en vigueur depuis le 2016-03-31")


def test_an_article_may_cite_the_law_before_it(small):
    small.change(L2112, "replaces: [cmp-14]", "replaces: [cmp-14]\nsee_also: [article/cmp-14]")
    assert small.warnings() == []


def test_all_warnings_are_given_in_the_order_of_places(small):
    small.change("relays/niort.yaml", "verified_on: 2026-11-01", "verified_on: 2020-01-01")
    small.change(CDD, "verified_on: 2026-11-01", "verified_on: 2020-01-01")
    small.change("articles/cmp-14.yaml", "replaced_by: [ccp-l2112-2]\n", "")
    assert [warning.partition(": ")[0] for warning in small.warnings()] == [
        "articles/cmp-14.yaml:5",
        "faq/cdd.yaml:6",
        "relays/niort.yaml:13",
    ]


def test_warnings_are_told_beside_errors(small):
    small.write(CDD, "label: [")
    checked = app.check(small.folder, date(2030, 1, 1))
    assert len(checked.errors) == 1
    assert len(checked.warnings) == 6


def test_the_shipped_base_has_no_error(knowledge_folder):
    assert [str(problem) for problem in app.check(knowledge_folder, date(2026, 11, 24)).errors] == []
