"""Takes the pictures of the documents anew, from the sandbox, the site and the editor: ``make screenshots``.

The four screens of a telephone come from tests/browser/test_stories.py, which the target runs first.
"""

import base64
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.chromium import PATIENCE, chromium, demo
from tests.browser.test_request import COMPANY, RELAY, TEAM, Mouse

DOCS = Path(__file__).resolve().parents[1] / "docs"
_BOT = [sys.executable, "-m", "bot"]


def main() -> None:
    """Take them all."""
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        with chromium(folder / "profile") as browser:
            with demo(folder) as address:
                _conversation(browser, address)
            _site(browser, folder / "site")
            with _editor() as address:
                _open(browser, f"{address}faq/cdd", 1280, 860)
                _kept(browser, DOCS / "ecrans/curateur.png")


def _conversation(browser: webdriver.Chrome, address: str) -> None:
    """A company has sent a request, a buyer asked for an old article, the team has taken the request over."""
    _open(browser, address, 1400, 1000)
    company, relay, team = (Mouse(browser, chat) for chat in (COMPANY, RELAY, TEAM))
    team.says(team.until(lambda: team.section.find_element(By.CSS_SELECTOR, ".suggestions button")).text)
    team.reads("Ce chat est relié")
    company.says("/demande")
    company.presses("J'accepte")
    company.fills()
    company.presses("Envoyer")
    company.reads("C'est envoyé. Votre référence")
    relay.says("art 14")
    relay.reads("L2112-2")
    team.presses("Prendre en charge")
    company.reads("est prise en charge")
    team.reads("Prise en charge par")
    _kept(browser, DOCS / "conversation.png")


def _site(browser: webdriver.Chrome, folder: Path) -> None:
    subprocess.run([*_BOT, "site", folder, "--bot", "nom_du_bot"], check=True, stdout=subprocess.DEVNULL)
    _open(browser, f"file://{folder}/public/deld.html", 800, 900)
    _kept(browser, DOCS / "ecrans/site.png")


@contextmanager
def _editor() -> Iterator[str]:
    """The address of the editor, while it runs."""
    with subprocess.Popen([*_BOT, "curate", "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
        try:
            found = re.search(r"http://\S+", process.stdout.readline() if process.stdout else "")
            if found is None:
                raise RuntimeError("clausette curate printed no address")
            yield found.group()
        finally:
            process.terminate()


def _open(browser: webdriver.Chrome, address: str, width: int, height: int) -> None:
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(address)
    WebDriverWait(browser, PATIENCE).until(lambda page: page.find_element(By.TAG_NAME, "main"))


def _kept(browser: webdriver.Chrome, path: Path) -> None:
    taken = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
    path.write_bytes(base64.b64decode(taken["data"]))


if __name__ == "__main__":
    main()
