"""Codes that link a relay's chat: drawn, kept as a hash, deleted when they have served."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.requests.model import link_code
from bot.store.tables import RelayCodeRow

_KEPT = timedelta(days=30)  # after its end, while a relay may still be told that its code expired or was used


async def issue(connection: AsyncConnection, relay: str, now: datetime) -> tuple[str, datetime]:
    """A new code for a relay, and until when it holds; it can be read nowhere afterwards."""
    await connection.execute(delete(RelayCodeRow).where(RelayCodeRow.expires < now - _KEPT))
    typed = link_code.draw(secrets.choice)
    while await connection.scalar(select(exists().where(RelayCodeRow.key == typed.key))):
        typed = link_code.draw(secrets.choice)
    expires = now + link_code.HOLDS
    row = {"key": typed.key, "relay": relay, "secret": link_code.hashed(typed)}
    await connection.execute(insert(RelayCodeRow).values(row | {"created": now, "expires": expires, "tries": 0}))
    return str(typed), expires
