"""One call of the outbox through the library, over real HTTP: what each answer of Telegram means."""

from dataclasses import replace
from datetime import timedelta

import pytest
from telegram import Bot

from bot.chat.replies import Acknowledge, Button, Correct, InlineResult, Offer, Rekey, Reply, Say
from bot.sandbox import Fault, Sandbox, persons
from bot.store.outbox.calls import CallLater, CallRefused, ChatMoved, Due, Sent
from bot.telegram.http import ApiRequest
from bot.telegram.outgoing import calls
from bot.telegram.sending import send

CHAT = 1001
KEYBOARD = ((Button("Oui", "u:1:y"),),)


def _due(reply: Reply, *, tries: int = 0, edits: int | None = None, chat: int = CHAT) -> Due:
    """A reply as the outbox hands it over."""
    call = next(iter(calls(chat, reply)))
    return Due(1, chat, call.method, call.payload, tries, edits)


async def _sent(bot: Bot, due: Due) -> int:
    """Send what is sure to go through; the message's number."""
    outcome = await send(bot, due)
    assert isinstance(outcome, Sent)
    assert outcome.message is not None
    return outcome.message


def _shown(sandbox: Sandbox) -> list[tuple[str, list[str]]]:
    return [
        (message.text.text, [b.text for row in message.markup.rows for b in row]) for message in sandbox.history(CHAT)
    ]


# What goes through


async def test_a_message_is_sent_and_its_number_is_known(bot, sandbox):
    outcome = await send(bot, _due(Say("<b>Oui</b>, 2 &lt; 3", KEYBOARD)))
    assert outcome == Sent(sandbox.last(CHAT).id)
    assert _shown(sandbox) == [("Oui, 2 < 3", ["Oui"])]


async def test_an_answer_is_edited_in_its_place(bot, sandbox):
    first = await _sent(bot, _due(Say("première", KEYBOARD)))
    assert await send(bot, _due(Correct("deuxième", KEYBOARD, 31), edits=first)) == Sent(first)
    assert _shown(sandbox) == [("deuxième", ["Oui"])]


async def test_an_edit_of_a_message_that_never_reached_telegram_is_said_anew(bot, sandbox):
    await send(bot, _due(Correct("réponse", KEYBOARD, 31)))
    assert _shown(sandbox) == [("réponse", ["Oui"])]


async def test_an_edit_of_a_message_that_is_gone_is_said_anew(bot, sandbox):
    first = await _sent(bot, _due(Say("première")))
    await bot.delete_message(CHAT, first)
    outcome = await send(bot, _due(Correct("deuxième", (), 31), edits=first))
    assert outcome == Sent(sandbox.last(CHAT).id)
    assert _shown(sandbox) == [("deuxième", [])]


async def test_buttons_are_replaced(bot, sandbox):
    first = await _sent(bot, _due(Say("réponse", KEYBOARD)))
    assert await send(bot, _due(Rekey(first))) == Sent(first)
    assert _shown(sandbox) == [("réponse", [])]


async def test_a_button_opens_the_private_chat_of_whatever_bot_this_is(bot, sandbox):
    await bot.initialize()
    await _sent(bot, _due(Say("En privé", ((Button("Ouvrir", "", start="tool_intake"),),))))
    ((button,),) = sandbox.last(CHAT).markup.rows
    assert (button.action, button.value) == ("url", f"https://t.me/{bot.username}?start=tool_intake")


async def test_a_press_and_a_search_are_answered(bot, sandbox):
    await send(bot, _due(Say("réponse", KEYBOARD)))
    press = persons.press(sandbox, CHAT)
    assert await send(bot, _due(Acknowledge(press.id, "Merci"))) == Sent()
    answer = await persons.answer(sandbox, press)
    assert answer
    assert answer["text"] == "Merci"
    search = persons.search(sandbox, "art 14", by=CHAT)
    found = (InlineResult("article/cmp-14", "Article 14", "Une clause", "<b>Oui</b>"),)
    assert await send(bot, _due(Offer(search.id, found, "Rien"))) == Sent()
    answer = await persons.answer(sandbox, search)
    assert answer
    (result,) = answer["results"]
    assert (result.id, result.title) == ("article/cmp-14", "Article 14")


# What is reached already, or can no longer be


async def test_an_edit_that_changes_nothing_counts_as_done(bot):
    first = await _sent(bot, _due(Say("la même", KEYBOARD)))
    assert await send(bot, _due(Correct("la même", KEYBOARD, 31), edits=first)) == Sent()
    assert await send(bot, _due(Rekey(first, KEYBOARD))) == Sent()


@pytest.mark.parametrize("reply", [Acknowledge("12345"), Offer("12345", (), "Rien")])
async def test_a_press_or_a_search_that_telegram_no_longer_knows_counts_as_done(bot, reply):
    assert await send(bot, _due(reply)) == Sent()


# What waits


async def test_a_call_that_is_told_to_wait_waits_as_long_as_it_is_told(bot, sandbox):
    sandbox.arm(Fault("429", "sendMessage", seconds=17))
    assert await send(bot, _due(Say("a"))) == CallLater(timedelta(seconds=17), "RetryAfter")
    assert _shown(sandbox) == []


@pytest.mark.parametrize(("tries", "seconds"), [(0, 1), (1, 2), (2, 4), (5, 32), (9, 512), (10, 600), (10_000, 600)])
async def test_a_server_that_fails_is_given_more_and_more_time(bot, sandbox, tries, seconds):
    sandbox.arm(Fault("500", "sendMessage"))
    assert await send(bot, _due(Say("a"), tries=tries)) == CallLater(timedelta(seconds=seconds), "NetworkError")


