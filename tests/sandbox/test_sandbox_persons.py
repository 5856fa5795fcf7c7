import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
)
from telegram.error import BadRequest

from bot.sandbox import Person, Sandbox, persons, serve_in_thread
from bot.sandbox.refusal import Refused

BUTTONS = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Oui", callback_data="oui"), InlineKeyboardButton("Non", callback_data="non")]]
)


async def heard(bot: Any, offset: int | None = None) -> Any:
    return await bot.get_updates(offset=offset)


async def test_a_command_and_a_mention_are_marked(bot: Any, sandbox: Sandbox) -> None:
    persons.say(sandbox, 1001, "/start public_deld @sandbox_bot")
    (update,) = await heard(bot)
    assert [(entity.type, entity.offset, entity.length) for entity in update.message.entities] == [
        ("bot_command", 0, 6),
        ("mention", 19, 12),
    ]


async def test_a_deep_link_is_a_start_with_its_payload(bot: Any, sandbox: Sandbox) -> None:
    persons.start(sandbox, 1001, "tool_intake")
    assert [update.message.text for update in await heard(bot)] == ["/start tool_intake"]


async def test_an_edited_message_is_heard_as_one(bot: Any, sandbox: Sandbox) -> None:
    said = persons.say(sandbox, 1001, "chomeur")
    persons.edit(sandbox, 1001, said.id, "chômeur")
    first, second = await heard(bot)
    assert (second.edited_message.message_id, second.edited_message.text) == (first.message.message_id, "chômeur")


@pytest.mark.parametrize("kind", ["sticker", "voice", "photo", "document", "location", "contact"])
async def test_what_is_no_text_is_heard_too(bot: Any, sandbox: Sandbox, kind: Any) -> None:
    persons.send(sandbox, 1001, kind)
    (update,) = await heard(bot)
    assert getattr(update.message, kind)
    assert update.message.text is None


async def test_a_press_is_answered_once(bot: Any, sandbox: Sandbox) -> None:
    sent = await bot.send_message(1001, "a", reply_markup=BUTTONS)
    query = persons.press(sandbox, 1001, label="Non")
    (update,) = await heard(bot)
    assert (update.callback_query.data, update.callback_query.message.message_id) == ("non", sent.message_id)
    await bot.answer_callback_query(update.callback_query.id, "noté", show_alert=True)
    assert await persons.answer(sandbox, query) == {"text": "noté", "show_alert": True, "url": ""}
    with pytest.raises(BadRequest, match=r"(?i)query is too old and response timeout expired or query ID is invalid"):
        await bot.answer_callback_query(update.callback_query.id)


async def test_a_press_grows_too_old_to_be_answered(bot: Any, sandbox: Sandbox) -> None:
    sandbox.callback_lifetime = 0
    await bot.send_message(1001, "a", reply_markup=BUTTONS)
    query = persons.press(sandbox, 1001, data="oui")
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(query.id)
    assert await persons.answer(sandbox, query, 0) is None


async def test_an_inline_search_shows_results_and_the_chosen_one_is_posted(bot: Any, sandbox: Sandbox) -> None:
    query = persons.search(sandbox, "deld", by=2001, chat=-3001)
    (update,) = await heard(bot)
    assert (update.inline_query.query, update.inline_query.chat_type) == ("deld", "group")
    content = InputTextMessageContent("<b>DELD</b>", parse_mode="HTML")
    await bot.answer_inline_query(query.id, [InlineQueryResultArticle("1", "DELD", content, reply_markup=BUTTONS)])
    answer = await persons.answer(sandbox, query)
    assert answer is not None
    assert [result.title for result in answer["results"]] == ["DELD"]
    persons.choose(sandbox, query.id, "1")
    _, posted, chosen = await heard(bot)
    assert (posted.message.text, posted.message.via_bot.id, posted.message.chat.id) == ("DELD", 42, -3001)
    assert chosen.chosen_inline_result.result_id == "1"


