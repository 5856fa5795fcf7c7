"""Messages as the Bot API writes them, and as the page reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.chats import Change, Chat, Message
    from bot.sandbox.entities import Text
    from bot.sandbox.state import Sandbox


def message(sandbox: Sandbox, said: Message, *, with_reply: bool = True) -> dict[str, Any]:
    """A message as the Bot API writes it; the message that it answers is shown without its own."""
    body: dict[str, Any] = {
        "message_id": said.id,
        "from": said.sender.shown(),
        "chat": sandbox.chats[said.chat].shown(),
        "date": said.date,
        **said.extra,
    }
    if said.edited:
        body["edit_date"] = said.edited
    if said.text.text:
        key, entities = ("text", "entities") if said.kind == "text" else ("caption", "caption_entities")
        body[key] = said.text.text
        if said.text.entities:
            body[entities] = _entities(sandbox, said.text)
    if said.markup.rows:
        body["reply_markup"] = {"inline_keyboard": [[button.shown() for button in row] for row in said.markup.rows]}
    if said.via_bot:
        body["via_bot"] = sandbox.bot.shown()
    if said.protected:
        body["has_protected_content"] = True
    if said.topic:
        body |= {"message_thread_id": said.topic, "is_topic_message": True}
    to = said.reply_to or (said.topic if said.topic != said.id else 0)  # what is no reply names the topic's beginning
    answered = sandbox.message(said.chat, to) if with_reply and to else None
    if answered is not None:
        body["reply_to_message"] = message(sandbox, answered, with_reply=False)
    return body


def change(sandbox: Sandbox, happened: Change) -> dict[str, Any]:
    """A change as the page reads it."""
    body: dict[str, Any] = {"seq": happened.seq, "kind": happened.kind, "chat": happened.chat}
    if happened.action:
        body["action"] = happened.action
    if (said := happened.message) is not None:
        body["message_id"] = said.id
        if happened.kind != "deleted":
            body["message"] = message(sandbox, said) | {
                "by_bot": said.sender == sandbox.bot,
                "kind": said.kind,
                "silent": said.silent,
                "force_reply": said.markup.force_reply,
                "placeholder": said.markup.placeholder,
                "keyboard": [[{"text": key.text, "shares": key.shares} for key in row] for row in said.markup.keys],
                "topic": topic.name if (topic := sandbox.topics.get(said.chat, {}).get(said.topic)) else "",
                "one_time_keyboard": said.markup.once,
                "remove_keyboard": said.markup.removes,
            }
    return body


def chat(sandbox: Sandbox, one: Chat) -> dict[str, Any]:
    """A chat as the page reads it."""
    return one.shown() | {
        "name": one.title,
        "bot": one.bot,
        "members": [sandbox.persons[number].shown() for number in sorted(one.members)],
        "migrated_to": one.migrated_to or None,
        "topics": [
            {"id": topic.id, "name": topic.name, "closed": topic.closed}
            for topic in sandbox.topics.get(one.id, {}).values()
        ],
    }


def member(sandbox: Sandbox, one: Chat, user: int) -> dict[str, Any]:
    """How somebody stands in a chat, as the Bot API writes it."""
    if user == sandbox.bot.id:
        return standing(sandbox, one)
    body: dict[str, Any] = {"user": sandbox.persons[user].shown()}
    if user not in one.members:
        return body | {"status": "left"}
    if user in one.admins:
        return body | {"status": "creator", "is_anonymous": False}
    return body | {"status": "member"}


def standing(sandbox: Sandbox, one: Chat) -> dict[str, Any]:
    """How the bot stands in a chat, as the Bot API writes it."""
    body: dict[str, Any] = {"user": sandbox.bot.shown()}
    match one.bot:
        case "blocked" | "kicked":
            return body | {"status": "kicked", "until_date": 0}
        case "left" | "upgraded":
            return body | {"status": "left"}
        case "administrator":
            return (
                body
                | {"status": "administrator", "can_be_edited": False, "is_anonymous": False}
                | dict.fromkeys(_RIGHTS, True)
                | ({"can_manage_topics": one.manages_topics} if one.kind == "supergroup" else {})
            )
    return body | {"status": "member"}


_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def _entities(sandbox: Sandbox, text: Text) -> list[dict[str, Any]]:
    shown = []
    for entity in text.entities:
        body = entity.shown()
        if entity.user:
            known = sandbox.persons.get(entity.user)
            body["user"] = known.shown() if known else {"id": entity.user, "is_bot": False, "first_name": ""}
        shown.append(body)
    return shown
