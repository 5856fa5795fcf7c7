"""``clausette`` as an operator, a curator and another program run it."""

import asyncio
import json
import os
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from bot.language.dates import in_french
from bot.requests.effects import Record
from bot.requests.model.request import Form, Intake, erase
from bot.runtime import assembly
from bot.sandbox import Sandbox, serve_in_thread
from bot.search.router import Kind
from bot.store import requests
from bot.store.database import Database
from bot.store.tables import RelayChatRow

CLAUSETTE = Path(sys.executable).with_name("clausette")
SECRET = "12345:AAF-secret-secret-secret"
WITH_A_SHORT_WAIT = (  # the same program, that waits for a lock no longer than a test wants to
    "from bot.store import database; database._PRAGMAS['busy_timeout'] = 100; from bot.cli.app import main; main()"
)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its output, one JSON object per line."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.getbasetemp() / "cache"


@pytest.fixture
def environment(tmp_path, cache) -> dict[str, str]:
    """What a command finds around it: nothing of ours, and a home of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return kept | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CACHE_HOME": str(cache)}


@pytest.fixture
def run(environment):
    """Run a command to its end."""

    def ran(*arguments: str | bytes, given: str | bytes = b"", program=(CLAUSETTE,), **settings: str) -> Ended:
        command = [*map(os.fsencode, program), *(a if isinstance(a, bytes) else a.encode() for a in arguments)]
        given = given.encode() if isinstance(given, str) else given
        done = subprocess.run(
            command, input=given, env=environment | settings, capture_output=True, timeout=60, check=False
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    return ran


@pytest.fixture(scope="module")
def assistant(knowledge_folder, cache):
    return assembly.assistant(knowledge_folder, cache / "clausette")


# ask


def test_questions_are_answered_by_one_process_a_line_each_in_their_order(run, base):
    questions = [
        "je peux compter un apprenti ?",
        "",
        "  art 14  ",
        "bonjour",
        "météo à Niort demain",
        "<b>&amp;</b> '; -- 🙂\t\\",
        "a" * 5000,
        *(entry.questions[0] for entry in list(base.entries())[:60]),
    ]
    ended = run("ask", "--json", given="\r\n".join(questions))
    assert (ended.code, ended.err) == (0, "")
    assert [line["question"] for line in ended.lines] == questions
    assert {"answer", "unknown", "smalltalk"} <= {line["kind"] for line in ended.lines}
    for line in ended.lines:
        assert list(line) == ["question", "kind", "entries", "text", "sources"]
        assert line["text"].strip()
        assert all(list(source) == ["title", "url"] for source in line["sources"])
        ids, scores = ([entry[key] for entry in line["entries"]] for key in ("id", "score"))
        assert scores == sorted(scores, reverse=True)
        assert all(base.get(id_) for id_ in ids)
        match line["kind"]:
            case "answer":
                assert 1 <= len(ids) <= 5
                assert line["sources"]
            case "tool":
                assert ids[0].startswith("tool/")
            case "choice":
                assert 2 <= len(ids) <= 5
            case kind:
                assert kind in ("unknown", "smalltalk")
                assert ids == []


def test_a_question_may_stand_on_the_command_line(run):
    (line,) = run("ask", "--json", "je peux compter un apprenti ?").lines
    assert line["entries"][0]["id"] == "faq/apprenti"


def test_a_question_of_any_bytes_is_answered_in_utf8_whatever_the_locale(run):
    (line,) = run("ask", "--json", b"\xff art 14 \xe9", LC_ALL="C", PYTHONIOENCODING="latin-1").lines
    assert line["question"] == "\N{REPLACEMENT CHARACTER} art 14 \N{REPLACEMENT CHARACTER}"
    assert len(run("ask", "--json", given=b"\xff\xfe\n\x00\n").lines) == 2


def test_people_read_the_answer_its_kind_and_its_sources(run, base):
    ended = run("ask", "je peux compter un apprenti ?")
    entry = base["faq/apprenti"]
    assert ended.out.startswith(entry.label)
    assert "[answer]" in ended.out
    assert entry.sources[0].title in ended.out


def _flat(text: str) -> str:
    return " ".join(text.split())


def test_law_is_told_as_it_stood_on_a_day(run, assistant, base):
    article, question, day = next(
        (article, question, ended)
        for article in base.articles
        if (ended := article.ended()) and article.version_on(ended - timedelta(days=1))
        for question in article.questions
        if (routed := assistant.router.route(question)).kind is Kind.ANSWER and routed.ranked[0].id == article.id
    )
    day -= timedelta(days=1)
    (then,) = run("ask", "--json", "--as-of", day.isoformat(), question).lines
    (now,) = run("ask", "--json", question).lines
    assert in_french(day) in then["text"]
    assert _flat(article.version_on(day).says) in _flat(then["text"])
    assert then["text"] != now["text"]


@pytest.mark.parametrize("day", ["hier", "2012-13-01", "01/05/2012", ""])
def test_a_day_that_is_none_is_refused_in_one_line(run, day):
    ended = run("ask", "--as-of", day, "art 14")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == f"clausette: --as-of: {day} is not a date; expected year-month-day, as 2012-05-01\n"


# entries, check, schema


def test_entries_lists_the_whole_base(run, base):
    ended = run("entries", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert [line["id"] for line in ended.lines] == [entry.id for entry in base.entries()]
    for line in ended.lines:
        assert list(line) == ["id", "label", "questions", "text", "sources", "verified_on"]
        assert line["label"]
        assert line["text"].strip()
        assert line["sources"]
    assert run("entries").out.splitlines() == [f"{entry.id}\t{entry.label}" for entry in base.entries()]


def test_a_pipe_that_closes_early_ends_the_command_quietly(environment):
    for command in (["entries", "--json"], ["entries"]):
        process = subprocess.Popen(
            [CLAUSETTE, *command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout
        assert process.stderr
        with process:
            assert process.stdout.readline()
            process.stdout.close()
            assert process.stderr.read() == b""


def test_the_shipped_base_is_right(run):
    ended = run("check", "--json")
    (found,) = ended.lines
    assert list(found) == ["ok", "errors", "warnings"]
    assert (ended.code, found["ok"], found["errors"]) == (0, True, [])


def test_a_wrong_base_is_told_file_by_line_and_fails(run, knowledge_folder, tmp_path):
    copy = Path(shutil.copytree(knowledge_folder, tmp_path / "knowledge"))
    with (copy / "publics" / "deld.yaml").open("a", encoding="utf-8") as file:
        file.write("reponse: oui\n")
    line = len((copy / "publics" / "deld.yaml").read_text(encoding="utf-8").splitlines())

    ended = run("check", "--json", "--knowledge", str(copy))
    (found,) = ended.lines
    assert (ended.code, ended.err, found["ok"]) == (1, "", False)
    (error,) = found["errors"]
    assert (error["file"], error["line"]) == ("publics/deld.yaml", line)
    assert "reponse : champ inconnu ; vouliez-vous dire « answer » ?" in error["message"]

    ended = run("check", "--knowledge", str(copy))
    assert ended.code == 1
    assert f"publics/deld.yaml:{line}: reponse : champ inconnu ; vouliez-vous dire « answer » ?" in ended.out

    ended = run("ask", "art 14", "--knowledge", str(copy))
    assert (ended.code, ended.out) == (2, "")
    assert f"publics/deld.yaml:{line}: reponse : champ inconnu ; vouliez-vous dire « answer » ?" in ended.err
    assert "Traceback" not in ended.err


def test_every_kind_of_file_has_a_schema(run, knowledge_folder):
    every = json.loads(run("schema").out)
    kinds = {path.stem for path in knowledge_folder.glob("*") if path.name != "territory"}
    assert {"publics", "articles", "faq", "relays", "glossary", "tools", "texts"} <= set(every) <= kinds
    assert json.loads(run("schema", "publics").out) == every["publics"]
    ended = run("schema", "recettes")
    assert ended.code == 2
    assert ended.err.startswith("clausette: recettes: no such kind of file; expected one of publics, ")


# migrate


def test_migrate_makes_the_database_and_changes_nothing_the_second_time(run, tmp_path):
    for _ in range(2):
        ended = run("migrate")
        assert (ended.code, ended.err) == (0, "")
    with closing(sqlite3.connect(tmp_path / "data" / "clausette" / "clausette.db")) as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


# What an operator gets wrong


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


def _one_line(ended: Ended, setting: str, *secrets: str) -> str:
    """The one line that an operator reads."""
    assert (ended.code, ended.out) == (2, "")
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
    assert f"{url} does not answer" in _one_line(ended, "CLAUSETTE_API_URL")


@pytest.mark.parametrize(
    ("status", "answer"),
    [(200, b"<html>secret</html>"), (200, b'{"status": "secret"}'), (500, b"[]")],
)
def test_a_server_that_is_another(run, status, answer):
    with _another_server(status, answer) as url:
        _one_line(run("run", CLAUSETTE_TOKEN=SECRET, CLAUSETTE_API_URL=url), "CLAUSETTE_API_URL")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLAUSETTE_API_URL", "ftp://secret"),
        ("CLAUSETTE_API_URL", "https://api.telegram.org/bot-secret"),
        ("CLAUSETTE_LOG_LEVEL", "secret"),
        ("CLAUSETTE_DATABASE_URL", "postgresql://clausette:secret@127.0.0.1/db"),
        ("CLAUSETTE_DATABASE_URL", "sqlite+aiosqlite:////dev/null/secret/clausette.db"),
        ("CLAUSETTE_KNOWLEDGE", "/nowhere"),
    ],
)
def test_a_setting_that_cannot_be(run, name, value):
    line = _one_line(run("run", **{"CLAUSETTE_TOKEN": SECRET, name: value}), name)
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
    assert "another program holds it locked" in _one_line(ended, "CLAUSETTE_DATABASE_URL")


def test_a_database_that_can_only_be_read(run, database):
    url = f"sqlite+aiosqlite:///file:{database['file']}?mode=ro&uri=true"
    ended = run("run", CLAUSETTE_TOKEN=SECRET, CLAUSETTE_DATABASE_URL=url)
    assert "cannot be written" in _one_line(ended, "CLAUSETTE_DATABASE_URL")


def test_a_file_that_is_no_database(run, tmp_path):
    (tmp_path / "clausette.db").write_text("secret " * 200)
    ended = run("run", CLAUSETTE_TOKEN=SECRET, CLAUSETTE_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/clausette.db")
    assert "not an SQLite database" in _one_line(ended, "CLAUSETTE_DATABASE_URL")


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


# requests


@pytest.fixture
def recorded(tmp_path):
    """A database with two requests, and the relay's chat."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'requests.db'}"
    came = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
    form = Form(company="Martin", contact="Anne", reach="+33549000000", place="79191", place_name="Niort")
    new = Intake("CL-7K3F", 1001, "relay/niort-agglo-cellule-clauses", form, came)

    async def fill() -> None:
        database = Database(url)
        await database.migrate()
        async with database.transaction() as connection:
            for one in (new, erase(replace(new, reference="CL-8888"), came)):
                await requests.apply(connection, 1001, Record(one), came)
            row = {"chat": 2001, "relay": new.relay, "linked": came, "linked_by": 7}
            await connection.execute(insert(RelayChatRow).values(row))
        await database.close()

    asyncio.run(fill())
    return url


