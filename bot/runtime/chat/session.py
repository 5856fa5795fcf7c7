"""The sessions of ``clausette chat``: events in, what is shown out, for a program or for a person at a terminal."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime
from typing import Any

from bot.knowledge.where import Where
from bot.language.dates import day_in_france
from bot.runtime.chat import events
from bot.runtime.chat.events import EventError
from bot.runtime.chat.shown import Screen
from bot.runtime.chat.world import World, opened
from bot.runtime.live import Live, loaded
from bot.sandbox.refusal import Refused

_CHAT = "a"  # where no chat is named
_WORLDS = 8  # kept at once: who plays many dialogues plays one after the other
_PRESS = "#"  # before the number of a button, for a number alone may be an answer


class Session:
    """Plays events in chats; those whose names share what stands before ``:`` are of one world."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._worlds: dict[str, tuple[World, Screen, AsyncExitStack]] = {}

    async def close(self) -> None:
        """Let go of everything."""
        while self._worlds:
            await self._let_go()

    async def play(self, event: dict[str, Any]) -> dict[str, Any]:
        """What is shown because of an event, in the form of ``questions/dialogues.md``.

        Raises:
            EventError: where nothing of the kind can be done.
        """
        name = str(event.get("chat") or _CHAT)
        day = _day(event.get("today"))
        world, screen = await self._world(name.rpartition(":")[0], day)
        world.clock.begin(day)
        world.routing.band = world.routing.entry = ""
        try:
            await events.do(world, world.chat(name), event)
        except Refused as refused:
            raise EventError(refused.description) from None
        return {
            "messages": [seen.as_json() for seen in screen.new()],
            "kind": world.routing.band or None,
            "entry": world.routing.entry or None,
        }

    async def _world(self, name: str, day: date) -> tuple[World, Screen]:
        if name not in self._worlds:
            if len(self._worlds) == _WORLDS:
                await self._let_go()
            stack = AsyncExitStack()
            world = await opened(self._live, stack, day)
            self._worlds[name] = world, Screen.of(world), stack
        world, screen, _ = self._worlds[name]
        return world, screen

    async def _let_go(self) -> None:
        """Let go of the oldest world."""
        _, _, stack = self._worlds.pop(next(iter(self._worlds)))
        await stack.aclose()


async def answer_lines(folders: Where, lines: AsyncIterator[str], write: Callable[[str], None]) -> None:
    """Play each line as one event, and write one answer for each; a bad one gets an error and the next is played."""
    session = Session(loaded(folders))
    try:
        async for line in lines:
            write(json.dumps(await _answered(session, line), ensure_ascii=False))
    finally:
        await session.close()


async def _answered(session: Session, line: str) -> dict[str, Any]:
    try:
        event = json.loads(line)
        if not isinstance(event, dict):
            return {"error": "expected one JSON object a line"}
        return await session.play(event)
    except ValueError as error:
        return {"error": str(error)}
    except Exception as error:  # noqa: BLE001  whatever it is, the dialogue goes on
        return {"error": type(error).__name__}


async def talk(folders: Where, lines: AsyncIterator[str], write: Callable[[str], None]) -> None:
    """A conversation of one person, whose buttons are numbered."""
    session, buttons = Session(loaded(folders)), list[str]()
    try:
        async for line in lines:
            number = line.removeprefix(_PRESS)
            pressed = line.startswith(_PRESS) and number.isdecimal() and 1 <= int(number) <= len(buttons)
            event = {"press": buttons[int(number) - 1]} if pressed else {"say": line}
            try:
                answer = await session.play(event)
            except EventError as error:
                write(str(error))
                continue
            if labels := [label for message in answer["messages"] for label in message["buttons"]]:
                buttons = labels
            write(_read_out(answer["messages"]))
    finally:
        await session.close()


def _read_out(messages: list[dict[str, Any]]) -> str:
    blocks, number = [], 0
    for message in messages:
        lines = [message["text"]]
        lines.extend(f"  │ {line}" for line in message["more"].splitlines())
        for label in message["buttons"]:
            number += 1
            lines.append(f"  [{_PRESS}{number}] {label}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _day(given: object) -> date:
    if given is None:
        return day_in_france(datetime.now(UTC))
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise EventError(f"today: {given} is not a date; expected year-month-day, as 2026-11-30") from None
