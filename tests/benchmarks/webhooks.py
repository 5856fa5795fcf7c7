"""Questions answered by webhook: two processes on one PostgreSQL beside one, behind nginx.

What is asked is what a second process brings, not how many cores this machine has: on two of them, one process, the
server and PostgreSQL already find no rest. So each process also runs with the same part of a core, as on machines of
their own; the rest is the server's and PostgreSQL's.
"""

import asyncio
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from rich.table import Table

from tests.balancer import unused_ports
from tests.benchmarks.serving import PATIENCE, Start, Started, clausette, rates
from tests.benchmarks.share import join, shares
from tests.postgres import Postgres

PART = 0.3  # of a core
_NGINX = """
pid {folder}/pid;
error_log stderr;
worker_processes 1;
events {{}}
http {{
    access_log off;
    {temporary}
    upstream clausette {{ {servers} keepalive 32; }}
    server {{
        listen 127.0.0.1:{port};
        keepalive_requests 1000000;
        location / {{
            proxy_pass http://clausette;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
        }}
    }}
}}
"""


def processes(runs: int) -> Table:
    """Answers a second by webhook on PostgreSQL, of one process and of two, each with the same part of a core."""
    return _beside(f"By webhook, {PART} of a core for each process", PART, runs)


def cores(runs: int) -> Table:
    """The same where each takes what it gets of this machine, beside the server and PostgreSQL."""
    return _beside("By webhook, the whole machine for all", None, runs)


def _beside(title: str, part: float | None, runs: int) -> Table:
    server = Postgres()
    server.make()
    try:
        one, two = _bots(server, 1, part), _bots(server, 2, part)
        return rates(title, {"one process, PostgreSQL": one, "two processes, PostgreSQL": two}, runs)
    finally:
        server.remove()


def _bots(server: Postgres, number: int, part: float | None) -> Start:
    def start(url: str, folder: Path, stack: ExitStack) -> Started:
        front, *behind = unused_ports(number + 1)
        database = asyncio.run(server.fresh())
        hook = f"http://127.0.0.1:{front}/telegram"
        groups = [stack.enter_context(shares(str(port), part)) if part else None for port in behind]
        stack.enter_context(_nginx(folder, front, behind))
        bots = []
        for port, group in zip(behind, groups, strict=True):
            settings = {"CLAUSETTE_WEBHOOK_URL": hook, "CLAUSETTE_LISTEN": f"127.0.0.1:{port}"}
            bots.append(clausette(url, database, **settings))
            stack.callback(_end, bots[-1])
            if group:
                join(group, bots[-1].pid)
        for port in behind:
            _await_health(port)
        return bots

    return start


@contextmanager
def _nginx(folder: Path, port: int, behind: list[int]) -> Iterator[None]:
    """One address in front of several; each request goes to the next of them."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise FileNotFoundError("nginx: not found; apt-get install nginx-light")
    temporary = " ".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    servers = " ".join(f"server 127.0.0.1:{one};" for one in behind)
    text = _NGINX.format(folder=folder, temporary=temporary, servers=servers, port=port)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    process = subprocess.Popen([program, "-p", folder, "-c", folder / "nginx.conf", "-g", "daemon off;"])
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(PATIENCE)


def _await_health(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return
        if time.monotonic() > end:
            raise TimeoutError("a process does not get ready")
        time.sleep(0.1)
