"""From a question to the entries that answer it, or to an honest "I don't know"."""
