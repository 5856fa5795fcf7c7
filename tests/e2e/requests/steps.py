"""The story of one request in small steps, each of which can be hit by a fault or a kill."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox import Sandbox, persons
from tests.e2e.people import until
from tests.e2e.requests.driver import DCE, FORM, Company, Desk


@dataclass(slots=True)
class Story:
    """One company whose work is at ``place``, two chats of the relay there, one chat of another, and the reference.

    Whoever presses in the relay does so where the button stands: a chat that a fault hit may show none.
    """

    company: Company
    desks: tuple[Desk, Desk]
    other: Desk
    place: str
    other_name: str
    number: str = ""

    @property
    def sandbox(self) -> Sandbox:
        """The small Telegram."""
        return self.company.chat.sandbox

    async def company_presses(self, data: str) -> None:
        """The company presses, as soon as it can."""
        await until(self.sandbox, lambda: self.company.find(data), f"the button {data}", self.company.id)
        self.company.press(data)
        await self.handled()

    async def relay_presses(self, data: str, *desks: Desk) -> None:
        """Somebody of the relay presses, as soon as somebody can."""
        some = desks or self.desks[::-1]
        await until(self.sandbox, lambda: any(desk.find(data) for desk in some), f"the button {data}")
        desk = next(desk for desk in some if desk.find(data))
        desk.press(data)
        await self.handled()

    async def handled(self) -> None:
        """Wait until the bot has done with everything that was done so far."""
        await until(self.sandbox, lambda: len(self.sandbox.updates) == 0, "every update to be handled")

    async def told(self) -> None:
        """Learn the reference: from the confirmation, or from the card where a fault took the confirmation away."""

        def seen() -> str:
            given = self.company.references
            return given[-1] if given else next(iter(self._on_cards()), "")

        await until(self.sandbox, seen, "a reference")
        self.number = seen()

    def _on_cards(self) -> list[str]:
        return [
            str(button.value).split(":")[2]
            for desk in self.desks
            for message in desk.messages()
            for row in message.markup.rows
            for button in row
            if str(button.value).startswith("k:take:")
        ]


async def _begin(story: Story) -> None:
    story.company.chat.says("/demande")
    await story.handled()


async def _agree(story: Story) -> None:
    await story.company_presses("f:a:consent:yes")


async def _fill(story: Story) -> None:
    for said in (FORM | {"place": story.place}).values():
        story.company.chat.says(said)
        await story.handled()


async def _send(story: Story) -> None:
    await story.company_presses("f:a:confirm:send")
    await story.told()


async def _take(story: Story) -> None:
    await story.relay_presses(f"k:take:{story.number}")


async def _answer(story: Story) -> None:
    desk = next(desk for desk in story.desks[::-1] if desk.card(story.number))
    desk.answers(story.number, "Je vous appelle demain.")
    await story.handled()


async def _add(story: Story) -> None:
    await story.company_presses(f"i:word:{story.number}")
    story.company.chat.says("Plutôt lundi.")
    await story.handled()


async def _join(story: Story) -> None:
    await story.company_presses(f"i:file:{story.number}")
    persons.join(story.sandbox, story.company.id, DCE)
    await story.handled()


async def _reach(story: Story) -> None:
    await story.relay_presses(f"k:reach:{story.number}")


async def _transfer(story: Story) -> None:
    await story.relay_presses(f"k:move:{story.number}")
    await story.relay_presses(f"k:to:{story.number}:{story.other_name}")
    await story.relay_presses(f"k:go:{story.number}:{story.other_name}")


async def _close(story: Story) -> None:
    await story.relay_presses(f"k:end:{story.number}", story.other)
    await story.relay_presses(f"k:end:{story.number}:helped", story.other)


async def _reopen(story: Story) -> None:
    await story.relay_presses(f"k:open:{story.number}", story.other)


async def _erase(story: Story) -> None:
    story.company.chat.says("/effacer")
    await story.company_presses("x:erase")


STEPS: Mapping[str, Callable[[Story], Coroutine[Any, Any, None]]] = {
    "begin": _begin,
    "agree": _agree,
    "fill": _fill,
    "send": _send,
    "take": _take,
    "answer": _answer,
    "add": _add,
    "join": _join,
    "reach": _reach,
    "transfer": _transfer,
    "close": _close,
    "reopen": _reopen,
    "erase": _erase,
}
