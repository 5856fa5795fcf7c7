"""What an update of Telegram means to the dialogue."""

import re
from dataclasses import replace
from typing import Any

import pytest
from telegram import Update

from bot.chat.events import Attached, Commanded, Event, Left, Moved, Pressed, Said, Searched
from bot.chat.people import NOBODY, File, Member
from bot.knowledge.areas import Position
from bot.telegram.incoming import UPDATES, Incoming, incoming

Body = dict[str, Any]

BOT = {"id": 42, "is_bot": True, "first_name": "Clausette", "username": "Clausette_bot"}
CAMILLE = {"id": 1001, "is_bot": False, "first_name": "Camille"}
OTHER_BOT = {"id": 43, "is_bot": True, "first_name": "Autre", "username": "autre_bot"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "Camille"}
GROUP = {"id": -3001, "type": "group", "title": "Chantier"}
SUPERGROUP = {"id": -1003001, "type": "supergroup", "title": "Chantier"}
FILE = {"file_id": "f", "file_unique_id": "u"}
POLL = {
    "id": "1",
    "question": "?",
    "options": [],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
ENTITIES = {"bot_command": r"(?<!\S)/\w+(@\w+)?", "mention": r"(?<!\S)@\w+"}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


_CARD = "Claude +33500000000"
_HERE = Position(46.3, -0.4)
_MAP = "https://www.openstreetmap.org/?mlat=46.30000&mlon=-0.40000"


def _message(text: str | None = None, chat: Body | None = None, **more: object) -> Body:
    """A message as Telegram writes it, with the entities that Telegram finds in a text."""
    message = {"message_id": 31, "date": 1_795_000_000, "chat": chat or PRIVATE, "from": CAMILLE} | more
    if text is not None:
        found = sorted(
            (match.start(), kind, match) for kind, form in ENTITIES.items() for match in re.finditer(form, text)
        )
        message["text"] = text
        message["entities"] = [
            {"type": kind, "offset": _units(text[:start]), "length": _units(match.group())}
            for start, kind, match in found
        ]
    return message


def _of_bot(chat: Body) -> Body:
    return _message("Une réponse", chat, message_id=30, **{"from": BOT})


def _whole(kind: str, body: Body) -> Event | None:
    update = Update.de_json({"update_id": 7, kind: body}, None)
    found = incoming(update, 42, "Clausette_bot")
    assert found is None or (isinstance(found, Incoming) and found.update_id == 7)
    return found.event if found else None


def _event(kind: str, body: Body) -> Event | None:
    """What an event says, whoever says it."""
    event = _whole(kind, body)
    if isinstance(event, Attached):
        return replace(event, by=NOBODY, message=0)  # each of them has the number 31
    return replace(event, by=NOBODY) if isinstance(event, Said | Commanded | Pressed) else event


@pytest.mark.parametrize(
    ("message", "event"),
    [
        # a private chat: everything that is written is meant for the bot
        (_message("je peux compter un apprenti ?"), Said("je peux compter un apprenti ?", 31)),
        (_message("🙂"), Said("🙂", 31)),
        (_message(" \n "), Said(" \n ", 31)),
        (_message("voir /aide"), Said("voir /aide", 31)),
        (_message("@Clausette_bot art 14"), Said("@Clausette_bot art 14", 31)),
        (_message("art 14", reply_to_message=_of_bot(PRIVATE)), Said("art 14", 31, answers=30)),
        (_message("art 14", reply_to_message=_message("bonjour")), Said("art 14", 31)),
        (_message("d'accord", reply_to_message=_of_bot(PRIVATE) | {"text": "Demande CL-7K3F : un mot du relais"}),
         Said("d'accord", 31, answers=30, named="CL-7K3F")),
        (_message("d'accord", reply_to_message=_of_bot(PRIVATE) | {"text": "Vos demandes : CL-7K3F, CL-9XWM"}),
         Said("d'accord", 31, answers=30)),
        (_message("d'accord", reply_to_message=_message("CL-7K3F")), Said("d'accord", 31)),
        # commands
        (_message("/start"), Commanded("start")),
        (_message("/start public_deld"), Commanded("start", "public_deld")),
        (_message("/START"), Commanded("start")),
        (_message("/relais  Niort "), Commanded("relais", "Niort")),
        (_message("/relais\nNiort"), Commanded("relais", "Niort")),
        (_message("/aide@Clausette_bot"), Commanded("aide")),
        (_message("/aide@clausette_BOT les heures"), Commanded("aide", "les heures")),
        (_message("/aide 🙂 « été »"), Commanded("aide", "🙂 « été »")),
        (_message("/inconnue"), Commanded("inconnue")),
        (_message("/aide@autre_bot"), Said("/aide@autre_bot", 31)),  # in private nobody else is there to answer
        # what is not text
        (_message(sticker=FILE | {"width": 1, "height": 1, "is_animated": False, "is_video": False, "type": "regular"}),
         Attached("sticker")),
        (_message(dice={"emoji": "🎲", "value": 3}), Attached("sticker")),
        (_message(voice=FILE | {"duration": 4}), Attached("voice", File("voice", "f"))),
        (_message(audio=FILE | {"duration": 4}), Attached("voice", File("audio", "f"))),
        (_message(video_note=FILE | {"duration": 4, "length": 100}), Attached("voice", File("video_note", "f"))),
        (_message(photo=[FILE | {"width": 1, "height": 1}]), Attached("photo", File("photo", "f"))),
        (_message(photo=[FILE | {"width": 1, "height": 1}], caption="la clause"),
         Attached("photo", File("photo", "f"), "la clause")),
        (_message(video=FILE | {"duration": 4, "width": 1, "height": 1}), Attached("photo", File("video", "f"))),
        (_message(animation=FILE | {"duration": 4, "width": 1, "height": 1}, document=FILE), Attached("photo")),
        (_message(document=FILE), Attached("file", File("document", "f"))),
        (_message(document=FILE | {"file_name": "DCE.pdf"}), Attached("file", File("document", "f", "DCE.pdf"))),
        (_message(location={"latitude": 46.3, "longitude": -0.4}), Attached("location", says=_MAP, position=_HERE)),
        (_message(location={"latitude": 46, "longitude": 1e300}), Attached("location")),
        (_message(venue={"location": {"latitude": 46.3, "longitude": -0.4}, "title": "Mairie", "address": "Niort"},
                  location={"latitude": 46.3, "longitude": -0.4}), Attached("location", says=_MAP, position=_HERE)),
        (_message(contact={"phone_number": "+33500000000", "first_name": "Claude"}),
         Attached("contact", phone="+33500000000", says=_CARD, name="Claude")),
        (_message(contact={"phone_number": "33500000000", "first_name": "Claude", "last_name": "Roy", "user_id": 8}),
         Attached("contact", phone="+33500000000", says=_CARD, name="Claude Roy")),
        (_message(contact={"phone_number": "0500000000", "first_name": "Claude"}),
         Attached("contact", phone="0500000000", says="Claude 0500000000", name="Claude")),
        (_message(photo=[FILE | {"width": 1, "height": 1}], media_group_id="a1"),
         Attached("photo", File("photo", "f"), album="a1")),
        (_message(poll=POLL),
         Attached("other")),
        # a group: the bot answers who names it, or replies to it
        (_message("bonjour à tous", GROUP), None),
        (_message("@autre_bot art 14", GROUP), None),
        (_message("@Clausette_bot art 14", GROUP), Said("art 14", 31)),
        (_message("dis, @CLAUSETTE_bot, art 14 ?", GROUP), Said("dis,  , art 14 ?", 31)),
        (_message("🙂 @Clausette_bot", SUPERGROUP), Said("🙂", 31)),
        (_message("@Clausette_bot", GROUP), Said("", 31)),
        (_message("@Clausette_bot", GROUP, reply_to_message=_message("un CDD ?", GROUP)), Said("un CDD ?", 31)),
        (_message("@Clausette_bot art 14", GROUP, is_automatic_forward=True), None),  # a channel's post
        (_message("et un CDD ?", GROUP, reply_to_message=_of_bot(GROUP)), Said("et un CDD ?", 31, answers=30)),
        (_message("d'accord", GROUP, reply_to_message=_message("bonjour", GROUP)), None),
        (_message("/aide@Clausette_bot", GROUP), Commanded("aide")),
        (_message("/aide", GROUP), Commanded("aide")),
        (_message("/aide@autre_bot", GROUP), None),
        (_message("/bannir", GROUP), None),  # no command of ours: another bot's
        (_message("/bannir@Clausette_bot", GROUP), Commanded("bannir")),
        (_message(document=FILE, chat=GROUP), None),
        (_message(document=FILE, chat=GROUP, reply_to_message=_of_bot(GROUP)),
         Attached("file", File("document", "f"), answers=30)),
        (_message(sticker=FILE | {"width": 1, "height": 1, "is_animated": False, "is_video": False, "type": "regular"},
                  chat=GROUP, reply_to_message=_of_bot(GROUP)), None),
        (_message("@Clausette_bot art 14", GROUP, sender_chat=GROUP, **{"from": OTHER_BOT}), Said("art 14", 31)),
        # what nobody wrote, or another program
        (_message("art 14", **{"from": OTHER_BOT}), None),
        (_message("@Clausette_bot art 14", GROUP, **{"from": OTHER_BOT}), None),
        (_message("Une réponse de l'assistante", via_bot=BOT), None),  # chosen from an inline search of ours
        (_message("Une image d'ailleurs", via_bot=OTHER_BOT), Said("Une image d'ailleurs", 31)),
        (_message(chat=GROUP, new_chat_members=[CAMILLE]), None),
        (_message(chat=GROUP, left_chat_member=CAMILLE), None),
        (_message(chat=GROUP, new_chat_title="Chantier 2"), None),
        (_message(chat=GROUP, migrate_to_chat_id=-100), Moved(-100)),
        (_message(chat=SUPERGROUP, migrate_from_chat_id=-3001), None),
        (_message(chat=GROUP, pinned_message=_message("bonjour", GROUP)), None),
        (_message(message_auto_delete_timer_changed={"message_auto_delete_time": 60}), None),
    ],
)  # fmt: skip
def test_a_message_means(message, event):
    assert _event("message", message) == event


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ({"message_thread_id": 7, "is_topic_message": True}, 7),
        ({"message_thread_id": 7}, 0),  # a thread of replies
        ({}, 0),
    ],
)
def test_a_message_stands_in_its_topic(said, topic):
    message = _message("@Clausette_bot art 14", SUPERGROUP, **said)
    found = incoming(Update.de_json({"update_id": 1, "message": message}, None), 42, "Clausette_bot")
    assert found is not None
    assert found.topic == topic


