"""A running bot follows the files of its base, however they are changed."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.runtime.live import Live


class _Counting(Live):
    """Counts how often it is to load the base again."""

    loads = 0

    async def reload(self) -> bool:
        self.loads += 1
        return True

    async def comes_to(self, loads: int) -> None:
        async with asyncio.timeout(20):
            while self.loads < loads:  # noqa: ASYNC110  it tells nobody
                await asyncio.sleep(0.02)


@pytest.fixture
def folder(knowledge_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(knowledge_folder, tmp_path / "first"))


@pytest.fixture
async def followed(live: Live, folder: Path) -> AsyncIterator[_Counting]:
    link = folder.with_name("base")
    link.symlink_to(folder)
    counting = _Counting(live.assistant, link)
    task = asyncio.create_task(counting.follow())
    await asyncio.sleep(0.1)
    yield counting
    task.cancel()


async def test_a_file_that_changes_is_read_once(followed, folder):
    file = folder / "publics" / "deld.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    await followed.comes_to(1)
    await asyncio.sleep(1.2)
    assert followed.loads == 1


async def test_a_link_that_is_switched_is_followed(followed, folder):
    other = Path(shutil.copytree(folder, folder.with_name("second")))
    link = folder.with_name("base")
    switched = folder.with_name("new")
    switched.symlink_to(other)
    switched.replace(link)
    await followed.comes_to(1)


async def test_a_folder_that_is_moved_away_and_back_ends_nothing(followed, folder):
    away = folder.rename(folder.with_name("away"))
    await followed.comes_to(1)
    away.rename(folder)
    await followed.comes_to(2)


async def test_who_asks_has_the_base_read_again_though_nothing_changed(followed):
    followed.ask_to_reload()
    await followed.comes_to(1)
