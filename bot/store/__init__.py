"""What is kept: conversations, handled updates, feedback and the messages still to send, in one SQL database."""
