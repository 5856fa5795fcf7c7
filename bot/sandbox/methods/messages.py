"""Messages: sent, edited, taken back."""

from typing import Any

from telegram.constants import ChatAction

from bot.sandbox.methods import given
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusal import bad_request
from bot.sandbox.state import Sandbox

_TWO_DAYS = 48 * 3600  # https://core.telegram.org/bots/api#deletemessage


def send_message(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """The message that stands in the chat now."""
    text = given.text(parameters)
    markup = given.reply_markup(parameters)
    chat = given.writable_chat(sandbox, parameters)
    given.fits(markup, chat)
    message = sandbox.post(
        chat,
        sandbox.bot,
        text,
        markup=markup,
        reply_to=given.reply_to(sandbox, parameters, chat),
        silent=parameters.flag("disable_notification"),
        protected=parameters.flag("protect_content"),
        topic=given.topic(sandbox, parameters, chat),
    )
    return sandbox.show(message)


def edit_message_text(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """The message as it became; without a markup it loses its buttons, as in Telegram."""
    text = given.text(parameters)
    markup = given.reply_markup(parameters)
    chat = given.writable_chat(sandbox, parameters)
    message = given.own_message(sandbox, parameters, chat)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    if (message.text, message.markup.rows) == (text, markup.rows):
        raise _not_modified()
    return sandbox.show(sandbox.change(message, "edited", text=text, markup=markup, edited=sandbox.now()))


def edit_message_reply_markup(sandbox: Sandbox, parameters: Parameters) -> dict[str, Any]:
    """The message with the buttons that stand under it now."""
    markup = given.reply_markup(parameters)
    chat = given.writable_chat(sandbox, parameters)
    message = given.own_message(sandbox, parameters, chat)
    if message.markup.rows == markup.rows:
        raise _not_modified()
    return sandbox.show(sandbox.change(message, "keyboard", markup=markup, edited=sandbox.now()))


def delete_message(sandbox: Sandbox, parameters: Parameters) -> bool:
    """True; the message is gone."""
    chat = given.chat(sandbox, parameters)
    message = sandbox.message(chat.id, given.message_number(parameters))
    if message is None:
        raise bad_request("message to delete not found")
    own = message.sender == sandbox.bot
    if not own and not chat.private and chat.bot != "administrator":
        raise bad_request("message can't be deleted")
    if sandbox.now() - message.date > _TWO_DAYS:
        raise bad_request("message can't be deleted for everyone")
    sandbox.delete(message)
    return True


def send_chat_action(sandbox: Sandbox, parameters: Parameters) -> bool:
    """True; the person sees that the bot is at work."""
    action = parameters.text("action").lower()
    if action not in set(ChatAction):
        raise bad_request("wrong parameter action in request")
    sandbox.act(given.writable_chat(sandbox, parameters), action)
    return True


def _not_modified() -> Exception:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same as a current "
        "content and reply markup of the message"
    )
