"""Files that the bot sends: new ones, and those that it knows by number."""

from typing import Any

from bot.sandbox import files
from bot.sandbox.files import File, Kind
from bot.sandbox.methods import given
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusal import bad_request
from bot.sandbox.state import Sandbox


def send_document(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """The message that bears the file."""
    return _sent(sandbox, parameters, "document")


def send_photo(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """The message that bears the picture."""
    return _sent(sandbox, parameters, "photo")


def send_voice(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """The voice message."""
    return _sent(sandbox, parameters, "voice")


def send_audio(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """The message that bears what is to be heard."""
    return _sent(sandbox, parameters, "audio")


def send_video(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """The message that bears the film."""
    return _sent(sandbox, parameters, "video")


def send_video_note(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """The round film, which bears no caption."""
    return _sent(sandbox, parameters, "video_note")


def get_file(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """Where the content of a file can be fetched."""
    number = parameters.text("file_id")
    if number not in sandbox.files:
        raise bad_request("invalid file_id")
    file = sandbox.files[number]
    return {
        "file_id": file.id,
        "file_unique_id": f"u{file.id}",
        "file_size": len(file.content),
        "file_path": f"{file.kind}s/{file.id}",
    }


def _sent(sandbox: Sandbox, parameters: Parameters, kind: Kind) -> dict[str, Any]:
    markup = given.reply_markup(parameters)
    caption = given.caption(parameters)
    chat = given.writable_chat(sandbox, parameters)
    message = sandbox.post(
        chat,
        sandbox.bot,
        caption,
        kind=kind,
        extra=files.shown(_file(sandbox, parameters, kind)),
        markup=markup,
        reply_to=given.reply_to(sandbox, parameters, chat),
        silent=parameters.flag("disable_notification"),
        protected=parameters.flag("protect_content"),
        topic=given.topic(sandbox, parameters, chat),
    )
    return sandbox.show(message)


def _file(sandbox: Sandbox, parameters: Parameters, kind: Kind) -> File:
    upload = parameters.upload(kind)
    if upload is None:
        return _known(sandbox, parameters.text(kind), kind)
    if not upload.content:
        raise bad_request("file must be non-empty")
    return sandbox.store(upload.name, upload.content, upload.mime_type, kind)


def _known(sandbox: Sandbox, number: str, kind: Kind) -> File:
    if not number:
        raise bad_request(f"there is no {kind} in the request")
    file = sandbox.files.get(number)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}")
    return file
