"""A local Telegram: a Bot API server with persons, faults to arm, and a chat page. It knows nothing of any bot."""

from bot.sandbox import persons
from bot.sandbox.app import create_app
from bot.sandbox.chats import Person, Place
from bot.sandbox.faults import Fault
from bot.sandbox.server import serve, serve_in_thread
from bot.sandbox.state import Sandbox

__all__ = ["Fault", "Person", "Place", "Sandbox", "create_app", "persons", "serve", "serve_in_thread"]
