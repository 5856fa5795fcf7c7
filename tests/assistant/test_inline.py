import pytest

from bot.assistant.answers import answer
from bot.chat.conversation import Conversation
from bot.chat.events import Searched
from bot.chat.replies import Offer


@pytest.fixture
def search(chat):
    def find(text):
        (offer,) = chat.does(Searched(text, "query-1")).replies
        assert isinstance(offer, Offer)
        assert offer.query == "query-1"
        return offer

    return find


def test_a_search_offers_the_answers_best_first(search, base, today):
    offer = search("L2112-2")
    entry = base["article/ccp-l2112-2"]
    found = offer.found[0]
    assert (found.id, found.title) == (entry.id, entry.label)
    assert found.html == answer(base, entry, today)
    assert 1 < len(offer.found) <= 5


@pytest.mark.parametrize("text", ["", "  ", "😀", "zzqx wvkj blorp", "art 99", "bonjour"])
def test_a_search_that_finds_nothing_offers_the_tools(search, base, text):
    offer = search(text)
    assert [found.id for found in offer.found] == [tool.id for tool in base.tools]
    assert offer.otherwise == base.texts.inline_none


def test_a_search_leaves_no_trace(search, chat):
    search("L2112-2")
    assert chat.conversation == Conversation()


def test_results_are_named_shortly_and_each_once(search, faults):
    for text in ("clause", "jeune", "relais niort", "apprenti"):
        found = search(text).found
        assert len({result.id for result in found}) == len(found)
        for result in found:
            assert len(result.id.encode()) <= 64
            assert 0 < len(result.summary) <= 120
            assert "\n" not in result.summary
            assert not faults(result.html)


def test_the_line_of_an_old_article_says_that_it_is_no_law_any_more(search, base):
    found = search("art 14 du cmp").found[0]
    assert found.id == "article/cmp-14"
    assert found.summary.startswith(base.texts.article.ended.format(day="1er avril 2016"))
