"""What happened to a request, line by line."""

from collections.abc import Sequence

from bot.chat.buttons import Verb, data
from bot.chat.markup import bold, escape
from bot.chat.replies import Button, ThreadMessage
from bot.knowledge.schema.entries import Knowledge
from bot.knowledge.vocabulary import Result
from bot.language.dates import FRANCE
from bot.requests.card import relay_name, result_said
from bot.requests.model.handover import seen_by, taker_of
from bot.requests.model.request import Intake, Note


def history(knowledge: Knowledge, intake: Intake, notes: Sequence[Note], chat: int) -> ThreadMessage:
    """The history of a request, the oldest line first, under its card in one chat of its relay."""
    head = bold(knowledge.texts.history.title.format(reference=intake.reference))
    lines = [line(knowledge, note) for note in seen_by(intake.relay, notes)] or [escape(knowledge.texts.history.none)]
    add = ((Button(knowledge.texts.note.add, data(Verb.NOTE, intake.reference)),),) if intake.open else ()
    return ThreadMessage(intake.reference, intake.relay, "\n".join([head, *lines]), add, chat)


def line(knowledge: Knowledge, note: Note) -> str:
    """One line of a history, in Telegram's HTML: when, who, what."""
    texts = knowledge.texts
    who = texts.history.side[note.side]
    if note.author and note.side == "relay":
        who = f"{who} ({note.author})"
    what = texts.history.step[note.kind]
    match note.kind:
        case "closed":
            known = next((one for one in Result if one == note.text), None)
            about = result_said(texts, known) if known else ""
        case "transferred" | "returned" | "escalated":
            about = relay_name(knowledge, taker_of(note.text))
        case _:
            about = note.text
    said = f"{who}, {what} : {about}" if about else f"{who}, {what}"
    return f"{note.at.astimezone(FRANCE):%d/%m %H:%M} {escape(said)}"
