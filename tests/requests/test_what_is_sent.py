"""Voice, pictures, files, contacts and positions go from side to side as they are, or are refused in words."""

import pytest

from bot.chat.people import File
from tests.requests.village import COMPANY, GROUP, NIORT, ROYAN, Village

KINDS = [
    ("voice", "voice"),
    ("voice", "audio"),
    ("voice", "video_note"),
    ("photo", "photo"),
    ("photo", "video"),
    ("file", "document"),
]


def _passed(village: Village, chat: int) -> list[tuple[str, str]]:
    return [
        (one.payload["kind"], one.payload["file"]) for one in village.chats.get(chat, []) if one.method == "passFile"
    ]


async def _greeted(village: Village) -> None:
    """The relay spoke, and waits for a reply."""
    await village.says(NIORT, "Vous avez une fiche de poste ?", to=village.last(NIORT, "CL-7K3F").number)


@pytest.mark.parametrize(("what", "kind"), KINDS)
async def test_what_a_relay_sends_in_reply_reaches_the_company_as_it_is(village, what, kind):
    await village.sends(NIORT, what, File(kind, "f1"), to=village.last(NIORT, "CL-7K3F").number)
    assert _passed(village, COMPANY) == [(kind, "f1")]
    assert _passed(village, GROUP) == [(kind, "f1")]
    assert village.reads(NIORT, "Transmis à l'entreprise")


@pytest.mark.parametrize(("what", "kind"), KINDS)
async def test_what_a_company_sends_while_it_is_asked_reaches_every_chat_of_its_relay(village, what, kind):
    await _greeted(village)
    await village.sends(COMPANY, what, File(kind, "f2"))
    for chat in (NIORT, GROUP):
        assert _passed(village, chat) == [(kind, "f2")]
    assert _passed(village, ROYAN) == []
    assert village.reads(COMPANY, "transmis pour la demande CL-7K3F")


async def test_a_contact_and_a_position_are_passed_on_in_words(village):
    await _greeted(village)
    await village.sends(COMPANY, "contact", phone="+33549000001", says="Lou +33549000001")
    await village.sends(COMPANY, "location", says="https://www.openstreetmap.org/?mlat=46.3&mlon=-0.4")
    assert village.reads(GROUP, "Lou +33549000001")
    assert village.reads(GROUP, "openstreetmap.org")
    await village.sends(
        NIORT, "contact", phone="+33549000002", says="Max +33549000002", to=village.last(NIORT, "Lou").number
    )
    assert village.reads(COMPANY, "Max +33549000002")


async def test_what_cannot_be_passed_on_is_said_on_either_side(village):
    await village.sends(NIORT, "sticker", to=village.last(NIORT, "CL-7K3F").number)
    assert village.reads(NIORT, "je ne sais pas le transmettre")
    await _greeted(village)
    await village.sends(COMPANY, "sticker", to=village.last(COMPANY, "fiche de poste").number)
    assert village.reads(COMPANY, "je ne sais pas le transmettre")
    await village.sends(COMPANY, "other")
    assert len(village.chats[COMPANY]) == 3


async def test_a_company_that_nobody_asked_chooses_for_which_request_a_voice_message_is(village):
    await village.sends(COMPANY, "voice", File("voice", "v1"))
    assert _passed(village, NIORT) == []
    await village.presses(COMPANY, "CL-7K3F · Niort")
    assert _passed(village, NIORT) == [("voice", "v1")]
