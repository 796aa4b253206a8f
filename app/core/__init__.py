"""The ground: clock, database, actor, permissions, errors, text."""
