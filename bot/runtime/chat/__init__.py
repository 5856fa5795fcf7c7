"""``clausette chat``: chats played on this computer, through all the real parts, with nothing stored."""
