"""What an operator gets wrong, told in one line that names the setting and what would be right."""

import socket
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.process.sole import sole
from bot.sandbox import Sandbox, serve_in_thread
from tests.cli.conftest import Ended

CLAUSETTE = Path(sys.executable).with_name("clausette")
SECRET = "12345:AAF-secret-secret-secret"
WITH_A_SHORT_WAIT = (  # the same program, that waits for a lock no longer than a test wants to
    "from bot.store import database; database._PRAGMAS['busy_timeout'] = 100; from bot.cli.app import main; main()"
)


def test_what_is_kept_is_for_its_owner_alone(environment, tmp_path):
    kept = tmp_path / "kept" / "clausette.db"
    command = [sys.executable, "-m", "bot", "migrate"]
    more = {"CLAUSETTE_DATABASE_URL": f"sqlite+aiosqlite:///{kept}"}
    subprocess.run(command, env=environment | more, check=True, umask=0o022)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (kept.parent, kept)] == [0o700, 0o600]


@contextmanager
def _closed_port() -> Iterator[str]:
    """The address of a port where nothing answers, and nothing else can begin to."""
    with closing(socket.socket()) as unheard:
        unheard.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{unheard.getsockname()[1]}"


@contextmanager
def _another_server(status: int, answer: bytes) -> Iterator[str]:
    """A server that is no Bot API server."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def _one_line(ended: Ended, setting: str, *secrets: str, code: int = 2) -> str:
    """The one line that an operator reads; 1 is the code of what may come right by itself."""
    assert (ended.code, ended.out) == (code, "")
    (line,) = ended.err.splitlines()
    assert line.startswith(f"clausette: {setting}: ")
    for secret in (SECRET, "secret", *secrets):
        assert secret not in line
    return line


def test_no_token(run):
    assert "@BotFather" in _one_line(run("run"), "CLAUSETTE_TOKEN")
    assert "@BotFather" in _one_line(run("run", CLAUSETTE_TOKEN="  "), "CLAUSETTE_TOKEN")


@pytest.mark.parametrize("token", [f"{SECRET}\n", "secret/../..", "sécrét"])
def test_a_token_that_telegram_does_not_know(run, token):
    with serve_in_thread(Sandbox()) as url:
        # a proxy of the environment is not for a server on this computer
        ended = run("run", CLAUSETTE_TOKEN=token, CLAUSETTE_API_URL=url, HTTP_PROXY="http://127.0.0.1:9", NO_PROXY="")
    assert "Telegram does not know this token" in _one_line(ended, "CLAUSETTE_TOKEN", token.strip())


def test_a_server_that_does_not_answer(run):
    with _closed_port() as url:
        ended = run("run", CLAUSETTE_TOKEN=SECRET, CLAUSETTE_API_URL=url)
    assert f"{url} does not answer" in _one_line(ended, "CLAUSETTE_API_URL", code=1)


@pytest.mark.parametrize(
    ("status", "answer"),
    [(200, b"<html>secret</html>"), (200, b'{"status": "secret"}'), (500, b"[]")],
)
def test_a_server_that_is_another(run, status, answer):
    with _another_server(status, answer) as url:
        _one_line(run("run", CLAUSETTE_TOKEN=SECRET, CLAUSETTE_API_URL=url), "CLAUSETTE_API_URL", code=1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLAUSETTE_API_URL", "ftp://secret"),
        ("CLAUSETTE_API_URL", "https://api.telegram.org/bot-secret"),
        ("CLAUSETTE_LOG_LEVEL", "secret"),
        ("CLAUSETTE_DATABASE_URL", "postgresql://clausette:secret@127.0.0.1/db"),
        ("CLAUSETTE_DATABASE_URL", "sqlite+aiosqlite:////dev/null/there/clausette.db"),
        ("CLAUSETTE_KNOWLEDGE", "/nowhere"),
    ],
)
def test_a_setting_that_cannot_be(run, name, value):
    code = 1 if value.startswith("sqlite") else 2  # a folder may be made meanwhile
    line = _one_line(run("run", **{"CLAUSETTE_TOKEN": SECRET, name: value}), name, code=code)
    assert len(line) > len(name) + 20


def test_several_settings_that_cannot_be_are_told_together(run):
    line = _one_line(run("run", CLAUSETTE_LOG_LEVEL="loud", CLAUSETTE_API_URL="telegram"), "CLAUSETTE_API_URL")
    assert "CLAUSETTE_LOG_LEVEL: " in line


@pytest.mark.parametrize("command", [["ask", "art 14"], ["demo"]])
def test_a_folder_that_is_not_there(run, command):
    assert "/nowhere" in _one_line(run(*command, "--knowledge", "/nowhere"), "--knowledge")


@pytest.fixture
def database(run, tmp_path) -> Mapping[str, str]:
    """A database whose schema is right."""
    file = tmp_path / "clausette.db"
    assert run("migrate", CLAUSETTE_DATABASE_URL=f"sqlite+aiosqlite:///{file}").code == 0
    return {"file": str(file), "url": f"sqlite+aiosqlite:///{file}"}


def test_a_database_that_another_program_holds(run, database):
    program = (sys.executable, "-c", WITH_A_SHORT_WAIT)
    with closing(sqlite3.connect(database["file"], isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        ended = run("run", program=program, CLAUSETTE_TOKEN=SECRET, CLAUSETTE_DATABASE_URL=database["url"])
    assert "another program holds it locked" in _one_line(ended, "CLAUSETTE_DATABASE_URL", code=1)


def test_a_second_process_on_one_file_is_refused(run, database):
    with sole(Path(database["file"])):
        ended = run("run", CLAUSETTE_TOKEN=SECRET, CLAUSETTE_DATABASE_URL=database["url"])
    assert "another clausette run serves on" in _one_line(ended, "CLAUSETTE_DATABASE_URL", code=1)


def test_a_database_that_can_only_be_read(run, database):
    url = f"sqlite+aiosqlite:///file:{database['file']}?mode=ro&uri=true"
    ended = run("run", CLAUSETTE_TOKEN=SECRET, CLAUSETTE_DATABASE_URL=url)
    assert "cannot be written" in _one_line(ended, "CLAUSETTE_DATABASE_URL", code=1)


def test_a_file_that_is_no_database(run, tmp_path):
    (tmp_path / "clausette.db").write_text("secret " * 200)
    ended = run("run", CLAUSETTE_TOKEN=SECRET, CLAUSETTE_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/clausette.db")
    assert "not an SQLite database" in _one_line(ended, "CLAUSETTE_DATABASE_URL", code=1)


def test_a_port_that_is_taken(run):
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        assert f"{port} is taken" in _one_line(run("demo", "--port", str(port)), "--port")


@pytest.mark.parametrize("arguments", [["sing"], ["ask", "--json", "a", "b"], ["demo", "--port", "99999"]])
def test_a_command_that_does_not_exist_is_bad_usage(run, arguments):
    ended = run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err


def test_the_program_is_also_a_module(run):
    ended = run("-h", program=(sys.executable, "-m", "bot"))
    assert ended.code == 0
    for command in ("ask", "entries", "check", "schema", "run", "demo", "migrate"):
        assert f" {command} " in ended.out


def test_the_program_tells_its_version(run):
    assert run("--version").out == f"clausette {version('clausette')}\n"


def test_a_shell_completes_commands_and_their_options(run):
    def completed(typed: str) -> list[str]:
        ended = run(
            _CLAUSETTE_COMPLETE="complete_bash", COMP_WORDS=f"clausette {typed}", COMP_CWORD=str(len(typed.split()))
        )
        return str(ended.out).split()

    assert completed("intake") == ["intakes", "intake"]
    assert "--as-of" in completed("ask --")
