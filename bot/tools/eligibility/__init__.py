"""Which publics a described person belongs to."""
