"""``clausette`` as an operator, a curator and another program run it."""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.knowledge.kinds import BESIDE, KINDS
from bot.language.dates import in_french
from bot.search.router import RouteKind

CLAUSETTE = Path(sys.executable).with_name("clausette")
SECRET = "12345:AAF-secret-secret-secret"
WITH_A_SHORT_WAIT = (  # the same program, that waits for a lock no longer than a test wants to
    "from bot.store import database; database._PRAGMAS['busy_timeout'] = 100; from bot.cli.app import main; main()"
)


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
        if (routed := assistant.router.route(question)).kind is RouteKind.ANSWER and routed.ranked[0].id == article.id
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
    kinds = {path.stem for path in knowledge_folder.glob("*") if path.name not in BESIDE}
    assert set(every) == kinds | {kind.name for kind in KINDS if kind.optional}
    assert json.loads(run("schema", "publics").out) == every["publics"]
    ended = run("schema", "recettes")
    assert ended.code == 2
    assert ended.err.startswith("clausette: recettes: no such kind of file; expected one of publics, ")


# migrate


def test_migrate_makes_the_database_and_changes_nothing_the_second_time(run, tmp_path):
    file = tmp_path / "data" / "clausette" / "clausette.db"
    for _ in range(2):
        ended = run("migrate")
        assert (ended.code, ended.err) == (0, f"database: {file}\n")
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
