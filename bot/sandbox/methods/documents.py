"""Files that the bot sends."""

from typing import Any

from bot.sandbox.methods import given
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusal import bad_request
from bot.sandbox.state import File, Sandbox


def send_document(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """The message that bears the file."""
    markup = given.reply_markup(parameters)
    caption = given.caption(parameters)
    chat = given.writable_chat(sandbox, parameters)
    message = sandbox.post(
        chat,
        sandbox.bot,
        caption,
        kind="document",
        extra={"document": _shown(_file(sandbox, parameters))},
        markup=markup,
        reply_to=given.reply_to(sandbox, parameters, chat),
        silent=parameters.flag("disable_notification"),
        protected=parameters.flag("protect_content"),
    )
    return sandbox.show(message)


def get_file(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """Where a file could be fetched; its content is not there (404), only the page has it."""
    number = parameters.text("file_id")
    if number not in sandbox.files:
        raise bad_request("invalid file_id")
    file = sandbox.files[number]
    return {
        "file_id": file.id,
        "file_unique_id": f"u{file.id}",
        "file_size": len(file.content),
        "file_path": f"documents/{file.id}",
    }


def _file(sandbox: Sandbox, parameters: Parameters) -> File:
    upload = parameters.upload("document")
    if upload is None:
        known = sandbox.files.get(parameters.text("document"))
        if known is None:
            raise bad_request("there is no document in the request")
        return known
    if not upload.content:
        raise bad_request("file must be non-empty")
    file = File(f"f{sandbox.number()}", upload.name, upload.content, upload.mime_type)
    sandbox.files[file.id] = file
    return file


def _shown(file: File) -> dict[str, Any]:
    return {
        "file_id": file.id,
        "file_unique_id": f"u{file.id}",
        "file_name": file.name,
        "mime_type": file.mime_type,
        "file_size": len(file.content),
    }
