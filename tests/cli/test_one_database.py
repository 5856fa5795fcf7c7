"""Whatever an operator types acts on the database of the bot: named, never made by the way, as the user who owns it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.process.owner import current_user

READING = (["intakes"], ["outbox"], ["updates"], ["patrol", "--dry-run"], ["relay-code", "cara-royan"])
AS_ROOT = pytest.mark.skipif(current_user() != "root", reason="only root becomes another user")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "service" / "clausette.db"


@pytest.fixture
def service(tmp_path: Path, file: Path) -> Path:
    """The settings of a service, as systemd reads them."""
    settings = tmp_path / "clausette.env"
    settings.write_text(
        f"# the service's\nCLAUSETTE_TOKEN=12345:AAF\nCLAUSETTE_DATABASE_URL=sqlite+aiosqlite:///{file}\nDOMAIN=exemple.fr\n"
    )
    return settings


@pytest.mark.parametrize("command", [*READING, ["backup", "{folder}"]], ids=lambda command: command[0])
def test_a_command_makes_no_database(run, tmp_path, command):
    ended = run(*(word.format(folder=tmp_path / "backups") for word in command))
    told = ended.err.splitlines()
    assert ended.code in (1, 2)
    assert told[0] == f"database: {tmp_path}/data/clausette/clausette.db"
    assert "there is no database" in told[-1]
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", READING, ids=lambda command: command[0])
def test_a_command_acts_on_the_database_of_the_services_settings_and_names_it(run, service, file, command):
    assert run("--settings", str(service), "migrate").code == 0
    ended = run("--settings", str(service), *command)
    assert (ended.code, ended.err.splitlines()[0]) == (0, f"database: {file}")


def test_the_environment_comes_before_the_services_settings(run, service, tmp_path):
    other = tmp_path / "other.db"
    ended = run("--settings", str(service), "migrate", CLAUSETTE_DATABASE_URL=f"sqlite+aiosqlite:///{other}")
    assert ended.err == f"database: {other}\n"
    assert other.exists()


def test_the_password_of_a_database_is_not_named(run):
    ended = run("intakes", CLAUSETTE_DATABASE_URL="postgresql+asyncpg://clausette:secret@127.0.0.1:9/clausette")
    assert "postgresql+asyncpg://clausette:***@127.0.0.1:9/clausette" in ended.err
    assert "secret" not in ended.err


@pytest.mark.parametrize(
    ("name", "meant"), [("CLAUSETTE_TOKN", "CLAUSETTE_TOKEN"), ("CLAUSETTE_RETENTION_DAY", "CLAUSETTE_RETENTION_DAYS")]
)
def test_a_setting_that_does_not_exist_is_told_with_the_nearest(run, service, name, meant):
    told = f"clausette: {name}: no such setting; did you mean {meant}?\n"
    assert run("migrate", **{name: "1"}).err == told
    service.write_text(f"{name}=1\n")
    assert run("--settings", str(service), "migrate").err == told


def test_a_file_of_settings_that_is_not_there_is_told(run, tmp_path):
    ended = run("--settings", str(tmp_path / "nowhere"), "migrate")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert f"--settings: {tmp_path}/nowhere cannot be read" in ended.err


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter: what pytest makes is for its own user."""
    with tempfile.TemporaryDirectory(prefix="clausette-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@AS_ROOT
def test_root_acts_as_the_user_to_whom_the_database_belongs(open_folder):
    place = open_folder / "data"
    place.mkdir(mode=0o700)
    os.chown(place, 65534, 65534)
    program = (
        "import sys; from pathlib import Path; from bot.process.owner import act_as_owner, owner_of\n"
        "file = Path(sys.argv[1]); act_as_owner(file); file.write_text('x'); print(owner_of(file))"
    )
    command = [sys.executable, "-c", program, place / "clausette.db"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "nobody\n"


@AS_ROOT
def test_a_database_of_another_user_is_told_with_both(open_folder):
    """As after a restore by root: the service's user reads whose file it is."""
    file = open_folder / "clausette.db"
    file.touch(mode=0o600)
    program = (
        "import asyncio, os, sys; from bot.store.database import Database\n"
        "import aiosqlite, alembic.command, alembic.runtime.migration, sqlalchemy.dialects.sqlite.aiosqlite\n"
        "database = Database(sys.argv[1]); os.setgid(65534); os.setuid(65534)\n"
        "try: asyncio.run(database.migrate())\n"
        "except Exception as error: print(error)"
    )
    command = [sys.executable, "-c", program, f"sqlite+aiosqlite:///{file}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"{file} belongs to root, and this program runs as nobody: " in done.stdout
