"""Nobody sees what drives a terminal or turns the writing round: it is left out of names and texts."""

import pytest

from bot.language.signs import one_line, visible


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zoé", "Zoé"),
        ("Zoé\nSIRET : 1", "Zoé SIRET : 1"),
        ("\x1b]0;titre\x07Zoé", "]0;titreZoé"),
        ("\u202eéoZ\u2066", "éoZ"),
        ("Zo\u200bé\u2028fin", "Zoé fin"),
        ("\u0000\n", ""),
        ("\U0001f469\u200d\U0001f527", "\U0001f469\u200d\U0001f527"),
    ],
)
def test_a_name_stands_on_one_line_as_it_is_seen(name, shown):
    assert one_line(name) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2 maçons\n1 peintre\t", "2 maçons\n1 peintre\t"),
        ("\x1b[31ma\u202eb\r", "[31mab"),
        ("a\u00a0: b", "a\u00a0: b"),
    ],
)
def test_a_text_keeps_its_lines(text, shown):
    assert visible(text) == shown
