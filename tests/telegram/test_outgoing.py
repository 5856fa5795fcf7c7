"""How a reply becomes calls that Telegram takes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import constants

from bot.assistant.assistant import Assistant
from bot.chat.conversation import Conversation, Shown
from bot.chat.events import Pressed, Said, Searched
from bot.chat.markup import bold, escape, without_tags
from bot.chat.replies import Acknowledge, Button, Correct, InlineResult, Offer, Rekey, Reply, Say, ThreadMessage
from bot.sandbox import markup
from bot.store.outbox.calls import Call
from bot.telegram.outgoing import calls, in_topic

CHAT = 1001
LIMIT = constants.MessageLimit.MAX_TEXT_LENGTH
KEYBOARD = ((Button("Oui", "u:1:y"), Button("Non", "u:1:n")), (Button("Plus", "d:faq/apprenti"),))
MARKUP = {
    "inline_keyboard": [
        [{"text": "Oui", "callback_data": "u:1:y"}, {"text": "Non", "callback_data": "u:1:n"}],
        [{"text": "Plus", "callback_data": "d:faq/apprenti"}],
    ]
}
TODAY = datetime.now(UTC).date()


def _calls(reply: Reply) -> list[Call]:
    return list(calls(CHAT, reply))


def _length(html: str) -> int:
    """As Telegram counts: UTF-16 units, entities parsed."""
    return len(markup.parsed(html).text.encode("utf-16-le")) // 2


def test_a_text_is_one_message_in_html_that_remembers_what_it_answers():
    (call,) = _calls(Say("<b>Oui</b>", KEYBOARD, to=31))
    assert (call.method, call.answers, call.corrects) == ("sendMessage", 31, None)
    assert call.payload == {
        "chat_id": CHAT,
        "text": "<b>Oui</b>",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": MARKUP,
    }


def test_a_text_without_buttons_has_no_keyboard_and_without_a_question_answers_none():
    (call,) = _calls(Say("Bonjour"))
    assert "reply_markup" not in call.payload
    assert call.answers is None


def test_a_long_text_is_cut_between_paragraphs_and_bears_its_buttons_at_the_end():
    paragraphs = [f"{number} " + "mot " * 700 for number in range(4)]
    made = _calls(Say("\n\n".join(paragraphs), KEYBOARD, to=31))
    assert [call.payload["text"][:2] for call in made] == ["0 ", "1 ", "2 ", "3 "]
    assert [call.answers for call in made] == [31, None, None, None]
    assert ["reply_markup" in call.payload for call in made] == [False, False, False, True]


_PARAGRAPHS = st.lists(
    st.builds(
        str.__mul__,
        st.sampled_from(["é", "🙂", "mot ", "a<b&c> ", "ligne\n"]) | st.text(max_size=9),
        st.integers(1, 2500),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25, deadline=None)
@given(_PARAGRAPHS, st.booleans())
def test_whatever_its_length_a_text_is_sent_whole_in_parts_that_telegram_takes(paragraphs, emphatic):
    html = "\n\n".join(bold(text) if emphatic and "\n" not in text else escape(text) for text in paragraphs)
    parts = [call.payload["text"] for call in _calls(Say(html, KEYBOARD))]
    assert all(_length(part) <= LIMIT for part in parts)
    shown = "".join(without_tags(part) for part in parts)
    assert "".join(shown.split()) == "".join(without_tags(html).split())


def test_a_correction_edits_the_answer_and_its_buttons():
    (call,) = _calls(Correct("Non", KEYBOARD, 31))
    assert (call.method, call.corrects, call.answers) == ("editMessageText", 31, None)
    assert (call.payload["text"], call.payload["reply_markup"]) == ("Non", MARKUP)


def test_a_correction_that_became_long_goes_on_in_new_messages_with_the_buttons_at_the_end():
    made = _calls(Correct("\n\n".join(["mot " * 700] * 3), KEYBOARD, 31))
    assert [(call.method, call.corrects, call.answers) for call in made] == [
        ("editMessageText", 31, None), ("sendMessage", None, None), ("sendMessage", None, None)
    ]  # fmt: skip
    assert ["reply_markup" in call.payload for call in made] == [False, False, True]


def test_new_buttons_replace_the_old_ones_and_none_take_them_away():
    (call,) = _calls(Rekey(30, KEYBOARD))
    assert (call.method, call.payload) == (
        "editMessageReplyMarkup", {"chat_id": CHAT, "message_id": 30, "reply_markup": MARKUP}
    )  # fmt: skip
    (call,) = _calls(Rekey(30))
    assert call.payload["reply_markup"] == {"inline_keyboard": []}
    assert _calls(Rekey(0)) == []  # a button on a message that is not in the chat


def test_a_press_is_acknowledged_with_a_note_that_fits():
    (call,) = _calls(Acknowledge("99"))
    assert (call.method, call.payload) == ("answerCallbackQuery", {"callback_query_id": "99"})
    (call,) = _calls(Acknowledge("99", "é" * 300))
    assert call.payload["text"] == "é" * constants.CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
    assert _calls(Acknowledge("")) == []


def test_results_of_a_search_are_articles_that_post_their_answer():
    found = tuple(InlineResult(f"faq/{n}", f"Question {n}", "Oui", f"<b>Oui</b> {n}") for n in range(60))
    (call,) = _calls(Offer("99", found, "Rien"))
    assert (call.method, call.payload["inline_query_id"]) == ("answerInlineQuery", "99")
    assert len(call.payload["results"]) == constants.InlineQueryLimit.RESULTS
    first = call.payload["results"][0]
    assert (first["type"], first["id"], first["title"], first["description"]) == (
        "article", "faq/0", "Question 0", "Oui"
    )  # fmt: skip
    assert first["input_message_content"]["message_text"] == "<b>Oui</b> 0"


def test_a_long_result_posts_what_fits():
    (call,) = _calls(Offer("99", (InlineResult("faq/a", "A", "", "\n\n".join(["mot " * 700] * 3)),), "Rien"))
    assert _length(call.payload["results"][0]["input_message_content"]["message_text"]) <= LIMIT


# The shipped base


def _answers(assistant: Assistant) -> Iterator[Reply]:
    """Every answer, every page of details and every keyboard that the base can show, as replies."""
    base = assistant.knowledge
    shown = Conversation(count=10**6)  # a person who asked a million times
    for entry in base.entries():
        for verb in "ecd":
            yield from assistant.respond(shown, Pressed(f"{verb}:{entry.id}"), TODAY).replies
        last = Shown(str(10**6), entry.label, entry.id)
        for judgement in "yn":
            once = Conversation(shown=(last,), count=10**6)
            yield from assistant.respond(once, Pressed(f"u:{last.token}:{judgement}", 30), TODAY).replies
        for phrasing in entry.questions[:1]:
            yield from assistant.respond(shown, Said(phrasing, 31), TODAY).replies
            yield from assistant.respond(shown, Searched(phrasing, "99"), TODAY).replies


@pytest.fixture(scope="module")
def shipped(assistant):
    return list(calls(CHAT, *_answers(assistant)))


def test_the_data_of_every_button_of_the_base_fits_and_no_keyboard_is_too_large(shipped, base):
    keyboards = [call.payload["reply_markup"]["inline_keyboard"] for call in shipped if "reply_markup" in call.payload]
    assert len(keyboards) > len(list(base.entries()))
    for keyboard in keyboards:
        buttons = [button for row in keyboard for button in row]
        assert len(buttons) <= constants.InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
        assert all(len(row) <= constants.InlineKeyboardMarkupLimit.BUTTONS_PER_ROW for row in keyboard)
        for button in buttons:
            size = len(button["callback_data"].encode())
            assert 1 <= size <= constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA, button
            assert button["text"].strip(), button


def test_every_id_of_the_base_fits_in_a_button_behind_its_verb(base):
    for entry in base.entries():
        assert len(f"e:{entry.id}".encode()) <= constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA


def test_every_text_of_the_base_is_markup_that_telegram_takes_and_fits(shipped):
    texts = {call.payload["text"] for call in shipped if "parse_mode" in call.payload}
    assert len(texts) > 100
    for text in texts:
        assert 0 < _length(text) <= LIMIT
        assert not re.search(r"\bNone\b|\bundefined\b|[{}]", text), text


def test_every_result_of_a_search_fits_telegrams_limits(shipped):
    results = [result for call in shipped for result in call.payload.get("results", ())]
    assert all(
        1 <= len(result["id"].encode()) <= constants.InlineQueryResultLimit.MAX_ID_LENGTH and result["title"]
        for result in results
    )
    posted = {result["input_message_content"]["message_text"] for result in results}
    assert len(posted) > 100
    assert all(0 < _length(text) <= LIMIT for text in posted)


def test_what_is_asked_in_a_topic_is_answered_there_and_the_relay_is_told_where_it_is():
    said, carded = calls(-1, Say("Oui."), ThreadMessage("CL-7K3F", "relay/x", "Un mot"))
    assert in_topic(said, 7).payload["message_thread_id"] == 7
    assert "message_thread_id" not in in_topic(carded, 7).payload
    assert in_topic(said, 0) == said
