import pytest

from bot.assistant.answers import answer
from bot.chat.markup import without_tags


@pytest.fixture(scope="module")
def told(base, today):
    return {relay.id: without_tags(answer(base, relay, today)) for relay in base.relays}


def test_only_a_proven_relay_is_called_one(base, told):
    texts = base.texts
    for relay in base.relays:
        said = {status for status, text in texts.relay.status.items() if text in told[relay.id]}
        assert said == {relay.status}, relay.id
        proven = (
            texts.relay.status["relay_verified"] in told[relay.id]
            or texts.relay.status["relay_historical"] in told[relay.id]
        )
        assert proven == relay.proven, relay.id
    assert texts.relay.status["relay_verified"].startswith("Relais")
    assert texts.relay.status["relay_historical"].startswith("Relais")
    assert texts.relay.status["fallback"].startswith("Organisme à contacter pour être orienté")


def test_a_telephone_stands_beside_the_date_of_its_source(base, told):
    for relay in base.relays:
        if relay.phone:
            assert f"{base.texts.relay.phone} : {relay.phone}" in told[relay.id], relay.id
            assert relay.contact_date, relay.id
            assert base.texts.relay.contact_date.format(date=relay.contact_date) in told[relay.id], relay.id


def test_a_relay_without_a_telephone_says_so(base, told):
    for relay in base.relays:
        assert (base.texts.relay.no_phone in told[relay.id]) == (relay.phone is None), relay.id


def test_a_relay_shows_how_to_reach_it(base, told):
    for relay in base.relays:
        for known in (relay.address, relay.email, relay.website):
            assert known is None or known in told[relay.id], relay.id


def test_a_button_bears_the_short_name_of_a_relay(chat, base):
    relay = base["relay/departement-17"]
    seen = chat.presses("e:relay/cara-royan")
    assert relay.id in base["relay/cara-royan"].see_also
    label = next(button.label for button in seen.buttons if button.data == f"e:{relay.id}")
    assert label == relay.button
    other = base["relay/caro-plie-rochefort"].see_also[0]
    seen = chat.presses("e:relay/caro-plie-rochefort")
    label = next(button.label for button in seen.buttons if button.data == f"e:{other}")
    assert base[other].name.startswith(label.removesuffix("…"))
