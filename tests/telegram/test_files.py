"""A file that was joined is fetched from Telegram by its number, at the moment when a letter carries it."""

from bot.chat.people import File
from bot.runtime.start import client
from bot.sandbox import Sandbox
from bot.telegram.files import fetched


async def test_the_content_of_a_file_is_fetched_from_the_server_that_is_set(sandbox: Sandbox, url: str):
    held = sandbox.store("DCE.pdf", b"%PDF", "application/pdf", "document")
    async with client("42:sandbox", url) as bot:
        assert await fetched(bot, File("document", held.id, held.name)) == b"%PDF"


async def test_a_file_that_is_gone_is_told_to_be(url: str):
    async with client("42:sandbox", url) as bot:
        assert await fetched(bot, File("document", "nothing")) is None
