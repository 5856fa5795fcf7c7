"""The knowledge base: YAML files that a curator edits, read into immutable models."""
