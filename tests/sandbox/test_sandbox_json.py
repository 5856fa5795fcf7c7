"""What no JSON of Telegram's is refused with 400, as any parameter that cannot be read."""

import pytest

from bot.sandbox.parameters import Parameters, parsed
from bot.sandbox.refusal import Refused

DEEP, FAR, LONG = "[" * 100_000, "[" * 500 + "]" * 500, "1" * 5000


@pytest.mark.parametrize("text", [DEEP, FAR, LONG, "{"])
def test_json_that_nobody_means_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011  whichever of its kinds
        parsed(text)
    with pytest.raises(Refused) as refused:
        Parameters({"reply_markup": text}).structure("reply_markup", "reply markup")
    assert refused.value.status == 400


def test_json_as_telegram_has_it_is_read():
    assert parsed(b'{"a": [[{"text": "oui"}]]}') == {"a": [[{"text": "oui"}]]}
