"""The shipped proxies, run for real: only the webhook's path is passed on, and only what Telegram may send."""

import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SECRET = {"X-Telegram-Bot-Api-Secret-Token": "what only Telegram knows"}
PATIENCE = 20.0  # seconds for a proxy to start, on a slow machine
NETWORKS = {"149.154.160.0/20", "91.108.4.0/22"}  # https://core.telegram.org/bots/webhooks


class _Bot(BaseHTTPRequestHandler):
    """What stands behind the proxy: notes what reaches it."""

    seen: list[tuple[str, str, str | None, bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append(("POST", self.path, self.headers.get("X-Telegram-Bot-Api-Secret-Token"), body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.seen.append(("GET", self.path, None, b""))
        self.send_error(500)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def bot() -> Iterator[ThreadingHTTPServer]:
    _Bot.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Bot)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def _running(command: list[str | Path], port: int, log: Path) -> Iterator[None]:
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env={"HOME": str(log.parent), "PATH": "/usr/bin"})
    try:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < end, log.read_text()
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _caddyfile(port: int, behind: int, allowed: str) -> str:
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert set(re.findall(r"remote_ip (.*)", text)[0].split()) == NETWORKS
    text = re.sub(r"remote_ip .*", f"remote_ip {allowed}", text)
    text = text.replace("{$DOMAIN:clausette.exemple.fr}", f"http://127.0.0.1:{port}")
    return re.sub(r"dynamic a bot 8080 \{.*?\}", f"to 127.0.0.1:{behind}", text, flags=re.DOTALL)


@contextmanager
def _caddy(tmp_path: Path, behind: int, allowed: str) -> Iterator[str]:
    port = _free_port()
    (tmp_path / "Caddyfile").write_text(_caddyfile(port, behind, allowed), encoding="utf-8")
    caddy = Path(sys.executable).with_name("caddy")
    command: list[str | Path] = [caddy, "run", "--adapter", "caddyfile", "--config", tmp_path / "Caddyfile"]
    with _running(command, port, tmp_path / "log"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _nginx(tmp_path: Path, program: str, behind: int, allowed: str) -> Iterator[str]:
    port = _free_port()
    certificate = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run(
        [*certificate, "-keyout", tmp_path / "key", "-out", tmp_path / "cert"], check=True, capture_output=True
    )
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert set(re.findall(r"allow (.*);", text)) == NETWORKS
    text = re.sub(r"(allow .*;\s+)+deny all", f"allow {allowed}; deny all", text, count=1)
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    text = re.sub(r"server 127\.0\.0\.1:808\d [^;]*;", "", text).replace(
        "least_conn;", f"least_conn; server 127.0.0.1:{behind};"
    )
    text = re.sub(r"/etc/letsencrypt\S*fullchain.pem", str(tmp_path / "cert"), text)
    text = re.sub(r"/etc/letsencrypt\S*privkey.pem", str(tmp_path / "key"), text)
    kept = "".join(
        f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ {kept}\n{text} }}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    command: list[str | Path] = [program, "-p", tmp_path, "-c", tmp_path / "nginx.conf", "-g", "daemon off;"]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    with _running(command, port, tmp_path / "log"):
        yield f"https://127.0.0.1:{port}"


@contextmanager
def _proxy(name: str, tmp_path: Path, needs, behind: int, allowed: str = "127.0.0.0/8") -> Iterator[httpx.Client]:
    started = (
        _caddy(tmp_path, behind, allowed) if name == "caddy" else _nginx(tmp_path, needs("nginx"), behind, allowed)
    )
    own = ssl.create_default_context()
    own.check_hostname = False
    own.verify_mode = ssl.CERT_NONE
    with started as url, httpx.Client(base_url=url, verify=own, trust_env=False) as client:
        yield client


@pytest.fixture(params=["caddy", "nginx"])
def name(request) -> str:
    return str(request.param)


def test_an_update_is_passed_on_with_its_secret(name, tmp_path, needs, bot):
    with _proxy(name, tmp_path, needs, bot.server_port) as client:
        assert client.post("/telegram", json={"update_id": 1}, headers=SECRET).status_code == 200
    assert [(verb, path, secret) for verb, path, secret, _ in _Bot.seen] == [("POST", "/telegram", *SECRET.values())]


def test_nothing_else_is_passed_on(name, tmp_path, needs, bot):
    with _proxy(name, tmp_path, needs, bot.server_port) as client:
        for path in ("/", "/metrics", "/healthz", "/readyz", "/telegram/", "/telegram/../metrics", "/TELEGRAM", "/x"):
            assert client.post(path, json={}).status_code in (403, 404), path
            assert client.get(path).status_code in (403, 404), path
        assert client.get("/telegram").status_code in (403, 404)
    assert _Bot.seen == []


def test_the_pages_that_letters_link_to_are_passed_on_and_nothing_beside_them(name, tmp_path, needs, bot):
    page, action = "/relais/Q0wtN0szRg.c2lnbmVk-_", "/relais/Q0wtN0szRg.c2lnbmVk-_/pas-pour-nous"
    with _proxy(name, tmp_path, needs, bot.server_port) as client:
        client.get(page)
        assert client.post(action, data={"word": "bonjour"}).status_code == 200
        seen = [(verb, path) for verb, path, *_ in _Bot.seen]
        for path in ("/relais/", "/relais/a/b/c", "/relais/a/../../metrics", "/relais/a/prendre/"):
            assert client.get(path).status_code in (403, 404), path
        assert client.delete(action).status_code in (403, 404, 405)
        assert seen == [("GET", page), ("POST", action)] == [(verb, path) for verb, path, *_ in _Bot.seen]
        assert client.post(action, content=b"x" * 200_000).status_code == 413


def test_the_address_of_a_page_stands_in_no_log_even_where_the_bot_is_away(name, tmp_path, needs):
    with _proxy(name, tmp_path, needs, behind=_free_port()) as client:
        assert client.get("/relais/Q0wtN0szRg.c2lnbmVk-_/prendre", timeout=30).status_code == 502
    assert "c2lnbmVk" not in (tmp_path / "log").read_text()


def test_what_is_larger_than_any_update_is_refused(name, tmp_path, needs, bot):
    with _proxy(name, tmp_path, needs, bot.server_port) as client:
        assert client.post("/telegram", content=b"x" * 2_000_000).status_code == 413


def test_who_is_not_telegram_is_turned_away(name, tmp_path, needs, bot):
    with _proxy(name, tmp_path, needs, bot.server_port, allowed="149.154.160.0/20") as client:
        assert client.post("/telegram", json={}, headers=SECRET).status_code in (403, 404)
    assert _Bot.seen == []
