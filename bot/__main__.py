"""``python -m bot`` is ``clausette``."""

from bot.cli.app import main

main()
