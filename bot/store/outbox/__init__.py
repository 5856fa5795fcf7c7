"""What waits to be sent: queued with its update, claimed in order per chat, within Telegram's limits."""
