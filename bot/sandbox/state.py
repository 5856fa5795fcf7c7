"""The sandbox: what a small Telegram knows, in memory, and the few things that can happen to it."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Literal

from bot.sandbox import shown
from bot.sandbox.bell import Bell
from bot.sandbox.calls import Calls
from bot.sandbox.chats import Change, Chat, Message, Person, Place, Topic
from bot.sandbox.entities import Text
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.files import File, Kind
from bot.sandbox.keyboards import Markup
from bot.sandbox.refusal import Refused, bad_request, forbidden
from bot.sandbox.updates import Updates

TOKEN = "42:sandbox"  # noqa: S105 - the token of a bot that exists nowhere
COMPANY = Person(1001, "Camille (entreprise)", "camille")
RELAY = Person(2001, "Dominique (relais)", "dominique")
COLLEAGUE = Person(2002, "Alix (relais)", "alix_relais")
TEAM = -3001
_ICON = 0x6FB9F0  # https://core.telegram.org/bots/api#createforumtopic
PLACES = (Place(COMPANY.id, COMPANY.first_name, "Entreprise"), Place(RELAY.id, RELAY.first_name, "Relais"))


@dataclass(slots=True)
class Query:
    """A press on a button or an inline search that waits for its answer."""

    id: str
    person: int
    chat: int
    at: float
    answer: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Hook:
    """Where the updates are to be posted."""

    url: str
    secret: str = ""
    max_connections: int = 40


class Sandbox:
    """A small Telegram: one bot under some tokens, persons, chats, and what the bot set.

    ``started``: every person has already written to the bot, so that it may write to them.
    ``privacy``: in groups the bot hears only what is meant for it (Telegram's default).
    ``callback_lifetime``, ``inline_lifetime``: seconds after which a query is too old.
    ``hook_waits``: the waits between tries to reach the webhook; the last one goes on.
    """

    def __init__(
        self,
        *,
        tokens: Iterable[str] = (TOKEN,),
        bot: Person | None = None,
        places: Sequence[Place] = PLACES,
        started: bool = False,
        privacy: bool = True,
        callback_lifetime: float = 30.0,
        inline_lifetime: float = 30.0,
        hook_waits: Sequence[float] = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0),
        hook_timeout: float = 30.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.tokens = frozenset(tokens)
        self.bot = bot or Person(42, "Bac à sable", "sandbox_bot", is_bot=True)
        self.places = tuple(places)
        self.privacy = privacy
        self.callback_lifetime = callback_lifetime
        self.inline_lifetime = inline_lifetime
        self.hook_waits = tuple(hook_waits)
        self.hook_timeout = hook_timeout
        self.clock = clock

        self.lock = threading.RLock()
        self.bell = Bell()
        self.closed = False
        self.calls = Calls()
        self.faults = Faults()
        self.updates = Updates()
        self.poll = 0
        self.hook: Hook | None = None
        self.hook_error: tuple[int, str] | None = None

        self.persons: dict[int, Person] = {self.bot.id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, dict[int, Message]] = {}
        self.topics: dict[int, dict[int, Topic]] = {}
        self.changes: dict[int, list[Change]] = {}
        self.queries: dict[str, Query] = {}
        self.files: dict[str, File] = {}
        self.commands: dict[tuple[str, int, str], tuple[tuple[str, str], ...]] = {}
        self.about: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[int, dict[str, Any]] = {}
        self.last_speaker: dict[int, int] = {}
        self._sequence = count(1)
        self._message_ids: dict[int, count[int]] = {}
        self._numbers = count(7_000_001)

        for person in (COMPANY, RELAY):
            self.meet(person, started=started)
        self.meet(COLLEAGUE, started=False)
        team = frozenset({RELAY.id, COLLEAGUE.id, self.bot.id})
        self.chats[TEAM] = Chat(TEAM, "group", "Relais – équipe", team, admins=frozenset({RELAY.id}))

    # what there is

    def now(self) -> int:
        """The time as Telegram dates messages."""
        return int(self.clock())

    def number(self) -> int:
        """A number never used before, for queries and files."""
        return next(self._numbers)

    def person(self, number: int) -> Person:
        """A person by number."""
        with self.lock:
            found = self.persons.get(number)
        if found is None:
            raise bad_request("user not found")
        return found

    def chat(self, number: int) -> Chat:
        """A chat by number."""
        with self.lock:
            found = self.chats.get(number)
        if found is None:
            raise bad_request("chat not found")
        return found

    def message(self, chat: int, number: int) -> Message | None:
        """A message that stands in a chat."""
        return self.messages.get(chat, {}).get(number)

    def history(self, chat: int, *, by_bot: bool | None = None) -> list[Message]:
        """The messages that stand in a chat, oldest first; the bot's alone or the persons' alone where asked."""
        with self.lock:
            standing = list(self.messages.get(chat, {}).values())
        return [message for message in standing if by_bot is None or (message.sender == self.bot) is by_bot]

    def last(self, chat: int) -> Message:
        """The bot's last message in a chat."""
        return self.history(chat, by_bot=True)[-1]

    def keyboard(self, chat: int) -> Message | None:
        """The message whose keyboard stands in place of the person's in a chat; None where theirs does."""
        bearers = (one for one in reversed(self.history(chat, by_bot=True)) if one.markup.keys or one.markup.removes)
        last = next(bearers, None)
        return last if last is not None and last.markup.keys else None

    def changes_after(self, chat: int, seq: int) -> list[Change]:
        """What happened in a chat after a sequence number."""
        with self.lock:
            changes = self.changes.get(chat, [])
            first = len(changes)
            while first and changes[first - 1].seq > seq:
                first -= 1
            return changes[first:]

    # what can happen

    def meet(self, person: Person, *, started: bool = False) -> Person:
        """A person comes to be, with a chat of their own with the bot."""
        with self.lock:
            self.persons[person.id] = person
            self.chats[person.id] = Chat(
                person.id,
                "private",
                person.first_name,
                frozenset({person.id, self.bot.id}),
                bot="member" if started else "stranger",
                username=person.username,
            )
        return person

    def settle(self, chat: Chat, *, by: Person, **what: Any) -> Chat:
        """A chat becomes another under its number; the bot hears where it concerns its own standing."""
        with self.lock:
            before, after = chat, replace(chat, **what)
            self.chats[chat.id] = after
            old, new = shown.standing(self, before), shown.standing(self, after)
            if old["status"] != new["status"]:
                self.tell(
                    "my_chat_member",
                    chat.id,
                    {
                        "chat": after.shown(),
                        "from": by.shown(),
                        "date": self.now(),
                        "old_chat_member": old,
                        "new_chat_member": new,
                    },
                )
        return after

    def writable(self, number: int) -> Chat:
        """The chat, where the bot may write there."""
        chat = self.chat(number)
        group = chat.kind
        match chat.bot:
            case "stranger":
                raise forbidden("bot can't initiate conversation with a user")
            case "blocked":
                raise forbidden("bot was blocked by the user")
            case "kicked":
                raise forbidden(f"bot was kicked from the {group} chat")
            case "left":
                raise forbidden(f"bot is not a member of the {group} chat")
            case "upgraded":
                raise Refused(
                    400,
                    "Bad Request: group chat was upgraded to a supergroup chat",
                    {"migrate_to_chat_id": chat.migrated_to},
                )
        return chat

    def post(
        self,
        chat: Chat,
        sender: Person,
        text: Text,
        *,
        kind: str = "text",
        extra: dict[str, Any] | None = None,
        markup: Markup | None = None,
        reply_to: int = 0,
        via_bot: bool = False,
        silent: bool = False,
        protected: bool = False,
        topic: int = 0,
    ) -> Message:
        """A message comes to stand in a chat, in a forum in the topic of what it is a reply to."""
        with self.lock:
            # private chats and basic groups share the account's numbers, each supergroup has its own
            numbers = self._message_ids.setdefault(chat.id if chat.kind == "supergroup" else 0, count(1))
            answered = self.message(chat.id, reply_to) if chat.forum and reply_to else None
            message = Message(
                id=next(numbers),
                chat=chat.id,
                sender=sender,
                date=self.now(),
                text=text,
                kind=kind,
                extra=extra or {},
                markup=markup or Markup(),
                reply_to=reply_to,
                via_bot=via_bot,
                silent=silent,
                protected=protected,
                topic=answered.topic if answered is not None and not topic else topic,
            )
            self.messages.setdefault(chat.id, {})[message.id] = message
            self.last_speaker[chat.id] = sender.id
            self._happened("new", chat.id, message)
        return message

    def begin_topic(self, chat: Chat, by: Person, name: str) -> Topic:
        """A topic begins with the message that says so."""
        with self.lock:
            created = {"forum_topic_created": {"name": name, "icon_color": _ICON}}
            first = self.post(chat, by, Text(), kind="service", extra=created)
            topic = Topic(first.id, name)
            self.topics.setdefault(chat.id, {})[topic.id] = topic
            self.change(first, "edited", topic=topic.id)
        return topic

    def close_topic(self, chat: Chat, by: Person, topic: Topic, *, closed: bool) -> None:
        """A topic is closed, or open again."""
        with self.lock:
            self.topics[chat.id][topic.id] = replace(topic, closed=closed)
            said: dict[str, Any] = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
            self.post(chat, by, Text(), kind="service", extra=said, topic=topic.id)

    def change(self, message: Message, kind: Literal["edited", "keyboard"], **what: Any) -> Message:
        """A message becomes another under its number."""
        with self.lock:
            changed = replace(message, **what)
            self.messages[message.chat][message.id] = changed
            self._happened(kind, message.chat, changed)
        return changed

    def delete(self, message: Message) -> None:
        """A message goes."""
        with self.lock:
            del self.messages[message.chat][message.id]
            self._happened("deleted", message.chat, message)

    def act(self, chat: Chat, action: str) -> None:
        """The bot is seen to do something, for example to type."""
        with self.lock:
            self._happened("action", chat.id, None, action)

    def store(self, name: str, content: bytes, mime_type: str, kind: Kind = "document") -> File:
        """A file comes to be known under a number."""
        with self.lock:
            file = File(f"f{self.number()}", name, content, mime_type, kind)
            self.files[file.id] = file
        return file

    def tell(self, kind: str, chat: int, body: dict[str, Any]) -> None:
        """The bot is to hear of something."""
        with self.lock:
            again = self.faults.of_update("duplicate", chat)
            hold = self.faults.of_update("reorder", chat)
            self.updates.add(kind, chat, body, again=again, hold=hold)
        self.bell.ring()

    def show(self, message: Message) -> dict[str, Any]:
        """A message as the Bot API writes it."""
        with self.lock:
            return shown.message(self, message)

    # what a test asks for

    def arm(self, fault: Fault) -> None:
        """A fault strikes from now on."""
        with self.lock:
            self.faults.arm(fault)

    def disarm(self) -> None:
        """No fault strikes any more."""
        with self.lock:
            self.faults.disarm()

    def close(self) -> None:
        """Let everybody who waits go; the server is about to stop."""
        self.closed = True
        self.bell.ring()

    def _happened(
        self,
        kind: Literal["new", "edited", "keyboard", "deleted", "action"],
        chat: int,
        message: Message | None,
        action: str = "",
    ) -> None:
        self.changes.setdefault(chat, []).append(Change(next(self._sequence), kind, chat, message, action))
        self.bell.ring()
