"""The commands that a chat offers, and the button beside its input."""

import re
from collections.abc import Mapping
from typing import Any

from telegram.constants import BotCommandLimit

from bot.sandbox.chats import Chat
from bot.sandbox.methods import given
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusal import bad_request
from bot.sandbox.state import Sandbox

_NAME = re.compile(rf"[a-z0-9_]{{{BotCommandLimit.MIN_COMMAND:d},{BotCommandLimit.MAX_COMMAND:d}}}")
_GENERAL = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_OF_A_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})


def set_my_commands(sandbox: Sandbox, parameters: Parameters) -> bool:
    """True; the commands of a scope are these."""
    commands = parameters.structure("commands", "commands") or []
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > BotCommandLimit.MAX_COMMAND_NUMBER:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    checked = tuple(_command(command) for command in commands)
    sandbox.commands[_scope(sandbox, parameters)] = checked
    return True


def get_my_commands(sandbox: Sandbox, parameters: Parameters) -> list[dict[str, str]]:
    """The commands of exactly that scope."""
    return _shown(sandbox.commands.get(_scope(sandbox, parameters), ()))


def delete_my_commands(sandbox: Sandbox, parameters: Parameters) -> bool:
    """True; the next wider scope counts."""
    sandbox.commands.pop(_scope(sandbox, parameters), None)
    return True


def offered(sandbox: Sandbox, chat: Chat, language: str = "fr") -> list[dict[str, str]]:
    """The commands that somebody sees in a chat: of the narrowest scope that has some."""
    kind = "all_private_chats" if chat.private else "all_group_chats"
    for scope, number in (("chat", chat.id), (kind, 0), ("default", 0)):
        for spoken in (language, ""):
            if commands := sandbox.commands.get((scope, number, spoken)):
                return _shown(commands)
    return []


def set_chat_menu_button(sandbox: Sandbox, parameters: Parameters) -> bool:
    """True; the button beside the input is this one."""
    button = parameters.structure("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, Mapping):
        raise bad_request("can't parse menu button: MenuButton must be an Object")
    if button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    sandbox.menu_buttons[_of_chat(sandbox, parameters)] = dict(button)
    return True


def get_chat_menu_button(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """The button beside the input."""
    return sandbox.menu_buttons.get(_of_chat(sandbox, parameters), {"type": "commands"})


def _of_chat(sandbox: Sandbox, parameters: Parameters) -> int:
    return given.chat(sandbox, parameters).id if parameters.text("chat_id") else 0


def _scope(sandbox: Sandbox, parameters: Parameters) -> tuple[str, int, str]:
    scope = parameters.structure("scope", "BotCommandScope") or {"type": "default"}
    if not isinstance(scope, Mapping):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    kind, language = str(scope.get("type")), parameters.text("language_code")
    if kind in _GENERAL:
        return kind, 0, language
    if kind not in _OF_A_CHAT:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return kind, given.chat(sandbox, Parameters(scope)).id, language


def _command(command: Any) -> tuple[str, str]:
    if not isinstance(command, Mapping):
        raise bad_request("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if not isinstance(command.get(field), str):
            raise bad_request(f"can't parse BotCommand: Can't find field \"{field}\"")
    name, description = command["command"].removeprefix("/"), command["description"].strip()
    if not _NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= BotCommandLimit.MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return name, description


def _shown(commands: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"command": name, "description": description} for name, description in commands]
