"""Every setting, from the environment: ``CLAUSETTE_*``. Secrets cannot be printed."""

import hashlib
import hmac
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.process import addresses


def _shipped_knowledge() -> Path:
    """Where the shipped base stands: in the installed package (see setup.py), beside the code in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "knowledge" / "base"
    return installed if installed.is_dir() else package.parent / "knowledge"


SHIPPED_KNOWLEDGE = _shipped_knowledge()


class SettingsError(Exception):
    """A setting cannot be used; the message names it and says what would be right, without its value."""


def data_folder() -> Path:
    """Where this user's data are kept (XDG base directories)."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "clausette"


def cache_folder() -> Path:
    """Where computed things are kept until the files that they come from change (XDG base directories)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "clausette"


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
        env_prefix="CLAUSETTE_", env_ignore_empty=True, hide_input_in_errors=True, str_strip_whitespace=True
    )

    token: SecretStr | None = Field(default=None, description="the bot's token, from BotFather; judged by getMe")
    api_url: Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+/?$"), AfterValidator(_server)] = Field(
        default="https://api.telegram.org", description="the Bot API server, without a path"
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="sqlite+aiosqlite:///FILE or postgresql+asyncpg://…; default: SQLite in the user's data folder",
    )
    knowledge: Path = Field(default=SHIPPED_KNOWLEDGE, description="the folder of the knowledge base")
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
        default="127.0.0.1:8080", description="HOST:PORT on which the webhook, /healthz and /readyz are served"
    )
    metrics_listen: Annotated[str, _read_by(addresses.listening)] | None = Field(
        default=None, description="HOST:PORT on which /metrics, /healthz and /readyz are served; default: nowhere"
    )
    smtp_url: Annotated[SecretStr, _read_by(addresses.mail_server)] | None = Field(
        default=None,
        description="smtp+starttls://USER:PASSWORD@HOST:PORT?from=ADDRESS (or smtp://, smtps://), to write to relays",
    )
    operator_email: Annotated[str, _read_by(_mailbox)] | None = Field(
        default=None, description="who is told of a request that nobody else can receive"
    )
    retention_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        default=365, description="days after its closing for which a request is kept"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="how much is logged")

    def database(self) -> str:
        """The database's URL, the default where none is set."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{data_folder() / 'clausette.db'}"

    def hook_secret(self) -> str:
        """The webhook's secret; where none is set, one that every process with the same token finds again."""
        if self.webhook_secret is not None:
            return self.webhook_secret.get_secret_value()
        token = self.token.get_secret_value() if self.token else ""
        return hmac.new(token.encode(), b"clausette webhook secret", hashlib.sha256).hexdigest()


def read() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: naming each setting that is wrong and what would be right.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"CLAUSETTE_{str(fault['loc'][0]).upper()}: {_expected(fault['type'], fault['msg'])}"
            for fault in error.errors()
        ]
        raise SettingsError("; ".join(lines)) from None


def _expected(kind: str, message: str) -> str:
    if kind == "string_pattern_mismatch":
        return "expected a server without a path, as https://api.telegram.org or http://127.0.0.1:8081"
    message = message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
