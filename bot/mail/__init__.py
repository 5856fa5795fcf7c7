"""The e-mail edge: letters to relays and operators, and their delivery to a mail server."""
