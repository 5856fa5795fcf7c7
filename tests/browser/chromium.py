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
def demo(folder: Path) -> Iterator[str]:
    """The address that ``clausette demo`` prints, while it runs."""
    log = folder / "out"
    with (
        log.open("w") as out,
        subprocess.Popen([sys.executable, "-m", "bot", "demo", "--port", "0"], stdout=out) as process,
    ):
        try:
            found = None
            for _ in range(600):
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
