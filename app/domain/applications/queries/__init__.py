"""Reads of the room. Each starts from the one visibility query."""
