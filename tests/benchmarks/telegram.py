"""A small Telegram in a process of its own, which asks questions and times how fast a bot answers them all.

``python -m tests.benchmarks.telegram MESSAGES CHATS WARM``: prints its address, and asks once it was given a line. When
every message was answered, it prints the seconds from the answer ``WARM`` to the last one, and how many were between.
"""

import asyncio
import json
import sys
from itertools import cycle
from pathlib import Path

from bot.sandbox import Person, Sandbox, persons, serve

_QUESTIONS = Path(__file__).parent.parent / "search" / "questions.jsonl"
_FIRST = 500_001
_WAITING = 200  # questions that wait at most: the bot always finds some
_LOOK = 0.05  # seconds between two looks


async def main(messages: int, chats: int, warm: int) -> None:
    """Serve until every message was answered."""
    sandbox = Sandbox(callback_lifetime=3600.0)
    for number in range(_FIRST, _FIRST + chats):
        sandbox.meet(Person(number, f"Personne {number}"), started=True)
    questions = [json.loads(line)["q"] for line in _QUESTIONS.read_text("utf-8").splitlines()]
    asked = zip(range(messages), cycle(range(_FIRST, _FIRST + chats)), cycle(questions), strict=False)
    async with serve(sandbox) as url:
        _print({"url": url})
        await asyncio.to_thread(sys.stdin.readline)
        answers: list[float] = []
        while len(answers) < messages:
            for _, chat, question in asked:
                persons.say(sandbox, chat, question)
                if len(sandbox.updates) >= _WAITING:
                    break
            await asyncio.sleep(_LOOK)
            answers = [call.at for call in sandbox.calls.seen("sendMessage", ok=True)]
        _print({"seconds": answers[messages - 1] - answers[warm], "answers": messages - 1 - warm})
        await asyncio.Event().wait()  # until it is ended


def _print(value: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*(int(given) for given in sys.argv[1:])))
