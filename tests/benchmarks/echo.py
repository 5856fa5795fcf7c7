"""The peer: a bare bot of python-telegram-bot that repeats what it reads. ``python -m tests.benchmarks.echo URL``."""

import logging
import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest


async def repeat(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same."""
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text)


def main(url: str) -> None:
    """Poll until it is stopped."""
    logging.disable(logging.CRITICAL)
    requests = [HTTPXRequest(httpx_kwargs={"trust_env": False}) for _ in range(2)]
    built: Application[Any, Any, Any, Any, Any, Any] = (
        Application.builder()
        .token("42:sandbox")
        .base_url(f"{url}/bot")
        .request(requests[0])
        .get_updates_request(requests[1])
        .build()
    )
    built.add_handler(MessageHandler(filters.TEXT, repeat))
    built.run_polling()


if __name__ == "__main__":
    main(sys.argv[1])
