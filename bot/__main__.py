"""``python -m bot`` is ``clausette``."""

from bot.cli import main

main()
