"""What a bot puts under a message, or in place of a person's keyboard: buttons, checked as Telegram checks them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from telegram.constants import InlineKeyboardButtonLimit, InlineKeyboardMarkupLimit

from bot.sandbox.markup import link
from bot.sandbox.refusal import bad_request

_OTHER_ACTIONS = (
    "copy_text",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "web_app",
    "login_url",
    "callback_game",
    "pay",
)

_SHARED: tuple[Literal["contact", "location"], ...] = ("contact", "location")
_OTHER_KEYS = ("request_users", "request_chat", "request_poll", "web_app")
_STYLES = ("", "primary", "success", "danger")  # https://core.telegram.org/bots/api#inlinekeyboardbutton


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: what it says, what it does (``callback_data``, ``url``, …) and with what, in which colour."""

    text: str
    action: str
    value: Any
    style: str = ""

    def shown(self) -> dict[str, Any]:
        """As the Bot API writes it."""
        return {"text": self.text, self.action: self.value} | ({"style": self.style} if self.style else {})


@dataclass(frozen=True, slots=True)
class Key:
    """A button in place of the keyboard: it writes its text, or ``shares`` a contact or a location."""

    text: str
    shares: Literal["", "contact", "location"] = ""


Rows = tuple[tuple[Button, ...], ...]
Keys = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True)
class Markup:
    """What a bot put under a message: inline rows, or a request to answer; or what stands in place of the keyboard.

    ``once``: the keyboard goes when one of its ``keys`` was used; with ``removes`` it goes at once.
    """

    rows: Rows = ()
    force_reply: bool = False
    placeholder: str = ""
    keys: Keys = ()
    once: bool = False
    removes: bool = False


def markup(value: Any) -> Markup:
    """The markup that a parameter ``reply_markup`` stands for."""
    if value is None or value == "":
        return Markup()
    if not isinstance(value, Mapping):
        raise bad_request("object expected as reply markup")
    if value.get("keyboard") is not None:
        return Markup(
            keys=_keys(value["keyboard"]),
            once=value.get("one_time_keyboard") is True,
            placeholder=str(value.get("input_field_placeholder") or ""),
        )
    if value.get("remove_keyboard") is True:
        return Markup(removes=True)
    rows = value.get("inline_keyboard")
    if rows is not None and not isinstance(rows, Sequence):
        raise bad_request('field "inline_keyboard" must be of type Array')
    inline = tuple(_row(row) for row in rows or ())
    if sum(map(len, inline)) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER or any(
        len(row) > InlineKeyboardMarkupLimit.BUTTONS_PER_ROW for row in inline
    ):
        raise bad_request("reply markup is too long")
    return Markup(
        tuple(row for row in inline if row),
        force_reply=value.get("force_reply") is True,
        placeholder=str(value.get("input_field_placeholder") or ""),
    )


def _keys(rows: Any) -> Keys:
    if isinstance(rows, str) or not isinstance(rows, Sequence):
        raise bad_request('field "keyboard" of the ReplyKeyboardMarkup must be of type Array')
    if any(isinstance(row, str) or not isinstance(row, Sequence) for row in rows):
        raise bad_request('field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays')
    if not (keys := tuple(tuple(_key(one) for one in row) for row in rows if row)):
        raise bad_request("reply keyboard markup must contain at least one button")
    return keys


def _key(key: Any) -> Key:
    prefix = "can't parse keyboard button:"
    if isinstance(key, Mapping) and "text" not in key:
        raise bad_request(f'{prefix} Can\'t find field "text"')
    text = key["text"] if isinstance(key, Mapping) else key
    if not isinstance(text, str):
        raise bad_request(f"{prefix} KeyboardButton must be a String or an Object")
    if not text.strip():
        raise bad_request(f'{prefix} Field "text" must be non-empty')
    if not isinstance(key, Mapping):
        return Key(text)
    shares = [what for what in _SHARED if key.get(f"request_{what}") is True]
    if len(shares) > 1 or any(key.get(other) is not None for other in _OTHER_KEYS):
        raise bad_request(f"{prefix} the sandbox knows texts, request_contact and request_location, one of them")
    return Key(text, shares[0] if shares else "")


def _row(row: Any) -> tuple[Button, ...]:
    if isinstance(row, str) or not isinstance(row, Sequence):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    return tuple(_button(button) for button in row)


def _button(button: Any) -> Button:
    prefix = "can't parse inline keyboard button:"
    if not isinstance(button, Mapping):
        raise bad_request(f"{prefix} InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise bad_request(f'{prefix} Can\'t find field "text"')
    text = button["text"]
    if not isinstance(text, str):
        raise bad_request(f'{prefix} Field "text" must be of type String')
    if not text.strip():
        raise bad_request(f'{prefix} Field "text" must be non-empty')
    if url := button.get("url"):
        return Button(text, "url", _address(str(url)))
    style = button.get("style") or ""
    if style not in _STYLES:
        raise bad_request(f'{prefix} button style "{style}" is unknown')
    if data := button.get("callback_data"):
        return Button(text, "callback_data", _data(data), style)
    for action in _OTHER_ACTIONS:
        if button.get(action) is not None:
            return Button(text, action, button[action])
    raise bad_request(f"{prefix} Text buttons are unallowed in the inline keyboard")


def _data(data: Any) -> str:
    if not isinstance(data, str):
        raise bad_request('can\'t parse inline keyboard button: Field "callback_data" must be of type String')
    if len(data.encode()) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    return data


def _address(url: str) -> str:
    found = link(url)
    if found:
        return found
    why = (
        "Unsupported URL protocol" if "://" in url and not url.startswith(("http://", "https://")) else "Wrong HTTP URL"
    )
    raise bad_request(f"inline keyboard button URL '{url}' is invalid: {why}")
