"""What whole stories of requests share: the assistant, and a village whose words go through a real database."""

import pytest

from bot.store.database import Database
from tests import shipped
from tests.requests.village import COMPANY, FORM, GROUP, NIORT, OTHER, RELAY, ROYAN, Village


@pytest.fixture(scope="session")
def desks():
    """The assistant as chats have it, with the places of France."""
    return shipped.assistant()


@pytest.fixture
async def village(desks, sqlite_url):
    database = Database(sqlite_url)
    await database.migrate()
    made = Village(desks, database)
    for chat, relay in ((NIORT, RELAY), (GROUP, RELAY), (ROYAN, OTHER)):
        await made.link(chat, relay)
    await made.request("CL-7K3F", COMPANY, RELAY, FORM)
    yield made
    await database.close()
