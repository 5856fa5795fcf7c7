"""How many hours of insertion a contract makes."""
