"""What the bot says of itself."""

from dataclasses import replace
from typing import Any

from telegram.constants import BotDescriptionLimit, BotNameLimit

from bot.sandbox.parameters import Parameters
from bot.sandbox.refusal import bad_request
from bot.sandbox.state import Sandbox

_JPEG = b"\xff\xd8\xff"


def get_me(sandbox: Sandbox, _: Parameters) -> dict[str, Any]:
    """The bot."""
    return sandbox.bot.shown() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not sandbox.privacy,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_description(sandbox: Sandbox, parameters: Parameters) -> bool:
    """True; shown where a chat is still empty."""
    return _set(sandbox, parameters, "description", BotDescriptionLimit.MAX_DESCRIPTION_LENGTH)


def get_my_description(sandbox: Sandbox, parameters: Parameters) -> dict[str, str]:
    """What is shown where a chat is still empty."""
    return _get(sandbox, parameters, "description")


def set_my_short_description(sandbox: Sandbox, parameters: Parameters) -> bool:
    """True; shown on the bot's profile."""
    return _set(sandbox, parameters, "short_description", BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH)


def get_my_short_description(sandbox: Sandbox, parameters: Parameters) -> dict[str, str]:
    """What is shown on the bot's profile."""
    return _get(sandbox, parameters, "short_description")


def set_my_name(sandbox: Sandbox, parameters: Parameters) -> bool:
    """True; the bot has a new name."""
    done = _set(sandbox, parameters, "name", BotNameLimit.MAX_NAME_LENGTH)
    if not parameters.text("language_code") and (name := parameters.text("name")):
        sandbox.bot = replace(sandbox.bot, first_name=name)
        sandbox.persons[sandbox.bot.id] = sandbox.bot
    return done


def get_my_name(sandbox: Sandbox, parameters: Parameters) -> dict[str, str]:
    """The bot's name."""
    return {"name": _get(sandbox, parameters, "name")["name"] or sandbox.bot.first_name}


def set_my_profile_photo(sandbox: Sandbox, parameters: Parameters) -> bool:
    """True; the bot has a picture, which must be a JPEG."""
    photo = parameters.structure("photo", "photo")
    upload = (
        parameters.upload(str(photo.get("photo", "")).removeprefix("attach://")) if isinstance(photo, dict) else None
    )
    if upload is None or not upload.content.startswith(_JPEG):
        raise bad_request("PHOTO_INVALID")
    sandbox.about["picture", ""] = str(len(upload.content))
    return True


def leave(_: Sandbox, __: Parameters) -> bool:
    """True; there is no other server to go to."""
    return True


def _set(sandbox: Sandbox, parameters: Parameters, what: str, limit: int) -> bool:
    text = parameters.text(what)
    if len(text) > limit:
        raise bad_request(f"bot {what.replace('_', ' ')} is too long")
    sandbox.about[what, parameters.text("language_code")] = text
    return True


def _get(sandbox: Sandbox, parameters: Parameters, what: str) -> dict[str, str]:
    own = sandbox.about.get((what, parameters.text("language_code")), "")
    return {what: own or sandbox.about.get((what, ""), "")}
