"""A year of requests in figures: quarter by quarter, by the clocks of France, without a name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.markup import lines, without_tags
from bot.knowledge.vocabulary import Result, Status
from bot.requests.bilan import figures, told
from bot.requests.model.request import Form, Intake
from bot.requests.picture import can_draw
from bot.store.documents import Documents
from tests.requests.village import COMPANY, NIORT, ROYAN

NEW_YEAR = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight in France
SENT = Intake("CL-7K3F", 1001, "relay/a", Form(company="Martin"), datetime(2026, 2, 3, 8, tzinfo=UTC))


def _met(intake: Intake, after: timedelta) -> Intake:
    return replace(intake, status=Status.CONTACTED, taken=intake.created, contacted=intake.created + after)


def _closed(intake: Intake, at: datetime, result: Result) -> Intake:
    return replace(intake, status=Status.CLOSED, closed=at, result=result)


def test_each_step_counts_in_the_quarter_in_which_it_was_taken():
    closed = _closed(_met(SENT, timedelta(hours=2)), datetime(2026, 4, 1, 9, tzinfo=UTC), Result.HELPED)
    first, second, *_, year = figures([closed], 2026)
    assert (first.received, first.contacted, first.closed, first.wait) == (1, 1, 0, 2.0)
    assert (second.received, second.closed, second.helped) == (0, 1, 1)
    assert (year.received, year.contacted, year.closed) == (1, 1, 1)


def test_a_year_begins_by_the_clocks_of_france():
    early = replace(SENT, created=NEW_YEAR)
    assert figures([early], 2026)[0].received == 1
    assert figures([early], 2025)[-1].received == 0


def test_what_was_reopened_is_not_closed_and_a_need_that_was_met_is_help():
    met = _closed(SENT, SENT.created, Result.MET)
    open_again = replace(SENT, closed=None)
    assert figures([met, open_again], 2026)[0].helped == 1
    assert figures([met, open_again], 2026)[0].closed == 1


def test_the_figures_fit_a_screen_and_name_nobody(base):
    every = [
        _closed(_met(replace(SENT, created=datetime(2026, month, 3, 8, tzinfo=UTC)), timedelta(days=9)),
                datetime(2026, month, 28, tzinfo=UTC), Result.HELPED)
        for month in (1, 4, 7, 10)
    ]  # fmt: skip
    said = without_tags(told(base.texts, figures(every, 2026), "Niort Agglo"))
    assert "T4 : reçues 1, contactées 1, closes 1, dont aidées 1." in said
    assert "Année 2026 : reçues 4" in said
    assert "jours ouvrés" in said
    assert "Martin" not in said
    assert lines(said) <= 16


@pytest.mark.parametrize(("said", "read"), [
    ("/bilan", "Bilan 2026, "), ("/bilan 2025", "Aucune demande cette année-là"), ("/bilan tout", "Donnez une année"),
])  # fmt: skip
async def test_a_relay_asks_for_its_figures_and_for_no_other_bodys(village, said, read):
    await village.says(NIORT, said)
    assert village.reads(NIORT, read)
    if said == "/bilan":
        assert village.reads(NIORT, "T4 : reçues 1")
        await village.says(ROYAN, said)
        assert village.reads(ROYAN, "Aucune demande cette année-là")
        await village.says(COMPANY, said)
        assert village.reads(COMPANY, "n'est relié à aucun relais")


@pytest.mark.skipif(not can_draw(), reason="matplotlib is an extra")
async def test_where_pictures_can_be_drawn_the_figures_come_as_one_too(village):
    await village.says(NIORT, "/bilan")
    told_, shown = village.chats[NIORT][-2:]
    assert "Bilan 2026" in told_.text
    assert shown.method == "deliver"
    documents = Documents(village.database, lambda: village.assistant.knowledge, lambda: village.now)
    picture = await documents.make(NIORT, shown.payload)
    assert picture is not None
    assert (picture.picture, picture.content[:4]) == (True, b"\x89PNG")
    assert await documents.make(ROYAN, shown.payload) is None  # another body's
    assert await documents.make(COMPANY, shown.payload) is None
    await village.says(ROYAN, "/bilan")
    assert village.last(ROYAN).method == "sendMessage"  # nothing happened there: nothing is drawn


async def test_where_no_picture_can_be_drawn_the_table_stands_alone(village):
    village.assistant = replace(village.assistant, draws=False)
    await village.says(NIORT, "/bilan")
    assert "Bilan 2026" in village.last(NIORT).text
