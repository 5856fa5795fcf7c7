"""The form of a request: what each question takes, refuses and says; and that no way of filling it in changes it."""

from datetime import date
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.flow import AnswerRefused, Course, Outcome, Question, Taken, Value, step
from bot.requests.form import CONFIRM, CONSENT, INTAKE, KEYS, OPTIONAL, IntakeFlow
from tests import shipped

TODAY = date(2026, 11, 24)
ASSISTANT = shipped.assistant()
TEXTS = ASSISTANT.knowledge.texts
FLOW = cast("IntakeFlow", ASSISTANT.flows[INTAKE])
NIORT, SAINTES, BORDEAUX = "79191", "17415", "33063"
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _read(key: str, text: str):
    return FLOW.read(key, text, {CONSENT: True}, TODAY)


def test_a_word_of_a_sentence_that_looks_like_a_commune_is_asked_about():
    read = _read("place", "2 maçons, personne ne veut venir. et un apprenti qui tremblade ?")
    assert isinstance(read, AnswerRefused)
    assert [choice.label for choice in read.choices] == ["La Tremblade (17)"]


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("consent", "oui", True),
        ("consent", "J’accepte", True),
        ("consent", "d'accord", True),
        ("consent", "non merci", False),
        ("siret", "73282932000074", "73282932000074"),
        ("siret", "732 829 320 00074", "73282932000074"),
        ("siret", "SIRET : 732.829.320.00074", "73282932000074"),
        ("siret", "356 000 000 00006", "35600000000006"),  # La Poste: the digits sum up to a multiple of 5
        ("siret", "je ne l'ai pas", None),
        ("company", "  Maçonnerie\nDupont ", "Maçonnerie Dupont"),
        ("reach", "06.12.34.56.78", "+33612345678"),
        ("reach", "mon tel 0612345678 le matin", "+33612345678"),
        ("reach", "0262 30 12 34", "+262262301234"),
        ("reach", "0696 30 12 34", "+596696301234"),
        ("reach", "+508 41 23 45", "+508412345"),
        ("reach", "+44 20 7946 0958", "+442079460958"),
        ("reach", "Jean.Durand@Orange.FR", "Jean.Durand@orange.fr"),
        ("place", "niort", NIORT),
        ("place", "17100 Saintes", SAINTES),
        ("contract", "Ville de Niort, lot 3", "Ville de Niort, lot 3"),
        ("contract", "aucune idée", None),
        ("need", "Vous avez 2 maçons ?\nUrgent", "Vous avez 2 maçons ?\nUrgent"),
        ("hours", "300", "300"),
        ("hours", "300 h", "300"),
        ("hours", "environ 1 200", "1200"),
        ("hours", "1.200 heures", "1200"),
        ("hours", "trois cents heures", "300"),
        ("start", "mi-mars", "2027-03-15"),
        ("start", "dans 2 mois", "2027-01-24"),
        ("start", "début avril", "2027-04-01"),
        ("start", "asap", "2026-11-24"),
        ("start", "Tout de suite !", "2026-11-24"),
        ("start", "mai", "2027-05-01"),
        ("start", "le 3/4", "2027-04-03"),
        ("start", "le 12", "2026-12-12"),
        ("start", "ce mois-ci", "2026-11-24"),
    ],
)
def test_an_answer_is_understood(key, typed, value):
    read = _read(key, typed)
    assert isinstance(read, Taken)
    assert dict(read.values) == {key: value}


@pytest.mark.parametrize(
    ("key", "typed", "says"),
    [
        ("siret", "732829320", TEXTS.form.siret_siren),
        ("siret", "1234", TEXTS.form.siret_length.format(count=4)),
        ("siret", "73282932000075", TEXTS.form.siret_key),
        ("siret", "7328293200007O", TEXTS.form.siret_signs),
        ("siret", "Dupont BTP", TEXTS.form.siret_where),
        ("company", "x", TEXTS.form.too_short),
        ("company", "x" * 123, TEXTS.form.too_long.format(most=120, over=3)),
        ("company", "je ne sais pas", TEXTS.form.required),
        ("contact", "x" * 81, TEXTS.form.too_long.format(most=80, over=1)),
        ("contract", "x" * 201, TEXTS.form.too_long.format(most=200, over=1)),
        ("need", "x" * 1040, TEXTS.form.too_long.format(most=1000, over=40)),
        ("reach", "appelez-moi", TEXTS.form.reach["neither"]),
        ("reach", "0612", TEXTS.form.reach["phone_short"]),
        ("reach", "06 12 34 56 78 90", TEXTS.form.reach["phone_long"]),
        ("reach", "+999 12345678", TEXTS.form.reach["phone_unknown"]),
        ("reach", "@dupont.fr", TEXTS.form.reach["mail_start"]),
        ("reach", "jean@dupont", TEXTS.form.reach["mail_end"]),
        ("reach", "je@a..fr", TEXTS.form.reach["mail_signs"]),
        ("hours", "300 à 400", TEXTS.form.hours_not_read),
        ("hours", "beaucoup", TEXTS.form.hours_not_read),
        ("hours", "2 mois", TEXTS.form.hours_other_unit),
        ("hours", "9999999", TEXTS.form.hours_too_many),
        ("start", "bientôt", TEXTS.form.start_not_read),
        ("start", "12 mars 2026", TEXTS.form.start_past.format(day="12 mars 2026")),
        ("confirm", "euh", TEXTS.form.confirm_how),
    ],
)
def test_a_wrong_answer_is_named_with_what_to_do(key, typed, says):
    assert _read(key, typed) == AnswerRefused(says)


