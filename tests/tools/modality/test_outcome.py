"""What a buyer reads: the verdict on this contract on one screen, the rest folded; and each case where nobody knows."""

import re
import textwrap
from datetime import date
from typing import Any

import pytest

from bot.chat.flow import Answers, Outcome, Question, Taken
from bot.chat.markup import without_tags
from bot.tools.modality.flow import ModalityFlow
from tests import shipped

TODAY = date(2026, 11, 23)
ASSISTANT = shipped.assistant()
TABLES = shipped.tables()
FLOW = ModalityFlow(ASSISTANT.knowledge, TABLES.modality, shipped.contract_words())
_WIDTH, _LINES = 42, 16  # of a telephone


def outcome(text: str, **more: Any) -> Outcome:
    said = FLOW.prefill(text, TODAY, "")
    assert isinstance(said, Taken)
    answers: Answers = {**said.values, **more}
    coming = FLOW.next(answers, TODAY)
    assert isinstance(coming, Outcome), coming
    return coming


def lines(outcome_: Outcome) -> int:
    return sum(max(1, len(textwrap.wrap(line, _WIDTH))) for line in without_tags(outcome_.html).splitlines())


CONTRACTS = [
    "mairie, nettoyage, 300 000 € HT, heures d'insertion",
    "mairie, nettoyage, 90 000 € HT, heures d'insertion",
    "mairie, nettoyage, 90 000 € HT, réservé aux ESAT",
    "région, travaux, 8 M€ HT, 14 mois, noter l'insertion",
    "département, parcours d'insertion, 300 000 € HT",
    "ministère, marché de défense, services, 500 000 € HT, réservé aux SIAE",
    "ville, concession de 6 M€ HT, réservée à la production en détention",
    "la ville confie l'entretien à sa SPL, 400 000 € HT",
    "VEFA pour un bailleur social, 4 M€ HT",
    "marché subséquent d'un accord-cadre lancé en 2024, ville, ménage, 300 000 € HT, heures d'insertion",
    "mairie, nettoyage lancé en 2012, heures d'insertion",
    "ville, gardiennage, 300 000 € HT, heures d'insertion",
]


@pytest.mark.parametrize("text", CONTRACTS)
def test_the_verdict_stands_on_one_screen(text: str) -> None:
    told = outcome(text)
    assert lines(told) <= _LINES
    assert told.html.startswith("<b>")
    assert TABLES.modality.says.relay in without_tags(told.html)
    assert all(id_ in ASSISTANT.knowledge._by_id for id_ in (*told.see_also, *told.next))


def test_the_first_line_is_the_verdict_and_the_texts_follow_by_their_numbers() -> None:
    shown = without_tags(outcome("mairie, nettoyage, 300 000 € HT, heures d'insertion").html).replace("\u202f", " ")
    assert re.match(
        r"Condition sociale obligatoire : 300 000 € HT atteint le seuil européen de 216 000", shown.replace("\xa0", " ")
    )
    assert "L2112-2-1, L2112-2, L2112-3" in shown
    assert "un marché, hors défense" in shown


def test_why_what_to_write_and_the_thresholds_are_folded() -> None:
    told = outcome("mairie, nettoyage, 300 000 € HT, heures d'insertion")
    for said in (TABLES.modality.says.why.hours, TABLES.modality.says.thresholds, TABLES.modality.says.meaning):
        assert said in without_tags(told.more)
        assert said not in without_tags(told.html)