def _outbox(url: str) -> list[tuple[int, str]]:
    with closing(sqlite3.connect(url.partition("///")[2])) as connection:
        return connection.execute("SELECT chat, method FROM outbox ORDER BY id").fetchall()


def test_requests_are_listed_with_every_field_of_the_form_all_empty_once_erased(run, recorded):
    whole, erased = run("intakes", "--json", CLAUSETTE_DATABASE_URL=recorded).lines
    assert (whole["reference"], whole["status"], whole["owner"]) == ("CL-7K3F", "sent", None)
    fields = ["siret", "company", "contact", "reach", "place", "place_name", "contract", "need", "hours", "start"]
    assert list(whole)[:5] == ["reference", "status", "relay", "owner", "created"]
    assert (whole["company"], whole["place_name"]) == ("Martin", "Niort")
    assert not any(erased[field] for field in fields)
    assert "Martin" in run("intakes", CLAUSETTE_DATABASE_URL=recorded).out


def test_requests_are_listed_by_status_and_by_relay_in_either_form(run, recorded):
    def found(*options: str) -> list[str]:
        ended = run("intakes", "--json", *options, CLAUSETTE_DATABASE_URL=recorded)
        return [line["reference"] for line in ended.lines]

    assert found("--status", "closed") == ["CL-8888"]
    assert found("--relay", "niort-agglo-cellule-clauses") == ["CL-7K3F", "CL-8888"]
    assert found("--relay", "relay/cara-royan") == []
    assert run("intakes", "--status", "zz", CLAUSETTE_DATABASE_URL=recorded).code == 2


