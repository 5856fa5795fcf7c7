"""Makes one call of the outbox through python-telegram-bot, and says what a failure means."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError, TimedOut

from bot.store.away import is_away
from bot.store.documents import Document
from bot.store.outbox.calls import CallLater, CallRefused, ChatMoved, Due, Outcome, Sent
from bot.telegram.api import call, patience
from bot.telegram.updates import NUMBERS

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_LONGEST_WAIT = timedelta(minutes=10)
_UNKNOWN_TRIES = 10
_LONGER = 6  # times as long as at first is the answer waited for to what was asked before
# A request that Telegram refuses because its aim is already reached, or can no longer be.
_NEEDLESS = ("topic_not_modified", "message is not modified", "query is too old", "query id is invalid")
# Errors that last: nothing of ours reaches that chat any more. A right to send files may be missing by itself.
_CLOSED = (
    "chat not found", "topic_closed", "chat_restricted", "chat_write_forbidden", "group chat was deactivated",
    "not enough rights to send text messages", "have no rights to send a message",
    "need administrator rights in the channel chat",
)  # fmt: skip
_NO_TOPIC = ("topic_closed", "topic_deleted", "message thread not found", "topic_id_invalid")
_GONE = ("message to edit not found", "message can't be edited")  # deleted by the person, for example

_REASONS = (  # as the Bot API words them
    "bot was blocked by the user", "user is deactivated", "bot can't initiate conversation with a user",
    "bot was kicked", "bot is not a member", "chat not found", "not enough rights", "have no rights",
    "need administrator rights", "topic_closed", "can't parse entities", "message is too long", "message text is empty",
    "message to edit not found", "message can't be edited", "message to be replied not found", "button_data_invalid",
    "reply markup is too long", "wrong file identifier", "file is too big",
)  # fmt: skip


log = structlog.get_logger()

_SENDS = {  # by the kind of file that is passed on
    "document": "sendDocument", "photo": "sendPhoto", "voice": "sendVoice", "audio": "sendAudio", "video": "sendVideo",
    "video_note": "sendVideoNote",
}  # fmt: skip

Make = Callable[[int, Mapping[str, Any]], Awaitable[Document | None]]


async def nothing(chat: int, payload: Mapping[str, Any]) -> Document | None:
    """No document, whatever is wanted."""
    del chat, payload
    return None


async def send(bot: Bot, due: Due, make: Make = nothing) -> Outcome:
    """Make one call; never raises for what Telegram or the network answers.

    A message whose answer did not come may have been shown. It is sent once more, when Telegram answers anything at
    all, and that answer is waited for much longer; where it does not come either, the message counts as sent. So a slow
    Telegram shows it twice at worst, and it is lost only where Telegram answers everything but this, twice.

    ``make`` gives the document of a call that delivers one, None where the chat may not have it.
    """
    asked = False
    try:
        if due.unsure:
            await call(bot, "getMe", {})
        asked = True
        return Sent(await _call(bot, due, make))
    except TimedOut as error:
        if asked and due.unsure:
            log.warning("taken for sent: its answer came neither time", outbox=due.id, method=due.method)
            return Sent()
        return CallLater(_backoff(due.tries), type(error).__name__, unsure=asked)
    except TelegramError as error:
        return _meaning(error, due)
    except (LookupError, TypeError, ValueError) as error:  # a payload that another version wrote
        return CallRefused(type(error).__name__)
    except Exception as error:  # noqa: BLE001  nobody knows what it is: not for ever
        again = due.tries < _UNKNOWN_TRIES or is_away(error)
        return CallLater(_backoff(due.tries), type(error).__name__) if again else CallRefused(type(error).__name__)


def _meaning(error: TelegramError, due: Due) -> Outcome:
    """What an error means that Telegram answered, or the network gave in its place."""
    match error:
        case RetryAfter(retry_after=wait):
            return CallLater(wait if isinstance(wait, timedelta) else timedelta(seconds=wait), "RetryAfter")
        case BadRequest():
            message = error.message.casefold()
            if any(reached in message for reached in _NEEDLESS):
                return Sent()
            return CallRefused(_reason(error), gone=any(closed in message for closed in _CLOSED))
        case Forbidden():
            return CallRefused(_reason(error), gone=True)
        case ChatMigrated():
            return ChatMoved(error.new_chat_id)
        case _:  # the network, or what the operator can mend: a token, a proxy that answers instead
            return CallLater(_backoff(due.tries), type(error).__name__)


async def _call(bot: Bot, due: Due, make: Make) -> int | None:
    payload = due.payload | {"chat_id": due.chat} if "chat_id" in due.payload else due.payload  # a group may have moved
    match due.method:
        case "sendMessage":
            return await _post(bot, due, due.method, _text(bot, payload) | _with_reply(due))
        case "editMessageText":
            return await _edit_or_send(bot, due)
        case "editMessageReplyMarkup":
            return await _replace_buttons(bot, due)
        case "passFile":
            return await _pass_file(bot, due)
        case "createForumTopic":
            made = await call(bot, due.method, {"chat_id": due.chat, "name": due.payload["name"]}, wait=_wait(bot, due))
            return _bounded(made.get("message_thread_id")) if isinstance(made, dict) else None
        case "deliver":
            return _number(await _deliver_document(bot, due, make))
        case _:
            await _call_without_message(bot, due, payload)
            return None


def _wait(bot: Bot, due: Due) -> float | None:
    """For how many seconds an answer is waited for, where that is longer than usual."""
    return (bot.request.read_timeout or 0.0) * _LONGER if due.unsure else None


async def _post(bot: Bot, due: Due, method: str, parameters: dict[str, Any]) -> int | None:
    """Make a call, and give the number of the message, where there is one.

    What belongs to the topic of a request stands there; where that is closed or gone, in the group.
    """
    wait = _wait(bot, due)
    if due.topic is None or not method.startswith("send"):
        result = await call(bot, method, parameters, wait=wait)
    else:
        try:
            result = await call(bot, method, parameters | {"message_thread_id": due.topic}, wait=wait)
        except BadRequest as error:
            if not any(gone in error.message.casefold() for gone in _NO_TOPIC):
                raise
            alone = {name: value for name, value in parameters.items() if name != "reply_parameters"}  # it stood there
            result = await call(bot, method, alone, wait=wait)
    return _bounded(result.get("message_id")) if isinstance(result, dict) else None


async def _call_without_message(bot: Bot, due: Due, payload: dict[str, Any]) -> None:
    """Make a call that shows no message in a chat."""
    match due.method:
        case "closeForumTopic" | "reopenForumTopic":
            if due.topic is not None:  # else there is none
                await call(bot, due.method, {"chat_id": due.chat, "message_thread_id": due.topic})
        case "answerCallbackQuery":
            await _post(bot, due, due.method, payload)
        case "answerInlineQuery":
            await bot.answer_inline_query(
                payload["inline_query_id"],
                [_article(result) for result in payload["results"]],
                cache_time=payload["cache_time"],
                button=InlineQueryResultsButton(**payload["button"]),
            )
        case "setMyCommands":
            commands = [BotCommand(name, description) for name, description in payload["commands"]]
            await bot.set_my_commands(commands, scope=BotCommandScopeChat(payload["chat_id"]))
        case "deleteMyCommands":
            await bot.delete_my_commands(scope=BotCommandScopeChat(payload["chat_id"]))
        case _:
            raise LookupError(due.method)


async def _replace_buttons(bot: Bot, due: Due) -> int | None:
    number = due.payload.get("message_id") or due.edits
    if number is None:  # the message never reached Telegram
        return None
    markup = _keyboard(bot, due.payload["reply_markup"])
    return await _post(bot, due, due.method, {"chat_id": due.chat, "message_id": number, "reply_markup": markup})


async def _pass_file(bot: Bot, due: Due) -> int | None:
    kind = due.payload["kind"]
    given = {"chat_id": due.chat, kind: due.payload["file"]} | _with_reply(due) | _topic(due.payload)
    if due.payload["caption"] and kind != "video_note":  # which bears none
        given["caption"] = due.payload["caption"]
    return await _post(bot, due, _SENDS[kind], given)


async def _deliver_document(bot: Bot, due: Due, make: Make) -> Message:
    document = await make(due.chat, due.payload)
    if document is None:
        raise LookupError("nothing to deliver")
    post = bot.send_photo if document.picture else bot.send_document
    return await post(
        due.chat,
        document.content,
        caption=due.payload["caption"] or None,
        filename=document.name,
        message_thread_id=due.payload.get("message_thread_id"),
        read_timeout=patience(_wait(bot, due)),
    )


def _reply_parameters(due: Due) -> ReplyParameters | None:
    """The message that this one is a reply to; it is sent all the same where that one is gone."""
    return ReplyParameters(due.under, allow_sending_without_reply=True) if due.under is not None else None


def _with_reply(due: Due) -> dict[str, Any]:
    under = _reply_parameters(due)
    return {"reply_parameters": under.to_dict()} if under is not None else {}


async def _edit_or_send(bot: Bot, due: Due) -> int | None:
    """Edit a message, or send it anew where it never reached Telegram or is gone."""
    text = _text(bot, due.payload | {"chat_id": due.chat})
    number = due.payload.get("message_id") or due.edits
    if number is not None:
        try:
            edited = {name: value for name, value in text.items() if name != "message_thread_id"}
            return await _post(bot, due, due.method, edited | {"message_id": number})
        except BadRequest as error:
            if not any(gone in error.message.casefold() for gone in _GONE):
                raise
    return await _post(bot, due, "sendMessage", text)


def _text(bot: Bot, payload: dict[str, Any]) -> dict[str, Any]:
    markup = payload.get("reply_markup")
    return (
        {
            "chat_id": payload["chat_id"],
            "text": payload["text"],
            "parse_mode": payload["parse_mode"],
            "link_preview_options": payload["link_preview_options"],
        }
        | ({"reply_markup": _keyboard(bot, markup)} if markup else {})
        | _topic(payload)
    )


def _topic(payload: Mapping[str, Any]) -> dict[str, int]:
    """The topic of a forum in which a message is to stand, where it stands in one."""
    return {"message_thread_id": payload["message_thread_id"]} if "message_thread_id" in payload else {}


def _keyboard(bot: Bot, markup: dict[str, Any]) -> dict[str, Any]:
    """The buttons; one that opens the private chat gets the bot's own address, which only the edge knows."""
    if "inline_keyboard" not in markup:  # in place of the person's own
        return markup
    rows = [
        [{"text": one["text"], "url": f"{bot.link}?start={one['start']}"} if "start" in one else one for one in row]
        for row in markup["inline_keyboard"]
    ]
    return {"inline_keyboard": rows}


def _article(result: dict[str, Any]) -> InlineQueryResultArticle:
    content = result["input_message_content"]
    return InlineQueryResultArticle(
        result["id"],
        result["title"],
        InputTextMessageContent(content["message_text"], content["parse_mode"], link_preview_options=_NO_PREVIEW),
        description=result["description"],
    )


def _number(message: Message | object) -> int | None:
    return _bounded(message.message_id) if isinstance(message, Message) else None


def _bounded(number: object) -> int | None:
    """The number of a message where it can be one: it was shown, whatever the server calls it."""
    return number if type(number) is int and 0 < number < NUMBERS.stop else None


def _backoff(tries: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(tries, 20)), _LONGEST_WAIT)


def _reason(error: TelegramError) -> str:
    """Why Telegram refused, in words that we know: its own may cite what a person wrote, with quotes or without."""
    message = error.message.casefold()
    known = next((reason for reason in _REASONS if reason in message), "")
    return f"{type(error).__name__}: {known}" if known else type(error).__name__
