"""The flows of the tools that decide: each asks what its tool still wants to know, and tells what it decides."""
