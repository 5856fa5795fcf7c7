"""What persons do in the chats of a world, by the names that ``clausette chat --json`` reads."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.language.fold import fold
from bot.requests.form import CONFIRM, CONSENT, INTAKE
from bot.runtime.chat.world import ChatId, World
from bot.sandbox import persons
from bot.sandbox.chats import Message

_STEPS = 40  # of a form, at most: each question may be asked again once or twice


class EventError(ValueError):
    """What was to be done cannot be; the message says why."""


async def do(world: World, chat: ChatId, event: Mapping[str, Any]) -> None:
    """Do what an event says in a chat.

    Raises:
        EventError: where it is no event, or there is nothing to press, edit or reply to.
    """
    named = [name for name in _EVENTS if name in event]
    if len(named) != 1:
        raise EventError(f"expected one of {', '.join(_EVENTS)}")
    await _EVENTS[named[0]](world, chat, event)


async def _say(world: World, chat: ChatId, event: Mapping[str, Any]) -> None:
    persons.say(world.sandbox, chat, str(event["say"]))
    await world.handled()


async def _press(world: World, chat: ChatId, event: Mapping[str, Any]) -> None:
    await _pressed(world, chat, str(event["press"]))


async def _pressed(world: World, chat: ChatId, wanted: str) -> None:
    bearer, label = _button(world, chat, wanted)
    persons.press(world.sandbox, chat, bearer.id, label=label)
    await world.handled()


async def _edit(world: World, chat: ChatId, event: Mapping[str, Any]) -> None:
    written = [one for one in world.sandbox.history(chat, by_bot=False) if one.kind == "text"]
    if not written:
        raise EventError("nothing was written in this chat that could be edited")
    persons.edit(world.sandbox, chat, written[-1].id, str(event["edit"]))
    await world.handled()


async def _send(world: World, chat: ChatId, event: Mapping[str, Any]) -> None:
    fields = {"latitude": event.get("lat"), "longitude": event.get("lon"), "phone_number": event.get("phone")}
    holds = {name: value for name, value in fields.items() if value is not None}
    persons.send(world.sandbox, chat, str(event["send"]), caption=str(event.get("caption") or ""), holds=holds)
    await world.handled()


async def _reply(world: World, chat: ChatId, event: Mapping[str, Any]) -> None:
    wanted = re.compile(str(event.get("to", "")), re.IGNORECASE | re.DOTALL)
    said = reversed(world.sandbox.history(chat, by_bot=True))
    answered = next((one for one in said if wanted.search(one.text.text)), None)
    if answered is None:
        raise EventError(f"no message of the bot in this chat matches {wanted.pattern!r}")
    persons.say(world.sandbox, chat, str(event["reply"]), reply_to=answered.id)
    await world.handled()


async def _link(world: World, chat: ChatId, event: Mapping[str, Any]) -> None:
    try:
        code = await world.code(str(event["link"]))
    except LookupError as error:
        raise EventError(str(error)) from None
    persons.say(world.sandbox, chat, f"/connexion {code}")
    await world.handled()


async def _days(world: World, chat: ChatId, event: Mapping[str, Any]) -> None:
    del chat
    if not isinstance(event["days"], int) or not 0 <= event["days"] <= 400:  # noqa: PLR2004  more than a year and a half
        raise EventError("days: expected a number from 0 to 400")
    await world.pass_days(event["days"])


async def _form(world: World, chat: ChatId, event: Mapping[str, Any]) -> None:
    """Fill in the request's form from wherever it stands: what is asked from the values, the rest skipped."""
    values = dict(event["form"])
    if not await world.asking(chat, INTAKE):
        await _say(world, chat, {"say": "/demande"})
    for _ in range(_STEPS):
        match key := await world.asking(chat, INTAKE):
            case "":
                return
            case _ if key == CONSENT:
                await _pressed(world, chat, str(values.get(CONSENT) or "J'accepte"))
            case _ if key == CONFIRM:
                await _pressed(world, chat, "Envoyer")
            case _ if key in values:
                await _say(world, chat, {"say": values.pop(key)})
            case _:
                await _pressed(world, chat, "Passer")
    raise EventError("the form asks without end")


_EVENTS: Mapping[str, Callable[[World, ChatId, Mapping[str, Any]], Awaitable[None]]] = {
    "say": _say,
    "press": _press,
    "edit": _edit,
    "send": _send,
    "reply": _reply,
    "link": _link,
    "days": _days,
    "form": _form,
}


def _button(world: World, chat: ChatId, wanted: str) -> tuple[Message, str]:
    """The newest message with a button whose label contains some words, and that label; best the very words."""
    sought = fold(wanted)
    for message in reversed(world.sandbox.history(chat, by_bot=True)):
        labels = [button.text for row in message.markup.rows for button in row]
        fitting = [label for label in labels if sought in fold(label)]
        if fitting:
            return message, min(fitting, key=lambda label: (fold(label) != sought, labels.index(label)))
    raise EventError(f"no button in this chat says {wanted!r}")
