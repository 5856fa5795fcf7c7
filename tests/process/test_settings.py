"""What an operator sets is read as it was meant, or refused by its name and without its value."""

import pytest

from bot.process import addresses, settings
from bot.process.addresses import Address, BoxServer, MailServer

SECRET = "tr0uvaille"


@pytest.fixture
def refused(monkeypatch):
    """The message with which a setting is refused."""

    def told(name: str, value: str) -> str:
        monkeypatch.setenv(name, value)
        with pytest.raises(settings.SettingsError) as error:
            settings.read()
        return str(error.value)

    return told


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("127.0.0.1:8080", Address("127.0.0.1", 8080)),
        ("0.0.0.0:80", Address("0.0.0.0", 80)),  # noqa: S104  what an operator may write
        ("[::1]:0", Address("::1", 0)),
        ("bot.exemple.fr:65535", Address("bot.exemple.fr", 65535)),
    ],
)
def test_an_address_to_listen_on_is_read(text, read):
    assert addresses.listening(text) == read


@pytest.mark.parametrize("name", ["CLAUSETTE_LISTEN", "CLAUSETTE_METRICS_LISTEN"])
@pytest.mark.parametrize(
    "text", ["8080", ":8080", "h:65536", "h:-1", "::1:80", "http://h:80", "h:80/x", f"{SECRET} :1"]
)
def test_an_address_that_nobody_can_listen_on_is_refused(refused, name, text):
    said = refused(name, text)
    assert said == f"{name}: expected HOST:PORT, as 127.0.0.1:8080 or [::1]:8080"


@pytest.mark.parametrize(
    "url",
    ["https://bot.exemple.fr/telegram", "https://bot.exemple.fr", "https://h:8443/a%20b", "http://127.0.0.1:81/x"],
)
def test_a_webhooks_address_is_taken(monkeypatch, url):
    monkeypatch.setenv("CLAUSETTE_WEBHOOK_URL", url)
    assert settings.read().webhook_url == url


@pytest.mark.parametrize(
    "url",
    ["http://bot.exemple.fr/x", "bot.exemple.fr", "https:///x", "https://h:port/", "https://h/a b", "https://h/?a=1",
     "https://h/#a", f"https://{SECRET}@h/", "ftp://h/", "https://[::1/", "https://h:0/"],
)  # fmt: skip
def test_a_webhooks_address_that_telegram_would_not_post_to_is_refused(refused, url):
    said = refused("CLAUSETTE_WEBHOOK_URL", url)
    assert said.startswith("CLAUSETTE_WEBHOOK_URL: expected an https:// address")
    assert SECRET not in said


def test_a_webhooks_path_is_read_as_a_server_sees_it():
    assert addresses.path_of("https://h/a%20b/é") == "/a b/é"
    assert addresses.path_of("https://h") == "/"


@pytest.mark.parametrize("secret", ["a b", "é", "x" * 257, f"{SECRET}!"])
def test_a_secret_that_telegram_would_not_take_is_refused_without_being_told(refused, secret):
    said = refused("CLAUSETTE_WEBHOOK_SECRET", secret)
    assert said == "CLAUSETTE_WEBHOOK_SECRET: expected 1 to 256 characters of A-Z, a-z, 0-9, _ and -"


def test_processes_with_the_same_token_agree_on_a_secret_that_nobody_set(monkeypatch):
    monkeypatch.delenv("CLAUSETTE_WEBHOOK_SECRET", raising=False)
    monkeypatch.setenv("CLAUSETTE_TOKEN", "42:one")
    first, again = settings.read().hook_secret(), settings.read().hook_secret()
    monkeypatch.setenv("CLAUSETTE_TOKEN", "42:two")
    other = settings.read().hook_secret()
    assert first == again != other
    settings._hook_secret(first)
    assert "one" not in first
    monkeypatch.setenv("CLAUSETTE_WEBHOOK_SECRET", "chosen")
    assert settings.read().hook_secret() == "chosen"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("smtp://h?from=a@b.fr", MailServer("h", 25, "smtp", "a@b.fr")),
        ("smtps://u:p%40ss@h:466?from=a@b.fr", MailServer("h", 466, "smtps", "a@b.fr", "u", "p@ss")),
        ("smtp+starttls://u%40b:p@h/?from=a%2Bc@b.fr", MailServer("h", 587, "smtp+starttls", "a+c@b.fr", "u@b", "p")),
    ],
)  # fmt: skip
def test_a_mail_server_is_read(text, read):
    assert addresses.mail_server(text) == read
    assert "p@ss" not in repr(read)


