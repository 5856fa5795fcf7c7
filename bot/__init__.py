"""Clausette, an assistant for the clause d'insertion sociale."""
