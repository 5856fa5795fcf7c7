"""Files go from a person to the bot and on to somebody else by their number alone."""

from typing import Any

import httpx
import pytest
from telegram import Message
from telegram.error import BadRequest

from bot.sandbox import Sandbox
from bot.sandbox.files import LARGEST

DCE = {"name": "DCE – lot n° 3.pdf", "caption": "le CCAP est dedans"}


async def joined(http: httpx.AsyncClient, bot: Any, **more: Any) -> Message:
    """The message that the bot hears when Camille joins a file on the page."""
    asked = {"params": DCE, "content": b"%PDF", "headers": {"content-type": "application/pdf"}} | more
    response = await http.post("/sandbox/chats/1001/files", **asked)
    assert response.status_code == 200, response.text
    update = (await bot.get_updates())[-1]
    assert isinstance(update.message, Message)
    return update.message


async def test_a_file_is_heard_with_its_name_its_size_and_its_caption(bot: Any, http: httpx.AsyncClient) -> None:
    message = await joined(http, bot)
    assert message.document is not None
    assert (message.document.file_name, message.document.file_size) == (DCE["name"], 4)
    assert (message.document.mime_type, message.caption) == ("application/pdf", DCE["caption"])


async def test_a_file_may_answer_a_message(bot: Any, http: httpx.AsyncClient) -> None:
    asked = await bot.send_message(1001, "Le DCE ?")
    message = await joined(http, bot, params=DCE | {"reply_to": asked.message_id})
    assert message.reply_to_message is not None
    assert message.reply_to_message.message_id == asked.message_id


async def test_a_document_is_passed_on_by_its_number(bot: Any, http: httpx.AsyncClient, sandbox: Sandbox) -> None:
    message = await joined(http, bot)
    assert message.document is not None
    passed = await bot.send_document(2001, message.document.file_id, caption="de Camille")
    assert (passed.document.file_name, passed.caption) == (DCE["name"], "de Camille")
    assert sandbox.files[passed.document.file_id].content == b"%PDF"


async def test_a_picture_is_passed_on_as_one(bot: Any, http: httpx.AsyncClient, sandbox: Sandbox) -> None:
    picture = {"params": {"name": "chantier.png", "kind": "photo"}, "headers": {"content-type": "image/png"}}
    message = await joined(http, bot, **picture)
    passed = await bot.send_photo(2001, message.photo[-1].file_id)
    assert passed.photo[-1].file_id == message.photo[-1].file_id
    assert sandbox.last(2001).kind == "photo"
    assert (await http.get(f"/sandbox/files/{message.photo[-1].file_id}")).headers["content-type"] == "image/png"


@pytest.mark.parametrize("kind", ["document", "photo"])
async def test_the_samples_of_the_page_are_files_too(bot: Any, http: httpx.AsyncClient, kind: str) -> None:
    await http.post("/sandbox/chats/1001/attachments", json={"kind": kind})
    message = (await bot.get_updates())[-1].message
    number = message.document.file_id if kind == "document" else message.photo[-1].file_id
    await getattr(bot, f"send_{kind}")(2001, number)


async def test_a_file_of_one_kind_is_not_sent_as_another(bot: Any, http: httpx.AsyncClient) -> None:
    message = await joined(http, bot)
    assert message.document is not None
    with pytest.raises(BadRequest, match=r"(?i)can't use file of type document as photo"):
        await bot.send_photo(2001, message.document.file_id)


async def test_an_unknown_number_is_refused(bot: Any) -> None:
    with pytest.raises(BadRequest, match=r"(?i)wrong file identifier"):
        await bot.send_document(2001, "nothing")


async def test_a_page_that_was_joined_is_never_shown_as_one(bot: Any, http: httpx.AsyncClient) -> None:
    message = await joined(http, bot, headers={"content-type": "text/html"}, content=b"<script>")
    assert message.document is not None
    served = await http.get(f"/sandbox/files/{message.document.file_id}")
    assert served.headers["content-type"] == "application/octet-stream"
    assert served.headers["content-disposition"].startswith("attachment;")
    assert served.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "params", "why"),
    [
        (b"", {}, "file must be non-empty"),
        (b"a" * (LARGEST + 1), {}, "file is too big"),
        (b"a", {"kind": "poem"}, "kind: 'poem' is none of document, photo"),
    ],
)
async def test_what_cannot_be_joined_is_refused(
    http: httpx.AsyncClient, content: bytes, params: dict[str, str], why: str
) -> None:
    response = await http.post("/sandbox/chats/1001/files", params=params, content=content)
    assert response.status_code == 400
    assert why in response.json()["description"]
