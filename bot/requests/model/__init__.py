"""A request as a value, and the rules about it: calendar, reminders, recipient, references."""
