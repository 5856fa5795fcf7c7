"""Every setting: ``CLAUSETTE_*`` of the environment, then of a service's file. Secrets cannot be printed."""

import hashlib
import hmac
import os
import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PrivateAttr,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.process import addresses


def _shipped_knowledge() -> Path:
    """Where the shipped base stands: in the installed package (see setup.py), beside the code in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "knowledge" / "base"
    return installed if installed.is_dir() else package.parent / "knowledge"


SHIPPED_KNOWLEDGE = _shipped_knowledge()


class SettingsError(Exception):
    """A setting cannot be used; the message names it and says what would be right, without its value."""


# As deploy/clausette.service has them: where they stand, a command typed beside the service uses what the service uses.
SERVICE_FILE = Path("/etc/clausette.env")
_SERVICE_DATA, _SERVICE_CACHE = Path("/var/lib/clausette"), Path("/var/cache/clausette")
_PREFIX = "CLAUSETTE_"


def data_folder() -> Path:
    """Where data are kept: of this user (XDG base directories), or of the service where there is one."""
    return _folder("XDG_DATA_HOME", _SERVICE_DATA, ".local/share")


def cache_folder() -> Path:
    """Where computed things are kept until the files that they come from change."""
    return _folder("XDG_CACHE_HOME", _SERVICE_CACHE, ".cache")


def _folder(variable: str, of_service: Path, of_user: str) -> Path:
    if place := os.environ.get(variable):
        return Path(place) / "clausette"
    if SERVICE_FILE.exists() and of_service.is_dir():
        return of_service
    return Path.home() / of_user / "clausette"


def knowledge_folders(text: str) -> tuple[Path, ...]:
    """The folders of a knowledge base, named with the path separator between; an empty name is the shipped base."""
    return tuple(Path(name) if name else SHIPPED_KNOWLEDGE for name in text.split(os.pathsep))


def _folders(value: Any) -> Any:
    return knowledge_folders(value) if isinstance(value, str) else value


def _server(value: str) -> str:
    return value.rstrip("/")


def _read_by(read: Callable[[str], Any]) -> AfterValidator:
    """A text, or a secret one, that can be read so."""

    def check(value: Any) -> Any:
        read(value.get_secret_value() if isinstance(value, SecretStr) else value)
        return value

    return AfterValidator(check)


def _hook_secret(value: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value):  # https://core.telegram.org/bots/api#setwebhook
        raise ValueError("expected 1 to 256 characters of A-Z, a-z, 0-9, _ and -")


def _mailbox(value: str) -> None:
    if not addresses.mailbox(value):
        raise ValueError("expected one e-mail address, as equipe@exemple.fr")


class Settings(BaseSettings):
    """What an operator decides. Each field's description is what ``README.md`` says of it."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    token: SecretStr | None = Field(default=None, description="the bot's token, from BotFather; judged by getMe")
    api_url: Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+/?$"), AfterValidator(_server)] = Field(
        default="https://api.telegram.org", description="the Bot API server, without a path"
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="sqlite+aiosqlite:///FILE or postgresql+asyncpg://…; default: SQLite in the user's data folder",
    )
    knowledge: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_folders)] = Field(
        default=(SHIPPED_KNOWLEDGE,),
        description="the folder of the knowledge base, or several with `:` between: a later one overrides and adds by"
        " id, an empty one is the shipped base",
    )
    webhook_url: Annotated[str, _read_by(addresses.hook)] | None = Field(
        default=None, description="the https:// address that Telegram posts updates to; without it, long polling"
    )
    webhook_secret: Annotated[SecretStr, _read_by(_hook_secret)] | None = Field(
        default=None,
        description="what Telegram shows to prove itself: 1 to 256 of A-Z a-z 0-9 _ -; default: derived from the token",
    )
    webhook_networks: Annotated[str, _read_by(addresses.networks)] | None = Field(
        default=None,
        description="telegram, or networks with commas: who may post; default: anybody who knows the secret",
    )
    listen: Annotated[str, _read_by(addresses.listening)] = Field(
        default="127.0.0.1:8080",
        description="HOST:PORT on which the webhook, the pages of relays, /healthz and /readyz are served",
    )
    public_url: Annotated[str, _read_by(addresses.public), AfterValidator(_server)] | None = Field(
        default=None,
        description="the https:// address under which a proxy leads to the pages of relays, which letters link to;"
        " without it, letters have no links",
    )
    metrics_listen: Annotated[str, _read_by(addresses.listening)] | None = Field(
        default=None, description="HOST:PORT on which /metrics, /healthz and /readyz are served; default: nowhere"
    )
    smtp_url: Annotated[SecretStr, _read_by(addresses.mail_server)] | None = Field(
        default=None,
        description="smtp+starttls://USER:PASSWORD@HOST:PORT?from=ADDRESS (or smtp://, smtps://), to write to relays",
    )
    imap_url: Annotated[SecretStr, _read_by(addresses.box_server)] | None = Field(
        default=None,
        description="imaps://USER:PASSWORD@HOST:PORT/FOLDER?address=ADDRESS, a mailbox that nobody else reads, where"
        " relays answer letters; without it, answers go to the operator",
    )
    operator_email: Annotated[str, _read_by(_mailbox)] | None = Field(
        default=None, description="who is told of a request that nobody else can receive"
    )
    curator_chat: int | None = Field(
        default=None,
        description="the number of the chat that reads each week what was asked and not answered; default: nobody",
    )
    curator_email: Annotated[str, _read_by(_mailbox)] | None = Field(
        default=None,
        description="who reads the same by e-mail, where there is a mail server; default: nobody",
    )
    retention_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        default=365, description="days after its closing for which a request is kept"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="how much is logged")

    _hidden: Path | None = PrivateAttr(default=None)
    _file: Path | None = PrivateAttr(default=None)

    @field_validator("imap_url")
    @classmethod
    def _answers_letters(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """Answers are read where letters are sent."""
        if value is not None and info.data.get("smtp_url", value) is None:
            raise ValueError("needs CLAUSETTE_SMTP_URL too: what is read are the answers to its letters")
        return value

    @property
    def hidden(self) -> Path | None:
        """The file of a service's settings where this user may not read it, and nothing else tells what it says."""
        return self._hidden

    @property
    def file(self) -> Path | None:
        """The file that was read behind the environment, where there was one."""
        return self._file

    def database(self) -> str:
        """The database's URL, the default where none is set."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{data_folder() / 'clausette.db'}"

    def hook_secret(self) -> str:
        """The webhook's secret; where none is set, one that every process with the same token finds again."""
        if self.webhook_secret is not None:
            return self.webhook_secret.get_secret_value()
        return self._derived(b"clausette webhook secret").hex()

    def link_secret(self) -> bytes:
        """What signs the links in letters: every process with the token finds it again, another token ends them."""
        return self._derived(b"clausette links in letters")

    def answer_secret(self) -> bytes:
        """What signs the addresses that answers to letters come back to, likewise."""
        return self._derived(b"clausette answers to letters")

    def _derived(self, purpose: bytes) -> bytes:
        token = self.token.get_secret_value() if self.token else ""
        return hmac.new(token.encode(), purpose, hashlib.sha256).digest()


def read(file: Path | None = None) -> Settings:
    """The settings of this process: the environment's, then those of a file, by default the service's where it stands.

    Raises:
        SettingsError: naming each setting that is wrong or does not exist, and what would be right.
    """
    place, given = file or SERVICE_FILE, _ours(os.environ)
    readable = os.access(place, os.R_OK)
    if file is not None and not readable:
        raise SettingsError(f"--settings: {file} cannot be read: give a file of settings, as {SERVICE_FILE}")
    names = given | (_ours(dotenv_values(place)) if readable else set())
    lines = [_unknown(name) for name in sorted(names) if name.removeprefix(_PREFIX) not in _NAMES]
    try:
        settings = Settings(_env_file=place if readable else None)
    except ValidationError as error:
        lines += [_wrong(fault) for fault in error.errors()]
    if lines:
        raise SettingsError("; ".join(lines)) from None
    settings._file = place if readable else None  # noqa: SLF001  pydantic's private attributes are set from outside
    if not readable and not given and place.exists():
        settings._hidden = place  # noqa: SLF001  likewise
    return settings


def _ours(names: Iterable[str]) -> set[str]:
    return {name for name in names if name.startswith(_PREFIX)}


_NAMES = frozenset(name.upper() for name in Settings.model_fields)


def _unknown(name: str) -> str:
    near = get_close_matches(name, [_PREFIX + known for known in sorted(_NAMES)], n=1, cutoff=0)
    return f"{name}: no such setting; did you mean {near[0]}?"


def _wrong(fault: ErrorDetails) -> str:
    name = f"{_PREFIX}{str(fault['loc'][0]).upper()}"
    if fault["type"] == "string_pattern_mismatch":
        return f"{name}: expected a server without a path, as https://api.telegram.org or http://127.0.0.1:8081"
    message = fault["msg"].removeprefix("Value error, ")
    return f"{name}: {message[:1].lower()}{message[1:]}"
