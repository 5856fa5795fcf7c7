"""A company and a relay at work: what they type and press, and how one sees that it was done."""

import asyncio
import re
import sqlite3
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.schema.texts import Texts
from bot.sandbox import Sandbox, persons
from bot.sandbox.chats import Message
from bot.sandbox.parameters import Upload
from bot.sandbox.state import Query
from bot.store import link_codes
from bot.store.database import Database
from bot.store.outbox.calls import utc_now
from tests.e2e.people import Chat, note, plain, until
from tests.e2e.requests.oracle import faults

_PAUSE = 10.0  # seconds after which whoever flooded is heard again
FORM = {
    "place": "Niort",
    "need": "deux maçons pour trois mois, je ne trouve personne",
    "company": "Bâti Plus",
    "contact": "Camille Exemple",
    "reach": "camille@exemple.fr",
}
NIORT, POITIERS = "relay/niort-agglo-cellule-clauses", "relay/grand-poitiers-politiques-emploi"
DCE = Upload("CCAP lot 3.pdf", b"%PDF-1.4", "application/pdf")


def pattern(text: str) -> re.Pattern[str]:
    """What a text looks like once its placeholders are filled in."""
    return re.compile(re.sub(r"\\\{\w+\\\}", ".+?", re.escape(plain(text))), re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody's chat, and what is read and pressed there."""

    chat: Chat
    texts: Texts

    @property
    def id(self) -> int:
        """The chat's number."""
        return self.chat.id

    def messages(self) -> list[Message]:
        """What the bot says there, as it stands now."""
        return self.chat.sandbox.history(self.id, by_bot=True)

    def has(self, text: str, within: str = "") -> bool:
        """Tell whether a text of the base stands there, in a message that also says something else where asked."""
        looks = pattern(text)
        return any(looks.search(plain(one)) and within in plain(one) for one in self.messages())

    async def reads(self, text: str, within: str = "") -> None:
        """Wait for a text of the base."""
        await until(self.chat.sandbox, lambda: self.has(text, within), f"{text[:50]!r} in {self.id}")

    def find(self, data: str) -> Message | None:
        """The last message with a button whose data begin so."""
        for message in reversed(self.messages()):
            if any(str(button.value).startswith(data) for row in message.markup.rows for button in row):
                return message
        return None

    def press(self, data: str, by: int | None = None) -> Query:
        """Press the button whose data begin so, where it stands last; wait for nothing."""
        message = self.find(data)
        assert message is not None, f"no button {data} in {self.id}"
        whole = next(
            str(button.value) for row in message.markup.rows for button in row if str(button.value).startswith(data)
        )
        return persons.press(self.chat.sandbox, self.id, message.id, data=whole, by=by)

    async def presses(self, data: str, by: int | None = None) -> str:
        """Press, as soon as the button stands there, and read the note."""
        await until(self.chat.sandbox, lambda: self.find(data), f"the button {data} in {self.id}")
        return await note(self.chat.sandbox, self.press(data, by))


class Company(Reader):
    """A company's chat."""

    @property
    def references(self) -> list[str]:
        """The references that it was given, the oldest first."""
        told = re.compile(re.escape(plain(self.texts.form.sent)).replace(re.escape("{reference}"), r"(CL-\w+)"))
        return [number for message in self.messages() for number in told.findall(plain(message))]

    async def fills(self, **answers: str) -> None:
        """Go through the form up to the recapitulation, answering what is asked: what is known is not."""
        asked = await self._asks("/demande")
        if self.find("f:a:consent:yes") == asked:
            await self.presses("f:a:consent:yes")
            asked = await self._question(await self.chat.reads_after(asked))
        while (key := self._asked(asked)) is not None:
            asked = await self._asks((FORM | answers)[key])
        assert pattern(self.texts.form.ask_confirm).search(plain(asked)), plain(asked)

    async def _asks(self, text: str) -> Message:
        """Write and read the answer; once more after a pause where that was faster than a person writes."""
        answer = await self.chat.asks(text)
        if plain(answer) != plain(self.texts.slow_down):
            return await self._question(answer)
        await self.rests()
        return await self._question(await self.chat.asks(text))

    async def _question(self, message: Message) -> Message:
        """A message, or the one behind it where it only changes what stands in place of the keyboard."""
        while message.markup.keys or message.markup.removes:
            message = await self.chat.reads_after(message)
        return message

    async def rests(self) -> None:
        """Pause for as long as a person takes to read, so that a second form is no flood."""
        await asyncio.sleep(_PAUSE)

    def _asked(self, message: Message) -> str | None:
        """What a message asks; None where it asks for no answer of the form."""
        said = plain(message)
        return next((key for key in FORM if plain(self.texts.form.ask[key]) in said), None)

    async def sends(self, **answers: str) -> str:
        """Fill in the form and send it; the reference that it is given."""
        before = len(self.references)
        await self.fills(**answers)
        await self.presses("f:a:confirm:send")
        await until(self.chat.sandbox, lambda: len(self.references) > before, "a reference")
        return self.references[-1]


class Desk(Reader):
    """A chat of a relay."""

    def card(self, number: str) -> Message | None:
        """The card of a request as it stands."""
        heading = pattern(self.texts.card.title.replace("{reference}", number))
        return next((one for one in reversed(self.messages()) if heading.search(plain(one))), None)

    async def sees(self, number: str, text: str) -> Message:
        """Wait until the card of a request says a text of the base."""
        looks = pattern(text)

        def seen() -> bool:
            card = self.card(number)
            return card is not None and looks.search(plain(card)) is not None

        await until(self.chat.sandbox, seen, f"{text[:50]!r} on the card of {number} in {self.id}")
        card = self.card(number)
        assert card is not None
        return card

    def answers(self, number: str, text: str, by: int | None = None) -> Message:
        """Reply to the card of a request."""
        card = self.card(number)
        assert card is not None
        return persons.say(self.chat.sandbox, self.id, text, by=by, reply_to=card.id)


async def relay_code(file: Path, relay: str) -> str:
    """A code by which a chat of a relay links itself, as an operator makes it."""
    database = Database(f"sqlite+aiosqlite:///{file}")
    async with database.transaction() as connection:
        code, _ = await link_codes.issue(connection, relay, utc_now())
    await database.close()
    return code


async def settled(sandbox: Sandbox, file: Path, texts: Texts, refused: Collection[int] = ()) -> None:
    """Wait until everything that was said was handled and sent, then hold it to the oracle."""

    def is_quiet() -> bool:
        with closing(sqlite3.connect(file, timeout=10)) as connection:
            pending = connection.execute("SELECT count(*) FROM outbox WHERE status = 'pending'").fetchone()
        return len(sandbox.updates) == 0 and pending == (0,)

    await until(sandbox, is_quiet, "everything to be handled and sent")
    found = faults(file, sandbox, texts, refused)
    assert not found, "\n".join(found)