def test_a_place_that_may_be_several_is_chosen_by_a_button():
    read = _read("place", "17250")
    assert isinstance(read, AnswerRefused)
    assert read.why == TEXTS.relay.which
    assert all(FLOW.press("place", choice.value) == choice.value for choice in read.choices)


def test_a_place_that_nobody_knows_gets_the_names_that_resemble_it_most():
    read = _read("place", "partnaix")
    assert isinstance(read, AnswerRefused)
    assert "Parthenay (79)" in [choice.label for choice in read.choices]


@pytest.mark.parametrize("key", ["company", "contact", "contract"])
def test_a_question_is_no_answer_but_to_what_is_needed(key):
    assert _read(key, "c'est quoi un GEIQ ?") is None
    assert isinstance(_read("need", "c'est possible ?"), Taken)


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("rappelez-moi au 06 12 34 56 78", {}),
        ("Jean Durand, Maçonnerie Durand, rappelez-moi demain", {}),
        ("j'ai 300 heures à faire à Niort", {"place": NIORT, "hours": "300"}),
        ("mon chantier à Saintes démarre dans 2 mois, je trouve personne", {"place": SAINTES, "start": "2027-01-24"}),
        ("vous pouvez m'appeler demain pour mon chantier ?", {}),
    ],
)
def test_a_first_sentence_gives_the_work_and_never_the_person(said, values):
    assert dict(FLOW.prefill(said, TODAY, "").values) == values


def test_the_questions_come_in_the_order_of_the_form():
    answers: dict[str, Value] = {}
    asked: list[str] = []
    for _ in range(20):
        coming = FLOW.next(answers, TODAY)
        assert isinstance(coming, Question)
        asked.append(coming.key)
        if coming.key == CONFIRM:
            break
        answers[coming.key] = True if coming.key == CONSENT else NIORT if coming.key == "place" else None
    assert asked == ["consent", "place", "need", "company", "contact", "reach", "confirm"]


def test_with_the_last_that_is_needed_what_is_optional_stands_in_the_list_to_add():
    answers: dict[str, Value] = {
        CONSENT: True,
        "place": NIORT,
        "need": "2 maçons",
        "company": "Dupont",
        "contact": "Ali",
    }
    read = FLOW.read("reach", "a@b.fr", answers, TODAY)
    assert isinstance(read, Taken)
    assert dict(read.values) == {"siret": None, "contract": None, "hours": None, "start": None, "reach": "a@b.fr"}


@pytest.mark.parametrize("answers", [{}, {CONSENT: True}])
def test_where_no_relay_is_nothing_is_asked_and_the_directory_is_shown(answers):
    coming = FLOW.next({**answers, "place": BORDEAUX}, TODAY)
    assert isinstance(coming, Outcome)
    assert "Bordeaux (33)" in coming.html
    assert "annuaire" in coming.html


def test_a_start_that_passed_while_the_form_waited_is_asked_again():
    course = Course(INTAKE, ((CONSENT, True), ("start", "2026-11-20")), asking="siret")
    assert "start" not in step(FLOW, course, TODAY)[0].given


values = st.fixed_dictionaries(
    {
        "siret": st.sampled_from([None, "73282932000074"]),
        "company": st.sampled_from(["Dupont", "Maçonnerie & fils <SARL>"]),
        "contact": st.sampled_from(["Mme Durand", "Ali"]),
        "reach": st.sampled_from(["+33612345678", "a@b.fr"]),
        "place": st.sampled_from([NIORT, SAINTES]),
        "contract": st.sampled_from([None, "Lot 3"]),
        "need": st.sampled_from(["2 maçons", "1 peintre ?"]),
        "hours": st.sampled_from([None, "300", "1200.5"]),
        "start": st.sampled_from([None, "2027-03-15"]),
    }
)


@given(values, values, st.data())
@unhurried
def test_any_order_of_answers_and_corrections_gives_the_same_form(first, last, data):
    course = Course(INTAKE).answered({CONSENT: True})
    for key in data.draw(st.permutations(KEYS)):
        before = course
        course = course.answered({key: first[key]})
        assert course.back().answers == before.answers
    for key in data.draw(st.permutations(KEYS)):
        correcting, coming = step(FLOW, course.correcting(key), TODAY)
        assert isinstance(coming, Question)
        assert coming.key == key
        assert step(FLOW, correcting.back(), TODAY)[0].given == course.given  # going back leaves it as it was
        course = step(FLOW, correcting.answered({key: last[key]}), TODAY)[0]
    assert FLOW.complete(course.given)
    assert FLOW.form(course.given) == FLOW.form(last)
    shown = step(FLOW, course, TODAY)[1]
    assert isinstance(shown, Question)
    assert shown.key == CONFIRM
    assert all(FLOW.shown(key, last[key]) for key in KEYS)


@given(st.sampled_from([CONSENT, *KEYS, CONFIRM]), st.text(max_size=60))
@unhurried
def test_whatever_is_typed_an_answer_is_taken_named_or_left(key, typed):
    read = _read(key, typed)
    if isinstance(read, Taken):
        assert set(read.values) == {key}
        assert read.values[key] is not None or key in OPTIONAL
        assert FLOW.form(read.values)
