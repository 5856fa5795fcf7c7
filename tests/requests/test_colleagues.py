"""A relay at work: what stays among colleagues, what its other chats see, its help, and its absences."""

from datetime import date

import pytest

from bot.chat.events import Moved
from bot.chat.markup import lines
from bot.chat.people import File, Member
from bot.requests.model.snapshot import PAGE
from bot.store.personal_data_export import held
from tests.requests.village import (
    COMPANY,
    DEPARTMENT,
    DEUX_SEVRES,
    FORM,
    GROUP,
    NIORT,
    OTHER,
    RELAY,
    ROYAN,
    SECOND,
    Village,
)

ZOE, LEO = Member(7, "Zoé"), Member(8, "Léo")


# Among colleagues


async def test_a_note_is_read_by_colleagues_and_never_by_the_company(village):
    card = village.last(GROUP, "CL-7K3F")
    await village.says(GROUP, "/note le patron est pénible", to=card.number, by=ZOE)
    for chat in (GROUP, NIORT):
        note = village.last(chat, "le patron est pénible")
        assert "Note de Zoé, entre collègues" in note.text
        assert note.under == village.last(chat, "Demande CL-7K3F").number
    assert not village.chats.get(COMPANY)
    await village.presses(NIORT, "Historique")
    assert village.reads(NIORT, "note entre collègues : le patron est pénible")
    assert "pénible" not in await held(village.database, COMPANY)
    await village.says(COMPANY, "/suivi")
    assert not village.reads(COMPANY, "pénible")


async def test_a_reply_to_a_note_stays_among_colleagues_too(village):
    await village.says(GROUP, "/note à rappeler", to=village.last(GROUP, "CL-7K3F").number, by=ZOE)
    await village.says(GROUP, "je m'en occupe", to=village.last(GROUP, "à rappeler").number, by=LEO)
    assert "Note de Léo" in village.last(NIORT, "je m'en occupe").text
    assert not village.chats.get(COMPANY)
    await village.sends(GROUP, "voice", File("voice", "v1"), to=village.last(GROUP, "à rappeler").number)
    assert village.reads(GROUP, "Rien n'a été gardé ni transmis")
    assert not village.chats.get(COMPANY)


async def test_a_note_can_be_asked_for_by_button_and_by_reference(village):
    await village.presses(GROUP, "Historique")
    await village.presses(GROUP, "Noter entre collègues")
    await village.says(GROUP, "appeler le matin", to=village.last(GROUP, "Répondez à ce message").number, by=ZOE)
    await village.says(NIORT, "/note CL-7K3F a déjà une clause", by=ZOE)
    assert [note.text for note in await village.notes("CL-7K3F") if note.kind == "note"] == [
        "appeler le matin",
        "a déjà une clause",
    ]
    assert not village.chats.get(COMPANY)


async def test_a_note_goes_to_no_other_body(village):
    card = village.last(GROUP, "CL-7K3F").number
    await village.says(GROUP, "/note mauvais payeur", to=card, by=ZOE)
    await village.says(ROYAN, "/note CL-7K3F je regarde", by=LEO)
    assert village.reads(ROYAN, "n'est pas suivie par ce chat")
    for label in ("Transférer", "CARA – agglomération Royan Atlantique · relié", "Transmettre"):
        await village.presses(GROUP, label)
    await village.presses(ROYAN, "Historique")
    assert village.reads(ROYAN, "transmise")
    assert not village.reads(ROYAN, "mauvais payeur")
    await village.presses(GROUP, "Annuler (1 heure)")
    await village.presses(GROUP, "Historique")
    assert village.reads(GROUP, "note entre collègues : mauvais payeur")


async def test_a_note_without_a_request_says_how_and_elsewhere_nothing_is_noted(village):
    await village.says(GROUP, "/note appeler")
    assert village.reads(GROUP, "À quelle demande ?")
    await village.says(COMPANY, "/note CL-7K3F bonjour")
    assert [note.kind for note in await village.notes("CL-7K3F")] == ["sent"]


# One thread in all chats of a relay


async def test_what_one_writes_in_private_the_team_reads_in_its_group(village):
    await village.says(NIORT, "Je vous appelle demain", to=village.last(NIORT, "CL-7K3F").number, by=ZOE)
    assert village.reads(COMPANY, "Je vous appelle demain")
    shown = village.last(GROUP, "Je vous appelle demain")
    assert "Zoé répond à Martin BTP (CL-7K3F)" in shown.text
    assert not village.reads(NIORT, "Zoé répond à")
    await village.says(GROUP, "Plutôt à 9 h", to=shown.number, by=LEO)
    assert village.reads(COMPANY, "Plutôt à 9 h")
    assert "Léo répond" in village.last(NIORT, "Plutôt à 9 h").text
    assert not village.reads(ROYAN, "9 h")


async def test_a_file_of_one_chat_is_seen_in_the_others(village):
    card = village.last(NIORT, "CL-7K3F").number
    await village.sends(NIORT, "file", File("document", "f9", "liste.pdf"), to=card, caption="Voici")
    assert village.last(GROUP, "Zoé répond à Martin BTP").payload["file"] == "f9"
    assert [one.payload.get("file") for one in village.chats[COMPANY] if one.method == "passFile"] == ["f9"]


# A group that moved


