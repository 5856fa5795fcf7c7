import pytest

from bot.language.runs import Runs

RUNS = Runs(
    [
        (("maitre", "d", "oeuvre"), "moe"),
        (("maitre", "d", "ouvrage"), "moa"),
        (("ai",), "ai"),
        (("ai",), "avoir"),
        (("la", "rochelle"), "la-rochelle"),
        (("rochelle",), "rochelle"),
        ((), "nothing"),
    ]
)

FOUND = [
    ("le maitre d oeuvre signe", ["moe"]),
    ("maitre d ouvrage ou maitre d oeuvre", ["moa", "moe"]),
    ("une ai", ["ai", "avoir"]),
    ("a la rochelle", ["la-rochelle", "rochelle"]),
    ("maitre d", []),
    ("oeuvre d maitre", []),
    ("aire", []),
    ("", []),
]


@pytest.mark.parametrize(("said", "found"), FOUND)
def test_a_run_is_found_where_all_its_words_stand_together(said, found):
    assert [meaning for _, meaning in RUNS.found(said.split())] == found


def test_a_run_is_told_with_what_it_stands_for():
    assert list(RUNS.found(iter(["la", "rochelle"]))) == [
        (("la", "rochelle"), "la-rochelle"),
        (("rochelle",), "rochelle"),
    ]
