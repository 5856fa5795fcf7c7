"""The few settings asked one by one, written for the service alone to read; and the bot's face set in Telegram."""

import os
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer
from dotenv import dotenv_values
from pydantic import ValidationError
from telegram.error import InvalidToken

from bot.cli import _base
from bot.cli._input import Knowledge
from bot.cli._output import FAILED, stop
from bot.knowledge import loader
from bot.knowledge.schema.texts_site import SetupTexts
from bot.process.settings import SERVICE_FILE, Settings
from bot.runtime import handshake
from bot.runtime.start import StartError, client, start

_PREFIX = "CLAUSETTE_"
_PLAIN = re.compile(r"[\w@%+=:,./?&~-]*", re.ASCII)  # what systemd, a shell and python-dotenv read alike, unquoted

commands = typer.Typer()


@commands.command()
def setup(
    file: Annotated[Path, typer.Option(metavar="FILE", help="Where the settings go.")] = SERVICE_FILE,
    knowledge: Knowledge = None,
    *,
    face_only: Annotated[
        bool, typer.Option("--face", help="Only set the bot's name, descriptions, commands and picture.")
    ] = False,
) -> None:
    """Ask the few settings, write them into a file of its owner's alone, and set the bot's face in Telegram."""
    with _base.faults_stop():
        base = loader.load(_base.folders(knowledge)).knowledge
    words, before = base.texts.setup, _held(file)
    settings = _checked(before) if face_only else _asked(words, before)
    if settings.token is None:
        stop(f"{file}: CLAUSETTE_TOKEN is missing: clausette setup asks for it")
    token = settings.token.get_secret_value()

    async def dressed() -> tuple[str, ...]:
        bot = client(token, settings.api_url)
        try:
            await handshake.identify(bot, settings.api_url)
            if not face_only:
                typer.echo(words.known.format(bot=bot.username))
            if not (face_only or typer.confirm(words.face, default=True)):
                return ()
            picture = files("bot.cli").joinpath("face.jpg").read_bytes()
            return await handshake.dress(bot, base.texts, picture, settings.api_url)
        except InvalidToken:
            raise StartError("CLAUSETTE_TOKEN: Telegram does not know this token; copy it from @BotFather") from None
        finally:
            await bot.shutdown()

    left = start(dressed(), settings)
    for what in left:
        typer.echo(words.by_hand.format(what=what))
    if not face_only:
        _write(file, before | _given(settings))
        typer.echo(words.done.format(file=file))


def _asked(words: SetupTexts, before: Mapping[str, str]) -> Settings:
    """The settings as they are answered; an empty answer keeps what was there."""
    given = dict(before)
    for name, question, secret in (
        ("token", words.token, True),
        ("webhook_url", words.webhook, False),
        ("smtp_url", words.smtp, True),
        ("operator_email", words.operator, False),
    ):
        key = _PREFIX + name.upper()
        held = given.get(key, "")
        shown = words.kept if held and secret else held
        answer = typer.prompt(question, default="", show_default=False, hide_input=secret, prompt_suffix=f" [{shown}] ")
        if answer.strip():
            given[key] = answer.strip()
    return _checked(given)


def _checked(given: Mapping[str, str]) -> Settings:
    """The settings, each in its form; the command stops where one is not, without showing it."""
    values: dict[str, Any] = {name.removeprefix(_PREFIX).lower(): value for name, value in given.items() if value}
    try:
        return Settings(_env_file=None, **values)
    except ValidationError as error:
        fault = error.errors()[0]
        stop(f"{_PREFIX}{str(fault['loc'][0]).upper()}: {fault['msg'].removeprefix('Value error, ')}")


def _given(settings: Settings) -> dict[str, str]:
    """What was asked, as it goes into the file."""
    secrets = {"token": settings.token, "smtp_url": settings.smtp_url}
    held = {name: secret.get_secret_value() for name, secret in secrets.items() if secret is not None}
    held |= {"webhook_url": settings.webhook_url or "", "operator_email": settings.operator_email or ""}
    return {_PREFIX + name.upper(): value for name, value in held.items() if value}


def _held(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    if not os.access(file, os.R_OK):
        stop(f"{file} cannot be read by this user: run the command as root, or give another with --file")
    return {name: value for name, value in dotenv_values(file).items() if name.startswith(_PREFIX) and value}


def _write(file: Path, values: Mapping[str, str]) -> None:
    """Write the settings, those that stand in the file in their place; no other user ever reads a byte of it."""
    for name, value in values.items():
        if not _PLAIN.fullmatch(value):
            stop(f"{name}: holds a character that a file of settings cannot: write it as %XX where it is an address")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    left = dict(values)
    kept = []
    for line in lines:
        name = line.removeprefix("export ").partition("=")[0].strip()
        kept.append(f"{name}={left.pop(name)}" if name in left else line)
    text = "\n".join([*kept, *(f"{name}={value}" for name, value in left.items())]) + "\n"
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
        beside.replace(file)
    except OSError as error:
        stop(f"{file}: {error.strerror}: run the command as root, or give another file with --file", FAILED)