async def test_a_card_from_before_its_group_moved_still_takes_steps_and_is_shown_where_the_group_is(village):
    new = -3999
    await village.does(GROUP, Moved(new))
    await village.presses(GROUP, "Prendre en charge", ZOE)
    assert (await village.intake("CL-7K3F")).owner == ZOE
    assert "Prise en charge par Zoé" in village.last(new, "CL-7K3F").text
    stood = len(village.chats[GROUP])
    await village.presses(GROUP, "Clore", ZOE)
    assert "Clore" in village.last(new, "CL-7K3F").buttons
    await village.presses(new, "Clore", ZOE)
    await village.presses(new, "Entreprise aidée", ZOE)
    assert "Close" in village.last(new, "CL-7K3F").text
    assert len(village.chats[GROUP]) == stood
    await village.says(new, "/deconnexion")
    await village.presses(new, "Oui, déconnecter")
    await village.presses(GROUP, "Prendre en charge", ZOE)
    assert (await village.intake("CL-7K3F")).closed


# Help and lists


async def test_help_in_a_linked_chat_is_the_relays_and_elsewhere_everybodys(village):
    (said,) = await village.says(GROUP, "/aide")
    for word in ("/note", "/demandes", "/export", "/absent", "/deconnexion", "répondez à sa carte"):
        assert word in said.text
    assert lines(said.text) <= 16
    (said,) = await village.says(COMPANY, "/aide")
    assert "/deconnexion" not in said.text


async def test_a_page_of_the_list_fits_a_screen(village):
    for number in range(PAGE + 1):
        await village.request(f"CL-AAA{number + 2}", SECOND, RELAY, FORM)
    (said,) = await village.says(NIORT, "/demandes")
    assert lines(said.text) <= 16
    assert "Suivantes ▶" in said.buttons


# Absent


async def _asks(village: Village, chat: int) -> None:
    """A company sends the form from Niort."""
    await village.says(chat, "/demande")
    await village.presses(chat, "J'accepte")
    for answer in ("Niort", "deux maçons", "Toits d'Ouest", "Lou Exemple", "05 49 00 00 00"):
        await village.says(chat, answer)
    await village.presses(chat, "Envoyer")


async def test_while_a_relay_is_absent_its_deputy_has_what_comes_and_the_company_reads_so(village, desks):
    for chat in (NIORT, GROUP):
        await village.says(chat, "/absent jusqu'au 5 janvier")
        await village.presses(chat, desks.knowledge[OTHER].name)
    assert village.reads(GROUP, f"vont à {desks.knowledge[OTHER].name}")
    await _asks(village, SECOND)
    said = village.last(SECOND, "Votre référence").text
    assert f"{desks.knowledge[RELAY].name} est absent jusqu'au 5 janvier 2027" in said
    assert f"{desks.knowledge[OTHER].name} a votre demande et vous répond ici" in said
    assert village.reads(ROYAN, "Toits d'Ouest")
    assert not village.reads(GROUP, "Toits d'Ouest")
    await village.says(COMPANY, "/suivi")
    assert village.reads(COMPANY, "Absent jusqu'au 5 janvier 2027")


async def test_where_nobody_stands_in_it_waits_there_and_the_company_knows(village, desks):
    for chat in (NIORT, GROUP):
        await village.says(chat, "/absent 05/01/2027")
    await _asks(village, SECOND)
    assert village.reads(SECOND, "mais est absent jusqu'au 5 janvier 2027")
    assert village.reads(GROUP, "Toits d'Ouest")


async def test_whoever_covers_the_place_next_has_it_where_no_deputy_was_named(village, desks):
    await village.link(DEUX_SEVRES, DEPARTMENT)
    for chat in (NIORT, GROUP):
        await village.says(chat, "/absent jusqu'au 5 janvier")
    await _asks(village, SECOND)
    assert village.reads(DEUX_SEVRES, "Toits d'Ouest")


async def test_a_relay_is_absent_only_where_nobody_reads_any_of_its_chats(village):
    await village.says(NIORT, "/absent jusqu'au 5 janvier")
    await _asks(village, SECOND)
    assert not village.reads(SECOND, "absent")
    assert village.reads(GROUP, "Toits d'Ouest")


async def test_an_absence_ends_by_a_word_by_a_button_and_by_itself(village):
    for chat in (NIORT, GROUP):
        await village.says(chat, "/absent jusqu'au 5 janvier")
    await village.says(NIORT, "/absent fin")
    await village.says(GROUP, "/absent jusqu'au 24/11/2026")
    await village.presses(GROUP, "De retour")
    assert village.reads(GROUP, "ce chat est lu de nouveau")
    for chat in (NIORT, GROUP):
        await village.says(chat, "/absent jusqu'au 25 novembre")
    village.now = village.now.replace(day=26)
    await _asks(village, SECOND)
    assert not village.reads(SECOND, "absent")
    assert village.now.date() == date(2026, 11, 26)


@pytest.mark.parametrize("said", ["/absent bientôt", "/absent jusqu'au 3 janvier 2026", "/absent jusqu'en 2031"])
async def test_a_day_that_is_none_or_past_changes_nothing(village, said):
    await village.says(GROUP, said)
    assert village.reads(GROUP, "Je n'y lis pas de jour à venir")


async def test_nobody_else_makes_a_relay_absent(village):
    await village.says(COMPANY, "/absent jusqu'au 5 janvier")
    assert village.reads(COMPANY, "n'est relié à aucun relais")
