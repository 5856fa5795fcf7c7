"""``clausette`` without Telegram's limits of messages a second: nothing else would be measured."""

from bot.cli import app
from bot.telegram import limits

if __name__ == "__main__":
    limits.TELEGRAM = limits.NONE
    app.main()
