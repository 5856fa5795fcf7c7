"""Nothing that a person typed, no name and no secret reaches a log, whatever goes wrong on the way."""

import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from bot.process import web
from bot.sandbox import Fault, Person, Sandbox, persons, serve_in_thread

TOKEN = "42:sandbox-of-the-logs"
SECRET = "webhook-secret-of-the-logs"
PATH = "telegramme-au-chemin-discret"
SENDER = Person(987_654_321, "Philomène", "philomene_desgranges")
TYPED = (
    "Mon collègue Firmin Zébulon, 06 12 34 56 78, firmin.zebulon@exemple.fr, un apprenti compte ?",
    "L2112-2 et le numéro 1 85 05 78 006 084 36",
    "<b>Quincampoix</b> *gras* '; DROP TABLE outbox; --",
    "/relais Saint-Trojan-les-Bains",
    "/inconnue vraisemblablement",
)
FATAL = "Hippolyte stumbles"  # the core raises, with the text in the message
UNKEPT = "Barnabé unwritable"  # the database refuses, with the text in the message
CITED = "Tancrède cited"  # Telegram refuses, and cites the text without quotes
# The program as it is, but for a core that cites what was typed when it stumbles
STUMBLING = """
from bot.cli.app import main
from bot.assistant.assistant import Assistant
respond = Assistant.respond
def stumbling(self, conversation, event, *more):
    if "Hippolyte" in getattr(event, "text", ""):
        raise LookupError(event.text) from ValueError(repr(event))
    return respond(self, conversation, event, *more)
Assistant.respond = stumbling
main()
"""


def _until(reached: Callable[[], object], what: str) -> None:
    end = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)


def _free_port() -> int:
    with closing(web.listening("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def _running(folder: Path, url: str, settings: dict[str, str]) -> Iterator[None]:
    environment = {
        "PATH": "",
        "HOME": str(folder),
        "CLAUSETTE_TOKEN": TOKEN,
        "CLAUSETTE_API_URL": url,
        "CLAUSETTE_LOG_LEVEL": "debug",
        "CLAUSETTE_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bot.db",
        **settings,
    }
    command = [sys.executable, "-c", STUMBLING, "run"]
    with (
        (folder / "log").open("a") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env=environment) as bot,
    ):
        try:
            yield
        finally:
            bot.terminate()
            bot.wait(30)


def _converse(sandbox: Sandbox, database: Path) -> None:
    """Everything that a person can type, and everything that can go wrong with it."""
    chat = SENDER.id

    def asks(text: str) -> None:
        said = persons.say(sandbox, chat, text)
        _until(lambda: [m for m in sandbox.history(chat, by_bot=True) if m.id > said.id], "an answer")

    asks("/start")
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        refused = f"BEGIN SELECT RAISE(ABORT, 'refused: {UNKEPT}'); END"
        connection.execute(
            f"CREATE TRIGGER picky BEFORE UPDATE ON conversations WHEN new.state LIKE '%Barnab%unwritable%' {refused}"
        )
        connection.commit()
    for text in (*TYPED, FATAL, UNKEPT):
        asks(text)
    sandbox.arm(Fault("400", "sendMessage", chat=chat, text=f"can't parse entities: {CITED}, «{TYPED[0]}»"))
    persons.say(sandbox, chat, CITED)
    sandbox.arm(Fault("500", "sendMessage", chat=chat, text=f"Internal: {CITED}"))
    asks("merci")
    persons.search(sandbox, TYPED[0], by=chat)
    persons.edit(sandbox, chat, persons.say(sandbox, chat, "bonjour").id, TYPED[2])
    asks("merci")


def _disturb(port: int) -> None:
    """What anybody may throw at an open port."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        client.post(f"/{PATH}?q={TYPED[0]}", json={"a": TYPED[0]}, headers=headers)
        client.post(f"/{PATH}", content=f'{{"update_id": 1, "message": "{TYPED[0]}"}}'.encode(), headers=headers)
        client.post(f"/{PATH}", content=TYPED[0].encode(), headers=headers)
        client.post(f"/{PATH}", json={"a": TYPED[0]}, headers={"X-Telegram-Bot-Api-Secret-Token": "Quincampoix"})
        client.get("/Quincampoix", headers={"User-Agent": "Quincampoix"})
    for raw in (b"Quincampoix\r\n\r\n", b"GET / HTTP/1.1\r\nQuincampoix\r\n\r\n", b"GET /" + b"Quincampoix" * 10_000):
        with closing(socket.create_connection(("127.0.0.1", port), 10)) as connection:
            connection.sendall(raw)


@pytest.mark.parametrize("way", ["polling", "webhook"])
def test_a_whole_run_at_level_debug_tells_nothing_that_was_typed(tmp_path: Path, way: str) -> None:
    sandbox = Sandbox(tokens=(TOKEN,), hook_waits=(0.1,))
    sandbox.meet(SENDER, started=True)
    port = _free_port()
    settings = {"CLAUSETTE_METRICS_LISTEN": f"127.0.0.1:{_free_port()}"}
    if way == "webhook":
        settings |= {
            "CLAUSETTE_WEBHOOK_URL": f"http://127.0.0.1:{port}/{PATH}",
            "CLAUSETTE_WEBHOOK_SECRET": SECRET,
            "CLAUSETTE_LISTEN": f"127.0.0.1:{port}",
        }
    with serve_in_thread(sandbox) as url, _running(tmp_path, url, settings):
        _until(lambda: sandbox.hook or sandbox.poll, "the bot to serve")
        _converse(sandbox, tmp_path / "bot.db")
        if way == "webhook":
            _disturb(port)
        _until(lambda: len(sandbox.updates) == 0, "every update to be taken")
    logged = (tmp_path / "log").read_text(encoding="utf-8")
    for event in ("update handled", "update failed", "update set aside", "telegram refused", "sending later"):
        assert event in logged, event
    assert ("update unreadable" in logged) is (way == "webhook")
    assert "Traceback" not in logged
    typed = (*TYPED, FATAL, UNKEPT, CITED)
    words = {word for text in typed for word in re.findall(r"[\w@.-]{7,}", text)}
    names = (SENDER.first_name, SENDER.username, str(SENDER.id))
    for secret in (TOKEN, SECRET, PATH, *words, *names, "Barnabé"):
        assert secret not in logged


def test_an_error_that_nobody_caught_is_told_without_its_words() -> None:
    program = (
        "import threading; from bot.process import logs; logs.configure('debug')\n"
        "def fail(): raise LookupError('Quincampoix')\n"
        "class Left:\n    def __del__(self): fail()\n"
        "thread = threading.Thread(target=fail); thread.start(); thread.join()\n"
        "Left()\n"
        "import warnings; warnings.warn('Quincampoix ' * 2)\n"
        "import logging; logging.getLogger('some.library').error('Quincampoix %s', 'x', exc_info=LookupError('y'))\n"
        "fail()\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.count('"error": "LookupError"') == 3
    assert "some.library LookupError" in ended.stderr
    assert "Quincampoix" not in ended.stderr + ended.stdout
