"""The buyer's decision, branch by branch, as shared/facts/modality.yaml tells it."""

from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.knowledge.schema.modality import Buyer, Contract, Exception_, Goal, Key, Modality, Nature, ReserveFor, build
from bot.process.settings import SHIPPED_KNOWLEDGE
from bot.tools.modality.decision import decide
from bot.tools.modality.facts import FactError, Facts, facts_from

TODAY = date(2026, 11, 23)
PARSED: dict[str, Any] = yaml.safe_load((Path(SHIPPED_KNOWLEDGE) / "modality.yaml").read_text(encoding="utf-8"))
TABLE: Modality = build(PARSED)
SURE: dict[str, Any] = {
    "date": "2026-11-10", "contract": "marche", "buyer": "local", "nature": "services", "value": 50_000,
    "goal": "hours", "defence": False,
}  # fmt: skip


def decided(**changes):
    """The decision on a plain small contract of a town, but for the changes; None takes a fact back."""
    return decide(TABLE, facts_from({**SURE, **changes}, TABLE.limits, TODAY), TODAY)


def articles(**changes):
    return " ".join(decided(**changes).articles).replace("article/", "")


def said(decision, part):
    return any(part in sentence.text for sentence in decision.says)


ROWS: list[tuple[str, dict[str, Any], str]] = [
    # The code of public procurement, the ordinance before it, the code of 2006 before that.
    ("2019-04-01", {}, "ccp-l2112-2 ccp-l2112-3"),
    ("2019-03-31", {}, "ord2015-38"),
    ("2016-04-01", {}, "ord2015-38"),
    ("2016-03-31", {}, "cmp-14"),
    ("2006-09-01", {}, "cmp-14"),
    ("2006-08-31", {}, ""),
    ("2019-04-01", {"goal": "quality"}, "ccp-r2152-7 ccp-l2152-7 ccp-l2112-2"),
    ("2019-03-31", {"goal": "quality"}, "dec2016-62 ord2015-52 ord2015-38"),
    ("2016-03-31", {"goal": "quality"}, "cmp-53 cmp-14"),
    ("2019-04-01", {"goal": "insertion"}, "ccp-r2123-1 ccp-l2123-1 ccp-r2123-2"),
    ("2019-03-31", {"goal": "insertion"}, "dec2016-28"),
    ("2016-03-31", {"goal": "insertion"}, "cmp-30"),
    ("2019-04-01", {"reserve_for": "handicap"}, "ccp-l2113-12 ccp-r2113-7"),
    ("2019-03-31", {"reserve_for": "handicap"}, "ord2015-36 dec2016-13"),
    ("2016-03-31", {"reserve_for": "handicap"}, "cmp-15"),
    ("2019-04-01", {"reserve_for": "siae"}, "ccp-l2113-13 ccp-r2113-7"),
    ("2019-03-31", {"reserve_for": "siae"}, "ord2015-36 dec2016-13"),
    ("2016-03-31", {"reserve_for": "siae"}, ""),
    ("2020-12-09", {"reserve_for": "both"}, "ccp-l2113-14 ccp-r2113-7"),
    ("2020-12-08", {"reserve_for": "both"}, ""),
    ("2019-04-01", {"reserve_for": "ess"}, "ccp-l2113-15 ccp-l2113-16 ccp-r2113-8"),
    ("2019-03-31", {"reserve_for": "ess"}, "ord2015-37 dec2016-14"),
    ("2016-03-31", {"reserve_for": "ess"}, ""),
    ("2022-10-21", {"reserve_for": "prison"}, "ccp-l2113-13-1 ccp-r2113-7"),
    ("2022-10-20", {"reserve_for": "prison"}, ""),
    # Concessions have rows of their own, and none for the rest.
    ("2019-04-01", {"contract": "concession"}, "ccp-l3114-2"),
    ("2019-03-31", {"contract": "concession"}, ""),
    ("2026-11-10", {"contract": "concession", "reserve_for": "handicap"}, "ccp-l3113-1"),
    ("2026-11-10", {"contract": "concession", "reserve_for": "siae"}, "ccp-l3113-2"),
    ("2026-11-10", {"contract": "concession", "reserve_for": "both"}, ""),
    ("2026-11-10", {"contract": "concession", "goal": "quality"}, "ccp-l3124-5 ccp-l3114-2"),
    ("2022-10-21", {"contract": "concession", "reserve_for": "prison"}, "ccp-l3113-2-1 ccp-r3113-1"),
    ("2022-10-20", {"contract": "concession", "reserve_for": "prison"}, ""),
    ("2026-11-10", {"contract": "concession", "goal": "insertion"}, ""),
    # Defence since 22 August 2026; its reservations since 2019; what has no row of its own follows the general ones.
    ("2026-08-22", {"defence": True}, "ccp-l2312-1-1"),
    ("2026-08-21", {"defence": True}, "ccp-l2112-2 ccp-l2112-3"),
    ("2026-08-22", {"defence": True, "goal": "quality"}, "ccp-l2352-2 ccp-r2352-5 ccp-l2312-1-1"),
    ("2026-08-21", {"defence": True, "goal": "quality"}, "ccp-r2152-7 ccp-l2152-7 ccp-l2112-2"),
    ("2019-04-01", {"defence": True, "reserve_for": "handicap"}, "ccp-l2313-6 ccp-l2113-12"),
    ("2026-08-22", {"defence": True, "reserve_for": "siae"}, ""),
    ("2026-08-22", {"defence": True, "reserve_for": "both"}, ""),
    ("2026-08-22", {"defence": True, "reserve_for": "ess"}, ""),
    ("2026-08-22", {"defence": True, "reserve_for": "prison"}, ""),
    ("2026-08-22", {"defence": True, "goal": "insertion"}, "ccp-r2123-1 ccp-l2123-1 ccp-r2123-2"),
    # What a choice requires.
    ("2026-11-10", {"reserve_for": "ess", "nature": "works"}, ""),
    ("2026-11-10", {"reserve_for": "ess", "buyer": "utility"}, ""),
    ("2026-11-10", {"reserve_for": "ess", "buyer": "state"}, "ccp-l2113-15 ccp-l2113-16 ccp-r2113-8"),
    ("2026-11-10", {"goal": "insertion", "nature": "works"}, ""),
    ("2026-11-10", {"goal": "insertion", "nature": "supplies"}, ""),
]