IN_TOPIC: Body = {"message_thread_id": 7, "is_topic_message": True}
BEGINNING: Body = {
    "message_id": 7, "date": 1, "chat": SUPERGROUP, "from": {"id": 42, "is_bot": True, "first_name": "Clausette"},
    "forum_topic_created": {"name": "CL-7K3F", "icon_color": 1},
}  # fmt: skip
COLLEAGUE: Body = {
    "message_id": 9,
    "date": 1,
    "chat": SUPERGROUP,
    "from": {"id": 8, "is_bot": False, "first_name": "Zoé"},
    "text": "Qui s'en charge ?",
}


@pytest.mark.parametrize(
    ("more", "topic", "answers"),
    [
        (IN_TOPIC, 7, 0),
        (IN_TOPIC | {"reply_to_message": BEGINNING}, 7, 0),  # as Telegram writes what is no reply
        (IN_TOPIC | {"reply_to_message": BEGINNING | {"message_id": 8, "forum_topic_created": None}}, 0, 8),
    ],
)
def test_what_is_written_to_nobody_in_a_topic_is_overheard(more, topic, answers):
    message = _message("d'accord", SUPERGROUP | {"is_forum": True}, **more)
    found = incoming(Update.de_json({"update_id": 1, "message": message}, None), 42, "Clausette_bot")
    assert found is not None
    assert isinstance(found.event, Said)
    assert (found.event.topic, found.event.answers, found.overheard, found.forum) == (topic, answers, bool(topic), True)


