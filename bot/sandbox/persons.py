"""What persons do: write, correct, press, search, block, gather in groups. The page and the tests go through here."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.sandbox import files
from bot.sandbox.chats import Chat, Message, Person, Topic
from bot.sandbox.entities import Text, cleaned, finished
from bot.sandbox.files import LARGEST, Kind
from bot.sandbox.keyboards import Button
from bot.sandbox.parameters import Upload
from bot.sandbox.refusal import bad_request
from bot.sandbox.samples import FILES, SAMPLES, own_contact
from bot.sandbox.state import Query, Sandbox


def say(sandbox: Sandbox, chat: int, text: str, *, by: int | None = None, reply_to: int = 0, topic: int = 0) -> Message:
    """Somebody writes in a chat, in a ``topic`` where asked; in a group its first member where nobody is named."""
    with sandbox.lock:
        place, speaker = _entered(sandbox, chat, by)
        _admitted(sandbox, place, speaker, topic)
        said = finished(cleaned(text))
        if not said.text:
            raise bad_request("message text is empty")
        message = sandbox.post(place, speaker, said, reply_to=reply_to, topic=topic)
        _tell(sandbox, place, message)
    return message


def start(sandbox: Sandbox, chat: int, payload: str = "", *, by: int | None = None) -> Message:
    """Somebody presses Démarrer, or opens a deep link; who had blocked the bot unblocks it."""
    with sandbox.lock:
        if sandbox.chat(chat).bot == "blocked":
            unblock(sandbox, chat)
        return say(sandbox, chat, f"/start {payload}".strip(), by=by)


def edit(sandbox: Sandbox, chat: int, message: int, text: str) -> Message:
    """Somebody corrects what they wrote."""
    with sandbox.lock:
        before = _message(sandbox, chat, message)
        if before.sender == sandbox.bot or before.kind != "text":
            raise bad_request("message can't be edited")
        said = finished(cleaned(text))
        if not said.text:
            raise bad_request("message text is empty")
        after = sandbox.change(before, "edited", text=said, edited=sandbox.now())
        if _heard(sandbox, sandbox.chat(chat), after):
            sandbox.tell("edited_message", chat, sandbox.show(after))
    return after


def send(
    sandbox: Sandbox,
    chat: int,
    what: str,
    *,
    caption: str = "",
    holds: Mapping[str, Any] | None = None,
    by: int | None = None,
    reply_to: int = 0,
) -> Message:
    """Somebody sends a sample: a sticker, voice, photo, document, location or contact.

    ``holds`` are fields of it that are not those of the sample: ``latitude``, ``phone_number``.
    """
    if what in FILES:
        kind, upload = FILES[what]
        return join(sandbox, chat, upload, kind, caption=caption, by=by, reply_to=reply_to)
    if what not in SAMPLES:
        raise bad_request(f"kind: {what!r} is none of {', '.join((*SAMPLES, *FILES))}")
    with sandbox.lock:
        place, speaker = _entered(sandbox, chat, by)
        body = SAMPLES[what](sandbox.number())
        body[what] = body[what] | dict(holds or {})
        message = sandbox.post(place, speaker, finished(cleaned(caption)), kind=what, extra=body, reply_to=reply_to)
        _tell(sandbox, place, message)
    return message


def join(
    sandbox: Sandbox,
    chat: int,
    upload: Upload,
    kind: Kind = "document",
    *,
    caption: str = "",
    by: int | None = None,
    reply_to: int = 0,
    topic: int = 0,
) -> Message:
    """Somebody sends a file of their own, with a caption where there is one."""
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > LARGEST:
        raise bad_request(f"file is too big: {LARGEST} bytes at most")
    with sandbox.lock:
        place, speaker = _entered(sandbox, chat, by)
        _admitted(sandbox, place, speaker, topic)
        file = sandbox.store(upload.name, upload.content, upload.mime_type, kind)
        said, shown = finished(cleaned(caption)), files.shown(file)
        message = sandbox.post(place, speaker, said, kind=kind, extra=shown, reply_to=reply_to, topic=topic)
        _tell(sandbox, place, message)
    return message


def press(
    sandbox: Sandbox,
    chat: int,
    message: int | None = None,
    *,
    label: str | None = None,
    data: str | None = None,
    by: int | None = None,
) -> Query:
    """Somebody presses the button with that label or data, on the last message that has it where none is named."""
    with sandbox.lock:
        place, speaker = _entered(sandbox, chat, by)
        bearer, button = _button(sandbox, place, message, label, data)
        if button.action != "callback_data":
            raise bad_request(f"the button « {button.text} » sends nothing to the bot: it is a {button.action}")
        query = _ask(sandbox, speaker, place.id)
        sandbox.tell(
            "callback_query",
            place.id,
            {
                "id": query.id,
                "from": speaker.shown(),
                "message": sandbox.show(bearer),
                "chat_instance": str(abs(place.id) * 7919),
                "data": button.value,
            },
        )
    return query


def tap(
    sandbox: Sandbox, chat: int, label: str, *, holds: Mapping[str, Any] | None = None, by: int | None = None
) -> Message:
    """Somebody uses a key of the keyboard that the bot put in place of theirs: its text is written, or theirs shared.

    What is shared is a reply to the message that bears the keyboard, as Telegram's own programs send it. ``holds`` are
    fields that are not those of the sample.
    """
    with sandbox.lock:
        bearer = sandbox.keyboard(chat)
        keys = (key for row in bearer.markup.keys for key in row) if bearer is not None else ()
        key = next((key for key in keys if key.text == label), None)
        if bearer is None or key is None:
            raise bad_request(f"no key « {label} » there")
        if not key.shares:
            return say(sandbox, chat, key.text, by=by)
        _, speaker = _entered(sandbox, chat, by)
        shared: dict[str, Any] = own_contact(speaker) if key.shares == "contact" else {}
        return send(sandbox, chat, key.shares, holds=shared | dict(holds or {}), by=by, reply_to=bearer.id)


def search(sandbox: Sandbox, text: str, *, by: int, chat: int | None = None) -> Query:
    """Somebody types « @bot text » in a chat; the bot is asked for results."""
    with sandbox.lock:
        query = _ask(sandbox, sandbox.person(by), by if chat is None else sandbox.chat(chat).id)
        kind = "sender" if query.chat == by else sandbox.chat(query.chat).kind
        sandbox.tell(
            "inline_query",
            by,
            {"id": query.id, "from": sandbox.person(by).shown(), "query": text, "offset": "", "chat_type": kind},
        )
    return query


def choose(sandbox: Sandbox, query: str, result: str) -> Message:
    """Somebody chooses a result of their search, which posts it in the chat."""
    with sandbox.lock:
        asked = sandbox.queries.get(query)
        results = (asked.answer or {}).get("results", ()) if asked else ()
        chosen = next((one for one in results if one.id == result), None)
        if asked is None or chosen is None:
            raise bad_request("result not found")
        chat, speaker = sandbox.chat(asked.chat), sandbox.person(asked.person)
        message = sandbox.post(chat, speaker, chosen.text, markup=chosen.markup, via_bot=True)
        _tell(sandbox, chat, message)
        sandbox.tell("chosen_inline_result", speaker.id, {"result_id": result, "from": speaker.shown(), "query": ""})
    return message


async def answer(sandbox: Sandbox, query: Query, seconds: float = 10.0) -> dict[str, Any] | None:
    """What the bot answered to a press or a search; None where it did not in time."""
    await sandbox.bell.until(lambda: query.answer is not None or sandbox.closed, seconds)
    return query.answer


def block(sandbox: Sandbox, person: int) -> None:
    """Somebody wants to hear no more of the bot."""
    with sandbox.lock:
        sandbox.settle(_private(sandbox, person), bot="blocked", by=sandbox.person(person))


def unblock(sandbox: Sandbox, person: int) -> None:
    """Somebody takes the bot back."""
    with sandbox.lock:
        sandbox.settle(_private(sandbox, person), bot="member", by=sandbox.person(person))


def group(sandbox: Sandbox, title: str, members: Iterable[int], *, with_bot: bool = True) -> Chat:
    """Somebody makes a group; the first member rules it."""
    with sandbox.lock:
        people = [sandbox.person(member) for member in members]
        if not people:
            raise bad_request("members: a group needs one")
        everybody = frozenset(one.id for one in people)
        chat = Chat(-sandbox.number(), "group", title, everybody, admins=frozenset({people[0].id}), bot="left")
        sandbox.chats[chat.id] = chat
        return add(sandbox, chat.id, sandbox.bot.id) if with_bot else chat


def add(sandbox: Sandbox, chat: int, member: int) -> Chat:
    """A member of a group brings somebody in, or the bot."""
    with sandbox.lock:
        place, newcomer = _group(sandbox, chat), sandbox.person(member)
        by = _first_member(sandbox, place)
        what: dict[str, Any] = {"bot": "member"} if newcomer == sandbox.bot else {}
        place = sandbox.settle(place, by=by, members=place.members | {member}, **what)
        _service(sandbox, place, by, {"new_chat_members": [newcomer.shown()]})
    return place


def remove(sandbox: Sandbox, chat: int, member: int) -> Chat:
    """A member of a group goes, or the bot is sent away."""
    with sandbox.lock:
        place, leaver = _group(sandbox, chat), sandbox.person(member)
        by = _first_member(sandbox, place)
        _service(sandbox, place, by, {"left_chat_member": leaver.shown()})
        what: dict[str, Any] = {"bot": "kicked"} if leaver == sandbox.bot else {}
        return sandbox.settle(place, by=by, members=place.members - {member}, **what)


def promote(sandbox: Sandbox, chat: int, *, topics: bool = False) -> Chat:
    """The bot becomes an administrator of a group: it hears everything, may delete, and manage topics where asked."""
    with sandbox.lock:
        place = _group(sandbox, chat)
        by = _first_member(sandbox, place)
        return sandbox.settle(place, bot="administrator", manages_topics=topics, by=by)


def forum(sandbox: Sandbox, chat: int, *, on: bool = True) -> Chat:
    """A group gets topics, for which it becomes a supergroup, or has them no more."""
    with sandbox.lock:
        place = _group(sandbox, chat)
        if place.kind == "group" and on:
            place = migrate(sandbox, chat)
        return sandbox.settle(place, forum=on, by=_first_member(sandbox, place))


def topic(sandbox: Sandbox, chat: int, name: str, *, by: int | None = None) -> Topic:
    """Somebody begins a topic."""
    with sandbox.lock:
        place, speaker = _entered(sandbox, chat, by)
        if not place.forum:
            raise bad_request("the chat is not a forum")
        return sandbox.begin_topic(place, speaker, name)


def migrate(sandbox: Sandbox, chat: int) -> Chat:
    """A group becomes a supergroup under another number; the old one takes no more messages."""
    with sandbox.lock:
        old = _group(sandbox, chat)
        if old.kind != "group" or old.bot == "upgraded":
            raise bad_request("only a basic group can be upgraded")
        by = _first_member(sandbox, old)
        new = Chat(-1_000_000_000_000 - sandbox.number(), "supergroup", old.title, old.members, old.admins, old.bot)
        sandbox.chats[new.id] = new
        _service(sandbox, old, by, {"migrate_to_chat_id": new.id})
        sandbox.chats[old.id] = Chat(
            old.id, old.kind, old.title, old.members, old.admins, "upgraded", migrated_to=new.id
        )
        _service(sandbox, new, by, {"migrate_from_chat_id": old.id})
    return new


def _entered(sandbox: Sandbox, chat: int, by: int | None) -> tuple[Chat, Person]:
    """The chat and who acts in it; whoever acts in their own chat is a stranger to the bot no longer."""
    place = sandbox.chat(chat)
    if place.bot == "blocked":
        raise bad_request("the person has blocked the bot: unblock it first")
    if place.bot == "upgraded":
        raise bad_request(f"the group lives on as {place.migrated_to}")
    if place.bot == "stranger":
        place = sandbox.chats[chat] = Chat(
            place.id, place.kind, place.title, place.members, place.admins, "member", place.username
        )
    speaker = _first_member(sandbox, place) if by is None else sandbox.person(by)
    if speaker.id not in place.members:
        raise bad_request(f"{speaker.first_name} is no member of {place.title}")
    return place, speaker


def _admitted(sandbox: Sandbox, chat: Chat, speaker: Person, topic: int) -> None:
    """Refuse a topic that is not there, or closed to all but administrators."""
    found = sandbox.topics.get(chat.id, {}).get(topic)
    if topic and found is None:
        raise bad_request("message thread not found")
    if found is not None and found.closed and speaker.id not in chat.admins:
        raise bad_request("TOPIC_CLOSED")


def _first_member(sandbox: Sandbox, chat: Chat) -> Person:
    people = sorted((chat.admins & chat.members) or chat.members - {sandbox.bot.id})
    if not people:
        raise bad_request("nobody is left in the group")
    return sandbox.person(people[0])


def _tell(sandbox: Sandbox, chat: Chat, message: Message) -> None:
    if _heard(sandbox, chat, message):
        sandbox.tell("message", chat.id, sandbox.show(message))


def _heard(sandbox: Sandbox, chat: Chat, message: Message) -> bool:
    """Whether the bot hears a message: https://core.telegram.org/bots/features#privacy-mode."""
    if chat.bot not in {"member", "administrator"}:
        return False
    if chat.private or not sandbox.privacy or chat.bot == "administrator" or message.via_bot:
        return True
    answered = sandbox.message(chat.id, message.reply_to)
    if message.kind == "service" or (answered is not None and answered.sender == sandbox.bot):
        return True
    own = f"@{sandbox.bot.username}".lower()
    mentions = (mention.lower() for mention in message.text.parts("mention"))
    commands = (command.lower() for command in message.text.parts("bot_command"))
    return own in mentions or any("@" not in command or command.endswith(own) for command in commands)


