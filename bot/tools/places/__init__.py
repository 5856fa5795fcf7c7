"""From what a person writes to a commune, and from there to its relays."""
