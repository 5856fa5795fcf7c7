"""How to reach a body, how sure its role is, and how old that is."""

from bot.chat.markup import escape, headed, italic
from bot.knowledge.schema.entries import Knowledge, Relay


def contact(knowledge: Knowledge, relay: Relay) -> str:
    """How to reach a body, how sure its role is, and how old that is, in Telegram's HTML."""
    texts = knowledge.texts
    status = texts.relay.status[relay.status]
    lines = [italic(status)]
    for heading, value in (
        (texts.relay.address, relay.address),
        (texts.relay.phone, relay.phone),
        (texts.relay.email, relay.email),
        (texts.relay.website, relay.website),
    ):
        if value:
            lines.append(headed(heading, value, inline=True))
    if not relay.phone:
        lines.append(escape(texts.relay.no_phone))
    if relay.contact_date and (relay.phone or relay.address or relay.email):
        lines.append(escape(texts.relay.contact_date.format(date=relay.contact_date)))
    return "\n".join(lines)


def numbers(knowledge: Knowledge, relay: Relay) -> str:
    """By what a body can be reached without us: telephone and e-mail, else its address and site; in Telegram's HTML."""
    texts = knowledge.texts.relay
    known = [(texts.phone, relay.phone), (texts.email, relay.email)]
    if not any(value for _, value in known):
        known = [(texts.address, relay.address), (texts.website, relay.website)]
    lines = [headed(heading, value, inline=True) for heading, value in known if value]
    return "\n".join(lines if relay.phone or relay.status == "directory" else [escape(texts.no_phone), *lines])