@pytest.mark.parametrize(("day", "changes", "expected"), ROWS)
def test_each_row_of_the_table_gives_its_articles(day, changes, expected):
    if "reserve_for" in changes:
        changes = {**changes, "goal": "reserve"}
    decision = decided(date=day, **changes)
    assert " ".join(decision.articles).replace("article/", "") == expected
    assert decision.ask is None
    assert decision.compulsory is False
    if not expected:
        assert decision.says, "an empty list has its reason"


THRESHOLDS: list[tuple[dict[str, Any], bool]] = [
    ({"buyer": "state", "value": 139_999}, False),
    ({"buyer": "state", "value": 140_000}, True),
    ({"buyer": "local", "value": 215_999}, False),
    ({"buyer": "local", "value": 216_000}, True),
    ({"buyer": "utility", "value": 431_999}, False),
    ({"buyer": "utility", "value": 432_000}, True),
    ({"buyer": "state", "value": 139_999, "nature": "supplies"}, False),
    ({"buyer": "state", "value": 140_000, "nature": "supplies"}, True),
    ({"buyer": "local", "value": 215_999, "nature": "supplies"}, False),
    ({"buyer": "local", "value": 216_000, "nature": "supplies"}, True),
    ({"buyer": "utility", "value": 431_999, "nature": "supplies"}, False),
    ({"buyer": "utility", "value": 432_000, "nature": "supplies"}, True),
    ({"buyer": "state", "nature": "works", "value": 5_403_999, "works_months": 12}, False),
    ({"buyer": "state", "nature": "works", "value": 5_404_000, "works_months": 12}, True),
    ({"buyer": "utility", "nature": "works", "value": 5_403_999, "works_months": 12}, False),
    ({"buyer": "utility", "nature": "works", "value": 5_404_000, "works_months": 12}, True),
    ({"nature": "works", "value": 5_403_999, "works_months": 12}, False),
    ({"nature": "works", "value": 5_404_000, "works_months": 12}, True),
    ({"contract": "concession", "value": 5_403_999}, False),
    ({"contract": "concession", "value": 5_404_000}, True),
    ({"value": 1_000_000, "date": "2026-08-21"}, False),
    ({"value": 1_000_000, "date": "2026-08-22"}, True),
    ({"value": 1_000_000, "defence": True}, False),
    ({"contract": "concession", "value": 9_000_000, "defence": True}, False),
    ({"value": 1_000_000, "goal": "reserve", "reserve_for": "siae"}, True),
    ({"value": 1_000_000, "goal": "insertion"}, True),
]


@pytest.mark.parametrize(("changes", "compulsory"), THRESHOLDS)
def test_the_condition_is_compulsory_from_the_threshold_on_since_22_august_2026(changes, compulsory):
    decision = decided(**changes)
    assert decision.compulsory is compulsory
    front = "article/ccp-l3114-2-1" if changes.get("contract") == "concession" else "article/ccp-l2112-2-1"
    assert (decision.articles[0] == front) is compulsory
    assert said(decision, "sociale obligatoire :") is compulsory
    assert said(decision, "ni nombre d'heures ni taux") is compulsory


