"""A company's request, whole: its form, both sides of its thread, cards, lists, reminders and digest."""
