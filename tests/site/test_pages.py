"""The base as pages: every entry, its sources and their day, links that lead somewhere, nothing from elsewhere."""

import posixpath
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from bot.language.dates import in_french
from bot.site.pages import Site
from bot.site.search import path_of
from tests import shipped

VOID = {"meta", "link", "br", "input"}


class _Page(HTMLParser):
    """What stands in a page; raises where an element is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        held = dict(attrs)
        self.tags.append(tag)
        if tag == "a":
            self.links.append(held["href"])
        self.loaded += [held[name] for name in ("src",) if name in held]
        if tag == "link":
            self.loaded.append(held["href"])
        if "id" in held:
            self.ids.append(held["id"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def base():
    return shipped.answering().knowledge


@pytest.fixture(scope="module")
def pages(base):
    return Site(base, date(2026, 12, 1), "clausette_bot").pages()


@pytest.fixture(scope="module")
def read(pages):
    return {name: _Page(text) for name, text in pages.items() if name.endswith(".html")}


def test_every_entry_has_a_page_with_its_sources_and_their_day(base, pages):
    for entry in base.entries():
        if entry.id.startswith("tool/"):
            continue
        page = pages[path_of(entry.id)]
        assert all(source.url is None or source.url.replace("&", "&amp;") in page for source in entry.sources), entry.id
        assert in_french(entry.verified_on) in page
        assert f"https://t.me/clausette_bot?start={entry.id.replace('/', '_', 1)}" in page


def test_every_link_inside_leads_to_a_page(pages, read):
    for name, page in read.items():
        for href in page.links:
            if href.startswith(("https://", "http://")):
                continue
            place, _, mark = href.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), place)) if place else name
            assert target in pages, (name, href)
            assert not mark or mark in read[target].ids


def test_nothing_is_loaded_from_elsewhere(pages, read):
    for name, page in read.items():
        for address in page.loaded:
            assert address == "data:," or posixpath.normpath(posixpath.join(posixpath.dirname(name), address)) in pages
    for name in ("style.css", "search.js"):
        assert "http" not in pages[name].replace('[href^="http"]', "")


def test_each_page_has_one_title_its_language_and_headings_in_order(pages, read):
    for name, page in read.items():
        assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("title") == 1, name
        assert '<html lang="fr">' in pages[name]
        assert len(page.ids) == len(set(page.ids))
        headings = [tag for tag in page.tags if re.fullmatch("h[1-6]", tag)]
        assert headings[0] == "h1"
        assert set(headings[1:]) <= {"h2"}


def test_what_an_entry_says_is_never_markup(base):
    entry = base.faq[0].model_copy(
        update={"answer": "Oui <script>alert(1)</script>\n- <b>un</b>", "label": "a <i> & b"}
    )
    page = Site(base.model_copy(update={"faq": (entry,)}), date(2026, 12, 1)).pages()[path_of(entry.id)]
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "t.me" not in page