@pytest.mark.parametrize("exception", ["off_the_shelf", "weak_link", "harm"])
def test_an_exception_is_written_down(exception):
    decision = decided(value=300_000, exception=exception)
    assert decision.compulsory is False
    assert decision.articles == ("article/ccp-l2112-2", "article/ccp-l2112-3", "article/ccp-l2184-1")
    assert said(decision, "À écrire")
    assert said(decision, "dossier de passation")


def test_a_utility_writes_the_reasons_down_by_any_means():
    decision = decided(value=500_000, buyer="utility", exception="harm")
    assert said(decision, "tout moyen approprié")
    assert not said(decision, "dossier de passation")


def test_works_of_less_than_six_months_are_an_exception_that_the_program_finds():
    short = decided(nature="works", value=6_000_000, works_months=5)
    assert short.compulsory is False
    assert short.articles[-1] == "article/ccp-l2184-1"
    assert decided(nature="works", value=6_000_000, works_months=6).compulsory is True
    assert decided(nature="works", value=6_000_000, works_months=5, contract="concession").compulsory is True


def test_a_concession_admits_two_exceptions_only():
    assert decided(contract="concession", value=6_000_000, exception="weak_link").compulsory is False
    refused = decided(contract="concession", value=6_000_000, exception="off_the_shelf")
    assert refused.compulsory is True
    assert said(refused, "pas admis pour une concession")
    assert refused.may_except == ("weak_link", "harm")


def test_an_exception_changes_nothing_where_nothing_is_compulsory():
    assert decided(value=100_000, exception="harm").articles == decided(value=100_000).articles


def test_the_exceptions_are_offered_only_where_the_condition_is_compulsory():
    assert decided(value=300_000).may_except == ("off_the_shelf", "weak_link", "harm")
    assert decided(value=100_000).may_except == ()


DIRECT: list[tuple[dict[str, Any], bool]] = [
    ({"value": 59_999}, True),
    ({"value": 60_000}, False),
    ({"value": 99_999, "nature": "works"}, True),
    ({"value": 100_000, "nature": "works"}, False),
    ({"value": 59_999, "nature": "supplies"}, True),
    ({"value": 60_000, "nature": "supplies"}, False),
    # before April 2026
    ({"value": 39_999, "date": "2026-03-31"}, True),
    ({"value": 40_000, "date": "2026-03-31"}, False),
    ({"value": 39_999, "date": "2026-03-31", "nature": "supplies"}, True),
    ({"value": 40_000, "date": "2026-03-31", "nature": "supplies"}, False),
    ({"value": 99_999, "date": "2026-01-01", "nature": "works"}, True),
    ({"value": 100_000, "date": "2026-01-01", "nature": "works"}, False),
    # before 2026
    ({"value": 39_999, "date": "2025-12-31"}, True),
    ({"value": 40_000, "date": "2025-12-31"}, False),
    ({"value": 39_999, "date": "2020-01-01", "nature": "supplies"}, True),
    ({"value": 40_000, "date": "2020-01-01", "nature": "supplies"}, False),
    ({"value": 39_999, "date": "2020-12-08"}, True),
    ({"value": 40_000, "date": "2020-12-08"}, False),
    ({"value": 39_999, "date": "2020-12-08", "nature": "supplies"}, True),
    ({"value": 40_000, "date": "2020-12-08", "nature": "supplies"}, False),
    ({"value": 39_999, "date": "2020-07-23"}, True),
    ({"value": 40_000, "date": "2020-07-23"}, False),
    ({"value": 39_999, "date": "2020-12-09", "nature": "supplies"}, True),
    ({"value": 40_000, "date": "2020-12-09", "nature": "supplies"}, False),
    # works had limits of their own, raised twice for a time
    ({"value": 99_999, "date": "2025-12-31", "nature": "works"}, True),
    ({"value": 100_000, "date": "2025-12-31", "nature": "works"}, False),
    ({"value": 69_999, "date": "2020-12-08", "nature": "works"}, True),
    ({"value": 70_000, "date": "2020-12-08", "nature": "works"}, False),
    ({"value": 39_999, "date": "2020-07-23", "nature": "works"}, True),
    ({"value": 40_000, "date": "2020-07-23", "nature": "works"}, False),
    # before 2020
    ({"value": 24_999, "date": "2019-12-31"}, True),
    ({"value": 25_000, "date": "2019-12-31"}, False),
    ({"value": 24_999, "date": "2019-04-01", "nature": "supplies"}, True),
    ({"value": 25_000, "date": "2019-04-01", "nature": "supplies"}, False),
    ({"value": 24_999, "date": "2019-06-01", "nature": "works"}, True),
    ({"value": 25_000, "date": "2019-06-01", "nature": "works"}, False),
    ({"value": 20_000, "date": "2018-06-01"}, False),
    ({"value": 20_000, "contract": "concession"}, False),
    ({"value": 20_000, "defence": True}, False),
    ({"value": None}, False),
]


