"""Turns the replies of the assistant into calls of the Bot API."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from telegram import constants

from bot.chat.markup import parts, typographic
from bot.chat.replies import (
    Acknowledge,
    Button,
    Card,
    Correct,
    Deliver,
    Keyboard,
    Menu,
    Offer,
    Pass,
    Rekey,
    Reply,
    Rewrite,
    Say,
    Sharing,
    Tell,
    ThreadMessage,
)
from bot.store.outbox.calls import Call

_LIMIT = constants.MessageLimit.MAX_TEXT_LENGTH
_SHOWING = ("sendMessage", "editMessageText", "deliver")  # an edit that finds nothing to edit is said anew
_INLINE_CACHE = 60  # seconds for which Telegram may give the same results again


def calls(chat: int, *replies: Reply) -> Iterator[Call]:
    """The calls that show replies in a chat, in order."""
    for reply in replies:
        yield from _calls(chat, reply)


def _calls(chat: int, reply: Reply) -> Iterator[Call]:
    match reply:
        case Say():
            yield from _said(chat, reply)
        case Correct(html, keyboard, to):
            first, *rest = parts(html, _LIMIT)
            yield Call("editMessageText", _message(chat, first, () if rest else keyboard), corrects=to)
            if rest:
                yield from _messages(chat, "\n\n".join(rest), keyboard, 0)
        case Rekey() | Rewrite():
            if reply.message:
                yield _edit(chat, reply)
        case Menu(commands):
            yield Call("setMyCommands" if commands else "deleteMyCommands", {"chat_id": chat, "commands": commands})
        case Acknowledge(press, note):
            yield from _answer_to_press(press, note)
        case Offer():
            yield Call("answerInlineQuery", _offer(reply))
        case Card() | ThreadMessage() | Tell() | Pass() | Deliver():
            yield from _of_request(chat, reply)


def _said(chat: int, say: Say) -> Iterator[Call]:
    every = _messages(chat, say.html, say.keyboard, say.to)
    if say.sharing is None:
        yield from every
        return
    for call in every:
        yield replace(call, payload=call.payload | {"reply_markup": _own_keyboard(say.sharing)})


def in_topic(call: Call, topic: int) -> Call:
    """A call that shows something in the chat where it was asked for, in the topic of its forum."""
    if not topic or call.chat is not None or call.relay or call.method not in _SHOWING:
        return call
    return replace(call, payload=call.payload | {"message_thread_id": topic})


def _answer_to_press(press: str, note: str) -> Iterator[Call]:
    if press:
        yield Call(
            "answerCallbackQuery", {"callback_query_id": press} | ({"text": typographic(note)[:200]} if note else {})
        )


def _edit(chat: int, reply: Rekey | Rewrite) -> Call:
    message = {"chat_id": chat, "message_id": reply.message}
    if isinstance(reply, Rekey):
        return Call("editMessageReplyMarkup", message | {"reply_markup": _markup(reply.keyboard)})
    return Call("editMessageText", _message(chat, next(parts(reply.html, _LIMIT)), reply.keyboard) | message)


def _of_request(chat: int, reply: Card | ThreadMessage | Tell | Pass | Deliver) -> Iterator[Call]:
    match reply:
        case Card():
            yield _card(reply)
        case ThreadMessage(reference, relay, html, keyboard, only, but, inner):
            for call in _messages(only, html, keyboard, 0):
                where = {"chat": only} if only else {"relay": relay}
                yield replace(call, about=reference, but=but, inner=inner, **where)
        case Tell(other, reference, html, keyboard, to):
            for call in _messages(other, html, keyboard, to):
                yield replace(call, chat=other, about=reference)
        case Pass(reference, file, caption, relay, other, but):
            payload = {"chat_id": other, "kind": file.kind, "file": file.id, "caption": caption}
            yield Call("passFile", payload, chat=other or None, relay=relay, about=reference, but=but)
        case Deliver(what, caption, relay, period, content):
            made = {"what": what, "caption": caption, "relay": relay, "period": period, "content": content}
            yield Call("deliver", {"chat_id": chat} | made)


def _card(card: Card) -> Call:
    payload = _message(card.chat, next(parts(card.html, _LIMIT)), card.keyboard)  # one message: it can be edited
    return Call(
        "sendMessage",
        payload,
        about=card.reference,
        card=True,
        anew=card.anew,
        chat=card.chat or None,
        relay="" if card.chat else card.relay,
        topic=card.topic[: constants.ForumTopicLimit.MAX_NAME_LENGTH],
        topic_says=_message(card.chat, card.topic_says, ()) if card.topic_says else None,
        done=card.done,
    )


def _messages(chat: int, html: str, keyboard: Keyboard, to: int) -> Iterator[Call]:
    every = list(parts(html, _LIMIT))
    for position, part in enumerate(every):
        last, first = position == len(every) - 1, position == 0
        yield Call(
            "sendMessage", _message(chat, part, keyboard if last else ()), answers=(to or None) if first else None
        )


def _message(chat: int, html: str, keyboard: Keyboard) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "chat_id": chat,
        "text": typographic(html),
        "parse_mode": constants.ParseMode.HTML,
        "link_preview_options": {"is_disabled": True},
    }
    if keyboard:
        payload["reply_markup"] = _markup(keyboard)
    return payload


def _markup(keyboard: Keyboard) -> dict[str, Any]:
    return {"inline_keyboard": [[_button(button) for button in row] for row in keyboard]}


def _own_keyboard(sharing: Sharing) -> dict[str, Any]:
    """What stands in place of the person's keyboard: one button, which goes once it was used, or what they had."""
    if not sharing.what:
        return {"remove_keyboard": True}
    button = {"text": typographic(sharing.label), f"request_{sharing.what}": True}
    return {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}


def _button(button: Button) -> dict[str, str]:
    does = {"start": button.start} if button.start else {"callback_data": button.data}
    colour = {"style": button.style} if button.style else {}
    return {"text": typographic(button.label)} | does | colour


def _offer(offer: Offer) -> dict[str, Any]:
    results = [
        {
            "type": "article",
            "id": found.id,
            "title": typographic(found.title),
            "description": typographic(found.summary),
            "input_message_content": {
                "message_text": typographic(next(parts(found.html, _LIMIT))),
                "parse_mode": constants.ParseMode.HTML,
                "link_preview_options": {"is_disabled": True},
            },
        }
        for found in offer.found[: constants.InlineQueryLimit.RESULTS]
    ]
    return {
        "inline_query_id": offer.query,
        "results": results,
        "cache_time": _INLINE_CACHE,
        "button": {"text": offer.otherwise, "start_parameter": "inline"},
    }
