"""What keeps a bot from serving is found before anybody writes to it, with what to do."""

from urllib.parse import quote

import pytest

from bot.sandbox import Sandbox, serve_in_thread
from bot.sandbox.state import TOKEN
from tests.imap import PASSWORD, USER, served_in_thread

NOBODY = "http://127.0.0.1:9"  # where no Telegram answers


@pytest.fixture
def examined(run, tmp_path):
    """What is found of each thing, by its name."""
    file = tmp_path / "clausette.db"

    def found(code: int = 0, *, made: bool = True, **settings: str):
        own = {"CLAUSETTE_DATABASE_URL": f"sqlite+aiosqlite:///{file}", "CLAUSETTE_API_URL": NOBODY}
        settings = own | settings
        if made:
            assert run("migrate", **settings).code == 0
        ended = run("doctor", "--json", **settings)
        assert ended.code == code, ended.out + ended.err
        for line in ended.lines:
            assert list(line) == ["what", "state", "told", "advice"]
            assert (line["state"] == "ok") == (not line["advice"])
        return {line["what"]: line for line in ended.lines}

    return found


def test_a_bot_that_can_serve_has_no_fault(examined):
    with serve_in_thread(Sandbox()) as url:
        found = examined(CLAUSETTE_TOKEN=TOKEN, CLAUSETTE_API_URL=url)
    assert {line["state"] for line in found.values()} == {"ok", "warning"}
    for what in ("settings", "token", "webhook", "clock", "database", "disk", "waiting", "knowledge"):
        assert found[what]["state"] == "ok", what
    assert "clausette relay-code" in found["relays"]["advice"]
    assert "clausette backup" in found["backup"]["advice"]
    assert "CLAUSETTE_SMTP_URL" in found["mail"]["advice"]


def test_a_backup_is_known_afterwards(run, examined, tmp_path):
    with serve_in_thread(Sandbox()) as url:
        settings = {"CLAUSETTE_TOKEN": TOKEN, "CLAUSETTE_API_URL": url}
        examined(**settings)
        run("backup", str(tmp_path / "backups"), CLAUSETTE_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/clausette.db")
        assert examined(**settings)["backup"]["state"] == "ok"


def test_a_backup_that_failed_is_a_fault_until_one_is_made(run, examined, tmp_path):
    database = {"CLAUSETTE_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/clausette.db"}
    (tmp_path / "taken").write_text("a file, and no folder", encoding="utf-8")
    with serve_in_thread(Sandbox()) as url:
        settings = {"CLAUSETTE_TOKEN": TOKEN, "CLAUSETTE_API_URL": url}
        examined(**settings)
        assert run("backup", str(tmp_path / "backups"), **database).code == 0
        assert run("backup", str(tmp_path / "taken"), **database).code == 1
        found = examined(1, made=False, **settings)["backup"]
        assert (found["state"], "the last good one is of" in found["told"]) == ("fault", True)
        assert run("backup", str(tmp_path / "backups"), **database).code == 0
        assert examined(made=False, **settings)["backup"]["state"] == "ok"


def test_a_unit_that_failed_is_told_first(run):
    first, *_ = run("doctor", "--failed", "clausette-backup.service", "--json", CLAUSETTE_API_URL=NOBODY).lines
    assert (first["what"], first["state"]) == ("unit", "fault")
    assert first["told"] == "clausette-backup.service failed"


def test_a_token_that_telegram_does_not_know_is_a_fault(examined):
    with serve_in_thread(Sandbox()) as url:
        found = examined(1, CLAUSETTE_TOKEN="42:another", CLAUSETTE_API_URL=url)
    assert "@BotFather" in found["token"]["advice"]


def test_what_is_missing_is_told_and_nothing_is_made(examined, tmp_path):
    found = examined(1, made=False, CLAUSETTE_SMTP_URL="smtp://127.0.0.1:9?from=bot@exemple.fr")
    assert "CLAUSETTE_TOKEN" in found["settings"]["advice"]
    assert "clausette migrate" in found["database"]["advice"]
    assert "CLAUSETTE_OPERATOR_EMAIL" in found["mail"]["advice"]
    assert not (tmp_path / "clausette.db").exists()


def test_links_that_lead_elsewhere_are_a_fault_and_none_a_warning(examined):
    mail = {"CLAUSETTE_SMTP_URL": "smtp://127.0.0.1:9?from=bot@exemple.fr"}
    assert "CLAUSETTE_PUBLIC_URL" in examined(1, made=False, **mail)["links"]["advice"]
    with serve_in_thread(Sandbox()) as url:  # a server, but not ours
        found = examined(1, made=False, CLAUSETTE_PUBLIC_URL=url, **mail)
    assert found["links"]["state"] == "fault"


def test_a_mail_server_that_takes_no_letter_is_a_fault(run, tmp_path):
    ended = run(
        "doctor", "--letter", "--json",
        CLAUSETTE_SMTP_URL="smtp://127.0.0.1:9?from=bot@exemple.fr", CLAUSETTE_OPERATOR_EMAIL="moi@exemple.fr",
        CLAUSETTE_API_URL=NOBODY,
    )  # fmt: skip
    (mail,) = [line for line in ended.lines if line["what"] == "mail"]
    assert (ended.code, mail["state"]) == (1, "fault")
    assert "moi@exemple.fr" not in mail["told"]


def test_the_file_of_settings_that_was_read_is_named(run, tmp_path):
    file = tmp_path / "bot.env"
    file.write_text("CLAUSETTE_TOKEN=42:another\nCLAUSETTE_API_URL=http://127.0.0.1:9\n", encoding="utf-8")
    ended = run("--settings", str(file), "doctor", "--json")
    (settings,) = (line for line in ended.lines if line["what"] == "settings")
    assert settings["told"] == f"read from the environment, then {file}"


def test_a_mailbox_is_looked_into_without_marking_anything_and_its_refusal_told(examined):
    mail = {"CLAUSETTE_SMTP_URL": "smtp://127.0.0.1:9?from=bot@exemple.fr"}
    assert "goes to the operator" in examined(1, made=False, **mail)["mailbox"]["told"]
    with served_in_thread() as post:
        post.put(b"Subject: x\r\n\r\ny")
        assert post.server is not None
        login = f"{quote(USER, safe='')}:{quote(PASSWORD)}"
        where = f"127.0.0.1:{post.server.port}"
        right = examined(1, made=False, CLAUSETTE_IMAP_URL=f"imap://{login}@{where}", **mail)["mailbox"]
        wrong = examined(1, made=False, CLAUSETTE_IMAP_URL=f"imap://{login}x@{where}", **mail)["mailbox"]
        assert post.flags == [set()]
    assert right["state"] == "ok"
    assert "1 letters wait" in right["told"]
    assert (wrong["state"], wrong["told"]) == ("fault", "127.0.0.1 cannot be read: login refused")