@pytest.mark.parametrize(("changes", "offered"), DIRECT)
def test_direct_purchase_is_offered_beside_a_small_value(changes, offered):
    decision = decided(**changes)
    assert ("article/ccp-r2122-8" in decision.beside) is offered
    assert said(decision, "Petit besoin") is offered


BESIDE: list[tuple[str, str, str | None]] = [
    ("2026-11-10", "marche", "ccp-l2111-1"),
    ("2026-11-10", "concession", "ccp-l3111-1"),
    ("2018-01-01", "marche", "ord2015-30"),
    ("2010-01-01", "marche", "cmp-5"),
    ("2000-01-01", "marche", None),
]


@pytest.mark.parametrize(("day", "contract", "beside"), BESIDE)
def test_the_definition_of_the_need_is_always_beside(day, contract, beside):
    decision = decided(date=day, contract=contract, value=500_000)
    assert decision.beside[:1] == ((f"article/{beside}",) if beside else ())
    assert said(decision, "avant d'écrire le DCE")


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"date": "2028-01-01", "value": 300_000}, "31 décembre 2027"),
        ({"goal": "insertion", "value": 300_000}, "les services sociaux et spécifiques ont le leur"),
        (
            {"goal": "reserve", "reserve_for": "ess", "value": 300_000},
            "les services sociaux et spécifiques ont le leur",
        ),
        ({"goal": "reserve", "reserve_for": "siae", "value": 300_000}, "ne dispense pas de l'obligation"),
        ({"labour": False}, "convient mieux"),
        ({"date": "2005-01-01"}, "depuis le 1er septembre 2006"),
        ({"date": "2012-01-01"}, "Aujourd'hui : L2112-2"),
        ({"goal": "reserve", "reserve_for": "siae", "date": "2012-01-01"}, "article 15 réservait au handicap seul"),
        ({"contract": "concession", "goal": "insertion"}, "pas dans nos sources"),
        ({"contract": "concession", "goal": "reserve", "reserve_for": "both"}, "à la fois"),
        ({}, "article 14"),
        ({"goal": "quality"}, "article 53"),
        ({"goal": "insertion"}, "article 30"),
        ({"goal": "reserve", "reserve_for": "handicap"}, "article 15"),
        ({"goal": "quality"}, "critère environnemental"),
        ({}, "sans volume d'heures"),
        ({"value": 90_000}, "sous le seuil européen de 216"),
        ({"value": 300_000}, "5 404 000 €"),
        ({"defence": True}, "jamais obligatoire"),
        ({"defence": True, "goal": "reserve", "reserve_for": "siae"}, "ne se réserve qu'au handicap"),
        ({"defence": True, "goal": "insertion"}, "service juridique"),
        ({"defence": True, "goal": "quality"}, "aucun critère environnemental n'est dû"),
    ],
)
def test_the_outcome_says(changes, part):
    assert said(decided(**changes), part)


@pytest.mark.parametrize(
    ("given_", "threshold"),
    [
        ({"nature": "works", "value": 5404000}, "5 404 000 €"),
        ({"nature": "works", "contract": "marche", "value": 6000000}, "5 404 000 €"),
        ({"value": 6000000}, "5 404 000 €"),
        ({"contract": "marche", "nature": "services", "buyer": "state", "value": 150000}, "140 000 €"),
    ],
)
def test_an_open_question_hides_no_threshold_that_is_reached_in_any_case(given_, threshold):
    decision = decide(TABLE, facts_from(given_, TABLE.limits, TODAY), TODAY)
    assert decision.compulsory is None
    (told,) = [one.text for one in decision.says if one.topic == "verdict"]
    assert threshold in told.replace("\u202f", " ").replace("\xa0", " ")
    assert "22 août 2026" in told
    assert TABLE.says.thresholds in [one.text for one in decision.says]
    assert decision.sources[1:] == ("article/seuils-2026",)


@pytest.mark.parametrize(
    "given_",
    [
        {"nature": "works", "value": 5403999},
        {"nature": "works", "value": 6000000, "date": "2026-08-21"},
        {"nature": "works", "value": 6000000, "defence": True},
        {"nature": "works"},
    ],
)
def test_no_threshold_is_told_to_be_reached_where_it_is_not_or_does_not_count(given_):
    decision = decide(TABLE, facts_from(given_, TABLE.limits, TODAY), TODAY)
    above = TABLE.says.above.partition("{")[0]
    assert not [one.text for one in decision.says if one.text.startswith(above)]
    assert decision.sources == ()


