"""What an operator sees to beside the running bot: what waits, what was set aside, the move to another database."""

from typing import Any

from bot import serving
from bot.settings import Settings
from bot.store import copying
from bot.store.copying import CopyError


def copied(settings: Settings, source: str, target: str) -> dict[str, Any] | CopyError:
    """Copy a database into another, empty one; the rows of each table, or why nothing was copied."""

    async def work() -> dict[str, Any] | CopyError:
        try:
            return {"rows": dict(await copying.copy(source, target))}
        except CopyError as error:
            return error

    return serving.start(work(), settings)
