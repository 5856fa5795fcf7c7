"""Codes: read in any spelling, kept as a hash, hard to guess."""

import secrets
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.requests.model import link_code as codes
from bot.requests.model.reference import ALPHABET
from bot.requests.model.snapshot import Code

DRAWN = codes.Typed("K7Q2", "9XWMT4HD")
HELD = Code("K7Q2", "relay/cara-royan", codes.hashed(DRAWN), datetime(2026, 12, 1, tzinfo=UTC))


def test_a_code_is_three_groups_of_letters_and_digits_that_do_not_look_alike():
    drawn = codes.draw(secrets.choice)
    groups = str(drawn).split("-")
    assert [len(group) for group in groups] == [4, 4, 4]
    assert set("".join(groups)) <= set(ALPHABET)


@pytest.mark.parametrize("text", ["K7Q2-9XWM-T4HD", "k7q29xwmt4hd", " K7Q2 9XWM T4HD.", "k7q2/9xwm_t4hd"])
def test_a_code_is_read_in_any_spelling(text):
    assert codes.read(text) == DRAWN


@pytest.mark.parametrize("text", ["", "K7Q2", "K7Q2-9XWM-T4H", "K7Q2-9XWM-T4HDD", "K7Q2-9XWM-T4H0", "é" * 12])
def test_what_is_no_code_is_not_read_as_one(text):
    assert codes.read(text) is None


@given(st.text(ALPHABET, min_size=8, max_size=8))
def test_only_the_right_secret_opens(secret):
    assert codes.opens(codes.Typed("K7Q2", secret), HELD) == (secret == DRAWN.secret)


def test_neither_the_hash_nor_what_is_printed_of_a_code_holds_its_secret():
    assert DRAWN.secret not in codes.hashed(DRAWN)
    assert DRAWN.secret not in repr(DRAWN)
