"""How to reach a body, how sure its role is, and how old that is."""

from bot.chat.markup import escape, headed, italic
from bot.knowledge.schema.entries import Knowledge, Relay


def contact(knowledge: Knowledge, relay: Relay) -> str:
    """How to reach a body, how sure its role is, and how old that is, in Telegram's HTML."""
    texts = knowledge.texts
    status = {
        "relay_verified": texts.relay_verified,
        "relay_historical": texts.relay_historical,
        "network_historical": texts.relay_network_historical,
        "fallback": texts.relay_fallback,
        "directory": texts.relay_directory,
        "not_relay_partner": texts.relay_not_relay_partner,
    }[relay.status]
    lines = [italic(status)]
    for heading, value in (
        (texts.relay_address, relay.address),
        (texts.relay_phone, relay.phone),
        (texts.relay_email, relay.email),
        (texts.relay_website, relay.website),
    ):
        if value:
            lines.append(headed(heading, value, inline=True))
    if not relay.phone:
        lines.append(escape(texts.relay_no_phone))
    if relay.contact_date and (relay.phone or relay.address or relay.email):
        lines.append(escape(texts.relay_contact_date.format(date=relay.contact_date)))
    return "\n".join(lines)