def test_a_threshold_that_only_some_buyers_reach_is_told_among_all():
    given_ = {"contract": "marche", "nature": "services", "value": 300000}
    decision = decide(TABLE, facts_from(given_, TABLE.limits, TODAY), TODAY)
    assert TABLE.says.thresholds in [one.text for one in decision.says]
    assert not [one for one in decision.says if one.topic == "verdict"]


def test_the_environmental_criterion_is_not_told_of_an_earlier_contract():
    assert not said(decided(goal="quality", date="2024-01-01"), "critère environnemental")


def test_labour_changes_no_article():
    assert articles(labour=False) == articles(labour=True) == articles()


@pytest.mark.parametrize(
    ("unknown", "changes", "asked"),
    [
        (["goal"], {}, "goal"),
        (["reserve_for"], {"goal": "reserve"}, "reserve_for"),
        (["defence"], {"value": 300_000}, None),
        (["defence"], {"value": 300_000, "buyer": "state"}, "defence"),
        (["defence"], {"value": 30_000, "buyer": "state"}, "defence"),  # other articles hold there
        (["value"], {}, "value"),
        (["works_months"], {"nature": "works", "value": 6_000_000}, "works_months"),
        (["works_months"], {"nature": "works", "value": 6_000}, None),
        (["works_months"], {"nature": "works", "value": 6_000_000, "contract": "concession"}, None),
        (["buyer"], {"value": 150_000}, "buyer"),
        (["buyer"], {"value": 50_000}, None),
        (["buyer", "nature"], {"value": 50_000}, None),
        (["buyer", "value"], {"contract": "concession"}, "value"),
        (["nature"], {"goal": "insertion"}, "nature"),
        (["contract"], {}, None),
        (["contract", "nature", "value"], {"date": "2018-01-01"}, "contract"),
        (["value", "buyer", "nature"], {"date": "2018-01-01"}, None),
        (["defence"], {"date": "2018-01-01"}, None),
        (["contract", "buyer", "nature", "value", "goal", "defence"], {"date": "2000-01-01"}, None),
    ],
)
def test_only_what_still_matters_is_asked(unknown, changes, asked):
    decision = decided(**{**dict.fromkeys(unknown), **changes})
    assert decision.ask == asked
    if asked:
        assert decision.articles == ()


def test_compulsory_stays_open_while_an_answer_can_change_it():
    assert decided(value=300_000, buyer="state", defence=None).compulsory is None
    assert decided(value=30_000, buyer="state", defence=None).compulsory is False


@pytest.mark.parametrize(
    ("changes", "compulsory"),
    [
        ({"value": 300_000}, True),
        ({"value": 100_000}, False),
        ({"value": 300_000, "contract": None, "defence": None}, True),
        ({"value": 9_000_000, "contract": None, "defence": None, "nature": "works"}, None),  # less than six months?
        ({"value": 9_000_000, "contract": None, "defence": None, "nature": "works", "works_months": 12}, True),
    ],
)
def test_compulsory_is_told_before_the_goal_is(changes, compulsory):
    decision = decided(goal=None, **changes)
    assert (decision.compulsory, decision.ask, decision.articles) == (compulsory, "goal", ())


@pytest.mark.parametrize(
    ("changes", "presumed"),
    [
        ({"contract": None, "defence": None, "date": None}, "un marché, hors défense, lancé dès aujourd'hui"),
        ({"contract": None, "defence": False, "date": None}, "un marché, lancé dès aujourd'hui"),
        ({"contract": None, "defence": None, "date": "2024-05-01"}, "un marché"),
        ({"defence": None}, "hors défense"),
    ],
)
def test_what_nobody_told_is_presumed_and_said(changes, presumed):
    decision = decided(value=300_000, **changes)
    assert decision.ask is None
    assert [one.text for one in decision.says if one.topic == "presumed"] == [f"Présumé : {presumed}. Sinon, dites-le."]


def test_nothing_is_presumed_where_all_was_told():
    assert not [one for one in decided(value=300_000).says if one.topic == "presumed"]


SOCIAL: list[tuple[dict[str, Any], bool | None]] = [
    ({"value": 215_999}, False),
    ({"value": 216_000}, None),
    ({"value": 749_999}, None),
    ({"value": 750_000}, True),
    ({"value": 140_000, "buyer": "state"}, None),
    ({"value": 431_999, "buyer": "utility"}, False),
    ({"value": 999_999, "buyer": "utility"}, None),
    ({"value": 1_000_000, "buyer": "utility"}, True),
    ({"value": 300_000, "date": "2026-08-21"}, False),
    ({"value": 300_000, "exception": "harm"}, False),
]


