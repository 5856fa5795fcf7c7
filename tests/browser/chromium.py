"""Chromium, and ``clausette demo`` for it to look at."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium_axe_python.axe import Axe

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
PATIENCE = 20
CHROMIUM_MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER) and not os.environ.get("CI"),
        reason="needs Debian's chromium and chromium-driver",
    ),
]


@contextmanager
def width(driver: webdriver.Chrome, pixels: int) -> Iterator[None]:
    """A screen so wide."""
    size = {"width": pixels, "height": 640, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    yield
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def scrolls_sideways(driver: webdriver.Chrome) -> bool:
    """Whether the page is wider than the screen."""
    wide, screen = driver.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    return bool(wide > screen)


def barriers(driver: webdriver.Chrome) -> list[str]:
    """What axe-core finds on the page that shuts somebody out, in bright and in dark colours."""
    found = []
    for scheme in ("light", "dark"):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        axe = Axe(driver)
        axe.inject()
        found += [
            f"{scheme}: {fault['id']}: {fault['help']}: {node['target']}"
            for fault in axe.run()["violations"]
            for node in fault["nodes"]
        ]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    return found


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """The address that ``clausette demo`` prints, while it runs."""
    log = folder / "out"
    with (
        log.open("w") as out,
        subprocess.Popen([sys.executable, "-m", "bot", "demo", "--port", "0"], stdout=out) as process,
    ):
        try:
            found = None
            for _ in range(1800):  # where the search is made meanwhile, on a busy machine, too
                if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text(encoding="utf-8")):
                    break
                time.sleep(0.1)
            assert found, "clausette demo printed no address"
            yield found.group()
        finally:
            process.terminate()


@contextmanager
def chromium(profile: Path) -> Iterator[webdriver.Chrome]:
    """A headless Chromium with a profile of its own."""
    options = Options()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS.split(), f"--user-data-dir={profile}", "--window-size=1500,960"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()