async def test_inline_results_have_ids_of_their_own_and_are_at_most_fifty(
    bot: Any, sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    query = persons.search(sandbox, "deld", by=1001)

    def results(*ids: str) -> list[InlineQueryResultArticle]:
        return [InlineQueryResultArticle(one, "a", InputTextMessageContent("a")) for one in ids]

    with pytest.raises(BadRequest, match=r"(?i)result_id_duplicate"):
        await bot.answer_inline_query(query.id, results("1", "1"))
    with pytest.raises(BadRequest, match=r"(?i)result_id_invalid"):
        await bot.answer_inline_query(query.id, results("é" * 33))
    too_many = {"inline_query_id": query.id, "results": [one.to_dict() for one in results(*map(str, range(51)))]}
    refused = await http.post("/bot42:sandbox/answerInlineQuery", json=too_many)
    assert refused.json()["description"] == "Bad Request: too many inline query results specified"
    assert await bot.answer_inline_query(query.id, results(*map(str, range(50))))


async def test_in_a_group_the_bot_hears_what_is_meant_for_it_only(bot: Any, sandbox: Sandbox) -> None:
    card = await bot.send_message(-3001, "carte")
    persons.say(sandbox, -3001, "entre nous")
    persons.say(sandbox, -3001, "/demandes@other_bot")
    persons.say(sandbox, -3001, "/demandes@sandbox_bot", by=2002)
    persons.say(sandbox, -3001, "/demandes")
    persons.say(sandbox, -3001, "@sandbox_bot bonjour")
    persons.say(sandbox, -3001, "je rappelle", reply_to=card.message_id)
    texts = [update.message.text for update in await heard(bot)]
    assert texts == ["/demandes@sandbox_bot", "/demandes", "@sandbox_bot bonjour", "je rappelle"]


async def test_as_an_administrator_or_without_privacy_the_bot_hears_everything(bot: Any, sandbox: Sandbox) -> None:
    persons.promote(sandbox, -3001)
    persons.say(sandbox, -3001, "entre nous")
    standing, said = await heard(bot)
    assert standing.my_chat_member.new_chat_member.status == "administrator"
    assert said.message.text == "entre nous"


async def test_blocking_is_heard_and_start_unblocks(bot: Any, sandbox: Sandbox) -> None:
    persons.block(sandbox, 1001)
    with pytest.raises(Refused, match="unblock it first"):
        persons.say(sandbox, 1001, "bonjour")
    persons.start(sandbox, 1001)
    blocked, unblocked, started = await heard(bot)
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert unblocked.my_chat_member.new_chat_member.status == "member"
    assert started.message.text == "/start"


async def test_a_group_is_made_and_its_comings_and_goings_are_heard(bot: Any, sandbox: Sandbox) -> None:
    group = persons.group(sandbox, "Nouveau", [1001, 2001])
    persons.add(sandbox, group.id, 2002)
    persons.remove(sandbox, group.id, 2002)
    persons.remove(sandbox, group.id, 42)
    standing, itself, newcomer, leaver, farewell, gone = await heard(bot)
    assert standing.my_chat_member.new_chat_member.status == "member"
    assert itself.message.new_chat_members[0].id == 42
    assert newcomer.message.new_chat_members[0].id == 2002
    assert leaver.message.left_chat_member.id == 2002
    assert farewell.message.left_chat_member.id == 42
    assert gone.my_chat_member.new_chat_member.status == "kicked"


async def test_an_upgrade_is_heard_from_both_sides(bot: Any, sandbox: Sandbox) -> None:
    new = persons.migrate(sandbox, -3001)
    old_side, new_side = await heard(bot)
    assert (old_side.message.chat.id, old_side.message.migrate_to_chat_id) == (-3001, new.id)
    assert (new_side.message.chat.id, new_side.message.migrate_from_chat_id) == (new.id, -3001)


async def test_a_supergroup_counts_its_messages_by_itself(bot: Any, sandbox: Sandbox) -> None:
    await bot.send_message(1001, "a")
    new = persons.migrate(sandbox, -3001)
    sent = await bot.send_message(new.id, "a")
    assert sent.message_id == 2


@pytest.mark.parametrize(
    "act",
    [
        lambda sandbox: persons.say(sandbox, 9, "a"),
        lambda sandbox: persons.say(sandbox, 1001, "  "),
        lambda sandbox: persons.say(sandbox, 1001, "a", by=2001),
        lambda sandbox: persons.send(sandbox, 1001, "elephant"),
        lambda sandbox: persons.press(sandbox, 1001, label="Oui"),
        lambda sandbox: persons.edit(sandbox, 1001, 99, "a"),
        lambda sandbox: persons.block(sandbox, -3001),
        lambda sandbox: persons.migrate(sandbox, 1001),
        lambda sandbox: persons.choose(sandbox, "1", "1"),
        lambda sandbox: persons.group(sandbox, "vide", []),
    ],
)
def test_what_a_person_cannot_do_is_refused(sandbox: Sandbox, act: Callable[[Sandbox], object]) -> None:
    with pytest.raises(Refused):
        act(sandbox)


async def test_the_page_hears_every_change_by_its_number(bot: Any, sandbox: Sandbox, http: httpx.AsyncClient) -> None:
    async def changes(after: int = 0, hold: int = 0) -> Any:
        answer = await http.get("/sandbox/chats/1001/messages", params={"after": after, "timeout": hold})
        return answer.json()

    sent = await bot.send_message(1001, "a", reply_markup=BUTTONS)
    await bot.edit_message_text("b", 1001, sent.message_id, reply_markup=BUTTONS)
    await bot.edit_message_reply_markup(1001, sent.message_id)
    await bot.send_chat_action(1001, "typing")
    await bot.delete_message(1001, sent.message_id)
    all_ = await changes()
    assert [change["kind"] for change in all_["changes"]] == ["new", "edited", "keyboard", "action", "deleted"]
    assert await changes(all_["seq"]) == {"changes": [], "seq": all_["seq"]}
    held = asyncio.create_task(changes(all_["seq"], 10))
    await asyncio.sleep(0.02)
    persons.say(sandbox, 1001, "bonjour")
    (change,) = (await held)["changes"]
    assert (change["message"]["text"], change["message"]["by_bot"]) == ("bonjour", False)


async def test_a_person_acts_over_http_as_in_python(bot: Any, http: httpx.AsyncClient) -> None:
    async def post(path: str, **body: Any) -> Any:
        response = await http.post(f"/sandbox{path}", json=body)
        assert response.is_success, response.text
        return response.json()

    said = await post("/chats/1001/messages", text="bonjour")
    await http.put(f"/sandbox/chats/1001/messages/{said['message_id']}", json={"text": "bonsoir"})
    await post("/chats/1001/start", payload="tool_intake")
    await post("/chats/1001/attachments", kind="voice")
    await bot.send_message(1001, "a", reply_markup=BUTTONS)
    press = asyncio.create_task(post("/chats/1001/press", label="Oui"))
    updates = await bot.get_updates()
    while updates[-1].callback_query is None:
        updates = await bot.get_updates(offset=updates[-1].update_id + 1, timeout=5)
    await bot.answer_callback_query(updates[-1].callback_query.id, "noté")
    answer = await press
    assert (answer["answered"], answer["text"]) == (True, "noté")
    assert (await post("/chats/1001/press", label="Non", timeout=0))["answered"] is False
    assert (await post("/chats/1001/inline", query="a", timeout=0))["results"] == []
    assert (await post("/persons", id=3001, name="Sacha"))["first_name"] == "Sacha"
    group = await post("/chats", title="Nouveau", members=[3001, 1001])
    assert [one["id"] for one in (await post(f"/chats/{group['id']}/members", remove=[1001]))["members"]] == [42, 3001]
    assert (await post(f"/chats/{group['id']}/promote"))["bot"] == "administrator"
    assert (await post(f"/chats/{group['id']}/migrate"))["type"] == "supergroup"
    assert (await post("/chats/3001/block"))["bot"] == "blocked"
    assert (await post("/chats/3001/unblock"))["bot"] == "member"
    assert {chat["id"] for chat in (await http.get("/sandbox/chats")).json()} >= {1001, 2001, -3001, 3001}


async def test_what_is_badly_asked_for_is_refused(http: httpx.AsyncClient) -> None:
    assert (await http.post("/sandbox/chats/1001/messages", content=b"{")).status_code == 400
    assert (await http.post("/sandbox/chats/1001/messages", json=[])).status_code == 400
    assert (await http.post("/sandbox/chats/1001/messages", json={})).status_code == 400
    assert (await http.post("/sandbox/chats/1001/messages", json={"text": "a", "from": "x"})).status_code == 400
    assert (await http.post("/sandbox/chats", json={"title": "a", "members": ["x"]})).status_code == 400
    assert (await http.get("/sandbox/calls?chat=x")).status_code == 400
    assert (await http.get("/sandbox/chats/abc")).status_code == 404
    assert (await http.get("/sandbox/files/none")).status_code == 404
    assert (await http.get("/sandbox/chats/1001/messages?after=x")).status_code == 400


@pytest.mark.parametrize("path", ["/", "/sandbox/chats", "/bot42:sandbox/getMe"])
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "127.0.0.1.evil.example"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
    ],
)
async def test_another_host_or_site_is_turned_away(http: httpx.AsyncClient, path: str, headers: dict[str, str]) -> None:
    assert (await http.get(path, headers=headers)).status_code == 403


async def test_the_page_itself_is_let_in(http: httpx.AsyncClient, url: str) -> None:
    headers = {"origin": url, "sec-fetch-site": "same-origin"}
    assert (await http.post("/sandbox/chats/1001/start", json={}, headers=headers)).is_success
    assert (await http.get("/sandbox/chats", headers={"sec-fetch-site": "cross-site"})).status_code == 403
    assert (await http.get("/", headers={"host": "localhost:1234"})).is_success


def test_a_sandbox_is_driven_from_another_thread_too() -> None:
    sandbox = Sandbox()
    sandbox.meet(Person(3001, "Sacha"))
    with serve_in_thread(sandbox) as url:
        assert url.startswith("http://127.0.0.1:")
        persons.say(sandbox, 3001, "bonjour")
        assert len(sandbox.updates) == 1
        start = time.monotonic()
    assert time.monotonic() - start < 3


def test_a_port_that_is_taken_is_told() -> None:
    with serve_in_thread(Sandbox()) as url:
        taken = int(url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"), serve_in_thread(Sandbox(), port=taken):
            pass
