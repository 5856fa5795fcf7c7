"""The rules of eligibility: each rule of the grids has a readable case; the logic of three values its properties."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.knowledge.schema.eligibility import FactsFile, Grid
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.schema.person import NAMES, Facts
from bot.process.settings import SHIPPED_KNOWLEDGE
from bot.tools.eligibility.rules import Presumption, evidence, holds, reasons, verdict


def _yaml(name: str) -> Any:
    return yaml.safe_load((SHIPPED_KNOWLEDGE / name).read_text(encoding="utf-8"))


REFERENCE = Grid.model_validate(_yaml("grids/reference.yaml"))
IAE = Grid.model_validate(_yaml("grids/iae.yaml"))
FACTS = FactsFile.model_validate(_yaml("facts.yaml"))
SOURCE = Path(__file__).parents[3] / "shared/facts/eligibility.yaml"


def _facts(**said: Any) -> Facts:
    facts = Facts()
    for name, value in said.items():
        facts = facts.stating(name, frozenset(value) if isinstance(value, list) else value)
    return facts


NOTHING_ELSE: dict[str, Any] = {
    "age": 40,
    "registered_jobseeker": True,
    "months_unemployed": 6,
    "benefits": [],
    "disability_recognised": False,
    "programme": [],
    "priority_area": "none",
    "protection": "none",
    "justice": False,
}


SUFFICES: list[tuple[str, dict[str, Any]]] = [
    ("public/deld", {"registered_jobseeker": True, "months_unemployed": 12}),
    ("public/jeune-sans-qualification", {"age": 25, "qualification": "none", "left_studies": True}),
    ("public/jeune-sans-experience", {"age": 19, "work_experience": False, "months_since_studies": 9}),
    ("public/jeune-sortant-formation", {"age": 21, "jobseeking": True, "left_studies": True}),
    ("public/senior", {"age": 50, "registered_jobseeker": True}),
    ("public/beneficiaire-rsa", {"benefits": ["rsa"]}),
    ("public/beneficiaire-ass", {"benefits": ["ass"]}),
    ("public/beneficiaire-ata-ada", {"benefits": ["ada"], "may_work": True}),
    ("public/beneficiaire-ata-ada", {"benefits": ["ata"]}),
    ("public/beneficiaire-aah", {"benefits": ["aah"]}),
    ("public/pension-invalidite", {"benefits": ["invalidity"]}),
    ("public/rqth-boeth", {"disability_recognised": True}),
    ("public/accident-du-travail-atmp", {"benefits": ["atmp-pension"]}),
    ("public/personne-iae", {"programme": ["ei"]}),
    ("public/personne-iae", {"programme": ["aci"]}),
    ("public/personne-iae", {"programme": ["ai"]}),
    ("public/personne-iae", {"programme": ["etti"]}),
    ("public/regie-de-quartier", {"programme": ["regie"]}),
    ("public/personne-ea-esat", {"programme": ["ea"]}),
    ("public/personne-ea-esat", {"programme": ["eatt"]}),
    ("public/personne-ea-esat", {"programme": ["esat"]}),
    ("public/geiq", {"programme": ["geiq"]}),
    ("public/plie", {"programme": ["plie"]}),
    ("public/epide-e2c", {"programme": ["epide"]}),
    ("public/epide-e2c", {"programme": ["e2c"]}),
    ("public/parcours-renforce", {"programme": ["pacea"]}),
    ("public/parcours-renforce", {"programme": ["cej"]}),
    ("public/parcours-renforce", {"programme": ["sma"]}),
    ("public/parcours-renforce", {"programme": ["smv"]}),
    ("public/parcours-renforce", {"programme": ["aij"]}),
    ("public/qpv-zrr", {"priority_area": "qpv", "jobseeking": True}),
    ("public/refugies", {"protection": "refugee"}),
    ("public/refugies", {"protection": "subsidiary"}),
    ("public/justice", {"justice": True}),
]


@pytest.mark.parametrize(("public", "said"), SUFFICES)
def test_one_rule_suffices(public: str, said: dict[str, Any]) -> None:
    found = verdict(REFERENCE, _facts(**said))
    assert (found.kind, found.publics, found.ask) == (Presumption.ELIGIBLE, (public,), None)


@pytest.mark.parametrize(
    "said",
    [
        {"registered_jobseeker": True, "months_unemployed": 11},
        {"months_unemployed": 60, "jobseeking": True},
        {"registered_jobseeker": False, "months_unemployed": 60},
        {"age": 26, "qualification": "none", "left_studies": True},
        {"age": 19, "qualification": "none", "left_studies": False},
        {"age": 19, "qualification": "cap-bep", "left_studies": True},
        {"age": 26, "work_experience": False, "left_studies": True},
        {"age": 57},
        {"age": 49, "jobseeking": True},
        {"priority_area": "qpv"},
        {"priority_area": "zrr", "jobseeking": True},
        {"protection": "temporary"},
        {"protection": "asylum-seeker"},
        {"lone_parent": True},
        {"care_leaver_or_homeless": True},
        {"disability_recognised": False},
        {},
    ],
)
def test_what_is_said_is_not_enough_yet(said: dict[str, Any]) -> None:
    found = verdict(REFERENCE, _facts(**said))
    assert found.kind is Presumption.UNDETERMINED
    assert found.ask is not None


OPINIONS: list[tuple[dict[str, Any], Presumption, tuple[str, ...]]] = [
    ({}, Presumption.ON_OPINION, ()),
    ({"lone_parent": True}, Presumption.ON_OPINION, ("public/parent-isole",)),
    ({"care_leaver_or_homeless": True}, Presumption.ON_OPINION, ("public/sortant-ase-sans-abri",)),
    ({"opinion": True}, Presumption.ELIGIBLE, ("public/dispositif-particulier",)),
    (
        {"opinion": True, "lone_parent": True},
        Presumption.ELIGIBLE,
        ("public/parent-isole", "public/dispositif-particulier"),
    ),
    ({"opinion": False}, Presumption.INELIGIBLE, ()),
    ({"opinion": False, "lone_parent": True}, Presumption.INELIGIBLE, ("public/parent-isole",)),
    ({"already_employed": True, "opinion": True}, Presumption.INELIGIBLE, ("public/dispositif-particulier",)),
    ({"justice": None}, Presumption.UNDETERMINED, ()),
    ({"justice": None, "opinion": True}, Presumption.ELIGIBLE, ("public/dispositif-particulier",)),
]


@pytest.mark.parametrize(("said", "kind", "publics"), OPINIONS)
def test_where_no_rule_holds_an_opinion_decides(
    said: dict[str, Any], kind: Presumption, publics: tuple[str, ...]
) -> None:
    found = verdict(REFERENCE, _facts(**NOTHING_ELSE | said))
    assert (found.kind, found.publics) == (kind, publics)


def test_who_is_on_the_staff_already_is_ruled_out_and_told_why() -> None:
    found = verdict(REFERENCE, _facts(already_employed=True, disability_recognised=True))
    assert found.kind is Presumption.INELIGIBLE
    assert found.publics == ("public/rqth-boeth",)
    assert "déjà dans l'entreprise" in found.ruled_out[0]


def test_all_publics_are_listed_the_simplest_proof_first(base: Knowledge) -> None:
    found = verdict(
        REFERENCE,
        _facts(age=58, benefits=["rsa"], registered_jobseeker=True, months_unemployed=36, priority_area="qpv"),
    )
    assert found.publics == ("public/beneficiaire-rsa", "public/senior", "public/deld", "public/qpv-zrr")
    proofs = evidence(found, {public.id: public.proof for public in base.publics})
    assert proofs[0].startswith("Attestation RSA")
    assert len(proofs) == len(set(proofs))


def test_a_reason_repeats_what_was_said_and_only_that() -> None:
    found = verdict(REFERENCE, _facts(age=52, registered_jobseeker=True, benefits=["rsa", "aah"]))
    said = {held.public: reasons(held, FACTS.facts) for held in found.held}
    assert said["public/beneficiaire-rsa"] == ("touche : RSA",)
    assert said["public/senior"] == ("52 ans", "en recherche d'emploi")


ADVICE: list[tuple[dict[str, Any], str]] = [
    ({"age": 22, "months_since_studies": 3}, "six mois depuis la fin"),
    ({"registered_jobseeker": True, "months_unemployed": 13}, "moins de six mois travaillés"),
    ({"registered_jobseeker": True, "months_unemployed": 24}, "structure d'insertion"),
    ({"registered_jobseeker": True, "months_unemployed": 12}, "cas limite"),
    (
        {"registered_jobseeker": True, "months_unemployed": 13, "months_worked_last_12": 7},
        "a travaillé six mois ou plus",
    ),
    ({"age": 17}, "travaux de chantier sont réglementés"),
    ({"benefits": ["atmp-pension"]}, "au moins 10 %"),
    ({"age": 50}, "plus de 50 ans"),
    ({"age": 26}, "26 ans révolus"),
    ({"registered_jobseeker": False, "months_unemployed": 30}, "GEIQ"),
    ({"benefits": ["aah"]}, "L. 5212-13"),
    ({"priority_area": "zrr"}, "ZFRR"),
    ({"protection": "temporary"}, "avis motivé"),
    ({"protection": "asylum-seeker"}, "autorisation de travail"),
    ({"protection": "refugee"}, "autorisation de travail"),
    ({"opinion": True}, "avant l'embauche"),
]


@pytest.mark.parametrize(("said", "words"), ADVICE)
def test_advice_is_said_beside_the_verdict(said: dict[str, Any], words: str) -> None:
    assert any(words in advice for advice in verdict(REFERENCE, _facts(**said)).advice)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"registered_jobseeker": True, "benefits": [], "programme": [], "disability_recognised": False}, "age"),
        (NOTHING_ELSE | {"justice": None}, "justice"),
        (NOTHING_ELSE | {"months_unemployed": None}, "months_unemployed"),
        (NOTHING_ELSE | {"age": 57, "registered_jobseeker": False, "jobseeking": None}, "jobseeking"),
        (NOTHING_ELSE | {"age": 57, "registered_jobseeker": None, "months_unemployed": None}, "registered_jobseeker"),
        (NOTHING_ELSE, "opinion"),
        (NOTHING_ELSE | {"opinion": False}, None),
        ({"already_employed": True}, None),
    ],
)
def test_the_fact_asked_is_the_one_that_decides(said: dict[str, Any], asked: str | None) -> None:
    assert verdict(REFERENCE, _facts(**said)).ask == asked


def test_a_short_question_comes_before_a_long_list_and_a_delicate_one() -> None:
    asked, facts = [], Facts()
    while (wanted := verdict(REFERENCE, facts).ask) is not None:
        asked.append(wanted)
        no: dict[str, Any] = {"integer": 38, "boolean": False, "choice": "none", "set": frozenset()}
        facts = facts.stating(wanted, no[FACTS.facts[wanted].type])
    assert asked[:2] == ["age", "registered_jobseeker"]
    assert asked.index("benefits") < asked.index("disability_recognised") < asked.index("programme")
    assert verdict(REFERENCE, _facts(age=38, registered_jobseeker=True)).ask == "months_unemployed"


def test_what_the_person_does_not_know_is_not_asked_again() -> None:
    declined: set[str] = set()
    while asked := verdict(REFERENCE, Facts(), declined=frozenset(declined)).ask:
        assert asked not in declined
        declined.add(asked)
    assert "age" in declined
    assert "already_employed" not in declined


def test_what_was_not_checked_is_told() -> None:
    found = verdict(REFERENCE, _facts(age=40, benefits=["rsa"], disability_recognised=False))
    assert "public/justice" in found.unchecked
    assert "public/rqth-boeth" not in found.unchecked
    assert "public/senior" not in found.unchecked


# the grid of the insertion structures


LEVEL_1: list[dict[str, Any]] = [
    {"benefits": ["rsa"]},
    {"benefits": ["ass"]},
    {"benefits": ["aah"]},
    {"registered_jobseeker": True, "months_unemployed": 24},
]


@pytest.mark.parametrize("said", LEVEL_1)
def test_in_the_iae_one_criterion_of_level_1_suffices_everywhere(said: dict[str, Any]) -> None:
    found = verdict(IAE, _facts(**said))
    assert (found.kind, found.structures) == (Presumption.ELIGIBLE, ("ai", "etti", "ei", "aci"))


LEVEL_2: list[dict[str, Any]] = [
    {"age": 25},
    {"age": 50},
    {"age": 40, "qualification": "cap-bep"},
    {"disability_recognised": True},
    {"registered_jobseeker": True, "months_unemployed": 12},
    {"priority_area": "zrr"},
    {"lone_parent": True},
    {"care_leaver_or_homeless": True},
    {"protection": "temporary"},
    {"justice": True},
]


@pytest.mark.parametrize("said", LEVEL_2)
def test_in_the_iae_one_criterion_of_level_2_is_not_enough(said: dict[str, Any]) -> None:
    assert verdict(IAE, _facts(**said)).kind is Presumption.UNDETERMINED


@pytest.mark.parametrize(
    ("structure", "kind", "structures"),
    [
        ("ai", Presumption.ELIGIBLE, ("ai",)),
        ("etti", Presumption.ELIGIBLE, ("etti",)),
        ("ei", Presumption.UNDETERMINED, ()),
        ("aci", Presumption.UNDETERMINED, ()),
        (None, Presumption.ELIGIBLE, ("ai", "etti")),
    ],
)
def test_in_the_iae_two_of_level_2_serve_ai_and_etti_only(
    structure: str | None, kind: Presumption, structures: tuple[str, ...]
) -> None:
    found = verdict(IAE, _facts(age=52, lone_parent=True), structure=structure)
    assert (found.kind, found.structures) == (kind, structures)


def test_in_the_iae_three_of_level_2_serve_every_structure() -> None:
    said = _facts(age=22, qualification="none", protection="asylum-seeker", may_work=True)
    found = verdict(IAE, said, structure="aci")
    assert found.kind is Presumption.ELIGIBLE
    assert found.publics == ("public/refugies",)
    assert len(found.together) == 3


def test_in_the_iae_a_prescribers_opinion_stands_in_for_the_criteria() -> None:
    assert verdict(IAE, _facts(opinion=True)).publics == ("public/personne-iae",)


def test_criteria_out_of_reach_are_no_longer_asked_for() -> None:
    said = NOTHING_ELSE | {"qualification": "bac", "lone_parent": False, "care_leaver_or_homeless": False}
    assert verdict(IAE, _facts(**said), structure="ei").kind is Presumption.ON_OPINION


IAE_ADVICE: list[tuple[dict[str, Any], str]] = [
    ({"age": 50}, "+50 ans"),
    ({"registered_jobseeker": True, "months_unemployed": 12}, "Douze mois tout juste"),
    ({"registered_jobseeker": True, "months_unemployed": 24}, "Vingt-quatre mois tout juste"),
    ({"protection": "asylum-seeker"}, "autorisation de travail"),
]


@pytest.mark.parametrize(("said", "words"), IAE_ADVICE)
def test_in_the_iae_advice_is_said_beside_the_verdict(said: dict[str, Any], words: str) -> None:
    assert any(words in advice for advice in verdict(IAE, _facts(**said)).advice)


# every rule has its case


@pytest.mark.parametrize("public", REFERENCE.rules)
def test_each_rule_of_the_reference_has_a_case_for_each_value_that_it_names(public: str) -> None:
    cases = [_facts(**said) for named, said in SUFFICES if named == public]
    assert cases
    for name, test in REFERENCE.rules[public].each_test():
        seen = {one for facts in cases for one in _each(facts.completed().get(name))}
        assert set(test.values()) <= seen, f"{public} by {name}"


@pytest.mark.parametrize("public", REFERENCE.on_opinion)
def test_each_public_on_opinion_has_a_case(public: str) -> None:
    assert any(public in publics for _, _, publics in OPINIONS)


@pytest.mark.parametrize(("rules", "cases"), [(REFERENCE, ADVICE), (IAE, IAE_ADVICE)])
def test_each_piece_of_advice_has_a_case(rules: Grid, cases: list[tuple[dict[str, Any], str]]) -> None:
    for advice in rules.advice:
        assert any(holds(advice.when, _facts(**said)) and words in advice.says for said, words in cases), advice.says


def test_each_criterion_of_the_iae_has_a_case_of_its_own() -> None:
    assert IAE.together
    for rule in IAE.rules.values():
        assert [said for said in LEVEL_1 if holds(rule, _facts(**said))]
    for criterion in IAE.together.criteria.values():
        alone = [said for said in LEVEL_2 if holds(criterion.when, _facts(**said))]
        assert len(alone) == 1, criterion.label


def _each(value: object) -> set[object]:
    return set(value) if isinstance(value, frozenset) else {value}


# the data


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"public/rqth-boeth": {"disability_recognized": True}}, "n'est pas un fait"),
        ({"public/rqth-boeth": {}}, "vaudrait pour tout le monde"),
        ({"public/rqth-boeth": {"age": {"above": 3}}}, "Extra inputs"),
    ],
)
def test_a_wrong_rule_is_refused_by_name(change: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ValidationError, match=wrong):
        Grid.model_validate(_yaml("grids/reference.yaml") | {"rules": change})


def test_a_rule_may_offer_alternatives() -> None:
    rule = {"age": {"below": 30}, "any_of": [{"justice": True}, {"protection": "refugee"}]}
    either = Grid.model_validate(_yaml("grids/reference.yaml") | {"rules": {"public/justice": rule}})
    assert verdict(either, _facts(age=20, protection="refugee")).kind is Presumption.ELIGIBLE
    assert verdict(either, _facts(age=20, protection="none")).ask == "justice"
    assert verdict(either, _facts(age=20, protection="none", justice=False)).kind is Presumption.ON_OPINION


@pytest.mark.skipif(not SOURCE.exists(), reason="the authority is not on this machine")
def test_the_reference_grid_says_what_its_authority_says() -> None:
    source = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    shipped = _yaml("grids/reference.yaml")
    assert shipped["rules"] == source["rules"]
    assert shipped["on_opinion"] == source["on_opinion"]
    for name, wanted in source["facts"].items():
        assert FACTS.facts[name].type == wanted["type"]
        if "values" in wanted:
            assert list(FACTS.facts[name].values) == wanted["values"] or set(FACTS.facts[name].values) == set(
                wanted["values"]
            )


# properties


def _some(sheets: FactsFile) -> dict[str, st.SearchStrategy[Any]]:
    made: dict[str, Callable[[list[str]], st.SearchStrategy[Any]]] = {
        "integer": lambda _: st.integers(0, 80),
        "boolean": lambda _: st.booleans(),
        "choice": st.sampled_from,
        "set": lambda values: st.frozensets(st.sampled_from(values), max_size=3),
    }
    return {name: made[sheet.type](list(sheet.values)) for name, sheet in sheets.facts.items()}


VALUES = _some(FACTS)
RULING_OUT = {"already_employed", "employed_elsewhere", "may_work", "age", "months_worked_last_12"}  # under 16 too
ANYBODY = st.fixed_dictionaries({}, optional=VALUES)
GRIDS = st.sampled_from([REFERENCE, IAE])
ANOTHER = st.sampled_from(NAMES).flatmap(lambda name: st.tuples(st.just(name), VALUES[name]))


@given(rules=GRIDS, said=ANYBODY, seed=st.randoms())
def test_no_order_of_stating_facts_changes_the_verdict(rules: Grid, said: dict[str, Any], seed: Any) -> None:
    shuffled = list(said.items())
    seed.shuffle(shuffled)
    facts = Facts()
    for name, value in shuffled:
        facts = facts.stating(name, value)
    assert verdict(rules, facts) == verdict(rules, Facts(**said))


@given(rules=GRIDS, said=ANYBODY, more=ANOTHER)
def test_a_further_fact_never_makes_an_eligible_person_undetermined(
    rules: Grid, said: dict[str, Any], more: tuple[str, Any]
) -> None:
    facts, (name, value) = Facts(**said), more
    if facts.completed().get(name) is None and verdict(rules, facts).kind is Presumption.ELIGIBLE:
        found = verdict(rules, facts.stating(name, value))
        must_be_known = found.ask in rules.needs  # of an asylum seeker, who may have the RSA too: the right to work
        assert found.kind is Presumption.ELIGIBLE or name in RULING_OUT or must_be_known


ANOTHER_CONDITION: list[tuple[str, Any]] = [
    ("lone_parent", True),
    ("justice", True),
    ("care_leaver_or_homeless", True),
    ("disability_recognised", True),
]


def _told(rules: Grid, facts: Facts) -> tuple[Presumption, tuple[str, ...], tuple[str, ...]]:
    found = verdict(rules, facts)
    return found.kind, found.publics, found.unchecked


@given(rules=GRIDS, said=ANYBODY, declined=st.frozensets(st.sampled_from(NAMES)))
def test_a_fact_is_asked_only_while_an_answer_to_it_would_matter(
    rules: Grid, said: dict[str, Any], declined: frozenset[str]
) -> None:
    facts = Facts(**said)
    found = verdict(rules, facts, declined=declined)
    if found.ask is None:
        return
    assert found.ask not in declined
    assert facts.completed().get(found.ask) is None
    answers = [
        True,
        False,
        0,
        12,
        25,
        30,
        50,
        "none",
        "qpv",
        "refugee",
        frozenset(),
        frozenset({"rsa"}),
        frozenset({"ei"}),
    ]
    fitting = {"integer": int, "boolean": bool, "choice": str, "set": frozenset}[FACTS.facts[found.ask].type]
    given = [answer for answer in answers if type(answer) is fitting]
    # conditions that count together may want one more fact before the answer to this one shows
    further = [facts] + [facts.stating(n, v) for n, v in ANOTHER_CONDITION if n != found.ask and facts.get(n) is None]
    assert any(len({_told(rules, known.stating(found.ask, a)) for a in given}) > 1 for known in further)  # type: ignore[arg-type]


@given(rules=GRIDS, said=ANYBODY)
def test_answering_every_question_ends_with_a_verdict(rules: Grid, said: dict[str, Any]) -> None:
    facts = Facts(**said)
    for _ in NAMES:
        asked = verdict(rules, facts).ask
        if asked is None:
            break
        no: dict[str, Any] = {"integer": 40, "boolean": False, "choice": "none", "set": frozenset()}
        facts = facts.stating(asked, no[FACTS.facts[asked].type])
    assert verdict(rules, facts).kind is not Presumption.UNDETERMINED