@pytest.mark.parametrize(
    ("text", "unknown", "cases"),
    [
        (
            "préfecture, nettoyage, 150 000 € HT, heures d'insertion", ["defence"],
            ["défense ou de sécurité : condition facultative", "Ni défense ni sécurité : condition obligatoire"],
        ),
        (
            "ville, services, 500 000 € HT, notifié le 15 septembre 2026, heures d'insertion", ["date"],
            ["Lancée avant le 22 août 2026 : condition facultative", "depuis le 22 août 2026 : condition obligatoire"],
        ),
        (
            "ville, services, heures d'insertion", ["value"],
            ["En dessous de 216 000 € HT : condition facultative", "À partir de 216 000 € HT : condition obligatoire"],
        ),
        (
            "ville, travaux, heures d'insertion", ["value", "works_months"],
            ["En dessous de 5 404 000 € HT", "obligatoire, sauf travaux de moins de six mois"],
        ),
        (
            "ville, services, 90 000 € HT", ["goal"],
            ["Condition sociale facultative", "L2112-2", "R2152-7", "R2123-1", "Un marché réservé"],
        ),
    ],
)  # fmt: skip
def test_who_does_not_know_still_learns_what_each_answer_would_mean(
    text: str, unknown: list[str], cases: list[str]
) -> None:
    told = outcome(text, **dict.fromkeys(unknown))
    shown = without_tags(told.html).replace("\u202f", " ").replace("\xa0", " ")
    assert [case for case in cases if case not in shown] == []
    assert TABLES.modality.says.undecided.whom in shown
    assert lines(told) <= _LINES


def test_a_day_that_settles_nothing_is_asked_and_not_presumed() -> None:
    said = FLOW.prefill("ville, services, 500 000 € HT, notifié le 15 septembre 2026, heures d'insertion", TODAY, "")
    assert said.refused == TABLES.modality.says.launch
    asked = FLOW.next(said.values, TODAY)
    assert isinstance(asked, Question)
    assert asked.key == said.again == "date"
    assert all(FLOW.admits(key, value, said.values, TODAY) for key, value in said.values.items())
    later = FLOW.next({**said.values, "date": "2026-07-01"}, TODAY)
    assert isinstance(later, Outcome)
    assert "facultative" in later.html


def test_a_town_is_asked_only_what_it_wants() -> None:
    asked = FLOW.next(FLOW.prefill("mairie, ménage, 100 000 € HT", TODAY, "").values, TODAY)
    assert isinstance(asked, Question)
    assert asked.key == "goal"
    assert isinstance(
        FLOW.next({"buyer": "local", "nature": "services", "value": 100_000, "goal": "hours"}, TODAY), Outcome
    )


@pytest.mark.parametrize(
    ("told", "behind", "value"),
    [
        ("ville, ménage, 30 000 € HT par an", "4 ans", 120_000),
        ("ville, ménage, 30 000 € HT par an", "un an renouvelable deux fois", 90_000),
        ("ville, ménage, 30 000 € HT la première année puis 20 000 € HT les suivantes", "trois ans", 70_000),
        ("ville, ménage, 30 000 € HT par lot", "3 lots", 90_000),
        ("ville, ménage, 30 000 € TTC", "25 000 € HT", 25_000),
    ],
)
def test_what_an_amount_lacks_is_taken_from_the_next_words(told: str, behind: str, value: int) -> None:
    first = FLOW.prefill(told, TODAY, "")
    asked = FLOW.next(first.values, TODAY)
    assert isinstance(asked, Question)
    assert asked.key == first.again == "value"
    assert FLOW.shown("value", first.values["value"]) == ""
    answer = FLOW.read("value", behind, first.values, TODAY)
    assert isinstance(answer, Taken)
    assert answer.values["value"] == value


@pytest.mark.parametrize("behind", ["je ne sais pas", "c'est quoi un GEIQ ?"])
def test_words_that_tell_nothing_complete_no_amount(behind: str) -> None:
    first = FLOW.prefill("ville, ménage, 30 000 € HT par an", TODAY, "")
    assert FLOW.read("value", behind, first.values, TODAY) is None


def test_who_knows_neither_goal_nor_value_is_told_the_cases_of_the_value() -> None:
    answers: Answers = {"buyer": "local", "nature": "services", "goal": None, "value": None}
    told = FLOW.next(answers, TODAY)
    assert isinstance(told, Outcome)
    shown = without_tags(told.html).replace("\u202f", " ").replace("\xa0", " ")
    assert "À partir de 216 000 € HT : condition obligatoire" in shown
    assert TABLES.modality.says.undecided.depends not in shown