def test_that_a_group_has_topics_shows_in_a_press_and_where_the_bot_is_made_an_administrator():
    forum, person = SUPERGROUP | {"is_forum": True}, {"id": 8, "is_bot": False, "first_name": "Zoé"}
    bearer = {"message_id": 9, "date": 1, "chat": forum}
    pressed = {"id": "p", "from": person, "chat_instance": "1", "data": "k:take:CL-7K3F", "message": bearer}
    bot = {"user": {"id": 42, "is_bot": True, "first_name": "Clausette"}, "status": "member"}
    changed = {"chat": forum, "from": person, "date": 1, "old_chat_member": bot, "new_chat_member": bot}
    for kind, body in (("callback_query", pressed), ("my_chat_member", changed)):
        found = incoming(Update.de_json({"update_id": 1, kind: body}, None), 42, "Clausette_bot")
        assert found is not None
        assert found.forum


@pytest.mark.parametrize("more", [{}, {"message_thread_id": 7}, IN_TOPIC | {"reply_to_message": COLLEAGUE}])
def test_what_colleagues_say_elsewhere_or_to_each_other_is_not_heard(more):
    message = _message("d'accord", SUPERGROUP, **more)
    assert incoming(Update.de_json({"update_id": 1, "message": message}, None), 42, "Clausette_bot") is None