def _service(sandbox: Sandbox, chat: Chat, by: Person, what: dict[str, Any]) -> None:
    _tell(sandbox, chat, sandbox.post(chat, by, Text(), kind="service", extra=what))


def _ask(sandbox: Sandbox, person: Person, chat: int) -> Query:
    query = Query(str(sandbox.number()), person.id, chat, sandbox.clock())
    sandbox.queries[query.id] = query
    return query


def _button(
    sandbox: Sandbox, chat: Chat, message: int | None, label: str | None, data: str | None
) -> tuple[Message, Button]:
    bearers = [_message(sandbox, chat.id, message)] if message is not None else sandbox.history(chat.id)[::-1]
    for bearer in bearers:
        for button in (button for row in bearer.markup.rows for button in row):
            if label in {None, button.text} and (
                data is None or (button.action, button.value) == ("callback_data", data)
            ):
                return bearer, button
    raise bad_request(f"no button « {label or data or ''} » there")


def _message(sandbox: Sandbox, chat: int, number: int) -> Message:
    found = sandbox.message(sandbox.chat(chat).id, number)
    if found is None:
        raise bad_request("message not found")
    return found


def _private(sandbox: Sandbox, person: int) -> Chat:
    chat = sandbox.chat(person)
    if not chat.private:
        raise bad_request("only a person blocks the bot; from a group it is removed")
    return chat


def _group(sandbox: Sandbox, chat: int) -> Chat:
    found = sandbox.chat(chat)
    if found.private:
        raise bad_request("this is no group")
    return found
