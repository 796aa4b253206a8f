"""Writes of the room, a file a family of verbs."""
