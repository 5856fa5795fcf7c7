"""Lives and deaths of the bot, and the people who go on talking to it meanwhile."""

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.sandbox import Fault, Sandbox, serve
from tests.crash.lives import POINTS

PATIENCE = 60.0  # seconds for what is sure to happen, on a slow machine
_SHOW = 120.0  # seconds more, while lives are still being ended
_LONGEST_LIFE = 2.5  # seconds after which a life that has not passed its point is ended all the same
_FAULTS = (
    Fault("429", "sendMessage", seconds=1),
    Fault("500", "sendMessage"),
    Fault("hang", "sendMessage", seconds=0.3),
    Fault("late", "sendMessage", seconds=3),
    Fault("late", "sendMessage", seconds=6),
    Fault("drop", "sendMessage"),
    Fault("lose", "sendMessage"),
    Fault("drop", "editMessageText"),
    Fault("500", "answerCallbackQuery"),
    Fault("drop", "getUpdates"),
    Fault("500", "getUpdates"),
    Fault("duplicate"),
    Fault("reorder"),
)

_HUSHED = 0.1  # how often the database falls silent where it may

Actor = Callable[["Stage"], Awaitable[None]]


@dataclass(slots=True)
class Stage:
    """Where people act: the small Telegram, and whether the show goes on."""

    sandbox: Sandbox
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, reached: Callable[[], object], what: str = "") -> None:
        """Wait until something is so; who waits in vain fails."""
        end = time.monotonic() + PATIENCE + (0 if self.over.is_set() else _SHOW)
        while not reached():
            assert time.monotonic() < end, f"waited in vain for {what}"
            await self.sandbox.bell.wait(self.sandbox.bell.strokes, 0.05)


@dataclass(frozen=True, slots=True)
class Theatre:
    """What every life is given: the database, the Bot API, and for webhooks the address in front of the lives."""

    database: str
    api: str
    hook: str = ""


class Nursery:
    """Begins lives and ends them."""

    def __init__(self, theatre: Theatre, process: asyncio.subprocess.Process) -> None:
        self._theatre = theatre
        self._process = process
        self.begun = 0

    async def begin(self, point: str = "", after: int = 0, port: int = 0) -> int:
        """A new life, which dies when it passes a point for the ``after``-th time: its process number."""
        order = {"point": point, "after": after, "port": port} | {
            "database": self._theatre.database,
            "api": self._theatre.api,
            "hook": self._theatre.hook,
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        await self._process.stdin.drain()
        self.begun += 1
        return await self.told()

    async def told(self) -> int:
        """What the program that begins lives tells next: the number of a life, or 0 when it is ready."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        assert line, "the program that begins lives has ended"
        return int(line)


@asynccontextmanager
async def nursery(theatre: Theatre, cache: Path, said: Path) -> AsyncIterator[Nursery]:
    """What begins lives, for as long as the block lasts."""
    environment = os.environ | {"XDG_CACHE_HOME": str(cache)}
    with said.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.crash.lives",
            env=environment, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
        )  # fmt: skip
    cradle = Nursery(theatre, process)
    try:
        await cradle.told()
        yield cradle
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await asyncio.wait_for(process.wait(), PATIENCE)


def alive(number: int) -> bool:
    """Tell whether a life still lasts."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def end(number: int, how: signal.Signals = signal.SIGKILL) -> None:
    """End a life, where it still lasts."""
    with suppress(ProcessLookupError):
        os.kill(number, how)


async def ended(number: int, seconds: float) -> bool:
    """Wait until a life has ended; False where it has not by then."""
    limit = time.monotonic() + seconds
    while alive(number):
        if time.monotonic() > limit:
            return False
        await asyncio.sleep(0.005)
    return True


async def rampage(
    stage: Stage,
    cradle: Nursery,
    actors: Iterable[Actor],
    *,
    seconds: float,
    chance: random.Random,
    faults: bool,
    ports: Sequence[int] = (0,),
    hush: Callable[[], None] = lambda: None,
) -> None:
    """Let people act while one life after another is killed, then let the last lives finish everything.

    Half of the lives die at a named point of a transaction, the others at any instant. There is one life for each of
    the ``ports``: at 0 it polls, at any other it takes what the webhook brings. Where there are ``faults`` Telegram
    stumbles and is slow, and ``hush`` has the database fall silent now and then.

    Raises:
        ExceptionGroup: as soon as somebody waited in vain.
    """
    async with asyncio.TaskGroup() as acting:
        everybody = [acting.create_task(_act(actor, stage)) for actor in actors]
        last = await _lives(stage, cradle, seconds=seconds, chance=chance, faults=faults, ports=ports, hush=hush)
        stage.over.set()
        await asyncio.gather(*everybody)
    await stage.until(lambda: len(stage.sandbox.updates) == 0, "every update to be acknowledged")
    await quiet(stage)
    for number in last:
        end(number, signal.SIGTERM)
    for number in last:
        assert await ended(number, PATIENCE), "SIGTERM ends what was begun, and the program"


async def _lives(
    stage: Stage,
    cradle: Nursery,
    *,
    seconds: float,
    chance: random.Random,
    faults: bool,
    ports: Sequence[int],
    hush: Callable[[], None],
) -> list[int]:
    """Begin and end lives for so long; the last ones, which go on."""
    lives: dict[int, int] = {}
    end_of_it = time.monotonic() + seconds
    while time.monotonic() < end_of_it:
        if faults and chance.random() < 0.5:
            stage.sandbox.arm(chance.choice(_FAULTS))
        for port in ports:
            if port not in lives or not alive(lives[port]):
                doomed = chance.random() < 0.5
                point, after = (chance.choice(POINTS), chance.randint(1, 12)) if doomed else ("", 0)
                lives[port] = await cradle.begin(point, after, port)
        if faults and chance.random() < _HUSHED:
            hush()
        victim = lives[chance.choice(ports)]
        await ended(victim, chance.uniform(0.05, _LONGEST_LIFE))
        await _killed(victim)
    for number in lives.values():
        await _killed(number)
    stage.sandbox.disarm()
    return [await cradle.begin(port=port) for port in ports]


async def _killed(number: int) -> None:
    end(number)
    await ended(number, PATIENCE)


async def quiet(stage: Stage, seconds: float = 1.5) -> None:
    """Wait until the bot has had nothing to say for a while."""
    seen, since = -1, time.monotonic()
    while time.monotonic() - since < seconds:
        calls = [call for call in stage.sandbox.calls.seen() if call.method.lower() != "getupdates"]
        if (calls[-1].seq if calls else 0) != seen:
            seen, since = (calls[-1].seq if calls else 0), time.monotonic()
        await asyncio.sleep(0.05)


@asynccontextmanager
async def stage() -> AsyncIterator[tuple[Stage, str]]:
    """A small Telegram that has the time to wait for late answers, and its address."""
    sandbox = Sandbox(started=True, callback_lifetime=3600.0)
    async with serve(sandbox) as url:
        yield Stage(sandbox), url


async def _act(actor: Actor, on: Stage) -> None:
    await actor(on)
