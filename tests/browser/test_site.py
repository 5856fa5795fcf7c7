"""The static site in a real browser: its search, its keyboard, a telephone's width."""

from datetime import date

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from bot.site.pages import Site
from tests import shipped
from tests.browser.chromium import CHROMIUM_MARKS, chromium

pytestmark = CHROMIUM_MARKS


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    pages = Site(shipped.answering().knowledge, date(2026, 12, 1), "clausette_bot").pages()
    for name, text in pages.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return f"file://{folder}/index.html"


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("profile")) as found:
        yield found


def test_a_word_finds_its_page_by_the_keyboard_alone(driver, home):
    driver.get(home)
    driver.find_element(By.ID, "q").send_keys("apprentis")
    assert "apprenti" in driver.find_element(By.CSS_SELECTOR, "#found a").text.lower()
    assert driver.find_element(By.ID, "count").text.startswith("Pages trouvées")
    driver.switch_to.active_element.send_keys(Keys.TAB)
    driver.switch_to.active_element.send_keys(Keys.ENTER)
    assert "apprenti" in driver.find_element(By.TAG_NAME, "h1").text.lower()
    driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert driver.switch_to.active_element.get_attribute("class") == "skip"
    assert not [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]


def test_words_that_no_page_has_are_told(driver, home):
    driver.get(home)
    driver.find_element(By.ID, "q").send_keys("zorglub")
    assert driver.find_element(By.ID, "count").text == "Rien trouvé avec ces mots."
    assert not driver.find_element(By.ID, "found").is_displayed()


@pytest.mark.parametrize(
    "page", ["index.html", "public/deld.html", "article/ccp-l2112-2.html", "relay/cara-royan.html"]
)
def test_a_narrow_screen_is_never_scrolled_sideways(driver, home, page):
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": False}
    )
    driver.get(home.replace("index.html", page))
    wide = driver.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert wide[0] <= wide[1]
