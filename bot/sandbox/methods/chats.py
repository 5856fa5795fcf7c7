"""What a bot can ask of a chat and its members."""

from typing import Any

from bot.sandbox import shown
from bot.sandbox.methods import given
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusal import bad_request
from bot.sandbox.state import Sandbox

_REACTIONS = 11
_ACCENTS = 7


def get_chat(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """Everything about a chat."""
    chat = given.chat(sandbox, parameters)
    if chat.bot == "stranger":
        raise bad_request("chat not found")
    sandbox.writable(chat.id) if chat.bot in {"kicked", "left"} else None
    return chat.shown() | {
        "accent_color_id": chat.id % _ACCENTS,
        "max_reaction_count": _REACTIONS,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        ),
    }


def get_chat_member(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """How somebody stands in a chat."""
    chat = given.chat(sandbox, parameters)
    user = parameters.integer("user_id")
    if user is None:
        raise bad_request("invalid user_id specified")
    if user not in sandbox.persons:
        raise bad_request("invalid user_id specified" if user <= 0 else "PARTICIPANT_ID_INVALID")
    return shown.member(sandbox, chat, user)


def get_chat_member_count(sandbox: Sandbox, parameters: Parameters) -> int:
    """How many are in a chat."""
    return len(given.chat(sandbox, parameters).members)


def get_chat_administrators(sandbox: Sandbox, parameters: Parameters) -> list[dict[str, Any]]:
    """Who rules a group."""
    chat = given.chat(sandbox, parameters)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return [shown.member(sandbox, chat, user) for user in sorted(chat.admins)]


def leave_chat(sandbox: Sandbox, parameters: Parameters) -> bool:
    """True; the bot is in the group no longer."""
    chat = given.writable_chat(sandbox, parameters)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    sandbox.settle(chat, bot="left", members=chat.members - {sandbox.bot.id}, by=sandbox.bot)
    return True
