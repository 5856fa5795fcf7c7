"""People who talk to the bot and never learn that it dies: each does one thing after another until the show is over."""

import asyncio
import re
from dataclasses import dataclass, field
from itertools import count, cycle

from bot.knowledge.schema.texts import Texts
from bot.sandbox import Person, Sandbox, persons
from bot.sandbox.chats import Message
from tests.crash.harness import Actor, Stage
from tests.e2e.people import plain

QUESTIONS = (
    "art 14",
    "je peux compter un apprenti ?",
    "c'est quoi un GEIQ",
    "merci",
    "un senior ça compte ?",
    "bonjour",
)
RELAY = "relay/niort-agglo-cellule-clauses"
REFERENCE = re.compile(r"CL-[2-9A-Z]{4,5}")
_NUMBERS = count(5001)
_PACE = 1.0  # seconds: nobody writes so fast that they would be asked to slow down
_LOOK = 0.1  # seconds between two looks at a chat
_WAITS = 50  # looks for which a company waits for what the relay writes


@dataclass(slots=True)
class Memory:
    """What people did and read: by it the oracle judges.

    ``asked``: by chat, the messages that have exactly one answer. ``confirmed``: by the company's chat, the reference
    that it read. ``words``: what one side wrote to the other, by its token, and which side that was.
    """

    asked: dict[int, list[int]] = field(default_factory=dict)
    confirmed: dict[int, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)


def asker(memory: Memory, pace: float = _PACE, ahead: int = 3) -> Actor:
    """Somebody who asks question after question, ``pace`` seconds apart, a few before the first is answered."""
    number = next(_NUMBERS)

    async def acts(stage: Stage) -> None:
        stage.sandbox.meet(Person(number, f"Personne {number}"), started=True)
        said = memory.asked.setdefault(number, [])
        for question in cycle(QUESTIONS):
            if stage.over.is_set():
                break
            said.append(persons.say(stage.sandbox, number, question).id)
            behind = max(0, len(said) - ahead)

            def go_on(wanted: int = behind) -> bool:
                return stage.over.is_set() or len(stage.sandbox.history(number, by_bot=True)) >= wanted

            await stage.until(go_on, f"answers in {number}")
            await asyncio.sleep(pace)

    return acts


def companies(memory: Memory, texts: Texts) -> Actor:
    """One company after another: each sends a request, and answers what the relay writes."""

    async def acts(stage: Stage) -> None:
        while not stage.over.is_set():
            number = next(_NUMBERS)
            stage.sandbox.meet(Person(number, f"Entreprise {number}"), started=True)
            await _request(stage, memory, texts, number)

    return acts


def relay_member(memory: Memory, texts: Texts, chat: int, member: int) -> Actor:
    """Somebody of the relay, who takes what nobody has and writes to the company."""

    async def acts(stage: Stage) -> None:
        pressed: set[int] = set()
        while not stage.over.is_set():
            for shown in stage.sandbox.history(chat, by_bot=True):
                card = stage.sandbox.message(chat, shown.id)  # as it stands now
                if card is not None and card.id not in pressed and plain(texts.card.take) in _labels(card):
                    pressed.add(card.id)
                    persons.press(stage.sandbox, chat, card.id, label=_labels(card)[plain(texts.card.take)], by=member)
                    token = f"mot{next(_NUMBERS)}"
                    memory.words[token] = "relay"
                    persons.say(stage.sandbox, chat, f"Bonjour, {token}", by=member, reply_to=card.id)
                    await asyncio.sleep(2 * _PACE)  # for the press and the word
            await asyncio.sleep(_LOOK)

    return acts


async def _request(stage: Stage, memory: Memory, texts: Texts, number: int) -> None:
    """Fill in the form, whatever is shown twice, until the reference is there; then answer the relay for a while."""
    sandbox = stage.sandbox
    answers = {
        texts.form.ask["company"]: f"Bâtiment {number}",
        texts.form.ask["contact"]: "Camille Martin",
        texts.form.ask["reach"]: "05 49 00 00 00",
        texts.form.ask["place"]: "Niort",
        texts.form.ask["need"]: f"Deux maçons, besoin{number}",
    }
    presses = {
        texts.form.ask_consent: texts.form.agree,
        texts.form.ask_confirm: texts.form.send,
    }
    persons.say(sandbox, number, "/demande")
    seen, answered, waited = 0, set[str](), 0
    while waited < _WAITS and not (stage.over.is_set() and number in memory.confirmed):
        waited += number in memory.confirmed
        for message in sandbox.history(number, by_bot=True):
            text = plain(message)
            if (found := REFERENCE.search(text)) and number not in memory.confirmed:
                memory.confirmed[number] = found[0]
            if (token := re.search(r"mot\d+", text)) and token[0] not in answered:
                answered.add(token[0])
                reply = f"réponse{next(_NUMBERS)}"
                memory.words[reply] = "company"
                persons.say(sandbox, number, f"Merci, {reply}", reply_to=message.id)
        last = _last(sandbox, number)
        if last is not None and last.id != seen and number not in memory.confirmed:
            seen = last.id
            _step(sandbox, number, last, answers, presses)
        await asyncio.sleep(_LOOK)


def _step(sandbox: Sandbox, number: int, last: Message, answers: dict[str, str], presses: dict[str, str]) -> None:
    text = plain(last)
    for question, answer in answers.items():
        if plain(question) in text:
            persons.say(sandbox, number, answer)
            return
    labels = _labels(last)
    for question, label in presses.items():
        if plain(question) in text and plain(label) in labels:
            persons.press(sandbox, number, last.id, label=labels[plain(label)])
            return


def _last(sandbox: Sandbox, chat: int) -> Message | None:
    said = sandbox.history(chat, by_bot=True)
    return said[-1] if said else None


def _labels(message: Message) -> dict[str, str]:
    """What the buttons of a message say, by their words alone: what each says to the letter."""
    return {plain(button.text): button.text for row in message.markup.rows for button in row}
