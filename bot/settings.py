"""Every setting, from the environment: ``CLAUSETTE_*``. Secrets cannot be printed."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

SHIPPED_KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


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
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="how much is logged")

    def database(self) -> str:
        """The database's URL, the default where none is set."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{data_folder() / 'clausette.db'}"


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
    return message[:1].lower() + message[1:]
