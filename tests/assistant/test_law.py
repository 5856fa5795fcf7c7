from datetime import date, timedelta

import pytest

from bot.assistant.answers import answer
from bot.assistant.one_question import ask
from bot.chat.markup import italic, without_tags
from bot.language.dates import in_french

LONG_AGO = date(2012, 5, 1)


@pytest.fixture(scope="module")
def told(base, today):
    """What is told of an article: today, or as it stood on a day."""

    def tell(slug, as_of=None, on=today):
        return without_tags(answer(base, base[f"article/{slug}"], on, as_of=as_of))

    return tell


def test_an_article_in_force_says_since_when(told, base):
    assert base.texts.article.in_force.format(day="1er avril 2019") in told("ccp-l2113-13")


def test_an_article_that_was_reworded_dates_the_wording_in_force(told, base):
    dated = base.texts.article.reworded.format(created="1er avril 2019", day="22 août 2026")
    assert dated in told("ccp-l2112-2")
    assert base.texts.article.in_force.format(day="1er avril 2019") not in told("ccp-l2112-2")


def test_an_article_that_ended_says_when_and_names_what_stands_today(told, base):
    text = told("cmp-14")
    assert base.texts.article.ended.format(day="1er avril 2016") in text
    assert (
        base.texts.article.today.format(articles="L2112-2, L2112-3, L2112-4 (Code de la commande publique)").rstrip(".")
        in text
    )


def test_a_decision_of_a_court_does_not_come_into_force(told, base):
    assert base.texts.article.in_force.partition("{")[0] not in told("ce-2018-nantes")


def test_every_article_that_ended_names_only_law_in_force(base, told, today):
    gone = [article for article in base.articles if article.version_on(today) is None]
    assert gone
    for article in gone:
        standing = told(article.slug).split("\n\n")[1]
        day = in_french(article.ended() + timedelta(days=1))
        assert standing.startswith(base.texts.article.ended.format(day=day)), article.id
        assert not [other.id for other in gone if f" {other.number} ({other.text})" in standing], article.id
        assert article.replaced_by == () or base.texts.article.today.partition("{")[0] in standing, article.id


def test_no_answer_repeats_since_when_its_article_stands_or_is_gone(base, today):
    texts = [article for article in base.articles if article.code != "ce"]  # a decision is told by its very day
    for article in texts:
        gone = article.version_on(today) is None
        day = article.ended() + timedelta(days=1) if gone else article.began()
        assert day is None or in_french(day) not in article.answer, article.id
        assert "en vigueur depuis" not in article.answer.casefold(), article.id


def test_an_old_article_is_told_as_it_stood(told, base):
    text = told("cmp-14", LONG_AGO)
    assert base.texts.article.as_of.format(day="1er mai 2012") in text
    assert base["article/cmp-14"].version_on(LONG_AGO).says in text
    assert base.texts.article.ended.partition("{")[0] not in text


def test_an_article_that_did_not_exist_yet_names_the_one_of_then(told, base):
    text = told("ccp-l2112-2", LONG_AGO)
    assert base.texts.article.as_of_not_yet.format(day="1er mai 2012") in text
    assert base.texts.article.as_of_then.format(articles="14 (Code des marchés publics (2006))") in text
    assert base["article/cmp-14"].version_on(LONG_AGO).says in text


def test_an_article_that_was_already_gone_names_the_one_that_replaced_it(told, base):
    text = told("cmp-14", date(2018, 1, 1))
    assert base.texts.article.as_of_ended.format(day="1er janvier 2018") in text
    assert base.texts.article.as_of_now.format(articles="38 (Ordonnance 2015-899)") in text
    text = told("cmp-14", date(2020, 1, 1))
    assert (
        base.texts.article.as_of_now.format(articles="L2112-2, L2112-3, L2112-4 (Code de la commande publique)").rstrip(
            "."
        )
        in text
    )


def test_the_obligation_begins_on_the_22nd_of_august_2026(told, base):
    version = base["article/ccp-l2112-2-1"].versions[0].says
    before, from_then_on = told("ccp-l2112-2-1", date(2026, 8, 21)), told("ccp-l2112-2-1", date(2026, 8, 22))
    assert base.texts.article.as_of_not_yet.format(day="21 août 2026") in before
    assert version not in before
    assert base.texts.article.as_of.format(day="22 août 2026") in from_then_on
    assert version in from_then_on


def test_the_version_changes_with_the_day(told, base):
    old, new = base["article/ccp-l2112-2"].versions
    assert old.says in told("ccp-l2112-2", date(2026, 8, 21))
    assert new.says in told("ccp-l2112-2", date(2026, 8, 22))


def test_law_of_today_is_told_whole_where_the_day_asked_is_today(told, today):
    assert told("cmp-14", today) == told("cmp-14")


def test_law_that_is_still_to_come_is_not_told_to_be_in_force(told, base):
    text = told("ccp-l2112-2-1", on=date(2026, 8, 1))
    assert base.texts.article.in_force.partition("{")[0] not in text


def test_every_article_is_told_for_any_day(base, today, faults):
    days = [date(1990, 1, 1), LONG_AGO, date(2017, 3, 31), date(2019, 4, 1), date(2026, 8, 22), date(2040, 1, 1)]
    for article in base.articles:
        for day in days:
            html = answer(base, article, today, as_of=day)
            assert not faults(html), article.id
            version = article.version_on(day)
            then = italic(base.texts.article.as_of.format(day=in_french(day)))
            assert (then in html) == (version is not None), (article.id, day)
            assert version is None or version.says in without_tags(html), (article.id, day)


def test_asking_for_an_old_article_as_of_a_day_tells_it_as_it_stood(assistant, base, today):
    asked = ask(assistant.knowledge, assistant.router, "art. 14 du cmp", today, as_of=LONG_AGO)
    assert (asked.kind, asked.ranked[0].id) == ("answer", "article/cmp-14")
    assert base["article/cmp-14"].version_on(LONG_AGO).says in asked.text
    asked = ask(assistant.knowledge, assistant.router, "L2112-2", today, as_of=LONG_AGO)
    assert "14 (Code des marchés publics (2006))" in asked.text


def test_an_answer_that_depends_on_the_day_tells_what_held_then(base, today):
    obligation = base["faq/obligation"]
    then, now = answer(base, obligation, today, as_of=LONG_AGO), answer(base, obligation, today)
    assert obligation.version_on(LONG_AGO).says in without_tags(then)
    assert obligation.answer.split(".")[0] in without_tags(now)
    assert obligation.answer.split(".")[0] not in without_tags(then)


def test_an_answer_that_the_base_does_not_date_says_so(base, today):
    told = without_tags(answer(base, base["faq/apprenti"], today, as_of=LONG_AGO))
    assert base.texts.article.as_of_unknown.format(day="1er mai 2012") in told
    assert base.texts.article.as_of_unknown.partition("{")[0] not in without_tags(
        answer(base, base["faq/apprenti"], today)
    )


def test_a_day_before_every_version_is_told_to_be_missing(base, today):
    told = without_tags(answer(base, base["faq/obligation"], today, as_of=date(1995, 1, 1)))
    assert told.split("\n\n")[1] == base.texts.article.as_of_missing.format(day="1er janvier 1995")
