"""Questions answered end to end: how many a second, and how soon after a ``kill -9``.

The peer is a bare echo of python-telegram-bot on the same server: the sandbox, in a process of its own.
"""

import json
import os
import select
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from rich.table import Column, Table

MESSAGES, CHATS, WARM = 1200, 1200, 200
PENDING = 10_000  # messages still to send when it is killed
PATIENCE = 120.0  # seconds
_ECHO = "python-telegram-bot, a bare echo"
_SQLITE = "clausette run, SQLite"

Started = Sequence[subprocess.Popen[bytes]]
Start = Callable[[str, Path, ExitStack], Started]  # the server's address, a folder, what ends with the bots


def serving(runs: int) -> Table:
    """Answers a second by long polling, beside a bare echo of python-telegram-bot on the same server."""
    return rates("Questions answered, end to end", {_ECHO: _echo, _SQLITE: _on_sqlite}, runs)


def rates(title: str, bots: Mapping[str, Start], runs: int) -> Table:
    """Answers a second of several bots, run in turns, beside the first."""
    measured: dict[str, list[float]] = {name: [] for name in bots}
    for _ in range(runs):
        for name, start in bots.items():
            measured[name].append(rate(start))
    table = Table(Column(no_wrap=True), "answers a second", "× the first", title=title)
    peer = median(next(iter(measured.values())))
    for name, rates in measured.items():
        table.add_row(name, f"{median(rates):.0f}", f"{median(rates) / peer:.2f}")
    return table


def recovery(runs: int) -> Table:
    """Seconds from the start of the program after a ``kill -9`` to the first call of those that were still to make."""
    measured: dict[str, list[float]] = {"clausette run, nothing to send": [], f"clausette run, {PENDING} to send": []}
    for _ in range(runs):
        for name, pending in zip(measured, (1, PENDING), strict=True):
            measured[name].append(_recovered(pending))
    table = Table(
        Column(no_wrap=True), "seconds", "× nothing to send", title="After a kill: start to the first message"
    )
    peer = median(next(iter(measured.values())))
    for name, seconds in measured.items():
        table.add_row(name, f"{median(seconds):.2f}", f"{median(seconds) / peer:.2f}")
    return table


def rate(start: Start) -> float:
    """Answers a second of a bot."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(_telegram(MESSAGES, CHATS, WARM))
        bots = stack.enter_context(_running(start(_told(server, ())["url"], folder, stack)))
        _ask(server)
        told = _told(server, bots)
    return float(told["answers"]) / float(told["seconds"])


def _recovered(pending: int) -> float:
    with tempfile.TemporaryDirectory() as name, _telegram(1, 1, 0) as server:
        url, folder = _told(server, ())["url"], Path(name)
        with _running([_sqlite(url, folder)]) as bots:
            _ask(server)
            _told(server, bots)  # it has answered: the schema is there
            bots[0].kill()
            bots[0].wait(PATIENCE)
        with closing(sqlite3.connect(folder / "clausette.db")) as connection:
            _fill(connection, pending)
        began = time.monotonic()
        with _running([_sqlite(url, folder)]), closing(sqlite3.connect(folder / "clausette.db", timeout=10)) as seen:
            while not seen.execute("SELECT count(*) FROM outbox WHERE status = 'failed'").fetchone()[0]:
                if time.monotonic() - began > PATIENCE:
                    raise TimeoutError("nothing was made of them")
                time.sleep(0.05)  # each look reads the whole table: more often, and the looking would be measured
            return time.monotonic() - began


def _fill(connection: sqlite3.Connection, pending: int) -> None:
    """Messages still to send, each to a chat of its own that Telegram does not know: it refuses them at once."""
    now = "2026-01-01 00:00:00.000000"
    payload = json.dumps({"chat_id": 500_001, "text": "bonjour", "parse_mode": "HTML", "link_preview_options": {}})
    chats = range(900_001, 900_001 + pending)
    connection.executemany(
        "INSERT INTO lanes (chat, lane, due, recent) VALUES (?, 1, ?, '[]')", [(c, now) for c in chats]
    )
    connection.executemany(
        "INSERT INTO outbox (chat, lane, method, payload, status, tries, not_before, created)"
        " VALUES (?, 1, 'sendMessage', ?, 'pending', 0, ?, ?)",
        [(chat, payload, now, now) for chat in chats],
    )
    connection.commit()


@contextmanager
def _telegram(messages: int, chats: int, warm: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.benchmarks.telegram", str(messages), str(chats), str(warm)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _told(server: subprocess.Popen[bytes], bots: Started) -> dict[str, Any]:
    """The server's next line; who waits for a bot that has ended waits in vain."""
    assert server.stdout is not None
    end = time.monotonic() + PATIENCE
    while not select.select([server.stdout], [], [], 0.2)[0]:
        if time.monotonic() > end or any(bot.poll() is not None for bot in bots):
            raise TimeoutError("the bot has ended, or answers too slowly to be measured")
    found: dict[str, Any] = json.loads(server.stdout.readline())
    return found


@contextmanager
def _running(bots: Started) -> Iterator[Started]:
    try:
        yield bots
    finally:
        for bot in bots:
            bot.send_signal(signal.SIGTERM)
        for bot in bots:
            bot.wait(PATIENCE)


def _ask(server: subprocess.Popen[bytes]) -> None:
    """Have the questions asked: the bots are there."""
    assert server.stdin is not None
    server.stdin.write(b"\n")
    server.stdin.flush()


def _echo(url: str, _: Path, __: ExitStack) -> Started:
    return [subprocess.Popen([sys.executable, "-m", "tests.benchmarks.echo", url])]


def _on_sqlite(url: str, folder: Path, _: ExitStack) -> Started:
    return [_sqlite(url, folder)]


def _sqlite(url: str, folder: Path) -> subprocess.Popen[bytes]:
    return clausette(url, f"sqlite+aiosqlite:///{folder}/clausette.db")


def clausette(url: str, database: str, **settings: str) -> subprocess.Popen[bytes]:
    """The program, started."""
    environment = os.environ | {
        "CLAUSETTE_TOKEN": "42:sandbox",
        "CLAUSETTE_API_URL": url,
        "CLAUSETTE_DATABASE_URL": database,
        "CLAUSETTE_LOG_LEVEL": "warning",
        **settings,
    }
    return subprocess.Popen([sys.executable, "-m", "tests.benchmarks.unhurried", "run"], env=environment)
