"""What an operator does with requests from the command line."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.requests.effects import Record
from bot.requests.model.request import Form, Intake, erase
from bot.store import requests
from bot.store.database import Database
from bot.store.tables import RelayChatRow


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


def test_a_report_counts_a_year_by_quarters_and_draws_it_where_that_can_be(run, recorded, tmp_path):
    ended = run("report", "--year", "2026", "--json", CLAUSETTE_DATABASE_URL=recorded)
    assert [(line["quarter"], line["received"]) for line in ended.lines] == [(1, 0), (2, 0), (3, 0), (4, 2), (0, 2)]
    picture = tmp_path / "2026.png"
    drawn = run("report", "--year", "2026", "--picture", str(picture), CLAUSETTE_DATABASE_URL=recorded)
    if find_spec("matplotlib") is None:
        assert (drawn.code, "clausette[report]" in drawn.err) == (1, True)
    else:
        assert picture.read_bytes().startswith(b"\x89PNG")
        other = run("report", "--picture", str(tmp_path / "2026.txt"), CLAUSETTE_DATABASE_URL=recorded)
        assert (other.code, ".png or .svg" in other.err) == (2, True)
    assert run("report", "--relay", "zz", CLAUSETTE_DATABASE_URL=recorded).code == 2


def test_a_request_that_the_operator_closes_is_told_to_company_and_relay(run, recorded):
    ended = run("intake", "close", "cl 7k3f", "--result", "helped", "--json", CLAUSETTE_DATABASE_URL=recorded)
    assert (ended.code, ended.lines[0]["status"], ended.lines[0]["result"]) == (0, "closed", "helped")
    assert _outbox(recorded) == [(2001, "sendMessage"), (1001, "sendMessage")]
    again = run("intake", "close", "CL-7K3F", "--result", "helped", CLAUSETTE_DATABASE_URL=recorded)
    assert (again.code, "closed already" in again.err) == (1, True)
    (shown,) = run("intake", "show", "CL-7K3F", "--json", CLAUSETTE_DATABASE_URL=recorded).lines
    assert [(note["kind"], note["side"]) for note in shown["history"]] == [("closed", "program")]


def test_a_request_that_the_operator_reopens_goes_on(run, recorded):
    run("intake", "close", "CL-7K3F", "--result", "helped", CLAUSETTE_DATABASE_URL=recorded)
    ended = run("intake", "reopen", "CL-7K3F", "--json", CLAUSETTE_DATABASE_URL=recorded)
    assert (ended.code, ended.lines[0]["status"], ended.lines[0]["result"]) == (0, "sent", None)
    again = run("intake", "reopen", "CL-7K3F", CLAUSETTE_DATABASE_URL=recorded)
    assert (again.code, "is open" in again.err) == (1, True)
    erased = run("intake", "reopen", "CL-8888", CLAUSETTE_DATABASE_URL=recorded)
    assert (erased.code, "is erased" in erased.err) == (1, True)


def test_a_chat_that_the_operator_unlinks_is_told_and_is_no_relays_any_more(run, recorded):
    (chat,) = run("relay-chats", "--json", CLAUSETTE_DATABASE_URL=recorded).lines
    assert (chat["chat"], chat["relay"], chat["lost"]) == (2001, "relay/niort-agglo-cellule-clauses", None)
    assert run("relay-chats", "unlink", "2001", CLAUSETTE_DATABASE_URL=recorded).code == 0
    assert run("relay-chats", "--json", CLAUSETTE_DATABASE_URL=recorded).lines == []
    assert _outbox(recorded) == [(2001, "sendMessage"), (2001, "deleteMyCommands")]
    again = run("relay-chats", "unlink", "2001", CLAUSETTE_DATABASE_URL=recorded)
    assert (again.code, "no relay has this chat" in again.err) == (2, True)


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
        (["eat", "CL-7K3F"], "expected show, close, reopen or transfer"),
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


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("intakes",), "no request"),
        (("intakes", "--status", "taken"), "no such request"),
        (("relay-chats",), "no chat is linked to a relay"),
        (("updates",), "no update failed"),
        (("patrol", "--dry-run"), "nothing is due"),
    ],
)
def test_a_list_of_nothing_says_so_to_a_person_and_is_empty_for_a_program(run, tmp_path, command, said):
    url = f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
    assert run("migrate", CLAUSETTE_DATABASE_URL=url).code == 0
    ended = run(*command, CLAUSETTE_DATABASE_URL=url)
    assert (ended.code, ended.out, ended.err.splitlines()[-1]) == (0, "", said)
    as_json = run(*command, "--json", CLAUSETTE_DATABASE_URL=url)
    assert (as_json.code, as_json.out, said in as_json.err) == (0, "", False)
