"""Requests: what a company asks for, who has it, and what became of it. Pure values and pure decisions."""