@pytest.mark.parametrize(("changes", "compulsory"), SOCIAL)
def test_a_social_service_has_a_threshold_of_its_own(changes, compulsory):
    for what in ({"goal": "insertion"}, {"regime": "social"}):
        decision = decided(**what, **changes)
        assert decision.compulsory is compulsory
        assert decision.ask is None
        assert ("article/ccp-l2112-2-1" in decision.articles) is (compulsory is True)
    assert decided(regime="social", nature="works", works_months=12, value=6_000_000).compulsory is True


REGIMES: list[tuple[dict[str, Any], bool | None, str]] = [
    ({"regime": "in_house"}, False, "ccp-l2511-1 ccp-l2521-1"),
    ({"regime": "in_house", "date": "2018-01-01"}, False, ""),
    ({"regime": "real_estate"}, None, "ccp-l2521-1"),
    ({"regime": "real_estate", "date": "2026-08-21"}, False, "ccp-l2521-1"),
    ({"regime": "private"}, False, ""),
    ({"regime": "ordinary"}, True, "ccp-l2112-2-1 ccp-l2112-2 ccp-l2112-3"),
    ({"regime": "specific"}, None, "ccp-l2112-2 ccp-l2112-3"),  # which of two thresholds holds is not sure
    ({"regime": "specific", "value": 800_000}, True, "ccp-l2112-2-1 ccp-l2112-2 ccp-l2112-3"),
    ({"regime": "specific", "value": 100_000}, False, "ccp-l2112-2 ccp-l2112-3"),
    ({"regime": "follow_on"}, True, "ccp-l2112-2-1 ccp-l2112-2 ccp-l2112-3"),
    ({"regime": "follow_on", "date": "2025-03-01"}, False, "ccp-l2112-2 ccp-l2112-3"),
    ({"regime": "subsequent"}, True, "ccp-l2112-2-1 ccp-l2112-2 ccp-l2112-3"),
    ({"regime": "subsequent", "date": "2025-03-01"}, None, "ccp-l2112-2 ccp-l2112-3"),
    ({"regime": "subsequent", "date": "2025-03-01", "value": 100_000}, False, "ccp-l2112-2 ccp-l2112-3"),
]


@pytest.mark.parametrize(("changes", "compulsory", "expected"), REGIMES)
def test_some_contracts_have_rules_of_their_own(changes, compulsory, expected):
    decision = decided(**{"value": 500_000, **changes})
    assert decision.compulsory is compulsory
    assert " ".join(decision.articles).replace("article/", "") == expected
    assert decision.ask is None
    entry = TABLE.regimes.entry(changes["regime"])
    assert entry is None or decision.sources[0] == entry


def test_a_day_that_is_not_the_launch_leaves_the_condition_open():
    given_ = facts_from(
        {"buyer": "local", "nature": "services", "value": 500_000, "goal": "hours"}, TABLE.limits, TODAY
    )
    unsure = decide(TABLE, given_, TODAY, unsure={"date"})
    assert (unsure.compulsory, unsure.ask, unsure.articles) == (None, "date", ())
    small = decide(TABLE, given_.stating("value", 50_000), TODAY, unsure={"date"})
    assert (small.compulsory, small.ask) == (False, None)


def test_what_nobody_knows_is_not_asked_again_and_stays_open():
    given_ = facts_from({"nature": "services", "value": 150_000}, TABLE.limits, TODAY)
    decision = decide(TABLE, given_, TODAY, unknown={"goal"})
    assert (decision.ask, decision.open) == ("buyer", ("goal",))
    decision = decide(TABLE, given_, TODAY, unknown={"goal", "buyer"})
    assert (decision.ask, decision.open, decision.articles) == (None, ("goal", "buyer"), ())


def test_the_date_is_today_where_nobody_said_it():
    assert decided(date=None).facts.date == TODAY


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("valeur", 10), ("value", 0), ("value", -5), ("value", 10**15), ("value", "beaucoup"), ("value", True),
        ("value", float("nan")), ("value", 10**400), ("date", "2026-02-30"), ("date", "hier"), ("date", "1066-01-01"),
        ("date", "2999-01-01"), ("date", 20261110), ("contract", "bail"), ("buyer", 3), ("nature", "WORKS"),
        ("goal", ""), ("reserve_for", ["siae"]), ("exception", "no"), ("defence", "peut-être"), ("labour", 2),
        ("works_months", 0), ("works_months", 4.5), ("works_months", "six"), ("works_months", 10_000),
        ("works_months", False),
    ],
)  # fmt: skip
def test_a_bad_fact_is_named_with_what_was_expected(key, value):
    with pytest.raises(FactError) as error:
        facts_from({key: value}, TABLE.limits, TODAY)
    assert error.value.key == key
    assert error.value.expected
    assert str(error.value).startswith(key)


