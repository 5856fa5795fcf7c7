from typing import Any

import httpx
import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.sandbox import Sandbox, persons


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label.lower()) for label in labels]])


async def test_the_bot_says_who_it_is(bot: Any) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.can_read_all_group_messages) == (42, "sandbox_bot", False)


async def test_a_message_stands_in_the_chat_with_its_entities_and_buttons(bot: Any, sandbox: Sandbox) -> None:
    sent = await bot.send_message(1001, "<b>Oui</b>", parse_mode="HTML", reply_markup=keyboard("Oui", "Non"))
    assert sent.entities == (MessageEntity("bold", 0, 3),)
    assert [button.text for button in sent.reply_markup.inline_keyboard[0]] == ["Oui", "Non"]
    assert sandbox.last(1001).text.text == "Oui"


async def test_entities_may_be_given_beside_the_text(bot: Any) -> None:
    sent = await bot.send_message(1001, "oui", entities=[MessageEntity("text_link", 0, 3, url="https://exemple.fr")])
    assert sent.entities[0].url == "https://exemple.fr/"


async def test_an_answer_shows_what_it_answers(bot: Any, sandbox: Sandbox) -> None:
    asked = persons.say(sandbox, 1001, "compte ?")
    sent = await bot.send_message(1001, "oui", reply_parameters=ReplyParameters(asked.id))
    assert sent.reply_to_message.text == "compte ?"


async def test_a_forced_reply_is_kept_for_the_page(bot: Any, sandbox: Sandbox) -> None:
    await bot.send_message(1001, "Votre nom ?", reply_markup=ForceReply(input_field_placeholder="Nom"))
    assert sandbox.last(1001).markup.placeholder == "Nom"


async def test_an_edit_changes_the_text_and_drops_the_buttons_not_given_again(bot: Any) -> None:
    sent = await bot.send_message(1001, "a", reply_markup=keyboard("Oui"))
    edited = await bot.edit_message_text("b", 1001, sent.message_id)
    assert (edited.text, edited.reply_markup, edited.message_id) == ("b", None, sent.message_id)
    assert edited.edit_date is not None


async def test_an_edit_that_changes_nothing_is_refused(bot: Any) -> None:
    sent = await bot.send_message(1001, "<b>a</b>", parse_mode="HTML", reply_markup=keyboard("Oui"))
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_text(
            "<strong>a</strong>", 1001, sent.message_id, parse_mode="HTML", reply_markup=keyboard("Oui")
        )
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_reply_markup(1001, sent.message_id, reply_markup=keyboard("Oui"))


async def test_buttons_are_changed_and_taken_away_alone(bot: Any) -> None:
    sent = await bot.send_message(1001, "a", reply_markup=keyboard("Oui"))
    changed = await bot.edit_message_reply_markup(1001, sent.message_id, reply_markup=keyboard("Non"))
    assert changed.reply_markup == keyboard("Non")
    assert (await bot.edit_message_reply_markup(1001, sent.message_id)).reply_markup is None


async def test_what_a_person_wrote_cannot_be_edited(bot: Any, sandbox: Sandbox) -> None:
    said = persons.say(sandbox, 1001, "bonjour")
    with pytest.raises(BadRequest, match=r"(?i)message can't be edited"):
        await bot.edit_message_text("b", 1001, said.id)


async def test_a_file_has_no_text_to_edit(bot: Any) -> None:
    sent = await bot.send_document(1001, b"a;b", filename="a.csv", caption="ici")
    with pytest.raises(BadRequest, match=r"(?i)there is no text in the message to edit"):
        await bot.edit_message_text("b", 1001, sent.message_id)
    assert (sent.document.file_name, sent.document.file_size, sent.caption) == ("a.csv", 3, "ici")


async def test_a_deleted_message_is_gone(bot: Any, sandbox: Sandbox) -> None:
    sent = await bot.send_message(1001, "a")
    assert await bot.delete_message(1001, sent.message_id)
    assert sandbox.message(1001, sent.message_id) is None
    with pytest.raises(BadRequest, match=r"(?i)message to delete not found"):
        await bot.delete_message(1001, sent.message_id)


