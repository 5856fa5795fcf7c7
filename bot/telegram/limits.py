"""Telegram's limits on what a bot sends (https://core.telegram.org/bots/faq, "My bot is hitting limits")."""

from datetime import timedelta

from telegram.constants import FloodLimit

from bot.store.outbox.rate import Limits, Rate

_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)

TELEGRAM = Limits(
    chat=Rate(FloodLimit.MESSAGES_PER_SECOND_PER_CHAT, _SECOND),
    group=Rate(FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP, _MINUTE),
    overall=Rate(FloodLimit.MESSAGES_PER_SECOND, _SECOND),
)
NONE = Limits()  # of a server of our own, as the sandbox's
