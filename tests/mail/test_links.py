"""A link gives one relay access to one request, until it expires; whoever changes anything of it has no link."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.vocabulary import LetterAction
from bot.mail.links import Access, ExpiredError, ForgedError, Links

NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)
ACCESS = Access("CL-7K3F", "relay/plie-la-rochelle", NOW + timedelta(days=30))
LINKS = Links("https://clausette.exemple.fr", b"a secret of this bot")
TOKEN = LINKS.token(ACCESS)


def test_a_link_says_who_may_act_on_what_and_until_when():
    assert LINKS.read(TOKEN, NOW) == ACCESS


def test_a_link_has_a_page_for_each_action_under_the_public_address():
    assert LINKS.to(ACCESS) == f"https://clausette.exemple.fr/relais/{TOKEN}"
    assert LINKS.to(ACCESS, LetterAction.NOT_OURS) == f"https://clausette.exemple.fr/relais/{TOKEN}/pas-pour-nous"
    under = Links("https://exemple.fr/clausette", b"")
    assert under.path == "/clausette/relais"
    assert under.to(ACCESS).startswith("https://exemple.fr/clausette/relais/")


def test_every_action_has_a_page_of_its_own():
    assert len({LINKS.to(ACCESS, action) for action in LetterAction}) == len(LetterAction)


def test_a_link_that_expired_still_tells_what_it_was_for():
    with pytest.raises(ExpiredError) as expired:
        LINKS.read(TOKEN, ACCESS.until)
    assert expired.value.access == ACCESS
    assert LINKS.read(TOKEN, ACCESS.until - timedelta(seconds=1)) == ACCESS


@given(st.integers(0, len(TOKEN) - 1), st.characters())
def test_with_any_sign_changed_it_is_no_link(at: int, sign: str):
    changed = TOKEN[:at] + sign + TOKEN[at + 1 :]
    if changed != TOKEN:
        with pytest.raises(ForgedError):
            LINKS.read(changed, NOW)


@pytest.mark.parametrize(
    "token", ["", ".", TOKEN[:-1], f"{TOKEN}=", f"{TOKEN}.", TOKEN * 9, "a.b", "é.é", "\0", "=" * 50]
)
def test_a_part_of_a_link_or_more_than_one_is_none(token: str):
    with pytest.raises(ForgedError):
        LINKS.read(token, NOW)


def test_a_link_of_another_secret_is_none():
    with pytest.raises(ForgedError):
        Links(LINKS.base, b"another").read(TOKEN, NOW)


def test_a_secret_is_never_printed():
    assert "a secret of this bot" not in repr(LINKS)