@pytest.mark.parametrize(
    "text",
    [f"smtp://u:{SECRET}@h", f"http://u:{SECRET}@h?from=a@b.fr", "smtp://?from=a@b.fr", f"smtp://{SECRET}@h?from=a@b.fr",
     "smtp://h?from=a", "smtp://h:x?from=a@b.fr", "smtp://h?from=a@b.fr&tls=1", "smtp://h?from=a@b.fr&from=c@d.fr",
     "smtp://h/x?from=a@b.fr", "h:25", "smtp://h?from=a@b.fr%0aBcc:c@d.fr"],
)  # fmt: skip
def test_a_mail_server_that_cannot_be_is_refused_without_its_password(refused, text):
    said = refused("CLAUSETTE_SMTP_URL", text)
    assert said.startswith("CLAUSETTE_SMTP_URL: expected smtp://")
    assert SECRET not in said


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("imaps://b%40c.fr:p%40ss@h", BoxServer("h", 993, "imaps", "b@c.fr", "p@ss", "INBOX", "b@c.fr")),
        ("imaps://u:p%40ss@h:994/R%C3%A9ponses?address=b@c.fr", None),
        (
            "imaps://u:p%40ss@h:994/Clause%20sociale/In?address=b@c.fr",
            BoxServer("h", 994, "imaps", "u", "p@ss", "Clause sociale/In", "b@c.fr"),
        ),
        ("imap://b%40c.fr:p@127.0.0.1", BoxServer("127.0.0.1", 143, "imap", "b@c.fr", "p", "INBOX", "b@c.fr")),
    ],
)
def test_a_mailbox_is_read(text, read):
    if read is None:
        with pytest.raises(ValueError, match="expected imaps://"):
            addresses.box_server(text)
        return
    assert addresses.box_server(text) == read
    assert "p@ss" not in repr(read)


@pytest.mark.parametrize(
    "text",
    [f"imap://b%40c.fr:{SECRET}@imap.exemple.fr", f"imaps://:{SECRET}@h", "imaps://b%40c.fr@h", f"imaps://u:{SECRET}@h",
     f"imaps://b%40c.fr:{SECRET}@", f"smtp://b%40c.fr:{SECRET}@h", f"imaps://b%40c.fr:{SECRET}@h?adress=b@c.fr",
     f"imaps://b%40c.fr:{SECRET}@h/%22", f"imaps://b%40c.fr:{SECRET}%0d%0a@h", f"imaps://b%20x%40c.fr:{SECRET}@h"],
)  # fmt: skip
def test_a_mailbox_that_cannot_be_is_refused_without_its_password(refused, monkeypatch, text):
    monkeypatch.setenv("CLAUSETTE_SMTP_URL", "smtp://h?from=a@b.fr")
    said = refused("CLAUSETTE_IMAP_URL", text)
    assert said.startswith("CLAUSETTE_IMAP_URL: expected imaps://USER:PASSWORD@HOST")
    assert SECRET not in said


def test_a_mailbox_whose_address_leaves_no_room_for_a_token_is_refused(refused, monkeypatch):
    monkeypatch.setenv("CLAUSETTE_SMTP_URL", "smtp://h?from=a@b.fr")
    assert "at most 28 characters" in refused("CLAUSETTE_IMAP_URL", f"imaps://u:p@h?address={'b' * 29}@c.fr")


def test_a_mailbox_without_letters_to_answer_is_told(refused):
    assert "needs CLAUSETTE_SMTP_URL too" in refused("CLAUSETTE_IMAP_URL", f"imaps://b%40c.fr:{SECRET}@h")


def test_networks_are_read():
    assert addresses.networks("Telegram") == addresses.TELEGRAM_NETWORKS
    assert [str(one) for one in addresses.networks("10.0.0.0/8, 2001:db8::/32")] == ["10.0.0.0/8", "2001:db8::/32"]


@pytest.mark.parametrize("text", ["10.0.0.1/8", "everybody", "10.0.0.0/8,,", "10.0.0.0/33"])
def test_networks_that_cannot_be_are_refused(refused, text):
    assert refused("CLAUSETTE_WEBHOOK_NETWORKS", text).startswith("CLAUSETTE_WEBHOOK_NETWORKS: expected telegram")


@pytest.mark.parametrize("text", ["nobody", "a@b", "a@b.fr, c@d.fr", "A <a@b.fr>"])
def test_an_operator_without_one_mailbox_is_refused(refused, text):
    assert "expected one e-mail address" in refused("CLAUSETTE_OPERATOR_EMAIL", text)


@pytest.mark.parametrize("text", ["0", "3651", "un an"])
def test_a_retention_that_cannot_be_is_refused(refused, text):
    assert refused("CLAUSETTE_RETENTION_DAYS", text).startswith("CLAUSETTE_RETENTION_DAYS: input should be")


def test_no_secret_is_ever_shown(monkeypatch):
    monkeypatch.setenv("CLAUSETTE_TOKEN", f"42:{SECRET}")
    monkeypatch.setenv("CLAUSETTE_WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("CLAUSETTE_SMTP_URL", f"smtp://u:{SECRET}@h?from=a@b.fr")
    monkeypatch.setenv("CLAUSETTE_IMAP_URL", f"imaps://b%40c.fr:{SECRET}@h")
    monkeypatch.setenv("CLAUSETTE_DATABASE_URL", f"postgresql+asyncpg://u:{SECRET}@h/d")
    read = settings.read()
    assert SECRET not in f"{read} {read!r} {read.model_dump_json()}"
