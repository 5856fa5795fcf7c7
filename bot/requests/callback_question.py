"""Whether somebody called the company: the question, where its relay has no button to tell, and what the buttons hold.

A question is about one wait: what is pressed after the request was handed on or reopened tells nothing of the new one.
"""

from collections.abc import Sequence

from bot.chat.buttons import Verb, data
from bot.chat.replies import Button, Keyboard, rows
from bot.knowledge.schema.texts import Texts
from bot.requests.model.reminders import ANEW
from bot.requests.model.request import Intake, Note


def yes(texts: Texts, intake: Intake, notes: Sequence[Note]) -> Keyboard:
    """The button by which the company says that it was called."""
    return ((Button(texts.notice.called_yes, data(Verb.CALLED, intake.reference, _wait(notes))),),)


def yes_or_no(texts: Texts, intake: Intake, notes: Sequence[Note]) -> Keyboard:
    """Both buttons."""
    no = Button(texts.notice.called_no, data(Verb.UNCALLED, intake.reference, _wait(notes)))
    return rows([yes(texts, intake, notes)[0][0], no], 2)


def holds(data: str, notes: Sequence[Note]) -> bool:
    """Tell whether what a button holds beside the reference is about the wait of the moment."""
    return data == _wait(notes)


def _wait(notes: Sequence[Note]) -> str:
    return str(sum(note.kind in ANEW for note in notes))
