"""What people write into the form as it stands on a letterhead, in a text message, on a site."""

from datetime import date

import pytest

from bot.chat.flow import AnswerRefused, Taken
from bot.requests.model.contact_details import Reach, read
from tests import shipped

TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def form():
    return shipped.assistant().flows["tool/intake"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("+33 6 90 12 34 56", "+590690123456"),
        ("0690 12 34 56", "+590690123456"),
        ("0262 12 34 56", "+262262123456"),
        ("0 800 123 456", "+33800123456"),
        ("06 11 22 33 44 (le matin)", "+33611223344"),
        ("06 11 22 33 44 poste 12", "+33611223344"),
        ("+32 475 12 34 56", "+32475123456"),
    ],
)
def test_a_number_is_read_for_what_it_is(text, value):
    assert read(text) == Reach(value)


def test_the_second_of_two_numbers_is_not_lost_in_silence(form):
    taken = form.read("reach", "06 11 22 33 44 ou 05 49 11 22 33", {}, TODAY)
    assert taken.values == {"reach": "+33611223344"}
    assert "05 49 11 22 33" in taken.note


@pytest.mark.parametrize(
    "text",
    [
        "732 829 320 00074",
        "732.829.320.00074",
        "SIRET : 732 829 320 00074 - APE 4321A",
        "Siret 73282932000074 RCS Niort",
    ],
)
def test_a_siret_is_taken_as_it_is_pasted_from_a_letterhead(form, text):
    assert form.read("siret", text, {}, TODAY) == Taken({"siret": "73282932000074"})


@pytest.mark.parametrize("text", ["30 février", "31 avril", "31/02/2027", "le 31 juin 2027"])
def test_a_day_that_does_not_exist_is_refused(form, text):
    assert isinstance(form.read("start", text, {}, TODAY), AnswerRefused)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("le 5 du mois prochain", "2027-01-05"),
        ("asap", "2026-12-01"),
        ("29 février 2028", "2028-02-29"),
        ("le 30 janvier", "2027-01-30"),
    ],
)
def test_a_day_is_understood_as_people_say_it(form, text, day):
    assert form.read("start", text, {}, TODAY) == Taken({"start": day})


@pytest.mark.parametrize("text", ["2 ETP", "35 h/semaine", "35 h par semaine", "1,500", "151 h par mois"])
def test_what_is_no_total_of_hours_is_asked_back(form, text):
    assert isinstance(form.read("hours", text, {}, TODAY), AnswerRefused)


@pytest.mark.parametrize(("text", "hours"), [("1 500", "1500"), ("1.500", "1500"), ("300,5", "300.5"), ("300h", "300")])
def test_a_total_of_hours_is_taken(form, text, hours):
    assert form.read("hours", text, {}, TODAY) == Taken({"hours": hours})
