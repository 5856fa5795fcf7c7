"""The editor in a real browser: it shuts nobody out, fits a telephone, and saves by the keyboard alone."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from datetime import date

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from bot.curating.app import Editor
from bot.process import web
from tests import shipped
from tests.browser.chromium import CHROMIUM_MARKS, PATIENCE, barriers, chromium, scrolls_sideways, width

pytestmark = CHROMIUM_MARKS


@pytest.fixture(scope="module")
def folder(knowledge_folder, tmp_path_factory):
    place = tmp_path_factory.mktemp("base")
    (place / "faq").mkdir()
    shutil.copy(knowledge_folder / "faq/cdd.yaml", place / "faq")
    return place


@pytest.fixture(scope="module")
def address(folder) -> Iterator[str]:
    """Where the editor is served, in a thread of its own."""
    held = shipped.answering()
    editor = Editor([folder], lambda: (held.knowledge, held.router), lambda: date(2026, 12, 1))
    listener, loop, stop = web.listening("127.0.0.1", 0), asyncio.new_event_loop(), asyncio.Event()

    async def served() -> None:
        async with web.served(editor.app(), listener, grace=5):
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(served(),))
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.mark.parametrize("page", ["?q=un+apprenti", "faq/cdd"])
def test_the_editor_shuts_nobody_out_and_fits_a_telephone(driver, address, page):
    driver.get(address + page)
    assert barriers(driver) == []
    with width(driver, 320):
        driver.get(address + page)
        assert not scrolls_sideways(driver)


def test_an_entry_is_changed_and_saved_by_the_keyboard_alone(driver, address, folder):
    driver.get(f"{address}faq/cdd")
    field = driver.find_element(By.ID, "f-label")
    field.send_keys(Keys.END, " (revu)")
    driver.find_element(By.CSS_SELECTOR, "button[value=save]").send_keys(Keys.ENTER)
    told = WebDriverWait(driver, PATIENCE).until(lambda page: page.find_element(By.CSS_SELECTOR, "[role=status]"))
    assert "Enregistré" in told.text
    assert "(revu)" in (folder / "faq/cdd.yaml").read_text(encoding="utf-8")
