"""The static site in a real browser: its search, its keyboard, a telephone's width, who it shuts out, its print."""

from datetime import date

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from bot.knowledge.review import Due
from bot.site import review
from bot.site.pages import Site
from tests import shipped
from tests.browser.chromium import CHROMIUM_MARKS, barriers, chromium, scrolls_sideways, width

pytestmark = CHROMIUM_MARKS


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    pages = Site(shipped.answering().knowledge, date(2026, 12, 1), "clausette_bot").pages()
    for name, text in pages.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    due = [Due("peu sûr", "relay/" + "long" * 12, "relays/" + "long" * 12 + ".yaml", 43, "À revérifier. " * 9)]
    due.append(Due("site cité", "", "", 0, "www.exemple.fr : 3"))
    texts = shipped.answering().knowledge.texts.review
    (folder / "review.html").write_text(review.page(texts, due, date(2026, 12, 1)), encoding="utf-8")
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


PAGES = pytest.mark.parametrize(
    "page",
    ["index.html", "public/deld.html", "article/cmp-14.html", "relay/cara-royan.html", "term/geiq.html", "review.html"],
)


@PAGES
def test_a_narrow_screen_is_never_scrolled_sideways(driver, home, page):
    with width(driver, 320):
        driver.get(home.replace("index.html", page))
        assert not scrolls_sideways(driver)


@PAGES
def test_a_page_shuts_nobody_out(driver, home, page):
    driver.get(home.replace("index.html", page))
    assert barriers(driver) == []


def test_what_is_found_shuts_nobody_out(driver, home):
    driver.get(home)
    driver.find_element(By.ID, "q").send_keys("apprentis")
    for group in driver.find_elements(By.TAG_NAME, "summary"):
        group.click()
    assert barriers(driver) == []


def test_a_page_that_does_shut_somebody_out_is_told(driver, home):
    driver.get(home)
    driver.execute_script("document.querySelector('label').remove(); document.body.style.color = '#ccc'")
    told = " ".join(barriers(driver))
    assert "label" in told
    assert "color-contrast" in told


def test_the_keyboard_alone_reaches_everything_in_the_order_of_the_page(driver, home):
    driver.get(home.replace("index.html", "public/deld.html"))
    links = driver.find_elements(By.TAG_NAME, "a")
    reached = []
    for _ in links:
        driver.switch_to.active_element.send_keys(Keys.TAB)
        reached.append(driver.switch_to.active_element)
        outline = reached[-1].value_of_css_property("outline-style")
        assert outline != "none"  # where one stands is seen
    assert reached == links
    reached[0].send_keys(Keys.ENTER)
    assert driver.switch_to.active_element.get_attribute("id") == "main"


def test_a_printed_page_holds_what_is_read_and_where_it_comes_from(driver, home):
    driver.get(home.replace("index.html", "public/deld.html"))
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    parts = ("header", "nav", ".ask", "h1")
    shown = [name for name in parts if driver.find_element(By.CSS_SELECTOR, name).is_displayed()]
    script = "return getComputedStyle(document.querySelector('footer a[href^=http]'), '::after').content"
    printed = driver.execute_script(script)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert shown == ["h1"]
    assert "http" in printed
