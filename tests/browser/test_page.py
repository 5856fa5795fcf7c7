"""The chat page in a real browser, on ``clausette demo`` as a person starts it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.chromium import CHROMIUM_MARKS, PATIENCE, chromium, demo

pytestmark = CHROMIUM_MARKS


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address that ``clausette demo`` prints."""
    with demo(tmp_path_factory.mktemp("demo")) as found:
        yield found


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path) as driver:
        yield driver


def _chat(browser: webdriver.Chrome, number: int) -> WebElement:
    return WebDriverWait(browser, PATIENCE).until(lambda b: b.find_element(By.CSS_SELECTOR, f'[data-chat="{number}"]'))


def _role(chat: WebElement, role: str) -> WebElement:
    return chat.find_element(By.CSS_SELECTOR, f'[data-role="{role}"]')


def _reads(browser: webdriver.Chrome, chat: WebElement, text: str) -> None:
    WebDriverWait(browser, PATIENCE).until(lambda _: text in _role(chat, "messages").text)


def test_a_manager_asks_and_reads_the_right_answer(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    chat = _chat(browser, 1001)
    WebDriverWait(browser, PATIENCE).until(lambda _: _role(chat, "start").is_displayed())
    _role(chat, "start").click()
    _reads(browser, chat, "je suis Clausette")
    _role(chat, "input").send_keys("jai pris un apprenti ca compte ?", Keys.ENTER)
    _reads(browser, chat, "Un apprenti peut-il compter dans la clause")
    assert _chat(browser, 2001).is_displayed()
    assert [line for line in browser.get_log("browser") if line["level"] == "SEVERE"] == []


def test_a_button_works_by_the_keyboard_alone(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    chat = _chat(browser, 2001)
    WebDriverWait(browser, PATIENCE).until(lambda _: _role(chat, "start").is_displayed())
    _role(chat, "start").send_keys(Keys.ENTER)
    _reads(browser, chat, "je suis Clausette")
    buttons = _role(chat, "messages").find_elements(By.TAG_NAME, "button")
    next(button for button in buttons if "heures" in button.text).send_keys(Keys.ENTER)
    _reads(browser, chat, "Quel est le montant HT")


def test_a_telephone_needs_no_sideways_scrolling(browser: webdriver.Chrome, address: str) -> None:
    device = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", device)
    browser.get(address)
    _chat(browser, 1001)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 360


def test_the_page_loads_nothing_from_elsewhere(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    _chat(browser, 1001)
    loaded = browser.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [name for name in loaded if not name.startswith(address)] == []
