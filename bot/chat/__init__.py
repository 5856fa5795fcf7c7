"""The vocabulary of a chat: people, events, replies, conversations, and flows of questions."""
