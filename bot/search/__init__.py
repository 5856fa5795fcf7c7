"""From a question to the entries that answer it, with how sure that is, or to an honest "I don't know"."""