@pytest.mark.parametrize("fault", ["lose", "drop"])
async def test_a_connection_that_breaks_is_tried_again(bot, sandbox, fault):
    sandbox.arm(Fault(fault, "sendMessage"))
    assert await send(bot, _due(Say("a"))) == CallLater(timedelta(seconds=1), "NetworkError")
    assert len(_shown(sandbox)) == (1 if fault == "drop" else 0)  # nobody can tell which from here


async def test_an_answer_that_does_not_come_is_tried_again(sandbox, url):
    http = ApiRequest(read_timeout=0.2, proxied=False)
    async with Bot("42:sandbox", base_url=f"{url}/bot", request=http, get_updates_request=http) as bot:
        sandbox.arm(Fault("hang", "sendMessage", seconds=5))
        assert await send(bot, _due(Say("a"))) == CallLater(timedelta(seconds=1), "TimedOut", unsure=True)


# A slow Telegram


@pytest.fixture
async def impatient(url):
    """A client that waits for a moment only, and for six times as long where it asked before."""
    http = ApiRequest(read_timeout=0.4, proxied=False)
    async with Bot("42:sandbox", base_url=f"{url}/bot", request=http, get_updates_request=http) as client:
        yield client


async def test_a_message_whose_answer_never_comes_is_shown_twice_at_worst(impatient, sandbox):
    sandbox.arm(Fault("late", "sendMessage", seconds=60, times=9))
    due = _due(Say("a"))
    assert await send(impatient, due) == CallLater(timedelta(seconds=1), "TimedOut", unsure=True)
    assert await send(impatient, replace(due, unsure=True)) == Sent()
    assert [text for text, _ in _shown(sandbox)] == ["a", "a"]


async def test_the_second_time_an_answer_is_waited_for_longer(impatient, sandbox):
    sandbox.arm(Fault("late", "sendMessage", seconds=1))
    assert await send(impatient, replace(_due(Say("a")), unsure=True)) == Sent(sandbox.last(CHAT).id)


async def test_while_telegram_answers_nothing_no_message_is_sent_a_second_time(impatient, sandbox):
    sandbox.arm(Fault("hang", "getMe", seconds=60))
    outcome = await send(impatient, replace(_due(Say("a"), tries=2), unsure=True))
    assert outcome == CallLater(timedelta(seconds=4), "TimedOut")
    assert _shown(sandbox) == []


async def test_a_token_that_telegram_no_longer_knows_loses_no_message(bot, sandbox):
    sandbox.tokens = frozenset({"42:another"})
    assert await send(bot, _due(Say("a"))) == CallLater(timedelta(seconds=1), "InvalidToken")


# What will never go through


@pytest.mark.parametrize(
    ("kind", "text", "error"),
    [
        ("403", "bot was blocked by the user", "Forbidden: bot was blocked by the user"),
        ("403", "user is deactivated", "Forbidden: user is deactivated"),
        ("400", "chat not found", "BadRequest: chat not found"),
        ("400", "can't parse entities: Unsupported start tag \"Camille\" at byte offset 3",
         "BadRequest: can't parse entities"),
        ("400", "Camille Martin is no reason that we know", "BadRequest"),
        ("403", "Camille Martin is no reason that we know", "Forbidden"),
    ],
)  # fmt: skip
async def test_a_refusal_is_kept_without_what_it_cites(bot, sandbox, kind, text, error):
    sandbox.arm(Fault(kind, "sendMessage", text=text))
    outcome = await send(bot, _due(Say("a")))
    assert isinstance(outcome, CallRefused)
    assert outcome.error.casefold() == error.casefold()


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("TOPIC_CLOSED", True),
        ("CHAT_RESTRICTED", True),
        ("not enough rights to send text messages to the chat", True),
        ("not enough rights to send documents to the chat", False),
    ],
)
async def test_a_refusal_that_lasts_is_told_from_that_of_one_message(bot, sandbox, text, gone):
    sandbox.arm(Fault("400", "sendMessage", text=text))
    outcome = await send(bot, _due(Say("a")))
    assert isinstance(outcome, CallRefused)
    assert outcome.gone is gone


async def test_a_person_who_blocked_the_bot_is_written_to_no_more(bot, sandbox):
    persons.block(sandbox, CHAT)
    assert await send(bot, _due(Say("a"))) == CallRefused("Forbidden: bot was blocked by the user", gone=True)


@pytest.mark.parametrize(
    ("method", "payload"),
    [
        ("sendSticker", {"chat_id": CHAT}),  # a method of another version
        ("sendMessage", {"chat_id": CHAT}),
        ("editMessageReplyMarkup", {"chat_id": CHAT, "message_id": 1}),
        ("answerInlineQuery", {"inline_query_id": "1", "results": [{}], "cache_time": 1, "button": {}}),
        ("answerInlineQuery", {"inline_query_id": "1", "results": [], "cache_time": 1, "button": {"color": "red"}}),
    ],
)
async def test_a_call_that_another_version_wrote_is_refused_and_does_not_raise(bot, method, payload):
    assert isinstance(await send(bot, Due(1, CHAT, method, payload, 0, None)), CallRefused)


# A group that lives on under another number


async def test_a_message_is_to_follow_its_group_to_its_new_number(bot, sandbox):
    group = persons.group(sandbox, "Chantier", [2001])
    new = persons.migrate(sandbox, group.id)
    assert await send(bot, _due(Say("réponse"), chat=group.id)) == ChatMoved(new.id)
