"""Starts lives of the bot, each a fork of this program, and each with the instant at which it is to die.

Run by ``tests.crash.harness`` as a program of its own: it loads the knowledge base once, then forks for each line of
standard input, so that a life begins in milliseconds. What dies is a real process, by a real SIGKILL.
"""

import asyncio
import ctypes
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy.engine.default as dialects
from telegram import Update

from bot.assistant.assistant import Assistant
from bot.process import logs
from bot.process.addresses import Address
from bot.process.settings import SHIPPED_KNOWLEDGE, cache_folder
from bot.runtime import assembly, serve
from bot.runtime.live import Live
from bot.store.database import Database
from bot.telegram import dispatcher, limits, sending
from bot.telegram.handling import Handler
from bot.telegram.webhook import Hook

POINTS = ("before commit", "after commit", "before acknowledgement", "before sending", "after acceptance")
TOKEN = "42:sandbox"
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl

Doom = Callable[[str], None]


def main() -> None:
    """Fork a life for each line that comes in; the number of its process goes out, at first a 0: lives can begin."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    logs.configure("warning")
    assistant = assembly.conversing(SHIPPED_KNOWLEDGE, cache_folder())
    _tell(0)
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            _live(assistant, json.loads(line))
        _tell(number)


def _tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _live(assistant: Assistant, order: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)  # where the show is broken off, no life goes on
    _doom(order["point"], order["after"])
    try:
        asyncio.run(_serve(assistant, order))
    except BaseException as error:  # noqa: BLE001  whatever it is, this process ends here and says so
        sys.stderr.write(f"a life ended by {type(error).__name__}: {error}\n")
        os._exit(1)
    os._exit(0)


def _become_impatient() -> None:
    """A life is short: it gives up in seconds what keeps silent, and the server gives up in seconds what died so."""
    from bot.store import postgresql  # noqa: PLC0415  who uses SQLite does not load its driver

    vars(postgresql).update(_CONNECTED=2.0, _ANSWERED=2.0, _TURN=2.0, _TRIED=1.0, _FROZEN=3)
    postgresql._SESSION["idle_in_transaction_session_timeout"] = "3s"


async def _serve(assistant: Assistant, order: dict[str, Any]) -> None:
    if order["database"].startswith("postgresql"):
        _become_impatient()
    database = Database(order["database"])
    await database.migrate()
    doors = None
    if order["port"]:
        doors = serve.Doors(Hook(order["hook"], "crash-secret", ()), Address("127.0.0.1", order["port"]))
    try:
        live = Live(assistant, SHIPPED_KNOWLEDGE)
        await serve.serve(live, database, TOKEN, order["api"], doors, rates=limits.NONE)
    finally:
        await database.close()


def _doom(point: str, after: int) -> None:
    """Have this process die at a point, when it is passed for the ``after``-th time."""
    left = after

    def passed(where: str) -> None:
        nonlocal left
        if where != point:
            return
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    _around_commits(passed)
    _around_handling(passed)
    _around_sending(passed)


def _around_commits(passed: Doom) -> None:
    commit = dialects.DefaultDialect.do_commit

    def committed(self: Any, connection: Any) -> None:
        passed("before commit")
        commit(self, connection)
        passed("after commit")

    dialects.DefaultDialect.do_commit = committed  # type: ignore[method-assign]


def _around_handling(passed: Doom) -> None:
    handle = Handler.handle

    async def handled(self: Handler, update: Update) -> bool:
        done = await handle(self, update)
        passed("before acknowledgement")
        return done

    Handler.handle = handled  # type: ignore[method-assign]


def _around_sending(passed: Doom) -> None:
    send: Callable[..., Awaitable[Any]] = sending.send

    async def sent(*given: Any, **named: Any) -> Any:
        passed("before sending")
        outcome = await send(*given, **named)
        passed("after acceptance")
        return outcome

    vars(dispatcher)["send"] = sent  # where it is called from


if __name__ == "__main__":
    main()
