"""One event of a chat in, what is shown and kept out: questions, commands, buttons, feedback."""