def test_a_request_that_the_operator_closes_is_told_to_company_and_relay(run, recorded):
    ended = run("intake", "close", "cl 7k3f", "--result", "helped", "--json", CLAUSETTE_DATABASE_URL=recorded)
    assert (ended.code, ended.lines[0]["status"], ended.lines[0]["result"]) == (0, "closed", "helped")
    assert _outbox(recorded) == [(2001, "sendMessage"), (1001, "sendMessage")]
    again = run("intake", "close", "CL-7K3F", "--result", "helped", CLAUSETTE_DATABASE_URL=recorded)
    assert (again.code, "closed already" in again.err) == (1, True)
    (shown,) = run("intake", "show", "CL-7K3F", "--json", CLAUSETTE_DATABASE_URL=recorded).lines
    assert [(note["kind"], note["side"]) for note in shown["history"]] == [("closed", "program")]


def test_a_request_that_the_operator_hands_on_is_told_to_the_company(run, recorded):
    ended = run("intake", "transfer", "CL-7K3F", "--to", "cara-royan", "--json", CLAUSETTE_DATABASE_URL=recorded)
    assert ended.lines[0]["relay"] == "relay/cara-royan"
    assert {chat for chat, _ in _outbox(recorded)} == {1001, 2001}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", "CL-9999"], "no such request"),
        (["show", "x"], "no such request"),
        (["close", "CL-7K3F"], "--result"),
        (["close", "CL-7K3F", "--result", "withdrawn"], "--result"),
        (["transfer", "CL-7K3F", "--to", "cara-roayn"], "did you mean cara-royan"),
        (["eat", "CL-7K3F"], "expected show, close or transfer"),
    ],
)
def test_an_operator_reads_what_would_be_right(run, recorded, arguments, told):
    ended = run("intake", *arguments, CLAUSETTE_DATABASE_URL=recorded)
    assert ended.code == 2
    assert told in ended.err


def test_a_code_is_given_for_a_relay_and_only_its_hash_is_kept(run, recorded):
    names = ("cara-royan", "relay/cara-royan")
    given = [run("relay-code", name, "--json", CLAUSETTE_DATABASE_URL=recorded) for name in names]
    for ended in given:
        (line,) = ended.lines
        assert line["relay"] == "relay/cara-royan"
        assert datetime.fromisoformat(line["expires"]) > datetime.now(UTC)
        kept = Path(recorded.partition("///")[2]).read_bytes()
        assert line["code"].replace("-", "")[4:].encode() not in kept
    assert given[0].lines[0]["code"] != given[1].lines[0]["code"]
    assert run("relay-code", "annuaire-national-facilitateurs", CLAUSETTE_DATABASE_URL=recorded).code == 2
