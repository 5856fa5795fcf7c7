"""A local page on which a curator edits the base without a terminal."""
