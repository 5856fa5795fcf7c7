"""A keyboard in place of the person's own: shown, used, shared by, put away, and refused where Telegram refuses it."""

from typing import Any

import pytest
from telegram import KeyboardButton, ReplyKeyboardMarkup, ReplyKeyboardRemove
from telegram.error import BadRequest

from bot.sandbox import Sandbox, persons
from bot.sandbox.refusal import Refused

CONTACT = KeyboardButton("Mon numéro", request_contact=True)
PLACE = KeyboardButton("Ma position", request_location=True)


async def heard(bot: Any) -> Any:
    """The message of the only update that waits."""
    (update,) = await bot.get_updates()
    return update.message


async def test_a_person_shares_their_own_contact_in_reply_to_the_keyboard(bot: Any, sandbox: Sandbox) -> None:
    asked = await bot.send_message(1001, "Qui ?", reply_markup=ReplyKeyboardMarkup([[CONTACT]]))
    persons.tap(sandbox, 1001, "Mon numéro")
    message = await heard(bot)
    assert (message.contact.user_id, message.contact.first_name) == (1001, "Camille (entreprise)")
    assert message.contact.phone_number.isdecimal()
    assert message.reply_to_message.message_id == asked.message_id


async def test_a_person_shares_where_they_are(bot: Any, sandbox: Sandbox) -> None:
    await bot.send_message(1001, "Où ?", reply_markup=ReplyKeyboardMarkup([[PLACE]]))
    persons.tap(sandbox, 1001, "Ma position", holds={"latitude": 46.16, "longitude": -1.15})
    assert (await heard(bot)).location.latitude == 46.16


async def test_a_plain_key_writes_its_text(bot: Any, sandbox: Sandbox) -> None:
    await bot.send_message(1001, "?", reply_markup=ReplyKeyboardMarkup([["Oui", "Non"]]))
    persons.tap(sandbox, 1001, "Non")
    assert (await heard(bot)).text == "Non"


async def test_a_keyboard_stands_until_it_is_put_away(bot: Any, sandbox: Sandbox) -> None:
    await bot.send_message(1001, "?", reply_markup=ReplyKeyboardMarkup([["Oui"]]))
    await bot.send_message(1001, "sans clavier")
    assert sandbox.keyboard(1001) is not None
    await bot.send_message(1001, "fini", reply_markup=ReplyKeyboardRemove())
    assert sandbox.keyboard(1001) is None
    with pytest.raises(Refused, match="no key"):
        persons.tap(sandbox, 1001, "Oui")


@pytest.mark.parametrize(("key", "what"), [(CONTACT, "phone number"), (PLACE, "location")])
async def test_in_a_group_nobody_is_asked_for_their_own(bot: Any, key: KeyboardButton, what: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){what} can be requested in private chats only"):
        await bot.send_message(-3001, "?", reply_markup=ReplyKeyboardMarkup([[key]]))


@pytest.mark.parametrize("keyboard", [[], [[]], "Oui", [["Oui"], "Non"], [[{"request_contact": True}]], [[""]]])
async def test_what_is_no_keyboard_is_refused(http: Any, keyboard: Any) -> None:
    body = {"chat_id": 1001, "text": "?", "reply_markup": {"keyboard": keyboard}}
    assert (await http.post("/bot42:sandbox/sendMessage", json=body)).status_code == 400


async def test_the_page_reads_what_stands_in_place_of_the_keyboard(bot: Any, http: Any) -> None:
    markup = ReplyKeyboardMarkup([[CONTACT]], one_time_keyboard=True)
    await bot.send_message(1001, "?", reply_markup=markup)
    await bot.send_message(1001, "!", reply_markup=ReplyKeyboardRemove())
    first, second = (await http.get("/sandbox/chats/1001/messages")).json()["changes"]
    assert first["message"]["keyboard"] == [[{"text": "Mon numéro", "shares": "contact"}]]
    assert first["message"]["one_time_keyboard"]
    assert second["message"]["remove_keyboard"]
    shared = (await http.post("/sandbox/chats/1001/tap", json={"label": "Mon numéro"})).json()
    assert "no key" in shared["description"]
