"""The knowledge base of a running bot, and how it follows its files."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

import structlog

from bot.assistant.assistant import Assistant
from bot.assistant.unanswered import Weekly
from bot.knowledge.problems import KnowledgeError
from bot.knowledge.where import Where, each, every_file
from bot.process.settings import cache_folder
from bot.requests.digest import Digests
from bot.requests.model.request import KEPT
from bot.requests.patrol_notices import PatrolSteps
from bot.runtime import assembly
from bot.runtime.answerer import Told, tell
from bot.runtime.start import AwayError, StartError
from bot.search.unanswered import Unanswered
from bot.telegram.watch import Unwatched, Watch
from bot.tools.places.relays import Bodies

_LOOK = 0.5  # seconds between two looks at the files, which take some milliseconds

log = structlog.get_logger()


@dataclass(slots=True)
class Live:
    """The assistant of the moment: replaced whole when the knowledge base changes and is right."""

    assistant: Assistant
    folders: Where
    watch: Watch = field(default_factory=Unwatched)
    retention: int = KEPT
    _asked: asyncio.Event = field(default_factory=asyncio.Event)

    def patrol_steps(self) -> PatrolSteps:
        """What decides on requests that wait, from the base of the moment."""
        knowledge = self.assistant.knowledge
        return PatrolSteps(knowledge, self.assistant.bodies or Bodies(knowledge.relays))

    async def digests(self) -> Digests:
        """What writes digests, from the base of the moment; made anew each week, since it takes a second."""
        return await asyncio.to_thread(assembly.digests, self.folders, self.assistant)

    def week_of_curator(self, asked: Sequence[Unanswered], since: date) -> str:
        """What was not answered since a day, told by the base of the moment; empty where it answers all by now."""
        return Weekly(self.assistant.knowledge, self.assistant.router).told(asked, since)

    def ask_to_reload(self) -> None:
        """Have the base read again soon, whether or not a file of it has changed."""
        self._asked.set()

    async def follow(self) -> None:
        """Reload the base when a file of it changes; a wrong one is refused, and the last good one stays.

        The files are looked at, and not watched through the system: a folder that is moved, a link that is switched, a
        network disk and a machine without inotify are all the same to this.
        """
        served = before = await asyncio.to_thread(self._files)
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), _LOOK)
            now = await asyncio.to_thread(self._files)
            if self._asked.is_set() or before == now != served:  # what is still being written is waited for
                self._asked.clear()
                served = now
                await self.reload()
            before = now

    def _files(self) -> list[tuple[str, int, int, int]]:
        """The files of the base, by what changes with their content or with a link to another."""
        found = []
        for path in every_file(self.folders):
            with suppress(OSError):  # gone meanwhile
                status = path.stat()
                found.append((str(path), status.st_ino, status.st_size, status.st_mtime_ns))
        return found

    async def reload(self) -> bool:
        """Load the base again; True where it was right and is now in use.

        What entries say is in use at once; how they are found takes the time of a new search.
        """
        right = await self._reload()
        self.watch.reloaded(right=right)
        return right

    async def _reload(self) -> bool:
        try:
            at_once = await asyncio.to_thread(assembly.edited, self.folders, self.assistant, self.retention)
            if at_once is not None:
                self.assistant = at_once
                log.info("entries edited")
            self.assistant = await asyncio.to_thread(assembly.conversing, self.folders, cache_folder(), self.retention)
        except KnowledgeError as error:
            for problem in error.problems:
                log.error("knowledge refused, the last good base stays", problem=str(problem))
            return False
        except Exception as error:  # noqa: BLE001  a folder that is being moved about must not stop the bot
            log.error("knowledge unreadable, the last good base stays", error=type(error).__name__)
            return False
        log.info("knowledge loaded", entries=len(self.assistant.knowledge))
        return True


def loaded(folders: Where, retention: int = KEPT, told: Told = tell) -> Live:
    """The assistant of a knowledge base; ``retention`` is for how many days a request is kept after its end.

    ``told`` is called where the search has to be made, which takes seconds.

    Raises:
        StartError: where they hold none that is right.
    """
    for folder in each(folders):
        if not folder.is_dir():
            raise StartError(f"CLAUSETTE_KNOWLEDGE: {folder} is no folder; give the folder of the knowledge base")
    try:
        return Live(assembly.conversing(folders, cache_folder(), retention, told), folders, retention=retention)
    except KnowledgeError as error:
        raise AwayError(f"CLAUSETTE_KNOWLEDGE: {error.problems[0]} (clausette check lists everything)") from None
