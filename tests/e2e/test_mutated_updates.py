"""Updates as Telegram writes them with anything wrong in them: done with after three tries, and they block nobody."""

import copy
import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.process import web
from bot.process.addresses import Address
from bot.runtime.serve import Doors
from bot.sandbox import Person, Sandbox, persons
from bot.sandbox.state import TEAM
from bot.store.unit_of_work import TRIES
from bot.telegram.webhook import Hook

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "s3cret"
NUMBERS = count(800_001)
WRONG: list[Any] = [
    None, True, 0, -1, 1.5, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, "", "x", "0", "/start", "a\x00b", "\ud800",
    "\U0010ffff", "é" * 5000, "private", "bot_command", [], [None], [[]], {}, {"id": "x"}, {"id": 2**63},
    {"type": None},
    [{"type": "bot_command", "offset": -5, "length": 10**9}], [{"type": "mention", "offset": "a", "length": None}],
]  # fmt: skip
unhurried = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


def _real() -> list[dict[str, Any]]:
    """One update of each kind that the sandbox writes."""
    sandbox = Sandbox(started=True)
    persons.start(sandbox, 1001, "public_deld")
    said = persons.say(sandbox, 1001, "je peux compter un apprenti ?")
    persons.edit(sandbox, 1001, said.id, "art 14")
    persons.say(sandbox, 1001, "/relais Niort", reply_to=said.id)
    for what in ("sticker", "voice", "photo", "document", "location", "contact"):
        persons.send(sandbox, 1001, what)
    persons.search(sandbox, "art 14", by=1001)
    persons.say(sandbox, TEAM, "/aide@sandbox_bot")
    persons.say(sandbox, TEAM, "@sandbox_bot art 14")
    group = persons.group(sandbox, "Chantier", [1001])
    persons.migrate(sandbox, group.id)
    persons.block(sandbox, sandbox.meet(Person(1003, "Alex"), started=True).id)
    found = [update.shown() for update in sandbox.updates.waiting()]
    message = copy.deepcopy(next(update["message"] for update in found if "message" in update))
    press = {"id": "77", "from": message["from"], "message": message, "chat_instance": "1", "data": "e:public/deld"}
    return [*found, {"update_id": 1, "callback_query": press}]


REAL = _real()


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to every value in it."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from _places(one, (*path, key))


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A real update with one to four things wrong in it."""
    number = next(NUMBERS)  # each comes from a chat of its own: none is slowed down
    real = json.dumps(draw(st.sampled_from(REAL))).replace("1001", str(number))
    update: dict[str, Any] = json.loads(real) | {"update_id": number}
    for _ in range(draw(st.integers(1, 4))):
        places = [path for path in _places(update) if path != ("update_id",)]
        if not places:
            break
        *way, last = draw(st.sampled_from(places))
        holder: Any = update
        for key in way:
            holder = holder[key]
        match draw(st.sampled_from(["replace", "delete", "wrap", "whole", "deep"])):
            case "replace":
                holder[last] = copy.deepcopy(draw(st.sampled_from(WRONG)))
            case "delete":
                del holder[last]
            case "wrap":
                holder[last] = [holder[last]]
            case "whole":
                holder[last] = copy.deepcopy(update)
            case "deep":
                for _ in range(300):
                    holder[last] = {"reply_to_message": holder[last]}
                break
    return update


def _free_port() -> int:
    listener = web.listening("127.0.0.1", 0)
    port = int(listener.getsockname()[1])
    listener.close()
    return port


@pytest.fixture(scope="module")
def doors():
    port = _free_port()
    return Doors(Hook(f"http://127.0.0.1:{port}/telegram", SECRET), Address("127.0.0.1", port))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(town):
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
    async with httpx.AsyncClient(trust_env=False, verify=False, headers=headers) as plain:  # noqa: S501  plain HTTP
        yield plain


@pytest.mark.parametrize("update", REAL, ids=lambda update: next(kind for kind in update if kind != "update_id"))
async def test_an_update_as_it_is_written_is_taken_at_once(client, doors, update):
    body = json.dumps(update | {"update_id": next(NUMBERS)})
    assert (await client.post(doors.hook.url, content=body)).status_code == 200


@given(update=mutated())
@unhurried
async def test_an_update_with_anything_wrong_in_it_is_done_with_after_three_tries(client, doors, update):
    body = json.dumps(update)
    answers = [(await client.post(doors.hook.url, content=body)).status_code]
    while answers[-1] == 503 and len(answers) <= TRIES:
        answers.append((await client.post(doors.hook.url, content=body)).status_code)
    assert answers[-1] == 200, answers
    assert len(answers) <= TRIES


async def test_after_all_this_anybody_is_answered(camille):
    await camille.starts()
    await camille.asks("bonjour")
