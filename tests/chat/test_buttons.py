"""One codec makes and reads what every button holds; the buttons of messages sent long ago are read as ever."""

import re
from pathlib import Path

import pytest

import bot
from bot.chat.buttons import LONGEST, Verb, data, read

OLD = [  # as they stand in chats since the first version
    ("i:show:CL-7K3F", (Verb.SHOW, ("CL-7K3F",))),
    ("i:list", (Verb.OWN, ())),
    ("i:also:CL-7K3F:a1b2", (Verb.ALSO, ("CL-7K3F", "a1b2"))),
    ("i:called:CL-7K3F:20261201", (Verb.CALLED, ("CL-7K3F", "20261201"))),
    ("k:take:CL-7K3F", (Verb.TAKE, ("CL-7K3F",))),
    ("k:end:CL-7K3F", (Verb.END, ("CL-7K3F",))),
    ("k:end:CL-7K3F:helped", (Verb.END, ("CL-7K3F", "helped"))),
    ("k:to:CL-7K3F:cara-royan", (Verb.RECEIVER, ("CL-7K3F", "cara-royan"))),
    ("k:list:open:0", (Verb.REQUESTS, ("open", "0"))),
    ("k:away:back", (Verb.AWAY, ("back",))),
    ("k:bye:y", (Verb.UNLINK, ("y",))),
]


@pytest.mark.parametrize(("held", "meant"), OLD)
def test_a_button_of_an_old_message_is_read(held: str, meant: tuple[Verb, tuple[str, ...]]) -> None:
    assert read(held) == meant
    assert data(meant[0], *meant[1]) == held


@pytest.mark.parametrize("held", ["i:unheard:CL-7K3F", "k:take", "k:", "i", "", "k:out:csv"])
def test_what_no_button_holds_is_none(held: str) -> None:
    assert read(held) is None


def test_no_button_is_made_longer_than_telegram_takes() -> None:
    with pytest.raises(ValueError, match="RECEIVER"):
        data(Verb.RECEIVER, "CL-7K3F", "x" * LONGEST)


def test_no_other_module_writes_or_takes_apart_what_a_button_holds() -> None:
    by_hand = re.compile(r"""["'](?:[cdefiknoruxz]|f:[a-z]):[a-z{]""")
    modules = [path for path in Path(bot.__file__).parent.rglob("*.py") if path.name != "buttons.py"]
    assert not [path.name for path in modules if by_hand.search(path.read_text(encoding="utf-8"))]
