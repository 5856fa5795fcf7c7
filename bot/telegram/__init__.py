"""Telegram: updates in, outbox out, through python-telegram-bot."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's own switch: waits are timedeltas, without a warning
