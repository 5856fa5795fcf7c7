"""A social-security number is known by its sex, month, place and key, and nothing else is taken for one."""

import pytest

from bot.language.personal_data import candidate_data


def _with_key(number: str, wrong: int = 0) -> str:
    return f"{number}{(96 - int(number) + wrong) % 97 + 1:02d}"


@pytest.mark.parametrize("sex", "0123456789")
@pytest.mark.parametrize("key", ["right", "wrong", "none"])
def test_a_sex_of_1_or_2_is_enough_and_another_one_wants_the_right_key(sex, key):
    number = f"{sex}850779191045"
    said = {"right": _with_key(number), "wrong": _with_key(number, 1), "none": number}[key]
    expected = sex in "12" or (sex in "3478" and key == "right")
    assert candidate_data(f"son numéro {said}") is expected


@pytest.mark.parametrize(("month", "is_one"), [("00", False), ("01", True), ("12", True), ("13", False)])
def test_without_a_key_the_month_is_one_of_the_year(month, is_one):
    assert candidate_data(f"185{month}79191045") is is_one


@pytest.mark.parametrize(
    ("place", "is_one"), [("00", False), ("01", True), ("2A", True), ("2B", True), ("95", True), ("96", False)]
)
def test_without_a_key_the_place_is_a_department_or_abroad(place, is_one):
    assert candidate_data(f"18507{place}191045") is is_one
