from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.markup import bold, escape, folded, italic, length, link, parts, shortened, visible, without_tags

PIECES: list[Callable[[str], str]] = [escape, bold, italic, lambda text: link(text, 'https://exemple.fr/?a=1&b="2"')]
words = st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=12)
spans = st.builds(
    lambda wrap, text: wrap(" ".join(text)), st.sampled_from(PIECES), st.lists(words, min_size=1, max_size=6)
)
lines = st.lists(spans, max_size=4).map(" ".join)
paragraphs = st.lists(lines, max_size=6).map("\n".join)
plain = st.lists(paragraphs, max_size=6).map("\n\n".join)
markups = st.lists(st.one_of(plain, st.lists(paragraphs, max_size=4).map(folded)), max_size=4).map("\n".join)
limits = st.integers(16, 300)


def _letters(markup: str) -> str:
    """What a reader reads, whatever the blanks."""
    return "".join(without_tags(markup).split())


def _shortest_that_fits(markup: str) -> int:
    """The limit from which no word has to be cut."""
    return 2 * max((length(escape(word)) for word in without_tags(markup).split()), default=1)


@given(st.text())
def test_escaped_text_reads_as_it_was_written(text):
    for wrap in PIECES:
        assert without_tags(wrap(text)) == text


@given(st.text())
def test_length_counts_utf_16_units_of_what_is_read(text):
    assert length(escape(text)) == length(bold(text)) == sum(2 if ord(c) > 0xFFFF else 1 for c in text)


@given(markups, limits)
def test_no_part_exceeds_the_limit(markup, limit):
    assert all(length(part) <= limit for part in parts(markup, limit))


@given(markups, limits)
def test_parts_are_never_empty(markup, limit):
    assert all(_letters(part) for part in parts(markup, limit))


@given(markups, limits)
def test_no_part_splits_a_tag(faults, markup, limit):
    for part in parts(markup, limit):
        assert not faults(part)


@given(markups, limits)
def test_no_letter_is_lost(markup, limit):
    assert "".join(map(_letters, parts(markup, limit))) == _letters(markup)


@given(markups, limits)
def test_no_word_is_cut_where_it_fits(markup, limit):
    limit = max(limit, _shortest_that_fits(markup))
    found = [word for part in parts(markup, limit) for word in without_tags(part).split()]
    assert found == without_tags(markup).split()


@given(markups)
def test_what_fits_is_one_part(markup):
    found = list(parts(markup, 4096))
    assert len(found) == bool(_letters(markup))


def test_what_is_folded_stays_folded_in_each_part():
    whole = f"<b>un</b>\n{folded(['deux trois quatre', 'cinq six sept'])}"
    assert list(parts(whole, 100)) == [whole]
    assert list(parts(whole, 26)) == [
        f"<b>un</b>\n{folded(['deux trois quatre'])}",
        folded(["cinq six sept"]),
    ]


def test_what_is_folded_is_not_seen_without_a_tap():
    assert visible(f"<b>Oui</b>, si c'est validé.\n{folded(['Pourquoi', 'La preuve'])}") == "Oui, si c'est validé."
    assert folded(["", ""]) == ""


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("Participant d'un PLIE", "Participant d'un PLIE"),
        ("Puis-je répondre avec une embauche en CDI ?", "Puis-je répondre…"),
        ("Salarié d'une structure d'insertion par l'activité", "Salarié d'une structure…"),
        ("ETTI : Entreprise de travail temporaire", "ETTI : Entreprise de travail…"),
    ],
)
def test_a_label_ends_with_a_word_that_says_something(label, shown):
    assert shortened(label, 30) == shown


@given(st.text(), st.integers(8, 60))
def test_a_shortened_text_fits(text, size):
    assert len(shortened(text, size)) <= size


def test_a_text_is_cut_between_paragraphs():
    assert list(parts("<b>un</b> deux\n\ntrois quatre\n\ncinq", 24)) == ["<b>un</b> deux\n\ntrois quatre", "cinq"]


def test_a_paragraph_that_is_too_long_is_cut_between_its_lines():
    assert list(parts("un deux\n<b>trois</b> quatre\ncinq", 16)) == ["un deux", "<b>trois</b> quatre", "cinq"]


def test_a_line_that_is_too_long_is_cut_between_its_words():
    assert list(parts("<b>un deux trois quatre cinq</b>", 16)) == ["un deux trois", "quatre cinq"]


def test_a_word_that_is_too_long_is_cut():
    assert [len(part) for part in parts("é" * 40, 16)] == [16, 16, 8]
