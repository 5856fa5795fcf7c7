"""Four people at a telephone of 390 px: each reads the verdict without scrolling, and their screens are kept on demand.

``SCREENS`` names the folder for the screens, as `SCREENS=docs/ecrans`; four of them stand there.
"""

import base64
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from selenium import webdriver

from tests.browser.chromium import CHROMIUM_MARKS, chromium, demo
from tests.browser.test_request import COMPANY, RELAY, Mouse

pytestmark = CHROMIUM_MARKS
TELEPHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}

# What each writes, and what they must have read of the answer without touching the screen.
STORIES: dict[str, list[tuple[str, str]]] = {
    "couvreur": [
        ("j'ai un gars de 53 ans au chômage, il passe ?", "Présumé éligible"),
        ("et un autre de 30 ans au RSA ?", "Présumé éligible"),
    ],
    "secretaire": [
        ("quelles pénalités si je ne fais pas mes heures ?", "Le montant est au CCAP"),
        ("et qui décide de l'appliquer ?", "C'est l'acheteur"),
        ("on doit faire 300 h et on en a fait 180, on risque une pénalité ?", "Il vous reste 120 h"),
    ],
    "acheteuse": [
        ("mairie, nettoyage des écoles, 300 000 € HT, clause obligatoire ?", "Condition sociale obligatoire"),
        ("non pardon, 150 000", "Condition sociale facultative"),
    ],
}  # fmt: skip
IN_VIEW = """
const log = arguments[0].querySelector('[data-role="messages"]'), box = log.getBoundingClientRect();
const last = [...log.querySelectorAll('.message:not(.own, .service)')].at(-1);  // what was said last, from its top
if (!last || last.getBoundingClientRect().top < box.top) return false;
const walker = document.createTreeWalker(last.querySelector('.text'), NodeFilter.SHOW_TEXT);
const plain = (text) => text.replaceAll('\\u202f', ' ').replaceAll('\\u00a0', ' ').replaceAll('’', "'");
while (walker.nextNode()) {
  if (!plain(walker.currentNode.data).includes(arguments[1])) continue;
  if (walker.currentNode.parentElement.closest('blockquote')) continue;  // folded
  const range = document.createRange();
  range.selectNodeContents(walker.currentNode);
  const at = range.getBoundingClientRect();
  return at.height > 0 && at.bottom <= box.bottom && document.documentElement.scrollWidth <= innerWidth;
}
return false;
"""


@pytest.fixture
def telephone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A demo of its own on a screen of 390 px."""
    with demo(tmp_path_factory.mktemp("demo")) as address, chromium(tmp_path_factory.mktemp("profile")) as browser:
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", TELEPHONE)
        browser.get(address)
        yield browser


@pytest.mark.parametrize("who", STORIES)
def test_a_verdict_is_read_without_scrolling(telephone: webdriver.Chrome, who: str) -> None:
    company = Mouse(telephone, COMPANY)
    for at, (said, read) in enumerate(STORIES[who], 1):
        company.says(said)
        company.until(partial(telephone.execute_script, IN_VIEW, company.section, read))
        _kept(telephone, f"{who}-{at}")


def test_a_relay_reads_who_asks_and_what_for_without_scrolling(telephone: webdriver.Chrome) -> None:
    company, relay = Mouse(telephone, COMPANY), Mouse(telephone, RELAY)
    _tab(telephone, relay)
    relay.says(relay.until(lambda: relay.section.find_element("css selector", ".suggestions button")).text)
    relay.reads("Ce chat est relié")
    _tab(telephone, company)
    company.says("/demande")
    company.presses("J'accepte")
    company.fills()
    company.presses("Envoyer")
    company.reads("C'est envoyé. Votre référence")
    _tab(telephone, relay)
    relay.until(lambda: telephone.execute_script(IN_VIEW, relay.section, "Bâti Plus"))
    _kept(telephone, "relais-1")


def _tab(browser: webdriver.Chrome, hand: Mouse) -> None:
    """Show a chat, where one is shown at a time."""
    tab = browser.find_element("css selector", f'[aria-controls="{hand.section.get_attribute("id")}"]')
    browser.execute_script("arguments[0].click()", tab)


def _kept(browser: webdriver.Chrome, name: str) -> None:
    """Keep what the screen shows, where a folder for it is named."""
    if folder := os.environ.get("SCREENS"):
        taken = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{name}.png").write_bytes(base64.b64decode(taken["data"]))
