"""Answers to presses and to inline searches: once, and in time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram.constants import CallbackQueryLimit, InlineQueryLimit, InlineQueryResultLimit, MessageLimit

from bot.sandbox import keyboards
from bot.sandbox.entities import Text, length
from bot.sandbox.keyboards import Markup
from bot.sandbox.methods import given
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusal import bad_request
from bot.sandbox.state import Query, Sandbox


@dataclass(frozen=True, slots=True)
class Result:
    """A result of an inline search: what the list shows, and what choosing it posts."""

    id: str
    title: str
    description: str
    text: Text
    markup: Markup

    def shown(self) -> dict[str, str]:
        """As the page reads it."""
        return {"id": self.id, "title": self.title, "description": self.description}


def answer_callback_query(sandbox: Sandbox, parameters: Parameters) -> bool:
    """True; the person sees that the press arrived."""
    text = parameters.text("text")
    if len(text) > CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    query = _open(sandbox, parameters, "callback_query_id", sandbox.callback_lifetime)
    query.answer = {
        "text": text,
        "show_alert": parameters.flag("show_alert"),
        "url": parameters.text("url"),
    }
    sandbox.bell.ring()
    return True


def answer_inline_query(sandbox: Sandbox, parameters: Parameters) -> bool:
    """True; the person sees the results."""
    given_results = parameters.structure("results", "inline query results")
    if not isinstance(given_results, list):
        raise bad_request("expected an Array of inline query results")
    if len(given_results) > InlineQueryLimit.RESULTS:
        raise bad_request("too many inline query results specified")
    results = [_result(one) for one in given_results]
    if len({result.id for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len(parameters.text("next_offset").encode()) > InlineQueryLimit.MAX_OFFSET_LENGTH:
        raise bad_request("NEXT_OFFSET_INVALID")
    query = _open(sandbox, parameters, "inline_query_id", sandbox.inline_lifetime)
    query.answer = {"results": results, "next_offset": parameters.text("next_offset")}
    sandbox.bell.ring()
    return True


def _open(sandbox: Sandbox, parameters: Parameters, name: str, lifetime: float) -> Query:
    query = sandbox.queries.get(parameters.text(name))
    if query is None or query.answer is not None or sandbox.clock() - query.at > lifetime:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    return query


def _result(one: Any) -> Result:
    if not isinstance(one, Mapping):
        raise bad_request("can't parse inline query result: Inline query result must be an object")
    for field in ("type", "id"):
        if not isinstance(one.get(field), str):
            raise bad_request(f"can't parse inline query result: Can't find field \"{field}\"")
    if one["type"] != "article":
        raise bad_request(
            f'can\'t parse inline query result: type "{one["type"]}" is unsupported for the inline query result'
        )
    number = one["id"]
    if not InlineQueryResultLimit.MIN_ID_LENGTH <= len(number.encode()) <= InlineQueryResultLimit.MAX_ID_LENGTH:
        raise bad_request("RESULT_ID_INVALID")
    title, content = str(one.get("title") or ""), one.get("input_message_content")
    if not title:
        raise bad_request("can't parse inline query result: Can't find field \"title\"")
    if not isinstance(content, Mapping):
        raise bad_request("can't parse inline query result: Can't find field \"input_message_content\"")
    said = given.formatted(
        str(content.get("message_text") or ""), str(content.get("parse_mode") or ""), content.get("entities")
    )
    if not said.text:
        raise bad_request("message text is empty")
    if length(said.text) > MessageLimit.MAX_TEXT_LENGTH:
        raise bad_request("message is too long")
    return Result(number, title, str(one.get("description") or ""), said, keyboards.markup(one.get("reply_markup")))
