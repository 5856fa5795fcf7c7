"""Addresses of return: short, of one request and one relay, until a day, and made by nobody else."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.mail.links import HOLDS, Access, ExpiredError, ForgedError
from bot.mail.return_address import ReturnAddress

NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)
RELAYS = ("relay/a", "relay/b")
RETURNS = ReturnAddress("boite@exemple.fr", b"a secret of this bot")
ACCESS = Access("CL-7K3F", "relay/b", NOW + HOLDS)


def token(access: Access = ACCESS, returns: ReturnAddress = RETURNS) -> str:
    return returns.token(["autre@exemple.fr", returns.to(access)])


def test_an_address_tells_which_relay_answers_about_which_request():
    read = RETURNS.read(token(), RELAYS, NOW)
    assert (read.reference, read.relay) == ("CL-7K3F", "relay/b")
    assert read.until - ACCESS.until < timedelta(days=1)


def test_a_server_that_folds_capitals_changes_nothing():
    address = RETURNS.to(ACCESS)
    assert address == address.lower()
    assert RETURNS.read(RETURNS.token([address.upper()]), RELAYS, NOW).reference == "CL-7K3F"


def test_an_address_fits_into_a_header_however_long_its_reference():
    longest = ReturnAddress(f"{'b' * 28}@exemple.fr", b"s").to(Access("CL-7K3F7K3F", "relay/a", NOW))
    assert len(longest.partition("@")[0]) <= 64
    assert RETURNS.read(token(Access("CL-7K3F7K3F", "relay/a", NOW + HOLDS)), RELAYS, NOW).reference == "CL-7K3F7K3F"


def test_with_any_sign_changed_it_is_no_address_of_ours():
    right = token()
    for at, sign in enumerate(right):
        for other in "2a-":
            if other != sign:
                with pytest.raises(ForgedError):
                    RETURNS.read(right[:at] + other + right[at + 1 :], RELAYS, NOW)


def test_it_holds_for_no_other_secret_and_no_relay_that_is_gone():
    with pytest.raises(ForgedError):
        ReturnAddress(RETURNS.mailbox, b"another").read(token(), RELAYS, NOW)
    with pytest.raises(ForgedError):
        RETURNS.read(token(), ("relay/a",), NOW)


def test_it_holds_until_its_day_is_over():
    RETURNS.read(token(), RELAYS, ACCESS.until)
    with pytest.raises(ExpiredError):
        RETURNS.read(token(), RELAYS, ACCESS.until + timedelta(days=1))


@pytest.mark.parametrize("address", ["boite@exemple.fr", "boites+x@exemple.fr", "boite+x@exemple.com", "x", ""])
def test_another_address_has_no_token(address: str):
    assert RETURNS.token([address]) == ""