@pytest.mark.parametrize(
    ("given_", "held"),
    [
        ({"value": "300000"}, {"value": 300_000}),
        ({"value": "1,2 M€"}, {"value": 1_200_000}),
        ({"defence": "oui"}, {"defence": True}),
        ({"defence": "false"}, {"defence": False}),
        ({"works_months": "16"}, {"works_months": 16}),
        ({"works_months": 16.0}, {"works_months": 16}),
        ({"date": "2027-01-01"}, {"date": "2027-01-01"}),
        ({"goal": None}, {}),
    ],
)
def test_facts_come_as_the_command_line_writes_them(given_, held):
    assert facts_from(given_, TABLE.limits, TODAY).as_json() == held


def test_the_decision_prints_as_the_command_promises():
    printed = decided(value=300_000).as_json()
    assert set(printed) == {"facts", "articles", "beside", "compulsory", "ask", "says"}
    assert printed["facts"]["date"] == "2026-11-10"


# Every branch of the file has its case.


def within(row, day):
    return str(row.get("from", "")) <= day <= str(row.get("to", "9999"))


def branches():
    """Every row of the results, with the facts that lead to it."""
    for section in ("results", "defence", "concession"):
        for goal, rows in PARSED[section].items():
            for reserve_for, some in rows.items() if goal == "reserve" else [(None, rows)]:
                for row in some:
                    facts = {"contract": "concession" if section == "concession" else "marche", "goal": goal}
                    yield row, facts | {"defence": section == "defence", "reserve_for": reserve_for}


@pytest.mark.parametrize(("row", "facts"), list(branches()))
def test_each_row_of_the_file_has_a_case(row, facts):
    expected = " ".join(row.get("articles", []))
    for day, changes, given_ in ROWS:
        told = {"contract": "marche", "goal": "hours", "defence": False, "reserve_for": None} | changes
        told["goal"] = "reserve" if told["reserve_for"] else told["goal"]
        if within(row, day) and expected == given_ and {key: told[key] for key in facts} == facts:
            return
    pytest.fail(f"no case in ROWS for {facts} with {row}")


def test_the_time_before_all_texts_and_what_a_choice_requires_have_their_cases():
    assert any(within(PARSED["before"], day) for day, _, _ in ROWS)
    for needed in PARSED["requires"]:
        tried = [
            changes
            for _, changes, given_ in ROWS
            if not given_ and changes.get("reserve_for") == needed.get("reserve_for")
        ]
        for key in ("nature", "buyer"):
            assert key not in needed or any(one.get(key, needed[key][0]) not in needed[key] for one in tried), needed


def test_each_threshold_has_a_case_on_it_and_one_below():
    thresholds = PARSED["obligation"]["thresholds"]
    wanted = {
        ("marche", nature, buyer, euros) for nature in get_args(Nature) for buyer, euros in thresholds[nature].items()
    }
    wanted.add(("concession", "services", "local", thresholds["concession"]))
    for contract, nature, buyer, euros in wanted:
        for value, compulsory in ((euros, True), (euros - 1, False)):
            facts = {"contract": contract, "nature": nature, "buyer": buyer, "value": value}
            assert any(
                outcome_ is compulsory and {key: (SURE | changes)[key] for key in facts} == facts
                for changes, outcome_ in THRESHOLDS
            ), facts


def test_each_row_of_direct_purchase_has_a_case_on_its_limit_and_one_below():
    for row, nature in product(PARSED["direct_purchase"]["rows"], get_args(Nature)):
        for value, offered in ((row[nature] - 1, True), (row[nature], False)):
            assert any(
                told is offered
                and changes.get("value") == value
                and changes.get("nature", "services") == nature
                and within(row, str(changes.get("date", SURE["date"])))
                for changes, told in DIRECT
            ), (row, nature, value)


def test_what_is_always_beside_has_a_case_for_each_time():
    for row in PARSED["always_said"]:
        assert any(within(row, day) and [beside] == row["articles"] for day, _, beside in BESIDE), row


def test_each_exception_is_tried_where_it_is_admitted():
    admitted = PARSED["obligation"]["exceptions"]
    assert admitted == {
        "marche": ["off_the_shelf", "weak_link", "harm", "short_works"],
        "concession": ["weak_link", "harm"],
    }
    for exception in ("weak_link", "harm"):
        assert decided(contract="concession", value=6_000_000, exception=exception).compulsory is False


def test_every_article_that_is_named_exists():
    shelf = Path(SHIPPED_KNOWLEDGE)
    names = [one.replace("article/", "articles/") for one in TABLE.entries()]
    assert [one for one in names if not (shelf / f"{one}.yaml").is_file()] == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("results", "hours", 0, "articles"), []),
        (("says", "below"), "Sous le seuil."),
        (("facts", "goal", "buttons"), {"hours": "Heures"}),
        (("obligation", "thresholds", "concession"), 0),
        (("obligation", "unknown"), 1),
    ],
)
def test_a_wrong_file_is_refused(place, value):
    wrong = yaml.safe_load(yaml.safe_dump(PARSED))
    inside = wrong
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = value
    with pytest.raises(ValidationError):
        build(wrong)


