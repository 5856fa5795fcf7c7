from typing import Any

import httpx
import pytest

from bot.sandbox import Sandbox

API = "/bot42:sandbox"


def keyboard(*rows: list[tuple[str, str]]) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, "callback_data": data} for text, data in row] for row in rows]}


def say(**what: Any) -> tuple[str, dict[str, Any]]:
    return "sendMessage", {"chat_id": 1001, "text": "bonjour", **what}


REFUSED = [
    (say(text=""), "message text is empty"),
    (say(text=" \n\t "), "text must be non-empty"),
    (say(text="<b> </b>", parse_mode="HTML"), "text must be non-empty"),
    (say(text="a" * 4097), "message is too long"),
    (say(text="😀" * 2049), "message is too long"),
    (say(chat_id=""), "chat_id is empty"),
    (say(chat_id=9), "chat not found"),
    (say(chat_id="@nobody"), "chat not found"),
    (say(chat_id="nobody", text=""), "message text is empty"),
    (say(parse_mode="Markdown"), "unsupported parse_mode"),
    (say(text="a<br>", parse_mode="HTML"), 'can\'t parse entities: Unsupported start tag "br" at byte offset 1'),
    (
        say(entities=[{"type": "bold", "offset": 0, "length": 8}]),
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 8",
    ),
    (
        say(entities=[{"type": "bold", "offset": 7, "length": 1}]),
        "entity begins after the end of the text at UTF-16 offset 7",
    ),
    (
        say(entities=[{"type": "fat", "offset": 0, "length": 1}]),
        "can't parse MessageEntity: Unsupported type specified",
    ),
    (say(reply_parameters={"message_id": 99}), "message to be replied not found"),
    (say(reply_markup="{"), "can't parse reply keyboard markup JSON object"),
    (say(reply_markup=[]), "object expected as reply markup"),
    (
        say(reply_markup={"inline_keyboard": [{"text": "a"}]}),
        'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ),
    (say(reply_markup=keyboard([("Oui", "é" * 33)])), "BUTTON_DATA_INVALID"),
    (
        say(reply_markup=keyboard([("Oui", "")])),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (say(reply_markup=keyboard([("", "a")])), 'can\'t parse inline keyboard button: Field "text" must be non-empty'),
    (
        say(reply_markup={"inline_keyboard": [[{"callback_data": "a"}]]}),
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (
        say(reply_markup={"inline_keyboard": [[{"text": "a", "url": "nulle part"}]]}),
        "inline keyboard button URL 'nulle part' is invalid: Wrong HTTP URL",
    ),
    (
        say(reply_markup={"inline_keyboard": [[{"text": "a", "url": "ftp://exemple.fr"}]]}),
        "inline keyboard button URL 'ftp://exemple.fr' is invalid: Unsupported URL protocol",
    ),
    (say(reply_markup=keyboard(*[[("a", "b")]] * 101)), "reply markup is too long"),
    (say(reply_markup=keyboard([("a", "b")] * 9)), "reply markup is too long"),
    (("editMessageText", {"chat_id": 1001, "text": "a"}), "message identifier is not specified"),
    (("editMessageText", {"chat_id": 1001, "text": "a", "message_id": 99}), "message to edit not found"),
    (("editMessageReplyMarkup", {"chat_id": 1001, "message_id": "x"}), "parameter message_id must be a valid Integer"),
    (("deleteMessage", {"chat_id": 1001, "message_id": 99}), "message to delete not found"),
    (("sendChatAction", {"chat_id": 1001, "action": "dance"}), "wrong parameter action in request"),
    (
        ("answerCallbackQuery", {"callback_query_id": "1"}),
        "query is too old and response timeout expired or query ID is invalid",
    ),
    (("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}), "MESSAGE_TOO_LONG"),
    (("answerInlineQuery", {"inline_query_id": "1", "results": "x"}), "can't parse inline query results JSON object"),
    (("setMyCommands", {"commands": [{"command": "Aide", "description": "a"}]}), "BOT_COMMAND_INVALID"),
    (("setMyCommands", {"commands": [{"command": "a" * 33, "description": "a"}]}), "BOT_COMMAND_INVALID"),
    (("setMyCommands", {"commands": [{"command": "aide", "description": " "}]}), "BOT_COMMAND_DESCRIPTION_INVALID"),
    (
        ("setMyCommands", {"commands": [{"command": "aide", "description": "a" * 257}]}),
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    (("setMyCommands", {"commands": [{"command": "aide", "description": "a"}] * 101}), "BOT_COMMANDS_TOO_MUCH"),
    (
        ("setMyCommands", {"commands": [], "scope": {"type": "town"}}),
        "can't parse BotCommandScope: Unsupported type specified",
    ),
    (("setMyDescription", {"description": "a" * 513}), "bot description is too long"),
    (("setMyShortDescription", {"short_description": "a" * 121}), "bot short description is too long"),
    (("sendDocument", {"chat_id": 1001}), "there is no document in the request"),
    (("sendDocument", {"chat_id": 1001, "caption": "a" * 1025}), "message caption is too long"),
    (("getFile", {"file_id": "nothing"}), "invalid file_id"),
    (("getChatMember", {"chat_id": -3001, "user_id": 9}), "PARTICIPANT_ID_INVALID"),
    (("leaveChat", {"chat_id": 1001}), "chat member status can't be changed in private chats"),
    (("setWebhook", {"url": "http://exemple.fr/"}), "bad webhook: An HTTPS URL must be provided for webhook"),
    (("setWebhook", {"url": "ftp://exemple.fr/"}), "invalid webhook URL specified"),
    (
        ("setWebhook", {"url": "https://exemple.fr/", "secret_token": "a b"}),
        "secret token contains unallowed characters",
    ),
    (("setWebhook", {"url": "https://exemple.fr/", "secret_token": "a" * 257}), "secret token is too long"),
]

TAKEN = [
    say(text="a" * 4096),
    say(text="😀" * 2048),
    say(text="<b>" + "a" * 4096 + "</b>", parse_mode="HTML"),
    say(text="&amp;" * 4096, parse_mode="html"),
    say(reply_markup=keyboard([("Oui", "é" * 32)])),
    say(reply_markup=keyboard(*[[("a", "b")] * 8] * 12, [("a", "b")] * 4)),
    say(reply_markup={"force_reply": True, "input_field_placeholder": "Votre nom"}),
    say(reply_markup={"remove_keyboard": True}),
    say(reply_parameters={"message_id": 99, "allow_sending_without_reply": True}),
    say(link_preview_options={"is_disabled": True}, disable_notification=True, protect_content=True),
    ("setMyCommands", {"commands": [{"command": "a" * 32, "description": "a" * 256}] * 100}),
    ("sendChatAction", {"chat_id": 1001, "action": "typing"}),
]


@pytest.mark.parametrize(("call", "why"), REFUSED)
async def test_what_telegram_refuses_is_refused_in_its_words(
    http: httpx.AsyncClient, call: tuple[str, dict[str, Any]], why: str
) -> None:
    method, parameters = call
    response = await http.post(f"{API}/{method}", json=parameters)
    assert (response.status_code, response.json()) == (
        400,
        {"ok": False, "error_code": 400, "description": f"Bad Request: {why}"},
    )


@pytest.mark.parametrize("call", TAKEN)
async def test_what_just_holds_the_limits_is_taken(http: httpx.AsyncClient, call: tuple[str, dict[str, Any]]) -> None:
    method, parameters = call
    response = await http.post(f"{API}/{method}", json=parameters)
    assert response.json()["ok"], response.text


@pytest.mark.parametrize("way", ["json", "data", "params"])
async def test_parameters_are_taken_as_json_as_a_form_and_as_a_query(http: httpx.AsyncClient, way: str) -> None:
    parameters = {"chat_id": "1001", "text": "été & <b>"}
    request: dict[str, Any] = {way: parameters}
    response = await http.request("GET" if way == "params" else "POST", f"{API}/sendMessage", **request)
    assert response.json()["result"]["text"] == "été & <b>"


async def test_a_file_keeps_its_bytes_and_its_name(http: httpx.AsyncClient, sandbox: Sandbox) -> None:
    content = bytes(range(256)) + b"\r\n--\r\n\n\r"
    files = {"document": ("résumé.csv", content, "text/csv")}
    response = await http.post(f"{API}/sendDocument", data={"chat_id": "1001", "caption": "<i>ici</i>"}, files=files)
    document = response.json()["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ("résumé.csv", len(content))
    assert sandbox.files[document["file_id"]].content == content
    assert (await http.get(f"/sandbox/files/{document['file_id']}")).content == content


async def test_the_content_of_a_file_is_served_to_who_has_the_token(
    http: httpx.AsyncClient,
) -> None:
    sent = await http.post(f"{API}/sendDocument", data={"chat_id": "1001"}, files={"document": ("a.txt", b"a")})
    number = sent.json()["result"]["document"]["file_id"]
    path = (await http.get(f"{API}/getFile", params={"file_id": number})).json()["result"]["file_path"]
    served = await http.get(f"/file{API}/{path}")
    assert served.content == b"a"
    assert served.headers["content-type"] == "application/octet-stream"
    for wrong in (f"/file/bot43:other/{path}", f"/file{API}/photos/{number}", f"/file{API}/{number}", f"/file{API}/"):
        assert (await http.get(wrong)).status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot43:other/getMe", 401, "Unauthorized"),
        ("/botnothing/getMe", 404, "Not Found"),
        ("/bot42:sandbox/dance", 404, "Not Found: method not found"),
        ("/elsewhere", 404, "Not Found"),
    ],
)
async def test_a_wrong_address_is_told_apart(http: httpx.AsyncClient, path: str, status: int, description: str) -> None:
    response = await http.get(path)
    assert (response.status_code, response.json()["description"]) == (status, description)


async def test_a_method_is_found_whatever_its_case(http: httpx.AsyncClient) -> None:
    assert (await http.get(f"{API}/GETME")).json()["result"]["id"] == 42
