"""Nothing that a person typed, and no secret, reaches a log."""

import re
import subprocess
import sys
import time
from pathlib import Path

from bot.sandbox import Sandbox, persons, serve_in_thread

TOKEN = "42:sandbox"
TYPED = (
    "Mon collègue Firmin Zébulon, 06 12 34 56 78, firmin.zebulon@exemple.fr, un apprenti compte ?",
    "L2112-2 et le numéro 1 85 05 78 006 084 36",
    "<b>Quincampoix</b> *gras* '; DROP TABLE outbox; --",
)


def test_a_whole_run_at_level_debug_tells_nothing_that_was_typed(tmp_path: Path) -> None:
    sandbox, log = Sandbox(tokens=(TOKEN,)), tmp_path / "log"
    with serve_in_thread(sandbox) as url, log.open("w") as out:
        environment = {
            "PATH": "",
            "HOME": str(tmp_path),
            "CLAUSETTE_TOKEN": TOKEN,
            "CLAUSETTE_API_URL": url,
            "CLAUSETTE_LOG_LEVEL": "debug",
            "CLAUSETTE_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/bot.db",
        }
        with subprocess.Popen([sys.executable, "-m", "bot", "run"], stdout=out, stderr=out, env=environment) as bot:
            persons.start(sandbox, 1001)
            for text in TYPED:
                persons.say(sandbox, 1001, text)
            for _ in range(600):
                if len(sandbox.history(1001, by_bot=True)) > len(TYPED):
                    break
                time.sleep(0.1)
            answered = len(sandbox.history(1001, by_bot=True))
            bot.terminate()
            bot.wait(20)
    assert answered > len(TYPED)
    logged = log.read_text(encoding="utf-8")
    assert "update handled" in logged
    for secret in (TOKEN, *(word for text in TYPED for word in re.findall(r"[\w@.]{7,}", text))):
        assert secret not in logged
