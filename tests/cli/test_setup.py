"""The settings asked one by one, and the bot's face set, with a real server that speaks the Bot API."""

import stat

import pytest

from bot.sandbox import Sandbox, serve_in_thread
from bot.sandbox.state import TOKEN

EVERY_ANSWER = f"{TOKEN}\n\n\nmoi@exemple.fr\ny\n"


@pytest.fixture
def sandbox():
    return Sandbox()


@pytest.fixture
def url(sandbox):
    with serve_in_thread(sandbox) as found:
        yield found


def test_settings_are_written_for_their_owner_alone_and_the_bot_has_its_face(run, tmp_path, sandbox, url):
    file = tmp_path / "clausette.env"
    ended = run("setup", "--file", str(file), given=EVERY_ANSWER, CLAUSETTE_API_URL=url)
    assert ended.code == 0, ended.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text() == f"CLAUSETTE_TOKEN={TOKEN}\nCLAUSETTE_OPERATOR_EMAIL=moi@exemple.fr\n"
    assert TOKEN not in ended.out + ended.err
    told = {what for what, language in sandbox.about if not language}
    assert told == {"name", "description", "short_description", "picture"}
    assert sandbox.about["name", ""] == "Clausette"


def test_what_stood_in_the_file_stays_and_an_empty_answer_keeps_it(run, tmp_path, url):
    file = tmp_path / "clausette.env"
    before = f"# les réglages\nCLAUSETTE_TOKEN={TOKEN}\nCLAUSETTE_LOG_LEVEL=debug\n"
    file.write_text(before)
    ended = run("setup", "--file", str(file), given="\n\n\nautre@exemple.fr\nn\n", CLAUSETTE_API_URL=url)
    assert ended.code == 0, ended.err
    assert file.read_text() == f"{before}CLAUSETTE_OPERATOR_EMAIL=autre@exemple.fr\n"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("42:another\n\n\n\ny\n", "Telegram does not know this token"),
        (f"{TOKEN}\nhttp://exemple.fr\n\n\ny\n", "CLAUSETTE_WEBHOOK_URL"),
        (f"{TOKEN}\n\n\npersonne\ny\n", "CLAUSETTE_OPERATOR_EMAIL"),
        ("\n\n\n\ny\n", "CLAUSETTE_TOKEN is missing"),
    ],
)
def test_where_an_answer_is_wrong_nothing_is_written(run, tmp_path, url, answers, said):
    file = tmp_path / "clausette.env"
    ended = run("setup", "--file", str(file), given=answers, CLAUSETTE_API_URL=url)
    assert ended.code == 2
    assert said in ended.err
    assert list(tmp_path.glob("*.env*")) == []


def test_the_face_alone_is_set_by_the_settings_that_there_are(run, tmp_path, sandbox, url):
    file = tmp_path / "clausette.env"
    file.write_text(f"CLAUSETTE_TOKEN={TOKEN}\n")
    ended = run("setup", "--face", "--file", str(file), CLAUSETTE_API_URL=url)
    assert (ended.code, ended.out) == (0, "")
    assert sandbox.about["short_description", ""]
    assert file.read_text() == f"CLAUSETTE_TOKEN={TOKEN}\n"
