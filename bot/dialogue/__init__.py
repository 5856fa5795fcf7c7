"""The assistant: a pure function from (knowledge, conversation, event, today) to what is said and what is kept."""