@pytest.mark.parametrize(
    ("message", "event"),
    [
        (_message("un CDD ?", edit_date=1_795_000_060), Said("un CDD ?", 31, edited=True)),
        (_message("@Clausette_bot un CDD ?", GROUP, edit_date=1), Said("un CDD ?", 31, edited=True)),
        (_message("un CDD ?", GROUP, edit_date=1), None),
        (_message("/start", edit_date=1), None),  # a command was done when it was given
        (_message(location={"latitude": 46.3, "longitude": -0.4}, edit_date=1), None),  # one that moves
        (_message(photo=[FILE | {"width": 1, "height": 1}], caption="la clause", edit_date=1), None),
    ],
)
def test_a_corrected_message_means(message, event):
    assert _event("edited_message", message) == event


_RIGHTS = dict.fromkeys(
    ("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
     "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
     "can_edit_stories", "can_delete_stories"), False,
)  # fmt: skip
PRESS = {"id": "99", "from": CAMILLE, "chat_instance": "1"}


@pytest.mark.parametrize(
    ("press", "chat", "event"),
    [
        (PRESS | {"data": "e:faq/apprenti", "message": _of_bot(PRIVATE)}, 1001, Pressed("e:faq/apprenti", 30, "99")),
        (PRESS | {"data": "n", "message": _of_bot(GROUP)}, -3001, Pressed("n", 30, "99")),
        (PRESS | {"data": "n", "message": {"chat": GROUP, "message_id": 5, "date": 0}}, -3001, Pressed("n", 5, "99")),
        (PRESS | {"data": "n", "inline_message_id": "i"}, 1001, Pressed("n", 0, "99")),
        (PRESS | {"game_short_name": "g", "message": _of_bot(PRIVATE)}, 1001, Pressed("", 30, "99")),
    ],
)
def test_a_press_means_its_data_and_belongs_to_the_chat_of_its_message(press, chat, event):
    found = incoming(Update.de_json({"update_id": 7, "callback_query": press}, None), 42, "Clausette_bot")
    assert found is not None
    assert (found.update_id, found.chat, found.event) == (7, chat, replace(event, by=Member(1001, "Camille")))


@pytest.mark.parametrize(
    ("chat", "before", "after", "event"),
    [
        (PRIVATE, "member", "kicked", Left()),
        (PRIVATE, "kicked", "member", Left(back=True)),
        (GROUP, "member", "left", Left()),
        (GROUP, "left", "administrator", Left(back=True)),
    ],
)
def test_whether_the_bot_may_write_to_a_chat(chat, before, after, event):
    def member(status: str) -> Body:
        more = {"until_date": 0} if status == "kicked" else _RIGHTS if status == "administrator" else {}
        return {"status": status, "user": BOT} | more

    change = {"chat": chat, "from": CAMILLE, "date": 1, "old_chat_member": member(before)}
    assert _event("my_chat_member", change | {"new_chat_member": member(after)}) == event


def test_who_writes_presses_or_commands_is_known_by_number_and_first_name():
    for message in (_message("art 14"), _message("/aide"), _message(document=FILE)):
        event = _whole("message", message)
        assert isinstance(event, Said | Commanded | Attached)
        assert event.by == Member(1001, "Camille")


def test_an_inline_search_belongs_to_the_person_who_searches():
    query = {"id": "99", "from": CAMILLE, "query": "art 14", "offset": ""}
    found = incoming(Update.de_json({"update_id": 7, "inline_query": query}, None), 42, "Clausette_bot")
    assert found == Incoming(7, 1001, Searched("art 14", "99"))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("channel_post", _message("annonce", {"id": -100, "type": "channel", "title": "Annonces"})),
        ("chosen_inline_result", {"result_id": "1", "from": CAMILLE, "query": ""}),
        ("poll", POLL),
    ],
)  # fmt: skip
def test_what_we_do_not_ask_for_means_nothing(kind, body):
    assert kind not in UPDATES
    assert _event(kind, body) is None
