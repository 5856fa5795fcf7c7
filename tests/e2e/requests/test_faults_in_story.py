"""Telegram stumbles at each step of a request, on each call and in each way: nothing is lost, nobody is forgotten."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from bot.sandbox import Fault
from tests.e2e.people import until
from tests.e2e.requests.driver import POITIERS
from tests.e2e.requests.steps import STEPS, Story

pytestmark = pytest.mark.asyncio(loop_scope="module")

# where the fault strikes, and on which call; each has a relay and a commune of its own
STRUCK = {
    ("company", "sendMessage"): ("relay/niort-agglo-cellule-clauses", "Niort"),
    ("company", "answerCallbackQuery"): ("relay/grandangouleme", "Angoulême"),
    ("relay", "sendMessage"): ("relay/grand-chatellerault", "Châtellerault"),
    ("relay", "editMessageText"): ("relay/mde-bressuire", "Bressuire"),
    ("relay", "answerCallbackQuery"): ("relay/grand-cognac", "Cognac"),
    ("relay", "sendDocument"): ("relay/cda-la-rochelle-club-achat-social", "La Rochelle"),
}
ASKING = ("begin", "agree", "fill", "send", "erase")
FOR_GOOD = ("400", "403")  # Telegram will not have it, however often it is tried


@pytest.fixture(scope="module")
def refusing() -> set[int]:
    """The chats of this module in which Telegram refused something for good."""
    return set()


@pytest.mark.parametrize("kind", ["429", "500", "drop", "lose", *FOR_GOOD])
async def test_a_fault_at_every_step_loses_nothing(scene, refusing, kind):
    other = await scene.link(POITIERS)

    async def told(where: str, method: str, relay: str, place: str) -> int:
        story = Story(
            scene.company(), (await scene.link(relay, group=True), await scene.link(relay)), other, place, POITIERS[6:]
        )
        chat = story.company.id if where == "company" else story.desks[0].id
        for name, step in STEPS.items():
            if kind in FOR_GOOD and name in ASKING:
                pass  # the question did not come: whoever asked asks again
            elif (method, chat) not in {(fault.method, fault.chat) for fault in scene.sandbox.faults.armed()}:
                scene.sandbox.arm(Fault(kind, method, chat=chat))
            await step(story)
            await _sent(scene, story.company.id, *(desk.id for desk in story.desks))
        return chat

    struck = await asyncio.gather(*(told(*call, *relay) for call, relay in STRUCK.items()))
    scene.sandbox.disarm()
    if kind in FOR_GOOD:
        refusing.update(struck)
    await scene.holds(*refusing)


async def _sent(scene, *chats: int) -> None:
    """Wait until everything for some chats was sent, or will never be."""

    def is_empty() -> bool:
        with closing(sqlite3.connect(scene.file, timeout=10)) as connection:
            pending = connection.execute("SELECT chat FROM outbox WHERE status = 'pending'").fetchall()
        return not {chat for (chat,) in pending} & set(chats)

    await until(scene.sandbox, is_empty, "everything to be sent")
