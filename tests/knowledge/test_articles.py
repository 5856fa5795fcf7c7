"""What an article's entry owes to whoever cites it: what the text says, since when, and where to read it."""

import re
import textwrap
from datetime import timedelta

import pytest

from bot.knowledge.schema.entries import Article, Knowledge

# What only the curator needs to know about a source stands in the details, behind "Relecture :"
UNREAD = re.compile(r"\b(?:non|pas été) (?:re)?(?:lue?s?|vue?s?)\b|nos sources|copie du code", re.IGNORECASE)
REPOSITORY = re.compile(r"https?://github\.com/[^/]+/[^/]+/?")


def _told(article: Article) -> str:
    parts = [article.short, article.answer, article.why, article.check, article.uncertain, *article.proof]
    return "\n".join([part for part in parts if part] + [version.says for version in article.versions])


def test_an_article_says_what_it_permits_and_not_yes_or_no(base: Knowledge) -> None:
    assert [a.id for a in base.articles if re.match(r"(Oui|Non)\b", a.answer) and "?" not in a.label] == []


def test_what_the_curators_have_not_read_is_not_told_to_the_reader(base: Knowledge) -> None:
    assert [(a.id, found[0]) for a in base.articles if (found := UNREAD.search(_told(a)))] == []


def test_a_source_is_a_page_or_a_file_and_not_the_root_of_a_repository(base: Knowledge) -> None:
    assert [a.id for a in base.articles for s in a.sources if s.url and REPOSITORY.fullmatch(s.url)] == []


def test_the_versions_of_an_article_follow_each_other_day_by_day(base: Knowledge) -> None:
    gaps = [
        (a.id, before.to)
        for a in base.articles
        for before, after in zip(a.versions, a.versions[1:], strict=False)
        if before.to is None or after.from_ != before.to + timedelta(days=1)
    ]
    assert gaps == []


def test_an_article_shows_in_five_lines_of_a_telephone(base: Knowledge) -> None:
    long = {a.id: lines for a in base.articles if (lines := len(textwrap.wrap(a.short or "", 42))) not in range(1, 6)}
    assert long == {}


def test_an_article_that_ended_says_first_what_stands_today(base: Knowledge) -> None:
    ended = [a for a in base.articles if a.code in ("cmp", "ord2015", "dec2016")]
    assert ended
    assert [a.id for a in ended if not (a.short or "").startswith("Abrogé : aujourd'hui, ")] == []


@pytest.mark.parametrize("slug", ["ccp-l2152-7", "ccp-r2152-7", "dec-2022-767"])
def test_the_end_of_price_alone_is_told_with_its_exception(base: Knowledge, slug: str) -> None:
    article = base[f"article/{slug}"]
    assert "défense" in article.answer
    assert "défense" in (article.short or "")


@pytest.mark.parametrize("slug", ["ccp-l2112-2-1", "ccp-l3114-2-1", "ccp-l2184-1", "seuils-2026"])
def test_a_value_that_reaches_the_threshold_exactly_counts(base: Knowledge, slug: str) -> None:
    answer = base[f"article/{slug}"].answer
    assert "au-dessus" not in answer.casefold()
    assert "égale ou supérieure" in answer or "atteint" in answer