async def test_in_a_group_the_bot_deletes_what_others_wrote_only_as_its_administrator(
    bot: Any, sandbox: Sandbox
) -> None:
    said = persons.say(sandbox, -3001, "bonjour")
    with pytest.raises(BadRequest, match=r"(?i)message can't be deleted"):
        await bot.delete_message(-3001, said.id)
    persons.promote(sandbox, -3001)
    assert await bot.delete_message(-3001, said.id)


async def test_nobody_is_written_to_before_they_wrote(bot: Any, sandbox: Sandbox) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(2002, "bonjour")
    persons.start(sandbox, 2002)
    assert await bot.send_message(2002, "bonjour")


async def test_who_blocked_the_bot_hears_nothing_until_they_unblock_it(bot: Any, sandbox: Sandbox) -> None:
    persons.block(sandbox, 1001)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(1001, "bonjour")
    persons.unblock(sandbox, 1001)
    assert await bot.send_message(1001, "bonjour")


async def test_a_group_that_was_upgraded_tells_its_new_number(bot: Any, sandbox: Sandbox) -> None:
    new = persons.migrate(sandbox, -3001)
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(-3001, "bonjour")
    assert migrated.value.new_chat_id == new.id
    assert (await bot.send_message(new.id, "bonjour")).chat.type == "supergroup"


async def test_a_group_that_sent_the_bot_away_hears_nothing(bot: Any, sandbox: Sandbox) -> None:
    persons.remove(sandbox, -3001, 42)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(-3001, "bonjour")


async def test_a_group_that_the_bot_left_hears_nothing(bot: Any) -> None:
    assert await bot.leave_chat(-3001)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(-3001, "bonjour")


async def test_a_chat_and_its_members_are_told(bot: Any) -> None:
    assert (await bot.get_chat(-3001)).title == "Relais – équipe"
    assert (await bot.get_chat(1001)).first_name == "Camille (entreprise)"
    assert (await bot.get_chat_member(-3001, 2001)).status == "creator"
    assert (await bot.get_chat_member(-3001, 2002)).status == "member"
    assert (await bot.get_chat_member(-3001, 1001)).status == "left"
    assert await bot.get_chat_member_count(-3001) == 3
    assert [one.user.id for one in await bot.get_chat_administrators(-3001)] == [2001]


async def test_the_narrowest_scope_with_commands_is_offered(bot: Any, http: httpx.AsyncClient) -> None:
    async def offered(chat: int) -> list[str]:
        return [one["command"] for one in (await http.get(f"/sandbox/chats/{chat}/commands")).json()]

    await bot.set_my_commands([BotCommand("aide", "Aide")])
    await bot.set_my_commands([BotCommand("demande", "Demande")], BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([BotCommand("demandes", "Demandes")], BotCommandScopeChat(2001))
    assert (await offered(1001), await offered(2001), await offered(-3001)) == (["demande"], ["demandes"], ["aide"])
    await bot.delete_my_commands(BotCommandScopeChat(2001))
    assert await offered(2001) == ["demande"]
    assert await bot.get_my_commands(BotCommandScopeAllGroupChats()) == ()
    assert await bot.get_my_commands() == (BotCommand("aide", "Aide"),)


async def test_what_the_bot_says_of_itself_is_kept(bot: Any, http: httpx.AsyncClient) -> None:
    await bot.set_my_description("Je réponds.")
    await bot.set_my_short_description("Répond")
    assert (await bot.get_my_description()).description == "Je réponds."
    assert (await bot.get_my_short_description()).short_description == "Répond"
    assert (await http.get("/sandbox/state")).json()["description"] == "Je réponds."


async def test_what_telegram_saw_can_be_read_in_order(bot: Any, sandbox: Sandbox, http: httpx.AsyncClient) -> None:
    await bot.send_message(1001, "a")
    await bot.send_message(2001, "b")
    seen = sandbox.calls.seen("sendMessage")
    assert [call.params["text"] for call in seen] == ["a", "b"]
    assert seen[0].seq < seen[1].seq
    assert [call.result["text"] for call in sandbox.calls.seen("sendMessage", chat=2001)] == ["b"]
    answer = (await http.get("/sandbox/calls", params={"method": "sendMessage", "after": seen[0].seq})).json()
    assert [call["params"]["text"] for call in answer] == ["b"]
