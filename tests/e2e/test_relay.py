"""A relay's chats over real HTTP: linked by a code, told of a request, acting on it as one."""

from datetime import UTC, datetime

import pytest

from bot.requests.effects import Record
from bot.requests.model.request import Form, Intake
from bot.sandbox import persons
from bot.store import link_codes, requests

pytestmark = pytest.mark.asyncio(loop_scope="module")
RELAY = "relay/niort-agglo-cellule-clauses"


async def test_a_relay_links_its_chats_takes_a_request_answers_and_exports(town, plain, base):
    company, alone, group = town.newcomer(), town.newcomer(), town.group()
    await company.starts()
    await alone.starts()
    now = datetime.now(UTC)
    form = Form(company="Martin & Fils", contact="Anne", reach="+33549000000", place="79191", place_name="Niort")
    async with town.database.transaction() as connection:
        await requests.apply(connection, company.id, Record(Intake("CL-7K3F", company.id, RELAY, form, now)), now)
        given = [(await link_codes.issue(connection, RELAY, now))[0] for _ in range(2)]

    for chat, code in zip((alone, group), given, strict=True):
        chat.says(f"/connexion {code.lower()}")
        await chat.until(
            lambda chat=chat: any("Prendre en charge" in chat.labels(m.id) for m in _bearers(chat)), "a card"
        )
        assert any(base[RELAY].name in plain(text) for text in chat.texts)

    cards = {chat.id: _bearers(chat)[-1].id for chat in (alone, group)}
    assert await group.presses("Prendre en charge", message=cards[group.id]) == "C'est noté."
    await alone.until(lambda: "Reprendre" in alone.labels(cards[alone.id]), "the other chat's card to change")
    await company.until(lambda: "prise en charge" in plain(company.last), "the company to be told")

    persons.say(town.sandbox, group.id, "On vous rappelle mardi", reply_to=cards[group.id])
    await company.until(lambda: "On vous rappelle mardi" in plain(company.last), "the relay's word")
    assert company.labels() == ["Répondre", "Suivi"]

    await alone.asks("/demandes")
    assert "CL-7K3F" in plain(alone.last)
    await alone.asks("/export")
    await alone.presses("En cours, CSV")
    await alone.until(lambda: any(m.kind == "document" for m in town.sandbox.history(alone.id, by_bot=True)), "a table")

    await group.presses("Clore", message=cards[group.id])
    await group.until(lambda: "Entreprise aidée" in group.labels(cards[group.id]), "the outcomes")
    assert "Contacté" in alone.labels(cards[alone.id])  # a menu opens where it was pressed alone
    await group.presses("Entreprise aidée", message=cards[group.id])
    for chat in (alone, group):
        await chat.until(lambda chat=chat: chat.labels(cards[chat.id]) == ["Rouvrir", "Historique"], "the closed card")
    await company.until(lambda: "Rouvrir" in company.labels(), "the outcome")


def _bearers(chat):
    return [message for message in chat.sandbox.history(chat.id, by_bot=True) if message.markup.rows]