FACTS: dict[str, st.SearchStrategy[Any]] = {
    "date": st.sampled_from(
        ["2000-01-01", "2010-06-01", "2017-01-01", "2019-06-01", "2021-01-01", "2026-08-21", "2026-08-22", "2030-01-01"]
    ),
    "contract": st.sampled_from(get_args(Contract)),
    "buyer": st.sampled_from(get_args(Buyer)),
    "nature": st.sampled_from(get_args(Nature)),
    "value": st.sampled_from(
        [1, 50_000, 139_999, 140_000, 216_000, 432_000, 750_000, 1_000_000, 5_403_999, 5_404_000, 10**9]
    ),
    "defence": st.booleans(),
    "works_months": st.sampled_from([1, 5, 6, 60]),
    "labour": st.booleans(),
    "goal": st.sampled_from(get_args(Goal)),
    "reserve_for": st.sampled_from(get_args(ReserveFor)),
    "exception": st.sampled_from(get_args(Exception_)),
}
SOME = st.fixed_dictionaries({}, optional=FACTS)
ALL = st.fixed_dictionaries(FACTS)


PRESUMED = {"contract": "marche", "defence": False, "date": None, "exception": None}  # where nobody tells


def outcome(facts):
    decision = decide(TABLE, facts, TODAY)
    assert decision.ask is None
    return decision.articles, decision.compulsory


@given(facts=SOME, order=st.randoms())
def test_no_order_of_the_facts_changes_the_decision(facts, order):
    shuffled = list(facts.items())
    order.shuffle(shuffled)
    one, other = (facts_from(dict(items), TABLE.limits, TODAY) for items in (facts.items(), shuffled))
    stated = Facts()
    for key, _ in shuffled:
        stated = stated.stating(key, other.get(key))
    assert decide(TABLE, one, TODAY) == decide(TABLE, other, TODAY) == decide(TABLE, stated, TODAY)


@given(facts=SOME, rest=ALL)
def test_where_nothing_is_asked_no_answer_changes_the_outcome(facts, rest):
    decision = decide(TABLE, facts_from(facts, TABLE.limits, TODAY), TODAY)
    assume(decision.ask is None)
    whole = facts_from({**rest, **PRESUMED, **facts}, TABLE.limits, TODAY)
    assert outcome(whole) == (decision.articles, decision.compulsory)


@given(facts=SOME, rest=ALL)
def test_what_is_said_to_be_decided_stays_so(facts, rest):
    decision = decide(TABLE, facts_from(facts, TABLE.limits, TODAY), TODAY)
    assume(decision.compulsory is not None)
    whole = facts_from({**rest, **PRESUMED, **facts}, TABLE.limits, TODAY)
    assume("goal" in facts or whole.goal not in ("insertion", "reserve"))  # a social service has its own threshold
    assume("reserve_for" in facts or whole.reserve_for != "ess")
    assert outcome(whole)[1] == decision.compulsory


VALUES: dict[str, tuple[Any, ...]] = {
    "goal": get_args(Goal), "reserve_for": get_args(ReserveFor), "nature": get_args(Nature), "buyer": get_args(Buyer),
    "value": (1, 140_000, 216_000, 432_000, 5_404_000), "works_months": (5, 6), "contract": get_args(Contract),
    "defence": (True, False),
}  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(facts=ALL, unknown=st.sets(st.sampled_from(list(VALUES)), min_size=1, max_size=3))
def test_what_is_asked_makes_a_difference(facts, unknown):
    known = facts_from({key: value for key, value in facts.items() if key not in unknown}, TABLE.limits, TODAY)
    ask = decide(TABLE, known, TODAY).ask
    assume(ask is not None)
    others = sorted(unknown - {ask})
    assert any(
        len({outcome(stating(known, {**dict(zip(others, rest, strict=True)), ask: one})) for one in VALUES[str(ask)]})
        > 1
        for rest in product(*(VALUES[key] for key in others))
    ), "with the rest known one way or another, two answers lead to two outcomes"


def stating(facts, values):
    """The facts with all these stated."""
    for key, value in values.items():
        facts = facts.stating(key, value)
    return facts


@given(facts=SOME, answers=ALL)
def test_answering_what_is_asked_ends(facts, answers):
    known = facts_from(facts, TABLE.limits, TODAY)
    full = facts_from(answers, TABLE.limits, TODAY)
    asked: list[Key] = []
    while ask := decide(TABLE, known, TODAY).ask:
        assert ask not in asked
        asked.append(ask)
        known = known.stating(ask, full.get(ask))
    assert len(asked) <= len(VALUES)
